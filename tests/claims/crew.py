"""The programs of one race."""

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.claims.place import Place
from tests.support.workplace import kill

PATIENCE_S = 1200.0
"""Longer than anything here takes on a machine with ten other things to do."""


@dataclass(slots=True)
class Crew:
    """The programs of one race; those that live at the end are stopped in order."""

    place: Place
    working: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start one program."""
        process = self.place.start(*arguments, env={"PGAPPNAME": f"crew-{len(self.working)}", **(env or {})})
        self.working.append(process)
        return process

    def start_together(self, programs: int, *arguments: str) -> list[subprocess.Popen[str]]:
        """Start the same program several times; all of them take their first account at the same moment."""
        waiting = [self.start(*arguments, env={"CLAIMS_START": "1"}) for _ in range(programs)]
        for process in waiting:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "\n".join(self.place.told())
        for process in waiting:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        return waiting

    def stop(self) -> None:
        """Stop in order whoever lives; raises AssertionError when one of them does not end with 0."""
        living = [process for process in self.working if process.poll() is None]
        for process in living:
            process.send_signal(signal.SIGTERM)
        for process in living:
            process.communicate(timeout=PATIENCE_S)
        assert [process.returncode for process in living] == [0] * len(living), "\n".join(self.place.told())


@contextmanager
def crew_of(place: Place) -> Iterator[Crew]:
    """A crew; whatever happens, none of its programs is left over."""
    crew = Crew(place)
    try:
        yield crew
    finally:
        for process in crew.working:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                kill(process)
