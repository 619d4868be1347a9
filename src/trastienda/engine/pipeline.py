"""Carry items through their portals, one step of the dispatcher at a time."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loguru import logger
from pydantic import ValidationError

from trastienda.desk.opening import open_case
from trastienda.domain.case import Reason
from trastienda.domain.item import AT_WORK, Item, State
from trastienda.domain.sale import Sale
from trastienda.engine.bots import LoadedBot
from trastienda.engine.life import go_on
from trastienda.engine.live import REHEARSED, LiveAttempt
from trastienda.engine.means import Lease, Means
from trastienda.engine.trouble import dealt_with
from trastienda.errors import ApplicationException, BusinessException, DatabaseAway, Rehearsed
from trastienda.rules.routing import Enter, ReadBack, after_find
from trastienda.store import accounts, items, portals

LOOK_EVERY_S = 1.0
"""How often a paused portal is asked for, in seconds: a person may end its pause."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Carries items through their portals; every method may run on any thread.

    Attributes:
        means: what attempts work with.
        bots: by name.
        lease: of an account that this process holds, `None` when it does not.
        admits: whether this process may begin an item: not while it drains, nor beyond a run's limit.
        draining: waits at most so many seconds; whether the process drains.
        written: told the number of an item whose journal may have grown.
        room: whether the disk has room to begin anything.
    """

    means: Means
    bots: Mapping[str, LoadedBot]
    lease: Callable[[str, str], Lease | None]
    admits: Callable[[int], bool]
    draining: Callable[[float], bool]
    written: Callable[[int], None]
    room: Callable[[], bool]

    def process(self, number: int, generation: int) -> None:
        """Take one item as far as it goes now. An older generation does nothing."""
        try:
            self._take_further(number, generation)
        except DatabaseAway as away:
            # It has no step any more: it is taken up from where its row says, as after a crash.
            logger.bind(item=number).warning("broken off: {}", away)

    def _take_further(self, number: int, generation: int) -> None:
        item = self._when_open(number, generation)
        if item is None:
            return
        with logger.contextualize(item=item.id, run=item.run):
            try:
                attempt = self._attempt(item)
            except ValidationError as misfit:
                self._ask_about(item, misfit)
                return
            if attempt is not None:
                try:
                    with dealt_with(attempt):
                        go_on(attempt)
                finally:
                    attempt.leave()
        self.written(item.id)

    def _when_open(self, number: int, generation: int) -> Item | None:
        """The item, as soon as its portal is not paused and there is room; `None` when there is nothing to do here.

        Waiting here holds the account's queue: its items stay queued, and none is touched.
        """
        while True:
            with self.means.store.read() as conn:
                item = items.get(conn, number)
                closed = accounts.paused_why(conn, item.portal, item.account)
                held = portals.held(conn, item.portal)
                strain = portals.strain(conn, item.portal)
            if item.generation != generation or item.state not in AT_WORK or not self.admits(number):
                return None
            if closed or held:
                return None
            if not strain.paused(self.means.clock()) and self.room():
                return item
            if self.draining(LOOK_EVERY_S):
                return None

    def _ask_about(self, item: Item, misfit: ValidationError) -> None:
        """The sale was taken in by an older bot and does not fit the one of today: a person must look."""
        fields = sorted({".".join(map(str, fault["loc"])) for fault in misfit.errors()})
        now = self.means.clock()
        with self.means.store.begin() as conn:
            if item.state is State.READY:
                item = items.move(conn, item, State.ENTERING, now=now, why="attempt")
            open_case(conn, item, reason=Reason.SALE_UNREADABLE, detail={"what": ", ".join(fields)}, now=now)
        logger.error("the stored sale does not fit the bot's: {}", ", ".join(fields))

    def rehearse(self, number: int) -> str:
        """Do everything up to the commit point and stop there; the item stays as it is.

        Returns:
            what happened, in a sentence.
        """
        with self.means.store.read() as conn:
            item = items.get(conn, number)
        attempt = self._attempt(item, rehearsal=True)
        if attempt is None:
            return "the account is in use by another process"
        with logger.contextualize(item=item.id, run=item.run):
            try:
                decision = after_find(attempt.find(), dismissed=item.dismissed)
                if isinstance(decision, Enter):
                    attempt.enter()
                    raise AssertionError("a rehearsal passed the commit point")
            except Rehearsed:
                return "filled and read back; stopped before the commit point"
            except (BusinessException, ApplicationException) as error:
                return f"stopped: {error}"
            finally:
                attempt.end(REHEARSED)
        if isinstance(decision, ReadBack):
            return f"is in the portal already: {decision.reference}"
        return f"would be a case: {decision.reason}"

    def _attempt(self, item: Item, *, rehearsal: bool = False) -> LiveAttempt | None:
        lease = self.lease(item.portal, item.account)
        if lease is None:
            return None
        bot = self.bots[item.bot]
        sale: Sale = bot.sale_type.model_validate_json(json.dumps(item.sale))
        return LiveAttempt(self.means, item, bot, sale, lease, rehearsal=rehearsal)
