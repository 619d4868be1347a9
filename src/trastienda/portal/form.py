"""Fill a form, then read every input back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from trastienda.domain.case import Reason
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Field
from trastienda.errors import BookError, BusinessException, did_you_mean
from trastienda.portal.book import FormField
from trastienda.portal.pages import only
from trastienda.rules.crosscheck import Verdict, canonical_text, compare_value

_KIND = "el => el.tagName === 'SELECT' ? 'select' : el.type === 'checkbox' ? 'checkbox' : 'text'"
_SHOWN = """el => el.tagName === 'SELECT' ? (el.selectedOptions[0]?.label ?? '')
          : el.type === 'checkbox' ? String(el.checked) : (el.value ?? el.textContent)"""


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
    """Write a sale's values into a form and read them back.

    Args:
        page: the page, already showing the form.
        form: the book's fields of this form.
        sale: where the values come from, by the fields' names.
        facts: how the portal writes numbers and dates.
        timeout_s: how long a dependent option or a field that the page fills by itself may take.

    Raises:
        BusinessException: a field is missing, ambiguous or disabled (then nothing was written), or it did
            not take its value; nothing was sent.
    """
    places = {name: await only(page, field, name) for name, field in form.items()}
    filled = []
    for name, field in form.items():
        if field.by_page:
            continue
        value = _value(sale, name)
        typed = value.shown(facts.locale) if isinstance(value, Field) else canonical_text(value)
        try:
            await _write(places[name], value, typed, timeout_s)
        except PlaywrightTimeout:
            raise _not_taken(name, typed, await _shown(places[name])) from None
        filled.append(Filled(name, places[name], value, typed))
    for name, field in form.items():
        if field.by_page:
            await _await_page(page, name, places[name], timeout_s)
    await read_back(filled, facts)
    return filled


async def read_back(filled: Sequence[Filled], facts: PortalFacts) -> None:
    """Check that every written field still shows its value.

    Raises:
        BusinessException: one does not; nothing was sent.
    """
    for one in filled:
        shown = await _shown(one.place)
        verdict, _ = compare_value(one.value, shown, locale=facts.locale)
        if verdict is not Verdict.MATCH:
            raise _not_taken(one.name, one.typed, shown)


def _value(sale: object, name: str) -> Any:
    if not hasattr(sale, name):
        known = getattr(type(sale), "model_fields", {})
        raise BookError(f"The form fills '{name}', which {type(sale).__name__} does not have.{did_you_mean(name, known)}")
    return getattr(sale, name)


async def _write(place: Locator, value: Any, typed: str, timeout_s: float) -> None:
    limit = timeout_s * 1000
    match await place.evaluate(_KIND):
        case "checkbox":
            await place.set_checked(value is True, timeout=limit)
        case "select":
            await place.select_option(label=typed, timeout=limit)
        case _:
            await place.fill(typed, timeout=limit)
    # Leaving the field is what starts validation and whatever depends on it.
    await place.blur()


async def _await_page(page: Page, name: str, place: Locator, timeout_s: float) -> None:
    handle = await place.element_handle()
    try:
        await page.wait_for_function("el => (el.value ?? '').trim() !== ''", arg=handle, timeout=timeout_s * 1000)
    except PlaywrightTimeout:
        raise BusinessException(Reason.PAGE_CHANGED, what=f"{name}: the page left it empty.") from None


async def _shown(place: Locator) -> str:
    return str(await place.evaluate(_SHOWN))


def _not_taken(name: str, typed: str, shown: str) -> BusinessException:
    return BusinessException(Reason.FIELD_NOT_TAKEN, field=name, wanted=typed, shown=shown)
