"""kill -9 at any moment: the same end, and no order twice."""

import contextlib
import random
import subprocess
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.workplace import SAMPLES, Workplace, embedded, kill, until
from trastienda.demo.samples import Kind, load_expected
from trastienda.demo.samples.expected import ExpectedEnd
from trastienda.domain.item import AT_WORK
from trastienda.store import intents, items, journal, tables

KILLS = 20
MOST_STEPS = 8
"""A life lasts so many steps at most: some sales are left for the last one, however fast the machine is."""

STEPS = ("attempt", "looked", "intent", "recognised", "found", "settled", "put_off", "taken_up")

MAY_END_OTHERWISE = {Kind.SUCCESS_WITHOUT_ORDER, Kind.DUPLICATE_WARNING}
"""Faults that fire once, on the first saving request. When the worker dies before it reads the answer, the
probe finds nothing and the one new attempt meets a healthy portal: settled, with one order more to count."""


@pytest.mark.slow
@embedded
def test_twenty_kills_lead_to_the_same_end_and_no_order_twice(office: Workplace) -> None:
    chance = random.Random(20)
    office.stage_the_scenario()
    chosen = one_of_every_kind()
    sales = ["--sales", str(office.sample("sales.json", chosen))]

    for _ in range(KILLS):
        start_and_kill(office, sales, chance)
    office.call("run", "carrier", *sales)

    assert_nothing_doubled_or_lost(office)
    assert office.states() == {
        reference: office.states()[reference] if sale.kind in MAY_END_OTHERWISE else sale.state
        for reference, sale in chosen.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
def test_kills_on_postgresql_lead_to_the_same_end_too(office: Workplace) -> None:
    chance = random.Random(5)
    office.stage_the_scenario()
    references = [f"V-2026-{number:04}" for number in range(1, 9)]
    sales = ["--sales", str(office.sample("eight.json", references))]

    for _ in range(3):
        start_and_kill(office, sales, chance)
    office.call("run", "carrier", *sales)

    assert_nothing_doubled_or_lost(office)


def start_and_kill(office: Workplace, sales: list[str], chance: random.Random) -> None:
    """Let a run live for a random number of steps and a moment, then kill it."""
    wanted = steps(office) + chance.randint(0, MOST_STEPS)
    process = office.start("run", "carrier", *sales)
    until(lambda: steps(office) >= wanted or process.poll() is not None, f"step {wanted}", within_s=120)
    with contextlib.suppress(subprocess.TimeoutExpired):
        # The moment within the step is random too.
        _, told = process.communicate(timeout=chance.uniform(0, 0.4))
        raise AssertionError(f"the run ended by itself, with {process.returncode}: {told}")
    kill(process)


def steps(office: Workplace) -> int:
    """How many steps the pipeline has written down."""
    with office.store() as store, store.read() as conn:
        if not sa.inspect(conn).has_table("journal"):
            return 0
        counted = (
            sa.select(sa.func.count()).select_from(tables.journal).where(tables.journal.c.kind.in_(STEPS))
        )
        return int(conn.execute(counted).scalar_one())


def one_of_every_kind() -> dict[str, ExpectedEnd]:
    """A sale of every kind that reaches the portal, and some plain ones; a reference that comes twice is left out."""
    ends = load_expected(SAMPLES / "carrier-sales.expected.json")
    often = Counter(end.sale_reference for end in ends)
    left = Counter(dict.fromkeys(Kind, 1)) + Counter({Kind.PLAIN: 3})
    chosen: dict[str, ExpectedEnd] = {}
    for end in ends:
        if often[end.sale_reference] == 1 and left[end.kind] > 0 and end.state != "rejected":
            left[end.kind] -= 1
            chosen[end.sale_reference] = end
    return chosen


def assert_nothing_doubled_or_lost(office: Workplace) -> None:
    report = office.admin.report()
    doubled = {marker: seen.orders for marker, seen in report.markers.items() if len(seen.orders) > 1}
    assert doubled == {}
    with office.store() as store, store.read() as conn:
        found = items.search(conn)
        settled = [item for item in found if item.state == "settled"]
        entered = intents.entered_by_us(conn, [item.id for item in found])
        assert [item for item in found if item.state in AT_WORK] == []
        assert list(journal.breaks(conn)) == []
    held: dict[str, Any] = {order["number"]: order for order in report.orders}
    for item in settled:
        order = held[str(item.reference)]
        assert order["reference"] == item.sale_reference
        if item.id in entered:
            assert report.of(item.sale_reference).orders == [item.reference]
