"""What our script finds by a name of the book is what Playwright's engine finds by it."""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.portal.site import Answer, serving
from tests.portal.small import Opener, page
from trastienda.portal import inpage
from trastienda.portal.book import Element
from trastienda.portal.inpage import found_by_playwright, in_page
from trastienda.portal.places import Wanted, Words

PAGES = {
    "names": Path(__file__).parent / "naming" / "page.html",
    "widgets": Path(__file__).parent / "widgets" / "page.html",
}
ROLES = re.findall(
    r"\w+",
    """alert banner button checkbox combobox dialog group heading link listbox main menuitem navigation option radio
    radiogroup searchbox spinbutton status switch tab table textbox""",
)
CSS = ("button", "input[type=submit]", "p", "#uno", ".gone", "//label/input")


@pytest.mark.parametrize("page", PAGES)
def test_every_name_means_the_same_places_as_in_playwright(
    opened: Opener, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(*_: object, **__: object) -> str:
        return "left to Playwright"

    monkeypatch.setattr(inpage, "found_by_playwright", nobody)
    site = {"GET /order": Answer(PAGES[page].read_text(encoding="utf-8")), "GET /widgets.js": Answer("")}

    with serving(site) as running, opened(running.url) as portal:
        portal.run(lambda page: page.goto(f"{running.url}/order"))
        found = portal.run(_both_ways)

    assert [line for line in found if line[1] != line[2]] == []
    # What it finds nothing of proves nothing.
    assert sum(bool(theirs) for _, _, theirs in found) > 100


async def _both_ways(page: Page) -> list[tuple[str, object, object]]:
    wanted: list[Wanted] = [
        *_roles(await page.locator("body").aria_snapshot()),
        *_labels(await page.content()),
    ]
    wanted += [Element(css=css, why="a test") for css in CSS]
    wanted += [Element(test_id=name) for name in ("numero", 'a "b"', "none")]
    wanted += [Words(text) for text in ("posible duplicado", "POSIBLE  DUPLICADO", "no está", "el DNI no es")]
    return [
        (
            str(one),
            await in_page(page, [one], "boxes", timeout_s=5),
            await found_by_playwright(page, [one], "boxes", timeout_s=5),
        )
        for one in wanted
    ]


async def _count(one: Wanted, page: Page) -> object:
    return await in_page(page, [one], "counts", timeout_s=5)


def _roles(snapshot: str) -> Iterable[Element]:
    named = re.findall(r'^\s*- (\w+) "((?:[^"\\]|\\.)*)"', snapshot, flags=re.MULTILINE)
    names = sorted({name for _, name in named} | {"no hay tal nombre"})
    for role in ROLES:
        yield Element(role=role)
        for name in names:
            yield Element(role=role, name=name)


def _labels(html: str) -> Sequence[Element]:
    texts = re.findall(r"<label[^>]*>(.*?)</?(?:label|input|select|textarea)", html)
    plain = {re.sub(r"<[^>]*>", "", text).strip() for text in texts} | set(
        re.findall(r'aria-label="([^"]+)"', html)
    )
    return [Element(label=text) for text in sorted(plain) if text]


def test_what_it_cannot_be_certain_of_it_leaves_to_playwright(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def noted(page: Page, wanted: Sequence[Wanted], act: str, *args: object, **more: object) -> object:
        asked.extend(map(str, wanted))
        return await found_by_playwright(page, wanted, act, *args, **more)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(inpage, "found_by_playwright", noted)
    unsure = [
        Element(css="button:has-text('Guardar')", why="a test"),
        Element(css="x-campo input", why="a test"),
        Element(role="treegrid"),
    ]
    site = {"GET /order": Answer(PAGES["names"].read_text(encoding="utf-8"))}

    with serving(site) as running, opened(running.url) as portal:
        portal.run(lambda page: page.goto(f"{running.url}/order"))
        for one in [*unsure, Element(role="button", name="Guardar")]:
            portal.run(partial(_count, one))

    assert asked == list(map(str, unsure))


@pytest.mark.parametrize(
    "body",
    [
        '<button role="guardador">Guardar</button>',
        '<button role="none">Guardar</button>',
        '<div role="link button">Guardar</div>',
        '<div role="presentation" aria-label="Guardar">Guardar</div>',
    ],
)
def test_a_role_that_means_another_one_means_what_playwright_says(opened: Opener, body: str) -> None:
    async def both(page: Page) -> list[object]:
        wanted = [Element(role="button", name="Guardar"), Element(role="link", name="Guardar")]
        return [await find(page, wanted, "boxes", timeout_s=5) for find in (in_page, found_by_playwright)]

    with serving({"GET /order": page(body)}) as site, opened(site.url) as portal:
        portal.open("order")
        ours, theirs = portal.run(both)

    assert ours == theirs
