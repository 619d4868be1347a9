"""The gate at the commit point: the last look before a request leaves, on both databases."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest.mock import Mock

import pytest
import sqlalchemy as sa

from tests.support.workplace import ROOT
from trastienda.domain.case import Language, Reason
from trastienda.domain.item import Item, State
from trastienda.domain.sale import seal
from trastienda.engine.bots import LoadedBot, load_bot
from trastienda.engine.dispatch import Dispatcher, prepare, queue_of, workflow_id
from trastienda.engine.life import go_on
from trastienda.engine.live import LiveAttempt
from trastienda.engine.means import Means
from trastienda.engine.orphans import take_up
from trastienda.engine.pipeline import Pipeline
from trastienda.engine.receive import receive
from trastienda.engine.trouble import dealt_with
from trastienda.errors import (
    ApplicationException,
    BusinessException,
    DatabaseAway,
    PortalRefused,
    Rehearsed,
    Stale,
)
from trastienda.rules.routing import AskPerson
from trastienda.store import accounts, cases, items
from trastienda.store.connection import Store, open_store
from trastienda.workspace import Workspace

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
ME = "this-process"


@dataclass
class HeldLock:
    """A lease whose lock the test may let die."""

    epoch: int
    held: bool = True

    def alive(self) -> bool:
        return self.held


def no_portal(*_: Any, **__: Any) -> NoReturn:
    raise AssertionError("nothing here opens a page")


def fail(error: Exception) -> None:
    """Raise, as a step of the pipeline would."""
    raise error


@pytest.fixture(scope="module")
def bot() -> LoadedBot:
    return load_bot(Workspace.at(ROOT), "carrier")


@pytest.fixture
def store(empty_database_url: str) -> Iterator[Store]:
    opened = open_store(empty_database_url)
    opened.upgrade()
    prepare(opened)
    yield opened
    opened.close()


@pytest.fixture
def dispatcher(store: Store) -> Iterator[Dispatcher]:
    made = Dispatcher(store)
    yield made
    made.close()


@pytest.fixture
def ready(store: Store, bot: LoadedBot, dispatcher: Dispatcher, tmp_path: Path) -> Item:
    """The first sample sale, taken in and validated."""
    receive(
        store,
        bot,
        ROOT / "samples" / "carrier-sales.xlsx",
        run=None,
        dispatch=dispatcher.enqueue,
        language=Language.ES,
        now=NOW,
    )
    with store.begin() as conn:
        accounts.take(conn, "carrier", "backoffice", holder=ME)
        return items.of_sale(conn, "V-2026-0001")[0]


@pytest.fixture
def means(store: Store, dispatcher: Dispatcher, tmp_path: Path) -> Means:
    return Means(store, no_portal, dispatcher.enqueue, lambda bot, run: tmp_path, lambda: NOW)


def attempt_at(
    means: Means, item: Item, bot: LoadedBot, lease: HeldLock, *, rehearsal: bool = False
) -> LiveAttempt:
    sale = bot.sale_type.model_validate_json(json.dumps(item.sale))
    return LiveAttempt(means, item, bot, sale, lease, rehearsal=rehearsal)


def pipeline_of(means: Means, bot: LoadedBot, lease: HeldLock) -> Pipeline:
    """A pipeline that begins whatever it is given."""
    return Pipeline(
        means=means,
        bots={"carrier": bot},
        lease=lambda *_: lease,
        admits=lambda _: True,
        draining=lambda _: False,
        written=lambda _: None,
        room=lambda: True,
    )


@pytest.fixture
def lease(store: Store) -> HeldLock:
    with store.begin() as conn:
        return HeldLock(accounts.epoch(conn, "carrier", "backoffice"))


@pytest.fixture
def armed(means: Means, ready: Item, bot: LoadedBot, lease: HeldLock) -> LiveAttempt:
    """An attempt that wrote its intent: the next thing is the click."""
    lease.epoch = 1
    attempt = attempt_at(means, ready, bot, lease)
    assert attempt.begin_entering() is None
    attempt.before_commit()
    return attempt


def test_the_request_leaves_while_item_account_and_lock_are_ours(armed: LiveAttempt) -> None:
    armed.at_dispatch()

    assert armed.has_open_intent()


def test_an_account_taken_by_another_process_stops_the_request(armed: LiveAttempt, store: Store) -> None:
    with store.begin() as conn:
        accounts.take(conn, "carrier", "backoffice", holder="another-process")

    with pytest.raises(Stale, match="lease"):
        armed.at_dispatch()


def test_nothing_is_begun_with_an_account_that_another_process_took(
    means: Means, ready: Item, bot: LoadedBot, store: Store, lease: HeldLock
) -> None:
    attempt = attempt_at(means, ready, bot, lease)
    with store.begin() as conn:
        accounts.take(conn, "carrier", "backoffice", holder="another-process")

    with dealt_with(attempt):
        attempt.begin_entering()

    with store.read() as conn:
        assert items.get(conn, ready.id) == ready


def test_a_lock_that_died_stops_the_request(armed: LiveAttempt, lease: HeldLock) -> None:
    lease.held = False

    with pytest.raises(Stale, match="lease"):
        armed.at_dispatch()


def test_an_item_taken_up_under_a_new_generation_stops_the_request(armed: LiveAttempt, store: Store) -> None:
    with store.begin() as conn:
        items.move(conn, armed.item, State.ENTERING, now=NOW, why="taken_up", generation=2)

    with pytest.raises(Stale, match="taken over"):
        armed.at_dispatch()


def test_a_second_intent_of_an_item_is_refused(armed: LiveAttempt) -> None:
    with pytest.raises(Stale, match="intent"):
        armed.before_commit()


def test_a_rehearsal_writes_no_intent(means: Means, ready: Item, bot: LoadedBot, lease: HeldLock) -> None:
    rehearsing = attempt_at(means, ready, bot, lease, rehearsal=True)

    with pytest.raises(Rehearsed):
        rehearsing.before_commit()

    assert not rehearsing.has_open_intent()


def test_a_second_sale_of_a_customer_waits_while_the_first_is_in_the_portal(
    armed: LiveAttempt, means: Means, bot: LoadedBot, store: Store, lease: HeldLock
) -> None:
    with store.begin() as conn:
        other = items.of_sale(conn, "V-2026-0002")[0]
        same_customer = items.move(
            conn, other, other.state, now=NOW, why="test", customer_key=armed.item.customer_key
        )
    waiting = attempt_at(means, same_customer, bot, lease)

    go_on(waiting)

    with store.read() as conn:
        put_off = items.get(conn, same_customer.id)
    assert (put_off.state, put_off.generation) == (State.READY, same_customer.generation + 1)
    assert put_off.next_at is not None
    assert put_off.next_at > NOW


def test_a_changed_sale_does_not_fit_its_seal(
    means: Means, ready: Item, bot: LoadedBot, lease: HeldLock
) -> None:
    assert ready.sale is not None
    tampered = replace(ready, sale={**ready.sale, "monthly_fee": "1.00 EUR"})

    with pytest.raises(BusinessException, match="seal_broken"):
        attempt_at(means, tampered, bot, lease).check_seal()


def test_a_sale_that_was_validated_too_long_ago_is_a_case_and_never_comes_near_the_portal(
    means: Means, ready: Item, bot: LoadedBot, store: Store, lease: HeldLock
) -> None:
    strict = replace(bot, facts=bot.facts.model_copy(update={"seal_max_age_days": 2}))
    attempt = attempt_at(means, ready, strict, lease)

    with dealt_with(attempt):
        go_on(attempt)

    with store.read() as conn:
        (case,) = cases.of_items(conn, [ready.id])
    assert (attempt.item.state, case.reason) == (State.IN_CASE, Reason.SEAL_TOO_OLD)
    assert case.detail == {"days": "29", "most": "2"}


def test_a_seal_is_as_young_as_the_last_decision_on_its_sale(
    means: Means, ready: Item, bot: LoadedBot, lease: HeldLock
) -> None:
    strict = replace(bot, facts=bot.facts.model_copy(update={"seal_max_age_days": 2}))
    sale = bot.sale_type.model_validate_json(json.dumps(ready.sale))
    looked_at = seal(sale, "people/1", looked_at=NOW - timedelta(days=1)).model_dump(mode="json")

    attempt = attempt_at(means, replace(ready, seal=looked_at), strict, lease)

    attempt.check_seal()
    with pytest.raises(BusinessException, match="seal_too_old"):
        attempt_at(means, ready, strict, lease).check_seal()


def test_a_database_that_goes_away_leaves_the_item_where_it_is_and_its_page_closed(
    means: Means, ready: Item, bot: LoadedBot, store: Store, lease: HeldLock
) -> None:
    lease.epoch = 1
    page = Mock()
    broken_off: Any = SimpleNamespace(find=lambda *_: fail(DatabaseAway("gone")))
    pipeline = pipeline_of(
        replace(means, open_portal=lambda *_, **__: page), replace(bot, verbs=broken_off), lease
    )

    pipeline.process(ready.id, ready.generation)

    page.close.assert_called_once()
    with store.read() as conn:
        left = items.get(conn, ready.id)
    assert (left.state, left.generation, left.attempts) == (State.ENTERING, ready.generation, 1)


@pytest.mark.parametrize("stops", [True, False])
def test_nothing_is_begun_while_the_disk_has_no_room(
    means: Means, ready: Item, bot: LoadedBot, store: Store, lease: HeldLock, stops: bool
) -> None:
    lease.epoch = 1
    waited: list[float] = []
    gone: Any = SimpleNamespace(find=lambda *_: fail(DatabaseAway("the end of this test")))

    def draining(seconds: float) -> bool:
        with store.read() as conn:
            assert items.get(conn, ready.id) == ready
        waited.append(seconds)
        return stops

    room = iter([False, False, True])
    pipeline = replace(
        pipeline_of(replace(means, open_portal=Mock()), replace(bot, verbs=gone), lease),
        draining=draining,
        room=lambda: next(room),
    )

    pipeline.process(ready.id, ready.generation)

    with store.read() as conn:
        state = items.get(conn, ready.id).state
    assert (state, len(waited)) == ((State.READY, 1) if stops else (State.ENTERING, 2))


def test_a_step_of_an_older_generation_does_nothing(
    means: Means, ready: Item, bot: LoadedBot, store: Store, lease: HeldLock
) -> None:
    pipeline = pipeline_of(means, bot, lease)

    pipeline.process(ready.id, ready.generation - 1)

    with store.read() as conn:
        assert items.get(conn, ready.id) == ready


def test_what_has_no_live_step_is_taken_up_and_leaves_the_rest(
    ready: Item, store: Store, dispatcher: Dispatcher
) -> None:
    dispatcher.cancel([workflow_id(ready.id, ready.generation)])

    count = take_up(store, dispatcher, "carrier", "backoffice", executor=ME, admits=lambda _: True, now=NOW)

    assert count == 1
    with store.read() as conn:
        taken_up = items.get(conn, ready.id)
    assert taken_up.generation == ready.generation + 1
    live = dispatcher.live(queue_of("carrier", "backoffice"), executor=ME)
    assert workflow_id(taken_up.id, taken_up.generation) in live


def test_a_step_that_was_taken_off_its_queue_and_never_begun_is_taken_up_at_the_second_look(
    ready: Item, store: Store, dispatcher: Dispatcher
) -> None:
    table = "workflow_status" if store.is_sqlite else "dbos.workflow_status"
    with store.begin() as conn:
        taken = sa.text(
            f"UPDATE {table} SET status = 'PENDING', executor_id = :me WHERE workflow_uuid = :step"
        )
        conn.execute(taken, {"me": ME, "step": workflow_id(ready.id, ready.generation)})

    looks = [
        take_up(store, dispatcher, "carrier", "backoffice", executor=ME, admits=lambda _: True, now=NOW)
        for _ in range(3)
    ]

    assert looks == [0, 1, 0]
    with store.read() as conn:
        assert items.get(conn, ready.id).generation == ready.generation + 1


def test_taking_up_keeps_the_pause_of_an_item_that_waits(
    ready: Item, store: Store, dispatcher: Dispatcher
) -> None:
    dispatcher.cancel([workflow_id(ready.id, ready.generation)])
    later = NOW + timedelta(hours=1)
    with store.begin() as conn:
        items.move(conn, ready, ready.state, now=NOW, why="test", next_at=later)

    take_up(store, dispatcher, "carrier", "backoffice", executor=ME, admits=lambda _: True, now=NOW)

    with store.read() as conn:
        assert items.get(conn, ready.id).next_at == later


def test_a_rolled_back_move_leaves_no_step_behind(ready: Item, store: Store, dispatcher: Dispatcher) -> None:
    with store.engine.connect() as conn:
        moved = items.move(conn, ready, ready.state, now=NOW, why="test", generation=7)
        dispatcher.enqueue(conn, moved)
        conn.rollback()

    live = dispatcher.live(queue_of("carrier", "backoffice"), executor=ME)
    assert workflow_id(ready.id, 7) not in live


def test_a_sale_that_no_longer_fits_the_bot_is_a_case_that_names_the_fields(
    means: Means, ready: Item, bot: LoadedBot, store: Store, lease: HeldLock
) -> None:
    assert ready.sale is not None
    older = {name: value for name, value in ready.sale.items() if name != "iban"}
    with store.begin() as conn:
        items.move(conn, ready, ready.state, now=NOW, why="test", sale=older)
    pipeline = pipeline_of(means, bot, lease)

    pipeline.process(ready.id, ready.generation)

    with store.read() as conn:
        (case,) = [case for case in cases.open_ones(conn) if case.item == ready.id]
        assert items.get(conn, ready.id).state is State.IN_CASE
    assert (case.reason, case.detail) == (Reason.SALE_UNREADABLE, {"what": "iban"})


def test_a_probe_that_meets_a_changed_page_asks_a_person_and_keeps_the_intent(
    armed: LiveAttempt, store: Store
) -> None:
    armed.become_uncertain("no answer", pause=timedelta(seconds=1))

    with dealt_with(armed):
        fail(BusinessException(Reason.PAGE_CHANGED, what="a column is missing."))

    with store.read() as conn:
        (case,) = [case for case in cases.open_ones(conn) if case.item == armed.item.id]
    assert case.reason is Reason.PAGE_CHANGED
    assert armed.has_open_intent()


def test_a_business_exception_after_the_intent_is_no_outcome(armed: LiveAttempt, store: Store) -> None:
    with dealt_with(armed):
        fail(BusinessException(Reason.PAGE_CHANGED, what="something after the click."))

    with store.read() as conn:
        assert items.get(conn, armed.item.id).state is State.UNCERTAIN


def test_a_defect_after_the_intent_leaves_the_item_uncertain_and_never_ready(
    armed: LiveAttempt, store: Store
) -> None:
    with dealt_with(armed):
        fail(ZeroDivisionError())

    with store.read() as conn:
        assert items.get(conn, armed.item.id).state is State.UNCERTAIN
    assert armed.has_open_intent()


def test_failures_before_the_intent_are_tried_again_and_then_given_to_a_person(
    means: Means, ready: Item, bot: LoadedBot, store: Store, lease: HeldLock
) -> None:
    item = ready
    for _ in range(bot.facts.attempts):
        attempt = attempt_at(means, item, bot, lease)
        assert attempt.begin_entering() is None
        with dealt_with(attempt):
            fail(ApplicationException("the portal is slow"))
        with store.read() as conn:
            item = items.get(conn, ready.id)

    with store.read() as conn:
        (case,) = [case for case in cases.open_ones(conn) if case.item == ready.id]
    assert (item.state, case.reason) == (State.IN_CASE, Reason.GAVE_UP)
    assert case.detail["attempts"] == "3"


def test_a_refusal_that_comes_after_a_takeover_closes_no_intent_of_the_other_holder(
    armed: LiveAttempt, store: Store
) -> None:
    with store.begin() as conn:
        items.move(conn, armed.item, State.UNCERTAIN, now=NOW, why="test", generation=2)

    with dealt_with(armed):
        fail(PortalRefused(Reason.PORTAL_REFUSED, message="No."))

    assert armed.has_open_intent()
    with store.read() as conn:
        assert items.get(conn, armed.item.id).state is State.UNCERTAIN


def test_a_case_does_without_the_customers_lease_when_another_sale_has_it_by_then(
    armed: LiveAttempt, means: Means, bot: LoadedBot, store: Store, lease: HeldLock
) -> None:
    with store.begin() as conn:
        other = items.of_sale(conn, "V-2026-0002")[0]
        items.move(
            conn,
            other,
            State.ENTERING,
            now=NOW,
            why="test",
            customer_key=armed.item.customer_key,
        )
        back = items.move(conn, items.get(conn, other.id), State.ENTERED, now=NOW, why="test")

    attempt_at(means, back, bot, lease).ask(
        AskPerson(Reason.NEVER_APPEARED, {"order": "P-1"}), held_key=back.customer_key
    )

    with store.read() as conn:
        assert items.get(conn, back.id).state is State.IN_CASE
        assert items.holder_of_key(conn, back) == items.get(conn, armed.item.id)


def test_an_item_that_is_taken_over_while_it_is_left_alone_is_the_other_ones(
    armed: LiveAttempt, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = armed.item
    with store.begin() as conn:
        taken = items.move(
            conn, seen, State.UNCERTAIN, now=NOW, why="put_off", generation=seen.generation + 1
        )
    # What was seen right before the other one moved it.
    monkeypatch.setattr(items, "get", lambda conn, number: seen)

    armed.fenced()

    monkeypatch.undo()
    with store.read() as conn:
        assert items.get(conn, seen.id) == taken
