"""The orders that the portal holds."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

from trastienda.demo.portal.formats import compact, fold

PAGE_SIZE = 20

Origin = Literal["portal", "seed"]

# What a sort link of the list sorts by. Names of columns never come from the request itself.
SORTS: dict[str, str] = {
    "numero": "id",
    "referencia": "reference",
    "titular": "holder_name",
    "documento": "holder_id",
    "linea": "line",
    "tarifa": "plan",
    "cuota": "CAST(monthly_fee AS REAL)",
    "alta": "created_at",
    "estado": "status",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What one order says, as stored: money "39.90", days in ISO, phones +34…, document and IBAN compact."""

    reference: str
    holder_id: str
    holder_name: str
    birth_date: str
    email: str
    contact_phone: str
    technology: str
    plan: str
    line: str
    address: str
    province: str
    monthly_fee: str
    activation: str
    iban: str
    terms_accepted: bool
    marketing_accepted: bool

    def changed(self, **values: Any) -> Content:
        """The same content with some values replaced."""
        return replace(self, **values)


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Content))
TEXT_FIELDS: tuple[str, ...] = tuple(name for name in FIELDS if not name.endswith("_accepted"))


@dataclass(frozen=True, slots=True)
class Order:
    """One order with its number; times are aware UTC in ISO."""

    number: str
    content: Content
    status: str
    created_at: str
    visible_from: str
    account: str
    origin: Origin

    def as_dict(self) -> dict[str, Any]:
        """One flat dict, as the admin report lists it."""
        rest = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("number", "content")}
        return {"number": self.number, **asdict(self.content), **rest}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the order list: its orders, the number of all matches and of all pages."""

    orders: list[Order]
    total: int
    page: int
    pages: int


def number_of(row_id: int) -> str:
    """The order number of a row: they only rise."""
    return f"P-{row_id:08d}"


class Orders:
    """The table of orders; `now` decides what is visible yet."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(
        self,
        content: Content,
        *,
        now: datetime,
        visible_from: datetime,
        account: str,
        origin: Origin,
        status: str = "Registrado",
        seed_key: str | None = None,
    ) -> str:
        """Store an order and return its number; the same seed key twice returns the first one's."""
        if seed_key is not None:
            row = self._connection.execute("SELECT id FROM orders WHERE seed_key = ?", (seed_key,)).fetchone()
            if row is not None:
                return number_of(row["id"])
        values: dict[str, Any] = {
            **asdict(content),
            "status": status,
            "created_at": now.isoformat(),
            "visible_from": visible_from.isoformat(),
            "account": account,
            "origin": origin,
            "seed_key": seed_key,
        }
        columns = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        cursor = self._connection.execute(f"INSERT INTO orders ({columns}) VALUES ({marks})", values)
        number = number_of(cursor.lastrowid or 0)
        self._connection.execute(
            "UPDATE orders SET number = ?, haystack = ? WHERE id = ?",
            (number, _haystack(number, content), cursor.lastrowid),
        )
        return number

    def get(self, number: str, *, now: datetime | None) -> Order | None:
        """The order with this number, or None; with a time, only when it is visible by then."""
        row = self._connection.execute("SELECT * FROM orders WHERE number = ?", (number,)).fetchone()
        if row is None or (now is not None and row["visible_from"] > now.isoformat()):
            return None
        return _order(row)

    def remove(self, number: str) -> None:
        """Forget an order; its number is never given again."""
        self._connection.execute("DELETE FROM orders WHERE number = ?", (number,))

    def change(self, number: str, **texts: str) -> bool:
        """Write other values into an order, as the client's own people do; `False` when there is none."""
        changes = ", ".join(f"{name} = :{name}" for name in texts)
        query = f"UPDATE orders SET {changes} WHERE number = :number"
        return self._connection.execute(query, {**texts, "number": number}).rowcount == 1

    def holds_twin(self, content: Content, *, now: datetime) -> bool:
        """Whether a visible order has the same document and line."""
        row = self._connection.execute(
            "SELECT 1 FROM orders WHERE holder_id = ? AND line = ? AND visible_from <= ?",
            (content.holder_id, content.line, now.isoformat()),
        ).fetchone()
        return row is not None

    def search(
        self, query: str, *, sort: str, page: int, now: datetime, account: str = "", since: str = ""
    ) -> Page:
        """One page of the visible orders that hold the query in any of their search fields.

        `sort` is a key of `SORTS`, with a leading "-" for descending; anything else sorts newest first.
        `account` and `since`, a day in ISO, narrow it to the orders of one account and to newer ones.
        """
        where = "visible_from <= :now"
        values: dict[str, Any] = {"now": now.isoformat()}
        if account:
            where += " AND account = :account"
            values["account"] = account
        if since:
            where += " AND created_at >= :since"
            values["since"] = since
        if folded := fold(query):
            values["folded"], values["compact"] = folded, _number_like(query)
            where += " AND (instr(haystack, :folded) > 0"
            where += " OR (:compact <> '' AND instr(haystack, :compact) > 0))"
        total = self._connection.execute(f"SELECT count(*) FROM orders WHERE {where}", values).fetchone()[0]
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        column = SORTS.get(sort.lstrip("-"), "id")
        direction = "DESC" if sort.startswith("-") or sort not in SORTS else "ASC"
        rows = self._connection.execute(
            f"SELECT * FROM orders WHERE {where} ORDER BY {column} {direction}, id {direction}"
            f" LIMIT {PAGE_SIZE} OFFSET {(page - 1) * PAGE_SIZE}",
            values,
        ).fetchall()
        return Page([_order(row) for row in rows], total, page, pages)

    def everything(self) -> list[Order]:
        """All orders, the invisible ones too, oldest first."""
        return [_order(row) for row in self._connection.execute("SELECT * FROM orders ORDER BY id")]


def _haystack(number: str, content: Content) -> str:
    folded = (fold(content.holder_name), fold(content.reference), fold(number), fold(content.holder_id))
    return "\n".join((*folded, compact(content.holder_id), content.line))


def _number_like(query: str) -> str:
    """The query as a compact document or phone when it may be one; words stay words."""
    text = compact(query)
    if sum(c.isdigit() for c in text) < 4:
        return ""
    # The line is kept as +34…, in which 612345678 and 34612345678 are found as they are.
    return re.sub(r"^00(?=34[6-9]\d{8}$)", "", text)


def _order(row: Mapping[str, Any]) -> Order:
    values: dict[str, Any] = {name: row[name] for name in TEXT_FIELDS}
    values |= {name: bool(row[name]) for name in FIELDS if name not in TEXT_FIELDS}
    return Order(
        number=row["number"],
        content=Content(**values),
        status=row["status"],
        created_at=row["created_at"],
        visible_from=row["visible_from"],
        account=row["account"],
        origin=row["origin"],
    )
