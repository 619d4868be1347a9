"""The proof that the customer is who they say, and that they agreed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import PROOFS
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.domain.validation import same_name

FIELDS = ("proof_kind", "proof_id", "proof_at")


def of_the_end_user(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """A proof of a kind that is taken is there, whole, made in the sale's time and not too old."""
    taken = _taken(sale, facts)
    if not taken:
        return
    missing = tuple(name for name in FIELDS if getattr(sale, name) is None)
    if missing:
        labels = ", ".join(f"«{facts.label(name)}»" for name in missing)
        yield _finding(
            "proof_missing",
            Severity.REJECT,
            f"Falta la prueba de que el cliente es quien dice ser y aceptó: {labels}.",
            f"The proof that the customer is who they say and agreed is missing: {', '.join(missing)}.",
            *missing,
        )
    if sale.proof_kind is not None and sale.proof_kind not in taken:
        es, en = (
            " o ".join(PROOFS[kind][0] for kind in taken),
            " or ".join(PROOFS[kind][1] for kind in taken),
        )
        yield _finding(
            "proof_not_taken",
            Severity.REJECT,
            f"Para esta venta no vale como prueba: {sale.proof_kind.name('es')}. Se admite: {es}.",
            f"Not taken as a proof of this sale: {sale.proof_kind.name('en')}. Taken: {en}.",
            "proof_kind",
        )
    if sale.proof_at is not None:
        yield from _time(sale, sale.proof_at, facts, now)


def _taken(sale: Sale, facts: PortalFacts) -> tuple[str, ...]:
    """The kinds that are taken for this sale's plan, else for the portal."""
    rules = facts.validation
    if rules.plan is not None and rules.proof_of_plan:
        plan = getattr(sale, rules.plan)
        name = None if plan is None else same_name(plan, rules.proof_of_plan)
        if name is not None:
            return rules.proof_of_plan[name]
    return rules.proof


def _time(sale: Sale, made: datetime, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    rules = facts.validation
    local, sold = made.astimezone(facts.zone), sale.sold_at.astimezone(facts.zone)
    if made > now:
        yield _finding(
            "proof_in_the_future",
            Severity.REJECT,
            f"La prueba del cliente lleva una fecha futura: {local:%d/%m/%Y %H:%M}.",
            f"The customer's proof is dated in the future: {local:%Y-%m-%d %H:%M}.",
            "proof_at",
        )
    elif made < sale.sold_at - timedelta(minutes=rules.proof_early_minutes):
        yield _finding(
            "proof_before_sale",
            Severity.REJECT,
            f"La prueba del cliente ({local:%d/%m/%Y %H:%M}) es anterior a la venta ({sold:%d/%m/%Y %H:%M}): "
            "no puede ser de ella.",
            f"The customer's proof ({local:%Y-%m-%d %H:%M}) was made before the sale ({sold:%Y-%m-%d %H:%M}): "
            "it cannot be of it.",
            "proof_at",
            "sold_at",
        )
    most = rules.proof_max_age_days
    if most is not None and sale.validated_at - made > timedelta(days=most):
        yield _finding(
            "proof_too_old",
            Severity.ASK,
            f"La prueba del cliente ({local:%d/%m/%Y}) tenía más de {most} días cuando se validó la venta.",
            f"The customer's proof ({local:%Y-%m-%d}) was more than {most} days old when the sale was validated.",
            "proof_at",
            "validated_at",
        )


def _finding(code: str, severity: Severity, es: str, en: str, *fields: str) -> Finding:
    return Finding(code=code, severity=severity, es=es, en=en, fields=fields)
