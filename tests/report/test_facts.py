"""The facts of a run agree with what its items did."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.desk import NOW, RUN, BackOffice, a_sale, differing
from trastienda.domain.case import Reason
from trastienda.domain.decision import Kind
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.item import State
from trastienda.report.facts import RunFacts, run_facts
from trastienda.report.schema import schema_text
from trastienda.store import runs

SCHEMA = Path(__file__).parents[2] / "docs" / "run.schema.json"

NO_CONSENT = Finding(
    code="consent_missing",
    severity=Severity.REJECT,
    es="Falta el consentimiento obligatorio: terms_accepted.",
    en="A required consent is missing: terms_accepted.",
)


def facts(office: BackOffice) -> RunFacts:
    with office.store.read() as conn:
        return run_facts(conn, RUN)


def settle(office: BackOffice, reference: str, *, by_us: bool = True) -> int:
    item = office.take_in(a_sale(reference))
    if by_us:
        office.press_save(item, "seen")
    with office.store.begin() as conn:
        office.set(conn, item.id, state=State.SETTLED, reference=f"P-{reference}")
    return item.id


def test_what_we_entered_is_told_from_what_was_there(office: BackOffice) -> None:
    settle(office, "V-1")
    settle(office, "V-2", by_us=False)

    entered, there = facts(office).items

    assert (entered.reference, entered.entered_by_us, entered.attempts) == ("P-V-1", True, 1)
    assert (there.reference, there.entered_by_us, there.attempts) == ("P-V-2", False, 0)


def test_an_intent_without_an_order_is_no_entry(office: BackOffice) -> None:
    item = office.take_in()
    office.press_save(item, "not_found")

    assert facts(office).items[0].entered_by_us is False


def test_the_straight_through_rate_leaves_out_what_a_person_touched(office: BackOffice) -> None:
    for number in range(3):
        settle(office, f"V-{number}")
    case = office.case(office.take_in(a_sale("V-9")), orders=["P-9"])
    office.decide(case, Kind.THIS_ORDER, reference="P-9")
    with office.store.begin() as conn:
        office.set(conn, case.item, state=State.SETTLED)

    found = facts(office)

    assert (found.settled, found.straight_through_rate) == (4, 0.75)


def test_items_found_open_from_before_do_not_count_for_the_rate(office: BackOffice) -> None:
    settle(office, "V-1")
    with office.store.begin() as conn:
        runs.add(conn, runs.Run("later", "carrier", "hand", None, "enter", NOW, None, None, {}, {}))
        runs.enlist(conn, "later", [1], how="open")

    with office.store.read() as conn:
        later = run_facts(conn, "later")

    assert (later.settled, later.intake.taken_in, later.straight_through_rate) == (1, 0, None)
    assert later.intake.files == []


def test_open_cases_are_counted_by_reason_and_decided_ones_are_not(office: BackOffice) -> None:
    some = [office.case(office.take_in(a_sale(f"V-{n}")), reason=Reason.LOOKALIKE) for n in range(3)]
    office.case(office.take_in(a_sale("V-8")), reason=Reason.DIFFERS)
    office.decide(some[0], Kind.LOOK_AGAIN)

    found = facts(office)

    assert found.exceptions == {"lookalike": 2, "differs": 1}
    assert found.states == {State.READY: 1, State.IN_CASE: 3}
    assert [one.reason for one in found.items] == ["lookalike"] * 3 + ["differs"]


def test_rejections_are_counted_by_finding_and_a_persons_apart(office: BackOffice) -> None:
    refused = office.take_in(state=State.REJECTED)
    note = NO_CONSENT.model_copy(update={"code": "remark", "severity": Severity.NOTE})
    case = office.case(office.take_in(a_sale("V-2")))
    with office.store.begin() as conn:
        office.set(conn, refused.id, findings=[one.model_dump(mode="json") for one in (note, NO_CONSENT)])
    office.decide(case, Kind.REJECT)

    found = facts(office)

    assert found.rejected == {"by_a_person": 1, "consent_missing": 1}
    assert [one.reason for one in found.items] == ["consent_missing", "by_a_person"]


def test_a_run_says_when_it_was_and_what_it_read(office: BackOffice) -> None:
    office.take_in()
    unreadable = office.take_in(a_sale("V-2"), state=State.REJECTED)
    with office.store.begin() as conn:
        office.set(conn, unreadable.id, sale=None)
        runs.update(conn, RUN, ended_at=NOW + timedelta(seconds=90), outcome="done")

    found = facts(office)

    assert (found.started_at, found.duration_s, found.outcome) == (NOW, 90.0, "done")
    assert found.versions["browser"] == "Chromium 156"
    assert found.intake.model_dump() == {
        "files": ["ventas.xlsx"],
        "rows": 7,
        "taken_in": 2,
        "known": 1,
        "unreadable": 1,
        "notes": ["Hoja «Ventas»."],
    }
    assert found.items[0].source.model_dump() == {"file": "ventas.xlsx", "sheet": "Ventas", "row": 2}


def test_a_run_at_work_has_no_end_and_its_items_say_when_they_go_on(office: BackOffice) -> None:
    office.take_in(state=State.UNCERTAIN, next_at=NOW + timedelta(hours=1))

    found = facts(office)

    assert (found.ended_at, found.duration_s, found.straight_through_rate) == (None, None, 0.0)
    assert found.items[0].next_at == NOW + timedelta(hours=1)


def test_the_facts_hold_no_value_of_a_customer(office: BackOffice) -> None:
    office.case(rows=differing(holder_name="MARIA", holder_id="12345678A"), orders=["P-1"])

    text = facts(office).model_dump_json()

    for value in ("Muñoz", "MARIA", "12345678", "612345678", "ES91"):
        assert value not in text


def test_an_unknown_run_is_said_to_be_unknown(office: BackOffice) -> None:
    with office.store.read() as conn, pytest.raises(LookupError, match="nirgends"):
        run_facts(conn, "nirgends")


def test_many_items_are_read_in_parts(office: BackOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trastienda.report.facts.AT_ONCE", 2)
    for number in range(5):
        settle(office, f"V-{number}")

    assert [one.sale_reference for one in facts(office).items] == [f"V-{number}" for number in range(5)]


def test_the_committed_schema_describes_the_facts_as_they_are() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), (
        "run: .venv/bin/python -m trastienda.report > docs/run.schema.json"
    )


def test_every_field_of_the_schema_is_described() -> None:
    schema = json.loads(schema_text())

    for name, model in [("run", schema), *schema["$defs"].items()]:
        for field, described in model.get("properties", {}).items():
            model_of_its_own = schema["$defs"].get(described.get("$ref", "").rpartition("/")[2], {})
            assert described.get("description") or model_of_its_own.get("description"), f"{name}.{field}"
