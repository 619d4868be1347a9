"""Routing: what happens next, and never an entry that could be a second one."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.sales import LISTED, NOW, OPENED, Line, a_sale, listed, opened, the_facts
from trastienda.domain.case import Language, Reason, sentence
from trastienda.domain.facts import PortalFacts
from trastienda.domain.record import Record, Reference
from trastienda.rules.crosscheck import Code, Verdict, order_fields
from trastienda.rules.routing import (
    AskPerson,
    Enter,
    Found,
    Kinship,
    ReadBack,
    Settle,
    Wait,
    after_find,
    after_not_found,
    after_probe,
    after_read,
    after_second_look,
    carries_marker,
    judge,
    shows_later_order,
)
from trastienda.rules.waiting import LONGEST_PAUSE

SALE, FACTS = a_sale(), the_facts()
OTHER, ANOTHER = Kinship.OTHER, Kinship.ANOTHER_SALE_OF_OURS
LOOKALIKE, SAME = Kinship.LOOKALIKE, Kinship.SAME
RANK = {OTHER: 0, ANOTHER: 1, LOOKALIKE: 1, SAME: 2}

SHOWN = {
    "reference": ["V-2026-0001", "v-2026-0001", "V-2026-0002", "V-9", "PEPE", "", None],
    "holder_id": ["12.345.678-Z", "54362315K", "*****678Z", "12345679S", "", None],
    "holder_name": ["MARIA MUÑOZ LOPEZ", "JUAN GIL", "MARIA MU", "", None],
    "line": ["612 34 56 78", "612 34 56 79", "699 00 00 00", "61234", "", None],
    "monthly_fee": ["1.029,90 €", "9,90 €", "gratis", "", None],
}
"""Texts that a list may show, the right one first."""

ROWS = st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in SHOWN.items()})
MARKERS = {"V-9": "V-9", "V-2026-0002": "V-2026-0002"}


def judged(record: Record, *, facts: PortalFacts = FACTS, ours: dict[str, str] | None = None) -> Kinship:
    return judge(SALE, record, facts, ours=ours or {}, references=MARKERS).kinship


def found(reference: str, kinship: Kinship) -> Found:
    return Found(Reference(reference), kinship, ())


FOUND = st.builds(found, st.sampled_from(["P-1", "P-2", "P-3"]), st.sampled_from(Kinship))
SEVERAL = st.lists(FOUND, max_size=4)
DISMISSED = st.lists(st.sampled_from(["P-1", "P-2", "P-3"]), max_size=2, unique=True)


# --- how an order stands to the sale ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "kinship"),
    [
        ({}, SAME),
        ({"reference": ""}, SAME),
        ({"reference": None}, SAME),
        ({"holder_name": None, "monthly_fee": None}, SAME),
        ({"monthly_fee": "9,90 €"}, LOOKALIKE),
        ({"monthly_fee": ""}, LOOKALIKE),
        ({"holder_name": "JUAN GIL"}, LOOKALIKE),
        ({"reference": "PEPE"}, LOOKALIKE),
        ({"line": "612 34 56 79"}, LOOKALIKE),
        ({"line": "612 34 56 79", "reference": ""}, LOOKALIKE),
        ({"line": ""}, LOOKALIKE),
        ({"holder_id": "*****678Z"}, LOOKALIKE),
        ({"line": "699 00 00 00", "reference": ""}, OTHER),
        ({"holder_id": "54362315K", "reference": ""}, OTHER),
        ({"line": "699 00 00 00"}, LOOKALIKE),
        ({"line": "699 00 00 00", "reference": "V-9"}, OTHER),
        ({"reference": "V-9"}, ANOTHER),
        ({"holder_id": None, "line": None}, LOOKALIKE),
    ],
)
def test_an_order_is_judged_by_identity_first_and_then_by_everything_it_shows(
    shown: dict[str, str | None], kinship: Kinship
) -> None:
    assert judged(listed(**shown)) is kinship


def test_an_order_that_belongs_to_another_item_is_never_this_sale() -> None:
    assert judged(listed(), ours={"P-1": "V-9"}) is ANOTHER
    assert judged(listed(line="699 00 00 00", reference=""), ours={"P-1": "V-9"}) is OTHER
    assert judged(listed("P-2"), ours={"P-1": "V-9"}) is SAME


def test_the_order_of_an_earlier_row_of_the_same_sale_stops_its_corrected_resend() -> None:
    corrected = listed(line="699 00 00 00")

    assert judged(corrected, ours={"P-1": "V-2026-0001"}) is ANOTHER


def test_a_marker_that_the_portal_writes_in_capitals_is_ours_where_that_is_declared() -> None:
    crosscheck = {"identity": ["holder_id", "line"], "equivalences": {"reference": ["case"]}}
    sale = a_sale(reference="v-2026-0001")
    record = listed(line="699 00 00 00")

    strict = judge(sale, record, the_facts(), ours={}, references={})
    declared = judge(sale, record, the_facts(crosscheck=crosscheck), ours={}, references={})

    assert (strict.kinship, declared.kinship) == (OTHER, LOOKALIKE)


def test_our_reference_is_recognised_on_an_order_however_the_portal_may_write_it() -> None:
    sale = a_sale(reference="v-2026-0001")
    equal = the_facts(crosscheck={"identity": ["holder_id"], "equivalences": {"reference": ["case"]}})
    shown = {
        text: Record(Reference("P-1"), {"reference": text}) for text in ("V-2026-0001", "V-2026-0002", "")
    }

    assert [carries_marker(sale, record, equal) for record in shown.values()] == [True, False, False]
    assert not carries_marker(sale, shown["V-2026-0001"], FACTS)
    assert not carries_marker(sale, shown["V-2026-0001"], the_facts(marker=None))


def test_a_portal_without_a_marker_field_is_judged_by_the_fields_alone() -> None:
    facts = the_facts(marker=None)

    assert judged(listed(reference=None), facts=facts) is SAME
    assert judged(listed(reference="V-9"), facts=facts) is LOOKALIKE
    assert judged(listed(reference=None, line="699 00 00 00"), facts=facts) is OTHER


def test_a_row_without_a_reference_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="without the order's reference"):
        judged(listed(None))


@given(ROWS, st.sampled_from(list(SHOWN)), st.booleans())
def test_more_agreement_never_lowers_the_verdict(
    shown: dict[str, str | None], field: str, owned: bool
) -> None:
    ours = {"P-1": "V-9"} if owned else {}
    better = shown | {field: LISTED[field]}

    before, after = judged(listed(**shown), ours=ours), judged(listed(**better), ours=ours)

    assert RANK[after] >= RANK[before]


@given(ROWS, st.booleans())
def test_an_order_with_our_marker_or_with_our_identity_is_never_passed_over(
    shown: dict[str, str | None], owned: bool
) -> None:
    kinship = judged(listed(**shown), ours={"P-1": "V-9"} if owned else {})

    identity = shown["holder_id"] == LISTED["holder_id"] and shown["line"] == LISTED["line"]
    if shown["reference"] == SALE.reference or identity:
        assert kinship is not OTHER


@given(ROWS)
def test_only_an_order_that_contradicts_nothing_is_the_same(shown: dict[str, str | None]) -> None:
    kinship = judged(listed(**shown))

    wrong = [name for name, text in shown.items() if text is not None and text != LISTED[name]]
    if kinship is SAME:
        assert set(wrong) <= {"reference"}
        assert shown["reference"] in (SALE.reference, "", None)


# --- after the look --------------------------------------------------------------------------------------------


def test_nothing_found_is_entered() -> None:
    assert after_find([]) == after_find([found("P-1", OTHER)]) == Enter()


def test_one_certain_match_is_read_back() -> None:
    assert after_find([found("P-2", OTHER), found("P-1", SAME)]) == ReadBack(Reference("P-1"))


@pytest.mark.parametrize(
    ("kinship", "reason"), [(LOOKALIKE, Reason.LOOKALIKE), (ANOTHER, Reason.ANOTHER_SALE_OF_OURS)]
)
def test_one_order_that_is_not_certain_goes_to_a_person(kinship: Kinship, reason: Reason) -> None:
    order = found("P-1", kinship)

    decision = after_find([order, found("P-2", OTHER)])

    assert decision == AskPerson(reason, {"orders": "P-1", "fields": ""}, (order,))


def test_several_orders_go_to_a_person_even_when_one_is_certain() -> None:
    orders = [found("P-1", SAME), found("P-2", LOOKALIKE), found("P-3", OTHER)]

    decision = after_find(orders)

    assert decision == AskPerson(
        Reason.SEVERAL_ORDERS, {"orders": "P-1, P-2", "fields": ""}, (orders[0], orders[1])
    )


def test_one_order_found_by_two_searches_is_one_order() -> None:
    assert after_find([found("P-1", SAME), found("P-1", SAME)]) == ReadBack(Reference("P-1"))


def test_one_order_that_two_searches_show_differently_goes_to_a_person() -> None:
    decision = after_find([found("P-1", SAME), found("P-1", LOOKALIKE)])

    assert isinstance(decision, AskPerson)
    assert decision.detail["orders"] == "P-1"


def test_a_case_names_the_fields_that_do_not_agree_once_each() -> None:
    orders = [
        judge(SALE, listed(number, monthly_fee="9,90 €", reference=""), FACTS, ours={}, references={})
        for number in ("P-1", "P-2")
    ]

    decision = after_find(orders)

    assert isinstance(decision, AskPerson)
    assert decision.detail == {"orders": "P-1, P-2", "fields": "Cuota mensual"}


@given(SEVERAL, DISMISSED)
def test_nothing_is_entered_while_an_order_that_may_be_this_sale_is_in_sight(
    orders: list[Found], dismissed: list[str]
) -> None:
    decision = after_find(orders, dismissed=dismissed)

    open_ones = [one for one in orders if one.kinship is not OTHER and one.reference not in dismissed]
    assert isinstance(decision, Enter) is not bool(open_ones)
    if isinstance(decision, ReadBack):
        assert decision.reference not in dismissed
        assert {(one.reference, one.kinship) for one in open_ones} == {(decision.reference, SAME)}


@given(st.lists(ROWS, min_size=1, max_size=3))
def test_judged_rows_lead_to_an_entry_only_when_each_is_somebody_elses(
    rows: list[dict[str, str | None]],
) -> None:
    orders = [
        judge(SALE, listed(f"P-{number}", **row), FACTS, ours={}, references=MARKERS)
        for number, row in enumerate(rows)
    ]

    assert isinstance(after_find(orders), Enter) is all(one.kinship is OTHER for one in orders)


# --- after a look for an unknown outcome -----------------------------------------------------------------------


def probed(orders: list[Found], **changes: Any) -> Enter | ReadBack | Wait | AskPerson:
    usual: dict[str, Any] = {
        "facts": FACTS,
        "now": NOW,
        "uncertain_since": NOW - FACTS.window,
        "said_success": False,
        "doubt": "the portal answered 500",
        "sent": 0,
    }
    return after_probe(orders, **usual | changes)


def test_an_order_found_at_last_is_read_back_at_any_time() -> None:
    for elapsed in (0, 5, 12, 9999):
        decision = probed([found("P-1", SAME)], uncertain_since=NOW - timedelta(seconds=elapsed))
        assert decision == ReadBack(Reference("P-1"))


def test_an_order_that_only_looks_like_it_goes_to_a_person_before_the_window_ends() -> None:
    decision = probed([found("P-1", LOOKALIKE)], uncertain_since=NOW)

    assert isinstance(decision, AskPerson)
    assert decision.reason is Reason.LOOKALIKE


def test_after_the_window_an_unknown_outcome_is_entered_once_more() -> None:
    assert probed([]) == probed([found("P-2", OTHER)]) == Enter()


def test_an_order_that_a_person_dismissed_does_not_stop_the_new_attempt() -> None:
    assert probed([found("P-1", LOOKALIKE)], dismissed=["P-1"]) == Enter()


def test_before_the_windows_end_the_answer_is_patience() -> None:
    almost = NOW - FACTS.window + timedelta(microseconds=1)

    assert probed([], uncertain_since=almost) == Wait(timedelta(microseconds=1))


def test_what_a_page_said_was_saved_is_never_sent_again() -> None:
    assert probed([], said_success=True) == AskPerson(Reason.NEVER_APPEARED, {"order": "—"})


def test_one_new_attempt_is_all() -> None:
    assert probed([], sent=1) == AskPerson(Reason.NO_TRACE, {"sent": "2", "said": "the portal answered 500"})


def test_where_an_empty_search_proves_nothing_nothing_is_sent_again() -> None:
    facts = the_facts(window_s=9)

    decision = probed([], facts=facts)

    assert isinstance(decision, AskPerson)
    assert (decision.reason, decision.detail["sent"]) == (Reason.NO_TRACE, "1")


def test_where_the_visibility_bound_is_not_declared_nothing_is_sent_again() -> None:
    decision = probed([], facts=the_facts(visibility_bound_s=None))

    assert isinstance(decision, AskPerson)
    assert decision.reason is Reason.NO_TRACE


def test_a_later_order_in_sight_ends_the_wait_at_once_and_takes_the_place_of_the_bound() -> None:
    facts = the_facts(visibility_bound_s=None, window_s=86_400)

    assert probed([], facts=facts, uncertain_since=NOW, later_order_shown=True) == Enter()


def test_a_later_order_in_sight_allows_no_second_new_attempt_and_none_after_a_success_page() -> None:
    for changes in ({"sent": 1}, {"said_success": True}):
        decision = probed([], uncertain_since=NOW, later_order_shown=True, **changes)
        assert isinstance(decision, AskPerson)


@pytest.mark.parametrize(
    ("monotone", "after_s", "shown"),
    [(True, 5, True), (True, 4.999, False), (True, None, False), (False, 3600, False)],
)
def test_an_order_is_later_when_it_was_written_down_after_the_servers_time_out_for_ours(
    monotone: bool, after_s: float | None, shown: bool
) -> None:
    watermark = None if after_s is None else NOW + timedelta(seconds=after_s)

    facts = the_facts(monotone=monotone)

    assert shows_later_order(facts, watermark=watermark, uncertain_since=NOW) is shown


@given(
    SEVERAL,
    DISMISSED,
    st.timedeltas(timedelta(seconds=-60), timedelta(days=2)),
    st.booleans(),
    st.integers(0, 3),
    st.sampled_from([0, 9, 10, 12, 86_400]),
)
def test_a_probe_leads_to_a_new_attempt_only_when_everything_speaks_for_it(
    orders: list[Found],
    dismissed: list[str],
    elapsed: timedelta,
    said_success: bool,
    sent: int,
    window: int,
) -> None:
    facts = the_facts(window_s=window)

    decision = probed(
        orders,
        facts=facts,
        uncertain_since=NOW - elapsed,
        said_success=said_success,
        sent=sent,
        dismissed=dismissed,
    )

    in_sight = any(one.kinship is not OTHER and one.reference not in dismissed for one in orders)
    may_enter = (
        not in_sight and not said_success and sent == 0 and elapsed >= facts.window and facts.may_send_again
    )
    assert isinstance(decision, Enter) is may_enter
    if isinstance(decision, Wait):
        assert timedelta(0) < decision.pause <= LONGEST_PAUSE
        assert elapsed < facts.window


@given(st.sampled_from([1, 12, 3600, 86_400]))
def test_the_looks_grow_apart_and_the_last_one_is_at_the_windows_end(window: int) -> None:
    facts = the_facts(window_s=window)
    looks, elapsed = [timedelta(0)], timedelta(0)

    while isinstance(decision := after_not_found(facts, wanted="P-1", now=NOW + elapsed, since=NOW), Wait):
        elapsed += decision.pause
        looks.append(elapsed)

    pauses = [later - earlier for earlier, later in pairwise(looks)]
    assert looks[-1] == facts.window
    assert pauses[:-1] == sorted(pauses[:-1])
    assert len(looks) < 60


# --- a confirmed order without a page --------------------------------------------------------------------------


def test_a_confirmed_order_without_a_page_is_waited_for_and_then_shown_to_a_person() -> None:
    assert after_not_found(FACTS, wanted="P-1", now=NOW, since=NOW) == Wait(timedelta(seconds=1))
    assert after_not_found(FACTS, wanted="P-1", now=NOW + FACTS.window, since=NOW) == AskPerson(
        Reason.NEVER_APPEARED, {"order": "P-1"}
    )


# --- after the order was read back -----------------------------------------------------------------------------


def read(
    record: Record, *, facts: PortalFacts = FACTS, **accepted: str
) -> tuple[Settle | AskPerson, set[str]]:
    decision, results = after_read(SALE, record, facts, wanted="P-1", accepted=accepted)
    # A blank marker says nothing; every other field that an order must show is compared.
    assert set(order_fields(Line, facts)) - {result.field for result in results} <= {"reference"}
    return decision, {result.field for result in results if result.verdict is not Verdict.MATCH}


def test_an_order_that_says_what_was_sold_is_settled() -> None:
    assert read(opened()) == (Settle(), set())


@pytest.mark.parametrize("field", [name for name in OPENED if name != "reference"])
def test_an_order_that_hides_any_declared_field_is_not_settled(field: str) -> None:
    decision, wrong = read(opened(**{field: None}))

    assert isinstance(decision, AskPerson)
    assert (decision.reason, wrong) == (Reason.UNCLEAR, {field})


@pytest.mark.parametrize("blank", ["", None])
def test_an_order_typed_by_a_person_without_our_reference_is_settled_when_it_says_what_was_sold(
    blank: str | None,
) -> None:
    assert read(opened(reference=blank)) == (Settle(), set())


def test_an_order_under_somebody_else_s_reference_is_not_settled() -> None:
    decision, wrong = read(opened(reference="X-999"))

    assert isinstance(decision, AskPerson)
    assert (decision.reason, wrong) == (Reason.DIFFERS, {"reference"})


def test_a_field_that_is_declared_unverified_may_be_hidden() -> None:
    facts = the_facts(crosscheck={**FACTS.crosscheck.model_dump(), "unverified": ["iban"]})

    assert read(opened(iban=None), facts=facts) == (Settle(), set())


def test_one_field_that_differs_outweighs_those_that_are_unclear() -> None:
    decision, wrong = read(opened(monthly_fee="9,90 €", address="Calle de Alcalá"))

    assert isinstance(decision, AskPerson)
    assert decision.reason is Reason.DIFFERS
    assert decision.detail == {"orders": "P-1", "fields": "address, Cuota mensual"}
    assert [one.reference for one in decision.found] == ["P-1"]
    assert wrong == {"address", "monthly_fee"}


def test_a_cut_address_is_unclear() -> None:
    decision, _ = read(opened(address="Calle de Alcalá 45, 3.º B"))

    assert isinstance(decision, AskPerson)
    assert decision.reason is Reason.UNCLEAR
    (order,) = decision.found
    assert [result.code for result in order.results if result.verdict is not Verdict.MATCH] == [Code.CUT]


def test_an_accepted_difference_settles_but_only_as_it_was_accepted() -> None:
    assert read(opened(monthly_fee="9,90 €"), monthly_fee="9,90 €") == (Settle(), set())
    assert isinstance(read(opened(monthly_fee="8,90 €"), monthly_fee="9,90 €")[0], AskPerson)


@pytest.mark.parametrize(("shown", "said"), [("P-2", "P-2"), (None, "—")])
def test_another_order_on_the_page_is_never_settled_even_when_it_says_the_same(
    shown: str | None, said: str
) -> None:
    decision, wrong = read(opened(shown))

    assert decision == AskPerson(Reason.WRONG_RECORD, {"wanted": "P-1", "shown": said})
    assert wrong == set()


@given(st.dictionaries(st.sampled_from(list(OPENED)), st.sampled_from(["", "otra cosa", "9,90 €", None])))
def test_nothing_is_settled_unless_every_declared_field_agrees(changed: dict[str, str | None]) -> None:
    decision, wrong = read(opened(**changed))

    assert isinstance(decision, Settle) is not bool(wrong)
    assert wrong >= {
        name for name, text in changed.items() if text is None or (text and name not in ("plan", "note"))
    } - {"visit", "note"} - ({"reference"} if changed.get("reference", "x") is None else set())


@pytest.mark.parametrize("language", Language)
def test_every_case_of_the_routing_has_all_the_names_of_its_sentence(language: Language) -> None:
    asked = [
        after_find([found("P-1", LOOKALIKE)]),
        after_find([found("P-1", ANOTHER)]),
        after_find([found("P-1", SAME), found("P-2", SAME)]),
        probed([], said_success=True),
        probed([], sent=1),
        read(opened(plan="Fibra"))[0],
        read(opened(plan=None))[0],
        read(opened("P-2"))[0],
    ]

    for ask in asked:
        assert isinstance(ask, AskPerson)
        assert "?" not in sentence(ask.reason, ask.detail, language)
    assert len({ask.reason for ask in asked if isinstance(ask, AskPerson)}) == len(asked)


def test_the_only_order_of_a_sale_is_settled_even_where_the_search_does_not_show_it_yet() -> None:
    assert after_second_look([], settled="P-1") == Settle()
    assert after_second_look([found("P-1", SAME), found("P-9", OTHER)], settled="P-1") == Settle()


@pytest.mark.parametrize("kinship", [SAME, LOOKALIKE, ANOTHER])
def test_a_second_order_of_a_sale_is_never_settled_in_silence(kinship: Kinship) -> None:
    decision = after_second_look([found("P-1", SAME), found("P-2", kinship)], settled="P-1")

    assert isinstance(decision, AskPerson)
    assert decision.reason is Reason.SEVERAL_ORDERS
    assert decision.detail["orders"] == "P-1, P-2"


def test_a_second_order_that_a_person_dismissed_does_not_count() -> None:
    orders = [found("P-1", SAME), found("P-2", LOOKALIKE)]

    assert after_second_look(orders, settled="P-1", dismissed=["P-2"]) == Settle()
