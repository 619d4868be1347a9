"""Show the results of a drill to people."""

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from tests.drill.combinations import FAULTS, HEALTHY
from tests.drill.course import Result
from tests.drill.proof import Breach
from trastienda.domain.item import State
from trastienda.failpoints import Failpoint

LEGEND = (
    "POSTs/orders at the portal's server, and the end of the sale: s settled, c in a case.\n"
    "– not reached with this fault · ! violated, named below · blank: not drilled."
)
NOT_REACHED = "–"
_ENDS = {State.SETTLED: "s", State.IN_CASE: "c"}


def table(results: Sequence[Result]) -> str:
    """One row a failpoint, one column a fault."""
    by_place = {(one.combination.failpoint, one.combination.fault): one for one in results}
    columns = [fault for fault in FAULTS if any(fault == wanted for _, wanted in by_place)]
    heads = {fault: ["healthy"] if fault == HEALTHY else fault.split("_") for fault in columns}
    widths = [max(7, *map(len, heads[fault])) for fault in columns]
    first = max(map(len, Failpoint))
    # Heads are written downwards and end on the same line.
    deepest = max(map(len, heads.values()))
    lines = [
        _line("", words, first, widths)
        for words in zip_longest(
            *([""] * (deepest - len(heads[fault])) + heads[fault] for fault in columns), fillvalue=""
        )
    ]
    lines.append("-" * len(_line("", ["" for _ in columns], first, widths)))
    for failpoint in Failpoint:
        cells = [cell(by_place.get((failpoint, fault))) for fault in columns]
        if any(cells):
            lines.append(_line(failpoint, cells, first, widths))
    return "\n".join(line.rstrip() for line in lines)


def cell(result: Result | None) -> str:
    """What the table shows of one combination."""
    if result is None:
        return ""
    if result.violations or result.end is None:
        return "!"
    if not result.reached:
        return NOT_REACHED
    return f"{result.end.posts}/{result.end.orders} {_ENDS.get(result.end.state, result.end.state)}"


def summary(results: Sequence[Result], *, seconds: float) -> str:
    """The figures of a drill, in one line; what was not reached counts as a run without a kill."""
    ends = [one.end for one in results if one.end is not None]
    states = Counter(end.state for end in ends)
    breaches = Counter(violation.breach for one in results for violation in one.violations)
    figures = {
        "combinations": len(results),
        "reached": sum(one.reached for one in results),
        "kills": sum(one.kills for one in results),
        "settled": states[State.SETTLED],
        "cases": states[State.IN_CASE],
        "POSTs": sum(end.posts for end in ends),
        "duplicates": breaches[Breach.DUPLICATE],
        "lost": breaches[Breach.LOST],
        "violations": breaches.total(),
    }
    return " · ".join(f"{count} {name}" for name, count in figures.items()) + f" · {seconds / 60:.0f} min"


def _line(name: str, cells: Sequence[str], first: int, widths: Sequence[int]) -> str:
    return "  ".join(
        [name.ljust(first), *(text.ljust(width) for text, width in zip(cells, widths, strict=True))]
    )
