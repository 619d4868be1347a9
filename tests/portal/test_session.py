"""The browser loop when browser, driver or page are lost, stuck or closed."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.async_api import Page

from tests.portal.site import Answer, Request, see_other, serving
from tests.portal.small import BOOK, FORM, LOGIN, SAVES, Gate, Opener, Order, page
from trastienda.errors import ApplicationException, BusinessException, OutcomeUnknown
from trastienda.portal import session
from trastienda.portal.browser import launch
from trastienda.portal.commit import CommitPoint
from trastienda.portal.facade import Portal
from trastienda.portal.session import BrowserLoop, browser_locale


@pytest.fixture
def own(browser_path: str, tmp_path: Path) -> Iterator[Opener]:
    """Opens portals in a browser that the test may harm."""
    with BrowserLoop() as running:
        yield Opener(running, tmp_path / "run")


def browser_of(opener: Opener) -> psutil.Process:
    process = opener.loop._process
    assert process is not None
    return psutil.Process(process.pid)


def kill_browser(opener: Opener) -> None:
    browser_of(opener).kill()


def crash_page(opener: Opener) -> None:
    for child in browser_of(opener).children(recursive=True):
        if "--type=renderer" in child.cmdline():
            child.kill()


def driver_of(opener: Opener) -> psutil.Process:
    ours = psutil.Process().children()
    return next(one for one in browser_of(opener).parents() if one in ours)


def kill_driver(opener: Opener) -> None:
    driver_of(opener).kill()


def still_alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still do something, and those that nobody but us could bury."""
    _, left = psutil.wait_procs(processes, timeout=10)
    ours = psutil.Process().pid
    return [one for one in left if one.status() != psutil.STATUS_ZOMBIE or one.ppid() == ours]


Harm = Callable[[Opener], None]
HARMS: list[Harm] = [kill_browser, crash_page, kill_driver]


def fill(portal: Portal) -> None:
    portal.open("order")
    portal.fill("order", Order())


def enter(portal: Portal) -> str:
    fill(portal)
    return portal.commit("save")


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_lost_before_the_commit_is_an_application_exception_and_the_next_page_works(
    own: Opener, harm: Harm
) -> None:
    with serving(SAVES) as site:
        with own(site.url) as portal:
            fill(portal)
            harm(own)
            with pytest.raises(ApplicationException):
                portal.commit("save")
            portal.keep_trouble()
        with own(site.url) as portal:
            assert enter(portal) == "P-1"

    assert own.gate.at == ["before", "dispatch"]
    assert len(site.posts()) == 1


def test_a_page_that_crashes_by_itself_is_an_application_exception(own: Opener) -> None:
    async def crash(page: Page) -> None:
        await page.goto("chrome://crash")

    with serving(SAVES) as site:
        with own(site.url) as portal:
            fill(portal)
            with pytest.raises(ApplicationException):
                portal.run(crash)
        with own(site.url) as portal:
            assert enter(portal) == "P-1"


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_lost_after_the_click_leaves_the_outcome_unknown_and_the_next_page_works(
    own: Opener, harm: Harm
) -> None:
    def save_and_harm(request: Request) -> Answer:
        harm(own)
        return Answer(how="silence")

    with serving({**SAVES, "POST /save": save_and_harm}) as site:
        with own(site.url) as portal:
            with pytest.raises(OutcomeUnknown):
                enter(portal)
            portal.keep_trouble()
        assert len(site.posts()) == 1
        site.answers |= SAVES
        with own(site.url) as portal:
            assert enter(portal) == "P-1"


def test_what_is_lost_between_intent_and_click_leaves_the_outcome_unknown(own: Opener) -> None:
    gate = Gate(before=lambda: kill_browser(own))

    with serving(SAVES) as site, own(site.url, gate=gate) as portal, pytest.raises(OutcomeUnknown):
        enter(portal)

    assert site.posts() == []


def test_a_browser_that_is_stuck_is_killed_and_another_one_started(
    own: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(SAVES) as site:
        with own(site.url) as portal:
            portal.open("order")
        stuck = browser_of(own)
        stuck.send_signal(signal.SIGSTOP)
        monkeypatch.setattr(session, "OPENING_S", 3)
        monkeypatch.setattr(session, "CLOSING_S", 0.5)

        with own(site.url) as portal:
            portal.open("order")

    assert not stuck.is_running() or stuck.status() == psutil.STATUS_ZOMBIE
    assert browser_of(own).pid != stuck.pid


@pytest.mark.parametrize("victim", ["run-driver", "--remote-debugging-pipe"])
def test_a_browser_that_is_killed_while_it_is_started_is_started_once_more(
    browser_path: str, monkeypatch: pytest.MonkeyPatch, victim: str
) -> None:
    killed: list[psutil.Process] = []

    async def start_and_kill(*arguments: Any, **named: Any) -> Any:
        starting = asyncio.ensure_future(launch(*arguments, **named))
        while not killed:
            await asyncio.sleep(0.01)
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    if not killed and any(victim in word for word in child.cmdline()):
                        child.kill()
                        killed.append(child)
        return await starting

    monkeypatch.setattr(session, "launch", start_and_kill)
    with BrowserLoop() as running:
        assert running.version

    assert still_alive(killed) == []


def test_a_page_that_is_stuck_in_a_script_is_given_up_in_time(own: Opener) -> None:
    async def get_stuck(page: Page) -> None:
        stuck = asyncio.ensure_future(page.evaluate("() => { for (;;); }"))
        stuck.add_done_callback(lambda ended: ended.cancelled() or ended.exception())

    with serving({"GET /one": page(""), **SAVES}) as site:
        with own(site.url, navigation_timeout_s=3) as portal:
            portal.open("one")
            portal.run(get_stuck)
            with pytest.raises(ApplicationException, match="did not answer within 3 s"):
                portal.record("one")
        with own(site.url) as portal:
            portal.open("order")


def test_closing_leaves_no_process_behind(browser_path: str, tmp_path: Path) -> None:
    ours = psutil.Process()
    before = {child.pid for child in ours.children(recursive=True)}

    with serving(SAVES) as site, BrowserLoop() as running, Opener(running, tmp_path)(site.url) as portal:
        enter(portal)
        started = [child for child in ours.children(recursive=True) if child.pid not in before]

    assert started
    assert still_alive(started) == []


@pytest.mark.parametrize("driver_too", [False, True], ids=["browser stuck", "browser stuck, driver killed"])
def test_closing_leaves_no_process_of_a_stuck_browser_alive(
    browser_path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver_too: bool
) -> None:
    monkeypatch.setattr(session, "CLOSING_S", 0.5)
    with serving(SAVES) as site, BrowserLoop() as running:
        opener = Opener(running, tmp_path)
        with opener(site.url) as portal:
            portal.open("order")
        stuck = browser_of(opener)
        family = [stuck, *stuck.children(recursive=True)]
        driver = driver_of(opener)
        stuck.send_signal(signal.SIGSTOP)
        if driver_too:
            # A browser without its driver closes by itself, unless it is stuck.
            driver.kill()

    assert still_alive(family) == []


def test_closing_does_not_wait_for_a_step_that_never_ends(browser_path: str) -> None:
    waiting = threading.Event()
    ended: list[BaseException] = []

    async def for_ever() -> None:
        waiting.set()
        await asyncio.Event().wait()

    def step() -> None:
        try:
            running.call(for_ever)
        except (CancelledError, asyncio.CancelledError) as error:
            ended.append(error)

    with BrowserLoop() as running:
        thread = threading.Thread(target=step)
        thread.start()
        waiting.wait()
    thread.join(5)

    assert len(ended) == 1


def test_a_context_keeps_its_session_when_it_is_made_anew(
    own: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "PAGES_PER_CONTEXT", 1)
    first = page(FORM)
    answers = {"GET /order": Answer(first.body, headers=[("Set-Cookie", "sesion=abc; Path=/")])}

    with serving(answers) as site:
        for _ in range(2):
            with own(site.url) as portal:
                portal.open("order")

    assert [one.headers.get("cookie") for one in site.received if one.path == "/order"] == [
        None,
        "sesion=abc",
    ]


@pytest.mark.parametrize(("most", "anew"), [(0, True), (10_000, False)])
def test_a_context_is_made_anew_with_its_session_when_the_browser_holds_too_much(
    own: Opener, monkeypatch: pytest.MonkeyPatch, most: int, anew: bool
) -> None:
    monkeypatch.setattr(session, "PAGES_PER_LOOK", 2)
    monkeypatch.setattr(session, "BROWSER_MB", most)
    monkeypatch.setattr(session, "CONTEXT_MB", 0)
    form = Answer(page(FORM).body, headers=[("Set-Cookie", "sesion=abc; Path=/")])

    contexts = []
    with serving({"GET /order": form}) as site:
        for _ in range(2):
            with own(site.url) as portal:
                portal.open("order")
                contexts.append(portal._page.context)

    assert (contexts[0] is not contexts[1]) == anew
    assert [one.headers.get("cookie") for one in site.received] == [None, "sesion=abc"]


def test_the_memory_of_a_browser_is_known_until_it_has_ended(own: Opener) -> None:
    with serving(SAVES) as site, own(site.url) as portal:
        portal.open("order")
    process, browser = own.loop._process, browser_of(own)
    assert process is not None

    alone, held = browser.memory_full_info().uss / 1e6, process.held_mb()
    browser.kill()

    assert held > alone > 0
    assert still_alive([browser]) == []
    assert process.held_mb() == 0


def test_a_page_of_unknown_outcome_goes_with_its_context_and_the_account_stays_signed_in(own: Opener) -> None:
    form = Answer(page(FORM).body, headers=[("Set-Cookie", "sesion=abc; Path=/")])

    with serving({**SAVES, "GET /order": form, "POST /save": Answer(status=500)}) as site:
        with own(site.url) as portal:
            with pytest.raises(OutcomeUnknown):
                enter(portal)
            left = portal._page
        site.received.clear()
        with own(site.url) as portal:
            portal.open("order")

    assert left.is_closed()
    assert left.context is not portal._page.context
    assert [one.headers.get("cookie") for one in site.received] == ["sesion=abc"]


def test_accounts_do_not_share_a_session(own: Opener) -> None:
    answers = {"GET /order": Answer(page(FORM).body, headers=[("Set-Cookie", "sesion=abc; Path=/")])}

    with serving(answers) as site:
        for account in ("one", "two"):
            with own(site.url, account=account) as portal:
                portal.open("order")

    assert [one.headers.get("cookie") for one in site.received if one.path == "/order"] == [None, None]


@pytest.mark.parametrize(
    ("locale", "tag"),
    [("es", "es-ES"), ("en", "en-US"), ("es_MX", "es-MX"), ("ca", "ca-ES"), ("pt-PT", "pt-PT")],
)
def test_a_browser_speaks_the_language_of_a_country(locale: str, tag: str) -> None:
    assert browser_locale(locale) == tag


def test_the_portal_is_told_the_browsers_language_and_time(own: Opener) -> None:
    asked = "() => [navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]"

    with serving(SAVES) as site, own(site.url) as portal:
        portal.open("order")
        told = portal.run(lambda page: page.evaluate(asked))

    assert told == ["es-ES", "Europe/Madrid"]
    assert site.received[0].headers["accept-language"].startswith("es-ES")


COOKIES = """<div role=dialog style="position:fixed;inset:0;background:#fff">Cookies
<button onclick="this.parentElement.remove()">Rechazar todas</button></div>"""


def test_what_stands_before_a_page_is_taken_away_where_the_book_says_how(opened: Opener) -> None:
    book = {**BOOK, "walls": {"cookies": {"role": "button", "name": "Rechazar todas"}}}
    pages = {
        "GET /order": page(COOKIES + FORM),
        "GET /login": Answer(LOGIN.body + COOKIES),
        "POST /login": see_other("/order"),
    }

    with serving({**SAVES, **pages}) as site, opened(site.url, book=book) as portal:
        portal.open("login")
        portal.sign_in()

        assert enter(portal) == "P-1"


def test_nobody_waits_for_a_browser_that_is_gone(own: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    async def wait_in_vain(page: Page) -> None:
        # As if its driver had died before it could read the question.
        kill_browser(own)
        await asyncio.Event().wait()

    monkeypatch.setattr(session, "PULSE_S", 0.2)
    with serving(SAVES) as site:
        with own(site.url) as portal:
            portal.open("order")
            with pytest.raises(ApplicationException, match="the browser is gone"):
                portal.run(wait_in_vain)
        with own(site.url) as portal:
            assert enter(portal) == "P-1"


def test_a_browser_that_is_gone_while_the_order_is_sent_leaves_its_outcome_unknown(
    own: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def press(*_: object) -> None:
        kill_browser(own)
        await asyncio.Event().wait()

    monkeypatch.setattr(session, "PULSE_S", 0.2)
    monkeypatch.setattr(CommitPoint, "press", press)
    with serving(SAVES) as site, own(site.url) as portal:
        fill(portal)
        with pytest.raises(OutcomeUnknown, match="the browser is gone"):
            portal.commit("save")


OPENS = {"next": {"role": "button", "name": "Siguiente", "opens_window": True}}


def opening(script: str) -> dict[str, Any]:
    """A portal whose first page has a button that does this."""
    button = f'<button onclick="{script}">Siguiente</button>'
    return {**SAVES, "GET /one": page(f"<h1>Inicio</h1>{button}")}


def test_an_order_goes_on_in_the_window_that_a_declared_element_opens(opened: Opener) -> None:
    book = {**BOOK, "elements": OPENS}

    with serving(opening("window.open('/order', 'pedido', 'width=600')")) as site:
        with opened(site.url, book=book) as portal:
            portal.open("one")
            portal.click("next")
            portal.fill("order", Order())
            reference = portal.commit("save")
        with opened(site.url, book=book) as portal:
            portal.open("one")

    assert reference == "P-1"
    assert len(site.posts()) == 1


def test_a_dialog_of_the_window_is_told_like_one_of_the_page(opened: Opener) -> None:
    book = {**BOOK, "elements": OPENS}
    site_of = opening("window.open('/order')") | {"GET /order": page(FORM, script="alert('Sin cobertura')")}

    with serving(site_of) as site, opened(site.url, book=book) as portal:
        portal.open("one")
        with pytest.raises(BusinessException) as trouble:
            portal.click("next")

    assert "Sin cobertura" in trouble.value.detail["what"]


@pytest.mark.parametrize("windows", ["", "window.open('/order'); window.open('/order')"])
def test_an_element_that_does_not_open_one_window_is_told(opened: Opener, windows: str) -> None:
    book = {**BOOK, "elements": OPENS}

    with serving(opening(windows)) as site, opened(site.url, book=book, navigation_timeout_s=2) as portal:
        portal.open("one")
        with pytest.raises((ApplicationException, BusinessException)):  # noqa: PT012  # a second window may be seen late
            portal.click("next")
            portal.fill("order", Order())
            portal.commit("save")

    assert site.posts() == []
