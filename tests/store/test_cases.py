"""Cases: one open case an item, closed once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.store.races import race
from tests.support.desk import NOW, RUN, BackOffice, a_sale, differing
from trastienda.domain.case import Case, Reason
from trastienda.domain.decision import Decision, Kind
from trastienda.domain.item import State
from trastienda.errors import Stale
from trastienda.store import cases, items
from trastienda.store.connection import Store

DECISION = Decision(kind=Kind.THIS_ORDER, by="eva.sanz", why="es la misma", reference="P-1")
LATER = NOW + timedelta(hours=3)


def close(store: Store, case: Case) -> None:
    with store.begin() as conn:
        cases.close(conn, case, DECISION, now=LATER)


def test_a_case_comes_back_as_it_was_opened(store: Store, office: BackOffice) -> None:
    rows = differing(monthly_fee="9,90 €", iban=None)

    case = office.case(
        rows=rows, orders=["P-1"], evidence=["evidence/item-1.png"], detail={"orders": "P-1", "fields": "ñ"}
    )

    with store.read() as conn:
        assert cases.get(conn, case.id) == case
    assert (case.reason, case.version, case.run) == (Reason.DIFFERS, 1, RUN)
    assert (list(case.rows), case.orders, case.evidence) == (rows, ("P-1",), ("evidence/item-1.png",))
    assert (case.opened_at, case.decided_at, case.decision) == (NOW, None, None)


def test_a_case_that_does_not_exist_is_an_error(store: Store) -> None:
    with store.read() as conn, pytest.raises(LookupError, match="there is no case 3"):
        cases.get(conn, 3)


def test_an_item_never_has_two_open_cases(store: Store, office: BackOffice) -> None:
    case = office.case()

    with pytest.raises(sa.exc.IntegrityError), store.begin() as conn:
        cases.add(
            conn,
            item=case.item,
            reason=Reason.UNCLEAR,
            detail={},
            rows=[],
            orders=[],
            evidence=[],
            run=None,
            now=NOW,
        )


def test_an_item_may_have_a_second_case_once_the_first_is_decided(store: Store, office: BackOffice) -> None:
    first = office.case()
    close(store, first)
    with store.begin() as conn:
        office.set(conn, first.item, state=State.ENTERED)

    second = office.case(office.item(first.item))

    with store.read() as conn:
        assert [case.id for case in cases.of_items(conn, [first.item])] == [first.id, second.id]


def test_a_closed_case_keeps_the_decision_and_its_time(store: Store, office: BackOffice) -> None:
    case = office.case()

    close(store, case)

    with store.read() as conn:
        closed = cases.get(conn, case.id)
        assert cases.open_ones(conn) == []
    assert (closed.version, closed.decision, closed.decided_at) == (2, DECISION, LATER)


def test_a_case_is_closed_once(store: Store, office: BackOffice) -> None:
    case = office.case()
    close(store, case)

    with pytest.raises(Stale, match=f"case {case.id} was decided or changed"):
        close(store, case)


def test_of_two_who_decide_at_the_same_moment_one_is_refused(store: Store, office: BackOffice) -> None:
    case = office.case()

    def decide(conn: sa.Connection) -> None:
        cases.close(conn, case, DECISION, now=LATER)

    with pytest.raises(Stale):
        race(store, decide, decide)


def test_a_withdrawn_item_closes_its_case_without_a_decision(store: Store, office: BackOffice) -> None:
    case = office.case()

    with store.begin() as conn:
        assert cases.withdraw(conn, case.item, now=LATER) == case.id
        assert cases.withdraw(conn, case.item, now=LATER) is None
        closed = cases.get(conn, case.id)

    assert (closed.version, closed.decision, closed.decided_at) == (2, None, LATER)
    with pytest.raises(Stale):
        close(store, case)


def test_the_queue_is_read_oldest_first_by_bot_and_by_run(store: Store, office: BackOffice) -> None:
    first, second = office.case(), office.case(office.take_in(a_sale("V-2")))
    with store.begin() as conn:
        office.set(conn, second.item, bot="energy")

    with store.read() as conn:
        assert [case.id for case in cases.open_ones(conn)] == [first.id, second.id]
        assert [case.id for case in cases.open_ones(conn, bot="carrier")] == [first.id]
        assert [case.id for case in cases.open_ones(conn, run=RUN)] == [first.id, second.id]
        assert cases.open_ones(conn, bot="carrier", run="another") == []


def test_what_people_decided_is_read_by_portal_without_what_was_withdrawn(
    store: Store, office: BackOffice
) -> None:
    first, withdrawn, of_another = (office.case(office.take_in(a_sale(f"V-{number}"))) for number in "123")
    office.case(office.take_in(a_sale("V-4")))
    close(store, first)
    close(store, of_another)
    with store.begin() as conn:
        cases.withdraw(conn, withdrawn.item, now=LATER)
        office.set(conn, of_another.item, portal="energy")

    with store.read() as conn:
        assert [case.id for case in cases.decided_ones(conn, "carrier")] == [first.id]


def test_of_two_decisions_on_a_portal_the_second_sees_the_order_that_the_first_claimed(
    store: Store, office: BackOffice
) -> None:
    mine = office.item(office.case().item)
    other = office.item(office.case(office.take_in(a_sale("V-2"))).item)

    def claim(conn: sa.Connection) -> None:
        cases.lock_queue(conn, "carrier")
        office.set(conn, mine.id, reference="P-1")

    def look(conn: sa.Connection) -> dict[str, str]:
        cases.lock_queue(conn, "carrier")
        return items.with_references(conn, other, ["P-1"])

    assert race(store, claim, look) == (None, {"P-1": "V-2026-0001"})
