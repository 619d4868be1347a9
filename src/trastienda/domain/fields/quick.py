"""Recognise the commonest shape of a value at once, as the full reading would read it.

Each function answers the canonical text, or `None` for whatever it does not know for certain: valid or not, that is
for the full reading to say. It never refuses. The tests hold every one of them against the full reading.
"""

import re
from functools import lru_cache
from operator import mul

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_CHECK_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_DNI_OR_NIE = re.compile(r"([0-9]{8}|[XYZ][0-9]{7})([A-Z])")
_NIE_DIGITS = str.maketrans("XYZ", "012")

_SPANISH_IBAN = re.compile(r"ES[0-9]{22}")
_CCC_WEIGHTS = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
_CCC_ZEROS = ord("0") * sum(_CCC_WEIGHTS)
_BRANCH_ZEROS = ord("0") * sum(_CCC_WEIGHTS[2:])

_SPANISH_PHONE = re.compile(r"(?P<country>\+34 ?)?(?P<number>[0-9](?:[ .-]?[0-9]){8})")
_DIGITS = 9
_NO_DIGITS = str.maketrans("", "", " .-")

_MAILBOX = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@", re.ASCII)
_LONGEST_MAILBOX = 64
_LONGEST_EMAIL = 254

_MICRO = "\u00b5"
_LATIN = re.compile(rf"[^{_MICRO}\u0250-\U0010ffff]*")
_PLAIN_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,14})(?:,([0-9]{1,6}))?(?: ?€)?")


def person_id(number: str) -> str | None:
    """A DNI or NIE in capitals without separators, its letter right (the number modulo 23)."""
    found = _DNI_OR_NIE.fullmatch(number)
    if found is None:
        return None
    return number if _CHECK_LETTERS[int(found[1].translate(_NIE_DIGITS)) % 23] == found[2] else None


def iban(number: str) -> str | None:
    """A Spanish IBAN in capitals without separators, its check digits (modulo 97) and the bank's (modulo 11) right."""
    if (
        _SPANISH_IBAN.fullmatch(number) is None
        or f"{98 - int(f'{number[4:]}142800') % 97:02d}" != number[2:4]
    ):
        return None
    digits = number.encode()
    branch = sum(map(mul, _CCC_WEIGHTS[2:], digits[4:12])) - _BRANCH_ZEROS
    account = sum(map(mul, _CCC_WEIGHTS, digits[14:])) - _CCC_ZEROS
    return number if _ccc_digit(branch) == number[12] and _ccc_digit(account) == number[13] else None


def _ccc_digit(total: int) -> str:
    check = 11 - total % 11
    return str(check if check < 10 else 11 - check)


@lru_cache(maxsize=1)
def _valid_in_spain() -> re.Pattern[str]:
    # From the library, so that a new numbering plan comes with its next version and nowhere else.
    plan = phonenumbers.PhoneMetadata.metadata_for_region("ES")
    kinds = (plan.mobile, plan.fixed_line) if plan is not None else ()
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)", re.ASCII)


def phone(written: str, region: str | None) -> str | None:
    """A Spanish mobile or fixed number in E.164, from nine digits, alone or in groups, with or without +34."""
    number = written
    if len(written) != _DIGITS or region != "ES":
        found = _SPANISH_PHONE.fullmatch(written)
        if found is None or (region != "ES" and not found["country"]):
            return None
        number = found["number"].translate(_NO_DIGITS)
    return f"+34{number}" if _valid_in_spain().fullmatch(number) else None


def email(written: str) -> str | None:
    """An address with a mailbox of lower-case letters, digits, single signs; its domain is the library's to judge."""
    found = _MAILBOX.match(written)
    if found is None or found.end() > _LONGEST_MAILBOX or len(written) > _LONGEST_EMAIL:
        return None
    domain = _domain(written[found.end() :])
    return None if domain is None else f"{found[0]}{domain}"


@lru_cache(maxsize=4_096)
def _domain(written: str) -> str | None:
    if not written.isascii():
        return None
    try:
        return validate_email(f"a@{written}", check_deliverability=False).domain
    except EmailNotValidError:
        return None


def amount(written: str) -> str | None:
    """An amount as Spaniards write it, without sign and grouping: with a point and two decimals or more."""
    found = _PLAIN_AMOUNT.fullmatch(written)
    return None if found is None else f"{found[1]}.{(found[2] or '').rstrip('0').ljust(2, '0')}"


def is_latin(text: str) -> bool:
    """Whether all letters are known to be Latin ones."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return _LATIN.fullmatch(text) is not None
    return _MICRO not in text


def is_whole(text: str, signs: str) -> bool:
    """Whether a text is known to have letters, digits and these signs alone."""
    return "_" not in text and _words(signs).fullmatch(text) is not None


@lru_cache(maxsize=8)
def _words(signs: str) -> re.Pattern[str]:
    return re.compile(rf"[\w{re.escape(signs)}]+")
