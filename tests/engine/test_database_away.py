"""The database crashes between an order and the writing down of its outcome: real processes, a real browser."""

from pathlib import Path

import pytest

from tests.support.postgres_keeper import Server
from tests.support.workplace import until, workplace
from trastienda.demo.portal import Fault, FaultKind
from trastienda.store import items, journal

SALES = ["V-2026-0001", "V-2026-0002"]


@pytest.mark.usefixtures("browser_path")
def test_an_order_whose_outcome_could_not_be_written_is_looked_for_and_not_sent_again(
    tmp_path: Path, crashing_server: Server
) -> None:
    root = tmp_path / "a workspace"
    root.mkdir()
    with workplace(root, crashing_server.url("postgres")) as office:
        sent = Fault(kind=FaultKind.SLOW_PAGE, marker=SALES[0], seconds=3, when="after_commit")
        office.admin.set_faults([sent])
        run = office.start("run", "carrier", "--sales", str(office.sample("sales.json", SALES)))
        assert run.stderr is not None
        until(lambda: office.admin.report().of(SALES[0]).posts == 1, "the order")

        crashing_server.crash()
        while "broken off: The database cannot be used now" not in (line := run.stderr.readline()):
            assert line, "the run ended"
        crashing_server.recover()
        _, rest = run.communicate(timeout=office.patience_s)

        assert run.returncode == 0, rest
        assert office.states() == dict.fromkeys(SALES, "settled")
        assert [office.admin.report().of(sale).posts for sale in SALES] == [1, 1]
        assert [len(orders) for orders in office.orders().values()] == [1, 1]
        with office.store() as store, store.read() as conn:
            (item,) = items.of_sale(conn, SALES[0])
            told = [entry.kind for entry in journal.of_item(conn, item.id)]
            assert list(journal.breaks(conn)) == []
        assert told.count("intent") == 1
        assert "recognised" not in told
