"""Amounts of money."""

import re
from decimal import Decimal, InvalidOperation
from typing import NoReturn, Self

from babel.numbers import NumberFormatError, format_decimal, is_currency, parse_decimal

from trastienda.domain.fields import quick
from trastienda.domain.fields.base import Field
from trastienda.domain.fields.reading import CANONICAL, Locale, Unreadable, clean, locale_named

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_CANONICAL = re.compile(r"(?P<amount>-?(?:0|[1-9][0-9]*)\.[0-9]{2,6}) (?P<currency>[A-Z]{3})")
_WRITTEN = re.compile(
    r"(?P<before>€|[A-Z]{3})? ?(?P<amount>[-−]?[0-9](?:[0-9.,]*[0-9])?) ?(?P<after>€|[A-Z]{3}|euros?)?",
    re.IGNORECASE | re.ASCII,
)
_MOST_DECIMALS = 6  # energy prices are quoted in €/kWh with six
_MOST_DIGITS = 15


# Not a dataclass: pydantic would turn it into a dict in `model_dump()`.
class Money(Field):
    """An exact amount in one currency.

    Args:
        amount: a Decimal, an int or a text with a decimal point; at most 6 decimals and 15 digits
            before the point. Never a float.
        currency: its ISO 4217 code, three capital letters.
    """

    __slots__ = ("amount", "currency")

    amount: Decimal
    currency: str

    def __init__(self, amount: Decimal | int | str, currency: str) -> None:
        if isinstance(amount, bool) or not isinstance(amount, Decimal | int | str):
            raise TypeError(f"an amount of money is a Decimal, an int or a text, not {type(amount).__name__}")
        if not is_currency(currency):
            raise Unreadable(currency, "a currency code such as EUR", "un código de divisa como EUR")
        object.__setattr__(self, "amount", _exact(amount))
        object.__setattr__(self, "currency", currency)

    @classmethod
    def _made(cls, amount: Decimal, currency: str) -> Self:
        """What `__init__` makes of an amount that needs no check."""
        money = object.__new__(cls)
        object.__setattr__(money, "amount", amount)
        object.__setattr__(money, "currency", currency)
        return money

    @classmethod
    def from_canonical(cls, text: str) -> Self:
        """Read what `canonical` writes and nothing else: "1029.90 EUR"."""
        found = _CANONICAL.fullmatch(text)
        money = cls(found["amount"], found["currency"]) if found else None
        if money is None or money.canonical != text:
            raise Unreadable(text, "an amount such as 1029.90 EUR", "un importe como 1029.90 EUR")
        return money

    @classmethod
    def _read(cls, text: str, locale: Locale) -> Self:
        written = clean(text)
        plain = quick.amount(written) if locale.name == "es" else None
        if plain is not None:
            return cls._made(Decimal(plain), "EUR")
        found = _WRITTEN.fullmatch(written)
        if found is None or (found["before"] and found["after"]):
            raise _not_money(text, locale)
        currency = _currency(found["before"] or found["after"]) or locale.currency
        if currency is None or not is_currency(currency):
            raise _not_money(text, locale)
        try:
            # Without strict, "1234.5" in Spanish would be read as 12345.
            amount = parse_decimal(found["amount"].replace("−", "-"), locale=locale.babel, strict=True)
        except (NumberFormatError, InvalidOperation):  # the second one: too many digits for the library
            raise _not_money(text, locale) from None
        return cls(amount, currency)

    @property
    def canonical(self) -> str:
        """Such as "1029.90 EUR": two decimals, more only where the amount has them."""
        return f"{_text(self.amount)} {self.currency}"

    def shown(self, locale: str) -> str:
        """The amount alone, without grouping: "1029,90" in Spanish."""
        if locale == CANONICAL:
            return self.canonical
        pattern = "0.00" + "#" * (_MOST_DECIMALS - 2)
        return format_decimal(self.amount, format=pattern, locale=locale_named(locale).babel)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.canonical)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"Money is frozen: {name} cannot be set; make a new amount")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"Money is frozen: {name} cannot be deleted")

    def __reduce__(self) -> tuple[type[Self], tuple[Decimal, str]]:
        return type(self), (self.amount, self.currency)

    def __repr__(self) -> str:
        return f"Money({str(self.amount)!r}, {self.currency!r})"

    def __str__(self) -> str:
        return self.canonical


def _not_money(text: str, locale: Locale) -> Unreadable:
    sample = format_decimal(Decimal("1029.90"), format="#,##0.00", locale=locale.babel)
    unit = locale.currency or "EUR"
    return Unreadable(text, f"an amount such as {sample} {unit}", f"un importe como {sample} {unit}")


def _currency(written: str | None) -> str | None:
    if written is None:
        return None
    return "EUR" if written == "€" or written.casefold() in {"euro", "euros"} else written.upper()


def _exact(amount: Decimal | int | str) -> Decimal:
    if isinstance(amount, str) and not _NUMBER.fullmatch(amount):
        raise Unreadable(amount, "a number such as 1029.90", "un número como 1029.90")
    value = Decimal(amount)
    whole = value.is_finite() and value.adjusted() < _MOST_DIGITS
    # Decimals that are all zero do not count: 39.9000000 is 39.90.
    if not whole or value != round(value, _MOST_DECIMALS):
        raise Unreadable(
            str(amount),
            f"an amount with at most {_MOST_DECIMALS} decimals and {_MOST_DIGITS} digits before them",
            f"un importe con {_MOST_DECIMALS} decimales y {_MOST_DIGITS} cifras enteras como máximo",
        )
    return Decimal(_text(value))


def _text(amount: Decimal) -> str:
    whole, _, decimals = f"{amount:.{_MOST_DECIMALS}f}".partition(".")
    text = f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
    return text.removeprefix("-") if not amount else text
