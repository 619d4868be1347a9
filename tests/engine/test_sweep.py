"""The sweep: what was settled is compared with the portal, and every difference goes to a person."""

import shutil
import signal
import sqlite3
from collections import Counter
from typing import Any

import pytest

from tests.demo.visitor import seed_order
from tests.support.workplace import Workplace, embedded, until
from trastienda.demo.portal import Fault, FaultKind, OrderChange
from trastienda.domain.case import Case, Reason
from trastienda.store import cases, items, portals

SALES = [f"V-2026-{number:04}" for number in (1, 2, 3, 4, 12)]


def settle(office: Workplace, *references: str) -> None:
    sales = office.sample(f"{references[0]}.json", references)
    office.call("run", "carrier", "--sales", str(sales))
    assert {office.states()[one] for one in references} == {"settled"}


def open_cases(office: Workplace) -> dict[str, Case]:
    """Our reference → its open case."""
    with office.store() as store, store.read() as conn:
        return {items.get(conn, one.item).sale_reference: one for one in cases.open_ones(conn)}


def copy_of(order: dict[str, Any], **changes: Any) -> Any:
    """The same order once more, as somebody else would have typed it."""
    left_out = {"number", "created_at", "visible_from", "origin", "account", "status"}
    return seed_order(**{name: value for name, value in order.items() if name not in left_out}, **changes)


def test_a_sweep_finds_what_is_gone_changed_doubled_and_nobodys(office: Workplace) -> None:
    settle(office, *SALES)
    order = {reference: numbers[0] for reference, numbers in office.orders().items()}
    gone, changed, doubled, *as_they_were = SALES
    office.admin.remove_order(order[gone])
    office.admin.change_order(order[changed], OrderChange(address="Calle Otra 1, 28001 Madrid"))
    office.admin.seed([copy_of(office.admin.report().order(order[doubled]))])
    (nobodys,) = office.admin.seed([seed_order(reference="", account="backoffice")])

    seen = office.facts("sweep", "carrier")

    found = open_cases(office)
    assert {reference: case.reason for reference, case in found.items()} == {
        gone: Reason.ORDER_GONE,
        changed: Reason.DIFFERS,
        doubled: Reason.SEVERAL_ORDERS,
        "—": Reason.ORDER_UNKNOWN,
    }
    assert found["—"].orders == (nobodys,)
    assert [row.field for row in found[changed].rows if row.verdict != "match"] == ["address"]
    assert {office.states()[one] for one in as_they_were} == {"settled"}
    assert (seen["checked"], seen["reopened"], seen["unknown"], seen["broken_off"]) == (2, 3, 1, None)
    assert office.admin.report().posts == len(SALES)


@embedded
def test_a_second_sweep_asks_nothing_twice_and_a_person_closes_the_order_without_a_sale(
    office: Workplace,
) -> None:
    settle(office, SALES[0])
    office.admin.seed([seed_order(reference="", account="backoffice")])
    office.call("sweep", "carrier")
    case = open_cases(office)["—"]

    office.call("sweep", "carrier")
    refused = ("--why", "typed by hand", "--by", "laura.gil")
    office.call("cases", "decide", str(case.id), "look-again", *refused, code=2)
    office.call("cases", "decide", str(case.id), "reject", *refused)
    again = office.facts("sweep", "carrier")

    assert open_cases(office) == {}
    assert Counter(again[name] for name in ("reopened", "unknown")) == {0: 2}


@embedded
def test_a_sale_whose_order_was_deleted_can_be_entered_again_by_a_decision(office: Workplace) -> None:
    settle(office, SALES[0])
    office.admin.remove_order(office.orders()[SALES[0]][0])
    office.call("sweep", "carrier")

    case = open_cases(office)[SALES[0]]
    office.call("cases", "decide", str(case.id), "enter", "--why", "deleted by mistake", "--by", "laura.gil")
    office.call("run", "carrier")

    assert office.states()[SALES[0]] == "settled"
    assert len(office.orders()[SALES[0]]) == 1


@embedded
def test_a_portal_that_fails_breaks_the_sweep_off_and_makes_no_cases(office: Workplace) -> None:
    settle(office, *SALES[:4])
    office.admin.set_faults([Fault(kind=FaultKind.MAINTENANCE, page="detail", times=None)])

    office.call("sweep", "carrier", code=1)

    assert open_cases(office) == {}
    with office.store() as store, store.read() as conn:
        assert portals.swept_at(conn, "carrier") is None


@embedded
def test_after_an_old_backup_nothing_is_entered_before_a_sweep_has_reconciled(office: Workplace) -> None:
    database = office.root / "runs" / "trastienda.db"
    settle(office, SALES[0])
    waiting = office.sample("waiting.json", [SALES[1]])
    office.call("intake", "carrier", str(waiting))
    backup(office, database.with_suffix(".backup"))
    # In the portal by then, and no longer known afterwards.
    office.call("run", "carrier")
    settle(office, SALES[2])
    restore(office, database.with_suffix(".backup"))

    office.call("run", "carrier", code=4)
    unseen = office.facts("portals")
    until(lambda: office.facts("sweep", "carrier")["held"] is None, "the portal is open again")
    office.call("run", "carrier", "--sales", str(office.root / f"{SALES[2]}.json"))
    again = office.facts("sweep", "carrier")

    assert "older one was put in its place" in unseen[0]["held_why"]
    assert {one: len(numbers) for one, numbers in office.orders().items()} == dict.fromkeys(SALES[:3], 1)
    assert office.admin.report().posts == 3
    assert {one: office.states()[one] for one in SALES[:3]} == dict.fromkeys(SALES[:3], "settled")
    # The order of the sale that the backup did not know has found it again.
    assert again["matched"] == 1
    assert open_cases(office) == {}


def backup(office: Workplace, to: Any) -> None:
    with sqlite3.connect(office.url.removeprefix("sqlite:///")) as now, sqlite3.connect(to) as kept:
        now.backup(kept)


def restore(office: Workplace, kept: Any) -> None:
    path = office.url.removeprefix("sqlite:///")
    for leftover in (f"{path}-wal", f"{path}-shm"):
        shutil.rmtree(leftover, ignore_errors=True)
    with sqlite3.connect(kept) as old, sqlite3.connect(path) as now:
        old.backup(now)


@embedded
def test_up_sweeps_by_its_schedule_and_by_itself_after_an_old_backup(office: Workplace) -> None:
    settle(office, SALES[0])
    backup(office, office.root / "kept.db")
    settle(office, SALES[1])
    restore(office, office.root / "kept.db")
    settings = office.root / "config" / "workspace.toml"
    schedule = '[[schedules]]\nname = "evening"\nbot = "carrier"\ncron = "0 21 * * *"\ntask = "sweep"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + schedule, encoding="utf-8")

    process = office.start("up")
    swept = until(lambda: swept_runs(office), "a sweep that has ended", within_s=120)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)

    assert (process.returncode, swept) == (0, [("restored", "done")]), told
    with office.store() as store, store.read() as conn:
        assert portals.held(conn, "carrier") is None
    assert "waits for a sweep" in told


def swept_runs(office: Workplace) -> list[tuple[str, str]]:
    found = office.facts("runs")
    return [(one["trigger"], one["outcome"]) for one in found if one["mode"] == "sweep" and one["ended_at"]]


@pytest.mark.parametrize("words", [("--since", "2026-13-01"), ("--since", "gestern")])
@embedded
def test_a_day_that_is_none_is_refused(office: Workplace, words: tuple[str, str]) -> None:
    office.call("sweep", "carrier", *words, code=2)
