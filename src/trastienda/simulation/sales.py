"""Invent the sales that the front line makes, the same ones for the same seed."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from random import Random

from trastienda.domain.fields import Address, Day, Iban, Money, PersonId, Phone, Text
from trastienda.domain.sale import Sale
from trastienda.simulation.clock import START
from trastienda.simulation.model import ARRIVES_EVERY_S, HOUR_S, Rates

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_IBANS = ("ES9121000418450200051332", "ES7921000813610123456789")
_FEES = ("9.90", "14.90", "19.90", "24.90", "29.90", "34.90", "39.90", "1029.90")
_STREETS = ("Calle de Alcalá", "Gran Vía", "Paseo de la Castellana", "Calle Ñuño", "Plaça de Catalunya")
_BY_HAND = ((-24 * HOUR_S, -360.0), (0.0, 30.0), (60.0, 12 * HOUR_S))
"""When a person enters a sale that we enter too, in seconds from its arrival: before, during, after."""


class Line(Sale):
    """A mobile line."""

    holder_id: PersonId
    line: Phone
    plan: Text
    address: Address
    monthly_fee: Money
    activation: Day
    iban: Iban


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale that comes in.

    Attributes:
        number: its place among the sales, from 0: our number of its item, too.
        sale: what was sold.
        arrives: when it comes in, in virtual seconds.
        by_hand: when a person enters it in the portal as well, `None` for never.
    """

    number: int
    sale: Line
    arrives: float
    by_hand: float | None


def invent(count: int, rates: Rates, *, seed: int) -> list[Sold]:
    """The sales of a simulation, in the order in which they come in."""
    chance = Random(f"sales {seed}")
    sold: list[Sold] = []
    for number in range(count):
        arrives = number * ARRIVES_EVERY_S
        model: Line | None = None
        drawn = chance.random()
        if sold and drawn < rates.identical + rates.same_customer:
            model = sold[-1 - chance.randrange(min(len(sold), 100))].sale
        if model is not None and drawn < rates.identical:
            sale = model.model_copy(update={"reference": _reference(number)})
        else:
            sale = _line(number, chance, holder=model.holder_id if model else None)
        by_hand = None
        if chance.random() < rates.by_hand:
            by_hand = arrives + chance.uniform(*chance.choice(_BY_HAND))
        sold.append(Sold(number, sale, arrives, by_hand))
    return sold


def _line(number: int, chance: Random, *, holder: PersonId | None) -> Line:
    plan = chance.randrange(len(_FEES))
    return Line(
        reference=_reference(number),
        seller="ana.ruiz",
        validator="luis.gil",
        sold_at=START,
        validated_at=START,
        channel=_text("telefono"),
        campaign=_text("otoño"),
        holder_id=holder or document(number),
        line=Phone(f"+34{600_000_000 + number * 97}"),
        plan=_text(f"Móvil {10 * (plan + 1)} GB"),
        address=_address(chance.choice(_STREETS), chance.randrange(1, 200)),
        monthly_fee=_fee(_FEES[plan]),
        activation=_day(chance.randrange(1, 60)),
        iban=_iban(chance.choice(_IBANS)),
    )


def _reference(number: int) -> str:
    return f"V-{number:07d}"


def document(number: int) -> PersonId:
    """A DNI with its right letter."""
    return PersonId(f"{10_000_000 + number:08d}{_DNI_LETTERS[(10_000_000 + number) % 23]}")


# What many sales share is read once.


@cache
def _text(text: str) -> Text:
    return Text(text)


@cache
def _address(street: str, house: int) -> Address:
    return Address(f"{street} {house}, 28014 Madrid")


@cache
def _fee(amount: str) -> Money:
    return Money(amount, "EUR")


@cache
def _day(days: int) -> Day:
    return Day.from_canonical((START + timedelta(days=days)).date().isoformat())


@cache
def _iban(number: str) -> Iban:
    return Iban(number)
