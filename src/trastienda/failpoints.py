"""Die at a named place, so that a drill can see what survives it."""

import os
import signal
from enum import StrEnum

VARIABLE = "TRASTIENDA_FAILPOINT"
"""Environment variable that names the place at which this process kills itself; `name:3` means the third time."""


class Failpoint(StrEnum):
    """The places, in the order in which a sale passes them."""

    TAKEN_IN = "taken_in"
    ATTEMPT_BEGUN = "attempt_begun"
    LOOKED = "looked"
    FORM_FILLED = "form_filled"
    INTENT_WRITTEN = "intent_written"
    ABOUT_TO_SEND = "about_to_send"
    IN_FLIGHT = "in_flight"
    ANSWERED = "answered"
    OUTCOME_SEEN = "outcome_seen"
    ENTERED_WRITTEN = "entered_written"
    UNCERTAIN_WRITTEN = "uncertain_written"
    TAKEN_UP_AFTER_A_CRASH = "taken_up_after_a_crash"
    PROBED = "probed"
    READY_AGAIN_WRITTEN = "ready_again_written"
    REFUSAL_WRITTEN = "refusal_written"
    READ_BACK = "read_back"
    SECOND_LOOK = "second_look"
    SETTLED_WRITTEN = "settled_written"
    CASE_WRITTEN = "case_written"


_reached: dict[Failpoint, int] = {}


def reach(point: Failpoint) -> None:
    """Kill this process, as `kill -9` would, when the environment asks for it here; else do nothing."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    name, _, time = wanted.partition(":")
    if name != point:
        return
    _reached[point] = _reached.get(point, 0) + 1
    if _reached[point] == int(time or 1):
        os.kill(os.getpid(), signal.SIGKILL)
