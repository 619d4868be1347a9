"""Read a text into whatever type a model declares."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args, get_origin

from babel.numbers import NumberFormatError, parse_decimal
from pydantic import AwareDatetime

from trastienda.domain.fields.base import Field
from trastienda.domain.fields.day import Day
from trastienda.domain.fields.reading import CANONICAL, Unreadable, clean, fold, locale_named
from trastienda.domain.fields.texts import Text

Reader = Callable[[str, "Door"], object]

_YES = {"si", "s", "x", "1", "verdadero", "true", "yes", "y"}
_NO = {"no", "n", "0", "falso", "false"}
_MOMENT = re.compile(
    r"(\S+?)(?:,? |T)([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_ISO_MOMENT = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_TO_THE_HOUR = len("2026-11-02 10")
_NUMBER = re.compile(r"-?[0-9](?:[0-9.,]*[0-9])?")


@dataclass(frozen=True, slots=True)
class Door:
    """How the texts of one source are to be read.

    Args:
        locale: "es", "en" or "canonical".
        tz: the zone of times that come without one; without it such times are unreadable.
    """

    locale: str
    tz: tzinfo | None = None


def reader_of(annotation: object) -> Reader | None:
    """What reads a text into `annotation` (a field type, bool, datetime, date, int, Decimal, str, a str
    Enum, a Literal of texts, any of them optional or Annotated); None when nothing does.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return reader_of(arguments[0])
    if origin in (Union, UnionType):
        members = [argument for argument in arguments if argument is not NoneType]
        return reader_of(members[0]) if len(members) == 1 else None
    if origin is Literal and all(isinstance(option, str) for option in arguments):
        return lambda text, door: choice(text, arguments, locale=door.locale)
    return _reader_of_class(annotation) if isinstance(annotation, type) else None


def classes_of(annotation: object) -> tuple[type, ...]:
    """The classes that a value of `annotation` may have, `None` left out; `str` for a Literal of texts."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return classes_of(arguments[0])
    if origin in (Union, UnionType):
        return tuple(kind for argument in arguments for kind in classes_of(argument))
    if origin is Literal:
        return tuple({type(option) for option in arguments})
    return (annotation,) if isinstance(annotation, type) and annotation is not NoneType else ()


def _reader_of_class(wanted: type) -> Reader | None:
    if issubclass(wanted, Field):
        return lambda text, door: wanted.parse(text, locale=door.locale)
    if issubclass(wanted, Enum):
        options = {str(member.value): member for member in wanted}
        return lambda text, door: options[choice(text, tuple(options), locale=door.locale)]
    return _PLAIN.get(wanted)


def flag(text: str, *, locale: str) -> bool:
    """Read a yes or a no: "Sí", "No", "x", "1", "0", "verdadero"; an empty text is neither.

    The canonical texts are "true" and "false".
    """
    word = text if locale == CANONICAL else fold(clean(text))
    if locale == CANONICAL and word not in {"true", "false"}:
        raise Unreadable(text, "true or false", "true o false")
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable(text, "yes or no", "sí o no")


def choice(text: str, options: tuple[str, ...], *, locale: str) -> str:
    """The one of `options` that `text` names, whatever its accents, case and signs ("Fibra + Móvil").

    The canonical text is the option itself.
    """
    cleaned = clean(text)
    near = [option for option in options if option == cleaned]
    if not near and locale != CANONICAL:
        near = [option for option in options if fold(option) == fold(cleaned)]
    if len(near) != 1:
        names = ", ".join(options)
        raise Unreadable(text, f"one of: {names}", f"uno de estos valores: {names}")
    return near[0]


def moment(text: str, *, locale: str, tz: tzinfo | None) -> datetime:
    """Read a day with a time ("03/04/2026 10:15", ISO 8601) as an aware datetime in UTC.

    Args:
        tz: the zone of a text that names none.

    Raises:
        Unreadable: also for a time without a zone when `tz` is None, and for one that the change of
            the clocks skips or repeats.
    """
    written = clean(text)
    if _ISO_MOMENT.fullmatch(written):
        # As a typed cell comes: the same reading as below, without its detours.
        try:
            naive = datetime.fromisoformat(written)
        except ValueError:
            naive = None  # What is wrong with it is said below.
        if naive is not None:
            offset = None if tz is None else _steady_offset(written[:_TO_THE_HOUR], tz)
            return _in_zone(text, naive, tz) if offset is None else (naive - offset).replace(tzinfo=UTC)
    found = _MOMENT.fullmatch(written)
    if not found:
        raise _not_a_moment(text)
    day = Day.parse(found[1], locale=locale)
    try:
        moment = datetime.fromisoformat(f"{day.canonical}T{found[2].zfill(5)}{found[3] or ''}")
    except ValueError:
        raise _not_a_moment(text) from None
    return _in_zone(text, moment, tz) if moment.tzinfo is None else moment.astimezone(UTC)


@lru_cache(maxsize=4_096)
def _steady_offset(hour: str, tz: tzinfo) -> timedelta | None:
    """The zone's offset in an hour ("2026-11-02 10") in which its clocks do not change, else `None`.

    No zone changes its clocks twice within an hour, so the hour's two ends tell.
    """
    begins = datetime.fromisoformat(hour).replace(tzinfo=tz)
    ends = begins.replace(minute=59, second=59, microsecond=999_999)
    offsets = {end.replace(fold=fold).utcoffset() for end in (begins, ends) for fold in (0, 1)}
    return offsets.pop() if len(offsets) == 1 else None


def _in_zone(text: str, naive: datetime, tz: tzinfo | None) -> datetime:
    if tz is None:
        raise Unreadable(
            text, "a time with its zone, such as 10:15+02:00", "una hora con su zona, como 10:15+02:00"
        )
    first = naive.replace(tzinfo=tz)
    offset = first.utcoffset()
    if offset is None or offset != naive.replace(tzinfo=tz, fold=1).utcoffset():
        raise Unreadable(
            text,
            f"a time that is there once in {tz} (the clocks change then)",
            f"una hora que exista una sola vez en {tz} (hay cambio de hora)",
        )
    return (naive - offset).replace(tzinfo=UTC)


def _not_a_moment(text: str) -> Unreadable:
    return Unreadable(
        text, "a day with its time, such as 03/04/2026 10:15", "un día con su hora, como 03/04/2026 10:15"
    )


def number(text: str, *, locale: str) -> Decimal:
    """Read an exact number as `locale` writes it ("1.029,90" in Spanish)."""
    babel = "en" if locale == CANONICAL else locale_named(locale).babel
    written = clean(text).replace("−", "-")
    try:
        if _NUMBER.fullmatch(written):
            return parse_decimal(written, locale=babel, strict=True)
    except (NumberFormatError, InvalidOperation):  # the second one: too many digits for the library
        pass
    raise Unreadable(text, "a number", "un número")


def whole_number(text: str, *, locale: str) -> int:
    """Read a whole number as `locale` writes it."""
    value = number(text, locale=locale)
    if value != value.to_integral_value():
        raise Unreadable(text, "a whole number", "un número entero")
    return int(value)


_PLAIN: dict[object, Reader] = {
    bool: lambda text, door: flag(text, locale=door.locale),
    datetime: lambda text, door: moment(text, locale=door.locale, tz=door.tz),
    AwareDatetime: lambda text, door: moment(text, locale=door.locale, tz=door.tz),
    date: lambda text, door: Day.parse(text, locale=door.locale),
    int: lambda text, door: whole_number(text, locale=door.locale),
    Decimal: lambda text, door: number(text, locale=door.locale),
    # Plain: a text that a model declares as `str` is free to be what its own validators make of it.
    str: lambda text, door: str(Text.parse(text, locale=door.locale)),
}
