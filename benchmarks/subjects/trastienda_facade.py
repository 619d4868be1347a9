"""Ours: the façade that a bot sees, with a selector book; evidence off."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

from playwright.async_api import Page
from pydantic import SecretStr

from benchmarks.subjects import PATIENCE_S
from benchmarks.values import LOCALE, a_contract
from trastienda.domain.evidence import Moment
from trastienda.domain.facts import PortalFacts
from trastienda.portal.bookfile import load_book
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Portal
from trastienda.portal.places import Wanted
from trastienda.portal.session import BrowserLoop

BOOK = Path(__file__).parent / "book.yaml"
FACTS = PortalFacts.model_validate(
    {
        "url": "http://bench.example",
        "locale": LOCALE,
        "accounts": [{"name": "bench", "user": "env:NOBODY", "password": "env:NOTHING"}],
        "search_keys": ["dni"],
        "server_timeout_s": 10,
        "navigation_timeout_s": PATIENCE_S,
        "crosscheck": {"identity": ["dni"]},
    }
)


class NoEvidence(Evidence):
    """Keeps nothing."""

    async def keep(self, page: Page, moment: Moment, about: Mapping[str, Wanted] | None = None) -> None:
        """Keep nothing."""

    async def begin_trace(self, page: Page) -> None:
        """Trace nothing."""


class OpenGate:
    """Lets every order pass: the intent is the pipeline's, not the browser floor's."""

    def before_commit(self) -> None:
        """Allow it."""

    def at_dispatch(self) -> None:
        """Allow it."""


class Subject:
    """Does the jobs."""

    def __init__(self, browser: str) -> None:
        """Start the browser at this path."""
        self._book = load_book(BOOK)
        self._folder = tempfile.TemporaryDirectory(prefix="trastienda-bench-")
        self._loop = BrowserLoop(configured=browser)
        self._loop.__enter__()
        assert self._loop.version

    def begin(self, url: str) -> None:
        """Have an empty page in the context of the account, as each attempt has."""
        asked = urlsplit(url)
        self._values = dict(parse_qsl(asked.query))
        self._page = asked.path.removeprefix("/")
        self._portal = Portal(
            self._loop,
            account="bench",
            base_url=f"{asked.scheme}://{asked.netloc}",
            book=self._book,
            facts=FACTS,
            credentials=lambda: ("nobody", SecretStr("nothing")),
            sign_in=lambda portal: portal.open("login"),
            gate=OpenGate(),
            evidence=NoEvidence(Path(self._folder.name), "bench"),
        )

    def challenge(self, url: str, people: Sequence[Mapping[str, str]]) -> str:
        """Do the RPA Challenge."""
        portal = self._portal
        portal.open(self._page, **self._values)
        portal.click("start")
        for one in people:
            portal.fill("person", SimpleNamespace(**one))
            portal.click("submit")
        return portal.run(_rate)

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order, from its typed sale, through the commit point."""
        portal, sale = self._portal, a_contract(number)
        portal.open(self._page, **self._values)
        portal.fill("holder", sale)
        portal.click("next")
        portal.fill("line", sale)
        portal.click("next")
        portal.fill("payment", sale)
        return portal.commit("save")

    def end(self) -> None:
        """Close the page; the context stays."""
        self._portal.close()

    def close(self) -> None:
        """Close the browser."""
        self._loop.__exit__(None, None, None)
        self._folder.cleanup()


async def _rate(page: Page) -> str:
    return str(await page.evaluate("document.querySelector('#rate').innerText"))
