"""Simulate a hundred thousand sales with the real rules, and count what came of them."""

import dataclasses
from typing import TYPE_CHECKING

import click

from trastienda.cli.listing import print_table
from trastienda.cli.workplace import json_option, print_json, say
from trastienda.errors import WorkspaceError, did_you_mean

if TYPE_CHECKING:
    from trastienda.simulation.figures import Figures

ALL = "all"


@click.command("simulate")
@click.option(
    "--sales",
    default=100_000,
    show_default=True,
    type=click.IntRange(min=1, max=1_000_000),
    help="How many sales.",
)
@click.option("--seed", default=1, show_default=True, help="Of every draw: the same seed, the same figures.")
@click.option("--portal", default="harsh", show_default=True, help="The model portal: harsh or mild.")
@click.option(
    "--policy", default="protocol", show_default=True, help="How sales are entered; all for the table."
)
@json_option
def command(sales: int, seed: int, portal: str, policy: str, as_json: bool) -> None:
    """Enter invented sales in a model portal by the real rules on a virtual clock, and count.

    Needs no workspace, no browser and no database. Nothing is written.
    """
    # Imported here: --help must not pay for the rules.
    from loguru import logger

    from trastienda.simulation.model import PORTALS
    from trastienda.simulation.policies import POLICIES, invented, simulate

    if portal not in PORTALS:
        raise WorkspaceError(f"There is no portal '{portal}'.{did_you_mean(portal, PORTALS)}")
    if policy not in (*POLICIES, ALL):
        raise WorkspaceError(f"There is no policy '{policy}'.{did_you_mean(policy, [*POLICIES, ALL])}")
    # A line for every trouble of every item would cost more than the item.
    logger.disable("trastienda")
    sold = invented(sales, portal=portal, seed=seed)
    figures = []
    for name in POLICIES if policy == ALL else [policy]:
        say(f"{name}: {sales} sales, {portal} portal, seed {seed} …")
        figures.append(simulate(name, sold, portal=portal, seed=seed))
    if as_json:
        facts = [dataclasses.asdict(one) for one in figures]
        print_json(facts if policy == ALL else facts[0])
    else:
        _show(figures)


def _show(figures: "list[Figures]") -> None:
    columns = {
        "policy": "policy",
        "settled": "settled",
        "duplicates": "duplicates",
        "silent": "duplicates_silent",
        "sent twice": "sent_twice",
        "lost": "lost_silent",
        "wrong": "wrong_silent_shown",
        "wrong, not shown": "wrong_silent_unshown",
        "open": "open",
        "cases": "cases",
    }
    print_table(list(columns), [[getattr(one, name) for name in columns.values()] for one in figures])
