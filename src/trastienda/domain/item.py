"""One sale on its way through one portal: its states and the moves between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class State(StrEnum):
    """Where a work item stands; it has one state at a time (`docs/states.md` draws them)."""

    RECEIVED = "received"
    READY = "ready"
    ENTERING = "entering"
    ENTERED = "entered"
    SETTLED = "settled"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    IN_CASE = "in_case"
    WITHDRAWN = "withdrawn"


MOVES: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.RECEIVED: frozenset({State.READY, State.REJECTED, State.IN_CASE, State.WITHDRAWN}),
        State.READY: frozenset({State.ENTERING, State.WITHDRAWN}),
        State.ENTERING: frozenset({State.READY, State.ENTERED, State.UNCERTAIN, State.IN_CASE}),
        State.UNCERTAIN: frozenset({State.READY, State.ENTERED, State.IN_CASE}),
        State.ENTERED: frozenset({State.SETTLED, State.IN_CASE}),
        State.IN_CASE: frozenset(
            {State.READY, State.UNCERTAIN, State.ENTERED, State.REJECTED, State.WITHDRAWN}
        ),
        # Only a sweep or a reconciliation reopens what is settled.
        State.SETTLED: frozenset({State.IN_CASE}),
        State.REJECTED: frozenset(),
        State.WITHDRAWN: frozenset(),
    }
)
"""The one table of allowed moves; nothing else changes a state."""

ENDED = frozenset({State.SETTLED, State.REJECTED, State.WITHDRAWN})
"""States that an item does not leave, but for a settled one whose order a sweep or a reconciliation finds changed."""

AT_REST = ENDED | {State.IN_CASE}
"""States in which the machine has nothing to do: ended, or waiting for a person."""

AT_WORK = frozenset(State) - AT_REST - {State.RECEIVED}
"""States in which the engine owes the item a next step."""


class IllegalMove(ValueError):
    """A move that the table does not allow: a defect in the program, never a state of the world."""

    def __init__(self, source: State, target: State) -> None:
        super().__init__(f"an item cannot move from '{source}' to '{target}'")


def check_move(source: State, target: State) -> None:
    """Raise `IllegalMove` unless the table allows the move; staying in the same state is no move."""
    if target is not source and target not in MOVES[source]:
        raise IllegalMove(source, target)


@dataclass(frozen=True, slots=True)
class Item:
    """A work item as its row says it.

    Attributes:
        id: our number of the item.
        bot, portal, account: who works it, where, under which login.
        sale_reference: the sale's own reference (ours, not the portal's).
        sale: the sale in its canonical texts, `None` where the row did not parse.
        seal: digest, validator, time and rules version of the validated sale; `None` before validation.
        state, generation: where it stands; a retry, a decision or an adoption raises the generation,
            which fences every older holder.
        customer_key: digest of the search keys: sales with an equal key never run at the same time.
        attempts: tries in a row that came to nothing, of its present step; a person's decision resets them too.
        sent: intents whose outcome stayed unknown and was looked for without finding an order.
        reference: the portal's number of the order, once known.
        said_success: a page said that the order was saved; then it is never sent again.
        doubt: why the outcome was unknown the last time, `None` when it never was.
        uncertain_since: since when the outcome is unknown (UTC), `None` when it is not.
        next_at: when the engine looks at it next (UTC), `None` for at once or never.
        dismissed: references of orders that a person said are not this sale.
        accepted: differences that a person accepted: field → text as the portal showed it.
        run: the run that took it up last; its folder keeps the evidence.
    """

    id: int
    bot: str
    portal: str
    account: str
    sale_reference: str
    sale: Mapping[str, Any] | None
    seal: Mapping[str, Any] | None
    state: State
    generation: int
    customer_key: str
    attempts: int
    sent: int
    reference: str | None
    said_success: bool
    doubt: str | None
    uncertain_since: datetime | None
    next_at: datetime | None
    dismissed: tuple[str, ...]
    accepted: Mapping[str, str]
    run: str | None
