"""Read PDF files in a process of their own, so that a hostile one harms nothing but itself."""

import dataclasses
import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from threading import Event, Timer
from typing import Self

from trastienda.documents.frames import read_frame, write_frame
from trastienda.documents.limits import MIB, Limits
from trastienda.documents.question import Question, unread
from trastienda.domain.papers import Reading, Unread

MAGIC = b"%PDF-"
_BEFORE = b"\xef\xbb\xbf \t\r\n"
"""What an editor or a mail may have put before a file's first sign."""
_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "TMPDIR", "TEMP", "TMP")
_GRACE_S = 10.0


class Reader:
    """Reads PDF files, one after the other; not for several threads at once.

    A process is started with the first file and kept; on systems with `fork` each file has a copy of it to itself,
    with limits on time, memory and files, elsewhere a deadline alone. It knows none of our environment's secrets.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def read_file(self, file: Path, question: Question) -> Reading:
        """Read a file from the disk; of one that is too big no more than a little is taken into memory.

        Raises:
            OSError: it is not there, or may not be read.
        """
        with file.open("rb") as stream:
            return self.read(stream.read(self._limits.bytes + 1), question)

    def read(self, document: bytes, question: Question) -> Reading:
        """Read a file; one that cannot be read gives a reading that says why, never an error."""
        if len(document) > self._limits.bytes:
            return unread(document, Unread.TOO_BIG, f"> {self._limits.bytes // MIB} MiB")
        if not document[:64].lstrip(_BEFORE).startswith(MAGIC):
            return unread(document, Unread.NO_PDF, f"begins with {document[:8]!r}")
        asked = json.dumps(
            {
                "box": question.box.model_dump() if question.box else None,
                "roots": [b64encode(root).decode() for root in question.roots],
                "moment": question.moment.isoformat(),
                "limits": dataclasses.asdict(self._limits),
            }
        ).encode()
        process, late, answer = self._started(), Event(), None

        def stop() -> None:
            late.set()
            process.kill()

        deadline = Timer(self._limits.wall_s + _GRACE_S, stop)
        deadline.start()
        try:
            answer = _exchange(process, asked, document)
        finally:
            deadline.cancel()
            # Without a copy of its own, the next file would meet what this one left behind.
            if answer is None or not hasattr(os, "fork"):
                self._end()
        if answer is None:
            return unread(document, Unread.TOO_SLOW if late.is_set() else Unread.CRASHED)
        return Reading.model_validate_json(answer)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # -P: no module is taken from the folder that we happen to be in.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "trastienda.documents.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT if name in os.environ},
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                # What a dead process did not take is still in the pipe's buffer.
                try:
                    stream.close()
                except BrokenPipeError:
                    continue


def _exchange(process: subprocess.Popen[bytes], asked: bytes, document: bytes) -> bytes | None:
    """Ask, and read the answer; `None` when the process ended over it."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        write_frame(process.stdin, asked)
        write_frame(process.stdin, document)
    except BrokenPipeError:
        return None
    return read_frame(process.stdout)
