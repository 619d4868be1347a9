"""What is observed of a portal is held against what is declared: nothing is said that was not seen."""

from datetime import UTC, datetime
from typing import Any

import pytest

from trastienda.domain.facts import Equivalence, Marker, PortalFacts
from trastienda.domain.fields import Day, Iban, Money, PersonName
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale
from trastienda.rules import drill
from trastienda.rules.drill import Observation, Opened, Standing

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FITS, DIFFERS, UNSEEN = Standing.FITS, Standing.DIFFERS, Standing.UNSEEN


class Line(Sale):
    """What is sold here."""

    holder_name: PersonName
    fee: Money
    start: Day
    iban: Iban
    visit: datetime | None = None


SALE = Line.model_validate(
    {
        "reference": "V-1",
        "seller": "ana",
        "validator": "luis",
        "sold_at": NOW,
        "validated_at": NOW,
        "channel": "telefono",
        "campaign": "otoño",
        "holder_name": "José Muñoz",
        "fee": "34.50 EUR",
        "start": "2026-12-01",
        "iban": "ES9121000418450200051332",
        "visit": NOW,
    }
)


def facts(**changes: Any) -> PortalFacts:
    declared: dict[str, Any] = {
        "url": "env:URL",
        "accounts": [{"name": "one", "user": "env:USER", "password": "env:PASSWORD"}],
        "search_keys": ["holder_name"],
        "visibility_bound_s": 60,
        "server_timeout_s": 30,
        "crosscheck": {"identity": ["holder_name"], **changes.pop("crosscheck", {})},
    }
    return PortalFacts.model_validate(declared | changes)


def opened(text: str = "", **fields: str) -> list[Opened]:
    return [Opened(SALE, Record(Reference("P-1"), fields), text)]


def rows(*orders: tuple[str, str]) -> list[Record]:
    return [Record(Reference(number), {"holder_name": name}) for number, name in orders]


@pytest.mark.parametrize(
    ("declared", "tried", "alive", "standing", "said"),
    [
        (1, 2, 1, FITS, "1: of 2"),
        (1, 2, 2, FITS, "2 or more; people may use the login"),
        (2, 2, 2, FITS, "2 or more"),
        (2, 2, 1, DIFFERS, "1: of 2"),
        (1, 2, 0, DIFFERS, "0: of 2"),
        (9, 4, 4, FITS, "4 or more"),
    ],
)
def test_fewer_sessions_than_declared_differ_and_more_do_not(
    declared: int, tried: int, alive: int, standing: Standing, said: str
) -> None:
    found = drill.of_sessions(declared, tried=tried, alive=alive)

    assert found.standing is standing
    assert found.observed.startswith(said)


@pytest.mark.parametrize(
    ("kept", "limit", "standing", "said"),
    [
        (20, 20, FITS, "20 of 21 typed characters remained (maxlength 20)"),
        (21, None, FITS, "takes 21 characters or more (no maxlength)"),
        (15, None, DIFFERS, "15 of 21 typed characters remained (no maxlength)"),
    ],
)
def test_a_marker_field_that_takes_less_than_declared_differs(
    kept: int, limit: int | None, standing: Standing, said: str
) -> None:
    found = drill.of_marker(Marker(length=20), kept=kept, limit=limit)

    assert found == Observation("marker", "reference, 20 characters", said, standing)


def test_a_marker_that_is_not_declared_is_none() -> None:
    assert drill.said_of(None) == "none"


def test_an_order_of_ours_that_the_search_does_not_show_differs() -> None:
    right = drill.of_search(["line"], {"P-1": True, "P-2": True})
    wrong = drill.of_search(["line"], {"P-1": True, "P-2": False})

    assert (right.standing, right.observed) == (FITS, "shows our P-1, P-2")
    assert (wrong.standing, wrong.observed) == (DIFFERS, "does not show P-2, settled by us")


def test_of_many_orders_the_first_are_named() -> None:
    assert drill.of_search(["line"], {f"P-{number}": True for number in range(9)}).observed == (
        "shows our P-0, P-1, P-2, P-3, P-4 and 4 more"
    )


@pytest.mark.parametrize(
    ("monotone", "numbers", "standing"),
    [
        (True, ["P-9", "P-10", "P-11"], FITS),
        (True, ["P-11", "P-10", "P-9"], FITS),
        (True, ["P-9", "P-11", "P-10"], DIFFERS),
        (False, ["P-9", "P-11", "P-10"], FITS),
        (True, ["P-9", "P-11"], UNSEEN),
    ],
)
def test_only_numbers_in_no_order_contradict_a_monotone_list(
    monotone: bool, numbers: list[str], standing: Standing
) -> None:
    assert drill.of_order(monotone, [numbers, ["P-1"]]).standing is standing


@pytest.mark.parametrize(
    ("lists", "standing"),
    [
        ([rows(("P-1", "José"), ("P-2", "Ana"))], FITS),
        ([rows(("P-1", "José"), ("P-2", "Ana"), ("P-3", "José"))], DIFFERS),
        # The same order on two pages is one.
        ([rows(("P-1", "José"), ("P-1", "José"))], UNSEEN),
        ([rows(("P-1", "José"))], UNSEEN),
        ([[Record(Reference("P-1"), {}), Record(Reference("P-2"), {})]], UNSEEN),
    ],
)
def test_two_orders_that_are_equal_in_what_tells_them_apart_differ(
    lists: list[list[Record]], standing: Standing
) -> None:
    assert drill.of_identity(["holder_name"], lists).standing is standing


SHOWN = {"holder_name": "José Muñoz", "fee": "34,50 €", "start": "01/12/2026"}
FIELDS = ["holder_name", "fee", "start"]


def test_orders_that_show_what_they_should_fit() -> None:
    hidden = facts(crosscheck={"unverified": ["iban"]})

    assert drill.of_unverified(facts(), FIELDS, opened(**SHOWN)).standing is FITS
    assert drill.of_unverified(hidden, FIELDS, opened(**SHOWN)).standing is FITS


def test_a_field_that_the_page_leaves_empty_differs_unless_nothing_was_sold() -> None:
    found = drill.of_unverified(facts(), [*FIELDS, "iban"], opened(**SHOWN | {"fee": ""}))

    assert (found.standing, found.observed) == (
        DIFFERS,
        "fee, iban: sold, and left empty by the order's page",
    )
    without = Opened(SALE.model_copy(update={"visit": None}), Record(Reference("P-1"), {}), "")
    assert drill.of_unverified(facts(), ["visit"], [without]).standing is FITS


@pytest.mark.parametrize(
    "order",
    [
        opened(**SHOWN, iban="ES91 2100"),
        opened("Cuenta: es91 2100 0418 4502 0005 1332", **SHOWN),
    ],
    ids=["as a term of the book", "somewhere on the page"],
)
def test_a_field_that_is_shown_although_it_never_should_be_differs(order: list[Opened]) -> None:
    found = drill.of_unverified(facts(crosscheck={"unverified": ["iban"]}), FIELDS, order)

    assert (found.standing, found.observed) == (DIFFERS, "iban: shown by the order's page after all")


def test_a_short_text_on_the_page_is_no_sign_of_a_field() -> None:
    hidden = facts(crosscheck={"unverified": ["campaign"]})

    assert drill.of_unverified(hidden, FIELDS, opened("otoño", **SHOWN)).standing is FITS


def test_a_difference_in_writing_that_is_not_declared_differs() -> None:
    order = opened(**SHOWN | {"holder_name": "JOSE MUÑOZ"})
    both = facts(crosscheck={"equivalences": {"holder_name": ["case", "accents", "spaces"]}})
    one = facts(crosscheck={"equivalences": {"holder_name": ["case"]}})

    assert drill.of_equivalences(both, order).standing is FITS
    found = drill.of_equivalences(one, order)
    assert found.standing is DIFFERS
    assert found.declared == "holder_name (case)"
    assert found.observed == "the portal also writes differently: holder_name (accents)"
    assert drill.of_equivalences(facts(), opened(**SHOWN)).observed == (
        "1 of our orders opened: nothing is written differently"
    )


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        ("José Muñoz", ()),
        ("JOSÉ MUÑOZ", (Equivalence.CASE,)),
        ("JOSE MUÑOZ", (Equivalence.CASE, Equivalence.ACCENTS)),
        ("Pedro Ruiz", None),
    ],
)
def test_the_fewest_differences_in_writing_are_found(
    shown: str, wanted: tuple[Equivalence, ...] | None
) -> None:
    assert drill.needed(SALE.holder_name, shown, facts()) == wanted


def reading(locale: str, kinds: dict[type, str], **fields: str) -> Observation:
    return drill.of_reading("locale", locale, kinds, opened(**fields), facts(locale=locale))


def test_amounts_and_dates_are_read_in_the_declared_locale_or_differ() -> None:
    kinds: dict[type, str] = {Money: "an amount", Day: "a date"}

    right = reading("es", kinds, **SHOWN)
    wrong = reading("en", kinds, **SHOWN)
    none = reading("es", kinds, holder_name="José Muñoz", fee="")

    assert (right.standing, right.observed) == (FITS, "fee, start: read as sold")
    assert wrong.standing is DIFFERS
    assert (none.standing, none.observed) == (UNSEEN, "no order of ours shows an amount or a date")


def test_a_time_is_read_in_the_declared_zone_or_differs() -> None:
    order = opened(visit="21/11/2026 13:00")
    kinds: dict[type, str] = {datetime: "a time of day"}

    madrid = drill.of_reading("timezone", "Europe/Madrid", kinds, order, facts())
    canary = drill.of_reading("timezone", "Atlantic/Canary", kinds, order, facts(timezone="Atlantic/Canary"))

    assert (madrid.standing, canary.standing) == (FITS, DIFFERS)
