"""What the server receives when Chromium, the network or the page's script would send an order twice."""

# Longer than 300 lines because every way to send an order twice stands here, each with its page.

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page

from tests.portal.site import Answer, Replying, Request, in_turn, see_other, serving
from tests.portal.small import (
    BUTTON,
    DONE,
    FIELD,
    FORM,
    SAVES,
    SENT_BY,
    XHR,
    Gate,
    Opener,
    enter,
    fill,
    page,
    press,
    with_answers,
)
from trastienda.errors import ApplicationException, OutcomeUnknown, PortalRefused, Stale
from trastienda.portal import fuse
from trastienda.portal.facade import Portal

DROPS = [
    pytest.param(Answer(how="reset"), id="RST"),
    pytest.param(Answer(how="close"), id="FIN"),
    pytest.param(Answer(status=408, headers=[("Connection", "close")]), id="408"),
    pytest.param(Answer(status=421), id="421"),
]


def stopped_by(portal: Portal) -> int:
    """How many requests the fuse stopped."""
    return portal._fuse.stopped if portal._fuse else 0


@pytest.mark.parametrize("drop", DROPS)
@pytest.mark.parametrize("script", SENT_BY.values(), ids=SENT_BY)
def test_without_the_fuse_chromium_sends_a_post_again_that_the_server_dropped(
    opened: Opener, drop: Answer, script: str
) -> None:
    answers = with_answers(order=page(FORM, script=script), save=in_turn(drop, see_other("/done")))

    with serving(answers) as site, opened(site.url) as portal:
        fill(portal)
        portal.run(press)

    assert site.posts("/save")[0].before > 0, "the POST went over a new connection: nothing to see here"
    assert len(site.posts("/save")) == 2


@pytest.mark.parametrize(
    "answer",
    [
        *DROPS,
        pytest.param(Answer("<h1>Guardado</h1>", how="half"), id="half an answer"),
        pytest.param(Answer("<h1>Error</h1>", status=500), id="500"),
        pytest.param(Answer(status=307, headers=[("Location", "/other")]), id="307"),
    ],
)
@pytest.mark.parametrize("script", SENT_BY.values(), ids=SENT_BY)
def test_with_the_fuse_a_post_without_an_answer_is_sent_once(
    opened: Opener, answer: Answer, script: str
) -> None:
    answers = with_answers(order=page(FORM, script=script), save=in_turn(answer, see_other("/done")))

    with serving(answers) as site, opened(site.url) as portal, pytest.raises(OutcomeUnknown):
        enter(portal)

    assert len(site.posts()) == 1


@pytest.mark.parametrize("drop", DROPS)
def test_with_the_fuse_a_post_on_a_connection_that_it_used_before_is_sent_once(
    opened: Opener, drop: Answer
) -> None:
    """A used connection is what Chromium repeats a POST for; the fuse's own client keeps one, too."""
    with serving(with_answers(save=in_turn(see_other("/done"), drop, see_other("/done")))) as site:
        with opened(site.url) as portal:
            enter(portal)
        with opened(site.url) as portal, pytest.raises(OutcomeUnknown):
            enter(portal)

    assert site.posts()[1].before > 0, "the POST went over a new connection: nothing to see here"
    assert len(site.posts()) == 2


def test_an_answer_that_comes_too_late_leaves_the_outcome_unknown(opened: Opener) -> None:
    answers = with_answers(save=Answer(how="silence"))

    with (
        serving(answers) as site,
        opened(site.url, server_timeout_s=0.5, navigation_timeout_s=3) as portal,
        pytest.raises(OutcomeUnknown),
    ):
        enter(portal)

    assert len(site.posts()) == 1


def test_cookies_of_the_redirect_reach_the_success_page_and_later_pages(opened: Opener) -> None:
    saved = see_other("/done", "token=nuevo; Path=/; HttpOnly", "visto=1; Path=/")

    with serving(with_answers(save=saved)) as site, opened(site.url) as portal:
        reference = enter(portal)
        with opened(site.url) as later:
            later.open("order")

    assert reference == "P-1"
    for request in (site.received[-2], site.received[-1]):
        assert request.headers["cookie"] == "token=nuevo; visto=1"


def test_the_request_arrives_as_the_browser_would_have_sent_it(opened: Opener) -> None:
    with serving(with_answers(save=see_other("/done", "a=1; Path=/"))) as site:
        with opened(site.url) as portal:
            fill(portal)
            portal.run(press)
        with opened(site.url) as portal:
            enter(portal)

    plain, fused = site.posts()
    assert fused.body == plain.body == b"nombre=Mar%C3%ADa+Mu%C3%B1oz"
    assert fused.headers["cookie"] == "a=1"
    same = {"content-type", "origin", "referer", "user-agent", "accept-language"}
    assert {name: fused.headers[name] for name in same} == {name: plain.headers[name] for name in same}


def test_a_script_that_submits_again_while_the_first_is_under_way_reaches_the_server_once(
    opened: Opener,
) -> None:
    # The second submission takes the place of the first one in the page, whose answer nobody will see.
    again = "setInterval(() => document.forms[0].submit(), 50);"
    form = page(FORM, script=f"document.forms[0].addEventListener('submit', () => {{ {again} }});")
    stopped = threading.Event()

    def hold(request: Request) -> Answer:
        while stopped_by(portal) == 0 and not stopped.wait(0.01):
            pass
        return see_other("/done")

    with serving(with_answers(order=form, save=hold)) as site, opened(site.url) as portal:
        with pytest.raises(OutcomeUnknown):
            enter(portal)
        stopped.set()

    assert len(site.posts()) == 1
    assert stopped_by(portal) >= 1


def test_a_form_that_is_also_sent_by_script_reaches_the_server_once(opened: Opener) -> None:
    twice = """document.forms[0].addEventListener('submit', event => {
      event.preventDefault();
      const send = () => fetch('/save', {method: 'POST', body: new URLSearchParams({nombre: 'x'})});
      const first = send();
      send().catch(() => {});
      first.then(answer => answer.text()).then(text => { document.body.innerHTML += text; });
    });"""
    answers = with_answers(
        order=page(FORM, script=twice), save=Answer('<h1>Guardado</h1><b data-testid="numero">P-1</b>')
    )

    with serving(answers) as site, opened(site.url) as portal:
        reference = enter(portal)

    assert reference == "P-1"
    assert len(site.posts()) == 1
    assert stopped_by(portal) == 1


def test_a_message_about_a_stopped_request_is_no_refusal(opened: Opener) -> None:
    """The page says that it could not send, while its first request saves the order."""
    twice = """document.forms[0].addEventListener('submit', event => {
      event.preventDefault();
      const send = () => fetch('/save', {method: 'POST', body: 'x'});
      send();
      send().catch(() => document.body.insertAdjacentHTML('beforeend', '<p role=alert>Error de red</p>'));
    });"""

    with (
        serving(with_answers(order=page(FORM, script=twice))) as site,
        opened(site.url) as portal,
        pytest.raises(OutcomeUnknown),
    ):
        enter(portal)

    assert len(site.posts()) == 1


def test_a_script_that_tries_again_after_a_failure_is_stopped_for_good(opened: Opener) -> None:
    retrying = """document.forms[0].addEventListener('submit', event => {
      event.preventDefault();
      let tries = 0;
      const send = () => fetch(`/save?try=${tries++}`, {method: 'POST', body: 'x'})
        .then(a => { if (!a.ok) throw a; }).catch(() => { document.title = `tries ${tries}`; setTimeout(send, 50); });
      send();
    });"""

    async def still_trying(page: Page) -> None:
        await page.wait_for_function("document.title >= 'tries 4'")

    with (
        serving(with_answers(order=page(FORM, script=retrying), save=Answer(status=500))) as site,
        opened(site.url) as portal,
    ):
        with pytest.raises(OutcomeUnknown):
            enter(portal)
        portal.run(still_trying)

    assert [one.path for one in site.posts()] == ["/save?try=0"]


def test_an_order_that_is_saved_by_script_is_recognised(opened: Opener) -> None:
    answers = with_answers(order=page(FORM, script=XHR), save=Answer("{}"))

    with serving(answers) as site, opened(site.url) as portal:
        reference = enter(portal)

    assert reference == "P-1"
    assert len(site.posts()) == 1


BEACONS: Mapping[str, str] = {
    "beacon": "navigator.sendBeacon('/stats', 'click')",
    "script of another site": "fetch(OTHER + '/stats', {method: 'POST', mode: 'no-cors', body: 'click'})",
    "script of another site, which nobody answers": "fetch('http://localhost:9/', {method: 'POST', mode: 'no-cors'})",
    "script of the portal": "fetch('/stats', {method: 'POST', body: 'click', keepalive: true})",
}


@pytest.mark.parametrize("beacon", BEACONS)
def test_an_analytics_request_on_the_same_click_passes_once_and_confuses_nobody(
    opened: Opener, beacon: str
) -> None:
    with serving({"POST /stats": Answer()}) as site:
        send = BEACONS[beacon].replace("OTHER", repr(site.url.replace("127.0.0.1", "localhost")))
        form = page(FORM, script=f"document.querySelector('form button').onclick = () => {{ {send}; }};")
        site.answers |= with_answers(order=form)
        with opened(site.url) as portal:
            reference = enter(portal)
            sent = portal._fuse.sent if portal._fuse else 0

    assert reference == "P-1"
    assert sent == 1
    assert len(site.posts("/save")) == 1
    assert len(site.posts("/stats")) == (0 if "nobody" in beacon else 1)


def leaving_open(*, outlives: bool = False) -> Mapping[str, Answer | Replying]:
    """A portal whose success page has a request that nobody answers, and says so once the server has it."""
    arrived = threading.Event()

    def silence(request: Request) -> Answer:
        arrived.set()
        return Answer(how="silence")

    def once_arrived(request: Request) -> Answer:
        return Answer(status=200 if arrived.wait(10) else 500)

    done = f"""fetch('/news', {{method: 'POST', body: '', keepalive: {str(outlives).lower()}}});
    fetch('/arrived').then(answer => {{
      if (answer.ok) document.body.innerHTML += '<h1>Guardado</h1><b data-testid="numero">P-1</b>';
    }});"""
    answers = dict(SAVES)
    answers |= {"GET /done": page("", script=done), "POST /news": silence, "GET /arrived": once_arrived}
    return answers


def test_a_request_that_the_success_page_leaves_open_is_not_waited_for(opened: Opener) -> None:
    with serving(leaving_open()) as site, opened(site.url) as portal:
        assert enter(portal) == "P-1"


@pytest.mark.parametrize("case", ["", "it outlives its page", "its page is stuck"])
def test_a_request_that_is_open_when_its_page_is_left_is_not_sent_once_more(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setattr(fuse, "LEAVING_S", 0.5)

    async def get_stuck(page: Page) -> None:
        never = asyncio.ensure_future(page.evaluate("() => { for (;;); }"))
        never.add_done_callback(lambda ended: ended.cancelled() or ended.exception())

    with serving(leaving_open(outlives="outlives" in case)) as site:
        with opened(site.url) as portal:
            enter(portal)
            left = portal._page
            if "stuck" in case:
                portal.run(get_stuck)
        with opened(site.url) as portal:
            # What the browser was about to send had the time of a page.
            portal.open("order")
            next_one = portal._page

    assert len(site.posts("/news")) == 1
    assert left.is_closed()
    assert (left.context is not next_one.context) == ("stuck" in case)


def test_a_script_that_tries_again_by_every_means_gets_nothing_through_while_its_page_goes(
    opened: Opener,
) -> None:
    retrying = """document.forms[0].addEventListener('submit', event => {
      event.preventDefault();
      let tries = 0;
      const save = how => fetch(`/save?try=${how}`, {method: 'POST', body: 'x', keepalive: true});
      const send = () => save(tries++).then(a => { if (!a.ok) throw a; }).catch(() => { setTimeout(send, 0); });
      send();
      addEventListener('pagehide', () => { navigator.sendBeacon('/save?try=beacon', 'x'); save('hidden'); });
    });"""

    with serving(with_answers(order=page(FORM, script=retrying), save=Answer(status=500))) as site:
        # At another moment of its trying each time: of pages that were only closed two in five got one through.
        for _ in range(12):
            with opened(site.url) as portal, pytest.raises(OutcomeUnknown):
                enter(portal)

    assert {one.path for one in site.posts()} == {"/save?try=0"}


def test_a_page_that_asks_whether_to_leave_is_left_all_the_same(opened: Opener) -> None:
    asks = "window.onbeforeunload = event => { event.preventDefault(); return ''; };"

    with serving(with_answers(order=page(FORM, script=asks + XHR), save=Answer("{}"))) as site:
        for _ in range(2):
            with opened(site.url) as portal:
                assert enter(portal) == "P-1"
                left = portal._page
            assert left.is_closed()
            assert left.url == "about:blank"

    assert [one.path for one in site.posts()] == ["/save", "/save"]


def test_a_form_that_opens_in_a_new_window_goes_through_the_fuse_too(opened: Opener) -> None:
    form = page(FORM.replace("<form", '<form target="_blank"'))
    answers = with_answers(order=form, save=in_turn(Answer(how="reset"), see_other("/done")))

    with serving(answers) as site, opened(site.url) as portal, pytest.raises(OutcomeUnknown):
        enter(portal)

    assert len(site.posts()) == 1


def test_a_form_in_a_frame_goes_through_the_fuse_too(opened: Opener) -> None:
    outer = page(
        f"{FIELD}{BUTTON}<iframe srcdoc='{FORM}'></iframe>",
        script=(
            "document.querySelector('button:nth-of-type(1)');"
            "[...document.querySelectorAll('button')].at(-1).onclick = () => frames[0].document.forms[0].submit();"
        ),
    )
    answers = with_answers(order=outer, save=in_turn(Answer(how="reset"), see_other("/done")))

    with serving(answers) as site, opened(site.url) as portal, pytest.raises(OutcomeUnknown):
        enter(portal)

    assert len(site.posts()) == 1


@pytest.mark.parametrize("script", SENT_BY.values(), ids=SENT_BY)
def test_when_the_last_look_says_no_nothing_reaches_the_server(opened: Opener, script: str) -> None:
    def taken_over() -> None:
        raise Stale("the lease is gone; nothing was sent")

    gate = Gate(dispatch=taken_over)
    with (
        serving(with_answers(order=page(FORM, script=script))) as site,
        opened(site.url, gate=gate) as portal,
        pytest.raises(Stale),
    ):
        enter(portal)

    assert gate.at == ["before", "dispatch"]
    assert site.posts() == []


def test_the_gate_is_asked_before_the_click_and_at_the_dispatch(opened: Opener) -> None:
    posts_seen: list[int] = []

    with serving(SAVES) as site:
        gate = Gate(dispatch=lambda: posts_seen.append(len(site.posts())))
        with opened(site.url, gate=gate) as portal:
            enter(portal)

    assert gate.at == ["before", "dispatch"]
    assert posts_seen == [0]


def test_a_success_page_without_a_request_through_the_fuse_is_no_outcome(opened: Opener) -> None:
    form = page(f'<form action="/done">{FIELD}{BUTTON}</form>')

    with (
        serving(with_answers(order=form)) as site,
        opened(site.url) as portal,
        pytest.raises(OutcomeUnknown) as unknown,
    ):
        enter(portal)

    assert unknown.value.said_success
    assert site.posts() == []


def test_a_success_page_after_two_forms_is_no_outcome(opened: Opener) -> None:
    relay = page('<form method="post" action="/second"></form>', script="document.forms[0].submit()")
    answers = {**with_answers(save=relay), "POST /second": see_other("/done")}

    with serving(answers) as site, opened(site.url) as portal, pytest.raises(OutcomeUnknown) as unknown:
        enter(portal)

    assert unknown.value.said_success
    assert len(site.posts()) == 2


def test_a_form_with_a_file_is_not_sent_without_its_content(opened: Opener) -> None:
    form = (
        f'<form method="post" action="/save" enctype="multipart/form-data">{FIELD}'
        f'<label>Contrato <input type="file" name="contrato"></label>{BUTTON}</form>'
    )

    async def attach(page: Page) -> None:
        await page.get_by_label("Contrato").set_input_files(__file__)

    with serving(with_answers(order=page(form))) as site, opened(site.url) as portal:
        fill(portal)
        portal.run(attach)
        with pytest.raises(ApplicationException, match="file"):
            portal.commit("save")

    assert site.posts() == []


def test_a_refusal_that_the_page_decides_by_itself_sends_nothing_even_later(opened: Opener) -> None:
    late = """document.forms[0].addEventListener('submit', event => {
      event.preventDefault();
      document.body.insertAdjacentHTML('beforeend', '<p role=alert>Falta el documento</p>');
      setTimeout(() => fetch('/save', {method: 'POST', body: 'x'}).catch(() => { document.title = 'stopped'; }), 500);
    });"""

    async def until_stopped(page: Page) -> None:
        await page.wait_for_function("document.title === 'stopped'")

    with serving(with_answers(order=page(FORM, script=late))) as site, opened(site.url) as portal:
        with pytest.raises(PortalRefused):
            enter(portal)
        # The outcome is out: from now on the page is not asked any more.
        portal._loop.call(until_stopped, portal._page)

    assert site.posts() == []


def test_the_fuse_lets_the_account_sign_in_and_save_again_with_its_next_page(opened: Opener) -> None:
    with serving(SAVES) as site:
        for _ in range(2):
            with opened(site.url) as portal:
                enter(portal)

    assert len(site.posts("/save")) == 2
    assert DONE.status == 200


def test_the_click_waits_until_the_fuse_is_seen_to_be_in_the_way(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    arm = BrowserContext.route
    late: list[asyncio.Task[None]] = []

    async def route(context: BrowserContext, *args: Any) -> None:
        # What Chromium does: it says so first, and takes the requests a moment later.
        async def later() -> None:
            await asyncio.sleep(0.2)
            await arm(context, *args)

        late.append(asyncio.create_task(later()))

    monkeypatch.setattr(BrowserContext, "route", route)
    with serving(with_answers(order=page(FORM, script=XHR))) as site, opened(site.url) as portal:
        assert enter(portal) == "P-1"

    assert len(site.posts()) == 1
    # What it knocked with until then went where any request goes, and is none that a portal minds.
    assert {"/favicon.ico?trastienda"} < {request.path for request in site.received}


def test_a_page_whose_policy_forbids_requests_still_sends_its_form(opened: Opener) -> None:
    closed = '<meta http-equiv="Content-Security-Policy" content="connect-src \'none\'">'

    with serving(with_answers(order=page(closed + FORM))) as site, opened(site.url) as portal:
        assert enter(portal) == "P-1"

    assert len(site.posts()) == 1
