"""Write our canonical texts the way a portal's export writes them, column by column.

Every writing here is one that `rules.crosscheck.compare_value` takes for equal, so a text that is equal to a written
one needs no reading: a million rows are compared as texts, and only what is left is read and compared value by value.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import polars as pl
from babel.numbers import get_decimal_symbol, get_group_symbol

from trastienda.domain.facts import Equivalence
from trastienda.domain.fields import CANONICAL, Address, Email, Iban, Money, PersonId, PersonName, Phone, Text
from trastienda.domain.fields.reading import locale_named
from trastienda.reconcile.shape import Shape

Writing = Callable[[pl.Expr], pl.Expr]
"""An expression of canonical texts → an expression of texts as a portal may write them."""

ACCENTS = {
    letter: plain
    for plain, letters in {"a": "áàâä", "e": "éèêë", "i": "íìîï", "o": "óòôö", "u": "úùûü"}.items()
    for letter, plain in [
        *((one, plain) for one in letters),
        *((one.upper(), plain.upper()) for one in letters),
    ]
}


def writings(shape: Shape, field: str) -> tuple[Writing, ...]:
    """All writings of a field that the portal's locale and declared equivalences allow, the likeliest first."""
    kind, locale = shape.kind_of(field), shape.facts.locale
    ways = _of(kind, locale)
    if not _is_free(kind, locale):
        # It is read before what is declared counts, and a space or a capital lost may make it unreadable.
        return tuple(ways)
    equivalences = shape.facts.crosscheck.equivalences.get(field, ())
    return tuple(_folded(one, equivalence) for one in ways for equivalence in _foldings(equivalences))


def _is_free(kind: type, locale: str) -> bool:
    """Whether any text is one of this kind."""
    return (
        kind is str
        or issubclass(kind, Text | PersonName | Address)
        or (kind is Email and locale != CANONICAL)
    )


def _of(kind: type, locale: str) -> Sequence[Writing]:
    spanish = locale != CANONICAL and locale_named(locale).region == "ES"
    if locale == CANONICAL:
        return (_as_it_is,)
    if issubclass(kind, Money):
        return _money(locale)
    if issubclass(kind, bool):
        return (_as_it_is, *(_yes_no(*words) for words in _FLAGS))
    if issubclass(kind, int | Decimal):
        return (lambda text: text.str.replace(".", get_decimal_symbol(locale), literal=True),)
    if issubclass(kind, date):
        return _days if locale_named(locale).day_first else _days[:2]
    if issubclass(kind, Phone):
        return _phones if spanish else _phones[:2]
    if issubclass(kind, Iban):
        return (_as_it_is, _in_fours, lambda text: text.str.to_lowercase())
    if issubclass(kind, PersonId):
        return (_as_it_is, _with_hyphen, _with_dots, lambda text: text.str.to_lowercase())
    return (_as_it_is,)


def _as_it_is(text: pl.Expr) -> pl.Expr:
    return text


# --- differences in writing that are declared ---------------------------------------------------------------------


def _foldings(equivalences: Sequence[Equivalence]) -> list[Writing]:
    foldings: list[Writing] = [_as_it_is]
    if Equivalence.CASE in equivalences:
        foldings += [lambda text: text.str.to_uppercase(), lambda text: text.str.to_lowercase()]
    if Equivalence.ACCENTS in equivalences:
        foldings += [_folded(one, _without_accents) for one in foldings]
    if Equivalence.SPACES in equivalences:
        foldings += [_folded(one, _without_spaces) for one in foldings]
    return foldings


def _folded(first: Writing, then: Writing) -> Writing:
    return lambda text: then(first(text))


def _without_accents(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list(ACCENTS), list(ACCENTS.values()))


def _without_spaces(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(" ", "", literal=True)


# --- days ---------------------------------------------------------------------------------------------------------


def _day(separator: str) -> Writing:
    def written(text: pl.Expr) -> pl.Expr:
        parts = text.str.slice(8, 2), text.str.slice(5, 2), text.str.slice(0, 4)
        return pl.concat_str(parts, separator=separator)

    return written


def _short_day(text: pl.Expr) -> pl.Expr:
    parts = (
        text.str.slice(8, 2).str.strip_prefix("0"),
        text.str.slice(5, 2).str.strip_prefix("0"),
        text.str.slice(0, 4),
    )
    return pl.concat_str(parts, separator="/")


def _at_midnight(written: Writing, midnight: str) -> Writing:
    return lambda text: written(text) + pl.lit(midnight)


_days: tuple[Writing, ...] = (
    _as_it_is,
    _at_midnight(_as_it_is, " 00:00:00"),
    _day("/"),
    _day("-"),
    _day("."),
    _short_day,
    _at_midnight(_day("/"), " 00:00:00"),
    _at_midnight(_day("/"), " 00:00"),
)


# --- telephone numbers --------------------------------------------------------------------------------------------


def _national(*cuts: int, before: str = "", separator: str = " ") -> Writing:
    """The nine digits of a Spanish number in groups; another country's number as it is."""

    def written(text: pl.Expr) -> pl.Expr:
        places = [3 + sum(cuts[:position]) for position in range(len(cuts))]
        groups = [text.str.slice(place, length) for place, length in zip(places, cuts, strict=True)]
        grouped = pl.lit(before) + pl.concat_str(groups, separator=separator)
        return pl.when(text.str.starts_with("+34")).then(grouped).otherwise(text)

    return written


_phones: tuple[Writing, ...] = (
    _as_it_is,
    _national(3, 3, 3, before="+34 "),
    _national(9),
    _national(3, 3, 3),
    _national(3, 2, 2, 2),
    _national(9, before="+34 "),
    _national(9, before="0034"),
    _national(3, 3, 3, separator="-"),
    _national(3, 3, 3, separator="."),
)


# --- documents and accounts ---------------------------------------------------------------------------------------


def _in_fours(text: pl.Expr) -> pl.Expr:
    groups = [text.str.slice(4 * place, 4) for place in range(9)]
    return pl.concat_str(groups, separator=" ").str.strip_chars_end()


def _with_hyphen(text: pl.Expr) -> pl.Expr:
    return text.str.slice(0, 8) + pl.lit("-") + text.str.slice(8)


def _with_dots(text: pl.Expr) -> pl.Expr:
    parts = text.str.slice(0, 2), text.str.slice(2, 3), text.str.slice(5, 3)
    dotted = pl.concat_str(parts, separator=".") + pl.lit("-") + text.str.slice(8)
    # Only a DNI is written so: a letter in front is a foreigner's or a company's number.
    return pl.when(text.str.slice(0, 1).is_between(pl.lit("0"), pl.lit("9"))).then(dotted).otherwise(text)


# --- money and flags ----------------------------------------------------------------------------------------------


def _money(locale: str) -> Sequence[Writing]:
    decimal, group = (
        get_decimal_symbol(locale_named(locale).babel),
        get_group_symbol(locale_named(locale).babel),
    )
    home = locale_named(locale).currency

    def amount(text: pl.Expr) -> pl.Expr:
        return text.str.head(-4).str.replace(".", decimal, literal=True)

    def grouped(text: pl.Expr) -> pl.Expr:
        # One group is all that fees need; an amount from a million on is read and compared value by value.
        return amount(text).str.replace(
            rf"^(-?\d{{1,3}})(\d{{3}})([{decimal}])", f"${{1}}{group}${{2}}${{3}}"
        )

    def bare(text: pl.Expr) -> pl.Expr:
        return amount(text).str.replace(rf"{'[.]' if decimal == '.' else decimal}?0+$", "")

    def with_code(number: Writing) -> Writing:
        return lambda text: number(text) + text.str.tail(4)

    def at_home(number: Writing, after: str) -> Writing:
        """The currency in another way, where it is the locale's own."""
        return lambda text: (
            pl.when(text.str.ends_with(f" {home}"))
            .then(number(text) + pl.lit(after))
            .otherwise(with_code(number)(text))
        )

    coded = (with_code(amount), with_code(grouped))
    if home is None:
        return coded
    ways = [at_home(number, after) for after in ("", " €", "€") for number in (amount, grouped)]
    return (*ways, *coded, at_home(bare, ""))


def _yes_no(yes: str, no: str) -> Writing:
    return lambda text: pl.when(text == "true").then(pl.lit(yes)).when(text == "false").then(pl.lit(no))


_FLAGS = (
    ("Sí", "No"),
    ("SÍ", "NO"),
    ("SI", "NO"),
    ("S", "N"),
    ("1", "0"),
    ("Yes", "No"),
    ("true", "false"),
    ("TRUE", "FALSE"),
)
