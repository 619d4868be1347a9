"""A portal that fails for everybody is left alone: nothing is burnt, and it goes on by itself."""

import json
from pathlib import Path

from tests.support.workplace import Workplace, embedded
from trastienda.demo.portal import Fault, FaultKind
from trastienda.store import items, journal, runs

SALES = [f"V-2026-{number:04}" for number in (1, 3, 5)]


def declare(office: Workplace, text: str) -> None:
    """Add to what is declared about the portal; before its first table."""
    file = office.root / "config" / "portals" / "carrier.toml"
    declared = file.read_text(encoding="utf-8")
    first = declared.index("[[accounts]]")
    file.write_text(f"{declared[:first]}{text}\n{declared[first:]}", encoding="utf-8")


def log_of(office: Workplace) -> list[dict[str, object]]:
    (file,) = (office.root / "runs" / "carrier").glob("*/log.jsonl")
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]


@embedded
def test_a_maintenance_page_pauses_the_portal_and_no_item_pays_for_it(office: Workplace) -> None:
    declare(office, "attempts = 1\nbreaker = {pause_s = 0.5, longest_pause_s = 1}")
    office.admin.set_faults([Fault(kind=FaultKind.MAINTENANCE, page="list", times=3)])

    office.call("run", "carrier", "--sales", str(office.sample("sales.json", SALES)))

    assert office.states() == dict.fromkeys(SALES, "settled")
    paused = [line for line in log_of(office) if str(line["message"]).startswith("portal paused")]
    assert len(paused) == 3
    # The other two waited in the queue: nothing happened to them meanwhile.
    with office.store() as store, store.read() as conn:
        put_off = [
            entry
            for reference in SALES
            for item in items.of_sale(conn, reference)
            for entry in journal.of_item(conn, item.id)
            if entry.kind in ("put_off", "taken_up")
        ]
    assert len(put_off) == 3


@embedded
def test_a_run_ends_when_the_portal_is_paused_for_long_and_the_next_one_tries_at_once(
    office: Workplace,
) -> None:
    declare(office, "breaker = {pause_s = 3000, longest_pause_s = 3000}")
    office.admin.set_faults([Fault(kind=FaultKind.MAINTENANCE, page="list", times=1)])
    office.call("run", "carrier", "--sales", str(office.sample("sales.json", SALES[:2])), code=1)
    (waits,) = office.facts("portals")

    office.call("run", "carrier")

    assert "closed for maintenance" in waits["paused_why"]
    assert office.states() == dict.fromkeys(SALES[:2], "settled")
    with office.store() as store, store.read() as conn:
        outcomes = [run.outcome for run in runs.latest(conn)]
    assert outcomes == ["done", "portal_paused"]


@embedded
def test_an_operator_ends_a_pause(office: Workplace) -> None:
    declare(office, "breaker = {pause_s = 3000, longest_pause_s = 3000}")
    office.admin.set_faults([Fault(kind=FaultKind.MAINTENANCE, page="list", times=1)])
    office.call("run", "carrier", "--sales", str(office.sample("sales.json", SALES[:1])), code=1)

    told = office.call("portals", "resume", "carrier")

    assert "closed for maintenance" in told
    assert office.facts("portals")[0]["paused_until"] is None


@embedded
def test_a_later_order_in_a_monotone_list_ends_the_wait_of_a_whole_window(office: Workplace) -> None:
    file = office.root / "config" / "portals" / "carrier.toml"
    declared = file.read_text(encoding="utf-8")
    slow = declared.replace("window_s = 8", "window_s = 86400").replace(
        "server_timeout_s = 3", "server_timeout_s = 0.5"
    )
    assert slow.count("86400") == 1
    file.write_text(slow, encoding="utf-8")
    declare(office, "monotone = true")
    office.admin.set_faults([Fault(kind=FaultKind.DROP_BEFORE_COMMIT, marker=SALES[0])])

    office.call("run", "carrier", "--sales", str(office.sample("sales.json", SALES)))

    assert office.states() == dict.fromkeys(SALES, "settled")
    assert office.admin.report().of(SALES[0]).posts == 2
    story = office.facts("items", "show", SALES[0])["journal"]
    assert any("posterior" in line["told"] for line in story)
