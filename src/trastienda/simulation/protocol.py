"""Enter every sale by our own protocol: the real life of an item, on simulated hands."""

import math
from datetime import timedelta

from trastienda.domain.item import AT_WORK, Item
from trastienda.engine.life import go_on
from trastienda.engine.trouble import dealt_with
from trastienda.errors import TrastiendaError
from trastienda.simulation.attempt import SimulatedAttempt
from trastienda.simulation.book import Book
from trastienda.simulation.clock import Agenda
from trastienda.simulation.figures import End, Ending
from trastienda.simulation.model import RESTART_S, STALL_S
from trastienda.simulation.sweep import sweep
from trastienda.simulation.world import Crashed, World


class Defect(BaseException):
    """The program raised what it never raises on purpose: the simulation stops there."""


def by_protocol(world: World, *, swept: bool = True) -> list[Ending]:
    """Work every item until nothing is due any more, then sweep.

    Args:
        world: the simulation; its clock moves on.
        swept: whether the sweep runs at the end.

    Returns:
        how each item ended, in the order of the sales.
    """
    return _Worker(world).work(swept=swept)


class _Worker:
    """Takes the due items one after the other: one account, one order at a time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._clock = world.clock
        self._agenda = Agenda()
        self._book = Book.of(world.sold, world.facts)
        self._asleep = False

    def work(self, *, swept: bool) -> list[Ending]:
        for one in self._world.sold:
            self._agenda.put(one.arrives, one.number, self._book.items[one.number].generation)
        self._work_until(math.inf)
        if swept:
            sweep(self._world, self._book)
        return [_ending(item, self._book) for item in self._book.items]

    def _work_until(self, at: float) -> None:
        while (step := self._agenda.take(until=at)) is not None:
            due, number, generation = step
            item = self._book.items[number]
            if item.generation != generation or item.state not in AT_WORK:
                continue
            self._clock.not_before(due)
            self._wait_for_the_portal()
            self._go_on(item)

    def _wait_for_the_portal(self) -> None:
        """While the portal is paused, nothing of its queue is touched."""
        strain, now = self._book.strain, self._clock.now()
        if strain.until is not None and strain.paused(now):
            self._clock.spend((strain.until - now).total_seconds())

    def _go_on(self, item: Item) -> None:
        attempt = SimulatedAttempt(
            self._world,
            self._book,
            item,
            dispatch=lambda moved, pause: self._agenda.put(
                self._clock.at + pause, moved.id, moved.generation
            ),
            stall=lambda: self._stall(item.id),
        )
        try:
            with dealt_with(attempt):
                try:
                    go_on(attempt)
                except TrastiendaError:
                    raise
                except Exception as error:
                    raise Defect(f"item {item.id}, {item.state}") from error
        except Crashed:
            self._take_up(item.id)

    def _stall(self, number: int) -> None:
        """The worker sleeps; another process takes its item up and works on, until the sleeper wakes."""
        if self._asleep:
            return
        self._asleep = True
        self._take_up(number)
        self._work_until(self._clock.at + STALL_S)
        self._asleep = False

    def _take_up(self, number: int) -> None:
        """A new process finds an item that nobody works any more, as `engine.orphans.take_up` does."""
        item = self._book.items[number]
        if item.state not in AT_WORK:
            return
        now = self._clock.now()
        pause = max(item.next_at - now, timedelta(0)) if item.next_at else timedelta(0)
        moved = self._book.move(item, item.state, generation=item.generation + 1)
        self._agenda.put(self._clock.at + RESTART_S + pause.total_seconds(), number, moved.generation)


def _ending(item: Item, book: Book) -> Ending:
    if item.id in book.reasons:
        return Ending(End.CASE, item.reference, book.reasons[item.id])
    return Ending(End.OPEN if item.state in AT_WORK else End.SETTLED, item.reference)
