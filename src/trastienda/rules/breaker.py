"""Decide when a portal that fails is left alone for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trastienda.domain.facts import Breaker


@dataclass(frozen=True, slots=True)
class Strain:
    """How a portal has been doing.

    Attributes:
        failures: failures in a row, of any items, since it last worked or was paused.
        pauses: pauses in a row since it last worked; above zero it is on trial: one more failure pauses it.
        until: when the current pause ends (aware), `None` before the first one.
        why: what failed last.
    """

    failures: int = 0
    pauses: int = 0
    until: datetime | None = None
    why: str | None = None

    def paused(self, now: datetime) -> bool:
        """Whether the portal is left alone now."""
        return self.until is not None and now < self.until

    @property
    def on_trial(self) -> bool:
        """Whether it was paused and has not worked since: what fails now is no item's fault."""
        return self.pauses > 0


CALM = Strain()
"""A portal that works."""


def after_failure(strain: Strain, breaker: Breaker, *, why: str, maintenance: bool, now: datetime) -> Strain:
    """The strain after one more failure.

    Args:
        strain: before it.
        breaker: what the portal declares.
        why: what failed, in a sentence.
        maintenance: the portal itself says that it is closed: no further proof is needed.
        now: aware time.

    Returns:
        a strain that is paused when the failures are enough; each pause in a row is twice as long, up to
        the longest one. Failures during a pause (of what was in hand when it began) prolong nothing.
    """
    if strain.paused(now):
        return strain
    failures = strain.failures + 1
    if failures < breaker.after and not maintenance and not strain.on_trial:
        return Strain(failures, strain.pauses, strain.until, why)
    # A power beyond any real pause would not fit a float.
    pause_s = min(breaker.pause_s * 2.0 ** min(strain.pauses, 60), breaker.longest_pause_s)
    return Strain(0, strain.pauses + 1, now + timedelta(seconds=pause_s), why)
