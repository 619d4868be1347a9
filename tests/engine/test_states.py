"""No sequence of portal answers, crashes and decisions enters a sale twice, or settles it without its proof."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from loguru import logger

from tests.support.databases import sqlite_url, upgrade
from tests.support.model_audit import SLIPS, Audit, all_items
from tests.support.model_office import ACCOUNT, PORTAL, End, Fate, Office
from tests.support.model_portal import CLEAR, SAYS_NOTHING, Clock, Line, Luck, ModelPortal, Saving, Trouble
from trastienda import failpoints
from trastienda.domain.case import Case
from trastienda.domain.decision import Decision, Kind
from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import Item, State
from trastienda.engine import live
from trastienda.errors import Stale, WorkspaceError
from trastienda.failpoints import Failpoint
from trastienda.store import accounts, cases
from trastienda.store.connection import Store, open_store

NOW = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)
HOLDERS = ("12345678Z", "87654321X")
LINES = tuple(SLIPS)
SLIP_OF: dict[str, Callable[[str], str]] = {
    "line": lambda shown: SLIPS.get(shown, shown),
    "monthly_fee": lambda _: "99.00 EUR",
}
"""What becomes of a field where a person's finger slips."""
AROUND_THE_CLICK = (
    Failpoint.INTENT_WRITTEN,
    Failpoint.ABOUT_TO_SEND,
    Failpoint.IN_FLIGHT,
    Failpoint.ANSWERED,
    Failpoint.OUTCOME_SEEN,
)
MOST_STEPS = 300
"""The end of a story takes so many steps at most."""

WINDOWS: dict[str, dict[str, float]] = {
    "covers both bounds": {"visibility_bound_s": 5, "server_timeout_s": 5, "window_s": 12},
    "is too short to send again": {"visibility_bound_s": 5, "server_timeout_s": 5, "window_s": 8},
    "has no bound to cover": {"server_timeout_s": 5, "window_s": 12},
}
SHARES = st.sampled_from([0.0, 0.5, 1.0])
LUCK = st.builds(
    Luck,
    saving=st.sampled_from(Saving),
    lag=SHARES,
    page_lags=st.booleans(),
    late=SHARES,
    trouble=st.one_of(st.none(), st.sampled_from(Trouble)),
    at=st.integers(1, 4),
    lasting=st.booleans(),
)
UNKNOWN = st.builds(
    Luck, saving=st.sampled_from(SAYS_NOTHING), lag=st.sampled_from([1.0, 0.0, 0.5]), late=SHARES
)
PAUSES = st.sampled_from([0.0, 4.0, 11.0, 60.0])
FATE = st.one_of(
    st.builds(Fate, end=st.sampled_from(End), moment=st.integers(1, 50), pause_s=PAUSES),
    st.builds(Fate, end=st.sampled_from(End), moment=st.sampled_from(AROUND_THE_CLICK), pause_s=PAUSES),
)
ONE_OF_THREE = st.integers(0, 2)


class Story(RuleBasedStateMachine):
    """One to three sales of one portal, and everything that may happen to them."""

    store: Store
    file: Path
    template: Path

    # --- beginning and end ---------------------------------------------------------------------------------------

    @initialize(
        window=st.sampled_from(list(WINDOWS)),
        marked=st.booleans(),
        monotone=st.booleans(),
        sales=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=3),
        luck=st.one_of(UNKNOWN, LUCK),
        fate=st.one_of(st.none(), FATE),
    )
    def sales_are_taken_in_and_the_first_is_entered(
        self,
        window: str,
        marked: bool,
        monotone: bool,
        sales: Sequence[tuple[int, int]],
        luck: Luck,
        fate: Fate | None,
    ) -> None:
        self.store.close()
        shutil.copyfile(self.template, self.file)
        self.clock = Clock(NOW)
        self.portal = ModelPortal(the_facts(WINDOWS[window], marked=marked, monotone=monotone), self.clock)
        self.audit = Audit(self.store, self.portal)
        self.portal.on_saving = self.audit.before_saving
        self.office = Office(self.store.engine, self.portal, self.audit.after_commit)
        self.patch = pytest.MonkeyPatch()
        for module in (failpoints, live):
            self.patch.setattr(module, "reach", self.office.reach)
        for number, (holder, line) in enumerate(sales, start=1):
            self.office.take_in(a_sale(f"V-{number}", HOLDERS[holder], LINES[line]))
        self.sales = [a_sale(f"V-{number}", HOLDERS[h], LINES[k]) for number, (h, k) in enumerate(sales, 1)]
        # Most of what can go wrong needs an order on its way: no story is without one.
        self.take(0, luck, fate)

    def teardown(self) -> None:
        try:
            self.office.resume_account()
            self.office.restart()
            self.goes_on(CLEAR)
            self.audit.nothing_is_lost(owed={(step.item, step.generation) for step in self.office.owed.steps})
        finally:
            self.patch.undo()

    def goes_on(self, luck: Luck) -> None:
        """Take every step that is owed, with the same luck, until the machine has nothing to do."""
        for _ in range(MOST_STEPS):
            if not self.audit.at_work() or not self.office.owed.steps:
                break
            self.take(0, luck)

    # --- the machine at work -------------------------------------------------------------------------------------

    def owed(self) -> bool:
        return bool(self.office.owed.steps)

    @precondition(owed)
    @rule(which=ONE_OF_THREE)
    def a_step_goes_well(self, which: int) -> None:
        self.take(which, CLEAR)

    @precondition(owed)
    @rule(which=ONE_OF_THREE, luck=UNKNOWN)
    def an_outcome_stays_unknown(self, which: int, luck: Luck) -> None:
        self.take(which, luck)

    @precondition(owed)
    @rule(which=ONE_OF_THREE, luck=LUCK)
    def a_step_is_taken(self, which: int, luck: Luck) -> None:
        self.take(which, luck)

    @precondition(owed)
    @rule(which=ONE_OF_THREE, luck=LUCK, fate=FATE)
    def a_step_is_cut_off(self, which: int, luck: Luck, fate: Fate) -> None:
        self.take(which, luck, fate)

    def take(self, which: int, luck: Luck, fate: Fate | None = None) -> None:
        steps = sorted(self.office.owed.steps, key=lambda step: step.due)
        self.office.take(steps[which % len(steps)], luck, fate)

    @rule(seconds=st.sampled_from([1.0, 5.0, 12.0, 60.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(back=st.integers(1, 2))
    def the_account_changes_hands(self, back: int) -> None:
        """The worker that had it wakes once more, with steps that were taken or taken up since."""
        old = self.office.worker()
        self.office.restart()
        before = self.items(), self.audit.sent
        for item in before[0]:
            old.pipeline.process(item.id, item.generation - back)
        assert (self.items(), self.audit.sent) == before

    @precondition(lambda self: any(item.state is State.SETTLED for item in self.items()))
    @rule(luck=LUCK, fate=st.one_of(st.none(), FATE))
    def a_sweep_is_made(self, luck: Luck, fate: Fate | None) -> None:
        self.office.sweep(luck, fate)

    # --- people --------------------------------------------------------------------------------------------------

    def open_cases(self) -> list[Case]:
        with self.store.read() as conn:
            return cases.open_ones(conn)

    @precondition(lambda self: bool(self.open_cases()))
    @rule(
        which=ONE_OF_THREE,
        kind=st.sampled_from(Kind),
        order=st.integers(0, 5),
        fee=st.sampled_from([None, "39.90 EUR"]),
    )
    def a_person_decides(self, which: int, kind: Kind, order: int, fee: str | None) -> None:
        waiting = self.open_cases()
        case = waiting[which % len(waiting)]
        said: dict[str, Any] = {}
        if kind is Kind.THIS_ORDER:
            known = [*case.orders, *(one.number for one in self.portal.orders), "P-404"]
            said["reference"] = known[order % len(known)]
        if kind is Kind.ENTER and fee is not None:
            said["corrections"] = {"monthly_fee": fee}
        try:
            item = self.office.decide(case.id, Decision(kind=kind, by="eva.sanz", why="visto", **said))
        except WorkspaceError:
            return  # Refused: the case stays open.
        if kind is Kind.ENTER:
            self.audit.a_person_said_enter(item.id)

    @precondition(lambda self: self.audit.sent)
    @rule(which=ONE_OF_THREE)
    def a_person_withdraws(self, which: int) -> None:
        try:
            self.office.withdraw(self.items()[which % len(self.sales)])
        except Stale:
            return  # It is in the portal, or has ended.

    def locked_out(self) -> bool:
        with self.store.read() as conn:
            return accounts.paused_why(conn, PORTAL, ACCOUNT) is not None

    @precondition(locked_out)
    @rule()
    def a_person_sees_to_the_sign_in(self) -> None:
        self.office.resume_account()

    @rule(which=ONE_OF_THREE, marked=st.booleans(), lag=SHARES, slip=st.sampled_from([None, *SLIP_OF]))
    def a_person_types_an_order(self, which: int, marked: bool, lag: float, slip: str | None) -> None:
        sale = self.sales[which % len(self.sales)]
        order = self.portal.type_in(sale, marked=marked, lag=lag)
        if slip is not None:
            order.shown = {**order.shown, slip: SLIP_OF[slip](order.shown[slip])}

    @precondition(lambda self: self.portal.existing())
    @rule(which=ONE_OF_THREE, field=st.sampled_from([None, "reference", *SLIP_OF]))
    def a_person_changes_an_order(self, which: int, field: str | None) -> None:
        orders = self.portal.existing()
        order = orders[-1 - which % len(orders)]
        if field is None:
            order.deleted = True
        else:
            text = SLIP_OF[field](order.shown[field]) if field in SLIP_OF else ""
            order.shown = {**order.shown, field: text}

    def items(self) -> list[Item]:
        with self.store.read() as conn:
            return all_items(conn)


def the_facts(window: dict[str, float], *, marked: bool, monotone: bool) -> PortalFacts:
    return PortalFacts.model_validate(
        {
            "url": "http://portal.example",
            "locale": "canonical",
            "accounts": [{"name": "one", "user": "env:USER", "password": "env:PASSWORD"}],
            "search_keys": ["holder_id"],
            "marker": {"field": "reference", "length": 20} if marked else None,
            "monotone": monotone,
            "retry_pause_s": 2,
            "breaker": {"after": 3, "pause_s": 2, "longest_pause_s": 4},
            "crosscheck": {"identity": ["holder_id", "line"]},
            **window,
        }
    )


def a_sale(reference: str, holder: str, line: str) -> Line:
    return Line.model_validate(
        {
            "reference": reference,
            "seller": "ana.ruiz",
            "validator": "luis.gil",
            "sold_at": NOW - timedelta(days=1, hours=1),
            "validated_at": NOW - timedelta(days=1),
            "channel": "telefono",
            "campaign": "primavera",
            "holder_id": holder,
            "line": line,
            "plan": "Móvil 20 GB",
            "monthly_fee": "29.90 EUR",
        }
    )


def without_waiting_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def open_for_stories(folder: Path) -> None:
    """One database, made anew for every story: its connection is what takes long."""
    Story.template, Story.file = folder / "template.db", folder / "trastienda.db"
    upgrade(sqlite_url(Story.template))
    Story.store = open_store(sqlite_url(Story.file))
    sa.event.listen(Story.store.engine, "connect", without_waiting_for_the_disk)


@pytest.fixture
def silence() -> Iterator[None]:
    """Thousands of stories are told: their logs would be read by nobody."""
    logger.disable("trastienda")
    yield
    logger.enable("trastienda")


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> None:
    open_for_stories(tmp_path_factory.mktemp("stories"))


FATES = [
    None,
    *(Fate(End.DIES, point) for point in AROUND_THE_CLICK),
    Fate(End.STALLS, Failpoint.INTENT_WRITTEN, pause_s=60),
    Fate(End.STALLS, Failpoint.IN_FLIGHT, pause_s=60),
]


@pytest.mark.usefixtures("silence", "stories")
@pytest.mark.parametrize("saving", Saving, ids=lambda saving: saving.name)
@pytest.mark.parametrize("window", WINDOWS)
def test_every_answer_to_a_request_with_every_end_of_its_worker(window: str, saving: Saving) -> None:
    luck = Luck(saving=saving, lag=1)
    for fate in FATES:
        story = Story()
        try:
            story.sales_are_taken_in_and_the_first_is_entered(
                window=window, marked=True, monotone=False, sales=[(0, 0)], luck=luck, fate=fate
            )
            story.goes_on(luck)
            story.teardown()
        except AssertionError as wrong:
            wrong.add_note(f"with {fate}")
            raise


@pytest.mark.slow
@pytest.mark.usefixtures("silence", "stories")
def test_whatever_happens_a_sale_is_entered_once_and_settled_only_when_proven() -> None:
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=100, stateful_step_count=30, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
