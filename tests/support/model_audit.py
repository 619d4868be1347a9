"""What must hold of every item at every moment, judged by the model portal's own ledger."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from tests.support.model_portal import Line, ModelPortal, Order, as_shown
from trastienda.domain.item import AT_REST, MOVES, Item, State
from trastienda.domain.journal import GENESIS, Entry
from trastienda.store import cases, items, journal, tables
from trastienda.store.connection import Store

SLIPS = {"+34612345678": "+34612345687", "+34699887766": "+34699887767"}
"""Line → the same with a slip of the finger."""

MOST_SENT = 2
"""Between two decisions of a person: once, and one new attempt after an unknown outcome."""
PROVEN = {"equal", "equivalent", "accepted"}


class Audit:
    """Looks at the database after every commit, and at the portal before every saving request."""

    def __init__(self, store: Store, portal: ModelPortal) -> None:
        self._store = store
        self._portal = portal
        self._row = 0
        self._heads: dict[int, Entry] = {}
        self._decided: defaultdict[int, int] = defaultdict(int)
        self._sent: list[tuple[int, int]] = []
        self.settlements = 0

    @property
    def sent(self) -> int:
        """How many saving requests have left."""
        return len(self._sent)

    def a_person_said_enter(self, item: int) -> None:
        """From now on an order of the item may be sent once more."""
        self._decided[item] += 1

    # --- before a saving request ---------------------------------------------------------------------------------

    def before_saving(self, item: Item) -> None:
        """A saving request of the item leaves."""
        with self._store.read() as conn:
            everything = all_items(conn)
            (row,) = [one for one in everything if one.id == item.id]
            intent = items.open_intent(conn, item.id)
            others = [
                one.id
                for one in everything
                if one.id != row.id
                and one.customer_key == row.customer_key
                and (
                    one.state in (State.ENTERING, State.UNCERTAIN)
                    or items.open_intent(conn, one.id) is not None
                )
            ]
        assert intent is not None, f"item {item.id} is sent without an open intent"
        assert not row.said_success, f"item {item.id} is sent although a page said that it was saved"
        assert self._sent.count((item.id, self._decided[item.id])) < MOST_SENT, (
            f"item {item.id} is sent once more"
        )
        assert others == [], f"item {item.id} is sent while {others} of the same customer are in the portal"
        self._sent.append((item.id, self._decided[item.id]))

    def saved_once(self) -> None:
        """Of one sale, between two decisions to enter it, one saving request saved something."""
        made = {one.request for one in self._portal.orders if one.request is not None and not one.deleted}
        twice = {one: count for one, count in Counter(self._sent[one] for one in made).items() if count > 1}
        assert not twice, f"entered twice by us (item, decision): {twice}"

    # --- after a commit ------------------------------------------------------------------------------------------

    def after_commit(self) -> None:
        """Every new line of the journals: it continues its chain, is an allowed move, and is no defect."""
        self.saved_once()
        table = tables.journal
        with self._store.read() as conn:
            row = sa.literal_column("rowid", sa.Integer)
            for number, *values in conn.execute(
                sa.select(row, *table.c).where(row > self._row).order_by(row)
            ):
                self._row = number
                entry = Entry(*values)
                self._continues(entry)
                self._is_allowed(entry)
                if entry.kind == "settled":
                    self._is_proven(conn, entry)

    def _continues(self, entry: Entry) -> None:
        head = self._heads.get(entry.item)
        previous, seq = (head.digest, head.seq + 1) if head else (GENESIS, 1)
        assert (entry.previous, entry.seq) == (previous, seq)
        self._heads[entry.item] = entry

    def _is_allowed(self, entry: Entry) -> None:
        said = dict(entry.detail)
        if "from" in said:
            source, target = State(said["from"]), State(said["to"])
            assert target is source or target in MOVES[source]
            if target is State.SETTLED:
                assert entry.kind == "settled"
        why = str(said.get("because", ""))
        assert not why.endswith("in the program") or why.startswith("Defect"), why

    def _is_proven(self, conn: sa.Connection, entry: Entry) -> None:
        """The order that was read back is what was sold, and it is the only one that can be seen."""
        item = items.get(conn, entry.item)
        assert item.reference is not None
        sale, portal = sale_of(item), self._portal
        fields = ["holder_id", "line", "plan", "monthly_fee"]
        marked = ["reference"] if portal.facts.marker else []

        generation, record = portal.read[item.id]
        assert (generation, record.reference) == (item.generation, item.reference)
        wanted = as_shown(sale)
        wrong = {
            name: record.fields[name]
            for name in fields + marked
            if record.fields[name] != wanted[name]
            and not (name == "reference" and record.fields[name] == "")
            and item.accepted.get(name) != record.fields[name]
        }
        assert not wrong, f"item {item.id} settled although its order shows {wrong}"
        checked = entry.detail["cross_check"]
        assert set(checked) >= set(fields)
        assert set(checked.values()) <= PROVEN

        order = portal.order(item.reference)
        assert order is not None, f"item {item.id} settled with {item.reference}, which nobody can open"
        others = [
            one.number
            for one in portal.listed()
            if one.number not in (item.reference, *item.dismissed) and self._is_of(conn, item, sale, one)
        ]
        assert others == [], f"item {item.id} settled with {item.reference} beside {others}"
        same = [one.id for one in all_items(conn) if one.reference == item.reference and one.id != item.id]
        assert same == [], f"item {item.id} settled with {item.reference}, which is of {same}"
        assert items.open_intent(conn, item.id) is None
        self.settlements += 1

    def _is_of(self, conn: sa.Connection, item: Item, sale: Line, order: Order) -> bool:
        """Whether an order may be of this sale: the same customer, and the same line or nearly so."""
        wanted = as_shown(sale)
        if order.shown["holder_id"] != wanted["holder_id"]:
            return False
        if order.shown["line"] == wanted["line"]:
            return True
        elsewhere = items.with_references(conn, item, [order.number]) or (
            self._portal.facts.marker is not None and order.shown["reference"] not in ("", sale.reference)
        )
        return order.shown["line"] == SLIPS[wanted["line"]] and not elsewhere

    # --- at the end ----------------------------------------------------------------------------------------------

    def at_work(self) -> set[int]:
        """The items that the machine has something to do for.

        Not those that wait for another sale of their customer, which a person must decide on first.
        """
        with self._store.read() as conn:
            everything = all_items(conn)
            return {
                one.id
                for one in everything
                if one.state not in AT_REST
                and not (
                    one.state is State.READY
                    and any(other.state is State.IN_CASE for other in holders(conn, one, everything))
                )
            }

    def nothing_is_lost(self, owed: Collection[tuple[int, int]]) -> None:
        """Every item rests or is owed a step; those that wait for a person have their case; the journals hold."""
        assert self.at_work() == set()
        with self._store.read() as conn:
            everything = all_items(conn)
            assert {(one.id, one.generation) for one in everything if one.state not in AT_REST} <= set(owed)
            waiting = sorted(case.item for case in cases.open_ones(conn))
            assert waiting == [one.id for one in everything if one.state is State.IN_CASE]
            assert list(journal.breaks(conn)) == []


def all_items(conn: sa.Connection) -> list[Item]:
    """Every item, oldest first."""
    return sorted(items.search(conn), key=lambda item: item.id)


def holders(conn: sa.Connection, item: Item, everything: Sequence[Item]) -> list[Item]:
    """The other items that hold the customer's lease."""
    held = sa.select(tables.items.c.id).where(tables.items.c.held_key == item.customer_key)
    ids = set(conn.execute(held).scalars())
    return [one for one in everything if one.id in ids and one.id != item.id]


def sale_of(item: Item) -> Line:
    """What was sold, by the item's row."""
    return Line.model_validate_json(json.dumps(item.sale))
