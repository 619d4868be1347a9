"""Fill a form in one call of its page, then read every field back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from playwright.async_api import Error, Frame, Page

from trastienda.domain.case import Reason
from trastienda.domain.facts import PortalFacts
from trastienda.errors import BookError, BusinessException, did_you_mean
from trastienda.portal.again import a_field_may_refuse, slow_ways
from trastienda.portal.answers import PATIENCE_S, Answer, Asked, Outcome, Told, ask
from trastienda.portal.book import Element, FormField
from trastienda.portal.pages import is_moving_on, path_of
from trastienda.portal.places import Wanted as Place
from trastienda.portal.places import within
from trastienda.portal.wanted import Wanted

Filled = Asked
"""One field that was written: where, and what it should hold."""

LOOK_S = 0.05
"""How often a form is looked for that has not come yet."""


async def fill(
    page: Page,
    fields: Mapping[str, FormField],
    sale: object,
    facts: PortalFacts,
    *,
    came_instead: Callable[[], Awaitable[None]],
    timeout_s: float,
) -> list[Filled]:
    """Write a sale's values into a form and read them back. An optional value that is `None` leaves its field empty.

    Args:
        page: the page, which shows the form or will.
        fields: the form's fields, by the names of the sale's values.
        sale: where the values come from.
        facts: how the portal writes numbers and dates.
        came_instead: raises when the page shows instead that something else is the matter.
        timeout_s: how long the form may take to come; and then again, a dependent option or a field that the page
            fills by itself.

    Returns:
        the fields; none of them when the form did not come in time.

    Raises:
        BusinessException: a field is missing, ambiguous, hidden, disabled, read-only or covered (then nothing
            was written), or it did not take its value; nothing was sent.
    """
    asked = [
        Asked(page.main_frame, Wanted(name, _value(sale, name, field), field, facts))
        for name, field in fields.items()
    ]
    asked, answer = await _once_there(page, asked, came_instead, timeout_s)
    if not answer.written and all(told.outcome is Outcome.MISSING for told in answer.fields.values()):
        return []
    if any(answer.fields[one.name].outcome is Outcome.MISSING for one in asked) and answer.written:
        # The page built some fields anew while they were written.
        answer = await _ask("rest", asked, timeout_s=timeout_s)
    for one in asked:
        if not one.field.by_page and answer.fields[one.name].outcome is Outcome.REJECTED:
            answer = await _write_again(one, asked, answer, timeout_s)
    check(page, asked, answer)
    return asked


async def read(
    page: Page,
    filled: Sequence[Filled],
    *,
    timeout_s: float,
    pressed: Element | None = None,
    leaves: bool = False,
    absent: Sequence[Place] = (),
) -> tuple[Answer, Frame]:
    """Check that every written field still holds its value, and that the form wants nothing else.

    Args:
        page: the page.
        filled: what was written.
        timeout_s: how long the page may take to answer.
        pressed: what is about to be pressed.
        leaves: it leaves a step and commits nothing: only what a form needs that it sends is missed.
        absent: what should not be there.

    Returns:
        what the page told, of `pressed` and `absent` too, and the frame of `pressed`.

    Raises:
        BusinessException: a field does not hold its value, or a required field is empty that none of the
            book's fields fills; nothing was sent.
    """
    elsewhere = [one for one in filled if one.frame != page.main_frame]
    here = [one for one in filled if one.frame == page.main_frame]
    main = page.main_frame
    answer = await ask("read", main, here, timeout_s=timeout_s, pressed=pressed, leaves=leaves, absent=absent)
    if any(told.outcome is Outcome.MISSING for told in answer.fields.values()):
        # The page may just have been building a field anew.
        answer = await ask(
            "read", main, here, timeout_s=timeout_s, pressed=pressed, leaves=leaves, absent=absent
        )
    frame = main
    if elsewhere:
        inner = await _ask("read", elsewhere, timeout_s=timeout_s)
        missed = answer.unexpected if leaves else answer.unexpected + inner.unexpected
        answer = replace(answer, fields={**answer.fields, **inner.fields}, unexpected=missed)
    if answer.button and answer.button.outcome is Outcome.MISSING:
        for other in page.frames[1:]:
            there = await ask("read", other, [], timeout_s=timeout_s, pressed=pressed)
            if there.button and there.button.outcome is not Outcome.MISSING:
                answer, frame = replace(answer, button=there.button), other
                break
    check(page, filled, answer)
    if answer.unexpected:
        labels = ", ".join(f"'{label}'" for label in answer.unexpected)
        raise BusinessException(
            Reason.PAGE_CHANGED,
            about={label: Element(label=label) for label in answer.unexpected if label},
            what=f"{labels}: required and empty at {path_of(page)}, and no field of the selector book.",
        )
    return answer, frame


async def _once_there(
    page: Page, asked: list[Asked], came_instead: Callable[[], Awaitable[None]], timeout_s: float
) -> tuple[list[Asked], Answer]:
    """Write the form as soon as it is there; when the time is over it lacks what it lacks."""
    clock = asyncio.get_running_loop()
    end = clock.time() + timeout_s
    again = partly = False
    while True:
        try:
            asked, answer = await _written(page, asked, again=again, timeout_s=timeout_s)
        except Error as error:
            if not is_moving_on(error) or clock.time() > end:
                raise
            # It is on its way to the next page, or was sent off by what was written into it.
            again = True
        else:
            missing = sum(told.outcome is Outcome.MISSING for told in answer.fields.values())
            if answer.written or not missing:
                return asked, answer
            await came_instead()
            if missing < len(asked) and not partly:
                # The form is there: what it lacks will not come much later.
                partly, end = True, min(end, clock.time() + PATIENCE_S)
            if clock.time() > end:
                return asked, answer
        await asyncio.sleep(LOOK_S)


async def _written(
    page: Page, asked: Sequence[Asked], *, again: bool, timeout_s: float
) -> tuple[list[Asked], Answer]:
    """Write all fields, in one call where one frame has them all and none of them takes a file."""
    files = any(one.wanted.files for one in asked)
    main = [replace(one, frame=page.main_frame) for one in asked]
    answer = await ask("look" if files else "fill", page.main_frame, main, timeout_s=timeout_s, again=again)
    missing = [one for one in main if answer.fields[one.name].outcome is Outcome.MISSING]
    if missing and len(page.frames) > 1 and not answer.written:
        placed = await _in_frames(page, missing, timeout_s)
        main = [placed.get(one.name, one) for one in main]
        # Nothing is written anywhere before every field of all frames could be.
        answer = await _ask("look", main, timeout_s=timeout_s)
    if answer.written or any(told.outcome is not Outcome.WRITABLE for told in answer.fields.values()):
        return main, answer
    await _attach_files(main, timeout_s)
    return main, await _ask("fill", main, timeout_s=timeout_s, again=again)


async def _in_frames(page: Page, missing: Sequence[Asked], timeout_s: float) -> dict[str, Asked]:
    """The fields that inner frames have and the page's own document lacks.

    Raises:
        BusinessException: more than one frame has a field.
    """
    placed: dict[str, Asked] = {}
    for frame in page.frames[1:]:
        try:
            answer = await ask("look", frame, missing, timeout_s=timeout_s)
        except Error as error:
            if not is_moving_on(error):
                raise
            continue  # It is gone, or on its way to another page: it has nothing to write into.
        for one in missing:
            if answer.fields[one.name].outcome is Outcome.MISSING:
                continue
            if one.name in placed:
                raise BusinessException(
                    Reason.PAGE_CHANGED,
                    about={one.name: one.field},
                    what=f"{one.name} ({one.field}): in more than one frame at {path_of(page)}{one.field.named_at}.",
                )
            placed[one.name] = replace(one, frame=frame)
    return placed


async def _ask(act: Any, fields: Sequence[Asked], *, timeout_s: float, again: bool = False) -> Answer:
    """Ask one frame after the other: a page whose fields are written at the same time mixes them up."""
    answers = [
        await ask(act, frame, [one for one in fields if one.frame == frame], timeout_s=timeout_s, again=again)
        for frame in dict.fromkeys(one.frame for one in fields)
    ]
    return Answer(
        {name: told for answer in answers for name, told in answer.fields.items()},
        tuple(label for answer in answers for label in answer.unexpected),
        all(answer.written for answer in answers),
    )


def _value(sale: object, name: str, field: FormField) -> Any:
    if field.by_page:
        return None
    if not hasattr(sale, name):
        known = getattr(type(sale), "model_fields", {})
        raise BookError(
            f"The form fills '{name}', which {type(sale).__name__} does not have.{did_you_mean(name, known)}"
        )
    return getattr(sale, name)


async def _attach_files(fields: Sequence[Asked], timeout_s: float) -> None:
    for one in fields:
        if one.wanted.files:
            # Hidden or not: a page shows a button of its own for it.
            await one.locator.set_input_files(one.wanted.files, timeout=timeout_s * 1000)


async def _write_again(one: Asked, fields: Sequence[Asked], answer: Answer, timeout_s: float) -> Answer:
    for way in slow_ways(one, answer.fields[one.name], timeout_s=timeout_s):
        with a_field_may_refuse():
            await within(timeout_s, way())
        answer = await _ask("rest", fields, timeout_s=timeout_s)
        if answer.fields[one.name].outcome is Outcome.FILLED:
            break
    return answer


def check(page: Page, fields: Sequence[Asked], answer: Answer) -> None:
    """Raise what keeps the form from being right."""
    fine = {Outcome.FILLED, Outcome.WRITABLE}
    wrong = [(one, answer.fields[one.name]) for one in fields if answer.fields[one.name].outcome not in fine]
    changed = [(one, told) for one, told in wrong if _has_changed(one, told)]
    if changed:
        about = {one.name: one.field for one, _ in changed}
        what = "; ".join(_said(one, told, path_of(page)) for one, told in changed)
        raise BusinessException(Reason.PAGE_CHANGED, about=about, what=f"{what}.")
    for one, told in wrong:
        detail = {"field": one.name, "wanted": one.wanted.typed, "shown": told.text}
        if told.outcome is not Outcome.REJECTED:
            why = f" ({told.over})" if told.over else ""
            detail["what"] = f"{told.outcome}{why} at {path_of(page)}{one.field.named_at}"
        raise BusinessException(Reason.FIELD_NOT_TAKEN, about={one.name: one.field}, **detail)


def _has_changed(one: Asked, told: Told) -> bool:
    """Whether it is the page that is not as the book says, or the field that does not take the value."""
    if told.outcome is Outcome.REJECTED:
        return one.field.by_page
    return not told.offered and told.outcome not in {Outcome.DISABLED, Outcome.READ_ONLY}


def _said(one: Asked, told: Told, path: str) -> str:
    at = f"at {path}{one.field.named_at}"
    match told.outcome:
        case Outcome.REJECTED:
            return f"{one.name}: the page left it empty{one.field.named_at}"
        case Outcome.MISSING:
            said = f"0 ×, 1 × expected {at}"
        case Outcome.HIDDEN:
            said = f"0 × to be seen, {told.count} × hidden {at}"
        case Outcome.AMBIGUOUS:
            said = f"{told.count} ×, 1 × expected {at}"
        case _:
            said = f"covered by <{told.over}> {at}"
    return f"{one.name} ({one.field}): {said}"
