"""Compare what became of the sample sales with what had to become of them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from trastienda.demo.portal import Report
from trastienda.domain.item import State
from trastienda.store import cases, intents, items


def disagreements(conn: sa.Connection, report: Report, expected: Path, *, bot: str) -> list[str]:
    """Every sale whose end is not the expected one, as sentences; none when all agree.

    Args:
        conn: of the workspace's database.
        report: what the portal's server received.
        expected: `samples/carrier-sales.expected.json`.
        bot: whose items.
    """
    wanted: list[dict[str, Any]] = json.loads(expected.read_text(encoding="utf-8"))
    found = {item.id: item for item in items.search(conn, bot=bot, limit=1_000_000)}
    sources = items.source_of(conn, found)
    by_row = {sources[number].source["row"]: item for number, item in found.items()}
    reasons = {case.item: case.reason.value for case in cases.of_items(conn, list(found))}
    entered = intents.entered_by_us(conn, list(found))
    faults = []
    for sale in wanted:
        item = by_row.get(sale["row"])
        if item is None:
            faults.append(f"row {sale['row']} ({sale['sale_reference']}) was not taken in")
            continue
        codes = [finding["code"] for finding in sources[item.id].findings]
        marker = report.markers.get(sale["sale_reference"])
        seen: Mapping[str, Any] = {
            "state": item.state.value,
            "reason": (codes[0] if codes else None) if item.state is State.REJECTED else reasons.get(item.id),
            "entered_by_us": item.id in entered,
            "posts": marker.posts if marker else 0,
            "saved": marker.saved if marker else 0,
        }
        faults += [
            f"{sale['sale_reference']}: {name} is {value!r}, expected {sale[name]!r} ({sale['kind']})"
            for name, value in seen.items()
            if value != sale[name]
        ]
    return faults
