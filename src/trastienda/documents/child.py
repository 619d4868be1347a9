"""The process that reads PDF files for another one, each in a fork of itself with limits.

Frames of eight bytes of length and their content go over stdin and stdout: a question as JSON and a file come in,
a `trastienda.domain.papers.Reading` as JSON goes out. It ends with stdin.
"""

import json
import os
import signal
import sys
from base64 import b64decode
from contextlib import suppress
from datetime import datetime
from typing import Any

from trastienda.documents.frames import read_frame, write_frame
from trastienda.documents.limits import Limits
from trastienda.documents.looking import look
from trastienda.documents.question import Question, unread
from trastienda.domain.papers import Reading, Unread
from trastienda.domain.templates import Box

LONGEST_ANSWER = 32 * 1024 * 1024
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
_MUCH = 0.6
"""Of the address space: who had so much in memory and was ended by a fault asked for more than there was."""


def main() -> None:
    """Read files until there are no more."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (asked := read_frame(source)) is not None and (document := read_frame(source)) is not None:
        given = json.loads(asked)
        limits = Limits(**given["limits"])
        apart = _in_a_fork if hasattr(os, "fork") else _answer
        write_frame(sink, apart(document, given, limits))


def _answer(document: bytes, given: dict[str, Any], limits: Limits) -> bytes:
    question = Question(
        box=Box.model_validate(given["box"]) if given["box"] else None,
        roots=[b64decode(root) for root in given["roots"]],
        moment=datetime.fromisoformat(given["moment"]),
    )
    try:
        reading = look(document, question, limits)
    except MemoryError:
        reading = unread(document, Unread.TOO_MUCH_MEMORY)
    except Exception as error:
        # Readers raise whatever comes to a broken file: all of it says that the file is broken.
        reading = unread(document, Unread.DAMAGED, f"{type(error).__name__}: {error}"[:300])
    return reading.model_dump_json().encode()


def _in_a_fork(document: bytes, given: dict[str, Any], limits: Limits) -> bytes:
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        _limit(limits)
        # What breaks out of a reader finds neither the questions nor a way to answer for others.
        os.close(out)
        os.close(0)
        os.close(1)
        with os.fdopen(into, "wb") as stream:
            stream.write(_answer(document, given, limits))
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        answer = stream.read(LONGEST_ANSWER + 1)
    _, status, used = os.wait4(child, 0)
    if status == 0 and len(answer) <= LONGEST_ANSWER:
        return answer
    return _of_the_dead(document, status, used.ru_maxrss * _RSS_UNIT, limits).model_dump_json().encode()


def _limit(limits: Limits) -> None:
    import resource

    # The kernel ends the process at these, whatever its code is doing.
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s)
    for what, most in (
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS keeps no account of the address space, and refuses.
        with suppress(ValueError):
            resource.setrlimit(what, (limit, limit))


def _of_the_dead(document: bytes, status: int, memory: int, limits: Limits) -> Reading:
    killer = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if killer in (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL):
        return unread(document, Unread.TOO_SLOW)
    # A library that gets no memory ends the process by itself.
    if memory > _MUCH * limits.memory:
        return unread(document, Unread.TOO_MUCH_MEMORY)
    name = signal.Signals(killer).name if killer else f"exit {os.waitstatus_to_exitcode(status)}"
    return unread(document, Unread.CRASHED, name)


if __name__ == "__main__":
    main()
