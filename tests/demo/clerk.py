"""A patient clerk: enters sales by the entry protocol, without a browser and without an engine.

What the clerk sees is judged by the rules, so that a sample's promised end can be checked against rules and
portal alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.demo.visitor import Visitor, details, headings, rows
from trastienda.demo.portal import catalogue, listing
from trastienda.domain.case import Reason
from trastienda.domain.fields import Field
from trastienda.domain.item import State
from trastienda.domain.record import Record, Reference
from trastienda.engine.bots import LoadedBot
from trastienda.rules.crosscheck import canonical_text
from trastienda.rules.routing import AskPerson, Enter, ReadBack, Settle, after_find, after_read, judge


@dataclass(frozen=True)
class End:
    """Where a sale got to: the state, and the case's reason."""

    state: State
    reason: Reason | None = None


@dataclass(frozen=True)
class Clerk:
    """Works at the portal as `visitor`, knowing it by the bot's selector book.

    Attributes:
        ours: references of all sales of the file: their orders are not to be mistaken for each other.
        wait: lets the portal's whole window pass.
    """

    visitor: Visitor
    bot: LoadedBot
    ours: frozenset[str]
    wait: Callable[[], None]

    def settle(self, sale: Any) -> End:
        """Look, enter, look again when the outcome is unknown, read back: at most two attempts."""
        for _ in range(2):
            match self.look(sale):
                case ReadBack(reference):
                    return self._read_back(sale, reference)
                case AskPerson(reason):
                    return End(State.IN_CASE, reason)
            match self._enter(sale):
                case Reference() as confirmed:
                    return self._read_back(sale, confirmed)
                case Reason() as refusal:
                    return End(State.IN_CASE, refusal)
            self.wait()
        raise AssertionError(f"{sale.reference} was sent twice without a trace")

    def look(self, sale: Any) -> Enter | ReadBack | AskPerson:
        """Search by the search key, and decide on what the list shows."""
        book = self.bot.book.table("order_list")
        headers = [label for _, label in listing.COLUMNS]
        found = []
        for cells in rows(self._get(f"/pedidos?q={sale.holder_id}").text):
            shown = dict(zip(headers, cells, strict=True))
            fields = {name: _blank(shown[header], book.blank) for name, header in book.columns.items()}
            record = Record(Reference(shown[book.reference]), fields)
            others = {reference: reference for reference in self.ours - {sale.reference}}
            found.append(judge(sale, record, self.bot.facts, ours={}, references=others))
        return after_find(found)

    def _enter(self, sale: Any) -> Reference | Reason | None:
        """Type the sale as the bot does: the confirmed number, the portal's warning, or nothing known."""
        assert self._get("/pedidos/nuevo").status_code == 303
        for step, form in (("titular", "holder"), ("linea", "line")):
            path = f"/pedidos/nuevo/{step}"
            answer = self.visitor.post(path, self._get(path), self._typed(form, sale))
            assert answer.status_code == 303, (sale.reference, answer.text)
        page = self._get("/pedidos/nuevo/documentos")
        try:
            answer = self.visitor.post("/pedidos/nuevo/guardar", page, self._typed("documents", sale))
        except httpx.TransportError:
            return None
        if "Posible pedido duplicado" in headings(answer.text):
            return Reason.DUPLICATE_WARNING
        place = answer.headers.get("location", "")
        return Reference(place.split("/")[2]) if place.endswith("/confirmacion") else None

    def _typed(self, form: str, sale: Any) -> dict[str, str]:
        typed = {}
        for name, field in self.bot.book.form(form).items():
            assert field.label is not None
            if field.by_page:
                typed[field.label] = catalogue.province_of(sale.address)
            elif (value := getattr(sale, name)) is True:
                typed[field.label] = "1"
            elif value is not False:
                typed[field.label] = value.shown("es") if isinstance(value, Field) else canonical_text(value)
        for label, codes in (("Tecnología", catalogue.TECHNOLOGIES), ("Tarifa", _plan_codes())):
            if label in typed:
                typed[label] = next(code for code, text in codes.items() if text == typed[label])
        return typed

    def _read_back(self, sale: Any, reference: str) -> End:
        page = self._get(f"/pedidos/{reference}")
        if page.status_code == 404:
            self.wait()
            page = self._get(f"/pedidos/{reference}")
        if page.status_code == 404:
            return End(State.IN_CASE, Reason.NEVER_APPEARED)
        book, shown = self.bot.book.detail("order_detail"), details(page.text)
        fields = {name: _blank(shown[term], book.blank) for name, term in book.terms.items()}
        record = Record(Reference(shown[book.reference]), fields)
        decision, _ = after_read(sale, record, self.bot.facts, wanted=reference, accepted={})
        return End(State.SETTLED) if isinstance(decision, Settle) else End(State.IN_CASE, decision.reason)

    def _get(self, path: str) -> httpx.Response:
        page = self.visitor.http.get(path)
        if page.headers.get("location", "").startswith("/login"):
            self.visitor.sign_in()
            page = self.visitor.http.get(path)
        return page


def _plan_codes() -> dict[str, str]:
    return {code: text for plans in catalogue.PLANS.values() for code, text in plans.items()}


def _blank(text: str, blank: tuple[str, ...]) -> str:
    return "" if text in blank else text
