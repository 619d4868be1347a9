"""A small portal: one form, one button, one success page, and the book that knows them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect
from pydantic import SecretStr

from tests.portal.site import Answer, Replying, see_other
from trastienda.domain.evidence import Level
from trastienda.domain.facts import PortalFacts
from trastienda.portal.book import Book
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Portal
from trastienda.portal.session import BrowserLoop

PASSWORD = "una-clave-que-nadie-debe-ver"

BOOK: Mapping[str, Any] = {
    "pages": {"login": "/login", "order": "/order", "orders": "/orders?q={query}", "one": "/one"},
    "signed_in": {"role": "button", "name": "Salir"},
    "sign_in": {
        "user": {"label": "Usuario"},
        "password": {"label": "Contraseña"},
        "submit": {"role": "button", "name": "Entrar"},
        "refused": {"role": "alert"},
    },
    "refused": {"role": "alert"},
    "elements": {"next": {"role": "button", "name": "Siguiente"}},
    "forms": {"order": {"name": {"label": "Nombre"}}},
    "lists": {
        "orders": {
            "reference": "Número",
            "columns": {"name": "Nombre", "plan": "Tarifa"},
            "nothing": {"role": "status"},
            "next_page": {"role": "link", "name": "Siguiente"},
            "blank": ["—"],
        }
    },
    "records": {
        "one": {"reference": "Número", "terms": {"name": "Nombre", "plan": "Tarifa"}, "blank": ["—"]}
    },
    "commits": {
        "save": {
            "press": {"role": "button", "name": "Guardar"},
            "done": {"shows": {"heading": "Guardado"}, "reference": {"test_id": "numero"}},
            "refused": {"role": "alert"},
            "duplicate": {"heading": "Posible duplicado"},
        }
    },
}

FACTS: Mapping[str, Any] = {
    "url": "http://portal.example",
    "accounts": [{"name": "one", "user": "env:USER", "password": "env:PASSWORD"}],
    "search_keys": ["name"],
    "visibility_bound_s": 1,
    "server_timeout_s": 10,
    "window_s": 12,
    "navigation_timeout_s": 10,
    "crosscheck": {"identity": ["name"]},
}


@dataclass(frozen=True)
class Order:
    """What is typed into the small portal's form."""

    name: str = "María Muñoz"
    plan: str = "Móvil 20 GB"


def page(body: str, *, script: str = "") -> Answer:
    """A page of a signed-in session."""
    return Answer(
        f"<!doctype html><html lang=es><title>Portal</title><button>Salir</button>{body}<script>{script}</script>"
    )


FIELD = '<label>Nombre <input name="nombre"></label>'
BUTTON = "<button>Guardar</button>"
FORM = f'<form method="post" action="/save">{FIELD}{BUTTON}</form>'
DONE = page('<h1>Guardado</h1><strong data-testid="numero">P-1</strong>')
LOGIN = Answer(
    '<!doctype html><html lang=es><title>Acceso</title><form method="post" action="/login">'
    '<label>Usuario <input name="user"></label><label>Contraseña <input type="password" name="password"></label>'
    "<button>Entrar</button></form>"
)
SAVES: Mapping[str, Answer | Replying] = {
    "GET /order": page(FORM),
    "POST /save": see_other("/done"),
    "GET /done": DONE,
}
"""A portal that does what it should."""
XHR = """document.querySelector('form').addEventListener('submit', async event => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  const shown = text => document.body.insertAdjacentHTML('beforeend', text);
  try {
    const answer = await fetch('/save', {method: 'POST', body});
    shown(answer.ok ? '<h1>Guardado</h1><b data-testid=numero>P-1</b>' : '<p role=alert>Error interno</p>');
  } catch { shown('<p role=alert>Error de red</p>'); }
});"""
"""The form's page sends it by script."""
SENT_BY: Mapping[str, str] = {"form": "", "script": XHR}
"""The two ways in which a page sends its form, as the page's script."""


def with_answers(**answers: Answer | Replying) -> dict[str, Answer | Replying]:
    """A portal that saves, with other answers: `order` is the form's page, `save` the answer to its POST."""
    other = {"order": "GET /order", "save": "POST /save"}
    return {**SAVES, **{other[name]: answer for name, answer in answers.items()}}


@dataclass
class Gate:
    """What the commit point asks; notes when it was asked, and does what a test wants it to."""

    at: list[str] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    dispatch: Callable[[], None] = lambda: None

    def before_commit(self) -> None:
        self.at.append("before")
        self.before()

    def at_dispatch(self) -> None:
        self.at.append("dispatch")
        self.dispatch()


def sign_in(portal: Portal) -> None:
    """The bot's verb."""
    portal.open("login")
    portal.sign_in()


@dataclass
class Opener:
    """Opens portals, each with an account of its own unless a test says otherwise.

    Attributes:
        loop: the module's browser.
        folder: the run's folder.
    """

    loop: BrowserLoop
    folder: Path
    gate: Gate = field(default_factory=Gate)

    @contextmanager
    def __call__(
        self,
        url: str,
        *,
        account: str = "one",
        book: Mapping[str, Any] = BOOK,
        gate: Gate | None = None,
        password: str = PASSWORD,
        sign_in: Callable[[Portal], None] = sign_in,
        level: Level = Level.NORMAL,
        **facts: Any,
    ) -> Iterator[Portal]:
        portal = Portal(
            self.loop,
            account=account,
            base_url=url,
            book=Book.model_validate(book),
            facts=PortalFacts.model_validate({**FACTS, **facts}),
            credentials=lambda: ("ana", SecretStr(password)),
            sign_in=sign_in,
            gate=gate or self.gate,
            evidence=Evidence(self.folder, "item-1-try-1", level),
        )
        try:
            yield portal
        finally:
            portal.close()


def fill(portal: Portal) -> None:
    """Open the form and fill it."""
    portal.open("order")
    portal.fill("order", Order())


def enter(portal: Portal) -> str:
    """Enter an order; returns its number."""
    fill(portal)
    return portal.commit("save")


async def press(page: Page) -> None:
    """Press the button as if there were no fuse, and wait for the success page."""
    await page.get_by_role("button", name="Guardar").click()
    await expect(page.get_by_role("heading", name="Guardado")).to_be_visible(timeout=20_000)


def with_form(**fields: Mapping[str, Any]) -> dict[str, Any]:
    """The book with these fields in its form."""
    return {**BOOK, "forms": {"order": fields}}
