"""One kind of sale, its portal and its orders, for the tests of the rules."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Address, Day, Email, Iban, Money, PersonId, PersonName, Phone, Text
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale

NOW = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)


class Tone(StrEnum):
    """How the customer wants to be called upon."""

    SMS = "Por SMS"
    CALL = "Por teléfono"


class Line(Sale):
    """A mobile line, with a field of every type that a sale may have."""

    holder_id: PersonId
    holder_name: PersonName
    birth_date: Day | None
    email: Email
    technology: Literal["Fibra", "Móvil", "Fibra + Móvil"]
    plan: Text
    line: Phone
    address: Address
    monthly_fee: Money | None
    activation: Day | None
    iban: Iban
    terms_accepted: bool
    tone: Tone = Tone.SMS
    months: int = 12
    discount: Decimal = Decimal("0")
    visit: datetime | None = None
    note: str | None = None


def a_sale(**values: Any) -> Line:
    """A sale that every rule lets pass."""
    return Line.model_validate(
        {
            "reference": "V-2026-0001",
            "seller": "ana.ruiz",
            "validator": "luis.gil",
            "sold_at": datetime(2026, 4, 2, 8, 0, tzinfo=UTC),
            "validated_at": datetime(2026, 4, 2, 9, 0, tzinfo=UTC),
            "channel": "telefono",
            "campaign": "primavera",
            "holder_id": "12345678Z",
            "holder_name": "María Muñoz López",
            "birth_date": "1980-02-29",
            "email": "maria@ejemplo.es",
            "technology": "Móvil",
            "plan": "Móvil 20 GB",
            "line": "+34612345678",
            "address": "Calle de Alcalá 45, 3.º B, 28014 Madrid",
            "monthly_fee": "1029.90 EUR",
            "activation": "2026-04-10",
            "iban": "ES9121000418450200051332",
            "terms_accepted": True,
        }
        | values
    )


def the_facts(**changes: Any) -> PortalFacts:
    """A portal with a marker, two identity fields and a window that covers both bounds."""
    declared: dict[str, Any] = {
        "url": "http://portal.example",
        "accounts": [{"name": "one", "user": "env:USER", "password": "env:PASSWORD"}],
        "search_keys": ["holder_id"],
        "marker": {"field": "reference", "length": 20},
        "visibility_bound_s": 5,
        "server_timeout_s": 5,
        "window_s": 12,
        "crosscheck": {
            "identity": ["holder_id", "line"],
            "equivalences": {"holder_name": ["case", "accents"]},
        },
        "columns": {"Cuota mensual": "monthly_fee", "Acepta condiciones": "terms_accepted"},
        "validation": {
            "consents": ["terms_accepted"],
            "of_age": "birth_date",
            "positive": ["monthly_fee"],
            "not_before_sale": ["activation"],
        },
    }
    return PortalFacts.model_validate(declared | changes)


LISTED = {
    "reference": "V-2026-0001",
    "holder_id": "12.345.678-Z",
    "holder_name": "MARIA MUÑOZ LOPEZ",
    "line": "612 34 56 78",
    "monthly_fee": "1.029,90 €",
}
"""`a_sale` as the portal's list shows it."""

OPENED = LISTED | {
    "birth_date": "29/02/1980",
    "email": "maria@ejemplo.es",
    "technology": "Móvil",
    "plan": "Móvil 20 GB",
    "address": "Calle de Alcalá 45, 3.º B, 28014 Madrid",
    "activation": "10/04/2026",
    "iban": "ES91 2100 0418 4502 0005 1332",
    "terms_accepted": "Sí",
    "tone": "Por SMS",
    "months": "12",
    "discount": "0",
    "visit": "",
    "note": "",
}
"""`a_sale` as the order's own page shows it."""


def listed(number: str | None = "P-1", /, **shown: str | None) -> Record:
    """A row of the list; `None` takes a column away."""
    return _record(number, LISTED, shown)


def opened(number: str | None = "P-1", /, **shown: str | None) -> Record:
    """The order's own page; `None` takes a field away."""
    return _record(number, OPENED, shown)


def _record(number: str | None, usual: dict[str, str], shown: dict[str, str | None]) -> Record:
    fields = {name: text for name, text in {**usual, **shown}.items() if text is not None}
    return Record(None if number is None else Reference(number), fields)
