"""Signs of malpractice: they ask a person and show the sales that they come from; none is a verdict."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import fold
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.past import PastSale
from trastienda.domain.sale import Sale
from trastienda.domain.signals import Signals
from trastienda.rules.bounds import wilson_upper
from trastienda.rules.duplicates import as_past
from trastienda.rules.fit.dates import is_out_of_hours

RULE = "signals/1"

CONFIDENCE = 0.975
"""Of each of the two limits: between them lies the rate in 95 % of all samples."""

WIDEST = 0.4
"""Nothing is said of a rate while its interval is wider: around a half it takes 21 sales to be narrower."""

SHORTEST_ID = 6
"""Two numbers of fewer digits are alike by chance."""

_POSTCODE = re.compile(r"(?<![0-9])[0-9]{5}(?![0-9])")
_DIGITS = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign about a seller.

    Attributes:
        seller: the seller's key.
        finding: what was seen, with the linked sales.
    """

    seller: str
    finding: Finding


def of_sale(sale: Sale, earlier: Iterable[PastSale], facts: PortalFacts) -> list[Finding]:
    """What a new sale has in common with earlier ones of the same seller.

    Args:
        sale: the new sale.
        earlier: sales of the portal with the values of `facts.signals.fields()`; those of other sellers, and
            those with the sale's own reference, are passed over.
        facts: which signals are looked for; without them there is none.

    Returns:
        findings that ask, each with the references of the other sales.
    """
    rules = facts.signals
    if rules is None:
        return []
    new = as_past(sale, rules.fields())
    customer = new.values.get(rules.customer)
    since = sale.sold_at - timedelta(days=rules.days)
    theirs = [
        one
        for one in earlier
        if one.seller == sale.seller and one.reference != sale.reference and one.sold_at >= since
    ]
    if customer is None:
        return []
    traits, found = _traits(new, rules), []
    for name, trait in traits.items():
        sharing = [one for one in theirs if _trait(one, name, rules) == trait]
        customers = {one.values[rules.customer] for one in sharing if rules.customer in one.values}
        if len(customers | {customer}) >= rules.customers:
            found.append(_shared(name, sale.seller, len(customers | {customer}), sharing, facts))
    near = [one for one in theirs if _one_digit_apart(customer, one.values.get(rules.customer, ""))]
    if near:
        found.append(_near_ids(sale.seller, near, rules.customer, facts))
    return found


def of_team(sales: Sequence[PastSale], facts: PortalFacts) -> list[Signal]:
    """Every sign in the sales of a portal, for a supervisor; by seller.

    Args:
        sales: of all sellers in the time that is looked at, with the values of `facts.signals.fields()`.
        facts: which signals are looked for; without them there is none.
    """
    rules = facts.signals
    if rules is None:
        return []
    by_seller: dict[str, list[PastSale]] = defaultdict(list)
    for one in sales:
        by_seller[one.seller].append(one)
    return [
        Signal(seller, finding)
        for seller in sorted(by_seller)
        for finding in (
            *_all_shared(seller, by_seller[seller], rules, facts),
            *_all_near_ids(seller, by_seller[seller], rules, facts),
            *_all_out_of_hours(seller, by_seller[seller], rules, facts),
            *_all_cancelled(seller, by_seller[seller], rules),
            *_exceptions(seller, by_seller[seller], sales),
        )
    ]


# --- values in common --------------------------------------------------------------------------------------------


def _traits(sale: PastSale, rules: Signals) -> dict[str, str]:
    """Field → what of its value is compared; a field that says nothing is left out."""
    names = [*rules.shared, *([rules.address] if rules.address else [])]
    traits = {name: _trait(sale, name, rules) for name in names}
    return {name: trait for name, trait in traits.items() if trait is not None}


def _trait(sale: PastSale, name: str, rules: Signals) -> str | None:
    text = sale.values.get(name)
    if text is None or name != rules.address:
        return text if text is None else text.casefold()
    # "Calle Mayor 1" stands in most towns: without its town it would join strangers.
    town = [sale.values.get(part) for part in rules.town]
    if None in town or not (town or _POSTCODE.search(text)):
        return None
    return "|".join(fold(part) for part in (text, *town) if part)


def _all_shared(
    seller: str, sales: Sequence[PastSale], rules: Signals, facts: PortalFacts
) -> Iterator[Finding]:
    groups: dict[tuple[str, str], list[PastSale]] = defaultdict(list)
    for one in sales:
        if rules.customer in one.values:
            for name, trait in _traits(one, rules).items():
                groups[name, trait].append(one)
    for (name, _), sharing in groups.items():
        customers = len({one.values[rules.customer] for one in sharing})
        if customers >= rules.customers:
            yield _shared(name, seller, customers, sharing, facts)


def _shared(
    name: str, seller: str, customers: int, sharing: Sequence[PastSale], facts: PortalFacts
) -> Finding:
    linked = _references(sharing)
    return _ask(
        "shared_value",
        f"{customers} clientes de {seller} tienen el mismo valor en «{facts.label(name)}»: {', '.join(linked)}.",
        f"{customers} customers of {seller} have the same value in '{facts.label(name)}': {', '.join(linked)}.",
        fields=(name,),
        linked=linked,
    )


# --- ids that share all but one digit ----------------------------------------------------------------------------


def _digits(number: str) -> str:
    """An id without its letters: a check letter changes with every digit."""
    return "".join(_DIGITS.findall(number))


def _one_digit_apart(left: str, right: str) -> bool:
    left, right = _digits(left), _digits(right)
    if len(left) != len(right) or len(left) < SHORTEST_ID:
        return False
    return sum(a != b for a, b in zip(left, right, strict=True)) == 1


def _all_near_ids(
    seller: str, sales: Sequence[PastSale], rules: Signals, facts: PortalFacts
) -> Iterator[Finding]:
    # Ids one digit apart are equal once that digit is left out: no need to hold each against each.
    groups: dict[str, dict[str, list[PastSale]]] = defaultdict(lambda: defaultdict(list))
    for one in sales:
        number = _digits(one.values.get(rules.customer, ""))
        if len(number) >= SHORTEST_ID:
            for place in range(len(number)):
                groups[f"{number[:place]}·{number[place + 1 :]}"][number].append(one)
    for numbers in groups.values():
        if len(numbers) > 1:
            yield _near_ids(seller, [one for same in numbers.values() for one in same], rules.customer, facts)


def _near_ids(seller: str, near: Sequence[PastSale], name: str, facts: PortalFacts) -> Finding:
    linked = _references(near)
    return _ask(
        "near_ids",
        f"Clientes de {seller} con documentos que solo cambian en una cifra («{facts.label(name)}»): "
        f"{', '.join(linked)}.",
        f"Customers of {seller} with documents that differ in one digit alone ('{facts.label(name)}'): "
        f"{', '.join(linked)}.",
        fields=(name,),
        linked=linked,
    )


# --- a seller's own ways -----------------------------------------------------------------------------------------


def _all_out_of_hours(
    seller: str, sales: Sequence[PastSale], rules: Signals, facts: PortalFacts
) -> Iterator[Finding]:
    late = [one for one in sales if is_out_of_hours(one.sold_at, facts)]
    if len(late) >= rules.out_of_hours:
        linked = _references(late)
        yield _ask(
            "sales_out_of_hours",
            f"{seller} hizo {len(late)} ventas fuera del horario declarado: {', '.join(linked)}.",
            f"{seller} made {len(late)} sales out of the declared hours: {', '.join(linked)}.",
            fields=("sold_at",),
            linked=linked,
        )


def _all_cancelled(seller: str, sales: Sequence[PastSale], rules: Signals) -> Iterator[Finding]:
    soon = timedelta(days=rules.early_days)
    ended = [one for one in sales if one.ended_at is not None and one.ended_at - one.sold_at <= soon]
    if len(ended) >= rules.cancellations:
        linked = _references(ended)
        yield _ask(
            "early_cancellations",
            f"{len(ended)} de {len(sales)} ventas de {seller} se anularon en los primeros {rules.early_days} días: "
            f"{', '.join(linked)}.",
            f"{len(ended)} of {len(sales)} sales of {seller} were cancelled within {rules.early_days} days: "
            f"{', '.join(linked)}.",
            fields=(),
            linked=linked,
        )


def _exceptions(seller: str, sales: Sequence[PastSale], team: Sequence[PastSale]) -> Iterator[Finding]:
    """A seller's rate of exceptions above the team's, where even the nearest ends of both intervals are apart.

    Wilson's score interval (Wilson 1927) at 95 %. While a seller's interval is wide nothing is said.
    """
    stopped = [one for one in sales if one.exception]
    others = [one for one in team if one.seller != seller]
    of_others = sum(one.exception for one in others)
    low, high = _interval(len(stopped), len(sales))
    _, team_high = _interval(of_others, len(others))
    if not others or high - low > WIDEST or low <= team_high:
        return
    linked, rate, team_rate = _references(stopped), len(stopped) / len(sales), of_others / len(others)
    yield _ask(
        "many_exceptions",
        f"{_percent(rate)} de las ventas de {seller} son excepciones ({len(stopped)} de {len(sales)}; "
        f"entre {_percent(low)} y {_percent(high)} con un 95 % de confianza), y {_percent(team_rate)} "
        f"del resto del equipo: {', '.join(linked)}.",
        f"{_percent(rate)} of the sales of {seller} are exceptions ({len(stopped)} of {len(sales)}; "
        f"between {_percent(low)} and {_percent(high)} at 95 % confidence), and {_percent(team_rate)} "
        f"of the rest of the team: {', '.join(linked)}.",
        fields=(),
        linked=linked,
    )


def _interval(count: int, total: int) -> tuple[float, float]:
    return 1 - wilson_upper(total - count, total, CONFIDENCE), wilson_upper(count, total, CONFIDENCE)


def _percent(rate: float) -> str:
    return f"{rate * 100:.0f} %"


def _references(sales: Iterable[PastSale]) -> tuple[str, ...]:
    return tuple(sorted({one.reference for one in sales}))


def _ask(code: str, es: str, en: str, *, fields: tuple[str, ...], linked: tuple[str, ...]) -> Finding:
    return Finding(code=code, severity=Severity.ASK, es=es, en=en, fields=fields, rule=RULE, linked=linked)
