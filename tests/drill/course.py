"""Carry combinations out: arm the fault, kill the program at its place, start it again, look."""

import signal
import subprocess
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.drill.combinations import LATE_S, Combination
from tests.drill.proof import Breach, Ended, Violation, look, violations
from tests.support.workplace import SAMPLES, Workplace, kill, workplace
from trastienda.demo.samples import Kind, load_expected
from trastienda.failpoints import VARIABLE, Failpoint

# On a busy machine a page may be slow: that is not what is drilled here.
PATIENT = {"retry_pause_s": 0.2, "attempts": 10}
PROMPT = PATIENT | {"visibility_bound_s": 1, "server_timeout_s": 1, "window_s": 3}
LATE = PATIENT | {
    "visibility_bound_s": LATE_S + 1,
    "server_timeout_s": LATE_S + 1,
    "window_s": 2 * LATE_S + 3,
}
"""What the drill's portal declares, in seconds: as true as in earnest, and soon over."""

PATIENCE_S = 900.0
"""How long a program may take: much longer than it does on a busy machine."""

SWEEP = ("sweep", "carrier")
CLEAN: Mapping[str, object] = {"unchecked": 0, "unknown": 0, "broken_off": None}
"""What a sweep says where it could see everything and no order belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a combination.

    Attributes:
        combination: which one.
        reached: whether its sale passed the place at all.
        kills: how often the program was killed.
        end: how its sale ended, `None` when the drill could not be carried out.
        violations: what must never happen and did.
        seconds: how long it took until its sale was at rest.
    """

    combination: Combination
    reached: bool
    kills: int
    end: Ended | None
    violations: tuple[Violation, ...]
    seconds: float


def carry_out(combinations: Sequence[Combination], folder: Path, url: str) -> list[Result]:
    """Drill some combinations, one after another, each with a sale of its own, and sweep the portal at the end.

    Args:
        combinations: at most as many as there are plain sample sales.
        folder: an empty one.
        url: of a database of its own.
    """
    sales = dict(zip(combinations, plain_sales(), strict=False))
    with workplace(folder, url) as office:
        office.patience_s = PATIENCE_S
        results = [_drilled(office, combination, sale) for combination, sale in sales.items()]
        swept = _swept(office, sales.values())
        seen = look(office)
    proven = []
    for result, sale in zip(results, sales.values(), strict=True):
        found = (*result.violations, *violations(sale, seen), *swept[sale])
        proven.append(replace(result, end=seen.ended(sale), violations=found))
    return proven


def plain_sales() -> Iterator[str]:
    """References of the sample sales with which nothing is special."""
    ends = load_expected(SAMPLES / "carrier-sales.expected.json")
    return (end.sale_reference for end in ends if end.kind is Kind.PLAIN)


def _drilled(office: Workplace, combination: Combination, sale: str) -> Result:
    began, kills = time.monotonic(), 0
    found: list[Violation] = []
    declare(office, LATE if combination.late else PROMPT)
    office.admin.set_faults(combination.faults(sale))
    run = ["run", "carrier", "--sales", str(office.sample(f"{sale}.json", [sale]))]
    try:
        for place in combination.kills:
            if not _dies_at(place, office, run):
                break
            kills += 1
        else:
            office.call(*run)
        found += [
            Violation(Breach.FAULT_NOT_MET, fault)
            for fault, times in office.admin.fired().items()
            if not times
        ]
    except (AssertionError, subprocess.TimeoutExpired) as trouble:
        found.append(Violation(Breach.BROKEN_OFF, str(trouble)))
    reached = kills == len(combination.kills)
    return Result(combination, reached, kills, None, tuple(found), time.monotonic() - began)


def _dies_at(place: Failpoint, office: Workplace, run: Sequence[str]) -> bool:
    """Run until the program kills itself at a place, or to its end when it does not pass there."""
    program = office.start(*run, env={VARIABLE: place.value})
    try:
        program.wait(timeout=office.patience_s)
    except subprocess.TimeoutExpired:
        kill(program)
        raise
    if program.returncode == -signal.SIGKILL:
        # Its browser lives on for a while with the pipes that it inherited: nobody waits for it.
        for pipe in (program.stdout, program.stderr):
            assert pipe is not None
            pipe.close()
        return True
    _, told = program.communicate()
    assert program.returncode == 0, f"exit {program.returncode}\n{told}"
    return False


def _swept(office: Workplace, sales: Collection[str]) -> Mapping[str, Sequence[Violation]]:
    """Sale → what the sweep over the whole portal has to say about it."""
    before = office.states()
    try:
        said = office.facts(*SWEEP)
    except (AssertionError, subprocess.TimeoutExpired) as trouble:
        return {sale: [Violation(Breach.BROKEN_OFF, f"the sweep: {trouble}")] for sale in sales}
    after = office.states()
    # What belongs to no sale may concern any of them.
    of_all = [
        Violation(Breach.SWEPT, f"{name} {said[name]}") for name, calm in CLEAN.items() if said[name] != calm
    ]
    found = {sale: list(of_all) for sale in sales}
    for sale in sales:
        if (was := before.get(sale)) != (now := after.get(sale)):
            found[sale].append(Violation(Breach.SWEPT, f"{sale} was {was} and is {now}"))
    return found


def declare(office: Workplace, facts: Mapping[str, float]) -> None:
    """Let the workspace's portal declare other facts than the sample's."""
    file = office.root / "config" / "portals" / "carrier.toml"
    kept = [
        line
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.partition(" = ")[0] not in facts
    ]
    declared = [f"{name} = {value}" for name, value in facts.items()]
    file.write_text("\n".join([*declared, *kept, ""]), encoding="utf-8")
