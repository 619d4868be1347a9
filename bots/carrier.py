"""Enter mobile and fibre lines into the carrier's dealer portal."""

from typing import Literal

from trastienda import (
    Address,
    Bot,
    Day,
    Email,
    Iban,
    Money,
    PersonId,
    PersonName,
    Phone,
    Portal,
    Record,
    Reference,
    Sale,
    Text,
)


class MobileLine(Sale):
    """One line, as the front line sold it."""

    holder_id: PersonId
    holder_name: PersonName
    birth_date: Day
    email: Email
    contact_phone: Phone
    technology: Literal["Fibra", "Móvil", "Fibra + Móvil"]
    plan: Text
    line: Phone
    address: Address
    monthly_fee: Money
    activation: Day
    iban: Iban
    terms_accepted: bool
    marketing_accepted: bool


class Carrier(Bot[MobileLine]):
    """The carrier's dealer portal."""

    def sign_in(self, portal: Portal) -> None:
        portal.open("login")
        portal.sign_in()

    def find(self, portal: Portal, sale: MobileLine) -> list[Record]:
        portal.open("orders", query=sale.holder_id)
        return portal.rows("order_list")

    def enter(self, portal: Portal, sale: MobileLine) -> Reference:
        portal.open("new_order")
        portal.fill("holder", sale)
        portal.click("next")
        portal.fill("line", sale)
        portal.click("next")
        portal.fill("documents", sale)
        return portal.commit("save")

    def read(self, portal: Portal, reference: Reference) -> Record:
        portal.open("order", number=reference)
        return portal.record("order_detail")
