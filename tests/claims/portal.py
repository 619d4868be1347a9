"""A portal without pages, whose server is a file that keeps every claim and every order."""

import itertools
import json
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from trastienda.domain.evidence import Moment
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale
from trastienda.engine.live import LiveAttempt
from trastienda.portal.facade import PageNotFound
from trastienda.rules.crosscheck import canonical_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: a process opened a page for an item, or saved an order of it.

    Attributes:
        kind: what it did.
        item, generation, account, pid: what it did it for, and who it was.
        order: the texts of the order, of a commit alone.
    """

    kind: Literal["page", "commit"]
    item: int
    generation: int
    account: str
    pid: int
    order: dict[str, str] | None = None


class Ledger:
    """The portal's server: one file that any process appends to and reads.

    One `write` appends one line, whole or not at all, and takes no lock: a process that is killed or stopped
    in between holds nobody up. The order of the lines is the order in which things happened.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; a new one is made."""
        self._path = path
        self._file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_RDWR, 0o600)

    def add(self, entry: Entry) -> None:
        """Append one entry."""
        facts = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        line = json.dumps(facts, ensure_ascii=False).encode() + b"\n"
        assert os.write(self._file, line) == len(line)

    def read(self, offset: int = 0) -> tuple[list[Entry], int]:
        """The entries from a place on; returns the place after them too."""
        found = bytearray()
        while chunk := os.pread(self._file, 1 << 20, offset + len(found)):
            found += chunk
        whole = found[: found.rfind(b"\n") + 1]
        return [Entry(**json.loads(line)) for line in whole.splitlines()], offset + len(whole)


class Orders:
    """The orders in the ledger, as one process searches them."""

    def __init__(self, ledger: Ledger) -> None:
        """Prepare; the file is read when something is looked for."""
        self.numbers = itertools.count(1)
        self._ledger = ledger
        self._read_to = 0
        self._by_holder: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        self._by_number: dict[str, dict[str, str]] = {}

    def of_holder(self, document: str) -> dict[str, dict[str, str]]:
        """Number → texts of every order of a customer, as it is at this moment."""
        self._catch_up()
        return self._by_holder[document]

    def all(self) -> dict[str, dict[str, str]]:
        """Number → texts of every order, as it is at this moment."""
        self._catch_up()
        return self._by_number

    def get(self, number: str) -> dict[str, str] | None:
        """The texts of one order."""
        self._catch_up()
        return self._by_number.get(number)

    def _catch_up(self) -> None:
        entries, self._read_to = self._ledger.read(self._read_to)
        for entry in entries:
            if entry.order is not None:
                number = entry.order["number"]
                self._by_number[number] = entry.order
                self._by_holder[entry.order["holder_id"]][number] = entry.order


class LedgerPortal:
    """Stands where a bot sees `trastienda.portal.facade.Portal`: one page of one account, for one attempt."""

    def __init__(self, ledger: Ledger, orders: Orders, attempt: LiveAttempt, account: str) -> None:
        """Open a page: the server sees at once who came for which item."""
        self._ledger = ledger
        self._orders = orders
        self._attempt = attempt
        self._account = account
        self._asked: dict[str, str] = {}
        self._filled: dict[str, str] = {}
        self._note("page")

    def open(self, _page: str, **values: str) -> None:
        """Open a page of the book."""
        self._asked = values
        if "number" in values and self._orders.get(values["number"]) is None:
            raise PageNotFound("there is no such order")

    def rows(self, _name: str) -> list[Record]:
        """The orders of the customer that was asked for; all of them on the page of our own orders."""
        query = self._asked.get("query")
        orders = self._orders.all() if query is None else self._orders.of_holder(query)
        return [_record(order) for order in orders.values()]

    def fill(self, _name: str, sale: Sale) -> None:
        """Type the sale."""
        self._filled = {name: canonical_text(getattr(sale, name)) for name in type(sale).model_fields}

    def click(self, _name: str) -> None:
        """Press what commits nothing."""

    def commit(self, _name: str) -> Reference:
        """Save the order as the real commit point does: the gate is asked twice, then it is sent."""
        self._attempt.before_commit()
        self._attempt.at_dispatch()
        number = f"P-{os.getpid()}-{next(self._orders.numbers)}"
        self._note("commit", {"number": number, **self._filled})
        return Reference(number)

    def record(self, _name: str) -> Record:
        """The order whose page is open."""
        order = self._orders.get(self._asked["number"])
        assert order is not None
        return _record(order)

    def keep(self, _moment: Moment) -> None:
        """There is nothing to see."""

    def keep_trouble(self, _trouble: Exception | None = None, **_moment: Moment) -> None:
        """There is nothing to see."""

    def close(self) -> None:
        """Close the page."""

    def _note(self, kind: Literal["page", "commit"], order: dict[str, str] | None = None) -> None:
        item = self._attempt.item
        self._ledger.add(Entry(kind, item.id, item.generation, self._account, os.getpid(), order))


def _record(order: dict[str, str]) -> Record:
    fields = {name: text for name, text in order.items() if name != "number"}
    return Record(Reference(order["number"]), fields)
