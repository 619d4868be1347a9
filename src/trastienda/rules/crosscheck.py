"""Compare a sale with an order as the portal shows it, field by field."""

import dataclasses
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from trastienda.domain.facts import Alignment, Equivalence, PortalFacts
from trastienda.domain.fields import Door, Field, Text, Unreadable, reader_of
from trastienda.domain.record import Record
from trastienda.domain.sale import Sale
from trastienda.rules.align.addresses import compare_addresses
from trastienda.rules.align.companies import compare_companies
from trastienda.rules.align.evidence import Evidence
from trastienda.rules.align.names import compare_names
from trastienda.rules.align.tokens import strip_accents
from trastienda.rules.verdict import LOST, Code, Verdict

__all__ = [
    "COMPARERS",
    "SHORTEST_CUT",
    "Code",
    "FieldResult",
    "Verdict",
    "canonical_text",
    "compare",
    "compare_value",
    "order_fields",
    "strip_accents",
]

SHORTEST_CUT = 4
"""Fewer shown characters than this are no sign of a cut text."""

COMPARERS: Mapping[Alignment, Callable[[str, str], Evidence]] = {
    Alignment.NAME: compare_names,
    Alignment.COMPANY: compare_companies,
    Alignment.ADDRESS: compare_addresses,
}
"""How the texts of a field are aligned when the portal's configuration asks for it."""


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One field compared.

    Attributes:
        field: name of the sale's field.
        expected, shown: text of the sale, and as shown.
        verdict, code: what came out, and why.
        label: what people call the field.
        evidence: of the alignment, where one decided.
    """

    field: str
    expected: str
    shown: str | None
    verdict: Verdict
    code: Code
    label: str = dataclasses.field(default="", compare=False)
    evidence: Evidence | None = dataclasses.field(default=None, compare=False)


def order_fields(sale_type: type[Sale], facts: PortalFacts) -> tuple[str, ...]:
    """The fields of a sale that an order must show: the author's own, plus the marker's, less the unverified."""
    own = [name for name in sale_type.model_fields if name not in Sale.model_fields]
    marker = [facts.marker.field] if facts.marker and facts.marker.field not in own else []
    return tuple(name for name in own + marker if name not in facts.crosscheck.unverified)


def compare(
    sale: Sale,
    record: Record,
    facts: PortalFacts,
    *,
    fields: Iterable[str] | None = None,
    accepted: dict[str, str] | None = None,
) -> tuple[FieldResult, ...]:
    """Compare a sale with a record.

    Args:
        sale: the validated sale.
        record: texts as shown.
        facts: the portal's locale and declared equivalences; nothing that is not declared is equivalent.
        fields: fields to compare; without it, those that the record shows.
        accepted: field → shown text that a person accepted for this item.

    Returns:
        one result a field, in the order of the sale's fields.
    """
    names = list(record.fields) if fields is None else list(fields)
    order = {name: position for position, name in enumerate(type(sale).model_fields)}
    zone = ZoneInfo(facts.timezone)
    results = []
    for name in sorted(names, key=lambda name: order.get(name, len(order))):
        value, shown = getattr(sale, name), record.fields.get(name)
        verdict, code = compare_value(
            value,
            shown,
            locale=facts.locale,
            equivalences=facts.crosscheck.equivalences.get(name, ()),
            tz=zone,
        )
        evidence = None
        if verdict is Verdict.DIFFER and shown is not None and name in facts.crosscheck.aligned:
            evidence = COMPARERS[facts.crosscheck.aligned[name]](canonical_text(value), shown)
            verdict, code = evidence.verdict, Code.ALIGNED
        if verdict is not Verdict.MATCH and accepted and shown is not None and accepted.get(name) == shown:
            verdict, code = Verdict.MATCH, Code.ACCEPTED
        results.append(
            FieldResult(name, canonical_text(value), shown, verdict, code, facts.label(name), evidence)
        )
    return tuple(results)


def compare_value(
    value: Any,
    shown: str | None,
    *,
    locale: str,
    equivalences: Collection[Equivalence] = (),
    tz: tzinfo | None = None,
) -> tuple[Verdict, Code]:
    """Compare one typed value with a text as shown.

    Args:
        value: a value of the sale, of any type that a sale's field may have; `None` where nothing was sold.
        shown: the portal's text, empty where it shows the field without a value, `None` where it does not show it.
        locale: how the portal writes numbers and dates.
        equivalences: differences in writing declared for this field.
        tz: the zone of the portal's times; without it a time without a zone is unreadable.
    """
    if shown is None or not shown.strip():
        nothing_on_both_sides = value is None and shown is not None
        return (Verdict.MATCH, Code.EQUAL) if nothing_on_both_sides else (Verdict.UNCLEAR, Code.NOT_SHOWN)
    wanted = canonical_text(value)
    if any(sign in shown and shown.count(sign) > wanted.count(sign) for sign in LOST):
        return Verdict.UNCLEAR, Code.UNREADABLE
    # An option of a list is compared like any text: only declared differences in writing are equivalent.
    kind: type = Text if isinstance(value, Enum) else type(value)
    try:
        seen = _read_like(kind, shown, Door(locale, tz))
    except Unreadable:
        return Verdict.UNCLEAR, Code.UNREADABLE
    if seen == wanted:
        return Verdict.MATCH, Code.EQUAL
    folded_seen, folded_wanted = _fold(seen, equivalences), _fold(wanted, equivalences)
    if folded_seen == folded_wanted:
        return Verdict.MATCH, Code.EQUIVALENT
    if len(folded_seen) >= SHORTEST_CUT and folded_wanted.startswith(folded_seen.rstrip(".… ")):
        return Verdict.UNCLEAR, Code.CUT
    return Verdict.DIFFER, Code.NEAR if _one_slip_apart(folded_seen, folded_wanted) else Code.OTHER_VALUE


def canonical_text(value: Any) -> str:
    """The one text for a value of a sale; equal values have equal texts."""
    match value:
        case None:
            return ""
        case Field():
            return value.canonical
        case Enum():
            return str(value.value)
        case bool():
            return str(value).lower()
        case Decimal():
            text = f"{value:f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"
        case datetime():
            return value.astimezone(UTC).isoformat()
    return str(value)


# The same few texts are read for the list's row and the order's own page, within seconds.
@lru_cache(maxsize=1024)
def _read_like(kind: type, shown: str, door: Door) -> str:
    """The canonical text of what is shown, read as the type that the sale's value has."""
    reader = reader_of(kind)
    return canonical_text(Text.parse(shown, locale=door.locale) if reader is None else reader(shown, door))


def _fold(text: str, equivalences: Collection[Equivalence]) -> str:
    text = unicodedata.normalize("NFC", text)
    if Equivalence.CASE in equivalences:
        text = text.casefold()
    if Equivalence.ACCENTS in equivalences:
        text = strip_accents(text)
    if Equivalence.SPACES in equivalences:
        text = "".join(text.split())
    return text


def _one_slip_apart(left: str, right: str) -> bool:
    """Whether one typing slip (a character changed, lost or added, or two neighbours swapped) explains it.

    The restricted Damerau-Levenshtein distance of 1 (Damerau 1964 counts these four as 80 % of slips).
    """
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest_left, rest_right = left[start:], right[start:]
    if rest_left[1:] == rest_right[1:] or rest_left[1:] == rest_right or rest_left == rest_right[1:]:
        return True
    return rest_left[:2] == rest_right[:2][::-1] and rest_left[2:] == rest_right[2:]
