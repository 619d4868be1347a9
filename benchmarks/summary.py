"""Sum runs up: medians, ratios within each round, and what was wanted of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.crew import OURS


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one subject.

    Attributes:
        turn: runs of one turn were made right after one another, so that their ratio means something.
        wall_ms, cpu_ms: what it took; of no meaning where there is a trouble.
        scripted: buttons were pressed by a script of the page, not as a person presses them.
        trouble: why it counts as failed; the page did not get every value, say.
    """

    subject: str
    turn: int
    wall_ms: float = 0.0
    cpu_ms: float = 0.0
    scripted: bool = False
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        n: good runs; those alone are in the medians.
        failed: the others.
        wall_ms, cpu_ms: medians; `None` without a good run.
        ratio_to_ours, cpu_ratio: median over the turns of this subject's time by ours.
        note: how buttons were pressed, and the first trouble.
    """

    bench: str
    subject: str
    n: int
    failed: int = 0
    wall_ms: float | None = None
    cpu_ms: float | None = None
    ratio_to_ours: float | None = None
    cpu_ratio: float | None = None
    note: str = ""

    def result(self) -> dict[str, Any]:
        """The line in `results.json`."""
        return {
            "bench": self.bench,
            "subject": self.subject,
            "n": self.n,
            "wall_ms": _rounded(self.wall_ms, 1),
            "cpu_ms": _rounded(self.cpu_ms, 1),
            "ratio_to_ours": _rounded(self.ratio_to_ours, 3),
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """What is wanted: our wall time by a subject's, at most."""

    bench: str
    against: str
    most: float


BARS = (
    Bar("challenge", "playwright-css", 0.25),
    Bar("challenge", "rpa-browser-selenium", 0.06),
    Bar("challenge", "floor", 4),
    Bar("order-plain", "playwright-label", 0.38),
    Bar("order-plain", "floor", 1.7),
    Bar("order-react", "playwright-label", 0.38),
    Bar("order-react", "floor", 1.7),
)


def rows(bench: str, runs: Iterable[Run], missing: Mapping[str, str], order: Sequence[str]) -> list[Row]:
    """The lines of a bench, a subject each.

    Args:
        bench: its name.
        runs: good and failed ones.
        missing: subject → why it cannot be had here.
        order: the subjects, as the table has them.
    """
    of: dict[str, list[Run]] = {}
    for run in runs:
        of.setdefault(run.subject, []).append(run)
    ours = {run.turn: run for run in of.get(OURS, []) if run.trouble is None}
    lines = []
    for subject in order:
        if subject in missing:
            lines.append(Row(bench, subject, 0, note=missing[subject]))
        elif subject in of:
            lines.append(_row(bench, subject, of[subject], ours))
    return lines


def _row(bench: str, subject: str, runs: Sequence[Run], ours: Mapping[int, Run]) -> Row:
    good = [run for run in runs if run.trouble is None]
    troubles = [run.trouble for run in runs if run.trouble is not None]
    beside = [(run, ours[run.turn]) for run in good if run.turn in ours]
    notes = ["clicks by script"] if any(run.scripted for run in good) else []
    return Row(
        bench,
        subject,
        n=len(good),
        failed=len(troubles),
        wall_ms=median([run.wall_ms for run in good]) if good else None,
        cpu_ms=median([run.cpu_ms for run in good]) if good else None,
        ratio_to_ours=median([run.wall_ms / our.wall_ms for run, our in beside]) if beside else None,
        cpu_ratio=_median_of_known([run.cpu_ms / our.cpu_ms for run, our in beside if our.cpu_ms]),
        note="; ".join([*notes, *troubles[:1]]),
    )


def verdicts(lines: Iterable[Row]) -> list[str]:
    """A sentence for each bar that the lines can tell about."""
    by = {(line.bench, line.subject): line for line in lines}
    said = []
    for bar in BARS:
        line = by.get((bar.bench, bar.against))
        if line is not None and line.ratio_to_ours:
            ratio = 1 / line.ratio_to_ours
            word = "met" if ratio <= bar.most else "NOT met"
            said.append(f"{bar.bench}: {OURS} {ratio:.2f} × {bar.against}, wanted ≤ {bar.most:g}: {word}")
    return said


def table(lines: Iterable[Row]) -> str:
    """The lines as text."""
    head = (
        f"{'bench':<18} {'subject':<22} {'runs':>4} {'failed':>6} {'wall ms':>8} {'CPU ms':>7} "
        f"{'× ours':>7} {'CPU ×':>6}"
    )
    return "\n".join([head, *(_line(line) for line in lines)])


def _line(line: Row) -> str:
    return (
        f"{line.bench:<18} {line.subject:<22} {line.n:>4} {line.failed:>6} {_number(line.wall_ms, 0):>8} "
        f"{_number(line.cpu_ms, 0):>7} {_number(line.ratio_to_ours, 2):>7} {_number(line.cpu_ratio, 2):>6}  "
        f"{line.note}"
    ).rstrip()


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _median_of_known(values: Sequence[float]) -> float | None:
    return median(values) if values else None
