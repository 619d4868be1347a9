"""The main job on a few sales: real processes, a real browser, both databases."""

import hashlib
import json
import signal

from tests.support.workplace import PASSWORD, Workplace, embedded
from trastienda import failpoints
from trastienda.demo.portal import Fault, FaultKind, OrderChange
from trastienda.domain.case import Reason
from trastienda.failpoints import Failpoint
from trastienda.store import cases, items, journal

SALE = "V-2026-0001"


def test_a_sale_is_entered_once_read_back_and_settled(office: Workplace) -> None:
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales))

    assert office.states() == {SALE: "settled"}
    assert office.admin.report().of(SALE).posts == 1
    with office.store() as store, store.read() as conn:
        told = [entry.kind for entry in journal.of_item(conn, 1)]
        assert list(journal.breaks(conn)) == []
    assert told == ["taken_in", "validated", "attempt", "looked", "intent", "recognised", "looked", "settled"]


@embedded
def test_a_file_that_the_portal_gives_is_kept_and_its_hash_written_down(office: Workplace) -> None:
    bot = office.root / "bots" / "carrier.py"
    opened = 'portal.open("order", number=reference)'
    taking = bot.read_text(encoding="utf-8").replace(opened, f'{opened}\n        portal.download("receipt")')
    bot.write_text(taking, encoding="utf-8")

    run = json.loads(
        office.call("run", "carrier", "--sales", str(office.sample("sales.json", [SALE])), "--json")
    )

    with office.store() as store, store.read() as conn:
        (told,) = [entry.detail for entry in journal.of_item(conn, 1) if entry.kind == "downloaded"]
    receipt = (office.root / "runs" / "carrier" / run["run"] / str(told["path"])).read_bytes()
    assert (told["name"], told["size"]) == ("receipt", len(receipt))
    assert told["sha256"] == hashlib.sha256(receipt).hexdigest()
    assert "Justificante del pedido" in receipt.decode()


@embedded
def test_the_same_file_again_enters_nothing_again(office: Workplace) -> None:
    sales = office.sample("sales.json", [SALE])
    office.call("run", "carrier", "--sales", str(sales))

    second = json.loads(office.call("run", "carrier", "--sales", str(sales), "--json"))

    assert second["intake"]["known"] == 1
    assert second["items"] == []
    assert office.admin.report().posts == 1


def test_unknown_outcomes_are_looked_for_and_never_doubled(office: Workplace) -> None:
    posts = {
        FaultKind.ERROR_500_AFTER_COMMIT: ("V-2026-0001", 1),
        FaultKind.DROP_AFTER_COMMIT: ("V-2026-0002", 1),
        FaultKind.SESSION_EXPIRED_AFTER_COMMIT: ("V-2026-0003", 1),
        FaultKind.ERROR_500_BEFORE_COMMIT: ("V-2026-0005", 2),
    }
    office.admin.set_faults([Fault(kind=kind, marker=sale) for kind, (sale, _) in posts.items()])
    sales = office.sample("sales.json", [sale for sale, _ in posts.values()])

    office.call("run", "carrier", "--sales", str(sales))

    assert set(office.states().values()) == {"settled"}
    report = office.admin.report()
    assert {kind: (sale, report.of(sale).posts) for kind, (sale, _) in posts.items()} == posts
    assert [len(orders) for orders in office.orders().values()] == [1] * len(posts)


@embedded
def test_a_duplicate_made_behind_the_portal_is_a_case_and_never_settled(office: Workplace) -> None:
    office.admin.set_faults([Fault(kind=FaultKind.COMMITTED_TWICE, marker=SALE)])
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales))

    assert office.states() == {SALE: "in_case"}
    assert office.admin.report().of(SALE).posts == 1
    with office.store() as store, store.read() as conn:
        (case,) = cases.open_ones(conn)
    assert case.reason is Reason.SEVERAL_ORDERS
    assert sorted(case.orders) == office.orders()[SALE]


@embedded
def test_an_order_saved_under_another_customer_is_found_by_our_reference_and_not_entered_again(
    office: Workplace,
) -> None:
    office.admin.set_faults([Fault(kind=FaultKind.ERROR_500_AFTER_COMMIT, marker=SALE)])
    sales = office.sample("sales.json", [SALE])
    dies = {failpoints.VARIABLE: Failpoint.UNCERTAIN_WRITTEN}
    office.call("run", "carrier", "--sales", str(sales), code=-signal.SIGKILL, env=dies)
    (number,) = office.orders()[SALE]
    office.admin.change_order(number, OrderChange(holder_id="00000000T"))

    office.call("run", "carrier")

    assert office.states() == {SALE: "in_case"}
    assert office.admin.report().of(SALE).posts == 1
    with office.store() as store, store.read() as conn:
        (case,) = cases.open_ones(conn)
    assert (case.reason, case.orders) == (Reason.LOOKALIKE, (number,))


@embedded
def test_a_rehearsal_fills_everything_and_sends_nothing(office: Workplace) -> None:
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales), "--rehearse")

    assert office.states() == {SALE: "ready"}
    assert office.admin.report().posts == 0


@embedded
def test_a_limited_run_begins_no_more_than_its_limit(office: Workplace) -> None:
    sales = office.sample("sales.json", ["V-2026-0001", "V-2026-0002", "V-2026-0003"])

    office.call("run", "carrier", "--sales", str(sales), "--limit", "1")

    assert sorted(office.states().values()) == ["ready", "ready", "settled"]
    assert office.admin.report().posts == 1


@embedded
def test_a_wrong_password_is_tried_once_and_pauses_the_account(office: Workplace) -> None:
    sales = office.sample("sales.json", ["V-2026-0001", "V-2026-0002"])
    wrong = {"CARRIER_PASSWORD": "not-the-one"}

    office.call("run", "carrier", "--sales", str(sales), code=1, env=wrong)

    assert set(office.states().values()) == {"ready"}
    # The portal locks after three: the second sale must not have tried again.
    office.call("run", "carrier", code=1, env=wrong)
    office.call("run", "carrier")
    assert set(office.states().values()) == {"settled"}


@embedded
def test_the_password_is_in_no_file_that_a_run_leaves(office: Workplace) -> None:
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales), "-v")

    left = [path for path in office.root.rglob("*") if path.is_file() and path.name != "portal.db"]
    assert len(left) > 8
    assert [path for path in left if PASSWORD.encode() in path.read_bytes()] == []


def breaking_at_once(office: Workplace) -> None:
    """Let one failure pause the portal, for a second."""
    declared = office.root / "config" / "portals" / "carrier.toml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(f"{text}\n[breaker]\nafter = 1\npause_s = 1\n", encoding="utf-8")


@embedded
def test_the_portals_own_words_are_kept_with_the_sale_and_in_no_log(office: Workplace) -> None:
    breaking_at_once(office)
    office.admin.set_faults([Fault(kind=FaultKind.ERROR_500_AFTER_COMMIT, marker=SALE)])
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales), "-v")

    with office.store() as store, store.read() as conn:
        assert items.get(conn, 1).doubt == "the portal answered 500: «Error interno»"
    (log,) = office.root.rglob("log.jsonl")
    said = log.read_text(encoding="utf-8")
    assert "portal paused: the portal answered 500" in said
    assert "Error interno" not in said


@embedded
def test_a_sale_that_meets_maintenance_waits_for_the_portal_and_loses_no_try(office: Workplace) -> None:
    breaking_at_once(office)
    office.admin.set_faults([Fault(kind=FaultKind.MAINTENANCE, page="wizard", times=4)])
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales))

    # Four tries met it, one more than the portal's limit allows.
    assert office.states() == {SALE: "settled"}
    assert list(office.admin.fired().values()) == [4]


@embedded
def test_a_bot_can_be_watched_at_work(office: Workplace, browser_path: str) -> None:
    # A browser that thinks it has a window: this machine may have no screen.
    asked = office.root / "asked"
    watched = office.root / "watched"
    watched.write_text(
        f'#!/bin/sh\necho "$@" >"{asked}"\nexec "{browser_path}" --headless "$@"\n', encoding="utf-8"
    )
    watched.chmod(0o755)
    sales = office.sample("sales.json", [SALE])

    office.call(
        "run",
        "carrier",
        "--sales",
        str(sales),
        "--headed",
        "--slow",
        "1",
        env={"TRASTIENDA_BROWSER": str(watched)},
    )

    assert office.states() == {SALE: "settled"}
    assert "--headless" not in asked.read_text(encoding="utf-8")
