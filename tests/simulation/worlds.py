"""Small worlds, some of them worse than any portal."""

import dataclasses
from collections.abc import Callable
from typing import Any

from trastienda.simulation.figures import Ending, Figures, counted
from trastienda.simulation.model import HARSH, declared
from trastienda.simulation.protocol import by_protocol
from trastienda.simulation.sales import invent
from trastienda.simulation.world import World

WORST = dataclasses.replace(
    HARSH,
    unknown=0.2,
    late=0.02,
    repeated=0.02,
    doubled=0.02,
    false_success=0.01,
    without_number=0.02,
    wrong_shown=0.03,
    wrong_unshown=0.01,
    deleted=0.01,
    crash=0.02,
    stall=0.01,
    identical=0.05,
    same_customer=0.2,
    by_hand=0.03,
)
"""Every fault about ten times as often as in the harsh portal, so that they meet each other."""


def entered(
    rates: dict[str, Any] | None = None,
    *,
    sales: int = 500,
    seed: int = 1,
    enter: Callable[[World], list[Ending]] = by_protocol,
    fused: bool = True,
    **declares: Any,
) -> Figures:
    """What comes of some sales in the worst portal, with some of its rates or declared facts changed."""
    worst = dataclasses.replace(WORST, **(rates or {}))
    facts = declared("harsh").model_copy(update=declares)
    world = World.made(invent(sales, worst, seed=seed), worst, facts, seed=seed, fused=fused)
    endings = enter(world)
    orders = world.portal.at_rest(world.clock.at)
    return counted(endings, orders, policy="test", portal="worst", seed=seed, searches=world.portal.searches)
