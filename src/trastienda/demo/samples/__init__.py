"""Sixty sample sales of mobile and fibre lines, with the true end of each.

    scenario = load_scenario(Path("samples/carrier-portal.json"))
    with Admin(portal.admin_url) as admin:
        prepare(admin, scenario)
    ...  # run the bot on samples/carrier-sales.xlsx
    ends = load_expected(Path("samples/carrier-sales.expected.json"))

`python -m trastienda.demo.samples` makes the files again.
"""

from trastienda.demo.samples.expected import ExpectedEnd, load_expected
from trastienda.demo.samples.kinds import Kind
from trastienda.demo.samples.scenario import Scenario, load_scenario, prepare

__all__ = ["ExpectedEnd", "Kind", "Scenario", "load_expected", "load_scenario", "prepare"]
