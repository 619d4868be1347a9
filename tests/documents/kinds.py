"""Sixty order forms: what each is, and what must be said of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.documents import hostile, sheets
from tests.documents.certificates import DAY, Signer, issued, pem, root
from tests.documents.sheets import LABELS, VALUES
from tests.rules.sales import NOW, a_sale, the_facts
from trastienda.documents.examine import Form
from trastienda.documents.limits import MIB, Limits
from trastienda.documents.question import Question
from trastienda.documents.reader import Reader
from trastienda.domain.templates import Template
from trastienda.rules.papers import Fit, Judgement, judge

SALE = a_sale()
FACTS = the_facts()
STRICT = Limits(cpu_s=4, wall_s=40, memory=400 * MIB)
"""Less than the program allows, so that hostile files cost the tests less.

Waiting is cheap on a busy machine, and forty honest pages take nearly two seconds of a slow one.
"""
CUSTOMER = "IDCES-12345678Z"


def template(signature: str = "", **changes: Any) -> Template:
    """The form of the tests: form fields and printed labels of the same fields."""
    left, bottom, right, top = sheets.BOX
    box = {
        "page": 1, "left": left, "bottom": bottom, "right": right, "top": top,
        "empty_below": 0.05, "present_from": 0.06,
    }  # fmt: skip
    wanted: dict[str, Any] = {"kind": signature}
    if signature in ("digital", "either"):
        wanted |= {"roots": ["authority.pem"], "signer": "holder_id"}
    if signature in ("hand", "either"):
        wanted["box"] = box
    declared: dict[str, Any] = {
        "says": "ficha de pedido",
        "fields": {
            name: {"acroform": name, "label": label, "page": 1}
            | ({"equivalences": ["case", "accents"]} if name == "holder_name" else {})
            for name, label in LABELS.items()
        },
        "signature": wanted if signature else None,
    }
    return Template.model_validate(declared | changes)


class Workshop:
    """Makes the files; what several of them need is made once."""

    @cached_property
    def authority(self) -> Signer:
        """The one that the form trusts."""
        return root("Autoridad de Pruebas")

    @cached_property
    def customer(self) -> Signer:
        """The holder of the sale."""
        return issued(self.authority, "MARIA MUÑOZ LOPEZ", CUSTOMER)

    @cached_property
    def company(self) -> Signer:
        """Somebody of the client, who signs after the customer."""
        return issued(self.authority, "Comercial Uno", "IDCES-00000000T")

    @cached_property
    def form(self) -> bytes:
        """A filled form."""
        return sheets.sheet(sheets.fields())

    @cached_property
    def signed(self) -> bytes:
        """The same, signed by the customer."""
        return self.customer.sign(self.form)

    def signed_over(self, cover: Callable[[int, int, int], tuple[int, int, int]]) -> bytes:
        """The form with a good signature over other bytes than all; `cover` changes the three numbers of its range."""
        found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)[ ]*\]", self.signed)
        assert found is not None
        first, second, length = cover(*(int(one) for one in found.groups()))
        said = b"/ByteRange [0 %d %d %d" % (first, second, length)
        document = bytearray(self.signed)
        document[found.start() : found.end()] = said.ljust(found.end() - found.start() - 1) + b"]"
        start, end = int(found[1]), int(found[2])
        covered = bytes(document[:first] + document[second : second + length])
        content = self.customer.sign_bytes(covered)
        document[start + 1 : end - 1] = content.hex().encode().ljust(end - start - 2, b"0")
        return bytes(document)


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        sentence: what must be true of it.
        build: makes it.
        fit: the verdict that it must get.
        code: of a finding that it must get, or several that are as good; "" where it fits.
        template: of its form.
    """

    sentence: str
    build: Callable[[Workshop], bytes]
    fit: Fit
    code: str = ""
    template: Template = field(default_factory=template)


def _with(**values: str) -> dict[str, str]:
    return VALUES | values


def _printed(**values: str) -> Callable[[Workshop], bytes]:
    return lambda shop: sheets.sheet(sheets.printed(_with(**values)))


def _turned(shop: Workshop) -> bytes:
    document = sheets.sheet(
        lambda canvas: canvas.transform(0, 1, -1, 0, 842, 0),
        sheets.printed(),
        sheets.signed_by_hand(),
        size=(842, 595),
    )
    return sheets.copied(document, lambda writer: writer.pages[0].rotate(90))


def _scripted(writer: PdfWriter) -> None:
    action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    names = {NameObject(key): value for key, value in action.items()}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(names))


def _attached(writer: PdfWriter) -> None:
    writer.add_attachment("factura.exe", b"MZ")


def _described_twice(writer: PdfWriter) -> None:
    form = writer.root_object["/AcroForm"]
    assert isinstance(form, DictionaryObject)
    form[NameObject("/XFA")] = TextStringObject("<xdp/>")


STOPPED = "paper_too_slow, paper_too_much_memory, paper_crashed"
"""What ends a file that takes too much: it depends on the machine which limit comes first."""
FITS, DIFFERS, ASK = Fit.FITS, Fit.DOES_NOT_FIT, Fit.ASK
DIGITAL, HAND, EITHER = template("digital"), template("hand"), template("either")
BELOW = template(fields={name: {"label": label, "where": "below"} for name, label in LABELS.items()})

KINDS = (
    # Good ones.
    Kind("a form with filled fields fits", lambda shop: shop.form, FITS),
    Kind(
        "a form whose fields the viewer draws fits",
        lambda shop: sheets.without_appearance(shop.form),
        FITS,
    ),
    Kind("a printed form fits", _printed(), FITS),
    Kind("a form in two columns fits", lambda shop: sheets.sheet(sheets.in_two_columns), FITS),
    Kind(
        "a form with values below labels fits", lambda shop: sheets.sheet(sheets.below), FITS, template=BELOW
    ),
    Kind("a page that is turned fits as it is seen", _turned, FITS, template=HAND),
    Kind(
        "values written in other ways fit",
        _printed(monthly_fee="1029,90 EUR", line="+34 612-345-678", holder_id="12.345.678 z"),
        FITS,
    ),
    Kind("declared differences in writing fit", _printed(holder_name="MARIA MUÑOZ LOPEZ"), FITS),
    Kind("a form signed by the customer fits", lambda shop: shop.signed, FITS, template=DIGITAL),
    Kind(
        "a form signed by two fits",
        lambda shop: shop.company.sign(shop.signed, "Empresa"),
        FITS,
        template=DIGITAL,
    ),
    Kind(
        "a form signed by hand fits",
        lambda shop: sheets.sheet(sheets.fields(), sheets.signed_by_hand()),
        FITS,
        template=HAND,
    ),
    Kind(
        "an encrypted form that opens for everybody fits",
        lambda shop: sheets.encrypted(shop.form, user=""),
        FITS,
    ),
    # Other values.
    Kind(
        "another customer does not fit", _printed(holder_id="87654321-X"), DIFFERS, "paper_field_other_value"
    ),
    Kind("another price does not fit", _printed(monthly_fee="39,90 €"), DIFFERS, "paper_field_other_value"),
    Kind(
        "another IBAN does not fit",
        _printed(iban="ES79 2100 0813 6101 2345 6789"),
        DIFFERS,
        "paper_field_other_value",
    ),
    Kind(
        "swapped digits in the IBAN are asked for",
        _printed(iban="ES91 2100 0418 4502 0005 1323"),
        ASK,
        "paper_field_unreadable",
    ),
    Kind(
        "a lost accent does not fit where it is not declared",
        _printed(plan="Movil 20 GB"),
        DIFFERS,
        "paper_field_near",
    ),
    Kind(
        "an ñ that became an n does not fit",
        _printed(holder_name="María Munoz López"),
        DIFFERS,
        "paper_field_near",
    ),
    Kind(
        "a lost letter is asked for", _printed(holder_name="María Mu?oz López"), ASK, "paper_field_unreadable"
    ),
    Kind(
        "day and month swapped do not fit",
        _printed(activation="04/10/2026"),
        DIFFERS,
        "paper_field_other_value",
    ),
    Kind(
        "a consent that is not ticked does not fit",
        lambda shop: sheets.sheet(sheets.fields(_with(terms_accepted="No"))),
        DIFFERS,
        "paper_field_other_value",
    ),
    Kind("a value that is cut is asked for", _printed(plan="Móvil 20"), ASK, "paper_field_cut"),
    Kind("an empty value is asked for", _printed(iban=""), ASK, "paper_field_not_shown"),
    Kind(
        "a field that is nowhere is asked for",
        lambda shop: sheets.sheet(
            sheets.printed(labels={name: label for name, label in LABELS.items() if name != "monthly_fee"})
        ),
        ASK,
        "paper_field_not_found",
    ),
    Kind(
        "a form field that says other than it shows is asked for",
        lambda shop: sheets.with_value(shop.form, "monthly_fee", "19,90 EUR"),
        ASK,
        "paper_field_contradicts",
    ),
    Kind(
        "a label with two values is asked for",
        lambda shop: sheets.sheet(
            sheets.printed(), lambda canvas: canvas.drawString(60, 300, "Cuota mensual: 39,90 €")
        ),
        ASK,
        "paper_field_contradicts",
    ),
    Kind(
        "a value in white letters is asked for",
        lambda shop: sheets.sheet(
            sheets.printed(_with(monthly_fee="")), sheets.in_white("monthly_fee", "1.029,90 €")
        ),
        ASK,
        "paper_field_hidden",
    ),
    Kind(
        "another form is asked for",
        lambda shop: sheets.sheet(
            lambda canvas: sheets.title(canvas, "FACTURA"),
            lambda canvas: canvas.drawString(60, 700, "Total a pagar: 1.029,90 €"),
        ),
        ASK,
        "paper_other_form",
    ),
    Kind(
        "forty pages instead of two are asked for",
        lambda shop: sheets.sheet(sheets.printed(), pages=40),
        ASK,
        "paper_pages",
        template(pages=2),
    ),
    Kind("a scan has no text", lambda shop: sheets.scan_of(_printed()(shop)), ASK, "paper_no_text"),
    Kind(
        "a scan with somebody's reading of it has no text",
        lambda shop: sheets.scan_of(_printed()(shop), sheets.unseen()),
        ASK,
        "paper_no_text",
    ),
    Kind(
        "a form behind a password is asked for",
        lambda shop: sheets.encrypted(shop.form, user="secreto"),
        ASK,
        "paper_needs_password",
    ),
    # Signatures.
    Kind(
        "a form that nobody signed does not fit", lambda shop: shop.form, DIFFERS, "signature_none", DIGITAL
    ),
    Kind(
        "a signature of an unknown authority is asked for",
        lambda shop: issued(root("Otra"), "MARIA MUÑOZ LOPEZ", CUSTOMER).sign(shop.form),
        ASK,
        "signature_untrusted",
        DIGITAL,
    ),
    Kind(
        "a signature with an expired certificate is asked for",
        lambda shop: issued(shop.authority, "MARIA MUÑOZ LOPEZ", CUSTOMER, end=NOW - DAY).sign(shop.form),
        ASK,
        "signature_expired",
        DIGITAL,
    ),
    Kind(
        "a signature of somebody else does not fit",
        lambda shop: shop.company.sign(shop.form),
        DIFFERS,
        "signature_other_signer",
        DIGITAL,
    ),
    Kind(
        "a byte changed after the signature does not fit",
        lambda shop: shop.signed[:200] + bytes([shop.signed[200] ^ 1]) + shop.signed[201:],
        DIFFERS,
        "signature_broken",
        DIGITAL,
    ),
    Kind(
        "a price filled in after the signature does not fit, though it is the sale's",
        lambda shop: sheets.refilled(
            shop.customer.sign(sheets.sheet(sheets.fields(_with(monthly_fee="19,90 €")))),
            "monthly_fee",
            "1.029,90 EUR",
        ),
        DIFFERS,
        "signature_changed_after",
        DIGITAL,
    ),
    Kind(
        "a price filled in between two signatures does not fit",
        lambda shop: shop.company.sign(
            sheets.refilled(
                shop.customer.sign(sheets.sheet(sheets.fields(_with(monthly_fee="19,90 €")))),
                "monthly_fee",
                "1.029,90 EUR",
            ),
            "Empresa",
        ),
        DIFFERS,
        "signature_changed_after",
        DIGITAL,
    ),
    Kind(
        "a signature over the file without its end does not fit",
        lambda shop: shop.signed_over(lambda first, second, length: (first, second, length - 30)),
        DIFFERS,
        "signature_part",
        DIGITAL,
    ),
    Kind(
        "a signature with a gap beside itself does not fit",
        lambda shop: shop.signed_over(lambda first, second, length: (first, second + 30, length - 30)),
        DIFFERS,
        "signature_part",
        DIGITAL,
    ),
    Kind(
        "an empty box for the signature does not fit",
        lambda shop: sheets.sheet(sheets.printed(), sheets.frame),
        DIFFERS,
        "signature_box_empty",
        HAND,
    ),
    Kind(
        "a faint signature is asked for",
        lambda shop: sheets.sheet(sheets.printed(), sheets.signed_by_hand(grey=0.8)),
        ASK,
        "signature_box_unclear",
        HAND,
    ),
    # Hostile ones.
    Kind(
        "a file of another type is no PDF", lambda shop: b"\x89PNG\r\n\x1a\n" + bytes(64), ASK, "paper_no_pdf"
    ),
    Kind(
        "a form that broke off is damaged",
        lambda shop: shop.form[: len(shop.form) // 3],
        ASK,
        "paper_damaged",
    ),
    Kind("a bomb is not unpacked", lambda shop: hostile.bomb(1), ASK, STOPPED),
    Kind("a bomb in a bomb is not unpacked", lambda shop: hostile.bomb(3), ASK, STOPPED),
    Kind("pages in a ring end", lambda shop: hostile.pages_in_a_ring(), ASK, "paper_damaged"),
    Kind("form fields in a ring end", lambda shop: hostile.fields_in_a_ring(), ASK, "paper_damaged"),
    Kind("drawings in a ring end", lambda shop: hostile.pictures_in_a_ring(), ASK, STOPPED),
    Kind("tables in a ring end", lambda shop: hostile.tables_in_a_ring(), ASK, "paper_no_text"),
    Kind("lists deep in each other end", lambda shop: hostile.arrays_in_arrays(), ASK, "paper_damaged"),
    Kind("a page as large as a city is asked for", lambda shop: hostile.outsize(), ASK, "paper_page_size"),
    Kind("a million pages end", lambda shop: hostile.endless_pages(), ASK, "paper_damaged"),
    Kind("a drawing that takes minutes is stopped", lambda shop: hostile.endless_drawing(), ASK, STOPPED),
    Kind(
        "a picture of 60,000 by 60,000 points ends", lambda shop: hostile.huge_picture(), ASK, "paper_no_text"
    ),
    Kind(
        "a script is told",
        lambda shop: sheets.copied(shop.form, lambda writer: _scripted(writer)),
        ASK,
        "paper_javascript",
    ),
    Kind(
        "a program to be started is told",
        lambda shop: hostile.with_action(b"<< /S /Launch /F (calc.exe) >>"),
        ASK,
        "paper_launches",
    ),
    Kind("a file inside is told", lambda shop: sheets.copied(shop.form, _attached), ASK, "paper_files"),
    Kind(
        "a second form in XML is told",
        lambda shop: sheets.copied(shop.form, _described_twice),
        ASK,
        "paper_xfa",
    ),
)
"""The sixty that `python -m tests.documents` prints."""

MORE = (
    Kind("a form with many labels in one run fits", lambda shop: sheets.sheet(sheets.in_one_run), FITS),
    Kind("a digital signature does instead of a hand", lambda shop: shop.signed, FITS, template=EITHER),
    Kind("one digit of the line does not fit", _printed(line="612 34 56 79"), DIFFERS, "paper_field_near"),
    Kind("lengths in a ring end", lambda shop: hostile.lengths_in_a_ring(), ASK, "paper_damaged"),
    Kind(
        "a page that is cropped fits as it is seen",
        lambda shop: sheets.cropped(sheets.sheet(sheets.printed(), sheets.signed_by_hand())),
        FITS,
        template=HAND,
    ),
    Kind(
        "a value that was painted over is asked for",
        lambda shop: sheets.sheet(sheets.printed(_with(monthly_fee="")), sheets.painted_over("monthly_fee")),
        ASK,
        "paper_field_hidden",
    ),
    Kind(
        "a value that was painted over and written anew is asked for",
        lambda shop: sheets.sheet(sheets.printed(), sheets.painted_over("monthly_fee", "1.029,90 €")),
        ASK,
        "paper_field_contradicts",
    ),
    Kind(
        "a digit under a picture of another one is asked for",
        lambda shop: sheets.sheet(sheets.printed(), sheets.pasted_over("monthly_fee")),
        ASK,
        "paper_field_hidden",
    ),
    Kind(
        "a form field under a picture of another digit is asked for",
        lambda shop: sheets.stamped_over(shop.form, sheets.pasted_over("monthly_fee", left=224, size=10)),
        ASK,
        "paper_field_hidden",
        template(
            fields={"monthly_fee": {"acroform": "monthly_fee"}, "line": {"acroform": "line"}},
        ),
    ),
    Kind(
        "small grey print on a tinted sheet fits",
        lambda shop: sheets.sheet(sheets.tinted, sheets.printed()),
        FITS,
    ),
    Kind(
        "a signature with bytes after it is asked for",
        lambda shop: shop.signed + b"% added\n",
        ASK,
        "signature_added_after",
        DIGITAL,
    ),
    Kind(
        "a signer without a number is asked for",
        lambda shop: issued(shop.authority, "MARIA MUÑOZ LOPEZ", "").sign(shop.form),
        ASK,
        "signature_unnamed",
        DIGITAL,
    ),
    Kind(
        "a bar over the box is no signature",
        lambda shop: sheets.sheet(sheets.printed(), sheets.stamped),
        ASK,
        "signature_box_unclear",
        HAND,
    ),
    Kind(
        "a broken digital signature speaks against a form that is signed by hand",
        lambda shop: sheets.refilled(
            shop.customer.sign(sheets.sheet(sheets.fields(), sheets.signed_by_hand())), "plan", "Móvil 20 GB "
        ),
        DIFFERS,
        "signature_changed_after",
        HAND,
    ),
    Kind("a blank page has no text", lambda shop: sheets.sheet(sheets.line), ASK, "paper_no_text"),
    Kind(
        "a form that sends itself is told",
        lambda shop: hostile.with_action(b"<< /S /SubmitForm /F (http://portal.example) >>"),
        ASK,
        "paper_sends",
    ),
    Kind(
        "a script that the form is known to have is no matter",
        lambda shop: sheets.copied(shop.form, _scripted),
        FITS,
        template=template(allows=["javascript"]),
    ),
    Kind("a file without anything is no PDF", lambda shop: b"", ASK, "paper_no_pdf"),
    Kind(
        "a file that only begins like one is damaged",
        lambda shop: b"%PDF-1.7\n" + bytes(500),
        ASK,
        "paper_damaged",
    ),
)
"""More of them."""


@dataclass(frozen=True)
class Outcome:
    """What the program says of a kind of file."""

    kind: Kind
    judged: Judgement

    @property
    def is_right(self) -> bool:
        """Whether that is what must be said."""
        codes = {one.code for one in self.judged.findings}
        wanted = set(self.kind.code.split(", ")) if self.kind.code else set()
        return self.judged.fit is self.kind.fit and (not wanted or bool(codes & wanted))

    @property
    def got(self) -> str:
        """The verdict with its hardest finding."""
        codes = [one.code for one in self.judged.findings]
        return f"{self.judged.fit.value}{f' ({codes[0]})' if codes else ''}"

    @property
    def expected(self) -> str:
        """The same, as it must be."""
        return f"{self.kind.fit.value}{f' ({self.kind.code})' if self.kind.code else ''}"


def outcome(kind: Kind, shop: Workshop, reader: Reader) -> Outcome:
    """Let the program read a kind of file and judge it."""
    form = Form("form", kind.template, (pem(shop.authority.certificate),))
    wanted = form.template.signature
    reading = reader.read(kind.build(shop), Question(wanted.box if wanted else None, form.roots, NOW))
    return Outcome(kind, judge(SALE, reading, kind.template, FACTS))
