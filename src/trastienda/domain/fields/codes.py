"""Codes of supply points, SIM cards and postal districts."""

import re

from stdnum import luhn
from stdnum.es import cups
from stdnum.exceptions import ValidationError

from trastienda.domain.fields.base import TextField
from trastienda.domain.fields.reading import Locale, Unreadable, clean

_SEPARATORS = re.compile(r"[ .\-]")
_CUPS = re.compile(r"ES[0-9]{16}[A-Z]{2}(?:[0-9][A-Z])?")
_ICC = re.compile(r"89[0-9]{16,18}")
_POSTCODE = re.compile(r"(?:0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3}")
_ZERO_LOST = re.compile(r"[1-9][0-9]{3}")
_AS_NUMBER = re.compile(r"[0-9][0-9.,]*E\+?[0-9]+|[0-9]+[.,]0", re.IGNORECASE)


class Cups(TextField):
    """A Spanish supply point (CUPS) in capitals and without separators, its two check letters right."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        number = _SEPARATORS.sub("", clean(text)).upper()
        try:
            if not _CUPS.fullmatch(number):
                raise ValidationError
            return cups.validate(number)
        except ValidationError:
            raise Unreadable(
                text,
                "a CUPS of 20 or 22 characters whose check letters fit",
                "un CUPS de 20 o 22 caracteres con sus letras de control correctas",
            ) from None


class Icc(TextField):
    """The number of a SIM card (ICCID), 18 to 20 digits from 89 on, its Luhn digit right.

    A number that a spreadsheet has rounded is not restored: its last digits are lost for good.
    """

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        written = clean(text)
        if _AS_NUMBER.fullmatch(written):
            raise Unreadable(
                text,
                "an ICC kept as text (a spreadsheet made a number of it, so its last digits are lost)",
                "un ICC guardado como texto (una hoja de cálculo lo trató como número y perdió sus últimas cifras)",
            )
        number = _SEPARATORS.sub("", written)
        if not _ICC.fullmatch(number) or not luhn.is_valid(number):
            raise Unreadable(
                text,
                "an ICC of 18 to 20 digits that begins with 89 and whose check digit fits",
                "un ICC de 18 a 20 cifras que empiece por 89 y con su dígito de control correcto",
            )
        return number


class Postcode(TextField):
    """A Spanish postcode: five digits, the first two those of a province."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        number = clean(text)
        if _ZERO_LOST.fullmatch(number):
            raise Unreadable(
                text,
                "a postcode with all five digits (a leading zero is missing)",
                "un código postal con sus cinco cifras (falta el cero inicial)",
            )
        if not _POSTCODE.fullmatch(number):
            raise Unreadable(
                text,
                "a Spanish postcode of five digits, such as 28014",
                "un código postal español de cinco cifras, como 28014",
            )
        return number
