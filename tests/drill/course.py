"""Carry one combination out: arm the fault, kill the program at its place, start it again, look."""

import re
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.drill.combinations import SALE, Combination
from tests.drill.proof import Breach, Seen, Violation, look, violations
from tests.support.workplace import PATIENCE_S, Workplace, kill, workplace
from trastienda.failpoints import VARIABLE, Failpoint

SHORT_TIMES = {
    "visibility_bound_s": 1.5,
    "server_timeout_s": 1,
    "window_s": 3,
    "retry_pause_s": 0.2,
    # On a busy machine a page may be slow: that is not what is drilled here.
    "attempts": 10,
}
"""What the drill's portal declares, in seconds: as true as in earnest, and soon over."""

SWEEP: Sequence[str] = ()
"""The words after `trastienda` of the sweep over the portal; none as long as there is no such command."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a combination.

    Attributes:
        combination: which one.
        reached: whether the sale passed the place at all.
        kills: how often the program was killed.
        seen: how things stood in the end, `None` when the drill could not be carried out.
        violations: what must never happen and did.
        seconds: how long it took.
    """

    combination: Combination
    reached: bool
    kills: int
    seen: Seen | None
    violations: tuple[Violation, ...]
    seconds: float


def carry_out(combination: Combination, folder: Path, url: str) -> Result:
    """Drill one combination in an empty folder, on a database with our tables and nothing in them."""
    began, kills, seen = time.monotonic(), 0, None
    found: list[Violation] = []
    with workplace(folder, url) as office:
        try:
            kills = _killed_and_restarted(office, combination)
            seen = look(office, [SALE])
            found += violations(seen)
        except (AssertionError, subprocess.TimeoutExpired) as trouble:
            found.append(Violation(Breach.DIED, str(trouble)))
    reached = kills == len(combination.kills)
    return Result(combination, reached, kills, seen, tuple(found), time.monotonic() - began)


def _killed_and_restarted(office: Workplace, combination: Combination) -> int:
    """Returns how often the program was killed."""
    declare_short_times(office)
    office.admin.set_faults(list(combination.faults))
    run = ["run", "carrier", "--sales", str(office.sample("sales.json", [SALE]))]
    kills, died = 0, True
    for place in combination.kills:
        died = _dies_at(place, office, run)
        if not died:
            break
        kills += 1
    if died:
        office.call(*run)
    if SWEEP:
        office.call(*SWEEP)
    return kills


def _dies_at(place: Failpoint, office: Workplace, run: Sequence[str]) -> bool:
    """Run until the program kills itself at a place, or to its end when it does not pass there."""
    program = office.start(*run, env={VARIABLE: place.value})
    try:
        program.wait(timeout=PATIENCE_S)
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


def declare_short_times(office: Workplace) -> None:
    """Let the workspace's portal declare times that are soon over."""
    file = office.root / "config" / "portals" / "carrier.toml"
    kept = [
        line
        for line in file.read_text(encoding="utf-8").splitlines()
        if not re.match(rf"({'|'.join(SHORT_TIMES)}) *=", line)
    ]
    short = [f"{name} = {value}" for name, value in SHORT_TIMES.items()]
    file.write_text("\n".join([*short, *kept, ""]), encoding="utf-8")
