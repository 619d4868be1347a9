"""A small back office for tests: one kind of sale, one portal, items in any state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from trastienda.desk.decide import decide
from trastienda.desk.opening import open_case
from trastienda.domain.case import Case, FieldRow, Reason
from trastienda.domain.customer import customer_key
from trastienda.domain.decision import Decision, Kind
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Day, Iban, Money, PersonId, PersonName, Phone
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.item import Item, State
from trastienda.domain.sale import Sale, content_key, seal
from trastienda.store import items, runs, tables
from trastienda.store.connection import Store
from trastienda.store.runs import Run

NOW = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)
RUN = "20260403T090000-7f3a"

FACTS = PortalFacts.model_validate(
    {
        "url": "http://portal.example",
        "accounts": [{"name": "one", "user": "env:USER", "password": "env:PASSWORD"}],
        "search_keys": ["holder_id"],
        "visibility_bound_s": 5,
        "server_timeout_s": 5,
        "window_s": 12,
        "crosscheck": {"identity": ["holder_id", "line"]},
        "validation": {"consents": ["terms_accepted"], "positive": ["monthly_fee"]},
    }
)


class Line(Sale):
    """A mobile line, with one field of each delicate kind."""

    holder_id: PersonId
    holder_name: PersonName
    birth_date: Day
    technology: Literal["fibra", "movil"]
    line: Phone
    monthly_fee: Money
    iban: Iban
    terms_accepted: bool


def a_sale(reference: str = "V-2026-0001", **values: Any) -> Line:
    """A sale that every rule lets pass."""
    return Line.model_validate(
        {
            "reference": reference,
            "seller": "ana.ruiz",
            "validator": "luis.gil",
            "sold_at": NOW - timedelta(days=1, hours=1),
            "validated_at": NOW - timedelta(days=1),
            "channel": "telefono",
            "campaign": "primavera",
            "holder_id": "12345678Z",
            "holder_name": "María Muñoz López",
            "birth_date": "1980-02-29",
            "technology": "movil",
            "line": "+34612345678",
            "monthly_fee": "29.90 EUR",
            "iban": "ES9121000418450200051332",
            "terms_accepted": True,
        }
        | values
    )


def differing(reference: str | None = "P-1", **shown: str | None) -> list[FieldRow]:
    """Rows of a case: fields of `a_sale` that the portal shows otherwise."""
    expected = a_sale().model_dump(mode="json")
    return [
        FieldRow(name, str(expected[name]), text, "differ", "other_value", reference)
        for name, text in shown.items()
    ]


@dataclass
class BackOffice:
    """The store with what a test puts into it.

    Attributes:
        dispatched: (item, state, generation) of every item that was owed a next step.
    """

    store: Store
    dispatched: list[tuple[int, State, int]] = field(default_factory=list)

    def dispatch(self, conn: sa.Connection, item: Item, *, after: timedelta = timedelta(0)) -> None:
        """Stands where the engine enqueues."""
        self.dispatched.append((item.id, item.state, item.generation))

    def take_in(self, sale: Sale | None = None, *, state: State = State.ENTERING, **columns: Any) -> Item:
        """An item of the run, put into a state without walking there."""
        sale = sale or a_sale()
        with self.store.begin() as conn:
            if not runs.latest(conn):
                self.open_run(conn)
            item = items.add(
                conn,
                why="taken_in",
                now=NOW,
                detail={},
                bot="carrier",
                portal="carrier",
                account="one",
                sale_reference=sale.reference,
                content_key=content_key(sale),
                source={"file": "ventas.xlsx", "sheet": "Ventas", "row": 2},
                sale=sale.model_dump(mode="json"),
                raw={},
                findings=[],
                seal=seal(sale, "1").model_dump(mode="json"),
                customer_key=customer_key(sale, FACTS.search_keys),
            )
            assert item is not None
            runs.enlist(conn, RUN, [item.id], how="taken_in")
            self.set(conn, item.id, state=state, **columns)
            return items.get(conn, item.id)

    def open_run(self, conn: sa.Connection) -> None:
        """The run that all items of a test belong to."""
        runs.add(
            conn,
            Run(
                id=RUN,
                bot="carrier",
                trigger="hand",
                slot=None,
                mode="enter",
                started_at=NOW,
                ended_at=None,
                outcome=None,
                versions={"trastienda": "0.1.0", "browser": "Chromium 156"},
                intake={
                    "files": [{"file": "ventas.xlsx", "rows": 7, "known": 1, "notes": ["Hoja «Ventas»."]}]
                },
            ),
        )

    def set(self, conn: sa.Connection, item: int, **columns: Any) -> None:
        """Set columns of an item behind the program's back."""
        conn.execute(sa.update(tables.items).where(tables.items.c.id == item).values(**columns))

    def press_save(self, item: Item, outcome: str | None = None) -> None:
        """Write an intent for the item, with an outcome or still open."""
        with self.store.begin() as conn:
            attempt = runs.start_attempt(conn, item=item.id, run=RUN, generation=item.generation, now=NOW)
            items.write_intent(
                conn,
                items.get(conn, item.id),
                now=NOW,
                attempt=attempt,
                epoch=1,
                seal="",
                marker=item.sale_reference,
                seen=[],
                watermark=None,
            )
            if outcome is not None:
                items.close_intent(conn, item.id, outcome, now=NOW)

    def case(
        self,
        item: Item | None = None,
        *,
        reason: Reason = Reason.DIFFERS,
        detail: Mapping[str, str] | None = None,
        rows: Sequence[FieldRow] = (),
        orders: Sequence[str] = (),
        evidence: Sequence[str] = (),
        now: datetime = NOW,
    ) -> Case:
        """An open case."""
        item = item or self.take_in()
        with self.store.begin() as conn:
            _, case = open_case(
                conn,
                items.get(conn, item.id),
                reason=reason,
                detail=detail
                or {"orders": ", ".join(orders), "fields": ", ".join(row.field for row in rows)},
                rows=rows,
                orders=orders,
                evidence=evidence,
                now=now,
            )
        return case

    def case_of_validation(self, item: Item, *codes: str) -> Case:
        """An open case of an item about which the validation asks this and that."""
        asked = [
            Finding(code=code, severity=Severity.ASK, es=f"Se pregunta por {code}.", en=f"Asks about {code}.")
            for code in codes
        ]
        with self.store.begin() as conn:
            self.set(conn, item.id, findings=[one.model_dump(mode="json") for one in asked])
        detail = {"finding": asked[0].es, "finding_en": asked[0].en}
        return self.case(item, reason=Reason.VALIDATION, detail=detail)

    def decide(
        self,
        case: Case,
        kind: Kind,
        *,
        by: str = "eva.sanz",
        version: int | None = None,
        now: datetime = NOW,
        **parts: Any,
    ) -> Item:
        """Decide a case the way the CLI and the list do."""
        decision = Decision(kind=kind, by=by, why="visto con el cliente", **parts)
        with self.store.begin() as conn:
            return decide(
                conn,
                case.id,
                decision,
                version=version,
                sale_type=Line,
                facts=FACTS,
                dispatch=self.dispatch,
                now=now,
            )

    def item(self, number: int) -> Item:
        """The item as its row says it now."""
        with self.store.read() as conn:
            return items.get(conn, number)

    def column(self, number: int, name: str) -> Any:
        """One column of an item's row."""
        with self.store.read() as conn:
            return conn.execute(
                sa.select(tables.items.c[name]).where(tables.items.c.id == number)
            ).scalar_one()
