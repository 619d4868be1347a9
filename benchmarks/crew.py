"""Start a subject in its process, give it jobs, and know what they cost."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
ANSWER_S = 90.0
"""A subject that has not answered by then is stuck, and is ended."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A subject that can take part.

    Attributes:
        name: in the table and in the results.
        module: under `benchmarks/subjects/`.
        peer: it runs in the environment of the other tools.
        label_only: it finds fields by their labels alone, so the RPA Challenge is not for it.
    """

    name: str
    module: str
    peer: bool = False
    label_only: bool = False


OURS = "trastienda"
SUBJECTS = (
    Contender(OURS, "trastienda_facade"),
    Contender("playwright-css", "playwright_css"),
    Contender("playwright-label", "playwright_label", label_only=True),
    Contender("robocorp-browser", "robocorp_browser", peer=True),
    Contender("robotframework-browser", "robotframework_browser", peer=True),
    Contender("selenium", "selenium_webdriver", peer=True),
    Contender("rpa-browser-selenium", "rpa_browser_selenium", peer=True),
    Contender("floor", "floor"),
)
"""The order of the table."""


class Missing(Exception):
    """A subject cannot be had on this machine."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a subject said of a job: what the page showed it, the wall time that it took, and all its processes' CPU."""

    shown: str
    wall_ms: float
    cpu_ms: float


class Crewman:
    """One subject, at work; a context manager."""

    def __init__(self, subject: Contender, browser: str) -> None:
        """Start it, in its environment, with this browser.

        Raises:
            Missing: it does not start; the text says why.
        """
        self.subject = subject
        self._browser = browser
        self._start()

    def _start(self) -> None:
        self._seen: set[psutil.Process] = set()
        python, paths = sys.executable, [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        if self.subject.peer:
            if not PEERS.exists():
                raise Missing("not installed: run bash scripts/bench-environment")
            # Nothing of our own environment may come before the tool's.
            python, paths = str(PEERS), [str(ROOT)]
        # Some tools leave logs where they are started.
        self._folder = tempfile.TemporaryDirectory(prefix="trastienda-bench-")
        self._process = subprocess.Popen(
            [python, "-m", "benchmarks.subjects", self.subject.module, self._browser],
            cwd=self._folder.name,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            self._read()
        except Failed as why:
            self._end()
            raise Missing(f"not installable: {why}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._tree()
        assert self._process.stdin is not None
        # Its end of the input tells it to close its browser.
        self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ANSWER_S)
        self._end()

    def work(self, do: str, url: str, **more: Any) -> Answer:
        """Do one job on a page of its own.

        Raises:
            Failed: the subject says that it did not work, or says nothing.
        """
        try:
            self._ask(do="begin", url=url)
            before = self._cpu_ms()
            told = self._ask(do=do, url=url, **more)
            answer = Answer(told["shown"], told["wall_ms"], self._cpu_ms() - before)
            self._ask(do="end")
        except Failed:
            # A page in an unknown state is no beginning for the next run.
            self._end()
            self._start()
            raise
        return answer

    def _ask(self, **asked: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
        except OSError as gone:
            raise Failed(f"its process died: {gone}") from None
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        late = threading.Timer(ANSWER_S, self._kill)
        late.start()
        try:
            line = self._process.stdout.readline()
        finally:
            late.cancel()
        if not line:
            raise Failed(f"no answer within {ANSWER_S:g} s, or its process died")
        told: dict[str, Any] = json.loads(line)
        if "error" in told:
            raise Failed(told["error"])
        return told

    def _cpu_ms(self) -> float:
        return cpu_ms(self._tree())

    def _tree(self) -> list[psutil.Process]:
        tree = tree_of(self._process.pid)
        self._seen.update(tree)
        return tree

    def _kill(self) -> None:
        # Also what it started and lost: a driver outlives a tool that was killed.
        self._tree()
        for process in self._seen:
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def _end(self) -> None:
        self._kill()
        self._process.wait()
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        self._process.stdout.close()
        with suppress(OSError):
            self._process.stdin.close()
        self._folder.cleanup()


class Failed(Exception):
    """A run that did not do its job."""


def tree_of(pid: int) -> list[psutil.Process]:
    """A process and everything that it started: Python, the driver, and all processes of the browser."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu_ms(tree: Iterable[psutil.Process]) -> float:
    """The CPU that living processes used so far, in milliseconds, with that of children that they saw end.

    A renderer that ends between two looks is thus still counted, in the process that started it. The kernel counts
    in ticks of 10 ms a process, and carries the rest over: a median of runs is not moved by it.
    """
    total = 0.0
    for process in tree:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total * 1000
