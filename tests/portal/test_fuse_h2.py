"""What a server behind TLS receives when Chromium sends an order again by itself, over h2 and over http/1.1."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.portal.h2_site import Certificate, new_certificate
from tests.portal.site import Answer, Request, in_turn, see_other
from tests.portal.small import FORM, SAVES, SENT_BY, Opener, enter, fill, page, press, with_answers
from trastienda.errors import OutcomeUnknown
from trastienda.portal.session import BrowserLoop

H2 = ("h2", "http/1.1")
HTTP1 = ("http/1.1",)
DROPS = {
    "RST": Answer(how="reset"),
    "FIN": Answer(how="close"),
    "408": Answer(status=408),
    "421": Answer(status=421),
    "GOAWAY": Answer(how="goaway"),
    "REFUSED_STREAM": Answer(how="refused"),
    "HTTP_1_1_REQUIRED": Answer(how="http11"),
}
OF_H2 = ["GOAWAY", "REFUSED_STREAM", "HTTP_1_1_REQUIRED"]


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    return new_certificate()


@pytest.fixture(scope="module")
def browser(browser_path: str, certificate: Certificate, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A browser that trusts the portal's certificate."""
    real = shutil.which(browser_path) or browser_path
    return certificate.browser(real, tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def loop(
    browser: str, certificate: Certificate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserLoop]:
    """That browser for the module; the client of the fuse trusts the portal, too."""
    authority = tmp_path_factory.mktemp("authority") / "authority.pem"
    certificate.authority.cert_pem.write_to_path(str(authority))
    with BrowserLoop(configured=browser) as running:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("NODE_EXTRA_CA_CERTS", str(authority))
            # The driver starts here, and keeps the environment that it found.
            assert running.version
        yield running


@pytest.mark.parametrize("drop", ["RST", "FIN", "421", *OF_H2])
@pytest.mark.parametrize("script", SENT_BY.values(), ids=SENT_BY)
def test_without_the_fuse_chromium_sends_a_post_again_over_h2(
    opened: Opener, certificate: Certificate, drop: str, script: str
) -> None:
    saving = in_turn(DROPS[drop], see_other("/done"))
    answers = with_answers(order=page(FORM, script=script), save=saving)

    with certificate.serving(answers, alpn=H2) as site, opened(site.url) as portal:
        fill(portal)
        portal.run(press)

    first, second = site.posts()
    assert first.protocol == "h2"
    assert second.protocol == ("http/1.1" if drop == "HTTP_1_1_REQUIRED" else "h2")
    assert first.body == second.body


@pytest.mark.parametrize("drop", ["GOAWAY", "REFUSED_STREAM"])
def test_without_the_fuse_chromium_sends_a_post_even_three_times_over_h2(
    opened: Opener, certificate: Certificate, drop: str
) -> None:
    answers = with_answers(save=in_turn(DROPS[drop], DROPS[drop], see_other("/done")))

    with certificate.serving(answers, alpn=H2) as site, opened(site.url) as portal:
        fill(portal)
        portal.run(press)

    assert [one.protocol for one in site.posts()] == ["h2", "h2", "h2"]


def test_without_the_fuse_chromium_takes_a_408_for_an_answer_over_h2(
    opened: Opener, certificate: Certificate
) -> None:
    """It sends again over http/1.1 alone: what holds for one protocol does not hold for the other."""
    late = Answer("<h1>Guardado</h1>", status=408)

    with (
        certificate.serving(with_answers(save=late), alpn=H2) as site,
        opened(site.url) as portal,
    ):
        fill(portal)
        portal.run(press)

    assert [one.protocol for one in site.posts()] == ["h2"]


@pytest.mark.parametrize("drop", ["RST", "FIN", "408", "421"])
def test_without_the_fuse_chromium_sends_a_post_again_over_http1_behind_tls(
    opened: Opener, certificate: Certificate, drop: str
) -> None:
    answers = with_answers(save=in_turn(DROPS[drop], see_other("/done")))

    with certificate.serving(answers, alpn=HTTP1) as site, opened(site.url) as portal:
        fill(portal)
        portal.run(press)

    assert [one.protocol for one in site.posts()] == ["http/1.1", "http/1.1"]


@pytest.mark.parametrize(
    ("alpn", "drop"),
    [
        *(pytest.param(H2, drop, id=f"h2 {drop}") for drop in DROPS),
        *(pytest.param(HTTP1, drop, id=f"http/1.1 {drop}") for drop in DROPS if drop not in OF_H2),
    ],
)
@pytest.mark.parametrize("script", SENT_BY.values(), ids=SENT_BY)
def test_with_the_fuse_a_post_behind_tls_without_an_answer_is_sent_once(
    opened: Opener, certificate: Certificate, alpn: tuple[str, ...], drop: str, script: str
) -> None:
    saving = in_turn(DROPS[drop], see_other("/done"))
    answers = with_answers(order=page(FORM, script=script), save=saving)

    with (
        certificate.serving(answers, alpn=alpn) as site,
        opened(site.url) as portal,
        pytest.raises(OutcomeUnknown),
    ):
        enter(portal)

    assert site.received[0].protocol == alpn[0], "the page came by another protocol: nothing to see here"
    assert len(site.posts()) == 1


@pytest.mark.parametrize("drop", OF_H2)
def test_trouble_of_h2_alone_does_not_reach_an_order_that_goes_through_the_fuse(
    opened: Opener, certificate: Certificate, drop: str
) -> None:
    """The fuse's own client speaks http/1.1, where no stream can be refused."""

    def saving(request: Request) -> Answer:
        return DROPS[drop] if request.protocol == "h2" else see_other("/done")

    with certificate.serving(with_answers(save=saving), alpn=H2) as site, opened(site.url) as portal:
        reference = enter(portal)

    assert reference == "P-1"
    assert [one.protocol for one in site.received] == ["h2", "http/1.1", "h2"]


def test_an_order_behind_tls_takes_the_cookies_of_the_session_along(
    opened: Opener, certificate: Certificate
) -> None:
    kept = [
        "__Host-sesion=a; Path=/; Secure; HttpOnly; SameSite=Strict",
        "csrf=b; Path=/; SameSite=None; Secure",
    ]
    signed_in = Answer(page(FORM).body, headers=[("Set-Cookie", cookie) for cookie in kept])
    saved = see_other("/done", "__Host-sesion=c; Path=/; Secure; HttpOnly; SameSite=Strict")

    with (
        certificate.serving(with_answers(order=signed_in, save=saved), alpn=H2) as site,
        opened(site.url) as portal,
    ):
        enter(portal)

    cookies = [sorted(one.headers.get("cookie", "").split("; ")) for one in site.received]
    assert cookies == [[""], ["__Host-sesion=a", "csrf=b"], ["__Host-sesion=c", "csrf=b"]]


def test_a_certificate_that_the_browser_alone_trusts_lets_no_order_through(
    browser: str, certificate: Certificate, tmp_path: Path
) -> None:
    """The fuse's own client knows its own authorities, to which NODE_EXTRA_CA_CERTS adds."""
    with (
        BrowserLoop(configured=browser) as running,
        certificate.serving(SAVES) as site,
        Opener(running, tmp_path)(site.url) as portal,
        pytest.raises(OutcomeUnknown, match="unable to verify"),
    ):
        enter(portal)

    assert site.received != []
    assert site.posts() == []
