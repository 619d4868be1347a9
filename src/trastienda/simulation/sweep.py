"""Compare every settled item with what the portal holds at the end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from trastienda.domain.item import Item, State
from trastienda.domain.record import Record
from trastienda.portal.facade import PageNotFound
from trastienda.rules.routing import AskPerson, Found, judge
from trastienda.rules.sweep import after_sweep
from trastienda.simulation.book import Book
from trastienda.simulation.model import SERVER_TIMEOUT_S
from trastienda.simulation.world import World


def sweep(world: World, book: Book) -> None:
    """Open every settled order again, and look for others of its customer or with its marker.

    It begins when the list shows everything that was saved. A difference reopens the item as a case.
    """
    world.clock.spend(SERVER_TIMEOUT_S + world.rates.longest_lag_s)
    listed = _listed(world)
    for item in [one for one in book.items if one.state is State.SETTLED]:
        decision = after_sweep(
            world.sold[item.id].sale,
            _opened_again(world, item),
            _searched_again(world, book, item, listed),
            world.facts,
            settled=str(item.reference),
            accepted=item.accepted,
            dismissed=item.dismissed,
        )
        if isinstance(decision, AskPerson):
            book.into_case(item, decision.reason.value, at=world.clock.at)


def _listed(world: World) -> Mapping[str, Sequence[Record]]:
    """The whole list: the rows of a customer's document, and those with a marker."""
    listed: dict[str, list[Record]] = defaultdict(list)
    for order in world.portal.at_rest(world.clock.at):
        row = order.record(row=True)
        for key in (row.fields["holder_id"], row.fields["reference"]):
            listed[key].append(row)
    return listed


def _opened_again(world: World, item: Item) -> Record | None:
    try:
        return world.portal.open(str(item.reference), world.clock.at)
    except PageNotFound:
        return None


def _searched_again(
    world: World, book: Book, item: Item, listed: Mapping[str, Sequence[Record]]
) -> list[Found]:
    sale = world.sold[item.id].sale
    keys = (sale.holder_id, sale.reference)
    rows = list({row.reference: row for key in keys for row in listed.get(key, ())}.values())
    owners = book.owners(item, rows)
    return [judge(sale, row, world.facts, ours=owners.ours, references=owners.markers) for row in rows]
