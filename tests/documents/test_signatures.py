"""Nothing in a signed file can be changed without being noticed."""

import re

import pytest

from tests.documents.certificates import pem
from tests.documents.kinds import DIGITAL, FACTS, SALE, Workshop
from tests.rules.sales import NOW
from trastienda.documents.question import Question
from trastienda.documents.reader import Reader
from trastienda.domain.papers import Coverage, Reading
from trastienda.rules.papers import Fit, judge

FLIPS = 40
RANGE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)")


def read(document: bytes, shop: Workshop, reader: Reader) -> Reading:
    return reader.read(document, Question(None, (pem(shop.authority.certificate),), NOW))


def test_a_bit_anywhere_in_what_was_signed_is_noticed(shop: Workshop, reader: Reader) -> None:
    found = RANGE.search(shop.signed)
    assert found is not None
    first, second = int(found[1]), int(found[2])
    signed = [*range(first), *range(second, len(shop.signed))]

    for number in range(FLIPS):
        place = signed[number * len(signed) // FLIPS]
        document = bytearray(shop.signed)
        document[place] ^= 1 << number % 8
        reading = read(bytes(document), shop, reader)

        assert judge(SALE, reading, DIGITAL, FACTS).fit is not Fit.FITS, f"bit {number % 8} of byte {place}"


def test_the_spare_room_of_a_signature_holds_nothing(shop: Workshop, reader: Reader) -> None:
    found = RANGE.search(shop.signed)
    assert found is not None
    end = int(found[2]) - 1
    hidden = shop.signed[: end - 8] + b"deadbeef" + shop.signed[end:]

    (signature,) = read(hidden, shop, reader).signatures

    assert shop.signed[end - 8 : end + 1] == b"00000000>"
    assert signature.coverage is Coverage.PART


@pytest.mark.parametrize("field", ["Firma", "Cliente"])
def test_a_signature_says_who_signed_and_where(shop: Workshop, reader: Reader, field: str) -> None:
    (signature,) = read(shop.customer.sign(shop.form, field), shop, reader).signatures

    assert (signature.field, signature.signer, signature.signer_id) == (
        field,
        "MARIA MUÑOZ LOPEZ",
        "12345678Z",
    )


def test_a_signature_that_is_none_is_answered_for(shop: Workshop, reader: Reader) -> None:
    without = shop.signed.replace(b"/ByteRange", b"/BiteRange")
    garbage = bytearray(shop.signed)
    start = RANGE.search(shop.signed)[1]  # type: ignore[index] # it is signed
    garbage[int(start) + 1 : int(start) + 9] = b"00000000"

    for document in (without, bytes(garbage)):
        (signature,) = read(document, shop, reader).signatures

        assert (signature.field, signature.intact) == ("Firma", None)
