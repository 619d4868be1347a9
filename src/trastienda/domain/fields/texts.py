"""Texts: free ones, names, addresses, e-mail addresses."""

import unicodedata
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator

from trastienda.domain.fields import quick
from trastienda.domain.fields.base import TextField
from trastienda.domain.fields.reading import Locale, Unreadable, clean
from trastienda.domain.people import person_key

_IN_NAMES = "'’´`.,-‐–·&/()+\" "
_IN_ADDRESSES = _IN_NAMES + "#:;°"


class Text(TextField):
    """A free text of one line or more: NFC, white space collapsed, never empty."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        return _not_empty(text, "a text", "un texto")


class PersonName(TextField):
    """The name of a person or a company as it was written, in its own case and with its accents."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        return _whole(_not_empty(text, "a name", "un nombre"), _IN_NAMES, "a name", "un nombre")


class Address(TextField):
    """A postal address in one text, as it was written."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        return _whole(
            _not_empty(text, "an address", "una dirección"), _IN_ADDRESSES, "an address", "una dirección"
        )


class Email(TextField):
    """An e-mail address with its domain in lower case; whether it can be delivered is not asked."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        written = clean(text)
        known = quick.email(written)
        if known is not None:
            return known
        try:
            return validate_email(written, check_deliverability=False).normalized
        except EmailNotValidError:
            raise Unreadable(
                text, "one e-mail address such as ana@ejemplo.es", "un único correo como ana@ejemplo.es"
            ) from None


def _not_empty(text: str, expected: str, expected_es: str) -> str:
    cleaned = clean(text)
    if not cleaned:
        raise Unreadable(text, expected, expected_es)
    return cleaned


def _whole(text: str, signs: str, expected: str, expected_es: str) -> str:
    # "MU?OZ" and "MU¤OZ" are letters that an encoding lost for good: nobody may guess them back.
    strange = None
    if not quick.is_whole(text, signs):
        strange = next((c for c in text if unicodedata.category(c)[0] not in "LMN" and c not in signs), None)
    if strange is not None:
        raise Unreadable(
            text,
            f"{expected} without '{strange}' (a letter may have been lost)",
            f"{expected_es} sin «{strange}» (puede haberse perdido una letra)",
        )
    if not (text[0].isalpha() or any(c.isalpha() for c in text)):
        raise Unreadable(text, f"{expected} with letters", f"{expected_es} con letras")
    return text


def mixed_scripts(text: str) -> tuple[str, ...]:
    """The alphabets of `text` when they are two or more ("CYRILLIC", "LATIN"), sorted; else nothing.

    A Cyrillic "а" looks like a Latin one and no normal form merges them.
    """
    if quick.is_latin(text):
        return ()
    letters = {c for c in text if c.isalpha() and c not in "ªº"}
    scripts = sorted({unicodedata.name(c, "UNKNOWN").split()[0] for c in letters})
    return tuple(scripts) if len(scripts) > 1 else ()


def _key(text: str) -> str:
    return person_key(_not_empty(text, "the key of a person", "la clave de una persona"))


PersonKey = Annotated[str, AfterValidator(_key)]
"""The key under which one of our people is known: a `str` that a model brings to its `person_key`."""
