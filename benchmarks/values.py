"""What is typed in: ten people for the RPA Challenge, and sales for the order form."""

from datetime import UTC, datetime
from typing import Literal

from benchmarks.fields import STEPS
from trastienda.demo.samples.people import HOLDERS, Papers, draw, mobile, person
from trastienda.domain.fields import Day, Email, Field, Iban, Money, PersonId, Phone, Text
from trastienda.domain.sale import Sale

LOCALE = "es"

PEOPLE: tuple[dict[str, str], ...] = tuple(
    dict(zip(("first_name", "last_name", "company", "role", "address", "email", "phone"), row, strict=True))
    for row in (
        (
            "Marta",
            "Cabezas",
            "Ibarra Telecom",
            "Analyst",
            "98 North Road",
            "marta@example.com",
            "40716543298",
        ),
        ("Hugo", "Peralta", "Luna Energía", "Manager", "11 Crown Street", "hugo@example.com", "40733652145"),
        (
            "Laura",
            "Quintana",
            "Sol Seguros",
            "Accountant",
            "22 Guild Street",
            "laura@example.com",
            "40799885412",
        ),
        (
            "Daniel",
            "Ferreiro",
            "Norte Banca",
            "IT Specialist",
            "17 Farburn Terrace",
            "d@example.org",
            "40741785214",
        ),
        (
            "Sofía",
            "Barrios",
            "Costa Fibra",
            "Analyst",
            "99 Shire Oak Road",
            "sofia@example.org",
            "40731653845",
        ),
        (
            "Pablo",
            "Etxebarria",
            "Río Gas",
            "HR Manager",
            "27 Cheshire Street",
            "pablo@example.net",
            "40733745847",
        ),
        (
            "Claudia",
            "Nogales",
            "Prado Móvil",
            "Engineer",
            "63 Elm Avenue",
            "claudia@example.net",
            "40712462257",
        ),
        (
            "Jaime",
            "Olmedo",
            "Mar Hogar",
            "Consultant",
            "87 Orange Street",
            "jaime@example.com",
            "40731254562",
        ),
        ("Ana", "Peña", "Monte Agua", "Advisor", "45 Park Lane", "ana@example.com", "40741785214"),
        ("Íñigo", "Ibáñez", "Valle Luz", "Sales", "10 Hill Road", "inigo@example.org", "40799885999"),
    )
)
"""Invented people, each with the seven values of a round."""

PLANS = {
    "Fibra": ("Fibra 300 Mb", "Fibra 600 Mb", "Fibra 1 Gb"),
    "Móvil": ("Móvil 5 GB", "Móvil 20 GB", "Móvil 50 GB"),
    "Fibra + Móvil": ("Fibra 600 Mb + Móvil 20 GB", "Fibra 1 Gb + Móvil 50 GB"),
}
CITIES = {
    "Barcelona": ("Badalona", "Barcelona", "Sabadell"),
    "Madrid": ("Alcalá de Henares", "Madrid", "Móstoles"),
    "Sevilla": ("Dos Hermanas", "Écija", "Sevilla"),
    "Valencia": ("Gandía", "Torrent", "Valencia"),
}


class Contract(Sale):
    """One contract, typed as the sales of a bot are."""

    dni: PersonId
    given_name: Text
    surname: Text
    birth_date: Day
    nationality: Text
    email: Email
    phone: Phone
    language: Text
    contact_hours: Text
    street: Text
    house: Text
    door: Text
    postcode: Text
    province: Text
    city: Text
    technology: Literal["Fibra", "Móvil", "Fibra + Móvil"]
    plan: Text
    line: Phone
    monthly_fee: Money
    activation: Day
    iban: Iban
    months: int
    notes: Text
    terms: bool
    marketing: bool


def a_contract(number: int) -> Contract:
    """The sale with this number: the same one every time."""
    name = next(name for name, _ in HOLDERS[number % len(HOLDERS) :] if name.count(" ") == 2)
    holder = person(name, Papers.DNI, number)
    given, _, surname = name.partition(" ")
    province = tuple(CITIES)[draw("province", number, len(CITIES))]
    technology = tuple(PLANS)[draw("technology", number, len(PLANS))]
    texts = {
        "given_name": given,
        "surname": surname,
        "nationality": ("España", "Francia", "Portugal")[number % 3],
        "language": ("Español", "Catalán", "Gallego")[number % 3],
        "contact_hours": ("Mañana", "Tarde", "Noche")[number % 3],
        "street": holder.address.split(",")[0].rsplit(" ", 1)[0],
        "house": str(1 + draw("house", number, 180)),
        "door": "3.º B",
        "postcode": f"{28000 + draw('postcode', number, 60)}",
        "province": province,
        "city": CITIES[province][draw("city", number, 3)],
        "plan": PLANS[technology][draw("plan", number, 2)],
        "notes": f"Llamar por la tarde; no dejar en conserjería ({number}).",
        "channel": "Chat",
        "campaign": "Portabilidad otoño",
    }
    moment = datetime(2026, 11, 2, 10, tzinfo=UTC)
    return Contract.model_validate(
        {
            "reference": f"V-2026-{number:06d}",
            "seller": "marta cabezas",
            "validator": "gemma roig",
            "sold_at": moment,
            "validated_at": moment,
            "dni": holder.document,
            "birth_date": holder.birth_date.isoformat(),
            "email": holder.email.lower(),
            "phone": holder.phone,
            "technology": technology,
            "line": mobile("line", number),
            "monthly_fee": Money("12.90", "EUR"),
            "activation": "2026-11-16",
            "iban": holder.iban,
            "months": 12,
            "terms": True,
            "marketing": number % 2 == 0,
            **texts,
        },
        context={"locale": LOCALE},
    )


def typed(contract: Contract) -> dict[str, str]:
    """Field → what its control must come to hold: a choice by its text, a date as ISO, a box as true or false."""
    return {
        field.name: _typed(getattr(contract, field.name), date=field.kind == "date")
        for step in STEPS
        for field in step
    }


def _typed(value: object, *, date: bool) -> str:
    if isinstance(value, Field):
        return value.canonical if date else value.shown(LOCALE)
    return str(value).lower() if isinstance(value, bool) else str(value)
