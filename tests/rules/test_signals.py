"""Signals: what a seller's sales have in common that they should not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.fibre import SOLD, declared, fibre
from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.past import PastSale
from trastienda.rules.signals import of_sale, of_team

HOLDERS = ("12345678Z", "87654321X", "00000000T", "11111111H", "54362315K")
IBAN = "ES9121000418450200051332"


def looking_for(**signals: Any) -> PortalFacts:
    return declared(
        hours={"mon-fri": "09:00-21:00"},
        signals={"customer": "holder_id", "shared": ["iban", "email"]} | signals,
    )


FACTS = looking_for()


def past(number: int, **values: Any) -> PastSale:
    """A sale of Ana's to the customer of this number."""
    about: dict[str, Any] = {"seller": "ana.ruiz", "sold_at": SOLD} | {
        name: values.pop(name) for name in ("seller", "sold_at", "exception", "ended_at") if name in values
    }
    given = {"holder_id": HOLDERS[number % len(HOLDERS)]} | values
    return PastSale(
        reference=f"V-{number}",
        **about,
        values={name: text for name, text in given.items() if text},
    )


def new(**values: Any) -> Any:
    return fibre(**({"reference": "V-9", "holder_id": "99999999R", "iban": IBAN} | values))


def codes(found: list[Finding]) -> list[str]:
    return [one.code for one in found]


# --- values in common --------------------------------------------------------------------------------------------


def test_one_account_of_three_customers_of_a_seller_is_asked_about_with_the_sales_shown() -> None:
    earlier = [past(0, iban=IBAN), past(1, iban=IBAN), past(2)]

    (finding,) = of_sale(new(), earlier, FACTS)

    assert (finding.code, finding.severity, finding.rule) == ("shared_value", Severity.ASK, "signals/1")
    assert finding.linked == ("V-0", "V-1")
    assert finding.es == "3 clientes de ana.ruiz tienen el mismo valor en «iban»: V-0, V-1."
    assert IBAN not in finding.es + finding.en


@pytest.mark.parametrize(
    "earlier",
    [
        [past(0, iban=IBAN)],
        [past(0, iban=IBAN), past(5, iban=IBAN)],
        [past(0, iban=IBAN), past(1, iban=IBAN, seller="eva.sanz")],
        [past(0, iban=IBAN), past(1, iban=IBAN, sold_at=SOLD - timedelta(days=91))],
        [past(0, iban=IBAN), past(9, iban=IBAN)],
        [past(0, iban=IBAN), past(1, iban=IBAN, holder_id=None)],
    ],
    ids=["two customers", "one customer twice", "another seller", "long ago", "itself", "nobody"],
)
def test_fewer_customers_other_sellers_and_old_sales_say_nothing(earlier: list[PastSale]) -> None:
    assert of_sale(new(), earlier, FACTS) == []


def test_how_many_customers_are_too_many_is_declared() -> None:
    assert codes(of_sale(new(), [past(0, iban=IBAN)], looking_for(customers=2))) == ["shared_value"]


def test_the_case_of_an_address_does_not_matter() -> None:
    earlier = [past(0, email="Ana@ejemplo.es"), past(1, email="ANA@ejemplo.es")]

    assert codes(of_sale(new(email="ana@ejemplo.es", iban=None), earlier, FACTS)) == ["shared_value"]


def test_a_sale_without_a_customer_and_a_portal_without_signals_say_nothing() -> None:
    earlier = [past(0, iban=IBAN), past(1, iban=IBAN)]
    by_phone = looking_for(customer="phone")

    assert of_sale(new(), earlier, by_phone) == []
    assert of_sale(new(), earlier, declared()) == []
    assert of_team(earlier, declared()) == []


# --- addresses ---------------------------------------------------------------------------------------------------

STREET = "Calle Mayor 1"


def at(number: int, address: str | None, town: str | None = None) -> PastSale:
    return past(number, address=address, province=town)


@pytest.mark.parametrize(
    ("address", "others", "found"),
    [
        (f"{STREET}, 28013 Madrid", "CALLE MAYOR, 1 - 28013 MADRID", ["shared_value"]),
        (STREET, STREET, []),
        (f"{STREET}, 28013 Madrid", f"{STREET}, 45001 Toledo", []),
    ],
)
def test_an_address_in_one_text_is_compared_with_its_postcode_alone(
    address: str, others: str, found: list[str]
) -> None:
    facts = looking_for(shared=[], address="address")

    assert codes(of_sale(new(address=address), [at(0, others), at(1, others)], facts)) == found


@pytest.mark.parametrize(
    ("town", "others", "found"),
    [
        ("Madrid", "Madrid", ["shared_value"]),
        ("Madrid", "Toledo", []),
        (None, None, []),
        ("Madrid", None, []),
    ],
)
def test_an_address_without_its_town_joins_nobody(
    town: str | None, others: str | None, found: list[str]
) -> None:
    facts = looking_for(shared=[], address="address", town=["province"])
    earlier = [at(0, STREET, others), at(1, STREET, others)]

    assert codes(of_sale(new(address=STREET, province=town), earlier, facts)) == found


def test_a_town_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="'town' needs 'address'"):
        looking_for(town=["province"])


# --- ids one digit apart -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "near"),
    [
        ("12345678Z", "12345679S", True),
        ("12345678Z", "12345678Z", False),
        ("12345678Z", "12345687N", False),
        ("X1234567L", "12345678Z", False),
    ],
)
def test_ids_that_share_all_but_one_digit_are_asked_about(mine: str, theirs: str, near: bool) -> None:
    earlier = [past(1, holder_id=theirs)]

    found = of_sale(new(holder_id=mine, iban=None), earlier, FACTS)

    assert codes(found) == (["near_ids"] if near else [])
    assert all(one.linked == ("V-1",) and theirs not in one.es for one in found)
    both = [past(2, holder_id=mine), *earlier]
    assert [one.finding.code for one in of_team(both, FACTS)] == (["near_ids"] if near else [])


def test_short_numbers_are_alike_by_chance() -> None:
    facts = looking_for(customer="phone", shared=[])
    short = [past(1, phone="12345"), past(2, phone="12346")]

    assert of_team(short, facts) == []
    assert of_sale(new(phone="+34612345678"), short, facts) == []


# --- the team ----------------------------------------------------------------------------------------------------


def test_the_list_for_a_supervisor_is_by_seller() -> None:
    sales = [past(n, iban=IBAN, seller=seller) for seller in ("eva.sanz", "ana.ruiz") for n in range(3)]
    sales += [past(4, holder_id=None, iban=IBAN)]

    found = of_team(sales, FACTS)

    assert [(one.seller, one.finding.code, one.finding.linked) for one in found] == [
        ("ana.ruiz", "shared_value", ("V-0", "V-1", "V-2")),
        ("eva.sanz", "shared_value", ("V-0", "V-1", "V-2")),
    ]


@pytest.mark.parametrize(("late", "found"), [(2, []), (3, ["sales_out_of_hours"])])
def test_sales_out_of_hours_are_counted(late: int, found: list[str]) -> None:
    night = datetime(2026, 4, 2, 1, 0, tzinfo=UTC)
    sales = [past(n, sold_at=night) for n in range(late)] + [past(4)]

    assert [one.finding.code for one in of_team(sales, FACTS)] == found


def test_no_sale_is_out_of_hours_where_no_hours_are_declared() -> None:
    always_open = declared(signals={"customer": "holder_id", "shared": ["iban", "email"]})
    night = datetime(2026, 4, 2, 1, 0, tzinfo=UTC)

    assert of_team([past(n, sold_at=night) for n in range(3)], always_open) == []


def test_early_cancellations_are_counted_and_late_ones_are_not() -> None:
    soon, late = SOLD + timedelta(days=30), SOLD + timedelta(days=30, seconds=1)
    early = [past(n, ended_at=soon) for n in range(3)]

    (signal,) = of_team([*early, past(3, ended_at=late), past(4)], FACTS)

    assert signal.finding.code == "early_cancellations"
    assert signal.finding.linked == ("V-0", "V-1", "V-2")
    assert signal.finding.en.startswith("3 of 5 sales of ana.ruiz were cancelled within 30 days")
    assert of_team([*early[:2], past(3, ended_at=late)], FACTS) == []


def rated(ana: tuple[int, int], team: tuple[int, int]) -> list[str]:
    """What is said of Ana's exceptions of her sales, beside those of the team."""
    sales = [
        past(0, seller=seller, exception=number < stopped)
        for seller, (stopped, total) in (("ana.ruiz", ana), ("eva.sanz", team))
        for number in range(total)
    ]
    return [one.finding.code for one in of_team(sales, FACTS) if one.seller == "ana.ruiz"]


@pytest.mark.parametrize(
    ("ana", "team", "found"),
    [
        ((30, 100), (50, 1000), ["many_exceptions"]),
        ((3, 3), (50, 1000), []),
        ((30, 100), (4, 20), []),
        ((10, 20), (50, 1000), []),
        ((10, 21), (50, 1000), ["many_exceptions"]),
        ((2, 10), (50, 1000), []),
        ((5, 100), (50, 1000), []),
        ((0, 100), (50, 1000), []),
        ((100, 100), (0, 0), []),
    ],
)
def test_a_rate_is_told_only_where_it_is_above_the_teams_for_certain(
    ana: tuple[int, int], team: tuple[int, int], found: list[str]
) -> None:
    assert rated(ana, team) == found


def test_a_rate_is_told_with_its_uncertainty() -> None:
    sales = [past(n, exception=n < 30) for n in range(100)]
    sales += [past(n, seller="eva.sanz", exception=n < 5) for n in range(100)]

    (signal,) = of_team(sales, looking_for(shared=[]))

    # Wilson's limits for 30 of 100 are 0.219 and 0.396 (Newcombe 1998, method 3).
    assert (
        "30 % of the sales of ana.ruiz are exceptions (30 of 100; between 22 % and 40 %" in signal.finding.en
    )
    assert "5 % of the rest of the team" in signal.finding.en


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(["ana.ruiz", "eva.sanz"]), st.booleans()), max_size=12
    )
)
def test_what_a_new_sale_raises_stands_in_the_supervisors_list_too(
    drawn: list[tuple[int, str, bool]],
) -> None:
    earlier = [
        PastSale(f"V-{place}", seller, SOLD, {"holder_id": HOLDERS[who]} | ({"iban": IBAN} if has else {}))
        for place, (who, seller, has) in enumerate(drawn)
    ]
    sale = new(reference="V-99")
    all_of_them = [*earlier, PastSale("V-99", sale.seller, SOLD, {"holder_id": "99999999R", "iban": IBAN})]

    raised = of_sale(sale, earlier, FACTS)

    listed = [one.finding for one in of_team(all_of_them, FACTS) if one.seller == sale.seller]
    for finding in raised:
        assert any(
            one.code == finding.code and set(one.linked) == {*finding.linked, "V-99"} for one in listed
        )
