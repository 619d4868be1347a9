"""Keep seller, validator and decider apart: who sells is no judge of the own sale."""

from trastienda.domain.finding import Finding, Severity
from trastienda.domain.people import person_key


def seller_is_not_validator(seller: str, validator: str) -> Finding | None:
    """A finding when the same person sold and validated, `None` otherwise."""
    if person_key(seller) != person_key(validator):
        return None
    return Finding(
        code="seller_is_validator",
        severity=Severity.REJECT,
        es=f"Quien vendió también validó ({validator}): debe validar otra persona.",
        en=f"The seller also validated ({validator}): somebody else must validate.",
        fields=("seller", "validator"),
    )


def may_decide(decider: str, *, seller: str, validator: str) -> Finding | None:
    """A finding when the decider sold or validated the sale, `None` when they may decide."""
    key = person_key(decider)
    role = {person_key(validator): ("validó", "validated"), person_key(seller): ("vendió", "sold")}.get(key)
    if role is None:
        return None
    return Finding(
        code="decider_is_involved",
        severity=Severity.REJECT,
        es=f"{decider} {role[0]} esta venta y no puede decidir sobre ella.",
        en=f"{decider} {role[1]} this sale and may not decide on it.",
        fields=("seller", "validator"),
    )
