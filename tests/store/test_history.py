"""Earlier sales, as rules compare others with them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.support.desk import NOW, BackOffice, a_sale
from trastienda.domain.case import Reason
from trastienda.domain.item import State
from trastienda.domain.past import PastSale
from trastienda.store.history import earlier_sales
from trastienda.store.tables import items

MONTH_AGO = NOW - timedelta(days=30)


def looked_up(office: BackOffice, **narrowed: str) -> list[PastSale]:
    with office.store.read() as conn:
        return earlier_sales(
            conn, portal="carrier", fields=["holder_id", "iban"], since=MONTH_AGO, **narrowed
        )


def test_an_earlier_sale_comes_with_the_values_that_were_asked_for(office: BackOffice) -> None:
    office.take_in()

    (past,) = looked_up(office)

    sale = a_sale()
    assert past == PastSale(
        sale.reference,
        sale.seller,
        sale.sold_at,
        {"holder_id": "12345678Z", "iban": "ES9121000418450200051332"},
    )


def test_a_field_that_says_nothing_is_left_out(office: BackOffice) -> None:
    item = office.take_in()
    with office.store.begin() as conn:
        office.set(conn, item.id, sale={**(item.sale or {}), "iban": None})

    assert looked_up(office)[0].values == {"holder_id": "12345678Z"}


def test_sales_are_narrowed_by_seller_customer_and_time(office: BackOffice) -> None:
    mine = office.take_in(a_sale("V-1", seller="ana.ruiz"))
    office.take_in(a_sale("V-2", seller="eva.mora", holder_id="87654321X"))
    old = office.take_in(a_sale("V-3", seller="ana.ruiz"))
    with office.store.begin() as conn:
        office.set(conn, old.id, created_at=MONTH_AGO - timedelta(seconds=1))

    assert [one.reference for one in looked_up(office)] == ["V-1", "V-2"]
    assert [one.reference for one in looked_up(office, seller="eva.mora")] == ["V-2"]
    assert [one.reference for one in looked_up(office, customer_key=mine.customer_key)] == ["V-1"]
    with office.store.read() as conn:
        assert earlier_sales(conn, portal="energy", fields=[], since=MONTH_AGO) == []


def test_a_row_that_was_never_readable_is_no_sale(office: BackOffice) -> None:
    item = office.take_in()
    with office.store.begin() as conn:
        office.set(conn, item.id, sale=None, state=State.REJECTED)

    assert looked_up(office) == []


@pytest.mark.parametrize(
    ("reason", "exception"),
    [(Reason.VALIDATION, True), (Reason.PORTAL_REFUSED, True), (Reason.GAVE_UP, False)],
)
def test_a_case_about_what_was_sold_is_an_exception_and_the_portals_trouble_is_none(
    office: BackOffice, reason: Reason, exception: bool
) -> None:
    office.case(reason=reason)

    assert [one.exception for one in looked_up(office)] == [exception]


@pytest.mark.parametrize(
    ("state", "stands", "exception"),
    [
        (State.REJECTED, False, True),
        (State.WITHDRAWN, False, False),
        (State.SETTLED, True, False),
        (State.READY, True, False),
    ],
)
def test_a_rejected_sale_is_an_exception_and_stands_as_little_as_a_withdrawn_one(
    office: BackOffice, state: State, stands: bool, exception: bool
) -> None:
    office.take_in(state=state)

    assert [(one.stands, one.exception) for one in looked_up(office)] == [(stands, exception)]


def test_a_sale_ends_when_it_is_withdrawn_or_when_its_order_is_found_gone(office: BackOffice) -> None:
    office.take_in(a_sale("V-1"), state=State.WITHDRAWN, moved_at=NOW)
    gone = office.take_in(a_sale("V-2"))
    office.case(gone, reason=Reason.ORDER_GONE, detail={"order": "P-2"}, now=NOW + timedelta(days=2))
    office.take_in(a_sale("V-3"))

    assert [one.ended_at for one in looked_up(office)] == [NOW, NOW + timedelta(days=2), None]


def test_the_seller_follows_the_sale_by_itself_and_an_index_finds_it(office: BackOffice) -> None:
    item = office.take_in(a_sale(seller="ana.ruiz"))
    with office.store.begin() as conn:
        office.set(conn, item.id, sale={**(item.sale or {}), "seller": "eva.mora"})

    assert office.column(item.id, "seller") == "eva.mora"
    if office.store.is_sqlite:
        query = sa.select(items.c.id).where(items.c.portal == "carrier", items.c.seller == "eva.mora")
        with office.store.read() as conn:
            plan = conn.exec_driver_sql(
                "EXPLAIN QUERY PLAN " + str(query.compile(conn, compile_kwargs={"literal_binds": True}))
            )
            assert "ix_items_portal_seller" in str(plan.all())
