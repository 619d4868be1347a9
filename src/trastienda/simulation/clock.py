"""Time that passes only when the model says so."""

import heapq
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""When every simulation begins; no result depends on it."""


@dataclass(slots=True)
class Clock:
    """A virtual clock.

    Attributes:
        at: seconds since `START`.
    """

    at: float = 0.0

    def now(self) -> datetime:
        """The aware time that it is."""
        return START + timedelta(seconds=self.at)

    def spend(self, seconds: float) -> None:
        """Let time pass."""
        self.at += seconds

    def not_before(self, at: float) -> None:
        """Let time pass until then, if it is not later already."""
        self.at = max(self.at, at)


@dataclass(slots=True)
class Agenda:
    """The steps that are due, each with the item's number and its generation."""

    _steps: list[tuple[float, int, int, int]] = field(default_factory=list)
    _number: int = 0

    def put(self, at: float, item: int, generation: int = 0) -> None:
        """Owe an item a step; steps due at the same time keep their order."""
        self._number += 1
        heapq.heappush(self._steps, (at, self._number, item, generation))

    def take(self, *, until: float = math.inf) -> tuple[float, int, int] | None:
        """Time, item and generation of the next step, `None` when nothing is due until then."""
        if not self._steps or self._steps[0][0] > until:
            return None
        at, _, item, generation = heapq.heappop(self._steps)
        return at, item, generation
