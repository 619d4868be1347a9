"""What people's lists and the drill read of our own history."""

from tests.support.desk import BackOffice, a_sale
from trastienda.domain.case import Reason
from trastienda.store.overview import warnings_of, ways_of_orders


def test_the_newest_orders_that_were_sent_come_with_their_journals(office: BackOffice) -> None:
    for number in (1, 2, 3):
        item = office.take_in(a_sale(f"V-{number}"), reference=f"P-{number}")
        office.press_save(item, "recognised")
    office.take_in(a_sale("V-4"), reference="P-4")  # Was there already: nothing was sent.
    office.press_save(office.take_in(a_sale("V-5")))  # Has no order yet.

    with office.store.read() as conn:
        ways = ways_of_orders(conn, "carrier", limit=2)
        assert ways_of_orders(conn, "energy", limit=2) == []

    assert [reference for reference, _ in ways] == ["P-3", "P-2"]
    assert [entry.kind for entry in ways[0][1]] == ["taken_in", "intent"]


def test_the_portals_warnings_are_those_of_its_cases(office: BackOffice) -> None:
    warned = office.take_in(a_sale("V-1"))
    refused = office.take_in(a_sale("V-2"))
    office.case(warned, reason=Reason.DUPLICATE_WARNING, detail={"message": "Ya existe un pedido"})
    office.case(refused, reason=Reason.PORTAL_REFUSED, detail={"message": "El IBAN no es válido"})

    with office.store.read() as conn:
        assert warnings_of(conn, "carrier") == ["Ya existe un pedido"]
        assert warnings_of(conn, "energy") == []
