"""A paper fits, does not fit, or a person looks; a doubt is never turned into one of the first two."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sales import a_sale, the_facts
from trastienda.domain.case import Language
from trastienda.domain.finding import Severity
from trastienda.domain.papers import (
    Access,
    Coverage,
    DigitalSignature,
    FormValue,
    Ink,
    Reading,
    Segment,
    Trust,
    Unread,
)
from trastienda.domain.templates import Risk, Template
from trastienda.rules.crosscheck import Code, Verdict
from trastienda.rules.papers import Fit, Judgement, Reason, Source, judge, missing_papers, same_file
from trastienda.rules.signed import Digital, Drawn

SALE, FACTS = a_sale(), the_facts()
FEE = {"monthly_fee": {"acroform": "fee", "label": "Cuota mensual"}}
BOX = {
    "page": 1, "left": 100, "bottom": 100, "right": 300, "top": 160,
    "empty_below": 0.03, "present_from": 0.06,
}  # fmt: skip
HAND = {"kind": "hand", "box": BOX}
DIGITAL = {"kind": "digital", "roots": ["a.pem"]}
OF_CUSTOMER = DIGITAL | {"signer": "holder_id"}
EITHER = DIGITAL | {"kind": "either", "box": BOX}
SIGNED = DigitalSignature(
    field="Firma",
    intact=True,
    coverage=Coverage.WHOLE,
    trust=Trust.TRUSTED,
    signer="María",
    signer_id="12345678Z",
)


def printed(*lines: str, hidden: bool = False) -> tuple[Segment, ...]:
    return tuple(
        Segment(
            page=1, left=60, bottom=700 - 30 * row, right=400, top=712 - 30 * row, text=line, hidden=hidden
        )
        for row, line in enumerate(lines)
    )


def read(*segments: Segment, **what: Any) -> Reading:
    pages = {one.page for one in segments if not one.hidden}
    return Reading.model_validate(
        {"sha256": "0" * 64, "size": 1000, "pages": 1, "segments": segments, "printed": sorted(pages)} | what
    )


def judged(reading: Reading, **declared: Any) -> Judgement:
    return judge(SALE, reading, Template.model_validate({"fields": FEE} | declared), FACTS)


def form(value: str, shown: str | None = None) -> Reading:
    return read(values=(FormValue(name="fee", value=value, shown=shown),))


def codes(found: Judgement) -> list[str]:
    return [one.code for one in found.findings]


def test_a_paper_that_says_the_same_fits() -> None:
    found = judged(read(*printed("Cuota mensual: 1029,90 EUR")))

    assert (found.fit, found.findings) == (Fit.FITS, ())
    assert found.fields[0].read == ((Source.PRINT, "1029,90 EUR"),)
    assert found.sentence(Language.ES) == "El documento encaja con la venta."
    assert found.sentence(Language.EN) == "The paper fits the sale."


def test_a_paper_that_says_otherwise_does_not_fit_and_says_where() -> None:
    found = judged(read(*printed("Cuota mensual: 39,90 €")))

    assert found.fit is Fit.DOES_NOT_FIT
    assert found.findings[0].fields == ("monthly_fee",)
    assert found.sentence(Language.ES) == (
        "El documento no encaja con la venta: «Cuota mensual» es «39,90 €» en el documento y «1029.90 EUR» en la venta."
    )


def test_one_difference_weighs_more_than_any_doubt_and_the_rest_is_counted() -> None:
    found = judged(read(*printed("Cuota mensual: 39,90 €"), risks=(Risk.JAVASCRIPT, Risk.FILES)), pages=2)

    assert found.fit is Fit.DOES_NOT_FIT
    assert codes(found) == ["paper_field_other_value", "paper_javascript", "paper_files", "paper_pages"]
    assert found.sentence(Language.EN).endswith("(and 3 more).")
    assert found.sentence(Language.ES).endswith("(y 3 más).")


@pytest.mark.parametrize(
    ("value", "shown", "verdict", "code"),
    [
        ("1.029,90 €", None, Verdict.MATCH, Code.EQUAL),
        ("1.029,90 €", "1029,90", Verdict.MATCH, Code.EQUAL),
        ("39,90 €", "39,90 EUR", Verdict.DIFFER, Code.OTHER_VALUE),
        ("1.029,90 €", "39,90 €", Verdict.UNCLEAR, Reason.CONTRADICTS),
        ("39,90 €", "1.029,90 €", Verdict.UNCLEAR, Reason.CONTRADICTS),
        ("39,90 €", "49,90 €", Verdict.UNCLEAR, Reason.CONTRADICTS),
        ("1.029,90 €", "", Verdict.UNCLEAR, Reason.CONTRADICTS),
        ("", "1.029,90 €", Verdict.UNCLEAR, Reason.CONTRADICTS),
        ("1.029,90 €", "1.0?9,90 €", Verdict.UNCLEAR, Code.UNREADABLE),
        ("1.029,90 €", "1.029,9", Verdict.MATCH, Code.EQUAL),
        ("39,90 euros", "39,9", Verdict.DIFFER, Code.OTHER_VALUE),
        ("", "", Verdict.UNCLEAR, Code.NOT_SHOWN),
    ],
)
def test_what_a_field_says_and_what_it_shows_must_agree(
    value: str, shown: str | None, verdict: Verdict, code: Code | Reason
) -> None:
    (field,) = judged(form(value, shown)).fields

    assert (field.verdict, field.code) == (verdict, code)


def test_a_text_that_is_cut_on_the_page_stands_whole_in_the_field() -> None:
    plan = {"plan": {"acroform": "fee"}}

    (equal,) = judged(form("Móvil 20 GB", "Móvil 20…"), fields=plan).fields
    (other,) = judged(form("Fibra 600 Mb", "Fibra 60"), fields=plan).fields
    (cut,) = judged(form("Móvil 20", "Móvil 20"), fields=plan).fields

    assert (equal.verdict, other.verdict) == (Verdict.MATCH, Verdict.DIFFER)
    assert (cut.verdict, cut.code) == (Verdict.UNCLEAR, Code.CUT)


def test_print_beside_the_label_must_agree_with_the_field_too() -> None:
    reading = read(
        *printed("Cuota mensual: 39,90 €"),
        values=(FormValue(name="fee", value="1.029,90 €", shown="1.029,90 €"),),
    )

    found = judged(reading)

    assert found.fields[0].code is Reason.CONTRADICTS
    assert found.fields[0].shown == "1.029,90 € ≠ 39,90 €"
    assert found.fit is Fit.ASK


def test_nothing_printed_beside_the_label_says_nothing_against_a_field() -> None:
    reading = read(*printed("Cuota mensual:"), values=(FormValue(name="fee", value="1.029,90 €"),))

    assert judged(reading).fit is Fit.FITS


def test_the_print_of_a_tick_box_is_no_word() -> None:
    terms = {"terms_accepted": {"acroform": "fee", "label": "Acepta"}}
    reading = read(*printed("Acepta: 4"), values=(FormValue(name="fee", value="true", shown="true"),))

    assert judged(reading, fields=terms).fit is Fit.FITS
    assert judged(read(*printed("Acepta: Sí")), fields=terms).fit is Fit.FITS


def test_an_option_of_a_list_is_compared_like_a_text() -> None:
    tone = {"tone": {"acroform": "fee"}}

    assert judged(form("Por SMS", "Por SMS"), fields=tone).fit is Fit.FITS
    assert judged(form("Por SMS", "Por teléfono"), fields=tone).fields[0].code is Reason.CONTRADICTS


def test_a_field_that_was_not_sold_may_be_empty_in_the_paper() -> None:
    note = {"note": {"acroform": "fee"}}

    empty, other = (
        (FormValue(name="otra", value="x"), FormValue(name="fee", value="")),
        FormValue(name="fee", value="sí"),
    )

    assert judged(read(values=empty), fields=note).fit is Fit.FITS
    assert judged(read(values=(other,)), fields=note).fit is Fit.DOES_NOT_FIT


@pytest.mark.parametrize(
    ("reading", "code"),
    [
        (read(*printed("Tarifa: Móvil", "Cuota mensual:")), "paper_field_not_shown"),
        (read(*printed("Tarifa: Móvil", "Otra cosa")), "paper_field_not_found"),
    ],
)
def test_a_required_field_that_is_missing_is_asked_for_and_another_one_is_not(
    reading: Reading, code: str
) -> None:
    plan = {"plan": {"label": "Tarifa", "equivalences": ["case"]}}
    asked = judged(reading, fields=plan | FEE)
    optional = judged(reading, fields=plan | {"monthly_fee": FEE["monthly_fee"] | {"required": False}})

    assert code in codes(asked)
    assert code not in codes(optional)


@pytest.mark.parametrize("line", ["Tarifa: Móvil 20 GB Permanencia: 12 meses", "Tarifa: Permanencia :"])
def test_a_label_that_is_not_declared_is_no_difference(line: str) -> None:
    plan = {"plan": {"label": "Tarifa"}}

    found = judged(read(*printed(line)), fields=plan)

    assert (found.fit, found.fields[0].code) == (Fit.ASK, Reason.RUNS_ON)
    assert (
        judged(read(*printed(line)), fields=plan, other_labels=["Permanencia"]).fields[0].code
        is not Reason.RUNS_ON
    )
    assert judged(read(*printed("Tarifa: Fibra 10:15")), fields=plan).fit is Fit.DOES_NOT_FIT


def test_a_value_that_nobody_sees_is_asked_for() -> None:
    reading = read(*printed("Título"), *printed("Cuota mensual: 1.029,90 €", hidden=True))

    found = judged(reading)
    covered = judged(
        read(values=(FormValue(name="fee", value="1.029,90 €", shown="1.029,90 €", hidden=True),))
    )

    assert (found.fit, found.fields[0].code) == (Fit.ASK, Reason.HIDDEN)
    assert (covered.fit, covered.fields[0].code) == (Fit.ASK, Reason.HIDDEN)


def test_a_scan_is_told_once_and_its_fields_are_unclear() -> None:
    found = judged(read())

    assert (found.fit, codes(found)) == (Fit.ASK, ["paper_no_text"])
    assert (found.fields[0].verdict, found.fields[0].code) == (Verdict.UNCLEAR, Reason.NO_TEXT)
    assert found.fields[0].shown is None


@pytest.mark.parametrize(
    ("lines", "declared"),
    [(["FACTURA"], {}), (["FACTURA", "Cuota mensual: 1.029,90 €"], {"says": "Ficha de pedido"})],
)
def test_another_form_is_asked_for(lines: list[str], declared: dict[str, Any]) -> None:
    found = judged(read(*printed(*lines)), **declared)

    assert found.fit is Fit.ASK
    assert "paper_other_form" in codes(found)


def test_a_form_that_says_its_title_is_the_form() -> None:
    found = judged(
        read(*printed("Ficha de PEDIDO", "Cuota mensual: 1.029,90 €")), says="ficha de pedido", pages=1
    )

    assert found.fit is Fit.FITS


def test_a_paper_of_which_nothing_is_compared_never_fits() -> None:
    found = judged(read(*printed("DNI")), fields={})

    assert (found.fit, codes(found)) == (Fit.ASK, ["paper_nothing_compared"])


@pytest.mark.parametrize("why", list(Unread))
def test_a_file_that_cannot_be_read_is_asked_for_and_nothing_else_is_said(why: Unread) -> None:
    found = judged(Reading(sha256="0" * 64, size=3, unread=why, detail="roto"), signature=DIGITAL)

    assert (found.fit, codes(found), found.fields) == (Fit.ASK, [f"paper_{why.value}"], ())


def test_a_reason_goes_on_with_the_sentence() -> None:
    found = judged(read())

    assert found.sentence(Language.ES) == (
        "Debe mirarlo una persona: el PDF no tiene texto que se pueda leer: es una imagen o está en blanco."
    )
    assert found.sentence(Language.EN).startswith("A person must look at it: the PDF has no text")


def test_a_password_is_asked_for_and_an_empty_one_is_noted() -> None:
    closed = judged(read(access=Access.NEEDS_PASSWORD))
    opened = judged(read(*printed("Cuota mensual: 1.029,90 €"), access=Access.EMPTY_PASSWORD))

    assert (closed.fit, codes(closed)) == (Fit.ASK, ["paper_needs_password"])
    assert (opened.fit, codes(opened)) == (Fit.FITS, ["paper_protected"])
    assert opened.findings[0].severity is Severity.NOTE
    assert opened.sentence(Language.EN) == "The paper fits the sale."


@pytest.mark.parametrize("risk", list(Risk))
def test_what_a_file_can_do_is_asked_for_where_it_is_not_declared(risk: Risk) -> None:
    reading = read(*printed("Cuota mensual: 1.029,90 €"), risks=(risk,))

    assert codes(judged(reading)) == [f"paper_{risk.value}"]
    assert judged(reading).fit is Fit.ASK
    if risk is not Risk.CUT_SHORT:
        assert judged(reading, allows=[risk.value]).fit is Fit.FITS


SOLD = ("holder_id", "holder_name", "birth_date", "plan", "line", "monthly_fee", "iban", "terms_accepted", "months",
        "discount", "visit", "note", "tone")  # fmt: skip
SAID = st.one_of(
    st.text(max_size=40), st.sampled_from(["Móvil 20 GB", "1.029,90 €", "Sí", "12345678Z", "12", "—"])
)


@given(field=st.sampled_from(SOLD), value=SAID, shown=st.none() | SAID, behind=SAID, hidden=st.booleans())
def test_any_text_gets_a_verdict_and_fits_only_when_all_of_it_equals_the_sale(
    field: str, value: str, shown: str | None, behind: str, hidden: bool
) -> None:
    reading = read(
        *printed(f"Campo: {behind}", hidden=hidden),
        *printed("Título"),
        values=(FormValue(name="a", value=value, shown=shown),),
    )

    found = judged(reading, fields={field: {"acroform": "a", "label": "Campo"}})

    (result,) = found.fields
    assert (found.fit is Fit.FITS) is (result.verdict is Verdict.MATCH)
    assert found.sentence(Language.ES)
    assert found.sentence(Language.EN)
    if found.fit is Fit.FITS:
        texts = [text for _, text in result.read]
        alone = [judged(form(text), fields={field: {"acroform": "fee"}}).fields[0] for text in texts]
        # A text that is cut on the page may stand beside the whole one.
        assert {one.verdict for one in alone if one.code is not Code.CUT} <= {Verdict.MATCH}


# Signatures.


def signed(*signatures: DigitalSignature, ink: Ink | None = None, wanted: dict[str, Any] | None) -> Judgement:
    return judged(
        read(*printed("Cuota mensual: 1.029,90 €"), signatures=signatures, ink=ink), signature=wanted
    )


def altered(**changes: Any) -> DigitalSignature:
    return SIGNED.model_copy(update=changes)


@pytest.mark.parametrize(
    ("signatures", "digital", "fit"),
    [
        ([], Digital.NONE, Fit.DOES_NOT_FIT),
        ([SIGNED], Digital.SIGNED, Fit.FITS),
        ([altered(coverage=Coverage.SIGNED_AGAIN), altered(signer_id="X")], Digital.SIGNED, Fit.FITS),
        ([altered(signer_id="00000000T")], Digital.OTHER_SIGNER, Fit.DOES_NOT_FIT),
        ([altered(signer_id="")], Digital.UNNAMED, Fit.ASK),
        ([altered(signer_id="1234")], Digital.UNNAMED, Fit.ASK),
        ([altered(intact=False)], Digital.BROKEN, Fit.DOES_NOT_FIT),
        ([SIGNED, altered(intact=False)], Digital.BROKEN, Fit.DOES_NOT_FIT),
        ([altered(intact=None)], Digital.UNREADABLE, Fit.ASK),
        ([altered(coverage=Coverage.CHANGED_AFTER), SIGNED], Digital.CHANGED_AFTER, Fit.DOES_NOT_FIT),
        ([altered(coverage=Coverage.PART)], Digital.PART, Fit.DOES_NOT_FIT),
        ([altered(coverage=Coverage.SIGNED_AGAIN)], Digital.ADDED_AFTER, Fit.ASK),
        ([altered(trust=Trust.UNKNOWN)], Digital.UNTRUSTED, Fit.ASK),
        ([altered(trust=Trust.EXPIRED)], Digital.EXPIRED, Fit.ASK),
    ],
)
def test_a_digital_signature_counts_only_when_nothing_speaks_against_it(
    signatures: list[DigitalSignature], digital: Digital, fit: Fit
) -> None:
    found = signed(*signatures, wanted=OF_CUSTOMER)

    assert (found.signed.digital, found.fit) == (digital, fit)
    assert codes(found) == ([] if fit is Fit.FITS else [f"signature_{digital.value}"])


def test_anybody_may_sign_where_no_signer_is_declared() -> None:
    found = signed(altered(signer_id="", signer=""), wanted=DIGITAL)

    assert (found.fit, found.signed.signers) == (Fit.FITS, ())


@pytest.mark.parametrize(
    ("ink", "drawn", "fit"),
    [
        (Ink(dark=0.08, any=0.1), Drawn.PRESENT, Fit.FITS),
        (Ink(dark=0.01, any=0.02), Drawn.EMPTY, Fit.DOES_NOT_FIT),
        (Ink(dark=0.0, any=0.08), Drawn.UNCLEAR, Fit.ASK),
        (Ink(dark=0.04, any=0.05), Drawn.UNCLEAR, Fit.ASK),
        (Ink(dark=0.9, any=0.95), Drawn.UNCLEAR, Fit.ASK),
        (None, Drawn.UNCLEAR, Fit.ASK),
    ],
)
def test_a_signature_by_hand_is_present_empty_or_unclear(ink: Ink | None, drawn: Drawn, fit: Fit) -> None:
    found = signed(ink=ink, wanted=HAND)

    assert (found.signed.drawn, found.fit) == (drawn, fit)


@pytest.mark.parametrize(
    ("signatures", "ink", "fit"),
    [
        ([SIGNED], None, Fit.FITS),
        ([], Ink(dark=0.08, any=0.1), Fit.FITS),
        ([], Ink(dark=0.0, any=0.0), Fit.DOES_NOT_FIT),
        ([altered(trust=Trust.UNKNOWN)], Ink(dark=0.0, any=0.0), Fit.ASK),
        ([altered(trust=Trust.UNKNOWN)], Ink(dark=0.08, any=0.1), Fit.FITS),
    ],
)
def test_either_signature_does(signatures: list[DigitalSignature], ink: Ink | None, fit: Fit) -> None:
    assert signed(*signatures, ink=ink, wanted=EITHER).fit is fit


def test_a_signature_of_other_bytes_speaks_against_a_form_that_wants_none() -> None:
    assert signed(altered(intact=False), wanted=None).fit is Fit.DOES_NOT_FIT
    assert signed(altered(trust=Trust.UNKNOWN), wanted=None).fit is Fit.FITS


# Around the papers.


def test_papers_that_are_required_and_missing_are_named() -> None:
    found = missing_papers(["order_form", "identity"], {"identity"})

    assert [(one.code, one.severity) for one in found] == [("paper_missing", Severity.ASK)]
    assert found[0].es == "Falta el documento «order_form»."


@pytest.mark.parametrize(
    ("came_back", "verdict"),
    [("AB" * 32, Verdict.MATCH), ("cd" * 32, Verdict.DIFFER), (None, Verdict.UNCLEAR)],
)
def test_a_file_that_a_portal_gives_back_is_the_one_that_was_sent(
    came_back: str | None, verdict: Verdict
) -> None:
    assert same_file("ab" * 32, came_back) is verdict
