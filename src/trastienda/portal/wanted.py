"""What a form is asked to hold for a value of a sale."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from babel.numbers import get_decimal_symbol

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Field, Money
from trastienda.domain.fields.reading import CANONICAL, locale_named
from trastienda.portal.book import FormField
from trastienda.rules.crosscheck import Verdict, canonical_text, compare_value

Shown = str | bool | list[str] | None
"""What a field shows: its text, whether it is ticked, or the texts of what is chosen."""

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One value, as each kind of field takes it.

    Attributes:
        name: the field of the sale.
        value: the sale's value, `None` where nothing was sold.
        field: the book's field.
        facts: how the portal writes.
    """

    name: str
    value: Any
    field: FormField
    facts: PortalFacts

    @property
    def texts(self) -> list[str]:
        """As people type or choose it: one text, several for a collection, none for nothing."""
        values = self.value if isinstance(self.value, tuple | list | set | frozenset) else [self.value]
        return [self._text(value) for value in values if value is not None]

    @property
    def typed(self) -> str:
        """The same as one text, for a message."""
        return ", ".join(self.texts)

    @property
    def files(self) -> list[Path]:
        """The files, where the value is one or several."""
        values = self.value if isinstance(self.value, tuple | list) else [self.value]
        return [value for value in values if isinstance(value, Path)]

    def asked(self) -> Mapping[str, Any]:
        """The value for the page's script."""
        recipe = self.field.recipe
        return {
            "name": self.name,
            "byPage": self.field.by_page,
            "texts": self.texts,
            "iso": self._iso(),
            "number": self._number(),
            "checked": self.value if isinstance(self.value, bool) else False if self.value is None else None,
            "freeText": self.field.free_text,
            "recipe": recipe and {"option": recipe.option, "shown": recipe.shown},
        }

    def held_by(self, kind: str, shown: Shown) -> bool:
        """Whether a field of this kind that shows this holds the value: exactly, or as declared equivalent."""
        if self.field.by_page:
            return isinstance(shown, str) and bool(shown.strip())
        match kind, shown:
            case "check", bool():
                return self.value is shown or (self.value is None and not shown)
            case "file", list():
                return shown == [f"{path.name}:{path.stat().st_size}" for path in self.files]
            case (("choices" | "checks"), list()):
                return sorted(map(_tidy, shown)) == sorted(map(_tidy, self.texts))
            case "date", str():
                return shown == (self._iso() or "")
            case "number", str():
                return self._is_number(shown)
            case _, str():
                return self._is_text(shown)
        return False

    def _is_text(self, shown: str) -> bool:
        if self.value is None:
            return not shown.strip()
        if _tidy(shown) == _tidy(self.typed):
            return True
        if self.field.options:
            return False
        like = self.facts.crosscheck.equivalences.get(self.name, ())
        verdict, _ = compare_value(
            self.value, shown, locale=self.facts.locale, equivalences=like, tz=self.facts.zone
        )
        return verdict is Verdict.MATCH

    def _is_number(self, shown: str) -> bool:
        wanted = self._number()
        if wanted == shown or not isinstance(self.value, Decimal | int | Money):
            return wanted == shown
        try:
            return Decimal(shown) == Decimal(wanted or "")
        except InvalidOperation:
            return False

    def _text(self, value: Any) -> str:
        plain = canonical_text(value)
        if plain in self.field.options:
            return self.field.options[plain]
        if isinstance(value, Field):
            return value.shown(self.facts.locale)
        if isinstance(value, Path):
            return value.name
        if isinstance(value, Decimal) and self.facts.locale != CANONICAL:
            return plain.replace(".", get_decimal_symbol(locale_named(self.facts.locale).babel))
        return plain

    def _iso(self) -> str | None:
        match self.value:
            case None:
                return ""
            case datetime():
                return self.value.astimezone(self.facts.zone).strftime("%Y-%m-%dT%H:%M")
            case date():
                return self.value.isoformat()
            case str():
                return self.value
        return None

    def _number(self) -> str | None:
        """With a decimal point, as every browser's number input takes it; `None` where it is no number."""
        match self.value:
            case None:
                return ""
            case Money():
                return canonical_text(self.value.amount)
            case bool():
                return None
        text = canonical_text(self.value) if isinstance(self.value, Decimal | int) else self.typed
        return text if _PLAIN_NUMBER.fullmatch(text) else None


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
