"""A person may take an item out as long as nobody is in the portal for it."""

import pytest

from tests.support.desk import NOW, BackOffice
from trastienda.desk.decide import withdraw
from trastienda.domain.item import Item, State
from trastienda.errors import Stale, WorkspaceError
from trastienda.store import cases, journal


def take_out(
    office: BackOffice, item: Item, *, by: str = "ana.ruiz", why: str = "el cliente desistió"
) -> Item:
    with office.store.begin() as conn:
        return withdraw(conn, item, by=by, why=why, now=NOW)


@pytest.mark.parametrize("state", [State.RECEIVED, State.READY])
def test_a_waiting_item_is_taken_out_and_fenced(office: BackOffice, state: State) -> None:
    item = office.take_in(state=state, held_key="k")

    after = take_out(office, item)

    assert (after.state, after.generation) == (State.WITHDRAWN, item.generation + 1)
    assert office.column(item.id, "held_key") is None


def test_taking_out_closes_the_case_and_names_who_did_it(office: BackOffice) -> None:
    case = office.case()

    take_out(office, office.item(case.item))

    with office.store.read() as conn:
        assert cases.open_ones(conn) == []
        assert cases.get(conn, case.id).decision is None
        last = journal.of_item(conn, case.item)[-1]
    assert last.kind == "withdrawn"
    assert last.detail == {
        "from": "in_case",
        "to": "withdrawn",
        "by": "ana.ruiz",
        "why": "el cliente desistió",
        "case": case.id,
    }


@pytest.mark.parametrize("state", [State.ENTERING, State.UNCERTAIN, State.ENTERED, State.SETTLED])
def test_an_item_that_may_be_in_the_portal_is_not_taken_out(office: BackOffice, state: State) -> None:
    item = office.take_in(state=state)

    with pytest.raises(Stale, match=f"'{state}'"):
        take_out(office, item)


def test_an_item_that_a_worker_took_up_meanwhile_is_not_taken_out(office: BackOffice) -> None:
    item = office.take_in(state=State.READY)
    with office.store.begin() as conn:
        office.set(conn, item.id, state=State.ENTERING)

    with pytest.raises(Stale):
        take_out(office, item)


@pytest.mark.parametrize(("by", "why"), [(" ", "sí"), ("ana", "")])
def test_taking_out_needs_a_name_and_a_reason(office: BackOffice, by: str, why: str) -> None:
    item = office.take_in(state=State.READY)

    with pytest.raises(WorkspaceError):
        take_out(office, item, by=by, why=why)
