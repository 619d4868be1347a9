"""Fill a form, then read every input back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.domain.case import Reason
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Field
from trastienda.errors import BookError, BusinessException, did_you_mean
from trastienda.portal.book import FormField
from trastienda.portal.pages import only, path_of, within
from trastienda.rules.crosscheck import Verdict, canonical_text, compare_value

_KIND = """el => el.tagName === 'SELECT' ? 'select' : el.type === 'checkbox' ? 'checkbox'
          : el.type === 'date' ? 'date' : 'text'"""
_SHOWN = """el => el.tagName === 'SELECT' ? (el.selectedOptions[0]?.label ?? '')
          : el.type === 'checkbox' ? String(el.checked) : (el.value ?? el.textContent)"""
# Writing into a covered field works, and nobody who looks at the page would see it.
_COVERED_BY = """el => {
  el.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
  const box = el.getBoundingClientRect();
  const hit = el.getRootNode().elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (!hit || hit.contains(el) || el.contains(hit) || [...(el.labels ?? [])].some(l => l.contains(hit))) return '';
  const over = hit.closest('dialog, [role=dialog], [role=alertdialog]') ?? hit;
  return [over.tagName.toLowerCase(), over.role ?? over.getAttribute('role'), over.getAttribute('aria-label')]
    .filter(Boolean).join(' ');
}"""


@dataclass(frozen=True, slots=True)
class Filled:
    """One field that was written: where, what, and how it is typed."""

    name: str
    place: Locator
    value: Any
    typed: str


async def fill(
    page: Page, form: Mapping[str, FormField], sale: object, facts: PortalFacts, *, timeout_s: float
) -> list[Filled]:
    """Write a sale's values into a form and read them back. An optional value that is `None` leaves its field empty.

    Args:
        page: the page, already showing the form.
        form: the book's fields of this form.
        sale: where the values come from, by the fields' names.
        facts: how the portal writes numbers and dates.
        timeout_s: how long a dependent option or a field that the page fills by itself may take.

    Raises:
        BusinessException: a field is missing, ambiguous or covered (then nothing was written), or it did
            not take its value; nothing was sent.
    """
    values = {name: _value(sale, name) for name, field in form.items() if not field.by_page}
    places = {name: await only(page, field, name, timeout_s=timeout_s) for name, field in form.items()}
    for name in values:
        await _check_uncovered(page, name, places[name], timeout_s)
    filled = []
    for name, value in values.items():
        typed = _typed(value, facts)
        try:
            await _write(places[name], value, typed, timeout_s)
        except Error as error:
            # A value that the field cannot hold, or a field that takes none in time; anything else is trouble.
            if not (isinstance(error, PlaywrightTimeout) or "Malformed value" in error.message):
                raise
            raise _not_taken(name, typed, await _shown(places[name], timeout_s)) from None
        filled.append(Filled(name, places[name], value, typed))
    for name, field in form.items():
        if field.by_page:
            await _await_page(page, name, places[name], timeout_s)
    await read_back(filled, facts, timeout_s=timeout_s)
    return filled


async def read_back(filled: Sequence[Filled], facts: PortalFacts, *, timeout_s: float) -> None:
    """Check that every written field still shows its value.

    Raises:
        BusinessException: one does not; nothing was sent.
    """
    for one in filled:
        shown = await _shown(one.place, timeout_s)
        if one.value is None and not shown.strip():
            continue
        verdict, _ = compare_value(one.value, shown, locale=facts.locale)
        if verdict is not Verdict.MATCH:
            raise _not_taken(one.name, one.typed, shown)


def _value(sale: object, name: str) -> Any:
    if not hasattr(sale, name):
        known = getattr(type(sale), "model_fields", {})
        raise BookError(
            f"The form fills '{name}', which {type(sale).__name__} does not have.{did_you_mean(name, known)}"
        )
    return getattr(sale, name)


def _typed(value: Any, facts: PortalFacts) -> str:
    if value is None:
        return ""
    return value.shown(facts.locale) if isinstance(value, Field) else canonical_text(value)


async def _check_uncovered(page: Page, name: str, place: Locator, timeout_s: float) -> None:
    if over := await within(timeout_s, place.evaluate(_COVERED_BY)):
        raise BusinessException(Reason.PAGE_CHANGED, what=f"{name}: covered by <{over}> at {path_of(page)}.")


async def _write(place: Locator, value: Any, typed: str, timeout_s: float) -> None:
    limit = timeout_s * 1000
    match await within(timeout_s, place.evaluate(_KIND)):
        case "checkbox":
            await place.set_checked(value is True, timeout=limit)
        case "select" if value is not None:
            await place.select_option(label=typed, timeout=limit)
        case "select":
            pass
        case "date":
            # The browser shows it in the visitor's way of writing, but takes and gives ISO.
            await place.fill("" if value is None else canonical_text(value), timeout=limit)
        case _:
            await place.fill(typed, timeout=limit)
    # Leaving the field is what starts validation and whatever depends on it.
    await place.blur(timeout=limit)


async def _await_page(page: Page, name: str, place: Locator, timeout_s: float) -> None:
    try:
        handle = await place.element_handle(timeout=timeout_s * 1000)
        await page.wait_for_function(
            "el => (el.value ?? '').trim() !== ''", arg=handle, timeout=timeout_s * 1000
        )
    except PlaywrightTimeout:
        raise BusinessException(Reason.PAGE_CHANGED, what=f"{name}: the page left it empty.") from None


async def _shown(place: Locator, timeout_s: float) -> str:
    return str(await within(timeout_s, place.evaluate(_SHOWN)))


def _not_taken(name: str, typed: str, shown: str) -> BusinessException:
    return BusinessException(Reason.FIELD_NOT_TAKEN, field=name, wanted=typed, shown=shown)
