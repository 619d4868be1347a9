"""Ask a page about the fields of its form: one call of its script for all fields of a frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from playwright.async_api import Frame, Locator

from trastienda.portal.book import Element, FormField
from trastienda.portal.inpage import in_page
from trastienda.portal.places import Wanted as Place
from trastienda.portal.places import locate
from trastienda.portal.wanted import Shown, Wanted

PATIENCE_S = 5.0
"""How long a field may be disabled, covered or without its options while nothing seems to be under way."""

SETTLE_S = 2.5
"""How long a page that never rests is watched after its form was written."""

SLACK_S = 5.0
"""How much longer than its own limit the page's script may take to answer."""

Act = Literal["look", "fill", "rest", "read"]
"""Check the fields; check and write them; wait until nothing moves, then read; read."""


class Outcome(StrEnum):
    """What became of a field; `writable` could be written, and was not because another one could not."""

    WRITABLE = "writable"
    FILLED = "filled"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    DISABLED = "disabled"
    READ_ONLY = "read-only"
    HIDDEN = "hidden"
    COVERED = "covered"
    REJECTED = "rejected"
    UNEXPECTED_REQUIRED = "unexpected-required"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form: in which frame it is, and what it should hold."""

    frame: Frame
    wanted: Wanted

    @property
    def name(self) -> str:
        """The field's name."""
        return self.wanted.name

    @property
    def field(self) -> FormField:
        """The field in the book."""
        return self.wanted.field

    @property
    def locator(self) -> Locator:
        """All places of its frame that bear its name."""
        return locate(self.frame, self.field)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page told of one field.

    Attributes:
        outcome: what became of it; `filled` says that it holds its value.
        kind: what it is: `text`, `choice`, `check` …; `None` where it is not one thing.
        shown: what it shows.
        count: how many there are, where there should be one.
        over: what covers it, or what it is where it is no field.
        offered: what its list offers, where not exactly one option bears the value.
    """

    outcome: Outcome
    kind: str | None
    shown: Shown
    count: int
    over: str
    offered: tuple[str, ...]

    @property
    def text(self) -> str:
        """What it shows, as one text."""
        if self.offered and self.count > 1:
            return f"{self.count} × among: {', '.join(self.offered)}"
        if isinstance(self.shown, bool):
            return str(self.shown).lower()
        return ", ".join(self.shown) if isinstance(self.shown, list) else self.shown or ""


@dataclass(frozen=True, slots=True)
class Button:
    """What the page told of an element that is about to be pressed.

    Attributes:
        outcome: `writable` where the mouse can reach it at `x`, `y`; else `missing`, `hidden`, `ambiguous`,
            `disabled` or `covered`.
        x, y: a point of it, in CSS pixels from the corner of its frame.
        over: what covers it.
        listed: the elements that bear its name, where there is not exactly one to be seen.
    """

    outcome: Outcome
    x: float
    y: float
    over: str
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page told of a form.

    Attributes:
        fields: every field, by its name.
        unexpected: the labels of what is required, empty and none of the fields.
        written: whether the fields were written; a field that could not be keeps all of them as they were.
        button: what is about to be pressed, if anything is.
        seen: of what should not be there, how many are to be seen of each.
    """

    fields: Mapping[str, Told]
    unexpected: tuple[str, ...]
    written: bool
    button: Button | None = None
    seen: tuple[int, ...] = ()


async def ask(
    act: Act,
    frame: Frame,
    fields: Sequence[Asked],
    *,
    timeout_s: float,
    again: bool = False,
    pressed: Element | None = None,
    leaves: bool = False,
    absent: Sequence[Place] = (),
) -> Answer:
    """Have the page do something with the fields of a form that stand in one of its frames.

    Args:
        act: what.
        frame: the frame.
        fields: the fields, in the order in which they are written.
        timeout_s: how long the page itself may take for what comes later (options, values).
        again: the page went away while they were written: a list that shows its value is left as it is.
        pressed: an element that is about to be pressed; from now on the mouse presses it or nothing.
        leaves: only what a form needs that `pressed` sends is missed.
        absent: what should not be there; only with `pressed`.

    Raises:
        playwright.async_api.Error: the page went away, or did not answer in time.
    """
    wanted: list[Place] = [*(one.field for one in fields), *([pressed, *absent] if pressed else [])]
    if not wanted:
        return Answer({}, (), written=False)
    argument = {
        "act": act,
        "fields": [one.wanted.asked() for one in fields],
        "limitMs": timeout_s * 1000,
        "patienceMs": min(PATIENCE_S, timeout_s) * 1000,
        "settleMs": SETTLE_S * 1000,
        "again": again,
        "pressed": pressed and {"leaves": leaves},
    }
    answer = await in_page(frame, wanted, "form", argument, timeout_s=timeout_s + SLACK_S)
    told = {one.name: _told(one, raw) for one, raw in zip(fields, answer["fields"], strict=True)}
    button = answer["button"] and Button(
        Outcome(answer["button"]["outcome"]),
        answer["button"]["x"],
        answer["button"]["y"],
        answer["button"]["over"],
        tuple(answer["button"]["listed"]),
    )
    unexpected = tuple(dict.fromkeys(answer["unexpected"]))
    return Answer(told, unexpected, answer["written"], button, tuple(answer["seen"]))


def _told(one: Asked, raw: Mapping[str, Any]) -> Told:
    outcome, kind, shown = raw["outcome"], raw["kind"], raw["shown"]
    if outcome == "written":
        outcome = Outcome.FILLED if one.wanted.held_by(kind, shown) else Outcome.REJECTED
    return Told(Outcome(outcome), kind, shown, raw["count"], raw["over"], tuple(raw["offered"]))
