"""Telephone numbers."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from trastienda.domain.fields import quick
from trastienda.domain.fields.base import TextField
from trastienda.domain.fields.reading import CANONICAL, Locale, Unreadable, clean, locale_named

# The library also reads words, extensions and other alphabets' digits; none of that is one plain number.
_WRITTEN = re.compile(r"\+?[0-9 ().\-]{5,30}")


class Phone(TextField):
    """A telephone number in E.164, such as "+34612345678"; valid by the numbering plan of its country."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        written = clean(text)
        number = quick.phone(written, locale.region if locale else None)
        if number is not None:
            return number
        trouble = Unreadable(
            text,
            "one valid phone number such as 612 345 678 or +34 612 345 678",
            "un único teléfono válido, como 612 345 678 o +34 612 345 678",
        )
        if not _WRITTEN.fullmatch(written.replace("(+", "+", 1)):
            raise trouble
        try:
            parsed = phonenumbers.parse(written, locale.region if locale else None)
        except NumberParseException:
            raise trouble from None
        if not phonenumbers.is_valid_number(parsed):
            raise trouble
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)

    def shown(self, locale: str) -> str:
        """The national digits where the number is of the locale's own country, E.164 otherwise."""
        region = None if locale == CANONICAL else locale_named(locale).region
        home = f"+{phonenumbers.country_code_for_region(region)}" if region else self.canonical
        return self.canonical.removeprefix(home) or self.canonical
