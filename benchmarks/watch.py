"""Watch a process and everything that it starts: CPU and memory over time, and what is left of it."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from types import TracebackType
from typing import Self

import psutil

from benchmarks.crew import cpu_ms, tree_of

ENDS_WITHIN_S = 10.0
"""A process that has not ended by then is one that was left behind."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One look: when (UTC), the CPU that the tree had used, and the memory that it held, where that was asked for."""

    at: datetime
    cpu_ms: float
    mb: float


class Watch:
    """Looks at a process now and then, from a thread; a context manager."""

    def __init__(self, pid: int, *, every_s: float, memory: bool) -> None:
        """Watch this process, a look every so many seconds; looking at the memory costs some milliseconds itself."""
        self._pid = pid
        self._every_s = every_s
        self._memory = memory
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._seen: set[psutil.Process] = set()
        self.samples: list[Sample] = []
        """Oldest first."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(self._every_s):
            tree = tree_of(self._pid)
            self._seen.update(tree)
            if tree:
                mb = sum(map(_megabytes, tree)) if self._memory else 0.0
                self.samples.append(Sample(datetime.now(UTC), cpu_ms(tree), mb))

    def left(self) -> list[str]:
        """The processes that were started and have not ended, after a while to do so."""
        end = time.monotonic() + ENDS_WITHIN_S
        while (alive := [one for one in self._seen if _lives(one)]) and time.monotonic() < end:
            time.sleep(0.1)
        return [" ".join(one.cmdline()[:1]) or str(one.pid) for one in alive if _lives(one)]


def cpu_between(samples: Iterable[Sample], first: datetime, last: datetime) -> float:
    """The CPU used between two moments, in milliseconds, from the looks nearest to them."""
    looks = list(samples)
    return _nearest(looks, last).cpu_ms - _nearest(looks, first).cpu_ms


def mb_between(samples: Iterable[Sample], first: datetime, last: datetime) -> float:
    """The median of the memory held between two moments, in megabytes."""
    looks = list(samples)
    return median([one.mb for one in looks if first <= one.at <= last] or [_nearest(looks, last).mb])


def _nearest(samples: list[Sample], moment: datetime) -> Sample:
    return min(samples, key=lambda one: abs(one.at - moment))


def _megabytes(process: psutil.Process) -> float:
    """What a process holds, memory shared with others counted by their number where the system can tell (Linux)."""
    try:
        memory = process.memory_full_info()
        return float(getattr(memory, "pss", memory.rss)) / 1e6
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
