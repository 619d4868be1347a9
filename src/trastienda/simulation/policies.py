"""The ways to enter sales that are compared, by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trastienda.domain.facts import CrossCheck
from trastienda.simulation.figures import Ending, Figures, counted
from trastienda.simulation.habits import AT_MOST_ONCE, HALT, NAIVE, QUEUE, SEARCH_FIRST, Habits, by_habit
from trastienda.simulation.model import PORTALS, declared
from trastienda.simulation.protocol import by_protocol
from trastienda.simulation.sales import Sold, invent
from trastienda.simulation.world import World


@dataclass(frozen=True, slots=True)
class Policy:
    """A way to enter sales.

    Attributes:
        enter: works every sale of a world; how each ended.
        fused: its requests leave through the fuse.
        declares: what it declares about the portal otherwise than `model.declared`.
    """

    enter: Callable[[World], list[Ending]]
    fused: bool = False
    declares: Mapping[str, Any] = field(default_factory=dict)


def _without_a_protocol(habits: Habits) -> Policy:
    return Policy(lambda world: by_habit(world, habits))


POLICIES: Mapping[str, Policy] = {
    "naive": _without_a_protocol(NAIVE),
    "queue": _without_a_protocol(QUEUE),
    "search-first": _without_a_protocol(SEARCH_FIRST),
    "at-most-once": _without_a_protocol(AT_MOST_ONCE),
    "halt": _without_a_protocol(HALT),
    "protocol": Policy(by_protocol, fused=True),
    # Ours with one thing missing, to see what that thing is good for.
    "protocol-without-fuse": Policy(by_protocol),
    "protocol-without-sweep": Policy(lambda world: by_protocol(world, swept=False), fused=True),
    "protocol-never-again": Policy(
        by_protocol, fused=True, declares={"visibility_bound_s": None, "monotone": False}
    ),
    "protocol-asks-about-twins": Policy(
        by_protocol,
        fused=True,
        declares={"crosscheck": CrossCheck(identity=("holder_id", "line"), unverified=("iban",))},
    ),
}


def invented(sales: int, *, portal: str, seed: int) -> Sequence[Sold]:
    """So many sales for a model portal; every policy may enter the same ones."""
    return invent(sales, PORTALS[portal], seed=seed)


def simulate(policy: str, sold: Sequence[Sold], *, portal: str, seed: int) -> Figures:
    """Enter invented sales in a model portal, and count.

    Args:
        policy: a name of `POLICIES`.
        sold: the sales (`invented`).
        portal: a name of `model.PORTALS`.
        seed: of every draw: the same one gives the same figures.
    """
    chosen = POLICIES[policy]
    facts = declared(portal).model_copy(update=dict(chosen.declares))
    world = World.made(sold, PORTALS[portal], facts, seed=seed, fused=chosen.fused)
    endings = chosen.enter(world)
    return counted(
        endings,
        world.portal.at_rest(world.clock.at),
        policy=policy,
        portal=portal,
        seed=seed,
        searches=world.portal.searches,
    )
