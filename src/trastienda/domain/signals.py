"""Which signs of malpractice a portal's configuration has looked for."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Signals(BaseModel):
    """Which signs of malpractice are looked for; each asks a person, none is a verdict.

    Attributes:
        days: how many days back sales are compared.
        customer: field with the customer's document.
        shared: fields that several customers of one seller should not have in common.
        address: field with the address, compared only together with its postcode or town.
        town: fields that complete the address; without them its text must hold a postcode.
        customers: from so many customers with a value in common on, a person is asked.
        out_of_hours: from so many sales of a seller out of the declared hours on.
        early_days: a sale that was cancelled within so many days counts as an early cancellation.
        cancellations: from so many early cancellations of a seller on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int = Field(default=90, ge=1, le=1000)
    customer: str
    shared: tuple[str, ...] = ()
    address: str | None = None
    town: tuple[str, ...] = ()
    customers: int = Field(default=3, ge=2)
    out_of_hours: int = Field(default=3, ge=1)
    early_days: int = Field(default=30, ge=1)
    cancellations: int = Field(default=3, ge=1)

    @model_validator(mode="after")
    def _town_of_an_address(self) -> Self:
        if self.town and self.address is None:
            raise ValueError("'town' needs 'address' beside it")
        return self

    def fields(self) -> tuple[str, ...]:
        """Every field of the sale that is named here, the customer's first, each once."""
        address = [self.address] if self.address else []
        return tuple(dict.fromkeys([self.customer, *self.shared, *address, *self.town]))
