"""Compare every settled item with what the portal holds at the end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from trastienda.domain.item import Item, State
from trastienda.domain.record import Record
from trastienda.portal.facade import PageNotFound
from trastienda.rules.routing import (
    AskPerson,
    Settle,
    Wait,
    after_not_found,
    after_read,
    after_second_look,
    judge,
)
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
        decision = _opened_again(world, item)
        if isinstance(decision, Settle):
            decision = _looked_again(world, book, item, listed)
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


def _opened_again(world: World, item: Item) -> Settle | Wait | AskPerson:
    wanted, facts, now = str(item.reference), world.facts, world.clock.now()
    try:
        record = world.portal.open(wanted, world.clock.at)
    except PageNotFound:
        # It was there when the item was settled: nothing is left to be waited for.
        return after_not_found(facts, wanted=wanted, now=now, since=now - facts.window)
    sale = world.sold[item.id].sale
    decision, _ = after_read(sale, record, facts, wanted=wanted, accepted=item.accepted)
    return decision


def _looked_again(
    world: World, book: Book, item: Item, listed: Mapping[str, Sequence[Record]]
) -> Settle | AskPerson:
    sale = world.sold[item.id].sale
    keys = (sale.holder_id, sale.reference)
    rows = list({row.reference: row for key in keys for row in listed.get(key, ())}.values())
    owners = book.owners(item, rows)
    found = [judge(sale, row, world.facts, ours=owners.ours, references=owners.markers) for row in rows]
    return after_second_look(found, settled=str(item.reference), dismissed=item.dismissed)
