"""The drill against the demo portal: what is declared rightly fits, what is declared wrongly differs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.demo.visitor import seed_order
from tests.support.databases import sqlite_url
from tests.support.desk import NOW, BackOffice
from tests.support.workplace import PASSWORD, Workplace, embedded, workplace
from trastienda.demo.portal import Fault, FaultKind
from trastienda.domain.facts import Answer, PortalFacts
from trastienda.engine import drill
from trastienda.engine.visits import Seen
from trastienda.portal.dialogs import Met
from trastienda.rules.drill import Standing
from trastienda.rules.history import NOT_SEEN, journey
from trastienda.store import accounts, journal, locks, overview

FITS, DIFFERS, UNSEEN = "fits", "differs", "not observable here"
SALES = ("V-2026-0001", "V-2026-0002", "V-2026-0003")


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory, browser_path: str) -> Iterator[Workplace]:
    """A workplace with three settled sales, two of them not without trouble, and a customer with other orders."""
    root = tmp_path_factory.mktemp("a workspace")
    with workplace(root, sqlite_url(root / "trastienda.db")) as place:
        place.admin.set_faults(
            [
                Fault(kind=FaultKind.LATE_VISIBILITY, marker=SALES[1], seconds=6),
                Fault(kind=FaultKind.ERROR_500_AFTER_COMMIT, marker=SALES[2]),
            ]
        )
        place.call("run", "carrier", "--sales", str(place.sample("sales.json", SALES)))
        assert set(place.states().values()) == {"settled"}
        holder = place.admin.report().orders[0]["holder_id"]
        place.admin.seed(
            [seed_order(holder_id=holder, line=f"+3460011223{number}", reference="") for number in range(3)]
        )
        # Generous times: a busy machine is no slow portal.
        right = (
            ("visibility_bound_s = 3", "visibility_bound_s = 60\nmonotone = true"),
            ("server_timeout_s = 3", "server_timeout_s = 60"),
            ("navigation_timeout_s = 10", "navigation_timeout_s = 60"),
        )
        with declaring(place, *right):
            yield place


@contextmanager
def declaring(place: Workplace, *changes: tuple[str, str]) -> Iterator[None]:
    """The workplace with another text in its portal's facts."""
    file = place.root / "config" / "portals" / "carrier.toml"
    before = text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(before, encoding="utf-8")


def verdicts(answer: Any) -> dict[str, str]:
    return {one["fact"]: one["verdict"] for one in answer["facts"]}


def drilled(place: Workplace, *arguments: str, code: int = 0) -> Any:
    return json.loads(place.call("drill", "carrier", "--json", *arguments, code=code))


def test_a_portal_that_is_as_declared_fits_and_gets_no_order(settled: Workplace) -> None:
    before = settled.admin.report()

    answer = drilled(settled)

    assert answer["ok"] is True
    assert verdicts(answer) == {
        "url": FITS,
        "locale": FITS,
        "timezone": UNSEEN,
        "browser": FITS,
        "accounts": FITS,
        "sessions_per_account": FITS,
        "search_keys": FITS,
        "marker": FITS,
        "visibility_bound_s": FITS,
        "server_timeout_s": FITS,
        "monotone": FITS,
        "duplicate_warning": UNSEEN,
        "dialogs": UNSEEN,
        "navigation_timeout_s": FITS,
        "crosscheck.identity": FITS,
        "crosscheck.unverified": FITS,
        "crosscheck.equivalences": FITS,
    }
    after = settled.admin.report()
    assert (after.posts, after.saved) == (before.posts, before.saved)
    pictures = [path.name.split("-", 2) for path in Path(answer["evidence"]).rglob("*.jpg")]
    assert [what for _, _, what in sorted(pictures, key=lambda parts: int(parts[1]))] == [
        "search.jpg",
        "order.jpg",
    ] * 3 + ["form.jpg"]


def test_what_is_declared_wrongly_differs(settled: Workplace) -> None:
    wrong = (
        ("length = 20", "length = 40"),
        ("visibility_bound_s = 60", "visibility_bound_s = 60\nsessions_per_account = 2"),
        ('identity = ["holder_id", "line"]', 'identity = ["holder_id"]\nunverified = ["iban"]'),
        ('email = ["case"]', ""),
        ('holder_name = ["case", "accents"]', 'email = ["case"]'),
    )

    with declaring(settled, *wrong):
        answer = drilled(settled, code=1)

    assert {fact for fact, verdict in verdicts(answer).items() if verdict == DIFFERS} == {
        "sessions_per_account",
        "marker",
        "crosscheck.identity",
        "crosscheck.unverified",
        "crosscheck.equivalences",
    }
    observed = {one["fact"]: one["observed"] for one in answer["facts"]}
    assert observed["marker"] == "20 of 41 typed characters remained (maxlength 20)"
    assert (
        observed["crosscheck.equivalences"]
        == "the portal also writes differently: holder_name (accents, case)"
    )


def test_amounts_and_dates_of_another_locale_differ(settled: Workplace) -> None:
    with declaring(settled, ('locale = "es"', 'locale = "en"')):
        answer = drilled(settled, code=1)

    assert verdicts(answer)["locale"] == DIFFERS


def test_a_stranger_reads_the_drill_on_a_terminal_line_by_line(settled: Workplace) -> None:
    lines = settled.call("drill", "carrier").splitlines()

    assert "fits     marker                   declared  reference, 20 characters" in lines
    assert f"{'':34}observed  20 of 21 typed characters remained (maxlength 20)" in lines
    assert "—        timezone                 declared  Europe/Madrid" in lines
    assert f"{'':34}not observable here: no order of ours shows a time of day" in lines


def test_an_account_that_another_process_holds_is_left_to_it(settled: Workplace) -> None:
    with settled.store() as store:
        lock = locks.try_hold(store, "account/carrier/backoffice")
        assert lock is not None
        settled.call("drill", "carrier", code=4)
        lock.release()


def test_the_password_is_in_no_file_that_a_drill_leaves(settled: Workplace) -> None:
    settled.call("drill", "carrier", "-v")

    left = [path for path in (settled.root / "runs").rglob("*") if path.is_file()]
    assert any("drill-" in str(path) for path in left)
    assert [path for path in left if PASSWORD.encode() in path.read_bytes()] == []


@embedded
def test_without_a_sale_the_drill_says_what_it_could_not_see(office: Workplace) -> None:
    answer = drilled(office)

    found = verdicts(answer)
    assert {found[fact] for fact in ("accounts", "sessions_per_account", "navigation_timeout_s")} == {FITS}
    observed = {one["fact"]: one["observed"] for one in answer["facts"] if one["verdict"] == UNSEEN}
    assert observed["marker"] == "no sale to fill the form with: give one with --sales FILE"
    assert observed["crosscheck.unverified"] == "no settled order of ours to open: enter one first"


@embedded
def test_an_order_that_was_missing_for_longer_than_declared_differs(office: Workplace) -> None:
    office.call("db", "upgrade")
    with office.store() as store:
        desk = BackOffice(store)
        item = desk.take_in(reference="P-9")
        desk.press_save(item, "recognised")
        told: list[tuple[int, str, dict[str, Any]]] = [
            (1, "recognised", {}),
            (301, "looked", {"orders": []}),
            (302, "looked", {"orders": ["P-9: same"]}),
        ]
        with store.begin() as conn:
            for seconds, kind, detail in told:
                journal.append(conn, item.id, kind, detail, now=NOW + timedelta(seconds=seconds))

    answer = drilled(office, code=1)

    assert [fact for fact, verdict in verdicts(answer).items() if verdict == DIFFERS] == [
        "visibility_bound_s"
    ]


def test_an_order_that_is_shown_late_leaves_the_words_that_the_drill_reads(settled: Workplace) -> None:
    with settled.store() as store, store.read() as conn:
        ways = overview.ways_of_orders(conn, "carrier", limit=10)

    missed = [
        reference for reference, entries in ways if (way := journey(entries, reference)) and way.missing
    ]
    waited = [entry for _, entries in ways for entry in entries if entry.detail.get("because") == NOT_SEEN]
    assert len(missed) == 1
    assert waited


@embedded
def test_a_sale_from_a_file_fills_the_form_and_is_not_taken_in(office: Workplace) -> None:
    answer = drilled(office, "--sales", str(office.sample("sales.json", SALES[:1])))

    assert verdicts(answer)["marker"] == FITS
    assert office.states() == {}
    assert office.admin.report().posts == 0


@embedded
def test_a_wrong_password_is_tried_once_and_pauses_the_account(office: Workplace) -> None:
    wrong = {"CARRIER_PASSWORD": "not-the-one"}

    said = office.call("drill", "carrier", code=1, env=wrong)
    office.call("drill", "carrier", code=1, env=wrong)

    assert "Usuario o contraseña incorrectos; the account is paused now" in said
    with office.store() as store, store.read() as conn:
        assert accounts.paused_why(conn, "carrier", "backoffice") is not None
    # The portal locks after three: the second drill must not have tried.
    office.call("run", "carrier", "--sales", str(office.sample("sales.json", SALES[:1])), code=1, env=wrong)
    office.call("run", "carrier")
    assert set(office.states().values()) == {"settled"}


@embedded
def test_a_closed_portal_is_not_drilled(office: Workplace) -> None:
    office.admin.set_faults([Fault(kind=FaultKind.MAINTENANCE, times=None)])

    office.call("drill", "carrier", code=1)

    with office.store() as store, store.read() as conn:
        assert accounts.paused_why(conn, "carrier", "backoffice") is None


def test_every_declared_fact_is_drilled_or_says_what_we_do(settled: Workplace) -> None:
    listed = {fact.partition(".")[0] for fact in verdicts(drilled(settled))}

    assert listed | drill.OUR_OWN == set(PortalFacts.model_fields)
    assert not listed & drill.OUR_OWN


def test_a_dialog_that_nobody_declared_differs() -> None:
    facts = PortalFacts.model_validate(
        {
            "url": "env:URL",
            "accounts": [{"name": "one", "user": "env:USER", "password": "env:PASSWORD"}],
            "search_keys": ["line"],
            "crosscheck": {"identity": ["line"]},
            "dialogs": [{"says": "¿Guardar?", "answer": "accept"}],
        }
    )
    declared, strange = Met("confirm «¿Guardar?»", Answer.ACCEPT), Met("alert «Novedades»", None)

    assert drill._dialogs(facts, Seen(dialogs=[declared])).standing is Standing.FITS
    found = drill._dialogs(facts, Seen(dialogs=[declared, strange, strange]))
    assert found.standing is Standing.DIFFERS
    assert found.observed == "not declared: alert «Novedades»"
