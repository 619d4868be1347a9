"""Numbers with a check digit: documents of identity, bank accounts."""

import re

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum.es import nif
from stdnum.exceptions import ValidationError

from trastienda.domain.fields import quick
from trastienda.domain.fields.base import TextField
from trastienda.domain.fields.reading import Locale, Unreadable, clean

_WITHOUT_SEPARATORS = str.maketrans("", "", " .-")
_SHAPE = re.compile(r"[0-9]{8}[A-Z]|[XYZKLM][0-9]{7}[A-Z]|[ABCDEFGHJNPQRSUVW][0-9]{7}[0-9A-J]")
_ZERO_LOST = re.compile(r"[0-9]{7}[A-Z]|[0-9]{6}[A-Z]")


class PersonId(TextField):
    """A Spanish DNI, NIE, NIF or CIF in capitals and without separators, its check character right.

    Nothing is restored: a document without its leading zero, or with another check letter, is unreadable.
    """

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        number = clean(text).translate(_WITHOUT_SEPARATORS).upper()
        if quick.person_id(number):
            return number
        if _ZERO_LOST.fullmatch(number):
            raise Unreadable(
                text,
                "a DNI with all eight digits (a leading zero is missing)",
                "un DNI con sus ocho cifras (falta un cero inicial)",
            )
        if not _SHAPE.fullmatch(number):
            raise Unreadable(
                text,
                "a DNI, NIE, NIF or CIF of nine characters",
                "un DNI, NIE, NIF o CIF de nueve caracteres",
            )
        try:
            return nif.validate(number)
        except ValidationError:
            raise Unreadable(
                text,
                "a DNI, NIE, NIF or CIF whose check character fits",
                "un DNI, NIE, NIF o CIF con su carácter de control correcto",
            ) from None


class Iban(TextField):
    """An IBAN in capitals and without separators; both its own and the country's check digits are right."""

    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        number = clean(text).translate(_WITHOUT_SEPARATORS).upper()
        if quick.iban(number):
            return number
        try:
            if not number.isascii():
                raise SchwiftyException
            return IBAN(number, validate_bban=True).compact
        except SchwiftyException:
            raise Unreadable(
                text,
                "an IBAN with right check digits, such as ES91 2100 0418 4502 0005 1332",
                "un IBAN con sus dígitos de control correctos, como ES91 2100 0418 4502 0005 1332",
            ) from None
