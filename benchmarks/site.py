"""Serve the benchmarks' pages, and keep what they say they received."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.fields import CHALLENGE
from benchmarks.values import PEOPLE

PAGES = Path(__file__).parent / "pages"


@dataclass(slots=True)
class Received:
    """What a page sent after one run.

    Attributes:
        posts: how often it sent something; more than once is a failure of the run.
        content: what the page's own script knew: `right` and `round` of the challenge, `heard` of an order.
        clicks: how its buttons were pressed, `trusted` and `scripted`.
        number: the order's number that the server gave.
    """

    posts: int = 0
    content: Mapping[str, Any] = field(default_factory=dict)
    clicks: Mapping[str, int] = field(default_factory=dict)
    number: str = ""


class Site:
    """The running server."""

    def __init__(self, url: str) -> None:
        """Know where it is; `serving` starts it."""
        self.url = url
        self._received: dict[str, Received] = {}
        self._came = threading.Condition()

    def note(self, run: str, content: Mapping[str, Any], clicks: Mapping[str, int]) -> str:
        """Keep what the page of a run sent; returns the number of the order."""
        with self._came:
            one = self._received.setdefault(run, Received())
            one.posts, one.content, one.clicks = one.posts + 1, content, clicks
            one.number = f"P-{run}"
            self._came.notify_all()
            return one.number

    def received(self, run: str, *, within_s: float) -> Received:
        """What the page of a run sent; nothing sent within the time is an empty answer."""
        with self._came:
            self._came.wait_for(lambda: run in self._received, timeout=within_s)
            return self._received.get(run, Received())


@contextmanager
def serving() -> Iterator[Site]:
    """The pages on a free port of the loopback interface, while the block lasts."""
    server = _Server(("127.0.0.1", 0), _Pages)
    server.site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    site: Site


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: else every answer waits 40 ms for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """A page, or a file that it needs."""
        asked = urlsplit(self.path)
        name = asked.path.removeprefix("/")
        if name == "people.js":
            people = [{CHALLENGE[key]: text for key, text in one.items()} for one in PEOPLE]
            return self._answer(f"const PEOPLE = {json.dumps(people)};".encode(), "text/javascript")
        if name == "done":
            number = parse_qs(asked.query)["number"][0]
            return self._answer(_page("done.html").replace(b"{number}", number.encode()), "text/html")
        file = PAGES / (name if "." in name else f"{name}.html")
        if not file.is_file() or not file.resolve().is_relative_to(PAGES.resolve()):
            return self._answer(b"", "text/plain", HTTPStatus.NOT_FOUND)
        self._answer(file.read_bytes(), guess_type(file.name)[0] or "text/plain")

    def do_POST(self) -> None:
        """What the page of a run received."""
        asked = urlsplit(self.path)
        run = parse_qs(asked.query)["run"][0]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if asked.path == "/received":
            told = json.loads(body)
            self.server.site.note(run, told, told.pop("clicks"))
            return self._answer(b"{}", "application/json")
        form = {name: texts[0] for name, texts in parse_qs(body).items()}
        number = self.server.site.note(run, json.loads(form["heard"]), json.loads(form["clicks"]))
        if "json" in self.headers.get("Accept", ""):
            return self._answer(json.dumps({"number": number}).encode(), "application/json")
        self._answer(b"", "text/html", HTTPStatus.SEE_OTHER, location=f"/done?number={number}")

    def _answer(
        self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK, *, location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        # As portals do: a page comes anew, its scripts come once.
        self.send_header("Cache-Control", "no-store" if kind == "text/html" else "max-age=3600")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: stderr is for what goes wrong."""


def _page(name: str) -> bytes:
    return (PAGES / name).read_bytes()
