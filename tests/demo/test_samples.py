"""The sample sales are what they say they are, and end as they say, by the rules and at the portal."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.demo.clerk import Clerk, End
from tests.demo.conftest import Clock
from tests.demo.visitor import Visitor
from tests.support.databases import sqlite_url
from trastienda.demo.portal import Admin, FaultKind
from trastienda.demo.portal.catalogue import PLANS, TECHNOLOGIES
from trastienda.demo.portal.formats import stored_name
from trastienda.demo.samples import ExpectedEnd, Kind, Scenario, load_expected, load_scenario, prepare
from trastienda.demo.samples.__main__ import EXPECTED, PORTAL, WORKBOOK, main
from trastienda.demo.samples.sales import samples
from trastienda.demo.samples.workbook import COLUMNS
from trastienda.domain.case import Language, Reason
from trastienda.domain.fields import Day, Money
from trastienda.domain.item import Item, State
from trastienda.engine.bots import LoadedBot, load_bot
from trastienda.engine.receive import receive
from trastienda.errors import WorkspaceError
from trastienda.intake import Intake, read_rows, read_sales
from trastienda.rules.crosscheck import Code, Verdict, compare_value
from trastienda.store import cases, items
from trastienda.store.connection import open_store
from trastienda.workspace import Workspace

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 20, tzinfo=UTC)
SETTLED_AT_LEAST = 40


@pytest.fixture(scope="module")
def bot() -> LoadedBot:
    return load_bot(Workspace.at(ROOT), "carrier")


@pytest.fixture(scope="module")
def intake(bot: LoadedBot) -> Intake[Any]:
    return read_sales(
        SAMPLES / WORKBOOK, bot.sale_type, columns=bot.facts.columns, locale=bot.facts.locale, tz=MADRID
    )


@pytest.fixture(scope="module")
def expected() -> list[ExpectedEnd]:
    return load_expected(SAMPLES / EXPECTED)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """The folder of files that were just made."""
    assert main([str(tmp_path / "made now")]) == 0
    return tmp_path / "made now"


# --- the files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [EXPECTED, PORTAL])
def test_a_committed_list_is_what_the_generator_makes(fresh: Path, name: str) -> None:
    assert (SAMPLES / name).read_bytes() == (fresh / name).read_bytes()


def test_the_committed_workbook_has_the_cells_that_the_generator_makes(fresh: Path) -> None:
    committed, made = (read_rows(folder / WORKBOOK, locale="es") for folder in (SAMPLES, fresh))

    assert committed == made


def test_the_workbook_has_the_columns_that_the_portals_configuration_declares(bot: LoadedBot) -> None:
    assert {column.header: column.field for column in COLUMNS} == bot.facts.columns


def test_every_file_of_the_samples_is_explained() -> None:
    explained = (SAMPLES / "README.md").read_text(encoding="utf-8")

    assert [file.name for file in SAMPLES.iterdir() if f"`{file.name}`" not in explained] == ["README.md"]


# --- the sales ------------------------------------------------------------------------------------


def test_there_are_sixty_sales_of_every_kind_and_most_settle(expected: list[ExpectedEnd]) -> None:
    assert [end.row for end in expected] == list(range(2, 62))
    assert {end.kind for end in expected} == set(Kind)
    assert sum(end.state is State.SETTLED for end in expected) >= SETTLED_AT_LEAST
    assert Counter(end.kind for end in expected).most_common(1)[0][0] is Kind.PLAIN


def test_intake_reads_what_was_meant(intake: Intake[Any]) -> None:
    by_row = {row.source.row: row.sale for row in intake.rows}
    spoiled = {Kind.ACTIVATION_BEFORE_SALE, Kind.SELLER_IS_VALIDATOR, Kind.CONSENT_REFUSED}

    for sample in samples():
        sale = by_row[sample.row]
        if sale is None or sample.kind in spoiled:
            continue
        assert sale.reference == sample.reference
        assert sale.sold_at == sample.sold_at.replace(tzinfo=MADRID)
        assert sale.validated_at == sample.validated_at.replace(tzinfo=MADRID)
        assert sale.holder_id == sample.holder.document
        assert sale.holder_name == sample.holder.name
        assert sale.birth_date == Day.from_canonical(sample.holder.birth_date.isoformat())
        assert sale.line == sample.line.replace(" ", "")
        assert sale.address == sample.holder.address
        assert sale.monthly_fee == Money(sample.monthly_fee, "EUR")
        assert sale.activation == Day.from_canonical(sample.activation.isoformat())
        assert sale.iban == sample.holder.iban.replace(" ", "")
        assert (sale.terms_accepted, sale.marketing_accepted) == (True, sample.marketing_accepted)


def test_sales_are_dated_before_the_twentieth_of_november_and_activated_afterwards() -> None:
    for sample in samples():
        assert sample.sold_at < sample.validated_at < datetime(2026, 11, 20)  # noqa: DTZ001 - Madrid
        assert sample.sold_at.weekday() < 5
        assert sample.activation > sample.sold_at.date()


def test_the_portal_offers_every_plan_with_its_technology() -> None:
    offered = {(TECHNOLOGIES[code], plan) for code, plans in PLANS.items() for plan in plans.values()}

    assert {(sample.technology, sample.plan) for sample in samples()} <= offered


def test_one_customer_comes_twice_and_nobody_else_does() -> None:
    documents = Counter(sample.holder.document for sample in samples())
    twice = [sample for sample in samples() if documents[sample.holder.document] > 1]

    assert [sample.kind for sample in twice] == [Kind.TWO_SALES_OF_ONE_CUSTOMER] * 2


def test_no_two_lines_are_one_digit_apart_but_the_pair_that_means_to_be() -> None:
    seeded = load_scenario(SAMPLES / PORTAL).orders
    lines = [(sample.line, sample.kind.value) for sample in samples()]
    lines += [(order.line, str(order.key)) for order in seeded]
    lookalike = Kind.LOOKALIKE_LINE.value

    near = [
        (one, other)
        for (line, one), (twin, other) in combinations(lines, 2)
        if line != twin and sum(a != b for a, b in zip(line, twin, strict=True)) == 1
    ]

    assert [(one, other.partition("-")[0]) for one, other in near] == [(lookalike, lookalike)]


def test_every_name_matches_what_the_portal_makes_of_it_by_the_declared_equivalences(
    bot: LoadedBot, intake: Intake[Any]
) -> None:
    declared = bot.facts.crosscheck.equivalences["holder_name"]

    for sale in intake.sales:
        shown = stored_name(sale.holder_name)
        result = compare_value(sale.holder_name, shown, locale="es", equivalences=declared)
        assert result == (Verdict.MATCH, Code.EQUIVALENT), sale.holder_name


def test_a_name_that_is_stored_differently_loses_an_accent() -> None:
    for sample in samples():
        if sample.kind is Kind.NAME_STORED_DIFFERENTLY:
            assert stored_name(sample.holder.name) != sample.holder.name.upper()


def test_the_names_hold_the_letters_that_encodings_break() -> None:
    letters = set("".join(sample.holder.name for sample in samples()))

    assert set("áéíóúñüàª·',-") <= letters


# --- their ends -----------------------------------------------------------------------------------


def test_intake_rejects_and_asks_exactly_as_expected(
    bot: LoadedBot, expected: list[ExpectedEnd], tmp_path: Path
) -> None:
    owed: list[int] = []
    store = open_store(sqlite_url(tmp_path / "trastienda.db"))
    store.upgrade()

    def dispatch(conn: sa.Connection, item: Item, *, after: timedelta = timedelta(0)) -> None:
        owed.append(item.id)

    try:
        for _ in range(2):
            receive(
                store, bot, SAMPLES / WORKBOOK, run=None, dispatch=dispatch, language=Language.EN, now=NOW
            )
        with store.read() as conn:
            taken = sorted(items.search(conn), key=lambda item: item.id)
            told = items.source_of(conn, [item.id for item in taken])
            asked = {case.item: case.reason.value for case in cases.open_ones(conn)}
    finally:
        store.close()

    assert [item.sale_reference for item in taken] == [end.sale_reference for end in expected]
    for item, end in zip(taken, expected, strict=True):
        assert told[item.id].source["row"] == end.row
        if end.state is State.REJECTED:
            codes = [finding["code"] for finding in told[item.id].findings]
            assert (item.state, codes) == (State.REJECTED, [end.reason])
        elif end.reason == Reason.VALIDATION:
            assert (item.state, asked[item.id]) == (State.IN_CASE, end.reason)
        else:
            assert item.state is State.READY
            assert item.id in owed
    assert len(owed) == len(set(owed))


@pytest.fixture
def clerk(visitor: Visitor, bot: LoadedBot, clock: Clock) -> Clerk:
    ours = frozenset(sample.reference for sample in samples())
    window = bot.facts.window
    return Clerk(visitor, bot, ours, wait=lambda: clock.forward(seconds=window.total_seconds()))


@pytest.fixture
def to_enter(intake: Intake[Any], expected: list[ExpectedEnd]) -> Iterator[tuple[Any, ExpectedEnd]]:
    """Sales that pass intake, with their ends."""
    ends = {end.row: end for end in expected}
    return (
        (row.sale, ends[row.source.row])
        for row in intake.rows
        if ends[row.source.row].state is not State.REJECTED
        and ends[row.source.row].reason != Reason.VALIDATION
    )


def _quick(scenario: Scenario) -> Scenario:
    """The scenario with a slow page that is not slow: the portal would really take that long."""
    faults = [
        fault.model_copy(update={"seconds": 0.0}) if fault.kind is FaultKind.SLOW_PAGE else fault
        for fault in scenario.faults
    ]
    return scenario.model_copy(update={"faults": tuple(faults)})


def test_entered_by_the_protocol_every_sale_ends_as_expected(
    clerk: Clerk, admin: Admin, to_enter: Iterator[tuple[Any, ExpectedEnd]]
) -> None:
    prepare(admin, _quick(load_scenario(SAMPLES / PORTAL)))

    for sale, end in to_enter:
        ended = clerk.settle(sale)
        report = admin.report().of(sale.reference)
        assert ended == End(end.state, Reason(end.reason) if end.reason else None), end
        assert (report.posts, report.saved) == (end.posts, end.saved), (end, report)

    assert set(admin.fired().values()) == {1}
    ours = admin.report().orders_by_account["backoffice"]
    assert ours == sum(end.entered_by_us for end in load_expected(SAMPLES / EXPECTED))


def test_without_faults_the_portal_takes_every_sale_as_it_is(
    clerk: Clerk, to_enter: Iterator[tuple[Any, ExpectedEnd]]
) -> None:
    assert {clerk.settle(sale) for sale, _ in to_enter} == {End(State.SETTLED)}


# --- the scenario ---------------------------------------------------------------------------------


def test_a_portal_is_prepared_twice_and_holds_everything_once(admin: Admin) -> None:
    scenario = load_scenario(SAMPLES / PORTAL)

    prepare(admin, scenario)
    once = admin.report().orders
    prepare(admin, scenario)

    assert admin.report().orders == once
    assert len(once) == len(scenario.orders)


def test_a_fault_that_has_fired_stays_fired_when_the_portal_is_prepared_again(
    clerk: Clerk, admin: Admin, intake: Intake[Any]
) -> None:
    scenario = _quick(load_scenario(SAMPLES / PORTAL))
    prepare(admin, scenario)
    cut = next(fault for fault in scenario.faults if fault.kind is FaultKind.TRUNCATE_FIELD)
    clerk.settle(next(sale for sale in intake.sales if sale.reference == cut.marker))

    prepare(admin, scenario)

    assert {id for id, times in admin.fired().items() if times} == {cut.id}


def test_every_fault_and_order_has_a_name_of_its_own() -> None:
    scenario = load_scenario(SAMPLES / PORTAL)

    assert len({fault.id for fault in scenario.faults}) == len(scenario.faults)
    assert len({order.key for order in scenario.orders} - {None}) == len(scenario.orders)


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text('{"orders": 3}')])
def test_a_scenario_that_cannot_be_read_says_how_to_make_it(
    fresh: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(fresh / PORTAL)

    with pytest.raises(WorkspaceError, match=r"carrier-portal\.json.*(\n.*)*trastienda\.demo\.samples"):
        load_scenario(fresh / PORTAL)


def test_the_generator_says_when_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    occupied = tmp_path / "a file"
    occupied.touch()

    assert main([str(occupied)]) == 1
    assert "a file" in capsys.readouterr().err
