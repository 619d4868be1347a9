"""A sale with a field for every rule of validation, and a portal that declares what a test asks for."""

from datetime import UTC, datetime
from typing import Any

from tests.rules.sales import the_facts
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Address, Day, Email, Iban, Icc, Money, PersonId, Phone, Text
from trastienda.domain.finding import Finding
from trastienda.domain.sale import Sale
from trastienda.rules.validate import validate

SOLD = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
"""A Thursday, ten in the morning in Madrid."""
VALIDATED = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)


class Fibre(Sale):
    """A fibre line with all that may come with one."""

    holder_id: PersonId
    email: Email = Email("maria@ejemplo.es")
    phone: Phone | None = None
    iban: Iban | None = None
    address: Address | None = None
    postcode: Text | None = None
    province: Text | None = None
    plan: Text | None = None
    fee: Money | None = None
    months: int | None = None
    activation: Day | None = None
    birth_date: Day | None = None
    ported: bool | None = None
    donor: Text | None = None
    donor_holder: PersonId | None = None
    icc: Icc | None = None
    id_copy: bool | None = None
    order_form: Text | None = None


def fibre(**values: Any) -> Fibre:
    """A sale without anything but its people, its times and its holder."""
    given = {
        "reference": "V-1",
        "seller": "ana.ruiz",
        "validator": "luis.gil",
        "sold_at": SOLD,
        "validated_at": VALIDATED,
        "channel": "telefono",
        "campaign": "primavera",
        "holder_id": "12345678Z",
    }
    return Fibre.model_validate(given | values)


def declared(**rules: Any) -> PortalFacts:
    """A portal with these keys under `[validation]`."""
    signals = {"signals": rules.pop("signals")} if "signals" in rules else {}
    return the_facts(validation=rules, crosscheck={"identity": ["holder_id", "phone"]}, columns={}, **signals)


def findings(facts: PortalFacts, *, now: datetime = NOW, **values: Any) -> list[Finding]:
    """What validation says of a sale."""
    return validate(fibre(**values), facts, now=now)


def codes(facts: PortalFacts, *, now: datetime = NOW, **values: Any) -> list[str]:
    """The codes alone."""
    return [finding.code for finding in findings(facts, now=now, **values)]
