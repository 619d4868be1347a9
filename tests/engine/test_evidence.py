"""The real program keeps as much evidence as it is told, and all of it where a person must decide."""

import zipfile
from pathlib import Path

import pytest

from tests.support.workplace import PASSWORD, Workplace, embedded
from trastienda.demo.portal import Fault, FaultKind
from trastienda.domain.evidence import Level
from trastienda.store import cases

SALE = "V-2026-0001"
TEXTS = ["html", "aria.yaml"]


def endings(folder: Path) -> list[str]:
    """What was kept, in its order, by the ends of the names."""
    files = sorted(folder.glob("*/evidence/*"), key=lambda file: int(file.name.split("-")[4]))
    return [file.name.split("-", 5)[5] for file in files]


def parts(moment: str) -> list[str]:
    return [f"{moment}.{part}" for part in ("jpg", *TEXTS)]


@embedded
@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.LEAN, ["confirmation.html", "confirmation.aria.yaml"]),
        (
            Level.NORMAL,
            [
                "trace.zip",
                *(f"form.{part}" for part in TEXTS),
                *parts("confirmation"),
                "trace.zip",
                "order.html",
                "trace.zip",
                "trace.zip",
            ],
        ),
    ],
)
def test_a_settled_order_leaves_what_its_level_says(
    office: Workplace, level: Level, expected: list[str]
) -> None:
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales), "--evidence", level)

    assert office.states() == {SALE: "settled"}
    assert endings(office.root / "runs" / "carrier") == expected


@embedded
def test_a_case_that_was_decided_from_a_page_keeps_that_page_at_every_level(office: Workplace) -> None:
    office.admin.set_faults([Fault(kind=FaultKind.WRONG_PRICE, marker=SALE)])
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales), "--evidence", "lean")

    with office.store() as store, store.read() as conn:
        (case,) = cases.of_items(conn, [1])
    kept = [path.split("-", 5)[5] for path in case.evidence]
    assert kept == ["confirmation.html", "confirmation.aria.yaml", *parts("case"), "trace.zip"]
    page = next(path for path in case.evidence if path.endswith("case.html"))
    (run,) = (office.root / "runs" / "carrier").iterdir()
    assert case.orders[0] in (run / page).read_text(encoding="utf-8")


@embedded
def test_a_second_try_is_kept_in_full_and_nothing_holds_the_password(office: Workplace) -> None:
    office.admin.set_faults([Fault(kind=FaultKind.ERROR_500_AFTER_COMMIT, marker=SALE)])
    sales = office.sample("sales.json", [SALE])

    office.call("run", "carrier", "--sales", str(sales), "--evidence", "lean")

    assert office.states() == {SALE: "settled"}
    traces = sorted(office.root.glob("runs/carrier/*/evidence/*-trace.zip"))
    second = [file for file in traces if "-try-1-" not in file.name]
    assert second
    for file in traces:
        with zipfile.ZipFile(file) as trace:
            texts = [trace.read(name) for name in trace.namelist()]
        assert (b"frame-snapshot" in b"".join(texts)) is (file in second)
        assert not any(PASSWORD.encode() in text for text in texts)
