"""Two small sides to reconcile, and a way to do it."""

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Address, Day, Email, Iban, Money, PersonId, PersonName, Phone, Text
from trastienda.domain.sale import Sale
from trastienda.reconcile import Kind, Reconciled, Shape, reconcile

FACTS = PortalFacts.model_validate(
    {
        "url": "http://portal.example",
        "accounts": [{"name": "one", "user": "env:USER", "password": "env:PASSWORD"}],
        "search_keys": ["holder_id"],
        "marker": {"field": "reference", "length": 20},
        "columns": {"Titular": "holder_name", "Cuota": "monthly_fee"},
        "crosscheck": {
            "identity": ["holder_id", "line"],
            "equivalences": {"holder_name": ["case", "accents"], "email": ["case"]},
        },
    }
)


class Line(Sale):
    """A line, with a field of each delicate kind."""

    holder_id: PersonId
    holder_name: PersonName
    birth_date: Day
    email: Email
    line: Phone
    plan: Text
    address: Address
    monthly_fee: Money
    iban: Iban
    terms_accepted: bool


SHAPE = Shape(Line, FACTS, ("Nº de pedido",), {"Documento": "holder_id", "Línea": "line"})
DOCUMENTS = (
    "12345678Z",
    "00000000T",
    "00000001R",
    "00000002W",
    "00000003A",
    "00000004G",
    "00000005M",
    "00000006Y",
)
IBANS = ("ES9121000418450200051332", "ES7921000813610123456789", "ES6000491500051234567892")


def ours(number: int, **values: str | None) -> dict[str, str | None]:
    """A sale of our book in canonical texts; another number is another customer."""
    return {
        "order": f"P-{number}",
        "item": str(number),
        "state": "settled",
        "reference": f"V-{number}",
        "holder_id": DOCUMENTS[number],
        "holder_name": f"José Muñoz {'ABCDEFGH'[number]}arcía",
        "birth_date": f"1980-03-0{number + 1}",
        "email": f"jose{number}@ejemplo.es",
        "line": f"+3461234567{number}",
        "plan": "Fibra 600",
        "address": f"Calle de Alcalá {number}, 3.º B, 28014 Madrid",
        "monthly_fee": "1029.90 EUR",
        "iban": IBANS[number % 3],
        "terms_accepted": "true",
    } | values


def theirs(number: int, **shown: str | None) -> dict[str, str | None]:
    """The order of `ours(number)` as the portal writes it."""
    sale = ours(number)
    year, month, day = str(sale["birth_date"]).split("-")
    digits, iban = str(sale["line"])[3:], str(sale["iban"])
    return {
        "Nº de pedido": sale["order"],
        "reference": sale["reference"],
        "Documento": f"{str(sale['holder_id'])[:-1]}-{str(sale['holder_id'])[-1]}",
        "Titular": str(sale["holder_name"]).upper(),
        "birth_date": f"{day}/{month}/{year}",
        "email": sale["email"],
        "Línea": f"{digits[:3]} {digits[3:6]} {digits[6:]}",
        "plan": sale["plan"],
        "address": sale["address"],
        "Cuota": "1.029,90 €",
        "iban": " ".join(iban[place : place + 4] for place in range(0, 24, 4)),
        "terms_accepted": "Sí",
    } | shown


def write_csv(path: Path, rows: Sequence[Mapping[str, str | None]], *, separator: str = ";") -> Path:
    """Write rows as a CSV file in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0], delimiter=separator)
    writer.writeheader()
    writer.writerows({name: value or "" for name, value in row.items()} for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def write_book(path: Path, rows: Sequence[Mapping[str, str | None]]) -> Path:
    """Write rows as a Parquet file of texts."""
    pl.DataFrame(list(rows), schema=dict.fromkeys(rows[0], pl.String)).write_parquet(path)
    return path


@dataclass(frozen=True)
class Outcome:
    """A reconciliation with its findings in memory."""

    result: Reconciled
    findings: list[dict[str, Any]]

    def rows(self, kind: Kind) -> tuple[int, int]:
        """How many rows of a kind there are: there, here."""
        return self.result.tallies[kind].there, self.result.tallies[kind].here

    @property
    def only(self) -> dict[str, Any]:
        """The one finding."""
        (found,) = self.findings
        return found


def run(export: Path, book: Path, shape: Shape = SHAPE) -> Outcome:
    """Reconcile two files."""
    with tempfile.TemporaryDirectory() as scratch:
        result = reconcile(export, book, shape, scratch=Path(scratch), say=lambda text: None)
        findings = result.findings.collect().to_dicts()
    check_totals(result, findings)
    return Outcome(result, findings)


def compare(
    export: Sequence[Mapping[str, str | None]], book: Sequence[Mapping[str, str | None]], shape: Shape = SHAPE
) -> Outcome:
    """Reconcile rows."""
    with tempfile.TemporaryDirectory() as folder:
        there = write_csv(Path(folder) / "export.csv", export)
        return run(there, write_book(Path(folder) / "book.parquet", book), shape)


def check_totals(result: Reconciled, findings: Sequence[Mapping[str, Any]]) -> None:
    """Every row of both sides is in exactly one kind."""
    assert sum(one.there for one in result.tallies.values()) == result.there
    assert sum(one.here for one in result.tallies.values()) == result.here
    for side in ("row_there", "row_here"):
        rows = [one[side] for one in findings if one[side] is not None]
        assert len(rows) == len(set(rows))
    for kind, tally in result.tallies.items():
        if kind is not Kind.AGREES:
            mine = [one for one in findings if one["kind"] == kind]
            assert sum(one["row_there"] is not None for one in mine) == tally.there
            assert sum(one["row_here"] is not None for one in mine) == tally.here
