"""Which seal lets a bot enter a sale."""

from datetime import timedelta

import pytest

from tests.rules.sales import a_sale
from trastienda.domain.case import Reason
from trastienda.domain.sale import Seal, seal
from trastienda.rules.sealing import refusal

SALE = a_sale()
SEAL = seal(SALE, "people/1")
MONTH = timedelta(days=30)


def why(given: Seal | None, *, days: float, max_age: timedelta | None = MONTH) -> str | None:
    refused = refusal(given, SALE, max_age=max_age, now=SALE.validated_at + timedelta(days=days))
    return None if refused is None else refused.reason


def test_a_seal_that_fits_and_is_young_enough_lets_the_bot_enter() -> None:
    assert why(SEAL, days=0) is None
    assert why(SEAL, days=30) is None


@pytest.mark.parametrize("given", [None, seal(a_sale(reference="V-2"), "people/1")])
def test_without_a_seal_that_fits_nothing_is_entered(given: Seal | None) -> None:
    assert why(given, days=0) == Reason.SEAL_BROKEN


def test_a_seal_that_is_too_old_is_refused_with_its_age() -> None:
    refused = refusal(SEAL, SALE, max_age=MONTH, now=SALE.validated_at + timedelta(days=45, seconds=1))

    assert refused is not None
    assert refused.reason == Reason.SEAL_TOO_OLD
    assert refused.detail == {"days": "45", "most": "30"}
    assert why(SEAL, days=30.001) == Reason.SEAL_TOO_OLD


def test_where_no_age_is_declared_a_seal_holds_for_ever() -> None:
    assert why(SEAL, days=4000, max_age=None) is None


def test_the_age_counts_from_the_last_person_who_answered_for_the_sale() -> None:
    looked_at = SALE.validated_at + timedelta(days=40)

    again = seal(SALE, "people/1", looked_at=looked_at)

    assert why(again, days=70) is None
    assert why(again, days=70.001) == Reason.SEAL_TOO_OLD
