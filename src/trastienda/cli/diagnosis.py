"""What the doctor says of one thing."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


class Part(StrEnum):
    """Who can put it right: whoever keeps the machine, or whoever keeps the workspace."""

    MACHINE = "machine"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: what was looked at, how it is, in words, and what to do about it."""

    what: str
    verdict: Verdict
    says: str
    do: str = ""
    part: Part = Part.MACHINE


def ok(what: str, says: str) -> Line:
    """A finding with nothing to do."""
    return Line(what, Verdict.OK, says)
