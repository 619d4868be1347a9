"""A decision is carried out once, by somebody who may, and only when it makes sense."""

import json
from datetime import timedelta
from threading import Thread

import pytest
import sqlalchemy as sa

from tests.support.desk import NOW, BackOffice, a_sale, differing
from trastienda.domain.case import Reason
from trastienda.domain.decision import Kind
from trastienda.domain.item import Item, State
from trastienda.domain.journal import first_break
from trastienda.domain.sale import Seal
from trastienda.errors import NotAllowed, Stale, TrastiendaError, WorkspaceError
from trastienda.store import cases, items, journal, tables


def outcome_of_intent(office: BackOffice, item: Item) -> str | None:
    with office.store.read() as conn:
        outcome: str | None = conn.execute(
            sa.select(tables.intents.c.outcome).where(tables.intents.c.item == item.id)
        ).scalar_one()
    return outcome


def test_enter_sends_the_item_back_as_if_just_validated(office: BackOffice) -> None:
    item = office.take_in(attempts=3, sent=1, said_success=True, uncertain_since=NOW, next_at=NOW)
    case = office.case(item, reason=Reason.LOOKALIKE, orders=["P-7"])

    after = office.decide(case, Kind.ENTER)

    assert after.state is State.READY
    assert (after.attempts, after.sent, after.said_success) == (0, 0, False)
    assert (after.reference, after.uncertain_since, after.next_at) == (None, None, None)
    assert after.dismissed == ("P-7",)
    assert office.dispatched == [(item.id, State.READY, item.generation + 1)]
    assert office.column(item.id, "touched") is True


def test_corrections_are_read_like_intake_cells_and_sealed_again(office: BackOffice) -> None:
    item = office.take_in()
    case = office.case(item, reason=Reason.FIELD_NOT_TAKEN)

    after = office.decide(
        case, Kind.ENTER, corrections={"monthly_fee": "1.029,90 €", "Birth date": "03/04/1981"}
    )

    assert after.sale is not None
    assert (after.sale["monthly_fee"], after.sale["birth_date"]) == ("1029.90 EUR", "1981-04-03")
    corrected = a_sale(monthly_fee="1029.90 EUR", birth_date="1981-04-03")
    assert Seal.model_validate_json(json.dumps(after.seal)).fits(corrected)


def test_who_decides_that_it_is_entered_answers_for_the_sale_from_then_on(office: BackOffice) -> None:
    case = office.case(reason=Reason.SEAL_TOO_OLD, detail={"days": "40", "most": "30"})

    after = office.decide(case, Kind.ENTER, now=NOW + timedelta(days=40))

    made = Seal.model_validate_json(json.dumps(after.seal))
    assert made.fits(a_sale())
    assert made.age(NOW + timedelta(days=41)) == timedelta(days=1)


def test_a_corrected_search_key_gives_the_item_another_customer_key(office: BackOffice) -> None:
    item = office.take_in()
    case = office.case(item)

    after = office.decide(case, Kind.ENTER, corrections={"holder_id": "X1234567L"})

    assert after.customer_key != item.customer_key


@pytest.mark.parametrize(
    ("corrections", "says"),
    [
        ({"monthly_fe": "1,00"}, "Did you mean 'monthly_fee'"),
        ({"zzz": "1,00"}, "These can be corrected: birth_date, campaign"),
        ({"seller": "otra"}, "send it in again"),
        ({"reference": "V-9"}, "send it in again"),
        ({"monthly_fee": "mucho"}, "expected an amount"),
        ({"technology": "satélite"}, "expected one of: fibra, movil"),
        ({"terms_accepted": "no"}, "consent is missing"),
        ({"monthly_fee": "0,00"}, "must be above zero"),
    ],
)
def test_a_correction_that_does_not_make_a_sound_sale_is_refused(
    office: BackOffice, corrections: dict[str, str], says: str
) -> None:
    case = office.case()

    with pytest.raises(WorkspaceError, match=says):
        office.decide(case, Kind.ENTER, corrections=corrections)

    assert office.item(case.item).state is State.IN_CASE
    assert office.dispatched == []


def test_an_order_that_we_entered_is_not_entered_a_second_time(office: BackOffice) -> None:
    item = office.take_in()
    office.press_save(item, outcome="seen")
    with office.store.begin() as conn:
        office.set(conn, item.id, reference="P-1")
    case = office.case(item, orders=["P-1"], rows=differing(holder_name="MARIA MU"))

    with pytest.raises(WorkspaceError, match="would double it"):
        office.decide(case, Kind.ENTER)


def test_this_order_is_read_back_under_the_reference_that_was_named(office: BackOffice) -> None:
    item = office.take_in(dismissed=["P-5", "P-4"])
    office.press_save(item)
    case = office.case(item, reason=Reason.SEVERAL_ORDERS, orders=["P-5", "P-6"])

    after = office.decide(case, Kind.THIS_ORDER, reference="P-5")

    assert (after.state, after.reference) == (State.ENTERED, "P-5")
    # Whoever says which order it is says of the other one that it is not.
    assert after.dismissed == ("P-4", "P-6")
    assert outcome_of_intent(office, item) == "found"
    assert office.column(item.id, "held_key") is None
    assert office.dispatched == [(item.id, State.ENTERED, item.generation + 1)]


def test_an_order_belongs_to_one_sale_alone(office: BackOffice) -> None:
    office.take_in(a_sale("V-2"), state=State.SETTLED, reference="P-5")
    case = office.case(orders=["P-5"])

    with pytest.raises(WorkspaceError, match="belongs to another sale of ours, V-2"):
        office.decide(case, Kind.THIS_ORDER, reference="P-5")


def test_two_people_cannot_give_one_order_to_two_sales_at_the_same_moment(office: BackOffice) -> None:
    both = [office.case(office.take_in(a_sale(f"V-{n}")), orders=["P-5"]) for n in range(2)]
    refused: list[TrastiendaError] = []

    def claim(n: int) -> None:
        try:
            office.decide(both[n], Kind.THIS_ORDER, reference="P-5")
        except TrastiendaError as error:
            refused.append(error)

    people = [Thread(target=claim, args=(n,)) for n in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert [type(error) for error in refused] == [WorkspaceError]
    assert sorted(office.item(case.item).state for case in both) == [State.ENTERED, State.IN_CASE]


def test_an_accepted_difference_is_kept_as_the_portal_showed_it(office: BackOffice) -> None:
    item = office.take_in(accepted={"line": "612"})
    case = office.case(item, orders=["P-1"], rows=differing(holder_name="MARIA MUÑOZ LOP"))

    after = office.decide(case, Kind.ACCEPT)

    assert (after.state, after.reference) == (State.ENTERED, "P-1")
    assert after.accepted == {"line": "612", "holder_name": "MARIA MUÑOZ LOP"}


@pytest.mark.parametrize(
    ("orders", "shown", "says"),
    [
        ([], {"holder_name": None}, "here there are 0"),
        (["P-1", "P-2"], {"holder_name": "X"}, "here there are 2"),
        (["P-1"], {}, "no difference to accept"),
        (["P-1"], {"holder_name": "X", "iban": None}, "does not show iban"),
    ],
)
def test_only_differences_that_one_order_shows_can_be_accepted(
    office: BackOffice, orders: list[str], shown: dict[str, str | None], says: str
) -> None:
    rows = differing(orders[0] if orders else None, **shown)
    case = office.case(orders=orders, rows=rows)

    with pytest.raises(WorkspaceError, match=says):
        office.decide(case, Kind.ACCEPT)


@pytest.mark.parametrize("kind", [Kind.ENTER, Kind.THIS_ORDER, Kind.ACCEPT])
def test_a_sale_that_was_changed_after_its_validation_is_not_sealed_again(
    office: BackOffice, kind: Kind
) -> None:
    item = office.take_in()
    case = office.case(item, reason=Reason.SEAL_BROKEN, orders=["P-1"], rows=differing(line="6"))
    with office.store.begin() as conn:
        office.set(conn, item.id, sale=a_sale(monthly_fee="1.00 EUR").model_dump(mode="json"))

    with pytest.raises(WorkspaceError, match="its seal does not fit"):
        office.decide(case, kind, reference="P-1" if kind is Kind.THIS_ORDER else None)

    assert office.decide(case, Kind.REJECT).state is State.REJECTED


def test_a_rejected_sale_ends_and_frees_its_customer(office: BackOffice) -> None:
    item = office.take_in(held_key="k")
    office.press_save(item)
    case = office.case(item, reason=Reason.NO_TRACE)

    after = office.decide(case, Kind.REJECT)

    assert after.state is State.REJECTED
    assert office.column(item.id, "held_key") is None
    assert outcome_of_intent(office, item) == "decided"
    assert office.dispatched == []


def test_looking_again_reads_back_a_known_order(office: BackOffice) -> None:
    case = office.case(office.take_in(reference="P-1", attempts=3), orders=["P-1"])

    after = office.decide(case, Kind.LOOK_AGAIN)

    assert (after.state, after.reference, after.attempts) == (State.ENTERED, "P-1", 0)


def test_looking_again_after_an_unknown_outcome_opens_the_window_anew(office: BackOffice) -> None:
    item = office.take_in(held_key="k", uncertain_since=NOW - timedelta(days=1))
    office.press_save(item)
    case = office.case(item, reason=Reason.NO_TRACE)

    after = office.decide(case, Kind.LOOK_AGAIN)

    assert (after.state, after.uncertain_since, after.next_at) == (State.UNCERTAIN, NOW, None)
    assert outcome_of_intent(office, item) is None
    assert office.column(item.id, "held_key") == "k"


def test_looking_again_never_sends_what_a_page_said_was_saved(office: BackOffice) -> None:
    item = office.take_in(said_success=True)
    office.press_save(item, outcome="unknown")
    case = office.case(item, reason=Reason.NEVER_APPEARED)

    assert office.decide(case, Kind.LOOK_AGAIN).state is State.UNCERTAIN


def test_looking_again_when_nothing_was_sent_starts_over(office: BackOffice) -> None:
    case = office.case(office.take_in(attempts=3), reason=Reason.GAVE_UP)

    after = office.decide(case, Kind.LOOK_AGAIN)

    assert (after.state, after.attempts) == (State.READY, 0)


@pytest.mark.parametrize(("by", "role"), [("Ana.Ruiz", "sold"), ("  LUIS.GIL ", "validated")])
def test_nobody_decides_on_a_sale_they_sold_or_validated(office: BackOffice, by: str, role: str) -> None:
    case = office.case()

    with pytest.raises(NotAllowed, match=role):
        office.decide(case, Kind.REJECT, by=by)

    assert office.item(case.item).state is State.IN_CASE


def test_a_case_is_decided_once(office: BackOffice) -> None:
    case = office.case()
    office.decide(case, Kind.REJECT)

    with pytest.raises(Stale, match="already closed"):
        office.decide(case, Kind.REJECT)


def test_a_decision_on_another_version_of_the_case_is_stale(office: BackOffice) -> None:
    case = office.case()

    with pytest.raises(Stale, match="version 4, now 1"):
        office.decide(case, Kind.REJECT, version=4)


def test_a_case_whose_item_was_moved_by_something_else_is_stale(office: BackOffice) -> None:
    case = office.case()
    with office.store.begin() as conn:
        office.set(conn, case.item, state=State.SETTLED)

    with pytest.raises(Stale, match="'settled'"):
        office.decide(case, Kind.REJECT)


def test_an_unknown_case_is_said_to_be_unknown(office: BackOffice) -> None:
    case = office.case()
    with office.store.begin() as conn:
        conn.execute(sa.delete(tables.cases))

    with pytest.raises(WorkspaceError, match=f"no case {case.id}"):
        office.decide(case, Kind.REJECT)


def test_the_decision_is_journaled_without_a_customers_value(office: BackOffice) -> None:
    case = office.case(orders=["P-9"], reason=Reason.LOOKALIKE)

    office.decide(case, Kind.ENTER, corrections={"holder_name": "Eulalia Pérez"})

    with office.store.read() as conn:
        entries = journal.of_item(conn, case.item)
    assert first_break(entries) is None
    assert entries[-1].kind == "decided"
    assert entries[-1].detail == {
        "from": "in_case",
        "to": "ready",
        "case": case.id,
        "decision": "enter",
        "by": "eva.sanz",
        "why": "visto con el cliente",
        "corrected": ["holder_name"],
        "order": None,
    }


def test_a_refused_decision_leaves_the_case_open_for_the_next_one(office: BackOffice) -> None:
    case = office.case()
    with pytest.raises(WorkspaceError):
        office.decide(case, Kind.ENTER, corrections={"nada": "1"})

    assert office.decide(case, Kind.ENTER, version=case.version).state is State.READY


def test_a_case_keeps_the_customer_while_an_order_may_still_turn_up(office: BackOffice) -> None:
    sent, quiet = office.take_in(held_key="k"), office.take_in(a_sale("V-2"), held_key="l")
    office.press_save(sent)

    office.case(sent, reason=Reason.NO_TRACE)
    office.case(quiet)

    assert office.column(sent.id, "held_key") == "k"
    assert office.column(quiet.id, "held_key") is None


def test_opening_a_case_says_why_in_the_journal(office: BackOffice) -> None:
    case = office.case(orders=["P-1"], reason=Reason.LOOKALIKE)

    with office.store.read() as conn:
        last = journal.of_item(conn, case.item)[-1]
        opened = cases.get(conn, case.id)
        moved = items.get(conn, case.item)
    assert (last.kind, last.detail["reason"], last.detail["orders"]) == ("case_opened", "lookalike", ["P-1"])
    assert (moved.state, moved.next_at) == (State.IN_CASE, None)
    assert opened == case
