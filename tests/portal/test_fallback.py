"""Other ways to name an element, for the day on which the portal changes a label a little."""

from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.portal.site import serving
from tests.portal.small import BOOK, BUTTON, SAVES, Opener, Order, page, with_form
from trastienda.domain.case import Reason
from trastienda.errors import BusinessException

NAME: dict[str, Any] = {
    "label": "Nombre",
    "fallback": [{"test_id": "nombre"}, {"css": "#n", "why": "its id has never changed"}],
}


def labelled(label: str, *, more: str = "") -> dict[str, Any]:
    """A portal whose one field has this label."""
    field = f'<label for=n>{label}</label><input id=n name=nombre data-testid="nombre">{more}'
    return {**SAVES, "GET /order": page(f'<form method="post" action="/save">{field}{BUTTON}</form>')}


@pytest.mark.parametrize("label", ["Nombre *", "NOMBRE:", "  nombre "])
def test_a_label_that_got_other_signs_is_found_by_its_fallback(opened: Opener, label: str) -> None:
    with serving(labelled(label)) as site, opened(site.url, book=with_form(name=NAME)) as portal:
        portal.open("order")
        portal.fill("order", Order())
        portal.commit("save")

    assert [parse_qs(post.body.decode()) for post in site.posts()] == [{"nombre": ["María Muñoz"]}]


@pytest.mark.parametrize(
    ("label", "more"),
    [
        ("Nombre del vendedor", ""),
        ("", ""),
        ("Nombre *", '<input data-testid="nombre">'),
        ("Nombre *", '<label for=m>Nombre *</label><input id=m data-testid="nombre">'),
    ],
    ids=["another label", "no label", "the fallback finds two", "two things bear it"],
)
def test_a_fallback_that_does_not_agree_finds_nothing(opened: Opener, label: str, more: str) -> None:
    with (
        serving(labelled(label, more=more)) as site,
        opened(site.url, book=with_form(name=NAME), navigation_timeout_s=1) as portal,
    ):
        portal.open("order")
        with pytest.raises(Exception, match="Nombre") as trouble:
            portal.fill("order", Order())

    assert "label 'Nombre'" in str(trouble.value)
    assert site.posts() == []


def test_two_fallbacks_that_find_two_things_find_nothing(opened: Opener) -> None:
    name = {"label": "Nombre", "fallback": [{"test_id": "nombre"}, {"css": "#o", "why": "a test"}]}
    two = labelled("Nombre *", more="<label for=o>Nombre *</label><input id=o>")

    with (
        serving(two) as site,
        opened(site.url, book=with_form(name=name), navigation_timeout_s=1) as portal,
    ):
        portal.open("order")
        with pytest.raises(Exception, match="label 'Nombre'"):
            portal.fill("order", Order())

    assert site.posts() == []


def test_a_button_found_by_its_fallback_must_have_the_role_and_the_name(opened: Opener) -> None:
    button = '<button type=button data-testid="n" onclick="location=\'/one\'">Siguiente »</button>'
    link = '<a data-testid="n" href="/one">Siguiente »</a>'
    book = {
        **BOOK,
        "elements": {"next": {"role": "button", "name": "Siguiente", "fallback": [{"test_id": "n"}]}},
    }
    one = {"GET /one": page("<h1>Uno</h1>")}

    with serving({**SAVES, **one, "GET /order": page(button)}) as site, opened(site.url, book=book) as portal:
        portal.open("order")
        portal.click("next")

    assert site.received[-1].path == "/one"

    with serving({**SAVES, **one, "GET /order": page(link)}) as site, opened(site.url, book=book) as portal:
        portal.open("order")
        with pytest.raises(BusinessException) as trouble:
            portal.click("next")

    assert trouble.value.reason == Reason.PAGE_CHANGED
