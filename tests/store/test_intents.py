"""What became of the intents."""

import pytest

from tests.support.desk import BackOffice, a_sale
from trastienda.store.intents import confirm, entered_by_us


@pytest.mark.parametrize(
    ("outcome", "ours"),
    [
        ("seen", True),
        ("found", True),
        ("recognised", False),
        ("not_found", False),
        ("refused", False),
        (None, False),
    ],
)
def test_an_order_is_ours_when_we_pressed_the_button_and_it_was_seen(
    office: BackOffice, outcome: str | None, ours: bool
) -> None:
    item = office.take_in()
    office.press_save(item, outcome)

    with office.store.read() as conn:
        assert entered_by_us(conn, [item.id]) == ({item.id} if ours else set())


def test_an_order_that_was_found_without_pressing_anything_is_not_ours(office: BackOffice) -> None:
    item = office.take_in(reference="P-1")

    with office.store.read() as conn:
        assert entered_by_us(conn, [item.id]) == entered_by_us(conn, []) == set()


@pytest.mark.parametrize(("outcome", "ours"), [("recognised", True), ("not_found", False), (None, False)])
def test_reading_an_order_back_confirms_only_what_a_success_page_said(
    office: BackOffice, outcome: str | None, ours: bool
) -> None:
    item, other = office.take_in(), office.take_in(a_sale("V-2"))
    office.press_save(item, outcome)
    office.press_save(other, "recognised")

    with office.store.begin() as conn:
        confirm(conn, item.id)

        assert entered_by_us(conn, [item.id, other.id]) == ({item.id} if ours else set())
