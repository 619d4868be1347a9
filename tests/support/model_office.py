"""A back office in one thread: real store and pipeline, with processes that die and stall where one asks for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.support.model_portal import Defect, Died, Line, LineBot, Luck, ModelPage, ModelPortal, Orphaned
from trastienda.desk.decide import decide, withdraw
from trastienda.domain.customer import customer_key
from trastienda.domain.decision import Decision
from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import Item, State
from trastienda.domain.sale import content_key, seal
from trastienda.engine import orphans
from trastienda.engine.bots import LoadedBot
from trastienda.engine.dispatch import Dispatcher, workflow_id
from trastienda.engine.life import ORPHAN_S
from trastienda.engine.means import Means
from trastienda.engine.pipeline import Pipeline
from trastienda.engine.sweep import Sweep, Swept
from trastienda.failpoints import Failpoint
from trastienda.portal.book import Book, OwnOrders
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Gate
from trastienda.rules.validate import RULES_VERSION
from trastienda.store import accounts, items, runs
from trastienda.store.connection import Store
from trastienda.store.runs import Run

PORTAL, ACCOUNT, RUN = "lines", "one", "20260403T090000-7f3a"


class End(StrEnum):
    """What happens to a process in the middle of its work."""

    DIES = "dies"
    STALLS = "stalls, another one takes its account, and it wakes"


@dataclass(frozen=True)
class Fate:
    """What happens to a process, and when.

    Attributes:
        end: what.
        moment: at which of the step's moments (a failpoint, or the beginning or the end of a transaction), by its
            number or by its name.
        pause_s: how long it stalls.
    """

    end: End
    moment: int | Failpoint
    pause_s: float = 0


@dataclass
class Lease:
    """The right to use the account; the lock of a process that only stalls is still held."""

    epoch: int

    def alive(self) -> bool:
        return True


@dataclass(frozen=True)
class Step:
    """A step that an item is owed."""

    item: int
    generation: int
    due: datetime


class Owed(Dispatcher):
    """What items are owed, in a list; a step is there when its transaction is."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._written: list[Step] = []
        self.steps: list[Step] = []

    def enqueue(self, conn: sa.Connection, item: Item, *, after: timedelta = timedelta(0)) -> None:
        self._written.append(Step(item.id, item.generation, self._clock() + after))

    def live(self, queue: str, *, executor: str) -> set[str]:
        return {workflow_id(step.item, step.generation) for step in self.steps}

    def begun(self) -> None:
        """A transaction begins: what an earlier one wrote and did not commit is gone."""
        self._written = []

    def committed(self) -> None:
        """It is there from now on."""
        self.steps += self._written
        self._written = []


class TransactionStore(Store):
    """The store of one process: every transaction is a moment at which the process may die."""

    def __init__(
        self, engine: sa.Engine, owed: Owed, *, moment: Callable[[bool], None], written: Callable[[], None]
    ) -> None:
        """Prepare.

        Args:
            engine, owed: of the office.
            moment: told when a transaction begins, is about to commit (with true), and has committed.
            written: called after every commit.
        """
        super().__init__(engine)
        self._owed = owed
        self._moment = moment
        self._committed = written

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        self._moment(False)
        self._owed.begun()
        with super().begin() as conn:
            yield conn
            self._moment(True)
        self._owed.committed()
        self._committed()
        self._moment(False)


@dataclass
class Office:
    """The back office of one portal.

    Attributes:
        engine: of the database.
        portal: the portal.
        audit: called after every commit.
        owed: what items are owed.
    """

    engine: sa.Engine
    portal: ModelPortal
    audit: Callable[[], None]
    owed: Owed = field(init=False)
    bot: LoadedBot = field(init=False)
    _worker: "Worker | None" = None
    _working: "Worker | None" = None

    def __post_init__(self) -> None:
        self.owed = Owed(self.portal.clock)
        self.store = TransactionStore(self.engine, self.owed, moment=lambda _: None, written=self.audit)
        place = OwnOrders(page="own_orders", rows="own_orders")
        book = Book.model_construct(own_orders=place)  # type: ignore[call-arg]  # nothing else is asked of it
        self.bot = LoadedBot(PORTAL, LineBot(), Line, self.facts, book, {})
        now = self.portal.clock.now
        with self.store.begin() as conn:
            runs.add(conn, Run(RUN, PORTAL, "hand", None, "sweep", now, None, None, {}, {}))

    @property
    def facts(self) -> PortalFacts:
        return self.portal.facts

    def take_in(self, sale: Line) -> Item:
        """A validated sale, ready to be entered."""
        now = self.portal.clock.now
        with self.store.begin() as conn:
            item = items.add(
                conn,
                now=now,
                why="taken_in",
                detail={},
                bot=PORTAL,
                portal=PORTAL,
                account=ACCOUNT,
                sale_reference=sale.reference,
                content_key=content_key(sale),
                source={},
                sale=sale.model_dump(mode="json"),
                raw={},
                findings=[],
                customer_key=customer_key(sale, self.facts.search_keys),
            )
            assert item is not None
            sealed = seal(sale, RULES_VERSION).model_dump(mode="json")
            ready = items.move(conn, item, State.READY, now=now, why="validated", seal=sealed)
            self.owed.enqueue(conn, ready)
        return ready

    # --- the machine ---------------------------------------------------------------------------------------------

    def worker(self) -> "Worker":
        """The process that holds the account; a new one when the last one died."""
        if self._worker is None:
            self._worker = Worker(self)
            self._worker.take_up()
        return self._worker

    def restart(self) -> None:
        """The process ends between two steps, and another one takes the account."""
        self._worker = None
        self.worker()

    def take(self, step: Step, luck: Luck, fate: Fate | None = None) -> None:
        """Take a step that is owed, when it is due."""
        self.portal.clock.now = max(self.portal.clock.now, step.due)
        worker = self.worker()
        if step not in self.owed.steps:
            return  # A new process took the item up under a new generation.
        self.owed.steps.remove(step)
        self.portal.expect(luck)
        worker.work(lambda: worker.pipeline.process(step.item, step.generation), fate)

    def sweep(self, luck: Luck, fate: Fate | None = None) -> None:
        """Compare what was settled with the portal."""
        worker = self.worker()
        self.portal.expect(luck)
        worker.work(worker.sweep, fate)

    def resume_account(self) -> None:
        """A person has seen to the account's sign-in."""
        with self.store.begin() as conn:
            accounts.resume(conn, PORTAL, ACCOUNT)
        self.worker().take_up()

    @contextmanager
    def working(self, worker: "Worker") -> Iterator[None]:
        """While it works, failpoints are its moments: they are functions of the program and know no process."""
        before, self._working = self._working, worker
        try:
            yield
        finally:
            self._working = before

    def reach(self, point: Failpoint) -> None:
        """Stands where `trastienda.failpoints.reach` does."""
        if self._working is not None:
            self._working.reach(point)

    def lost(self, worker: "Worker") -> None:
        """A process died."""
        if self._worker is worker:
            self._worker = None

    def overtake(self, pause_s: float) -> None:
        """The process stalls: another one takes its account, and takes the steps that come due meanwhile."""
        clock, luck = self.portal.clock, self.portal.luck
        wakes = clock.now + timedelta(seconds=pause_s)
        self._worker = None
        self.worker()
        while due := [step for step in self.owed.steps if step.due <= wakes]:
            self.take(due[0], Luck(saving=luck.saving, lag=luck.lag, late=luck.late))
        clock.now = max(clock.now, wakes)
        self.portal.expect(luck)

    # --- people --------------------------------------------------------------------------------------------------

    def decide(self, case: int, decision: Decision) -> Item:
        """Decide a case the way the CLI and the list do."""
        with self.store.begin() as conn:
            return decide(
                conn,
                case,
                decision,
                version=None,
                sale_type=Line,
                facts=self.facts,
                dispatch=self.owed.enqueue,
                now=self.portal.clock.now,
            )

    def withdraw(self, item: Item) -> None:
        """Take an item out."""
        with self.store.begin() as conn:
            withdraw(conn, item, by="eva.sanz", why="baja", now=self.portal.clock.now)


class Worker:
    """One process that holds the account."""

    def __init__(self, office: Office) -> None:
        """Take the account."""
        self._office = office
        self._moments, self._dead = 0, False
        self._fate: Fate | None = None
        self._store = TransactionStore(
            office.engine, office.owed, moment=self._transaction, written=office.audit
        )
        with self._store.begin() as conn:
            self._lease = Lease(accounts.take(conn, PORTAL, ACCOUNT, holder="worker"))
        self._means = Means(
            self._store,
            self._open_portal,
            office.owed.enqueue,
            lambda bot, run: Path("nothing-is-written"),
            office.portal.clock,
        )
        self.pipeline = Pipeline(
            self._means,
            {PORTAL: office.bot},
            lease=lambda portal, account: self._lease,
            admits=lambda _: True,
            draining=self._wait,
            written=lambda _: None,
            room=lambda: True,
        )

    def take_up(self) -> None:
        """Owe every open item its step, where nothing else does and nobody paused the account."""
        office = self._office
        with self._store.read() as conn:
            if accounts.paused_why(conn, PORTAL, ACCOUNT) is not None:
                return
        orphans.take_up(
            self._store,
            office.owed,
            PORTAL,
            ACCOUNT,
            executor="worker",
            admits=lambda _: True,
            now=office.portal.clock.now,
        )

    def work(self, job: Callable[[], Any], fate: Fate | None) -> None:
        """Do something, as far as fate lets it come."""
        self._moments, self._fate = 0, fate
        with self._office.working(self):
            try:
                job()
            except Died:
                self._office.lost(self)
            except Defect:
                pass  # Of a sweep's bot: the dispatcher writes it down, and the next sweep comes.
        self._fate = None

    def sweep(self) -> Swept:
        """One sweep of the account."""
        sweep = Sweep(self._means, self._office.bot, ACCOUNT, self._lease, run=RUN, going_on=lambda: True)
        return sweep.sweep(since=None)

    def reach(self, point: Failpoint) -> None:
        """A failpoint is a moment."""
        self._moment(point)

    def _transaction(self, about_to_commit: bool) -> None:
        self._moment(None, in_transaction=about_to_commit)

    def _moment(self, point: Failpoint | None, *, in_transaction: bool = False) -> None:
        if self._dead:
            raise Died
        self._moments += 1
        fate = self._fate
        if fate is None:
            return
        if point is not fate.moment if isinstance(fate.moment, Failpoint) else self._moments < fate.moment:
            return
        sending = point is Failpoint.ABOUT_TO_SEND
        if fate.end is End.STALLS and in_transaction:
            return  # Whoever stalls with the database's lock lets nobody overtake: at the next moment then.
        self._fate = None
        if fate.end is End.STALLS:
            # Behind the last look it has the life of an orphaned browser at most.
            self._office.overtake(min(fate.pause_s, ORPHAN_S) if sending else fate.pause_s)
            return
        self._dead = True
        raise Orphaned if sending else Died

    def _open_portal(self, bot: LoadedBot, account: str, *, gate: Gate, evidence: Evidence) -> ModelPage:
        return ModelPage(self._office.portal, gate)

    def _wait(self, seconds: float) -> bool:
        self._office.portal.clock.advance(seconds)
        return False
