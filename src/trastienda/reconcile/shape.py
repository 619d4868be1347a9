"""What is compared: the fields of a sale, and the headers under which a portal shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import CANONICAL, Door, Unreadable, fold, reader_of
from trastienda.domain.sale import Sale
from trastienda.rules.crosscheck import canonical_text, order_fields

ROW, ORDER, SALE, ITEM, STATE, ACCEPTED = "#row", "#order", "#sale", "#item", "#state", "#accepted"
"""Columns of our own beside a sale's fields; no field's name begins like them.

`ROW` is the row as people count it, `ORDER` the portal's number of the order, `SALE` our reference of the sale, `ITEM`
and `STATE` those of the work item, `ACCEPTED` the differences that a person accepted (field → text as shown, JSON).
"""

LOST_HERE = "¤"
"""Put behind a text that cannot be used (an error of the spreadsheet, lost digits): whoever compares it is unclear."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The kind of sale that a portal takes, with the words of the portal's tables.

    Attributes:
        sale_type: the kind of sale.
        facts: the portal's locale, identity fields, equivalences, marker.
        orders: headers of the portal's order number ("Nº de pedido").
        headers: header → field, as the portal's own tables name them; the columns of our sales files and the fields'
            own names are known without being listed.
    """

    sale_type: type[Sale]
    facts: PortalFacts
    orders: tuple[str, ...]
    headers: Mapping[str, str]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that an order shows, the marker among them."""
        return order_fields(self.sale_type, self.facts)

    @property
    def marker(self) -> str | None:
        """The field in which an order carries our reference, if there is one."""
        return self.facts.marker.field if self.facts.marker else None

    def known_headers(self) -> dict[str, str]:
        """Folded header → field or one of our own columns.

        The portal's words go before those of our files, and both before the fields' own names.
        """
        known = {fold(name): name for name in self.sale_type.model_fields}
        known |= {fold(header): field for header, field in self.facts.columns.items()}
        known |= {fold(header): field for header, field in self.headers.items()}
        known |= {fold(name.removeprefix("#")): name for name in (ITEM, STATE, ACCEPTED)}
        return known | {fold(header): ORDER for header in ("order", *self.orders)}

    def kind_of(self, field: str) -> type:
        """The class of a field's values; `str` for an option of a list."""
        return _class(self.sale_type.model_fields[field].annotation)

    def value(self, field: str, canonical: str) -> Any:
        """The typed value of a canonical text of ours, `None` where nothing was sold.

        Raises:
            Unreadable: it is none.
        """
        return self.read(field, canonical, CANONICAL) if canonical else None

    def read(self, field: str, text: str, locale: str) -> Any:
        """The typed value of a text as `locale` writes it; Unreadable when it is none."""
        reader = reader_of(self.sale_type.model_fields[field].annotation)
        assert reader is not None  # A sale has no other fields.
        return reader(text, Door(locale, self.facts.zone))

    def canonical(self, field: str, text: str, locale: str) -> str:
        """The canonical text for a text as `locale` writes it; the text marked as lost when it has none."""
        try:
            return canonical_text(self.read(field, text, locale))
        except Unreadable:
            return text + LOST_HERE


def _class(annotation: Any) -> type:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _class(arguments[0])
    if origin in (Union, UnionType):
        return _class(next(one for one in arguments if one is not NoneType))
    return annotation if isinstance(annotation, type) else str
