"""People, times, the marker, consents, papers, amounts."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Money
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.rules.duties import seller_is_not_validator


def people_and_times(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """Seller and validator are two people; it was validated after it was sold, and not in the future."""
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


def marker(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """Our reference fits the portal's field that carries it."""
    if facts.marker and len(sale.reference) > facts.marker.length:
        yield Finding(
            code="reference_too_long",
            severity=Severity.REJECT,
            es=f"La referencia «{sale.reference}» no cabe en el campo del portal ({facts.marker.length} caracteres).",
            en=f"The reference '{sale.reference}' does not fit the portal's field ({facts.marker.length} characters).",
            fields=("reference",),
        )


def consents_and_papers(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """Every required consent was given, every required paper is there."""
    for name in facts.validation.consents:
        if getattr(sale, name) is not True:
            yield Finding(
                code="consent_missing",
                severity=Severity.REJECT,
                es=f"Falta el consentimiento obligatorio «{facts.label(name)}».",
                en=f"A required consent is missing: '{facts.label(name)}'.",
                fields=(name,),
            )
    for name in facts.validation.papers:
        if getattr(sale, name) in (None, False):
            yield Finding(
                code="paper_missing",
                severity=Severity.ASK,
                es=f"Falta un documento obligatorio: «{facts.label(name)}».",
                en=f"A required paper is missing: '{facts.label(name)}'.",
                fields=(name,),
            )


def nothing_to_check(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """No field that a rule needs is empty."""
    for name in facts.validation.needed:
        if getattr(sale, name) is None:
            yield Finding(
                code="nothing_to_check",
                severity=Severity.ASK,
                es=f"El campo «{facts.label(name)}» está vacío y no se puede comprobar.",
                en=f"The field '{facts.label(name)}' is empty and cannot be checked.",
                fields=(name,),
            )


def amounts(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """Amounts are above zero."""
    for name in facts.validation.positive:
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
