"""New sales are held against earlier ones, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.desk import FACTS, NOW, BackOffice, a_sale
from trastienda.domain.facts import PortalFacts
from trastienda.domain.signals import Signals
from trastienda.domain.validation import Validation
from trastienda.engine.earlier import Earlier
from trastienda.store.connection import open_store

HOLDERS = ("12345678Z", "00000000T", "87654321X")
ASKING = FACTS.model_copy(
    update={
        "validation": Validation(duplicate_days=30),
        "signals": Signals(customer="holder_id", shared=("iban",)),
    }
)


@pytest.fixture
def office(database_url: str) -> Iterator[BackOffice]:
    store = open_store(database_url)
    yield BackOffice(store)
    store.close()


def codes(office: BackOffice, *sales: Any, facts: PortalFacts = ASKING) -> list[list[str]]:
    """What is said of each sale in one transaction that writes none of them down."""
    with office.store.read() as conn:
        earlier = Earlier(conn, "carrier", facts, now=NOW)
        return [[one.code for one in earlier.findings(sale)] for sale in sales]


def customer(number: int, **values: Any) -> Any:
    line = f"+3461234567{number}"
    return a_sale(f"V-{number}", **({"holder_id": HOLDERS[number], "line": line} | values))


def test_sales_in_the_database_are_earlier_ones(office: BackOffice) -> None:
    office.take_in(customer(0))
    office.take_in(customer(1))

    assert codes(office, customer(2)) == [["shared_value"]]
    assert codes(office, a_sale("V-9", line="+34612345670")) == [["possible_duplicate"]]


def test_sales_that_nobody_wrote_down_yet_are_earlier_ones_too(office: BackOffice) -> None:
    assert codes(office, customer(0), customer(1), customer(2)) == [[], [], ["shared_value"]]
    assert codes(office, customer(0), customer(0).model_copy(update={"reference": "V-9"})) == [
        [],
        ["possible_duplicate"],
    ]


def test_sales_of_another_portal_and_older_ones_are_not_looked_at(office: BackOffice) -> None:
    for number in (0, 1):
        item = office.take_in(customer(number))
        with office.store.begin() as conn:
            old = {"created_at": NOW - timedelta(days=365)} if number else {"portal": "energy"}
            office.set(conn, item.id, **old)

    assert codes(office, customer(2)) == [[]]


def test_a_seller_is_asked_for_once(office: BackOffice) -> None:
    asked: list[str] = []

    def count(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(office.store.engine, "before_cursor_execute", count)
    only_signals = ASKING.model_copy(update={"validation": Validation()})

    codes(office, *(customer(number) for number in range(3)), facts=only_signals)

    assert len([one for one in asked if "seller" in one]) == 1


def test_a_portal_that_asks_for_nothing_costs_no_query(office: BackOffice) -> None:
    asked: list[str] = []

    def count(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(office.store.engine, "before_cursor_execute", count)

    assert codes(office, customer(0), facts=FACTS) == [[]]
    assert [one for one in asked if "items" in one] == []
