"""Write a typed cell as the text that a person of the locale would have typed."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import cast

from babel.numbers import get_decimal_symbol

from trastienda.domain.fields import CANONICAL

# Excel and JavaScript keep 15 digits: of a longer number the last ones are already wrong.
EXACT_DIGITS = 15
_TOO_LONG = 10**EXACT_DIGITS
_WRITTEN_OUT = 0.0001
_NUMBERS = (int, float, Decimal)

Cell = str | bool | int | float | Decimal | datetime | date | time | timedelta


def cell_text(cell: Cell, locale: str) -> str:
    """The text of a cell: numbers without grouping, by the locale's decimal sign; days and times in ISO."""
    kind = type(cell)
    if kind is str:
        return cast("str", cell)
    if kind is datetime:
        return cast("datetime", cell).isoformat(sep=" ")
    if kind is float and _WRITTEN_OUT <= abs(cast("float", cell)) < _TOO_LONG:
        text = repr(cell)  # the shortest text for it, without an exponent in this range
        return text[:-2] if text.endswith(".0") else text.replace(".", _decimal_sign(locale))
    match cell:
        case bool():
            return "true" if cell else "false"
        case int() | float() | Decimal():
            return number_text(Decimal(str(cell)), locale)
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def number_text(number: Decimal, locale: str) -> str:
    """ "612345678" for 612345678.0, "39,9" for 39.9 in Spanish."""
    if not number.is_finite() or not -20 <= number.adjusted() <= 20:
        return str(number)  # written out, 1E+999999 would fill the memory
    if number == number.to_integral_value():
        return f"{number:.0f}"
    return f"{number:f}".replace(".", _decimal_sign(locale))


@lru_cache(maxsize=8)
def _decimal_sign(locale: str) -> str:
    return "." if locale == CANONICAL else get_decimal_symbol(locale)


def is_lossy(cell: Cell) -> bool:
    """Whether a number is so long that its program has already lost digits of it."""
    if not isinstance(cell, _NUMBERS) or isinstance(cell, bool):
        return False
    if isinstance(cell, Decimal) and not cell.is_finite():
        return True
    return not -_TOO_LONG < cell < _TOO_LONG  # so that what is not a number at all is lossy too
