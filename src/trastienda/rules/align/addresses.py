"""Compare two addresses of Spain or Latin America."""

from collections.abc import Iterable, Mapping

from trastienda.rules.align.counted.addresses import ROWS, RULE
from trastienda.rules.align.evidence import Evidence, Part
from trastienda.rules.align.slots import (
    ALIKE,
    EQUAL,
    EXTRA,
    LONG,
    MISSING,
    NONE,
    OTHER,
    SHORT,
    STRANGE,
    Words,
    kind,
    slot,
)
from trastienda.rules.align.streets import Address, read_address
from trastienda.rules.align.tables import RISK, first_counted, looked_up
from trastienda.rules.align.tokens import Step, one_edit, plain
from trastienda.rules.verdict import Verdict

UNREADABLE = "unreadable"
TYPED = ("number", "block", "stair", "floor", "door")
"""Parts that are equal or not, and never alike: door B is not door C."""

RANGE = "range"
DOUBTFUL = "doubtful"


def compare_addresses(left: str, right: str, *, risk: float = RISK) -> Evidence:
    """Compare two addresses: do both texts write one address?

    Number, block, stair, floor and door are compared exactly: where both sides have one and they are not the same, it
    is no match, whatever the rest says.

    Args:
        left, right: addresses in one text each.
        risk: the error that `match` and `differ` may have.
    """
    one, other = read_address(left), read_address(right)
    if one is None or other is None:
        return Evidence(Verdict.UNCLEAR, UNREADABLE, RULE, None, plain(left), plain(right))
    parts = compared_parts(one, other)
    row = first_counted(ROWS, address_row(parts), address_class(parts), address_pool(parts))
    verdict, bound = looked_up(row, ROWS, risk)
    texts = one.canonical(), other.canonical()
    if one == other:
        verdict, bound = Verdict.MATCH, bound if verdict is Verdict.MATCH else None
    elif verdict is Verdict.MATCH and any(part.name in TYPED and part.step == OTHER for part in parts):
        verdict = Verdict.UNCLEAR
    return Evidence(verdict, row, RULE, bound, *texts, parts)


def compared_parts(left: Address, right: Address) -> tuple[Part, ...]:
    """Both addresses, part by part. Steps know no side: what one of them lacks is `missing` or `short`."""
    return (
        Part("street", _alike(left.street, right.street), " ".join(left.street), " ".join(right.street)),
        *(
            Part(name, judge(mine, theirs), mine, theirs)
            for name, judge in _JUDGES.items()
            for mine, theirs in [(getattr(left, name), getattr(right, name))]
        ),
        Part("town", _alike(left.town, right.town), " ".join(left.town), " ".join(right.town)),
        Part("quarter", _alike(left.quarter, right.quarter), " ".join(left.quarter), " ".join(right.quarter)),
    )


def address_row(parts: tuple[Part, ...]) -> str:
    """The code of a row: street, its type, number, unit (block, stair, floor, door) and place (the rest).

    Of another street the type says no more than whether it is another one as well.
    """
    steps = {part.name: part.step for part in parts}
    unit = _worst(steps, TYPED[1:])
    kind_of_street = MISSING if steps["type"] == NONE else steps["type"]
    if steps["street"] == OTHER and kind_of_street != OTHER:
        kind_of_street = "not other"
    street = f"street {steps['street']}, type {kind_of_street}"
    return f"{street}, number {steps['number']}, unit {unit}, place {_place(steps)}"


def address_class(parts: tuple[Part, ...]) -> str:
    """The code of a row's class, by which rows are judged that are too rare to be counted."""
    steps = {part.name: part.step for part in parts}
    return f"class: street {kind(steps['street'])}, number and unit {_worst(steps, TYPED)}, place {_place(steps)}"


def address_pool(parts: tuple[Part, ...]) -> str:
    """The code of a class of classes: whether anything is another one, and how well the rest is known."""
    steps = {part.name: part.step for part in parts}
    street, unit, place = kind(steps["street"]), _worst(steps, TYPED), _place(steps)
    if OTHER in (unit, place):
        return "pool: home or place other"
    return f"pool: street {street}, {'home missing' if unit == MISSING else 'home'}, place {place}"


def _worst(steps: Mapping[str, str], names: Iterable[str]) -> str:
    """The worst step of some parts; parts that neither address has are the same."""
    found = {steps[name] for name in names}
    return next((step for step in (OTHER, RANGE, MISSING) if step in found), EQUAL)


def _place(steps: Mapping[str, str]) -> str:
    """Whether both addresses lie in one place.

    `other` where province, quarter or town are others, or where only postcodes can tell and they are; `doubtful` where
    town and postcode say different things; `=` where the towns are the same, or the postcodes are and the towns are
    alike or missing; else `missing`: nothing says where one of them lies.
    """
    town, postcode = kind(steps["town"]), steps["postcode"]
    if OTHER in (steps["province"], kind(steps["quarter"])):
        return OTHER
    if town == EQUAL:
        return DOUBTFUL if postcode in (OTHER, Step.EDIT) else EQUAL
    if postcode == EQUAL:
        return DOUBTFUL if town in (OTHER, STRANGE) else EQUAL
    if town == OTHER or postcode == OTHER:
        return OTHER
    return DOUBTFUL if town == ALIKE else MISSING


def _alike(left: Words, right: Words) -> str:
    code = slot(left, right)[1]
    return "+".join(dict.fromkeys(_SIDELESS.get(one, one) for one in code.split("+")))


def _exact(left: str, right: str) -> str:
    if left == right:
        return EQUAL if left else NONE
    return OTHER if left and right else MISSING


def _number(left: str, right: str) -> str:
    """Like `_exact`; a number that is one end of the other one's range (45 and 45-47) is neither equal nor other."""
    step = _exact(left, right)
    return RANGE if step == OTHER and (left.startswith(f"{right}-") or right.startswith(f"{left}-")) else step


def _postcode(left: str, right: str) -> str:
    """Like `_exact`, but one digit may be a slip."""
    step = _exact(left, right)
    return Step.EDIT if step == OTHER and one_edit(left, right) else step


def _province(left: str, right: str) -> str:
    """Like `_exact`; but a postcode of Mexico looks like one of Spain, so a figure says nothing of a region's name."""
    return _exact(left, right) if left.isdigit() == right.isdigit() else MISSING


_SIDELESS = {EXTRA: MISSING, LONG: SHORT, Step.DOUBTFUL: Step.EDIT}
"""Steps without a side; which names people have says little of streets and towns."""

_JUDGES = (
    {"type": _exact, "number": _number}
    | dict.fromkeys(TYPED[1:], _exact)
    | {"postcode": _postcode, "province": _province}
)
