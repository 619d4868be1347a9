"""A worker: one process that holds accounts and does their items."""

import itertools
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import ParamSpec, Self

import sqlalchemy as sa
from loguru import logger

from trastienda.domain.item import Item
from trastienda.engine import orphans
from trastienda.engine.anchor import Anchor
from trastienda.engine.bots import LoadedBot
from trastienda.engine.dispatch import Dispatcher, StartSlot, queue_of
from trastienda.engine.leases import Account, Leases
from trastienda.engine.means import Means
from trastienda.engine.pipeline import Pipeline
from trastienda.engine.room import Room
from trastienda.engine.sweeps import Sweeps
from trastienda.errors import DatabaseAway, WorkspaceError
from trastienda.portal.browser import Screen
from trastienda.portal.credentials import address, resolve
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Gate, Portal
from trastienda.portal.session import BrowserLoop
from trastienda.store import accounts, portals
from trastienda.store.connection import Store
from trastienda.workspace import Workspace

P = ParamSpec("P")

AGAIN_AFTER_S = 1.0
DRAIN_S = 120
"""How long a drained worker waits for the order in hand."""


def utc_now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def named(held: Iterable[Account]) -> str:
    """Accounts, each as portal and account, as people read them."""
    return ", ".join("/".join(account) for account in held)


@dataclass(frozen=True, slots=True)
class Renewed:
    """Accounts that a worker lost to the world or gained from it: portal and account."""

    lost: Sequence[Account]
    gained: Sequence[Account]


class Worker:
    """Does the items of the accounts whose locks this process holds; a context manager."""

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        bots: Mapping[str, LoadedBot],
        *,
        clock: Callable[[], datetime] = utc_now,
        screen: Screen | None = None,
    ) -> None:
        """Prepare; nothing is taken before `take`.

        Args:
            workspace: where evidence goes.
            store: the database.
            bots: by name; all of one worker share a browser.
            clock: the current aware time.
            screen: how people watch the browser; `None` without a window.
        """
        self._workspace = workspace
        self._screen = screen
        self._store = store
        self._bots = dict(bots)
        self._clock = clock
        self._before: frozenset[Account] | None = None
        """What was held when the last renewal began, if that was broken off."""
        self._started = False
        self._stopping = threading.Event()
        self._leaving = threading.Event()
        """Set while the dispatcher stops: whoever waits for a paused portal must let go."""
        self._only: frozenset[int] | None = None
        self._browser: BrowserLoop | None = None
        self.executor = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._leases = Leases(store, self.executor)
        self.dispatcher = Dispatcher(store)
        self.anchor = Anchor(store, workspace.runs)
        means = Means(
            store=store,
            open_portal=self._open_portal,
            dispatch=self.dispatch,
            run_folder=workspace.run_folder,
            clock=clock,
        )
        self.sweeps = Sweeps(
            workspace,
            means,
            self._bots,
            self.anchor,
            lease=self._leases.get,
            going_on=lambda: not self.draining,
        )
        self.pipeline = Pipeline(
            means=means,
            bots=self._bots,
            lease=self._leases.get,
            admits=self._admits,
            draining=self._leaving.wait,
            written=self.anchor.note,
            room=Room(workspace.runs if workspace.runs.exists() else workspace.root),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()
        self.dispatcher.close()
        if self._browser is not None:
            self._browser.__exit__(kind, error, trace)
        self._leases.release()

    def take(self, *, limit: int | None = None) -> list[Account]:
        """Take the locks of the accounts of the bots that are free.

        Args:
            limit: hold at most so many; without it all that are free.

        Returns:
            the accounts that another process holds: portal and account.

        Raises:
            DatabaseAway: those before are held.
        """
        wanted = [(bot.name, account.name) for bot in self._bots.values() for account in bot.facts.accounts]
        return self._leases.take(wanted, limit=limit)

    @property
    def holds(self) -> Sequence[Account]:
        """The accounts that this process holds: portal and account."""
        return self._leases.held

    def start_browser(self) -> str:
        """Start the browser; returns its name and version.

        Raises:
            BrowserMissing: there is none that starts.
        """
        if self._browser is None:
            wanted = {bot.facts.browser for bot in self._bots.values()}
            if len(wanted) > 1:
                several = ", ".join(sorted(wanted))
                raise WorkspaceError(f"One worker has one browser; the portals want {several}.")
            self._browser = BrowserLoop(configured=wanted.pop(), screen=self._screen).__enter__()
        version = self._browser.version
        assert self._browser.supply is not None
        return f"{version} ({self._browser.supply.origin})"

    def start(self, *, start_slot: StartSlot | None = None) -> None:
        """Begin to work on the items of the accounts held."""
        self._started = True
        queues = [queue_of(*key) for key in self._leases.held]
        self.dispatcher.launch(
            queues,
            executor=self.executor,
            process=self.pipeline.process,
            sweep=self._insisting(self.sweeps.account),
            start_slot=None if start_slot is None else self._insisting(start_slot),
        )
        self.take_up()

    def _insisting(self, step: Callable[P, None]) -> Callable[P, None]:
        """The step, again and again while the database is away: unlike an item's, nobody takes it up later."""

        def insist(*args: P.args, **named: P.kwargs) -> None:
            for turn in itertools.count():
                try:
                    return step(*args, **named)
                except DatabaseAway as away:
                    if turn == 0:
                        logger.warning("waiting: {}", away)
                    if self._stopping.wait(AGAIN_AFTER_S):
                        raise

        return insist

    def renew(self, *, limit: int | None = None, start_slot: StartSlot | None = None) -> Renewed:
        """Let go of accounts whose locks died, take free ones, and owe every open item its step; call it now and then.

        Args:
            limit: as for `take`.
            start_slot: as for `start`.

        Raises:
            DatabaseAway: the next call goes on from where this one stopped.
        """
        if self._before is None:
            self._before = frozenset(self._leases.held)
        before = self._before
        # An account whose lock died and that nobody took is taken anew, in a new epoch.
        self._leases.drop_dead()
        self.take(limit=limit)
        held = frozenset(self._leases.held)
        if held == before and self.dispatcher.launched == self._started:
            self.take_up()
        else:
            self.start_browser()
            self.restart(start_slot=start_slot)
        self._before = None
        return Renewed(lost=sorted(before - held), gained=sorted(held - before))

    def restart(self, *, start_slot: StartSlot | None = None) -> None:
        """Work on the accounts that are held now, no more and no fewer: the order in hand is finished first."""
        self._leaving.set()
        self.dispatcher.stop(wait_s=DRAIN_S)
        if not self.draining:
            self._leaving.clear()
        self.start(start_slot=start_slot)

    def take_up(self) -> None:
        """Owe every open item of the accounts held its step, where nothing else does."""
        for portal, account in self._leases.held:
            with self._store.read() as conn:
                paused, hold = accounts.paused_why(conn, portal, account), portals.held(conn, portal)
            if paused is None and hold is None:
                count = orphans.take_up(
                    self._store,
                    self.dispatcher,
                    portal,
                    account,
                    executor=self.executor,
                    admits=self._admits,
                    now=self._clock(),
                )
                if count:
                    logger.info("{} item(s) of {}/{} taken up again", count, portal, account)

    def held(self) -> list[str]:
        """The portals that nothing may be entered into before a sweep; looks whether the database is an old one."""
        return self.anchor.hold_if_restored((bot.name, bot.facts) for bot in self._bots.values())

    def limit_to(self, ids: Iterable[int]) -> None:
        """Begin no other items than these."""
        self._only = frozenset(ids)

    def _admits(self, item: int) -> bool:
        return not self.draining and (self._only is None or item in self._only)

    def finish(self) -> None:
        """Drain, and wait until the order in hand is finished."""
        self.drain()
        self.dispatcher.stop(wait_s=DRAIN_S)

    def drain(self) -> None:
        """Finish what is in hand and begin nothing new."""
        self._stopping.set()
        self._leaving.set()

    @property
    def draining(self) -> bool:
        """Whether `drain` was called."""
        return self._stopping.is_set()

    def dispatch(self, conn: sa.Connection, item: Item, *, after: timedelta = timedelta(0)) -> None:
        """Owe an item its next step, in the transaction of its move."""
        self.dispatcher.enqueue(conn, item, after=after)

    def _open_portal(self, bot: LoadedBot, account: str, *, gate: Gate, evidence: Evidence) -> Portal:
        assert self._browser is not None
        declared = next(one for one in bot.facts.accounts if one.name == account)
        paused = self._screen is not None and self._screen.pause_on_trouble

        return Portal(
            self._browser,
            account=f"{bot.name}/{account}",
            base_url=address(bot.facts.url),
            book=bot.book,
            facts=bot.facts,
            credentials=lambda: (resolve(declared.user).get_secret_value(), resolve(declared.password)),
            sign_in=bot.verbs.sign_in,
            gate=gate,
            evidence=evidence,
            pause_on_trouble=paused,
        )
