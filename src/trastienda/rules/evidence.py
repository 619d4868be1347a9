"""Decide how much evidence an attempt keeps."""

import hashlib
from collections.abc import Mapping

from trastienda.domain.evidence import Level, Moment, Part
from trastienda.domain.facts import PortalFacts

ALL = frozenset(Part)
_TEXTS = frozenset({Part.PAGE, Part.ARIA})

_KEPT: Mapping[Level, Mapping[Moment, frozenset[Part]]] = {
    Level.LEAN: {Moment.CONFIRMATION: _TEXTS},
    Level.NORMAL: {Moment.FORM: _TEXTS, Moment.CONFIRMATION: ALL, Moment.ORDER: frozenset({Part.PAGE})},
    Level.FULL: dict.fromkeys(Moment, ALL),
}

WRONG = frozenset({Moment.CASE, Moment.TROUBLE})
"""The moments that are kept whole at every level."""


def level_of(facts: PortalFacts, reference: str, *, closely: bool) -> Level:
    """The level of one attempt.

    Args:
        facts: what the portal's file, or the person who runs it, asks for.
        reference: of the sale: whether it is one of the sample depends on it alone, so that everybody can tell.
        closely: it is not the first try at the item, or a rehearsal, which is made to be looked at.
    """
    drawn = int.from_bytes(hashlib.sha256(reference.encode()).digest()[:8]) % facts.evidence_sample == 0
    return Level.FULL if closely or drawn else facts.evidence


def parts_of(level: Level, moment: Moment) -> frozenset[Part]:
    """What is kept of a page at a moment."""
    return ALL if moment in WRONG else _KEPT[level].get(moment, frozenset())


def keeps_trace(level: Level) -> bool:
    """Whether a trace is kept of a page where nothing went wrong."""
    return level is not Level.LEAN
