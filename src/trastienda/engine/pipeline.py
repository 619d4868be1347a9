"""The life of one item in its portal, from ready to its end: read it from top to bottom."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from loguru import logger
from pydantic import ValidationError

from trastienda.desk.opening import open_case
from trastienda.domain.case import Reason
from trastienda.domain.item import AT_WORK, Item, State
from trastienda.domain.record import Reference
from trastienda.domain.sale import Sale
from trastienda.engine.attempt import Attempt, Lease, Means
from trastienda.engine.bots import LoadedBot
from trastienda.engine.trouble import dealt_with
from trastienda.errors import ApplicationException, BusinessException, Rehearsed
from trastienda.portal.facade import PageNotFound
from trastienda.rules.routing import (
    AskPerson,
    Enter,
    ReadBack,
    Settle,
    Wait,
    after_find,
    after_not_found,
    after_probe,
    after_read,
    after_second_look,
)
from trastienda.store import accounts, items

ORPHAN_S = 5.0
"""A killed worker's browser was seen to live on for 1.5 to 3.7 seconds: its request may still commit."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Carries items through their portals; every method may run on any thread.

    Attributes:
        means: what attempts work with.
        bots: by name.
        lease: of an account that this process holds, `None` when it does not.
        admits: whether this process may begin an item: not while it drains, nor beyond a run's limit.
    """

    means: Means
    bots: Mapping[str, LoadedBot]
    lease: Callable[[str, str], Lease | None]
    admits: Callable[[int], bool]

    def process(self, number: int, generation: int) -> None:
        """Take one item as far as it goes now. An older generation does nothing."""
        with self.means.store.read() as conn:
            item = items.get(conn, number)
            paused = accounts.paused_why(conn, item.portal, item.account)
        if item.generation != generation or item.state not in AT_WORK or paused or not self.admits(number):
            return
        with logger.contextualize(item=item.id, run=item.run):
            try:
                attempt = self._attempt(item)
            except ValidationError as misfit:
                self._ask_about(item, misfit)
                return
            if attempt is not None:
                with dealt_with(attempt):
                    self._step(attempt)

    def _ask_about(self, item: Item, misfit: ValidationError) -> None:
        """The sale was taken in by an older bot and does not fit the one of today: a person must look."""
        fields = sorted({".".join(map(str, fault["loc"])) for fault in misfit.errors()})
        now = self.means.clock()
        with self.means.store.begin() as conn:
            if item.state is State.READY:
                item = items.move(conn, item, State.ENTERING, now=now, why="attempt")
            open_case(conn, item, reason=Reason.SALE_UNREADABLE, detail={"what": ", ".join(fields)}, now=now)
        logger.error("the stored sale does not fit the bot's: {}", ", ".join(fields))

    def _step(self, attempt: Attempt) -> None:
        match attempt.item.state:
            case State.READY:
                self._look_then_enter(attempt)
            case State.ENTERING:
                self._take_up_after_a_crash(attempt)
            case State.UNCERTAIN:
                self._probe(attempt)
            case State.ENTERED:
                self._read_back(attempt)

    def _look_then_enter(self, attempt: Attempt) -> None:
        """Steps 1 to 6: take the customer's lease, look, and only then pass the commit point."""
        if not attempt.begin_entering():
            return
        attempt.check_seal()
        match after_find(attempt.find(), dismissed=attempt.item.dismissed):
            case ReadBack(reference):
                attempt.move(State.ENTERED, why="found", reference=reference)
            case AskPerson() as ask:
                attempt.ask(ask)
                return
            case Enter():
                reference = attempt.enter()
                attempt.move(
                    State.ENTERED,
                    why="recognised",
                    reference=reference,
                    intent="recognised",
                    said_success=True,
                )
        self._read_back(attempt)

    def _take_up_after_a_crash(self, attempt: Attempt) -> None:
        """An earlier holder died. Without an intent nothing was sent; with one it may have been."""
        if not attempt.has_open_intent():
            attempt.back_to_ready("taken up after a crash; nothing had been sent", pause=timedelta(0))
            return
        # From now, not from the intent: the dead worker's browser may still be sending.
        settle = timedelta(seconds=attempt.bot.facts.server_timeout_s + ORPHAN_S)
        attempt.become_uncertain("the worker died after the intent", pause=settle)

    def _probe(self, attempt: Attempt) -> None:
        """Step 7: look for an order whose outcome is unknown, always live, until a verdict."""
        item, now = attempt.item, self.means.clock()
        decision = after_probe(
            attempt.find(),
            facts=attempt.bot.facts,
            now=now,
            uncertain_since=item.uncertain_since or now,
            said_success=item.said_success,
            sent=item.sent,
            dismissed=item.dismissed,
        )
        match decision:
            case ReadBack(reference):
                attempt.move(
                    State.ENTERED, why="found", reference=reference, intent="found", uncertain_since=None
                )
                self._read_back(attempt)
            case Wait(pause):
                attempt.wait(pause)
            case AskPerson() as ask:
                attempt.ask(ask)
            case Enter():
                # The search at the window's end proves that it was not saved: one new attempt, from the look on.
                attempt.back_to_ready(
                    "not to be found after the window: one new attempt",
                    pause=timedelta(0),
                    intent="not_found",
                    sent=item.sent + 1,
                    uncertain_since=None,
                )

    def _read_back(self, attempt: Attempt) -> None:
        """Step 8: open the order in a fresh page, compare every field, and see that it is the only one."""
        item = attempt.item
        assert item.reference is not None
        try:
            record = attempt.read(Reference(item.reference))
        except PageNotFound:
            self._not_there(attempt, item.reference)
            return
        decision, results = after_read(
            attempt.sale, record, attempt.bot.facts, wanted=item.reference, accepted=item.accepted
        )
        if isinstance(decision, Settle):
            decision = after_second_look(attempt.looked(), settled=item.reference, dismissed=item.dismissed)
        match decision:
            case Settle():
                checked = {result.field: result.code.value for result in results}
                attempt.move(State.SETTLED, why="settled", detail={"cross_check": checked}, held_key=None)
                attempt.end("settled")
            case AskPerson() as ask:
                attempt.ask(ask)

    def _not_there(self, attempt: Attempt, wanted: str) -> None:
        """The order's page does not exist: portals may show an order later than they confirm it."""
        now = self.means.clock()
        since = attempt.item.uncertain_since or now
        match after_not_found(attempt.bot.facts, wanted=wanted, now=now, since=since):
            case Wait(pause):
                attempt.wait(pause, uncertain_since=since)
            case AskPerson() as ask:
                # A number without an order is none of this sale: whoever looks again searches for it, and no
                # other sale of the customer shall take it for its own if it turns up.
                attempt.ask(ask, reference=None, held_key=attempt.item.customer_key)

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
                attempt.end("rehearsed")
        if isinstance(decision, ReadBack):
            return f"is in the portal already: {decision.reference}"
        return f"would be a case: {decision.reason}"

    def _attempt(self, item: Item, *, rehearsal: bool = False) -> Attempt | None:
        lease = self.lease(item.portal, item.account)
        if lease is None:
            return None
        bot = self.bots[item.bot]
        sale: Sale = bot.sale_type.model_validate_json(json.dumps(item.sale))
        return Attempt(self.means, item, bot, sale, lease, rehearsal=rehearsal)
