"""Hide personal ids in texts that people pass around."""

import re
from collections.abc import Collection

from stdnum.es import nif
from stdnum.mx import rfc

KEPT = 4
"""So many characters stay readable, enough to tell two customers on one page apart."""

STARS = "*****"

_IBAN = (
    r"\b[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]{4}){3,7}(?:[ -]?[A-Z0-9]{1,3})?\b"
    r"|\b[A-Za-z]{2}[0-9]{2}(?:[ -]?[0-9]{4}){3,7}\b"
)
# Six digits are enough: an id that lost its zeros on the way is still somebody's.
_PERSON = (
    r"\b(?:[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}|[0-9]{6,8}|[XYZKLMxyzklm][.-]?[0-9]{7})"
    r"(?:[.-]?[A-Za-z]| [A-Z])\b"
)
_COMPANY = r"\b[ABCDEFGHJNPQRSUVW]-?[0-9]{7}[0-9A-J]\b"
# Of Latin America those that look like nothing else: CURP, RUT and NIT with their dots, CUIT with its hyphens.
# Plain digits may be a phone or an order's number.
_LATIN = (
    r"\b[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[0-9A-Z][0-9]\b"
    r"|\b[0-9]{1,3}\.[0-9]{3}\.[0-9]{3}-[0-9Kk]\b|\b[23][03467]-[0-9]{8}-[0-9]\b"
)
_RFC = r"\b[A-Z&Ñ]{3,4}-?[0-9]{6}-?[0-9A-Z]{3}\b"
_ANY = re.compile(
    f"(?P<bank>{_IBAN})|(?P<person>{_PERSON}|{_LATIN})|(?P<company>{_COMPANY})|(?P<taxpayer>{_RFC})"
)


def masked(text: str) -> str:
    """The whole text as its last four letters and digits: `12345678Z` → `*****678Z`."""
    return STARS + "".join(char for char in text if char.isalnum())[-KEPT:]


def is_document(text: str) -> bool:
    """Whether the text is a document of identity, whatever its check digit says."""
    found = _ANY.fullmatch(text.strip())
    return found is not None and found["bank"] is None and _is_meant(found)


def mask_ids(text: str, *, keep: Collection[str] = ()) -> str:
    """The text with every id in it masked, but for the texts to keep: order numbers may look like ids."""
    return _ANY.sub(
        lambda found: masked(found[0]) if _is_meant(found) and found[0] not in keep else found[0], text
    )


def mask_pair(expected: str, shown: str | None) -> tuple[str, str | None]:
    """A field's two texts, masked when the expected one is an id.

    Where both masks would read the same although the texts differ, a note says so: nobody shall take the
    field for equal.
    """
    found = _ANY.fullmatch(expected.strip())
    if found is None or not _is_meant(found):
        return mask_ids(expected), None if shown is None else mask_ids(shown)
    if not shown or not shown.strip():
        return masked(expected), shown
    left, right = masked(expected), masked(shown)
    return left, f"{right} (≠)" if left == right and expected != shown else right


def _is_meant(found: re.Match[str]) -> bool:
    # A portal's order number may look like a company's id or an RFC: there the check digit decides.
    if found["taxpayer"] is not None:
        return bool(rfc.is_valid(found["taxpayer"], validate_check_digits=True))
    return found["company"] is None or bool(nif.is_valid(found["company"]))
