"""What a rehearsal notes on its way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from pydantic import SecretStr

from tests.portal.site import Answer, serving
from tests.portal.small import BOOK, FACTS, FORM, SAVES, Gate, Opener, Order, page, sign_in
from trastienda.domain.facts import Answer as Reply
from trastienda.domain.facts import PortalFacts
from trastienda.portal.book import Book
from trastienda.portal.dialogs import Met
from trastienda.portal.evidence import Evidence
from trastienda.portal.watched import MarkerField, Watched


def ticking() -> Iterator[datetime]:
    """A clock that goes on by a second with every look at it."""
    return (datetime(2026, 11, 21, 12, 0, tzinfo=UTC) + timedelta(seconds=tick) for tick in count())


def watched(opener: Opener, url: str, **facts: Any) -> Watched:
    ticks = ticking()
    return Watched(
        opener.loop,
        clock=lambda: next(ticks),
        account="one",
        base_url=url,
        book=Book.model_validate(BOOK),
        facts=PortalFacts.model_validate({**FACTS, **facts}),
        credentials=lambda: ("ana", SecretStr("clave")),
        sign_in=sign_in,
        gate=Gate(),
        evidence=Evidence(opener.folder, "drill"),
    )


def form(attributes: str = "", script: str = "") -> dict[str, Answer]:
    return {"GET /order": page(FORM.replace("<input", f"<input {attributes}"), script=script)}


CUTS = "document.forms[0].nombre.onblur = e => { e.target.value = e.target.value.slice(0, 15) }"


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (form("maxlength=20"), MarkerField(20, 20)),
        (form(), MarkerField(21, None)),
        (form(script=CUTS), MarkerField(15, None)),
    ],
    ids=["maxlength", "takes more", "cut by a script"],
)
def test_the_markers_field_is_tried_and_gets_its_value_back(
    opened: Opener, answers: dict[str, Answer], found: MarkerField
) -> None:
    with serving({**SAVES, **answers}) as site:
        portal = watched(opened, site.url, marker={"field": "name", "length": 20})
        portal.open("order")
        portal.fill("order", Order())
        # Every input is read back once more before the click.
        assert portal.commit("save") == "P-1"
        portal.close()

    assert portal.marker == found


def test_without_a_marker_nothing_is_tried(opened: Opener) -> None:
    with serving(SAVES) as site:
        portal = watched(opened, site.url)
        portal.open("order")
        portal.fill("order", Order())
        portal.close()

    assert portal.marker is None


def test_pages_are_timed_and_dialogs_are_remembered(opened: Opener) -> None:
    script = "document.forms[0].nombre.onblur = () => alert('Aviso legal')"

    with serving({**SAVES, **form(script=script)}) as site:
        portal = watched(opened, site.url, dialogs=[{"says": "aviso legal", "answer": "accept"}])
        portal.open("order")
        portal.open("order")
        portal.fill("order", Order())
        text = portal.text()
        portal.close()

    assert portal.opened == [1.0, 1.0]
    assert list(portal.dialogs) == [Met("alert «Aviso legal»", Reply.ACCEPT)]
    assert "Guardar" in text
