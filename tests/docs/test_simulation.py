"""The page about the simulation has every rate with its figure, and every policy."""

import dataclasses

from tests.docs.pages import DOCS, named_first, sections, table
from trastienda.simulation.model import HARSH, MILD, Rates
from trastienda.simulation.policies import POLICIES

PAGE = sections(DOCS / "simulation.md")


def shown(rates: Rates, name: str) -> str:
    value = getattr(rates, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g} s" if name.endswith("_s") else f"{value * 100:g} %"


def test_every_rate_is_explained_with_its_figures() -> None:
    rows = [[row[0].strip("`"), *row[1:3]] for row in table(PAGE["What goes wrong in the model"])]

    names = [rate.name for rate in dataclasses.fields(Rates)]
    assert rows == [[name, shown(HARSH, name), shown(MILD, name)] for name in names]


def test_every_policy_is_explained() -> None:
    assert named_first(PAGE["The policies"]) == list(POLICIES)
