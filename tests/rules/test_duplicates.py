"""Duplicates: one sale under two references."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.rules.fibre import SOLD, declared, fibre
from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Severity
from trastienda.domain.past import PastSale
from trastienda.rules.duplicates import as_past, duplicates

FACTS = declared(duplicate_days=30)
IDENTITY = ("holder_id", "phone")
SALE = fibre(phone="+34612345678")


def another(reference: str = "V-2", **values: Any) -> PastSale:
    return as_past(fibre(**({"reference": reference, "phone": "+34612345678"} | values)), IDENTITY)


def test_another_sale_with_the_same_identity_is_asked_about_and_shown() -> None:
    others = [another("V-3"), another("V-2"), another("V-2")]

    (finding,) = duplicates(SALE, others, FACTS)

    assert (finding.code, finding.severity, finding.rule) == (
        "possible_duplicate",
        Severity.ASK,
        "duplicates/1",
    )
    assert finding.linked == ("V-2", "V-3")
    assert finding.es == "Otra venta tiene los mismos datos (holder_id, phone): V-2, V-3."


@pytest.mark.parametrize(
    "other",
    [
        another("V-1"),
        replace(another(), stands=False),
        another(phone="+34612345679"),
        another(phone=None),
        another(holder_id="87654321X"),
        another(sold_at=SOLD - timedelta(days=30, seconds=1)),
        another(sold_at=SOLD + timedelta(days=30, seconds=1), validated_at=SOLD + timedelta(days=31)),
    ],
)
def test_a_resend_another_line_and_an_older_sale_are_no_duplicates(other: PastSale) -> None:
    assert duplicates(SALE, [other], FACTS) == []


@pytest.mark.parametrize("days", [30, -30])
def test_the_window_reaches_both_ways(days: int) -> None:
    at = SOLD + timedelta(days=days)

    assert duplicates(SALE, [another(sold_at=at, validated_at=at)], FACTS)


def test_a_sale_without_its_whole_identity_is_compared_with_none() -> None:
    assert duplicates(fibre(), [another(phone=None)], FACTS) == []


@pytest.mark.parametrize("facts", [declared()])
def test_nothing_is_looked_for_that_is_not_declared(facts: PortalFacts) -> None:
    assert duplicates(SALE, [another()], facts) == []


def test_who_sold_it_does_not_matter() -> None:
    assert duplicates(SALE, [another(seller="eva.sanz")], FACTS)
