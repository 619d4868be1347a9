"""What goes over the admin port, as types for both of its ends."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from trastienda.demo.portal.catalogue import province_of
from trastienda.demo.portal.faults import Fault


class FaultSet(BaseModel):
    """The body of `PUT /faults`."""

    model_config = ConfigDict(extra="forbid")

    faults: list[Fault]


class SeedOrder(BaseModel):
    """An order that the portal is to hold without anybody having entered it.

    Texts are given as people write them and stored as the portal stores what is typed. `monthly_fee` is
    "39.90"; a missing province comes from the address. The same `key` twice adds nothing. The order was
    made `days_ago` days before now by `account`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: str = ""
    holder_id: str
    holder_name: str
    birth_date: date
    email: str
    contact_phone: str
    technology: str
    plan: str
    line: str
    address: str
    province: str = ""
    monthly_fee: Annotated[str, Field(pattern=r"^\d+(\.\d{1,2})?$")]
    activation: date
    iban: str
    terms_accepted: bool = True
    marketing_accepted: bool = False
    key: str | None = None
    days_ago: Annotated[int, Field(ge=0)] = 0
    status: str = "Registrado"
    account: str = "otro-distribuidor"

    def resolved_province(self) -> str:
        """The province given, else that of the address."""
        return self.province or province_of(self.address)


class SeedSet(BaseModel):
    """The body of `POST /orders`."""

    model_config = ConfigDict(extra="forbid")

    orders: list[SeedOrder]


class OrderChange(BaseModel):
    """What the client's own people write into an order that is there, as the portal stores it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holder_id: str | None = None
    plan: str | None = None
    address: str | None = None
    monthly_fee: Annotated[str, Field(pattern=r"^\d+\.\d{2}$")] | None = None

    def changes(self) -> dict[str, str]:
        """Field → new text, of those that change."""
        return self.model_dump(exclude_none=True)


class MarkerReport(BaseModel):
    """What the server received for one marker: saving POSTs, how each ended, orders saved by them.

    `orders` also names seeded orders that show the marker.
    """

    posts: int
    saved: int
    orders: list[str]
    outcomes: list[str]


class Report(BaseModel):
    """What the server received in all and what it holds now, orders in the order of their numbers."""

    markers: dict[str, MarkerReport]
    posts: int
    saved: int
    orders_by_account: dict[str, int]
    orders: list[dict[str, Any]]

    def of(self, marker: str) -> MarkerReport:
        """The report of one marker; all zero when the server never heard of it."""
        return self.markers.get(marker, MarkerReport(posts=0, saved=0, orders=[], outcomes=[]))

    def order(self, number: str) -> dict[str, Any]:
        """One order by its number. Raises KeyError when the portal does not hold it."""
        for each in self.orders:
            if each["number"] == number:
                return each
        raise KeyError(number)
