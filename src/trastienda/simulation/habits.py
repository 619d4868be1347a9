"""Enter every sale the way others do: what they do about an unknown outcome is a habit, not a protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from trastienda.domain.record import Record
from trastienda.errors import ApplicationException, OutcomeUnknown
from trastienda.failpoints import Failpoint
from trastienda.portal.facade import PageNotFound
from trastienda.rules.routing import Settle, after_read, after_second_look, judge
from trastienda.simulation.clock import Agenda
from trastienda.simulation.figures import End, Ending
from trastienda.simulation.model import FORM_S, LOOK_S, READ_S, RESTART_S
from trastienda.simulation.portal import Answer
from trastienda.simulation.sales import Sold
from trastienda.simulation.world import Crashed, World

RETRY_S = 5.0
CLOSED_S = 60.0


class Then(StrEnum):
    """What comes after trouble."""

    AGAIN = "again"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Habits:
    """How a bot without a protocol goes about its sales; none of them has a fuse, or a sweep.

    Attributes:
        unknown: what comes after an unknown outcome.
        crash: what comes after a crash; the item's state is all that is left.
        tries: after so many a person has it, `None` for never.
        looks_first: searches before every entry, and trusts a hit.
        reads_back_s: opens the order again so many seconds later and compares it, `None` for never.
    """

    unknown: Then
    crash: Then
    tries: int | None = None
    looks_first: bool = False
    reads_back_s: float | None = None


NAIVE = Habits(unknown=Then.AGAIN, crash=Then.AGAIN)
"""Again until the screen says success."""

QUEUE = Habits(unknown=Then.AGAIN, crash=Then.PERSON, tries=3)
"""As the big RPA products' queues: three tries, and what a crashed robot had in hand is abandoned."""

SEARCH_FIRST = Habits(unknown=Then.AGAIN, crash=Then.AGAIN, looks_first=True)
"""Again, but whatever a search shows is taken for it."""

AT_MOST_ONCE = Habits(unknown=Then.PERSON, crash=Then.PERSON)
"""Never again, and the screen is trusted."""

HALT = Habits(unknown=Then.PERSON, crash=Then.PERSON, reads_back_s=900.0)
"""The queue halts for a person; every success is read back a quarter of an hour later."""


def by_habit(world: World, habits: Habits) -> list[Ending]:
    """Work every sale until nothing is due any more.

    Returns:
        how each sale ended, in the order of the sales.
    """
    return _Bot(world, habits).work()


class _Bot:
    """Takes the due sales one after the other."""

    def __init__(self, world: World, habits: Habits) -> None:
        self._world = world
        self._habits = habits
        self._clock = world.clock
        self._agenda = Agenda()
        self._tries = [0] * len(world.sold)
        self._entered: dict[int, str] = {}
        self._endings = [Ending(End.OPEN)] * len(world.sold)

    def work(self) -> list[Ending]:
        for one in self._world.sold:
            self._agenda.put(one.arrives, one.number)
        while (step := self._agenda.take()) is not None:
            due, number, _ = step
            self._clock.not_before(due)
            sold = self._world.sold[number]
            try:
                if number in self._entered:
                    self._read_back(sold, self._entered[number])
                else:
                    self._try(sold)
            except Crashed:
                # After the screen nothing was left to lose: a read-back begins again.
                then = Then.AGAIN if number in self._entered else self._habits.crash
                self._after_trouble(sold, then, RESTART_S, why="crash")
            except OutcomeUnknown:
                self._after_trouble(sold, self._habits.unknown, RETRY_S, why="unknown outcome")
            except ApplicationException:
                # Before the commit point, so everybody tries again.
                self._after_trouble(sold, Then.AGAIN, CLOSED_S, why="portal failed")
        return self._endings

    def _after_trouble(self, sold: Sold, then: Then, pause: float, *, why: str) -> None:
        tries = self._habits.tries
        if then is Then.PERSON or (tries is not None and self._tries[sold.number] >= tries):
            self._endings[sold.number] = Ending(End.CASE, reason=why)
        else:
            self._agenda.put(self._clock.at + pause, sold.number)

    def _try(self, sold: Sold) -> None:
        self._tries[sold.number] += 1
        self._world.may_crash(Failpoint.ATTEMPT_BEGUN, sold)
        hit = self._hit(sold) if self._habits.looks_first else None
        reference = hit if hit is not None else self._enter(sold)
        if self._habits.reads_back_s is None:
            self._endings[sold.number] = Ending(End.SETTLED, reference)
        elif reference is None:
            self._endings[sold.number] = Ending(End.CASE, reason="no number")
        else:
            self._entered[sold.number] = reference
            self._agenda.put(self._clock.at + self._habits.reads_back_s, sold.number)

    def _hit(self, sold: Sold) -> str | None:
        """The number of an order with the sale's document and line: that will be it."""
        rows = self._search(sold)
        line = sold.sale.line[3:]
        return next((row.reference for row in rows if row.fields["line"].replace(" ", "") == line), None)

    def _search(self, sold: Sold) -> Sequence[Record]:
        self._clock.spend(LOOK_S)
        self._world.portal.page(self._clock.at)
        rows = self._world.portal.search(sold.sale.holder_id, self._clock.at)
        self._world.may_crash(Failpoint.LOOKED, sold)
        return rows

    def _enter(self, sold: Sold) -> str | None:
        self._clock.spend(FORM_S)
        self._world.portal.page(self._clock.at)
        self._world.may_crash(Failpoint.FORM_FILLED, sold)
        self._world.may_crash(Failpoint.ABOUT_TO_SEND, sold)
        answer: Answer = self._world.portal.post(sold, self._clock.at, fused=self._world.fused)
        self._world.may_crash(Failpoint.IN_FLIGHT, sold)
        self._clock.spend(answer.takes)
        self._world.may_crash(Failpoint.ANSWERED, sold)
        if answer.reference is None and not answer.said_success:
            raise OutcomeUnknown(answer.says)
        self._world.may_crash(Failpoint.OUTCOME_SEEN, sold)
        return answer.reference

    def _read_back(self, sold: Sold, reference: str) -> None:
        """Open the order and search once more; anything that is not certain is for a person."""
        facts = self._world.facts
        self._clock.spend(READ_S)
        self._world.portal.page(self._clock.at)
        try:
            record = self._world.portal.open(reference, self._clock.at)
        except PageNotFound:
            self._endings[sold.number] = Ending(End.CASE, reference, "not there")
            return
        decision, _ = after_read(sold.sale, record, facts, wanted=reference, accepted={})
        if isinstance(decision, Settle):
            rows = self._search(sold)
            others = {row.fields["reference"] for row in rows} - {"", sold.sale.reference}
            found = [
                judge(sold.sale, row, facts, ours={}, references=dict.fromkeys(others, "")) for row in rows
            ]
            decision = after_second_look(found, settled=reference)
        if isinstance(decision, Settle):
            self._endings[sold.number] = Ending(End.SETTLED, reference)
        else:
            self._endings[sold.number] = Ending(End.CASE, reference, decision.reason.value)
