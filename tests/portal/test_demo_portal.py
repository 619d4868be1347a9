"""The façade with the sample bot at the demo portal: a real wizard, a real session, real faults."""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loguru import logger
from pydantic import SecretStr

from tests.demo.visitor import seed_order
from tests.portal.small import Gate
from trastienda.demo.portal import Admin, DemoPortal, Fault, FaultKind
from trastienda.domain.case import Reason
from trastienda.domain.facts import PortalFacts
from trastienda.domain.record import Reference
from trastienda.domain.sale import Sale
from trastienda.engine.bots import LoadedBot, load_bot
from trastienda.errors import BusinessException, OutcomeUnknown, PortalRefused, SessionExpired, SignInRefused
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Portal
from trastienda.portal.session import BrowserLoop
from trastienda.rules.crosscheck import Verdict, compare, order_fields
from trastienda.workspace import Workspace

PASSWORD = "canario-4711-clave"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MARKER = "V-2026-0001"


@pytest.fixture(scope="module")
def bot() -> LoadedBot:
    return load_bot(Workspace.at(Path(__file__)), "carrier")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoPortal]:
    with DemoPortal(tmp_path / "portal.db", {"backoffice": PASSWORD}, latency=0.01) as running:
        yield running


@pytest.fixture
def admin(demo: DemoPortal) -> Iterator[Admin]:
    with Admin(demo.admin_url) as client:
        yield client


@dataclass
class Desk:
    """The bot at the portal, one page a verb, as the engine does it."""

    loop: BrowserLoop
    bot: LoadedBot
    url: str
    folder: Path
    password: str = PASSWORD
    gate: Gate = field(default_factory=Gate)

    def __post_init__(self) -> None:
        self.evidence = Evidence(self.folder, "item-1-try-1")

    def does(self, verb: Callable[[Portal], Any], **facts: float) -> Any:
        portal = Portal(
            self.loop,
            account="carrier/backoffice",
            base_url=self.url,
            book=self.bot.book,
            facts=self.facts(**facts),
            credentials=lambda: ("backoffice", SecretStr(self.password)),
            sign_in=self.bot.verbs.sign_in,
            gate=self.gate,
            evidence=self.evidence,
        )
        try:
            return verb(portal)
        except Exception:
            portal.keep_trouble()
            raise
        finally:
            portal.close()

    def facts(self, **changes: float) -> PortalFacts:
        return self.bot.facts.model_copy(
            update={"navigation_timeout_s": 20, "server_timeout_s": 5, **changes}
        )

    def enter(self, sale: Sale, **facts: float) -> Reference:
        reference: Reference = self.does(lambda portal: self.bot.verbs.enter(portal, sale), **facts)
        return reference

    def find(self, sale: Sale) -> list[Any]:
        records: list[Any] = self.does(lambda portal: self.bot.verbs.find(portal, sale))
        return records


@pytest.fixture(scope="module")
def loop(browser_path: str) -> Iterator[BrowserLoop]:
    with BrowserLoop() as running:
        yield running


@pytest.fixture
def desk(loop: BrowserLoop, bot: LoadedBot, demo: DemoPortal, tmp_path: Path) -> Iterator[Desk]:
    yield Desk(loop, bot, demo.url, tmp_path / "run")
    loop.call(loop.forget, "carrier/backoffice")


@pytest.fixture
def sale(bot: LoadedBot) -> Sale:
    return bot.sale_type.model_validate(
        {
            "reference": MARKER,
            "seller": "ana.ruiz",
            "validator": "luis.gil",
            "sold_at": NOW - timedelta(hours=2),
            "validated_at": NOW - timedelta(hours=1),
            "channel": "telefono",
            "campaign": "otoño",
            "holder_id": "12345678Z",
            "holder_name": "José Muñoz García",
            "birth_date": "1980-02-01",
            "email": "jose@example.com",
            "contact_phone": "+34612345678",
            "technology": "Móvil",
            "plan": "Móvil 20 GB",
            "line": "+34655112233",
            "address": "Calle de Alcalá 45, 3.º B, 28014 Madrid",
            "monthly_fee": "1234.50 EUR",
            "activation": "2026-12-03",
            "iban": "ES9121000418450200051332",
            "terms_accepted": True,
            "marketing_accepted": False,
        }
    )


def test_an_order_is_entered_found_and_read_back_field_by_field(desk: Desk, admin: Admin, sale: Sale) -> None:
    reference = desk.enter(sale)
    found = desk.find(sale)
    record = desk.does(lambda portal: desk.bot.verbs.read(portal, reference))

    assert [one.reference for one in found] == [reference]
    shown = compare(sale, record, desk.bot.facts, fields=order_fields(type(sale), desk.bot.facts))
    assert {result.field: result.verdict for result in shown if result.verdict is not Verdict.MATCH} == {}
    assert admin.report().of(MARKER).posts == 1
    assert desk.gate.at == ["before", "dispatch"]


def test_the_password_and_the_tokens_are_in_no_file_that_is_left(
    desk: Desk, admin: Admin, sale: Sale, tmp_path: Path
) -> None:
    """A canary: the password, and what the pages keep in hidden inputs."""
    log = tmp_path / "run" / "log.jsonl"
    log.parent.mkdir()
    sink = logger.add(log, level="TRACE", serialize=True, backtrace=True, diagnose=True)
    admin.set_faults([Fault(kind=FaultKind.ERROR_500_BEFORE_COMMIT, marker=MARKER)])
    tokens: list[str] = []

    def remember_tokens() -> None:
        asked = "() => [...document.querySelectorAll('input[type=hidden]')].map(e => e.value)"
        page = desk.loop._contexts["carrier/backoffice"].pages[-1]

        async def ask() -> None:
            tokens.extend(await page.evaluate(asked))

        desk.loop.call(ask)

    desk.gate = Gate(before=remember_tokens)
    with pytest.raises(OutcomeUnknown):
        desk.enter(sale)
    with pytest.raises(PortalRefused):
        desk.does(lambda portal: wrong_step(portal, desk.bot, sale))
    logger.remove(sink)

    kept = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} == {".jpg", ".html", ".yaml", ".zip", ".jsonl"}
    assert any("José Muñoz" in path.read_text(encoding="utf-8") for path in kept if path.suffix == ".html")
    secrets = [token for token in tokens if len(token) > 8]
    assert secrets
    texts = [path.read_bytes() for path in kept if path.suffix != ".zip"]
    for path in kept:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as trace:
                texts += [trace.read(name) for name in trace.namelist()]
    for text in texts:
        assert not [secret for secret in [PASSWORD, *secrets] if secret.encode() in text]


def wrong_step(portal: Portal, bot: LoadedBot, sale: Sale) -> None:
    """The first step, sent with a name that the portal does not take."""
    portal.open("new_order")
    portal.fill("holder", sale)

    async def spoil(page: Any) -> None:
        await page.get_by_label("Correo electrónico").fill("nada")
        # By the page itself: the portal's own click would see that the field has changed.
        await page.get_by_role("button", name="Siguiente").click()

    portal.run(spoil)
    portal.fill("line", sale)


def test_a_refusal_on_the_way_is_told_in_the_portals_words(desk: Desk, sale: Sale) -> None:
    with pytest.raises(PortalRefused) as refused:
        desk.does(lambda portal: wrong_step(portal, desk.bot, sale))

    assert "Revise los datos" in refused.value.detail["message"]


def test_an_expired_session_is_signed_in_again_once(desk: Desk, admin: Admin, sale: Sale) -> None:
    assert desk.find(sale) == []
    admin.expire_sessions()

    assert desk.find(sale) == []


def test_a_session_that_expires_between_two_steps_is_told_before_anything_is_sent(
    desk: Desk, admin: Admin, sale: Sale
) -> None:
    def half(portal: Portal) -> None:
        portal.open("new_order")
        portal.fill("holder", sale)
        admin.expire_sessions()
        portal.click("next")
        portal.fill("line", sale)

    with pytest.raises(SessionExpired):
        desk.does(half)

    assert desk.enter(sale)
    assert admin.report().of(MARKER).posts == 1


def test_a_wrong_password_leaves_two_of_three_tries(desk: Desk, admin: Admin, sale: Sale) -> None:
    wrong = replace(desk, password="otra")

    for _ in range(2):
        with pytest.raises(SignInRefused, match="Usuario o contraseña incorrectos"):
            wrong.find(sale)

    # The third wrong try would have locked the account.
    assert desk.find(sale) == []
    assert wrong.evidence.files == []


AFTER: list[Any] = [
    pytest.param({"kind": FaultKind.DROP_AFTER_COMMIT, "how": "reset"}, 1, id="RST"),
    pytest.param({"kind": FaultKind.ERROR_500_AFTER_COMMIT}, 1, id="500"),
    pytest.param({"kind": FaultKind.SESSION_EXPIRED_AFTER_COMMIT}, 1, id="session expired"),
    pytest.param({"kind": FaultKind.SESSION_EXPIRED_BEFORE_COMMIT}, 0, id="session expired before"),
]


@pytest.mark.parametrize(("fault", "saved"), AFTER)
def test_whatever_happens_after_the_click_the_portal_gets_one_post(
    desk: Desk, admin: Admin, sale: Sale, fault: dict[str, Any], saved: int
) -> None:
    admin.set_faults([Fault(marker=MARKER, **fault)])

    with pytest.raises(OutcomeUnknown):
        desk.enter(sale)

    assert (admin.report().of(MARKER).posts, admin.report().of(MARKER).saved) == (1, saved)
    assert len(desk.find(sale)) == saved


def test_a_warning_of_a_duplicate_is_told_and_saves_nothing(desk: Desk, admin: Admin, sale: Sale) -> None:
    admin.set_faults([Fault(kind=FaultKind.DUPLICATE_WARNING, marker=MARKER)])

    with pytest.raises(BusinessException) as warned:
        desk.enter(sale)

    assert warned.value.reason == Reason.DUPLICATE_WARNING
    assert warned.value.detail == {"message": "Posible pedido duplicado"}
    report = admin.report().of(MARKER)
    assert (report.posts, report.saved) == (1, 0)


def test_a_list_is_read_over_several_pages_however_it_is_sorted(desk: Desk, admin: Admin, sale: Sale) -> None:
    numbers = admin.seed([seed_order(reference=f"V-2025-{number:04}") for number in range(45)])

    found = desk.find(sale)

    assert sorted(one.reference for one in found) == sorted(numbers)
    assert {one.fields["holder_name"] for one in found} == {"JOSE MUÑOZ GARCIA"}
