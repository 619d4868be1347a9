"""Everything that one simulation has: its clock, its portal, its accidents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from trastienda.domain.facts import PortalFacts
from trastienda.failpoints import Failpoint
from trastienda.simulation.clock import Clock
from trastienda.simulation.model import Rates
from trastienda.simulation.portal import ModelPortal
from trastienda.simulation.sales import Sold


class Crashed(BaseException):
    """The worker died. No `except Exception` of the program survives a `kill -9` either."""


@dataclass
class World:
    """One simulation.

    Attributes:
        sold: every sale, in the order in which they come in.
        rates: how often each fault happens.
        facts: what is declared about the portal.
        portal: the model portal.
        accidents: where crashes and stalls are drawn from.
        fused: requests leave through the fuse.
        clock: virtual time.
    """

    sold: Sequence[Sold]
    rates: Rates
    facts: PortalFacts
    portal: ModelPortal
    accidents: Random
    fused: bool
    clock: Clock = field(default_factory=Clock)

    @classmethod
    def made(
        cls, sold: Sequence[Sold], rates: Rates, facts: PortalFacts, *, seed: int, fused: bool
    ) -> "World":
        """A world before the first sale, in which the people's own entries are on their way."""
        portal = ModelPortal(rates, Random(f"portal {seed}"))
        for one in sold:
            if one.by_hand is not None:
                portal.by_hand(one, one.by_hand)
        return cls(sold, rates, facts, portal, Random(f"accidents {seed}"), fused)

    def may_crash(self, point: Failpoint, sold: Sold) -> bool:
        """Pass a named place at which the worker may die.

        Returns:
            whether the worker stalls here and is taken for dead.

        Raises:
            Crashed: it dies.
        """
        drawn = self.accidents.random()
        if drawn >= self.rates.crash + self.rates.stall:
            return False
        if drawn >= self.rates.crash:
            return True
        if point is Failpoint.ABOUT_TO_SEND and self.accidents.random() < self.rates.orphan_sends:
            self.portal.post_by_orphan(sold, self.clock.at + self.accidents.uniform(0.0, self.rates.orphan_s))
        raise Crashed(point)
