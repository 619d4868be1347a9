"""Every place to die at, with every way in which the portal may fail there."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from trastienda.demo.portal import Fault, FaultKind
from trastienda.failpoints import Failpoint

SALE = "V-2026-0001"

LATE_S = 1.0
"""How late an order becomes visible: sooner than the bound that the drill's portal declares."""

STILL_SAVING_S = 0.8
"""How long the server works before it saves: less than the time-out that the drill's portal declares."""

PAST_PATIENCE_S = 13.0
"""How late the server answers: later than the program waits."""

HEALTHY = "none"

FAULTS: Mapping[str, tuple[Fault, ...]] = {
    HEALTHY: (),
    **{
        kind.value: (Fault(kind=kind, marker=SALE),)
        for kind in (
            FaultKind.ERROR_500_BEFORE_COMMIT,
            FaultKind.ERROR_500_AFTER_COMMIT,
            FaultKind.DROP_BEFORE_COMMIT,
            FaultKind.DROP_AFTER_COMMIT,
            FaultKind.HALF_RESPONSE_AFTER_COMMIT,
            FaultKind.SESSION_EXPIRED_BEFORE_COMMIT,
            FaultKind.SESSION_EXPIRED_AFTER_COMMIT,
        )
    },
    "slow_before_commit": (
        Fault(kind=FaultKind.SLOW_PAGE, marker=SALE, when="before_commit", seconds=STILL_SAVING_S),
    ),
    "slow_after_commit": (Fault(kind=FaultKind.SLOW_PAGE, marker=SALE, seconds=PAST_PATIENCE_S),),
    FaultKind.SUCCESS_WITHOUT_ORDER: (Fault(kind=FaultKind.SUCCESS_WITHOUT_ORDER, marker=SALE),),
    FaultKind.COMMITTED_TWICE: (Fault(kind=FaultKind.COMMITTED_TWICE, marker=SALE),),
    FaultKind.LATE_VISIBILITY: (Fault(kind=FaultKind.LATE_VISIBILITY, marker=SALE, seconds=LATE_S),),
    FaultKind.TRUNCATE_FIELD: (Fault(kind=FaultKind.TRUNCATE_FIELD, marker=SALE),),
    FaultKind.WRONG_PRICE: (Fault(kind=FaultKind.WRONG_PRICE, marker=SALE),),
    FaultKind.DUPLICATE_WARNING: (Fault(kind=FaultKind.DUPLICATE_WARNING, marker=SALE),),
}
"""What the portal does wrong around the commit of the drill's sale, once."""

STILL_AT_WORK = Fault(
    kind=FaultKind.SLOW_PAGE, id="still-at-work", marker=SALE, when="before_commit", seconds=STILL_SAVING_S
)
"""Who dies while the request is on its way dies before the order is saved: the server takes this long."""


class Database(StrEnum):
    """The two databases that the program runs on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Combination:
    """One place to die at, one fault of the portal, one database."""

    failpoint: Failpoint
    fault: str
    database: Database

    def __str__(self) -> str:
        return f"{self.failpoint}/{self.fault}"

    @classmethod
    def named(cls, name: str, database: Database) -> Self:
        """The combination that prints as `name`. Raises ValueError when there is none."""
        failpoint, _, fault = name.partition("/")
        if fault not in FAULTS:
            raise ValueError(f"'{fault}' is no fault of the drill; there are {', '.join(FAULTS)}")
        return cls(Failpoint(failpoint), fault, database)

    @property
    def kills(self) -> Sequence[Failpoint]:
        """Where the program is killed, one run after another."""
        if self.failpoint is Failpoint.TAKEN_UP_AFTER_A_CRASH:
            return (Failpoint.ANSWERED, self.failpoint)
        return (self.failpoint,)

    @property
    def faults(self) -> Collection[Fault]:
        """What the portal is told to do wrong."""
        slow_anyway = any(fault.kind is FaultKind.SLOW_PAGE for fault in FAULTS[self.fault])
        if self.failpoint is Failpoint.IN_FLIGHT and not slow_anyway:
            return (*FAULTS[self.fault], STILL_AT_WORK)
        return FAULTS[self.fault]


def every(database: Database) -> list[Combination]:
    """All combinations on one database."""
    return [Combination(failpoint, fault, database) for failpoint in Failpoint for fault in FAULTS]


def some(database: Database, count: int, *, seed: int) -> list[Combination]:
    """A random choice among all of them; the same seed chooses the same."""
    return random.Random(seed).sample(every(database), count)
