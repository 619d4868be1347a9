"""Age, dates around the sale, and the hours in which sales are made."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale


def day_of_sale(sale: Sale, facts: PortalFacts) -> date:
    """The day of the sale in the portal's zone."""
    return sale.sold_at.astimezone(facts.zone).date()


def age(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """The holder was old enough on the day of the sale, and no older than is plausible."""
    rules = facts.validation
    assert rules.of_age is not None
    born: date | None = getattr(sale, rules.of_age)
    if born is None:
        return
    years = _age(born, day_of_sale(sale, facts))
    if years < rules.min_age:
        yield Finding(
            code="under_age",
            severity=Severity.REJECT,
            es=f"El titular no tenía {rules.min_age} años el día de la venta.",
            en=f"The holder was not {rules.min_age} years old on the day of the sale.",
            fields=(rules.of_age,),
        )
    if rules.max_age is not None and years > rules.max_age:
        yield Finding(
            code="over_age",
            severity=Severity.ASK,
            es=f"El titular tenía más de {rules.max_age} años el día de la venta: "
            "compruebe la fecha de nacimiento y que comprendió lo que contrataba.",
            en=f"The holder was over {rules.max_age} years old on the day of the sale: "
            "check the birth date, and that they understood what they signed.",
            fields=(rules.of_age,),
        )


def days(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """Dates do not lie before the sale where they should not, and within what is plausible."""
    rules = facts.validation
    sold = day_of_sale(sale, facts)
    for name in rules.not_before_sale:
        day = _day(getattr(sale, name), facts)
        if day is not None and day < sold:
            yield Finding(
                code="date_before_sale",
                severity=Severity.ASK,
                es=f"El valor de «{facts.label(name)}» ({day:%d/%m/%Y}) es anterior al día de la venta "
                f"({sold:%d/%m/%Y}).",
                en=f"The value of '{facts.label(name)}' ({day:%Y-%m-%d}) lies before the day of the sale "
                f"({sold:%Y-%m-%d}).",
                fields=(name,),
            )
    for name, limits in rules.plausible.items():
        day = _day(getattr(sale, name), facts)
        if day is None:
            continue
        distance = (day - sold) // timedelta(days=1)
        too_early = limits.earliest is not None and distance < limits.earliest
        if too_early or (limits.latest is not None and distance > limits.latest):
            limit = limits.earliest if too_early else limits.latest
            yield Finding(
                code="date_not_plausible",
                severity=Severity.ASK,
                es=f"El valor de «{facts.label(name)}» ({day:%d/%m/%Y}) no es verosímil: está a {distance} días "
                f"de la venta y el límite es {limit}.",
                en=f"The value of '{facts.label(name)}' ({day:%Y-%m-%d}) is not plausible: it lies {distance} days "
                f"from the sale and the limit is {limit}.",
                fields=(name,),
            )


def opening_hours(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """The sale was made while sales are made."""
    if is_out_of_hours(sale.sold_at, facts):
        local = sale.sold_at.astimezone(facts.zone)
        yield Finding(
            code="out_of_hours",
            severity=Severity.ASK,
            es=f"La venta se hizo fuera del horario declarado: {local:%d/%m/%Y %H:%M}.",
            en=f"The sale was made out of the declared hours: {local:%Y-%m-%d %H:%M}.",
            fields=("sold_at",),
        )


def is_out_of_hours(sold_at: datetime, facts: PortalFacts) -> bool:
    """Whether a sale (aware time) was made out of the declared hours or on a holiday; never without a calendar."""
    rules = facts.validation
    if not rules.hours:
        return False
    local = sold_at.astimezone(facts.zone)
    minute = local.hour * 60 + local.minute
    is_open = any(opens <= minute < closes for opens, closes in rules.open_minutes[local.weekday()])
    return not is_open or local.date() in rules.holidays


def _day(value: date | datetime | None, facts: PortalFacts) -> date | None:
    return value.astimezone(facts.zone).date() if isinstance(value, datetime) else value


def _age(born: date, on: date) -> int:
    """Whole years; somebody born on 29 February comes of age on 1 March of a common year (Código Civil, art. 240)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
