"""Nothing is called filled that the page did not receive."""

import re
import time
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Page

from tests.portal.site import Answer, Replying, Request, Site, serving
from tests.portal.small import Opener, with_form
from tests.portal.widgets import FOLDER, WIDGETS, Widget
from trastienda.errors import ApplicationException, BusinessException

REST_MS = 400
"""The page's slowest script is done with a field by then."""


def slowly(request: Request) -> Answer:
    time.sleep(0.15)  # A server that takes its time, not a test that does.
    return Answer("OTRO")


SITE: dict[str, Answer | Replying] = {
    "GET /order": Answer((FOLDER / "page.html").read_text(encoding="utf-8")),
    "GET /widgets.js": Answer((FOLDER / "widgets.js").read_text(encoding="utf-8")),
    "GET /slow": slowly,
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving(SITE) as running:
        yield running


async def received(page: Page) -> Mapping[str, Any]:
    """What the page received, once its scripts are done."""
    return dict(await page.evaluate(f"new Promise(done => setTimeout(() => done(model), {REST_MS}))"))


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget.name)
def test_a_field_is_called_filled_when_the_page_received_it_and_told_otherwise(
    opened: Opener, site: Site, widget: Widget
) -> None:
    values = [widget.before, widget.value][-len(widget.fields) :]
    sale = SimpleNamespace(**dict(zip(widget.fields, values, strict=True)))

    with opened(site.url, book=with_form(**widget.fields), navigation_timeout_s=2) as portal:
        portal.open("order")
        if widget.received is None:
            with pytest.raises((BusinessException, ApplicationException), match=re.escape(widget.said)):
                portal.fill("order", sale)
        else:
            portal.fill("order", sale)
            assert portal.run(received)[widget.name] == widget.received


def test_so_many_fields_are_filled_by_their_name_alone() -> None:
    filled = [widget for widget in WIDGETS if widget.received is not None]

    assert (len(WIDGETS), len(filled), sum(not widget.recipe for widget in filled)) == (77, 47, 45)
