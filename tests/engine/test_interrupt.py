"""Ctrl-C finishes the order in hand, or leaves it uncertain, and says which."""

import signal

from tests.support.workplace import Workplace, embedded, until
from trastienda.demo.portal import Fault, FaultKind
from trastienda.domain.item import State
from trastienda.store import items

FIRST, SECOND = "V-2026-0001", "V-2026-0002"


@embedded
def test_the_first_ctrl_c_finishes_the_order_in_hand_and_begins_no_other(office: Workplace) -> None:
    office.admin.set_faults([Fault(kind=FaultKind.SLOW_PAGE, marker=FIRST, seconds=2)])
    office.call("db", "upgrade")
    process = office.start("run", "carrier", "--sales", str(office.sample("two.json", [FIRST, SECOND])))
    until(lambda: _in_hand(office), "an order in hand")

    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 130, told
    assert "V-2026-000" in told.split("Finishing")[1]
    assert sorted(office.states().values()) == ["ready", "settled"]


@embedded
def test_the_second_ctrl_c_stops_at_once_and_the_next_run_looks_before_it_presses(office: Workplace) -> None:
    office.admin.set_faults([Fault(kind=FaultKind.SLOW_PAGE, marker=FIRST, seconds=4, when="after_commit")])
    office.call("db", "upgrade")
    process = office.start("run", "carrier", "--sales", str(office.sample("one.json", [FIRST])))
    until(lambda: office.admin.report().of(FIRST).posts, "the saving request")

    process.send_signal(signal.SIGINT)
    until(lambda: "Finishing" in _line(process), "the first answer")
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    office.call("run", "carrier")

    assert process.returncode == 130
    assert FIRST in told
    assert office.states() == {FIRST: "settled"}
    assert office.admin.report().of(FIRST).posts == 1


def _in_hand(office: Workplace) -> bool:
    with office.store() as store, store.read() as conn:
        return bool(items.search(conn, states=[State.ENTERING]))


def _line(process: object) -> str:
    line: str = process.stderr.readline()  # type: ignore[attr-defined]  # a Popen with pipes has one
    return line
