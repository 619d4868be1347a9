"""Documents of identity of Latin American countries: one type a country, never a guess among them."""

import re
from abc import abstractmethod

from stdnum.ar import cuit
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.ec import ci
from stdnum.ec import ruc as ec_ruc
from stdnum.mx import curp, rfc
from stdnum.pe import cui
from stdnum.pe import ruc as pe_ruc

from trastienda.domain.fields.base import TextField
from trastienda.domain.fields.reading import Locale, Unreadable, clean


class _Document(TextField):
    __slots__ = ()

    @classmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        written = clean(text).upper()
        number = cls._number(written)
        if number is None:
            raise Unreadable(text, *cls._expected(written))
        return number

    @classmethod
    @abstractmethod
    def _number(cls, written: str) -> str | None:
        """The canonical number, `None` when the text is none."""

    @classmethod
    @abstractmethod
    def _expected(cls, written: str) -> tuple[str, str]:
        """What was wanted, in English and in Spanish."""


class PeruId(_Document):
    """A Peruvian DNI (eight digits) or RUC (eleven, its check digit right).

    A DNI has no check digit of its own; where one is written behind a hyphen, it must fit and is left out.
    """

    __slots__ = ()

    @classmethod
    def _number(cls, written: str) -> str | None:
        if found := re.fullmatch(r"([0-9]{8})(?:-([0-9A-K]))?", written):
            number, check = found.groups()
            return number if check is None or check in cui.calc_check_digits(number) else None
        # The library refuses a RUC with hyphens.
        bare = re.sub(r"[ .\-]", "", written)
        return bare if re.fullmatch(r"[0-9]{11}", bare) and pe_ruc.is_valid(bare) else None

    @classmethod
    def _expected(cls, written: str) -> tuple[str, str]:
        if re.fullmatch(r"[0-9]{7}", written):
            return (
                "a DNI with all eight digits (a leading zero is missing)",
                "un DNI con sus ocho cifras (falta un cero inicial)",
            )
        return (
            "a Peruvian DNI of eight digits or a RUC of eleven whose check digit fits",
            "un DNI peruano de ocho cifras o un RUC de once con su dígito de control correcto",
        )


class MexicoId(_Document):
    """A Mexican CURP, or an RFC with its homoclave, the check digit right."""

    __slots__ = ()

    @classmethod
    def _number(cls, written: str) -> str | None:
        bare = re.sub(r"[ \-]", "", written)
        if re.fullmatch(r"[A-Z]{4}[0-9]{6}[A-Z]{6}[0-9A-Z][0-9]", bare):
            return bare if curp.is_valid(bare) else None
        shape = re.fullmatch(r"[A-Z&Ñ]{3,4}[0-9]{6}[0-9A-Z]{3}", bare)
        # Unless it is told to, the library takes an RFC with a wrong check digit.
        return bare if shape and rfc.is_valid(bare, validate_check_digits=True) else None

    @classmethod
    def _expected(cls, written: str) -> tuple[str, str]:
        return (
            "a CURP of 18 characters, or an RFC with its homoclave, whose check digit fits",
            "una CURP de 18 caracteres, o un RFC con homoclave, con su dígito verificador correcto",
        )


class ColombiaId(_Document):
    """A Colombian cédula (6 to 10 digits, no check digit), or a NIT with its check digit behind a hyphen.

    Without the hyphen nobody can tell a NIT from a longer cédula, so it stays in the canonical text.
    """

    __slots__ = ()

    @classmethod
    def _number(cls, written: str) -> str | None:
        bare = re.sub(r"[ .,]", "", written)
        if re.fullmatch(r"[1-9][0-9]{5,9}", bare):
            return bare
        return bare if re.fullmatch(r"[1-9][0-9]{7,9}-[0-9]", bare) and nit.is_valid(bare) else None

    @classmethod
    def _expected(cls, written: str) -> tuple[str, str]:
        return (
            "a cédula of 6 to 10 digits, or a NIT such as 900.123.456-8 whose check digit fits",
            "una cédula de 6 a 10 cifras, o un NIT como 900.123.456-8 con su dígito de verificación correcto",
        )


class ChileId(_Document):
    """A Chilean RUT or RUN without separators, its check digit right."""

    __slots__ = ()

    @classmethod
    def _number(cls, written: str) -> str | None:
        bare = re.sub(r"[ .\-]", "", written)
        return bare if re.fullmatch(r"[1-9][0-9]{6,7}[0-9K]", bare) and rut.is_valid(bare) else None

    @classmethod
    def _expected(cls, written: str) -> tuple[str, str]:
        return (
            "a RUT such as 12.345.678-5 whose check digit fits",
            "un RUT como 12.345.678-5 con su dígito verificador correcto",
        )


class ArgentinaId(_Document):
    """An Argentine DNI (seven or eight digits, no check digit) or CUIT/CUIL (eleven, its check digit right)."""

    __slots__ = ()

    @classmethod
    def _number(cls, written: str) -> str | None:
        bare = re.sub(r"[ .\-]", "", written)
        if re.fullmatch(r"[1-9][0-9]{6,7}", bare):
            return bare
        return bare if re.fullmatch(r"[0-9]{11}", bare) and cuit.is_valid(bare) else None

    @classmethod
    def _expected(cls, written: str) -> tuple[str, str]:
        return (
            "a DNI of seven or eight digits, or a CUIT of eleven whose check digit fits",
            "un DNI de siete u ocho cifras, o un CUIT de once con su dígito verificador correcto",
        )


class EcuadorId(_Document):
    """An Ecuadorian cédula (ten digits) or RUC (thirteen), the check digit right."""

    __slots__ = ()

    @classmethod
    def _number(cls, written: str) -> str | None:
        bare = re.sub(r"[ \-]", "", written)
        if re.fullmatch(r"[0-9]{10}", bare):
            return bare if ci.is_valid(bare) else None
        return bare if re.fullmatch(r"[0-9]{13}", bare) and ec_ruc.is_valid(bare) else None

    @classmethod
    def _expected(cls, written: str) -> tuple[str, str]:
        if re.fullmatch(r"[0-9]{9}|[0-9]{12}", written):
            return (
                "a cédula of ten digits or a RUC of thirteen (a leading zero is missing)",
                "una cédula de diez cifras o un RUC de trece (falta el cero inicial)",
            )
        return (
            "a cédula of ten digits or a RUC of thirteen whose check digit fits",
            "una cédula de diez cifras o un RUC de trece con su dígito verificador correcto",
        )
