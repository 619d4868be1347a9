"""What became of the intents."""

import pytest

from tests.support.desk import BackOffice
from trastienda.store.intents import entered_by_us


@pytest.mark.parametrize(
    ("outcome", "ours"),
    [("recognised", True), ("found", True), ("not_found", False), ("refused", False), (None, False)],
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
