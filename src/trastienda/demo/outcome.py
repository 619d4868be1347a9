"""Compare what became of the sample sales with what had to become of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trastienda.demo.portal import Report
from trastienda.demo.samples import load_expected
from trastienda.report.facts import RunFacts


def disagreements(facts: RunFacts, report: Report, expected: Path) -> list[str]:
    """Every sale whose end is not the expected one, as sentences; none when all agree.

    Args:
        facts: of the run, as `trastienda runs show RUN --json` prints them.
        report: what the portal's server received.
        expected: `samples/carrier-sales.expected.json`.
    """
    by_row = {item.source.row: item for item in facts.items}
    faults = []
    for sale in load_expected(expected):
        item = by_row.get(sale.row)
        if item is None:
            faults.append(f"row {sale.row} ({sale.sale_reference}) was not taken in")
            continue
        marker = report.of(sale.sale_reference)
        seen: Mapping[str, Any] = {
            "sale_reference": item.sale_reference,
            "state": item.state,
            "reason": item.reason,
            "entered_by_us": item.entered_by_us,
            "posts": marker.posts,
            "saved": marker.saved,
        }
        faults += [
            f"{sale.sale_reference}: {name} is {value!r}, expected {getattr(sale, name)!r} ({sale.kind})"
            for name, value in seen.items()
            if value != getattr(sale, name)
        ]
    return faults
