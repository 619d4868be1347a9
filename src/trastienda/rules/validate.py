"""Say whether a sale is fit to be entered."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Money
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.rules.duties import seller_is_not_validator

RULES_VERSION = "1"
"""Part of every seal; raise it when a rule changes its verdict on a sale."""

OF_AGE = 18


def validate(sale: Sale, facts: PortalFacts, *, now: datetime) -> list[Finding]:
    """Apply the rules that the portal's configuration asks for.

    Args:
        sale: the parsed sale.
        facts: which rules apply to which fields, and the time zone of their days.
        now: aware time of the validation.

    Returns:
        the findings, hardest first; none when the sale is fit.
    """
    findings = [*_people_and_times(sale, now), *_marker(sale, facts), *_fields(sale, facts)]
    return sorted(findings, key=lambda finding: list(Severity).index(finding.severity))


def _people_and_times(sale: Sale, now: datetime) -> Iterator[Finding]:
    involved = seller_is_not_validator(sale.seller, sale.validator)
    if involved:
        yield involved
    if sale.validated_at < sale.sold_at:
        yield Finding(
            code="validated_before_sold",
            severity=Severity.REJECT,
            es=f"La validación ({sale.validated_at:%d/%m/%Y %H:%M} UTC) es anterior a la venta "
            f"({sale.sold_at:%d/%m/%Y %H:%M} UTC).",
            en=f"Validated ({sale.validated_at:%Y-%m-%d %H:%M} UTC) before it was sold "
            f"({sale.sold_at:%Y-%m-%d %H:%M} UTC).",
            fields=("sold_at", "validated_at"),
        )
    if sale.validated_at > now:
        yield Finding(
            code="validated_in_the_future",
            severity=Severity.REJECT,
            es=f"La validación lleva una fecha futura: {sale.validated_at:%d/%m/%Y %H:%M} UTC.",
            en=f"The validation is dated in the future: {sale.validated_at:%Y-%m-%d %H:%M} UTC.",
            fields=("validated_at",),
        )


def _marker(sale: Sale, facts: PortalFacts) -> Iterator[Finding]:
    if facts.marker and len(sale.reference) > facts.marker.length:
        yield Finding(
            code="reference_too_long",
            severity=Severity.REJECT,
            es=f"La referencia «{sale.reference}» no cabe en el campo del portal ({facts.marker.length} caracteres).",
            en=f"The reference '{sale.reference}' does not fit the portal's field ({facts.marker.length} characters).",
            fields=("reference",),
        )


def _fields(sale: Sale, facts: PortalFacts) -> Iterator[Finding]:
    rules, zone = facts.validation, ZoneInfo(facts.timezone)
    day_of_sale = sale.sold_at.astimezone(zone).date()
    for name in rules.consents:
        if getattr(sale, name) is not True:
            yield Finding(
                code="consent_missing",
                severity=Severity.REJECT,
                es=f"Falta el consentimiento obligatorio «{facts.label(name)}».",
                en=f"A required consent is missing: '{facts.label(name)}'.",
                fields=(name,),
            )
    checked = dict.fromkeys(
        (*([rules.of_age] if rules.of_age else []), *rules.positive, *rules.not_before_sale)
    )
    for name in checked:
        if getattr(sale, name) is None:
            yield Finding(
                code="nothing_to_check",
                severity=Severity.ASK,
                es=f"El campo «{facts.label(name)}» está vacío y no se puede comprobar.",
                en=f"The field '{facts.label(name)}' is empty and cannot be checked.",
                fields=(name,),
            )
    if rules.of_age is not None:
        born: date | None = getattr(sale, rules.of_age)
        if born is not None and _age(born, day_of_sale) < OF_AGE:
            yield Finding(
                code="under_age",
                severity=Severity.REJECT,
                es=f"El titular no tenía {OF_AGE} años el día de la venta.",
                en=f"The holder was not {OF_AGE} years old on the day of the sale.",
                fields=(rules.of_age,),
            )
    for name in rules.positive:
        amount: Money | Decimal | int | None = getattr(sale, name)
        if amount is not None and (amount.amount if isinstance(amount, Money) else amount) <= 0:
            yield Finding(
                code="amount_not_positive",
                severity=Severity.REJECT,
                es=f"El importe de «{facts.label(name)}» debe ser mayor que cero.",
                en=f"The amount of '{facts.label(name)}' must be above zero.",
                fields=(name,),
                seen=str(amount),
            )
    for name in rules.not_before_sale:
        value: date | datetime | None = getattr(sale, name)
        day = value.astimezone(zone).date() if isinstance(value, datetime) else value
        if day is not None and day < day_of_sale:
            yield Finding(
                code="date_before_sale",
                severity=Severity.ASK,
                es=f"El valor de «{facts.label(name)}» ({day:%d/%m/%Y}) es anterior al día de la venta "
                f"({day_of_sale:%d/%m/%Y}).",
                en=f"The value of '{facts.label(name)}' ({day:%Y-%m-%d}) lies before the day of the sale "
                f"({day_of_sale:%Y-%m-%d}).",
                fields=(name,),
            )


def _age(born: date, on: date) -> int:
    """Whole years; somebody born on 29 February comes of age on 1 March of a common year (Código Civil, art. 240)."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
