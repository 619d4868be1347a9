"""Work items: taken in once, moved by one holder at a time, each move with its journal entry."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.store.races import race
from tests.support.desk import NOW, RUN, BackOffice, a_sale
from trastienda.domain.item import AT_WORK, IllegalMove, Item, State
from trastienda.errors import Stale
from trastienda.store import items, journal, tables
from trastienda.store.connection import Store


def add(conn: sa.Connection, **changes: Any) -> Item | None:
    values: dict[str, Any] = {
        "bot": "carrier",
        "portal": "carrier",
        "account": "one",
        "sale_reference": "V-1",
        "content_key": "a",
        "source": {"file": "ventas.xlsx", "sheet": None, "row": 2},
        "sale": None,
        "raw": {"Línea": "612"},
        "findings": [],
        "customer_key": "k",
    }
    return items.add(conn, now=NOW, why="taken_in", detail={"file": "ventas.xlsx"}, **values | changes)


def added(conn: sa.Connection, **changes: Any) -> Item:
    item = add(conn, **changes)
    assert item is not None
    return item


def words(store: Store, item: int) -> list[str]:
    with store.read() as conn:
        return [entry.kind for entry in journal.of_item(conn, item)]


# --- taking in -------------------------------------------------------------------------------------------------


def test_a_new_item_is_received_in_its_first_generation(store: Store) -> None:
    with store.begin() as conn:
        item = added(conn)

    assert (item.state, item.generation, item.attempts, item.sent) == (State.RECEIVED, 1, 0, 0)
    assert (item.dismissed, item.accepted, item.said_success, item.reference) == ((), {}, False, None)
    assert words(store, item.id) == ["taken_in"]


def test_the_same_content_is_taken_in_once(store: Store) -> None:
    with store.begin() as conn:
        first = added(conn)
    with store.begin() as conn:
        second = add(conn, source={"file": "otra.xlsx", "sheet": None, "row": 9})

    assert second is None
    assert words(store, first.id) == ["taken_in"]


def test_the_same_content_is_another_item_for_another_bot(store: Store) -> None:
    with store.begin() as conn:
        assert added(conn).id != added(conn, bot="energy").id


def test_of_two_who_take_in_the_same_content_at_the_same_moment_one_does(store: Store) -> None:
    first, second = race(store, add, add)

    assert first is not None
    assert second is None


def test_an_item_that_does_not_exist_is_an_error(store: Store) -> None:
    with store.read() as conn, pytest.raises(LookupError, match="there is no item 7"):
        items.get(conn, 7)


# --- moving ----------------------------------------------------------------------------------------------------


def test_a_move_changes_state_columns_and_journal_together(store: Store) -> None:
    with store.begin() as conn:
        item = added(conn)
    later = NOW + timedelta(seconds=5)

    with store.begin() as conn:
        moved = items.move(
            conn, item, State.READY, now=later, why="validated", detail={"rules": "1"}, next_at=later
        )

    with store.read() as conn:
        entry = journal.of_item(conn, item.id)[-1]
    assert (moved.state, moved.next_at, moved.generation) == (State.READY, later, 1)
    assert (entry.kind, entry.at, entry.detail) == (
        "validated",
        later,
        {"from": "received", "to": "ready", "rules": "1"},
    )


def test_a_move_that_is_rolled_back_leaves_neither_state_nor_journal(store: Store) -> None:
    with store.begin() as conn:
        item = added(conn)

    def move_and_fail() -> None:
        with store.begin() as conn:
            items.move(conn, item, State.READY, now=NOW, why="validated")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        move_and_fail()

    with store.read() as conn:
        assert items.get(conn, item.id) == item
    assert words(store, item.id) == ["taken_in"]


@pytest.mark.parametrize("changed", [{"state": State.READY}, {"generation": 2}])
def test_who_holds_an_older_picture_of_the_item_is_refused(
    store: Store, office: BackOffice, changed: dict[str, Any]
) -> None:
    with store.begin() as conn:
        item = added(conn)
    with store.begin() as conn:
        office.set(conn, item.id, **changed)

    with store.begin() as conn, pytest.raises(Stale, match="no longer 'received' in generation 1"):
        items.move(conn, item, State.READY, now=NOW, why="validated")

    assert words(store, item.id) == ["taken_in"]


def test_of_two_who_move_an_item_at_the_same_moment_one_is_refused(store: Store) -> None:
    with store.begin() as conn:
        item = added(conn)

    def validate(conn: sa.Connection) -> Item:
        return items.move(conn, item, State.READY, now=NOW, why="validated")

    with pytest.raises(Stale):
        race(store, validate, validate)

    assert words(store, item.id) == ["taken_in", "validated"]


def test_staying_in_a_state_under_a_new_generation_fences_the_older_holder(store: Store) -> None:
    with store.begin() as conn:
        item = added(conn)
        raised = items.move(conn, item, State.RECEIVED, now=NOW, why="put_off", generation=2)

    assert raised.generation == 2
    with store.begin() as conn, pytest.raises(Stale):
        items.move(conn, item, State.READY, now=NOW, why="validated")


def test_a_move_that_the_table_forbids_changes_nothing(store: Store) -> None:
    with store.begin() as conn:
        item = added(conn)
        with pytest.raises(IllegalMove):
            items.move(conn, item, State.SETTLED, now=NOW, why="settled")

    assert words(store, item.id) == ["taken_in"]


def test_a_time_without_a_zone_never_reaches_the_database(store: Store) -> None:
    with (
        pytest.raises((ValueError, sa.exc.StatementError), match="without a zone"),
        store.begin() as conn,
    ):
        items.add(
            conn,
            why="taken_in",
            now=NOW.replace(tzinfo=None),
            detail={},
            bot="carrier",
            portal="carrier",
            account="one",
            sale_reference="V-1",
            content_key="a",
            source={},
            raw={},
            findings=[],
            customer_key="k",
        )


# --- the customer's lease --------------------------------------------------------------------------------------


def test_two_sales_of_a_customer_never_hold_the_portal_together(store: Store, office: BackOffice) -> None:
    with store.begin() as conn:
        first, second = added(conn), added(conn, content_key="b")
        office.set(conn, first.id, held_key="k")
        assert items.holder_of_key(conn, second) == items.get(conn, first.id)
        assert items.holder_of_key(conn, first) is None

    with pytest.raises(sa.exc.IntegrityError), store.begin() as conn:
        office.set(conn, second.id, held_key="k")


def test_a_key_that_was_given_back_is_free(store: Store, office: BackOffice) -> None:
    with store.begin() as conn:
        first, second = added(conn), added(conn, content_key="b")
        office.set(conn, first.id, held_key="k")
    with store.begin() as conn:
        office.set(conn, first.id, held_key=None)
        office.set(conn, second.id, held_key="k")

    with store.read() as conn:
        assert items.holder_of_key(conn, first) == items.get(conn, second.id)


def test_another_portal_has_keys_of_its_own(store: Store, office: BackOffice) -> None:
    with store.begin() as conn:
        first, second = added(conn), added(conn, bot="energy", portal="energy")
        office.set(conn, first.id, held_key="k")
        office.set(conn, second.id, held_key="k")

        assert items.holder_of_key(conn, second) is None


def test_any_number_of_items_may_hold_no_key(store: Store) -> None:
    with store.begin() as conn:
        assert [added(conn, content_key=key).id for key in "abc"]


# --- intents ---------------------------------------------------------------------------------------------------


def test_an_intent_is_kept_with_the_generation_it_was_written_in(office: BackOffice) -> None:
    item = office.take_in(generation=4)

    office.press_save(item)

    with office.store.read() as conn:
        intent = items.open_intent(conn, item.id)
    assert intent is not None
    assert (intent.generation, intent.epoch, intent.marker, intent.outcome) == (4, 1, "V-2026-0001", None)
    assert words(office.store, item.id)[-1] == "intent"


def test_a_second_open_intent_is_refused_and_leaves_no_trace(office: BackOffice) -> None:
    item = office.take_in()
    office.press_save(item)

    with pytest.raises(Stale, match="already has an intent"):
        office.press_save(item)

    assert words(office.store, item.id).count("intent") == 1


def test_a_second_open_intent_is_refused_by_the_database_itself(office: BackOffice) -> None:
    item = office.take_in()
    office.press_save(item)
    copied = [column for column in tables.intents.c if column.name != "id"]

    with pytest.raises(sa.exc.IntegrityError), office.store.begin() as conn:
        conn.execute(
            sa.insert(tables.intents).from_select([column.name for column in copied], sa.select(*copied))
        )


def test_after_its_outcome_an_item_may_have_another_intent(office: BackOffice) -> None:
    item = office.take_in()
    office.press_save(item, "not_found")

    office.press_save(item)

    with office.store.begin() as conn:
        items.close_intent(conn, item.id, "recognised", now=NOW)
        assert items.open_intent(conn, item.id) is None
        outcomes = conn.execute(sa.select(tables.intents.c.outcome).order_by(tables.intents.c.id)).scalars()
        assert list(outcomes) == ["not_found", "recognised"]


def test_closing_an_intent_that_is_not_there_changes_nothing(office: BackOffice) -> None:
    first, second = office.take_in(), office.take_in(a_sale("V-2"))
    office.press_save(first)

    with office.store.begin() as conn:
        items.close_intent(conn, second.id, "found", now=NOW)

    with office.store.read() as conn:
        assert items.open_intent(conn, first.id) is not None


def test_no_intent_is_written_for_an_item_that_was_taken_over(office: BackOffice) -> None:
    item = office.take_in()
    with office.store.begin() as conn:
        office.set(conn, item.id, generation=2)

    with pytest.raises(Stale), office.store.begin() as conn:
        items.write_intent(
            conn, item, now=NOW, attempt=1, epoch=1, seal="", marker=None, seen=[], watermark=None
        )

    assert "intent" not in words(office.store, item.id)


def test_nobody_presses_save_for_an_item_that_is_not_being_entered(office: BackOffice) -> None:
    item = office.take_in(state=State.SETTLED)

    with pytest.raises(IllegalMove):
        office.press_save(item)


# --- looking ---------------------------------------------------------------------------------------------------


def test_the_engine_is_owed_exactly_the_items_at_work_of_the_account(office: BackOffice) -> None:
    taken = {state: office.take_in(a_sale(f"V-{state.value}"), state=state) for state in State}
    office.take_in(a_sale("V-other"), state=State.READY, account="two")
    office.take_in(a_sale("V-elsewhere"), state=State.READY, portal="energy")

    with office.store.read() as conn:
        found = items.at_work(conn, portal="carrier", account="one")

    assert [item.id for item in found] == sorted(taken[state].id for state in AT_WORK)


def test_orders_of_other_items_are_known_by_their_reference(office: BackOffice) -> None:
    mine = office.take_in(reference="P-1")
    office.take_in(a_sale("V-2"), reference="P-2")
    office.take_in(a_sale("V-3"), reference="P-3", portal="energy")

    with office.store.read() as conn:
        assert items.with_references(conn, mine, ["P-1", "P-2", "P-3", "P-4"]) == {"P-2": "V-2"}
        assert items.with_references(conn, mine, []) == {}


def test_markers_of_other_sales_are_known_and_those_of_strangers_are_not(office: BackOffice) -> None:
    mine = office.take_in()
    office.take_in(a_sale("V-2"))
    office.take_in(a_sale("V-3"), portal="energy")

    with office.store.read() as conn:
        assert items.other_markers(conn, mine, {"V-2026-0001", "V-2", "V-3", "PEPE"}) == {"V-2": "V-2"}
        assert items.other_markers(conn, mine, set()) == {}


def test_a_corrected_resend_is_a_second_item_of_its_sale(office: BackOffice) -> None:
    first, second = office.take_in(), office.take_in(a_sale(monthly_fee="9.90 EUR"))

    with office.store.read() as conn:
        assert items.of_sale(conn, "V-2026-0001") == [first, second]
        assert items.of_sale(conn, "V-2026-0001", bot="energy") == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["V-3_", "V-2%", "V-1"]),
        ({"limit": 2}, ["V-3_", "V-2%"]),
        ({"bot": "carrier"}, ["V-3_", "V-2%", "V-1"]),
        ({"bot": "energy"}, []),
        ({"states": [State.READY, State.SETTLED]}, ["V-2%", "V-1"]),
        ({"text": "V-"}, ["V-3_", "V-2%", "V-1"]),
        ({"text": "P-9"}, ["V-1"]),
        ({"text": "%"}, ["V-2%"]),
        ({"text": "_"}, ["V-3_"]),
        ({"text": "V-", "states": [State.READY]}, ["V-1"]),
    ],
)
def test_people_find_items_newest_first_by_what_they_typed(
    store: Store, office: BackOffice, asked: dict[str, Any], found: list[str]
) -> None:
    with store.begin() as conn:
        for reference, state in (("V-1", State.READY), ("V-2%", State.SETTLED), ("V-3_", State.IN_CASE)):
            item = added(conn, sale_reference=reference, content_key=reference)
            office.set(conn, item.id, state=state, reference="P-9" if reference == "V-1" else None)

    with store.read() as conn:
        assert [item.sale_reference for item in items.search(conn, **asked)] == found


def test_a_list_shows_where_items_came_from(office: BackOffice) -> None:
    first, second = office.take_in(), office.take_in(a_sale("V-2"))

    with office.store.read() as conn:
        rows = items.source_of(conn, iter([first.id]))

    assert set(rows) == {first.id} != {second.id}
    assert rows[first.id].source == {"file": "ventas.xlsx", "sheet": "Ventas", "row": 2}
    assert office.item(first.id).run == RUN


def test_items_with_an_order_come_page_by_page_and_of_one_portal(store: Store) -> None:
    with store.begin() as conn:
        for number, (portal, reference) in enumerate(
            [("carrier", "P-1"), ("carrier", None), ("energy", "P-2"), ("carrier", "P-3"), ("carrier", "P-4")]
        ):
            added(conn, portal=portal, reference=reference, content_key=str(number))
    with store.read() as conn:
        first = items.with_an_order(conn, "carrier", after=0, limit=2)
        rest = items.with_an_order(conn, "carrier", after=first[-1].id, limit=2)

    assert [item.reference for item in first] == ["P-1", "P-3"]
    assert [item.reference for item in rest] == ["P-4"]
