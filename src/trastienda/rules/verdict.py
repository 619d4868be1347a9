"""The words of the cross-check: what it says of a field, and why."""

from enum import StrEnum

LOST = "*•●█?¤"
"""Signs that stand where a portal hides a letter, or where an encoding lost one."""


class Verdict(StrEnum):
    """Three ways, never two: what is not certain is unclear."""

    MATCH = "match"
    DIFFER = "differ"
    UNCLEAR = "unclear"


class Code(StrEnum):
    """Evidence codes: why a field got its verdict."""

    EQUAL = "equal"
    EQUIVALENT = "equivalent"
    ACCEPTED = "accepted"
    ALIGNED = "aligned"
    OTHER_VALUE = "other_value"
    NEAR = "near"
    CUT = "cut"
    UNREADABLE = "unreadable"
    NOT_SHOWN = "not_shown"
