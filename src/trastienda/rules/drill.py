"""Hold what was observed of a portal against what is declared about it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, combinations, pairwise
from typing import Any

from trastienda.domain.facts import Equivalence, Marker, PortalFacts
from trastienda.domain.record import Record
from trastienda.domain.sale import Sale
from trastienda.rules.crosscheck import Verdict, compare_value

FEWEST_ROWS = 3
"""Two numbers are always in one order."""

SHORTEST_SIGN = 6
"""A shorter text stands on a page by chance."""


class Standing(StrEnum):
    """How a declared fact stands beside what was observed."""

    FITS = "fits"
    DIFFERS = "differs"
    UNSEEN = "not observable here"


@dataclass(frozen=True, slots=True)
class Observation:
    """One declared fact beside what was observed; of what could not be observed, the reason."""

    fact: str
    declared: str
    observed: str
    standing: Standing


def told(fact: str, declared: str, observed: str, *, contradicted: bool = False) -> Observation:
    """An observation that contradicts what is declared, or fits it."""
    return Observation(fact, declared, observed, Standing.DIFFERS if contradicted else Standing.FITS)


def unseen(fact: str, declared: str, why: str) -> Observation:
    """A fact that could not be observed."""
    return Observation(fact, declared, why, Standing.UNSEEN)


def of_sessions(declared: int, *, tried: int, alive: int) -> Observation:
    """How many of some sign-ins with one account stayed signed in; one more than declared harms nobody."""
    fact = "sessions_per_account"
    if alive < tried:
        said = f"{alive}: of {tried} sign-ins with one account, {alive} stayed signed in"
        return told(fact, str(declared), said, contradicted=alive < declared)
    more = "; people may use the login beside the bot" if alive > declared else ""
    return told(fact, str(declared), f"{alive} or more{more}")


def of_marker(marker: Marker, *, kept: int, limit: int | None) -> Observation:
    """What remained of a text one character longer than declared; a field that takes more harms nobody."""
    attribute = "no maxlength" if limit is None else f"maxlength {limit}"
    if kept > marker.length:
        said = f"takes {kept} characters or more ({attribute})"
    else:
        said = f"{kept} of {marker.length + 1} typed characters remained ({attribute})"
    return told("marker", said_of(marker), said, contradicted=kept < marker.length)


def said_of(marker: Marker | None) -> str:
    """What is declared about the marker, in words."""
    return f"{marker.field}, {marker.length} characters" if marker else "none"


def of_search(keys: Sequence[str], orders: Mapping[str, bool]) -> Observation:
    """Whether the search by its keys shows orders that are known to be there: reference → shown."""
    missing = [reference for reference, shown in orders.items() if not shown]
    said = f"does not show {_list(missing)}, settled by us" if missing else f"shows our {_list(orders)}"
    return told("search_keys", ", ".join(keys), said, contradicted=bool(missing))


def of_order(monotone: bool, lists: Sequence[Sequence[str]]) -> Observation:
    """Whether the numbers of each list's orders are in one order: a hint, no proof."""
    fact, declared = "monotone", str(monotone).lower()
    long = [one for one in lists if len(one) >= FEWEST_ROWS]
    if not long:
        return unseen(fact, declared, f"no search showed {FEWEST_ROWS} orders or more")
    mixed = [one for one in long if not _in_one_order([_number(each) for each in one])]
    rows = max(map(len, long))
    if mixed:
        said = f"a list of {len(mixed[0])} orders has its numbers in no order: {_list(mixed[0])}"
    else:
        said = f"lists of up to {rows} orders have their numbers in one order (a hint, no proof)"
    return told(fact, declared, said, contradicted=monotone and bool(mixed))


def of_identity(fields: Sequence[str], lists: Sequence[Sequence[Record]]) -> Observation:
    """Whether two orders of one list are equal in all fields that tell orders apart."""
    fact, declared = "crosscheck.identity", ", ".join(fields)
    several = [
        one
        for one in lists
        if len({record.reference for record in one}) > 1
        and all(field in record.fields for record in one for field in fields)
    ]
    if not several:
        return unseen(fact, declared, "no search showed two orders of a customer with all of these fields")
    for one in several:
        for left, right in combinations(one, 2):
            alike = all(left.fields[field] == right.fields[field] for field in fields)
            if alike and left.reference != right.reference:
                said = f"{left.reference} and {right.reference} are equal in all of them"
                return told(fact, declared, said, contradicted=True)
    return told(fact, declared, f"told {sum(map(len, several))} orders in {len(several)} lists apart")


def of_unverified(facts: PortalFacts, sale_fields: Sequence[str], orders: Sequence["Opened"]) -> Observation:
    """Which fields the pages of our orders leave empty, and which they show although they are said never to."""
    fact, hidden = "crosscheck.unverified", facts.crosscheck.unverified
    declared = ", ".join(hidden) or "none"
    empty = {
        field
        for one in orders
        for field in sale_fields
        if field not in hidden and getattr(one.sale, field) is not None and not one.record.fields.get(field)
    }
    shown = {field for one in orders for field in hidden if one.shows(field, facts)}
    said = [
        *([f"{_list(sorted(empty))}: sold, and left empty by the order's page"] if empty else []),
        *([f"{_list(sorted(shown))}: shown by the order's page after all"] if shown else []),
    ]
    if said:
        return told(fact, declared, "; ".join(said), contradicted=True)
    others = ", and no other" if hidden else ""
    return told(fact, declared, f"{_opened(orders)}: every field that should be shown is shown{others}")


def of_equivalences(facts: PortalFacts, orders: Sequence["Opened"]) -> Observation:
    """Which differences in writing our orders show, beside those that are declared."""
    wanted: dict[str, set[Equivalence]] = {}
    for one in orders:
        for field, shown in one.record.fields.items():
            found = needed(getattr(one.sale, field), shown, facts)
            if found:
                wanted.setdefault(field, set()).update(found)
    declared = facts.crosscheck.equivalences
    missing = {field: found - set(declared.get(field, ())) for field, found in wanted.items()}
    undeclared = {field: found for field, found in missing.items() if found}
    if undeclared:
        said = f"the portal also writes differently: {ways(undeclared)}"
    elif wanted:
        said = f"{_opened(orders)}: different in writing alone: {ways(wanted)}"
    else:
        said = f"{_opened(orders)}: nothing is written differently"
    return told("crosscheck.equivalences", ways(declared), said, contradicted=bool(undeclared))


def needed(value: Any, shown: str, facts: PortalFacts) -> tuple[Equivalence, ...] | None:
    """The fewest differences in writing that make a shown text equal to a value; `None` when none do."""
    kinds = list(Equivalence)
    for some in chain.from_iterable(combinations(kinds, size) for size in range(len(kinds) + 1)):
        verdict, _ = compare_value(value, shown, locale=facts.locale, equivalences=some)
        if verdict is Verdict.MATCH:
            return some
    return None


def of_reading(
    fact: str,
    declared: str,
    kinds: Mapping[type, str],
    orders: Sequence["Opened"],
    facts: PortalFacts,
) -> Observation:
    """Whether the values of some types are read off our orders as they were sold.

    Args:
        fact, declared: what decides how they are written: the locale, or the time zone.
        kinds: types of values, each with what people call it.
        orders: orders of ours that were opened.
        facts: the portal's.
    """
    right: set[str] = set()
    wrong: set[str] = set()
    for one in orders:
        for field, shown in one.record.fields.items():
            value = getattr(one.sale, field)
            if isinstance(value, tuple(kinds)) and shown:
                verdict, _ = compare_value(value, shown, locale=facts.locale, tz=facts.zone)
                (right if verdict is Verdict.MATCH else wrong).add(field)
    if wrong:
        return told(fact, declared, f"{_list(sorted(wrong))}: not read as it was sold", contradicted=True)
    if right:
        return told(fact, declared, f"{_list(sorted(right))}: read as sold")
    return unseen(fact, declared, f"no order of ours shows {' or '.join(kinds.values())}")


@dataclass(frozen=True, slots=True)
class Opened:
    """An order of ours that was opened again: its sale, its fields, and the whole text of its page."""

    sale: Sale
    record: Record
    text: str

    def shows(self, field: str, facts: PortalFacts) -> bool:
        """Whether the page shows a field, as a term of the book or anywhere in its text."""
        if self.record.fields.get(field):
            return True
        value = getattr(self.sale, field)
        signs = {str(value), value.shown(facts.locale)} if hasattr(value, "shown") else {str(value)}
        flat = "".join(self.text.split()).casefold()
        bare = {"".join(sign.split()).casefold() for sign in signs}
        return any(len(sign) >= SHORTEST_SIGN and sign in flat for sign in bare)


def _opened(orders: Sequence[Opened]) -> str:
    return f"{len(orders)} of our orders opened"


def _in_one_order(numbers: Sequence[list[int]]) -> bool:
    steps = [left < right for left, right in pairwise(numbers)]
    return all(steps) or not any(steps)


def _number(reference: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", reference)]


def _list(names: Sequence[str] | Mapping[str, object]) -> str:
    shown = list(names)
    return ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else "")


def ways(found: Mapping[str, Sequence[Equivalence] | set[Equivalence]]) -> str:
    """Fields with the differences in writing of each, in words."""
    return "; ".join(f"{field} ({', '.join(sorted(kinds))})" for field, kinds in found.items()) or "none"
