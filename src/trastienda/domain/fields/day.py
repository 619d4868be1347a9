"""Calendar days."""

import re
from datetime import date
from typing import Self

from trastienda.domain.fields.base import Field
from trastienda.domain.fields.reading import CANONICAL, Locale, Unreadable, clean, locale_named

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00)?$")
_WRITTEN = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Day(date, Field):
    """A day without a time and without a zone; a `datetime.date` in every other respect."""

    __slots__ = ()

    @classmethod
    def from_canonical(cls, text: str) -> Self:
        """Read ISO 8601 and nothing else: "2026-04-03"."""
        found = _ISO.fullmatch(text)
        if not found:
            raise Unreadable(text, "a day such as 2026-04-03", "un día como 2026-04-03")
        return cls._of(text, *found.groups())

    @classmethod
    def _read(cls, text: str, locale: Locale) -> Self:
        # A spreadsheet or an interface gives a day as that day's midnight.
        written = _MIDNIGHT.sub("", clean(text))
        if found := _ISO.fullmatch(written):
            return cls._of(text, *found.groups())
        found = _WRITTEN.fullmatch(written)
        if not found:
            raise Unreadable(
                text,
                "a day such as 03/04/2026 or 2026-04-03, with the year in four digits",
                "un día como 03/04/2026 o 2026-04-03, con el año en cuatro cifras",
            )
        first, _, second, year = found.groups()
        if locale.day_first:
            return cls._of(text, year, second, first)
        if int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
            raise Unreadable(
                text,
                "a day with only one reading, such as 2026-04-03",
                "un día con una sola lectura, como 2026-04-03",
            )
        day, month = (first, second) if int(first) > 12 else (second, first)
        return cls._of(text, year, month, day)

    @classmethod
    def _of(cls, text: str, year: str, month: str, day: str) -> Self:
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise Unreadable(
                text, f"a year from {FIRST_YEAR} to {LAST_YEAR}", f"un año de {FIRST_YEAR} a {LAST_YEAR}"
            )
        try:
            return cls(int(year), int(month), int(day))
        except ValueError:
            raise Unreadable(
                text, "a day that exists in the calendar", "un día que exista en el calendario"
            ) from None

    @property
    def canonical(self) -> str:
        """ISO 8601: "2026-04-03"."""
        return self.isoformat()

    def shown(self, locale: str) -> str:
        """ "03/04/2026" in Spanish; ISO where a date with slashes has two readings."""
        day_first = locale != CANONICAL and locale_named(locale).day_first
        return f"{self.day:02d}/{self.month:02d}/{self.year:04d}" if day_first else self.canonical
