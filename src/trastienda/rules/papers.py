"""Say whether a paper of a sale is about that sale, and signed."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from zoneinfo import ZoneInfo

from trastienda.domain.case import Language
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Door, Unreadable, reader_of
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.papers import Access, Reading
from trastienda.domain.sale import Sale
from trastienda.domain.templates import PaperField, Template
from trastienda.rules.crosscheck import SHORTEST_CUT, Code, Verdict, canonical_text, compare_value
from trastienda.rules.labels import Print, says
from trastienda.rules.paperwords import finding_of_field, finding_of_file, in_one_sentence
from trastienda.rules.signed import Signed, signature_of

_LABEL_INSIDE = re.compile(r"\w ?:(?:\s|$)")


class Fit(StrEnum):
    """What is to be thought of a paper, three ways."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    ASK = "ask"


class Source(StrEnum):
    """Where in a file a value was read."""

    FORM_FIELD = "form_field"
    APPEARANCE = "appearance"
    PRINT = "print"


class Reason(StrEnum):
    """Why a field of a paper got its verdict, beside the codes of the cross-check."""

    CONTRADICTS = "contradicts"
    NOT_FOUND = "not_found"
    HIDDEN = "hidden"
    RUNS_ON = "runs_on"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class PaperFieldResult:
    """A field of the sale in a paper.

    Attributes:
        field, label: its name, and what people call it.
        expected: the sale's value, canonical.
        read: where → the text that stands there, in the file's order.
        code: the evidence: a code of the cross-check or a `Reason`.
        required: whether it had to be there.
    """

    field: str
    label: str
    expected: str
    read: tuple[tuple[Source, str], ...]
    verdict: Verdict
    code: Code | Reason
    required: bool

    @property
    def shown(self) -> str | None:
        """What was read, each text once; `None` when nothing was."""
        return " ≠ ".join(dict.fromkeys(text or "∅" for _, text in self.read)) if self.read else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is thought of a paper.

    Attributes:
        fit: the verdict.
        fields: each field that the template names, in its order.
        signed: what is known of the signature.
        findings: why, hardest first; notes do not touch the verdict.
    """

    fit: Fit
    fields: tuple[PaperFieldResult, ...]
    signed: Signed
    findings: tuple[Finding, ...]

    def sentence(self, language: Language) -> str:
        """The verdict with its hardest reason, in one sentence."""
        return in_one_sentence(self.findings, language)


def judge(sale: Sale, reading: Reading, template: Template, facts: PortalFacts) -> Judgement:
    """Compare what was read in a file with the sale.

    A paper fits only when every required field was read and equals the sale's value, the signature that is wanted
    is there, and nothing in the file speaks against it. One certain difference makes it not fit; whatever else is
    not certain is asked.

    Args:
        sale: the validated sale; it has every field that the template names.
        reading: what was read.
        template: what the form looks like.
        facts: of the sale's portal: the zone of times, and what people call the fields.
    """
    readable = reading.unread is None and reading.access is not Access.NEEDS_PASSWORD
    fields = _fields(sale, reading, template, facts) if readable else ()
    signed = signature_of(reading, template, sale)
    found = [*_of_file(reading, template, fields), *_of_fields(fields), *signed.findings]
    findings = tuple(sorted(found, key=lambda finding: list(Severity).index(finding.severity)))
    return Judgement(_fit(findings), fields, signed, findings)


def missing_papers(required: Collection[str], there: Collection[str]) -> tuple[Finding, ...]:
    """A finding for each kind of paper that a sale must have and has not."""
    return tuple(finding_of_file("paper_missing", paper=name) for name in required if name not in there)


def same_file(sent: str, came_back: str | None) -> Verdict:
    """Whether a portal gives back the file that it was sent.

    Args:
        sent: SHA-256 of what was sent, in hexadecimal.
        came_back: the same of what was downloaded; `None` when it could not be.

    Returns:
        `unclear` without a download. A portal that stamps or packs its files makes every one differ: declare
        nothing there and look at the papers themselves.
    """
    if came_back is None:
        return Verdict.UNCLEAR
    return Verdict.MATCH if sent.casefold() == came_back.casefold() else Verdict.DIFFER


def _fit(findings: Sequence[Finding]) -> Fit:
    severities = {finding.severity for finding in findings}
    if Severity.REJECT in severities:
        return Fit.DOES_NOT_FIT
    return Fit.ASK if Severity.ASK in severities else Fit.FITS


def _of_file(reading: Reading, template: Template, fields: Sequence[PaperFieldResult]) -> Iterator[Finding]:
    if reading.unread is not None:
        yield finding_of_file(f"paper_{reading.unread.value}", detail=reading.detail)
        return
    if reading.access is Access.NEEDS_PASSWORD:
        yield finding_of_file("paper_needs_password")
        return
    if reading.access is Access.EMPTY_PASSWORD:
        yield finding_of_file("paper_protected")
    for risk in reading.risks:
        if risk not in template.allows:
            yield finding_of_file(f"paper_{risk.value}")
    if template.pages is not None and reading.pages != template.pages:
        yield finding_of_file("paper_pages", seen=str(reading.pages), expected=str(template.pages))
    if not reading.printed and not any(one.value for one in reading.values):
        yield finding_of_file("paper_no_text")
    elif (template.says is not None and not says(template.says, reading.segments)) or (
        fields and all(one.code in (Reason.NOT_FOUND, Reason.NO_TEXT) for one in fields)
    ):
        yield finding_of_file("paper_other_form", expected=template.says)
    elif not fields:
        yield finding_of_file("paper_nothing_compared")


def _of_fields(fields: Sequence[PaperFieldResult]) -> Iterator[Finding]:
    for one in fields:
        absent = one.code in (Reason.NOT_FOUND, Code.NOT_SHOWN)
        if one.verdict is Verdict.MATCH or one.code is Reason.NO_TEXT or (absent and not one.required):
            continue
        yield finding_of_field(one.code, one.field, one.label, expected=one.expected, seen=one.shown)


def _fields(
    sale: Sale, reading: Reading, template: Template, facts: PortalFacts
) -> tuple[PaperFieldResult, ...]:
    labels = [*(one.label for one in template.fields.values() if one.label), *template.other_labels]
    printed = Print(reading.segments, labels)
    return tuple(
        _field(name, getattr(sale, name), where, reading, template, facts, printed)
        for name, where in template.fields.items()
    )


def _field(
    name: str,
    value: object,
    where: PaperField,
    reading: Reading,
    template: Template,
    facts: PortalFacts,
    printed: Print,
) -> PaperFieldResult:
    read, hidden = _read(where, value, reading, printed)
    door = Door(template.locale, ZoneInfo(facts.timezone))
    compared = [
        (
            text,
            compare_value(value, text, locale=door.locale, equivalences=where.equivalences, tz=door.tz),
        )
        for _, text in read
    ]
    verdict: Verdict
    code: Code | Reason
    if hidden:
        verdict, code = Verdict.UNCLEAR, Reason.HIDDEN
    elif not read:
        nowhere = Reason.NOT_FOUND if reading.printed or reading.values else Reason.NO_TEXT
        verdict, code = Verdict.UNCLEAR, nowhere
    else:
        verdict, code = _together(compared, value, door)
        if verdict is Verdict.DIFFER and any(
            source is Source.PRINT and _LABEL_INSIDE.search(text) for source, text in read
        ):
            # Where a label is not declared, it is taken for a part of the value: that is no difference.
            verdict, code = Verdict.UNCLEAR, Reason.RUNS_ON
    return PaperFieldResult(
        name, facts.label(name), canonical_text(value), tuple(read), verdict, code, where.required
    )


def _read(
    where: PaperField, value: object, reading: Reading, printed: Print
) -> tuple[list[tuple[Source, str]], bool]:
    """Every text that stands for a field, and whether one of them cannot be seen."""
    read: list[tuple[Source, str]] = []
    hidden = False
    if where.acroform is not None:
        for entry in reading.values:
            if entry.name == where.acroform:
                read.append((Source.FORM_FIELD, entry.value))
                if entry.shown is not None:
                    read.append((Source.APPEARANCE, entry.shown))
                hidden |= entry.hidden
    # The print of a tick box is a mark, and no word.
    if where.label is not None and not (read and isinstance(value, bool)):
        for one in printed.values(where):
            hidden |= one.hidden
            # A form field's own text is part of the print; beside the label of an empty one nothing is read.
            if one.text or not read:
                read.append((Source.PRINT, one.text))
    return read, hidden


def _together(
    read: Sequence[tuple[str, tuple[Verdict, Code]]], value: object, door: Door
) -> tuple[Verdict, Code | Reason]:
    """One verdict for several texts: they must agree with each other before they can agree with the sale."""
    # What is cut in its box on the page stands whole in the form field.
    whole = [one for one in read if not any(_begins(text, one[0]) for text, _ in read)]
    if len({_meaning(text, value, door) for text, _ in whole}) == 1:
        return whole[0][1]
    if any(code is Code.UNREADABLE for _, (_, code) in whole):
        return Verdict.UNCLEAR, Code.UNREADABLE
    return Verdict.UNCLEAR, Reason.CONTRADICTS


def _begins(whole: str, cut: str) -> bool:
    return whole != cut and len(cut) >= SHORTEST_CUT and whole.startswith(cut.rstrip(".… "))


def _meaning(text: str, value: object, door: Door) -> str:
    """The canonical text of what is read as the type of the sale's value; the text itself where it is unreadable."""
    reader = None if isinstance(value, Enum) else reader_of(type(value))
    try:
        return canonical_text(reader(text, door)) if reader else text
    except Unreadable:
        return text
