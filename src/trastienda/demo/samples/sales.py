"""Make the sixty sample sales."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from trastienda.demo.samples.kinds import Kind
from trastienda.demo.samples.people import HOLDERS, Person, draw, mobile, person

FIRST_DAY = date(2026, 10, 22)
"""All were sold on twenty working days from here on, and validated before 20 November 2026."""

HEADER_ROWS = 1

COMES_TWICE = 23
"""This sale's customer is the one of the sale before it."""

REPEATS = {46: 30}
"""Sale → the earlier sale whose reference it carries by mistake."""

PLACES: dict[int, Kind] = {
    # What takes the portal's whole window to resolve stands early: the other sales go on meanwhile.
    2: Kind.NAME_STORED_DIFFERENTLY,
    4: Kind.ERROR_500_BEFORE_COMMIT,
    6: Kind.BAD_DOCUMENT_ID,
    7: Kind.SUCCESS_WITHOUT_ORDER,
    9: Kind.SESSION_EXPIRED_BEFORE_COMMIT,
    10: Kind.SAME_ORDER_ALREADY_THERE,
    11: Kind.NAME_STORED_DIFFERENTLY,
    13: Kind.CONSENT_REFUSED,
    14: Kind.ERROR_500_AFTER_COMMIT,
    16: Kind.ADDRESS_CUT,
    17: Kind.NAME_STORED_DIFFERENTLY,
    19: Kind.LOOKALIKE_NAME,
    20: Kind.DROPPED_AFTER_COMMIT,
    22: Kind.TWO_SALES_OF_ONE_CUSTOMER,
    23: Kind.TWO_SALES_OF_ONE_CUSTOMER,
    25: Kind.SELLER_IS_VALIDATOR,
    26: Kind.SEEN_LATE,
    28: Kind.NAME_STORED_DIFFERENTLY,
    29: Kind.ANOTHER_PRICE_ALREADY_THERE,
    30: Kind.FIRST_OF_A_REFERENCE,
    32: Kind.SESSION_EXPIRED_AFTER_COMMIT,
    34: Kind.DUPLICATE_WARNING,
    36: Kind.HALF_ANSWER_AFTER_COMMIT,
    37: Kind.UNREADABLE_FEE,
    39: Kind.ERROR_500_AFTER_COMMIT,
    40: Kind.OLDER_ORDER_OF_CUSTOMER,
    42: Kind.WRONG_PRICE_STORED,
    43: Kind.NAME_STORED_DIFFERENTLY,
    45: Kind.ERROR_500_AFTER_COMMIT_SEEN_LATE,
    46: Kind.REFERENCE_REUSED,
    48: Kind.LOOKALIKE_LINE,
    50: Kind.WRONG_IBAN,
    51: Kind.DROPPED_AFTER_COMMIT,
    53: Kind.ACTIVATION_BEFORE_SALE,
    54: Kind.NAME_STORED_DIFFERENTLY,
    55: Kind.SAME_ORDER_ALREADY_THERE,
    56: Kind.SLOW_ANSWER,
    57: Kind.SEEN_LATE,
    59: Kind.CONSENT_LEFT_EMPTY,
}
"""Number of the sale → what is special about it; the rest are plain."""

PLANS: tuple[tuple[str, str, Decimal], ...] = (
    ("Fibra", "Fibra 300 Mb", Decimal("24.90")),
    ("Fibra", "Fibra 600 Mb", Decimal("29.90")),
    ("Fibra", "Fibra 1 Gb", Decimal("34.90")),
    ("Móvil", "Móvil 5 GB", Decimal("7.90")),
    ("Móvil", "Móvil 20 GB", Decimal("12.90")),
    ("Móvil", "Móvil 50 GB", Decimal("16.90")),
    ("Móvil", "Móvil Ilimitada", Decimal("24.90")),
    ("Fibra + Móvil", "Fibra 600 Mb + Móvil 20 GB", Decimal("39.90")),
    ("Fibra + Móvil", "Fibra 600 Mb + Móvil 50 GB", Decimal("44.90")),
    ("Fibra + Móvil", "Fibra 1 Gb + Móvil Ilimitada", Decimal("54.90")),
)
"""Technology, plan, and what it costs a month without a promotion."""

_SELLERS = (
    "Marta Cabezas", "Hugo Peralta", "Laura Quintana", "Daniel Ferreiro", "Sofía Barrios", "Pablo Etxebarria",
    "Claudia Nogales", "Jaime Olmedo",
)  # fmt: skip
_VALIDATORS = ("Remedios Aguado", "Ernesto Villalba", "Gemma Roig")
_CHANNELS = ("Llamada entrante", "Llamada saliente", "Chat", "WhatsApp")
_CAMPAIGNS = ("Portabilidad otoño", "Recuperación de bajas", "Fibra en tu barrio", "Black Friday")
_PROMOTION = Decimal(3)


@dataclass(frozen=True, slots=True)
class Sample:
    """One sale as it was made, before anybody wrote it wrongly; texts as people write them.

    Attributes:
        number: from 1; its place in the file.
        reference: ours.
        sold_at, validated_at: in Madrid, without a zone, as a spreadsheet has them.
    """

    number: int
    kind: Kind
    reference: str
    seller: str
    validator: str
    sold_at: datetime
    validated_at: datetime
    channel: str
    campaign: str
    holder: Person
    technology: str
    plan: str
    line: str
    monthly_fee: Decimal
    activation: date
    marketing_accepted: bool

    @property
    def row(self) -> int:
        """The row of the spreadsheet, as a person counts it."""
        return self.number + HEADER_ROWS

    def cells(self) -> dict[str, object]:
        """Field → what its cell holds, mistakes included: a text, a Decimal, a date or a datetime."""
        holder = self.holder
        # Some people write the letter apart.
        apart = "-" if self.number % 7 == 0 else ""
        right: dict[str, object] = {
            "reference": self.reference,
            "seller": self.seller,
            "validator": self.validator,
            "sold_at": self.sold_at,
            "validated_at": self.validated_at,
            "channel": self.channel,
            "campaign": self.campaign,
            "holder_id": f"{holder.document[:-1]}{apart}{holder.document[-1]}",
            "holder_name": holder.name,
            "birth_date": f"{holder.birth_date:%d/%m/%Y}",
            "email": holder.email,
            "contact_phone": holder.phone,
            "technology": self.technology,
            "plan": self.plan,
            "line": self.line,
            "address": holder.address,
            "monthly_fee": self.monthly_fee,
            "activation": self.activation,
            "iban": holder.iban,
            "terms_accepted": "Sí",
            "marketing_accepted": "Sí" if self.marketing_accepted else "No",
        }
        return right | self._mistakes()

    def _mistakes(self) -> dict[str, object]:
        match self.kind:
            case Kind.BAD_DOCUMENT_ID:
                document = self.holder.document
                return {"holder_id": document[:-1] + ("T" if document[-1] != "T" else "R")}
            case Kind.WRONG_IBAN:
                return {"iban": _two_digits_swapped(self.holder.iban)}
            case Kind.UNREADABLE_FEE:
                return {"monthly_fee": f"{self.monthly_fee} €"}
            case Kind.CONSENT_REFUSED:
                return {"terms_accepted": "No"}
            case Kind.CONSENT_LEFT_EMPTY:
                return {"terms_accepted": ""}
            case Kind.SELLER_IS_VALIDATOR:
                return {"validator": self.seller.lower()}
            case Kind.ACTIVATION_BEFORE_SALE:
                return {"activation": self.sold_at.date() - timedelta(days=20)}
        return {}


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    """All sixty, in the order of the file."""
    made = [_sample(number) for number in range(1, len(HOLDERS) + 1)]
    by_number = {sample.number: sample for sample in made}
    return tuple(
        replace(sample, reference=by_number[REPEATS[sample.number]].reference)
        if sample.number in REPEATS
        else sample
        for sample in made
    )


def _sample(number: int) -> Sample:
    sold_at = _sold_at(number)
    technology, plan, price = PLANS[draw("plan", number, len(PLANS))]
    activation = sold_at.date() + timedelta(days=8 + draw("activation", number, 15))
    name, papers = HOLDERS[number - 1]
    return Sample(
        number=number,
        kind=PLACES.get(number, Kind.PLAIN),
        reference=f"V-2026-{number:04d}",
        seller=_SELLERS[draw("seller", number, len(_SELLERS))],
        validator=_VALIDATORS[draw("validator", number, len(_VALIDATORS))],
        sold_at=sold_at,
        validated_at=sold_at + timedelta(minutes=18 + draw("validated", number, 75)),
        channel=_CHANNELS[draw("channel", number, len(_CHANNELS))],
        campaign=_CAMPAIGNS[draw("campaign", number, len(_CAMPAIGNS))],
        holder=person(name, papers, number - 1 if number == COMES_TWICE else number),
        technology=technology,
        plan=plan,
        line=mobile("line", number),
        monthly_fee=price - (_PROMOTION if draw("promotion", number, 4) == 0 else 0),
        activation=_working_day(activation),
        marketing_accepted=draw("marketing", number, 5) < 3,
    )


def _sold_at(number: int) -> datetime:
    """Three sales a working day: one in the morning, one at noon, one in the evening."""
    day, turn = divmod(number - 1, 3)
    weeks, rest = divmod(FIRST_DAY.weekday() + day, 5)
    monday = FIRST_DAY - timedelta(days=FIRST_DAY.weekday())
    return datetime.combine(
        monday + timedelta(weeks=weeks, days=rest),
        time((9, 13, 17)[turn] + draw("hour", number, 2), draw("minute", number, 60)),
    )


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _two_digits_swapped(iban: str) -> str:
    """The IBAN with its last two different neighbours swapped."""
    for end in range(len(iban) - 1, 0, -1):
        left, right = iban[end - 1], iban[end]
        if left.isdigit() and right.isdigit() and left != right:
            return f"{iban[: end - 1]}{right}{left}{iban[end + 1 :]}"
    raise ValueError(f"{iban} has no two different neighbours")
