"""What is asked of a file, and the answer where it cannot be read."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from trastienda.domain.papers import Reading, Unread
from trastienda.domain.templates import Box


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a file beside its text.

    Attributes:
        box: where a hand-drawn signature is looked for.
        roots: certificates that are trusted, PEM or DER.
        moment: the aware time at which they must be valid.
    """

    box: Box | None
    roots: Sequence[bytes]
    moment: datetime


def unread(document: bytes, why: Unread, detail: str = "") -> Reading:
    """The reading of a file that cannot be read."""
    return Reading(sha256=digest(document), size=len(document), unread=why, detail=detail)


def digest(document: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(document).hexdigest()
