"""The journal's chain: each entry carries the hash of the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""The hash before an item's first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an item's journal.

    Attributes:
        item: the item's number.
        seq: 1, 2, 3 … without a gap within the item.
        at: when, in UTC.
        kind: what happened, a word of the pipeline (`taken_in`, `intent`, `moved` …).
        detail: ids, codes and sentences; JSON values only.
        previous, digest: the chain: SHA-256 over the previous digest and this entry's canonical text.
    """

    item: int
    seq: int
    at: datetime
    kind: str
    detail: Mapping[str, Any]
    previous: str
    digest: str


def digest_of(
    *, item: int, seq: int, at: datetime, kind: str, detail: Mapping[str, Any], previous: str
) -> str:
    """SHA-256, in hex, over the previous digest and the entry's canonical JSON (sorted keys, UTC time).

    Raises:
        ValueError: the time has no zone, or the detail holds a number that JSON does not know.
    """
    if at.utcoffset() is None:
        raise ValueError(f"a time without a zone reached the journal: {at!r}")
    text = json.dumps(
        [previous, item, seq, at.astimezone(UTC).isoformat(), kind, detail],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(entries: Iterable[Entry]) -> int | None:
    """The sequence number of the first entry that does not fit its chain, `None` when all fit.

    Finds edited, deleted and inserted entries; a cut tail or a chain that was recomputed whole needs an
    anchor outside the database.
    """
    previous = GENESIS
    for expected_seq, entry in enumerate(entries, start=1):
        fits = entry.previous == previous and entry.seq == expected_seq
        if not fits or entry.digest != digest_of(
            item=entry.item,
            seq=entry.seq,
            at=entry.at,
            kind=entry.kind,
            detail=entry.detail,
            previous=previous,
        ):
            return expected_seq
        previous = entry.digest
    return None
