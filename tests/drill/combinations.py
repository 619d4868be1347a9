"""Every place to die at, with every way in which the portal may fail there."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from trastienda.demo.portal import Fault, FaultKind
from trastienda.failpoints import Failpoint

LATE_S = 10.0
"""How late an order is saved, or becomes visible: the program has started again by then, and could look too soon."""

PAST_PATIENCE_S = 13.0
"""How late the server answers: later than the program waits."""

HEALTHY = "none"
SLOW_BEFORE: Mapping[str, Any] = {
    "kind": FaultKind.SLOW_PAGE,
    "when": "before_commit",
    "seconds": LATE_S,
}

FAULTS: Mapping[str, Mapping[str, Any] | None] = {
    HEALTHY: None,
    "error_500_before_commit": {"kind": FaultKind.ERROR_500_BEFORE_COMMIT},
    "error_500_after_commit": {"kind": FaultKind.ERROR_500_AFTER_COMMIT},
    "drop_before_commit": {"kind": FaultKind.DROP_BEFORE_COMMIT},
    "drop_after_commit": {"kind": FaultKind.DROP_AFTER_COMMIT},
    "half_response_after_commit": {"kind": FaultKind.HALF_RESPONSE_AFTER_COMMIT},
    "session_expired_before_commit": {"kind": FaultKind.SESSION_EXPIRED_BEFORE_COMMIT},
    "session_expired_after_commit": {"kind": FaultKind.SESSION_EXPIRED_AFTER_COMMIT},
    "slow_before_commit": SLOW_BEFORE,
    "slow_after_commit": {"kind": FaultKind.SLOW_PAGE, "seconds": PAST_PATIENCE_S},
    "success_without_order": {"kind": FaultKind.SUCCESS_WITHOUT_ORDER},
    "committed_twice": {"kind": FaultKind.COMMITTED_TWICE},
    "late_visibility": {"kind": FaultKind.LATE_VISIBILITY, "seconds": LATE_S},
    "truncate_field": {"kind": FaultKind.TRUNCATE_FIELD},
    "wrong_price": {"kind": FaultKind.WRONG_PRICE},
    "duplicate_warning": {"kind": FaultKind.DUPLICATE_WARNING},
}
"""What the portal does wrong around the commit of one sale, once: the fault's values, but for whom it concerns."""


class Database(StrEnum):
    """The two databases that the program runs on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Combination:
    """One place to die at, with one fault of the portal."""

    failpoint: Failpoint
    fault: str

    def __str__(self) -> str:
        return f"{self.failpoint}/{self.fault}"

    @classmethod
    def named(cls, name: str) -> Self:
        """The combination that prints as `name`. Raises ValueError when there is none."""
        failpoint, _, fault = name.partition("/")
        if fault not in FAULTS:
            raise ValueError(f"'{fault}' is no fault of the drill; there are {', '.join(FAULTS)}")
        return cls(Failpoint(failpoint), fault)

    @property
    def kills(self) -> Sequence[Failpoint]:
        """Where the program is killed, one run after another."""
        if self.failpoint is Failpoint.TAKEN_UP_AFTER_A_CRASH:
            return (Failpoint.ANSWERED, self.failpoint)
        return (self.failpoint,)

    @property
    def late(self) -> bool:
        """Whether the portal may save or show the order long after it was sent."""
        return self.failpoint is Failpoint.IN_FLIGHT or self.fault in (
            "slow_before_commit",
            "late_visibility",
        )

    def faults(self, sale: str) -> Sequence[Fault]:
        """What the portal is told to do wrong with a sale."""
        values = [FAULTS[self.fault]]
        # Who dies while the request is on its way dies before the order is saved.
        if self.failpoint is Failpoint.IN_FLIGHT and "slow" not in self.fault:
            values.append(SLOW_BEFORE)
        return [Fault(marker=sale, **one) for one in values if one is not None]


def every() -> list[Combination]:
    """All combinations."""
    return [Combination(failpoint, fault) for failpoint in Failpoint for fault in FAULTS]


def some(count: int, *, seed: int) -> list[Combination]:
    """A random choice among all of them, in their order; the same seed chooses the same."""
    chosen = set(random.Random(seed).sample(every(), count))
    return [one for one in every() if one in chosen]
