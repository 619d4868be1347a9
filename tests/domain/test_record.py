"""Records: an order as it was shown."""

import dataclasses

import pytest

from trastienda.domain.record import Record, Reference


def test_a_reference_is_the_text_that_the_portal_shows() -> None:
    assert Reference("P-0007") == "P-0007"
    assert f"{Reference('P-0007')}" == "P-0007"


def test_a_record_may_show_neither_reference_nor_fields() -> None:
    assert Record(None) == Record(None, {})


def test_two_records_do_not_share_their_fields() -> None:
    first, second = Record(None), Record(None)

    first.fields["line"] = "612 345 678"

    assert second.fields == {}


def test_a_record_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Record(None).reference = Reference("P-1")  # type: ignore[misc]  # being refused is the point
