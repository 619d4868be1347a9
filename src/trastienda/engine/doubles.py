"""Find what stands twice: a reference for two sales, an order in two rows of a file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trastienda.domain.finding import Finding, Severity
from trastienda.domain.item import Item, State
from trastienda.domain.sale import Sale
from trastienda.intake import Place, SalesFile, Source

FREED = {State.REJECTED, State.WITHDRAWN}
"""States after which a sale's reference may come again, corrected."""


def reused(reference: str, texts: Mapping[str, Any], known: Sequence[Item]) -> list[Finding]:
    """A finding when a reference stands for another content already: two sales under one name cannot be told apart.

    Args:
        reference: of the sale.
        texts: the sale in its canonical texts.
        known: the bot's items with this reference, oldest first.
    """
    earlier = [item for item in known if item.state not in FREED and item.sale != texts]
    return [
        Finding(
            code="reference_reused",
            severity=Severity.REJECT,
            es=f"La referencia {reference} ya es de otra venta con otros datos (expediente {item.id}).",
            en=f"Reference {reference} already stands for a sale with other values (item {item.id}).",
            fields=("reference",),
        )
        for item in earlier[:1]
    ]


@dataclass(frozen=True, slots=True)
class Twin:
    """A row with another reference that seems to be the same order.

    Attributes:
        source: where it stands.
        reference: its reference.
        fields: the fields by which the portal's orders are told apart; they are equal in both rows.
    """

    source: Source
    reference: str
    fields: tuple[str, ...]


def same_orders(
    sales: SalesFile[Any], identity: Sequence[str], fit: Callable[[Sale], bool]
) -> dict[Source, Twin]:
    """The rows of a file that are one order under two references, each with the first of the others.

    Args:
        sales: the file.
        identity: the fields that tell one order of a customer from another.
        fit: whether a sale can be entered at all; a row that is refused anyway is nobody's twin.
    """
    first: dict[tuple[object, ...], Place] = {}
    doubled: dict[Place, tuple[object, ...]] = {}
    for place, order in sales.values(identity):
        earlier = first.setdefault(order, place)
        if earlier is not place:
            doubled[earlier] = doubled[place] = order
    # Only now whole rows, and only these: a file has few of them.
    alike: dict[tuple[object, ...], list[Twin]] = {}
    for place, row in sales.at(doubled) if doubled else ():
        if row.sale is not None and fit(row.sale):
            twin = Twin(row.source, row.sale.reference, tuple(identity))
            alike.setdefault(doubled[place], []).append(twin)
    return {
        one.source: other
        for twins in alike.values()
        for one in twins
        if (other := next((two for two in twins if two.reference != one.reference), None)) is not None
    }


def same_order(twin: Twin | None) -> Iterator[Finding]:
    """What is asked about a row that has a twin: which of the two is to be entered, nobody may guess."""
    if twin is not None:
        yield Finding(
            code="same_order_twice",
            severity=Severity.ASK,
            es=f"Parece el mismo pedido que la venta {twin.reference} ({twin.source.sentence('es')}).",
            en=f"It seems to be the same order as sale {twin.reference} ({twin.source.sentence('en')}).",
            fields=twin.fields,
        )
