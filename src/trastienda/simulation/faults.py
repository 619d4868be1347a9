"""Draw what a portal does with one POST."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from trastienda.simulation.model import SAVE_S, SERVER_TIMEOUT_S, TIME_OUT_S, Rates


class Screen(StrEnum):
    """What the browser shows after the POST."""

    SUCCESS = "success"
    WITHOUT_NUMBER = "success without the order's number"
    UNKNOWN = "no outcome"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one POST.

    Attributes:
        saves: how many seconds after the POST an order of it is saved; empty for never.
        screen: what the browser shows.
        says: the screen in words.
        takes: how long the browser waits for it, in seconds.
    """

    saves: tuple[float, ...]
    screen: Screen
    says: str
    takes: float


ORDINARY = Fate((0.0,), Screen.SUCCESS, "saved", SAVE_S)
_NOT_SAVED = Fate((), Screen.SUCCESS, "saved", SAVE_S)
_WITHOUT_NUMBER = Fate((0.0,), Screen.WITHOUT_NUMBER, "saved, but no number is shown", SAVE_S)
_DROPPED = Fate((0.0,), Screen.UNKNOWN, "the connection was dropped", SAVE_S)
_SENT_AGAIN_BY_CHROMIUM = Fate((0.0, 0.0), Screen.SUCCESS, "saved", SAVE_S)
_LOST_ANSWERS = (
    ("no answer in time", TIME_OUT_S),
    ("the portal answered 500", SAVE_S),
    ("the connection was dropped", SAVE_S),
    ("the session was lost", SAVE_S),
)


def fate_of_post(rates: Rates, chance: Random, *, fused: bool) -> Fate:
    """What becomes of one POST.

    Args:
        rates: how often each fault happens.
        chance: where the draw comes from.
        fused: the request leaves through the fuse: Chromium cannot send it a second time by itself.
    """
    fate = _fate(rates, chance, fused=fused)
    if fate.saves and chance.random() < rates.doubled:
        return Fate((*fate.saves, chance.uniform(0.0, 60.0)), fate.screen, fate.says, fate.takes)
    return fate


def _fate(rates: Rates, chance: Random, *, fused: bool) -> Fate:
    drawn = chance.random()
    if drawn < (edge := rates.unknown):
        says, takes = chance.choice(_LOST_ANSWERS)
        return Fate((0.0,) if chance.random() < rates.unknown_saved else (), Screen.UNKNOWN, says, takes)
    if drawn < (edge := edge + rates.late):
        saved = chance.uniform(TIME_OUT_S, SERVER_TIMEOUT_S)
        return Fate((saved,), Screen.UNKNOWN, "no answer in time", TIME_OUT_S)
    if drawn < (edge := edge + rates.repeated):
        return _DROPPED if fused else _SENT_AGAIN_BY_CHROMIUM
    if drawn < (edge := edge + rates.false_success):
        return _NOT_SAVED
    return _WITHOUT_NUMBER if drawn < edge + rates.without_number else ORDINARY
