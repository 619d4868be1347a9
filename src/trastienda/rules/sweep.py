"""Decide whether the portal still holds what was settled, and nothing of ours besides."""

from collections.abc import Collection, Mapping, Sequence

from trastienda.domain.case import Reason
from trastienda.domain.facts import PortalFacts
from trastienda.domain.record import Record
from trastienda.domain.sale import Sale
from trastienda.rules.routing import AskPerson, Found, Settle, after_read, after_second_look


def after_sweep(
    sale: Sale,
    record: Record | None,
    found: Sequence[Found],
    facts: PortalFacts,
    *,
    settled: str,
    accepted: Mapping[str, str],
    dismissed: Sequence[str] = (),
) -> Settle | AskPerson:
    """What to do about a settled sale after its order was opened and searched again (entry protocol, step 9).

    Args:
        sale: the sale.
        record: the order as its own page shows it now, `None` where the portal has no such page any more.
        found: every order that a search by the sale's keys shows, judged.
        facts: of the portal.
        settled: the reference under which the sale was settled.
        accepted: field → shown text that a person accepted.
        dismissed: references of orders that a person said are not this sale.

    Returns:
        `Settle`: it is still so. Otherwise a person must look: the order is gone, says something else, or is
        not the only one.
    """
    if record is None:
        return AskPerson(Reason.ORDER_GONE, {"order": settled})
    decision, _ = after_read(sale, record, facts, wanted=settled, accepted=accepted)
    if isinstance(decision, AskPerson):
        return decision
    return after_second_look(found, settled=settled, dismissed=dismissed)


def without_a_sale(
    listed: Sequence[Record], facts: PortalFacts, *, owned: Collection[str], awaited: Collection[str]
) -> list[Record]:
    """The orders of our accounts that belong to no sale of ours (entry protocol, step 9).

    Args:
        listed: the portal's list of the orders that our accounts entered.
        facts: of the portal: which field carries our reference.
        owned: references that an item or an open case of ours names.
        awaited: our references of sales that are on their way: their own look finds the order.
    """
    field = facts.marker.field if facts.marker else None
    return [
        record
        for record in listed
        if record.reference is not None
        and record.reference not in owned
        and (field is None or record.fields.get(field, "").strip() not in awaited)
    ]
