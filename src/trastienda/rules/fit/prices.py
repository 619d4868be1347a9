"""Prices against the price list of the day of the sale, and months of permanence against the plan."""

from collections.abc import Iterator
from datetime import datetime

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Money
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.domain.validation import same_name
from trastienda.rules.fit.dates import day_of_sale


def listed_price(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """The plan could be sold on the day of the sale, and its price is a listed one of that day."""
    rules = facts.validation
    assert rules.plan is not None
    assert rules.price is not None
    plan: str | None = getattr(sale, rules.plan)
    price: Money | None = getattr(sale, rules.price)
    if plan is None:
        return
    name = same_name(plan, rules.listed)
    if name is None:
        yield Finding(
            code="plan_not_listed",
            severity=Severity.REJECT,
            es=f"El plan «{plan}» no está en la lista de precios.",
            en=f"The plan '{plan}' is not in the price list.",
            fields=(rules.plan,),
            seen=plan,
        )
        return
    day = day_of_sale(sale, facts)
    valid = [one.price for one in rules.listed[name] if one.valid_on(day)]
    if not valid:
        yield Finding(
            code="plan_not_on_sale",
            severity=Severity.REJECT,
            es=f"El plan «{plan}» no estaba a la venta el {day:%d/%m/%Y}.",
            en=f"The plan '{plan}' was not on sale on {day:%Y-%m-%d}.",
            fields=(rules.plan,),
            seen=plan,
        )
    elif price is not None and price not in valid:
        texts = [one.canonical for one in valid]
        yield Finding(
            code="price_not_listed",
            severity=Severity.REJECT,
            es=f"El precio de «{plan}» el {day:%d/%m/%Y} era {' o '.join(texts)}, y la venta dice {price}.",
            en=f"The price of '{plan}' on {day:%Y-%m-%d} was {' or '.join(texts)}, and the sale says {price}.",
            fields=(rules.price, rules.plan),
            seen=price.canonical,
            expected=" or ".join(texts),
        )


def permanence(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """The months of permanence are some that the plan may be sold with."""
    rules = facts.validation
    assert rules.plan is not None
    assert rules.months is not None
    plan: str | None = getattr(sale, rules.plan)
    months: int | None = getattr(sale, rules.months)
    if plan is None or months is None:
        return
    name = same_name(plan, rules.permanence)
    if name is None:
        yield Finding(
            code="permanence_not_declared",
            severity=Severity.ASK,
            es=f"No se ha declarado qué permanencia admite el plan «{plan}».",
            en=f"Nobody declared which months of permanence the plan '{plan}' allows.",
            fields=(rules.plan,),
            seen=plan,
        )
    elif months not in rules.permanence[name]:
        allowed = ", ".join(str(one) for one in rules.permanence[name])
        yield Finding(
            code="permanence_not_allowed",
            severity=Severity.REJECT,
            es=f"El plan «{plan}» no se vende con {months} meses de permanencia (admite: {allowed}).",
            en=f"The plan '{plan}' is not sold with {months} months of permanence (allowed: {allowed}).",
            fields=(rules.months, rules.plan),
            seen=str(months),
            expected=allowed,
        )
