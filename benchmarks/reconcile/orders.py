"""Make a book of sales and a portal's export of them, with every difference that is to be found written down.

The rules, for n sales (each share is of n; the planted sales are drawn without replacement):

- The book holds n sales in canonical texts, in no order. One sale in twenty is a second line of the customer before
  it: same document, name, account, mail and address, another line and number. The export holds an order of each, in
  no order, in the portal's writing: names in capitals, days as 03/04/2026, fees as 39,90 €, lines as 612 345 678,
  accounts in fours.
- Each of the ten fields differs in 0.05 %: another value of the same kind.
- 0.3 % of the orders are missing; 0.3 % more orders are of people whom nobody sold anything.
- 0.1 % of the export's rows stand twice; 0.1 % of the orders are held by a second sale of ours; 0.1 % of the sales
  have a second order under another number.
- 1 % of the rows are written in another way that is declared as equal, one field each: those agree.
- 0.5 % of the orders moved to another number: a third as they were, a third with a slip in the name (a letter lost,
  doubled or changed, or two neighbours swapped), a third with a slip and all fields in another writing.
- 0.1 % are unclear: a masked account, a cut address, an empty mail, a lost letter of the name, a document with a
  wrong check letter.
- 0.02 % moved and stand there under two other numbers: nobody can choose, all of it is unclear. 0.02 % moved with a
  document that has a wrong check letter: unclear too.
- 0.3 % are decoys, a missing order beside a strange one that is like it: another line of the same customer; the same
  line of another customer; a son with his father's name, address and account.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from benchmarks.reconcile.people import LETTERS, people, pick
from trastienda.reconcile.kinds import Kind

PLANS = (
    *("Fibra 300", "Fibra 600", "Fibra 1 Gb", "Móvil 10 GB", "Móvil 20 GB", "Móvil 50 GB", "Móvil ilimitado"),
    *("Dúo 300 + 20 GB", "Dúo 600 + 50 GB", "Dúo 1 Gb + ilimitado", "Familia 2 líneas", "Familia 3 líneas"),
)
FEES = ("19.90 EUR", "24.50 EUR", "29.90 EUR", "34.00 EUR", "39.90 EUR", "59.95 EUR", "1029.90 EUR")
FIELDS = (
    *(
        "holder_id",
        "holder_name",
        "birth_date",
        "email",
        "line",
        "plan",
        "address",
        "monthly_fee",
        "activation",
        "iban",
    ),
)
"""What both sides have."""

HEADERS = {
    "order": "Nº de pedido",
    "holder_id": "Documento",
    "holder_name": "Titular",
    "birth_date": "Fecha de nacimiento",
    "email": "Correo electrónico",
    "line": "Línea",
    "plan": "Tarifa",
    "address": "Dirección",
    "monthly_fee": "Cuota mensual",
    "activation": "Fecha de activación",
    "iban": "IBAN",
}
"""Column of the book → header of the export."""

UNCLEAR = ("iban", "address", "email", "holder_name", "holder_id")
MOVES = ("as it was", "slip", "slip and writing")
DECOYS = ("other line", "other customer", "son")


@dataclass(frozen=True, slots=True)
class World:
    """Two sides and the truth about them.

    Attributes:
        book: our sales: `order`, `reference`, and `FIELDS`.
        export: the portal's orders, under the headers of `HEADERS`.
        there, here: for every row of the export, and of the book, in its order: `kind` (a `Kind`), `field` that differs
            or is unclear (else empty), and `link`: the number of the pair that a moved row belongs to (else null).
    """

    book: pl.DataFrame
    export: pl.DataFrame
    there: pl.DataFrame
    here: pl.DataFrame


def world(n: int, seed: int) -> World:
    """The world of `n` sales, a pure function of its arguments; `n` is 2,000 at least."""
    chance = np.random.default_rng([seed, 2])
    spare = n // 25
    persons = people(n + spare, seed).with_columns(
        plan=pick(chance, PLANS, n + spare),
        monthly_fee=pick(chance, FEES, n + spare),
        activation=pl.Series(chance.integers(20_700, 20_900, n + spare).astype("datetime64[D]"))
        .cast(pl.Date)
        .dt.to_string("%Y-%m-%d"),
    )
    sales = _with_second_lines(persons.head(n)).with_columns(
        order=_number("P", 0, n), reference=_number("V", 0, n), strange=_number("Q", 0, n)
    )
    maker = _Maker(sales, persons.tail(spare), chance)
    return maker.make()


def _number(letter: str, first: int, n: int) -> pl.Expr:
    return pl.format(f"{letter}-{{}}", pl.int_range(first, first + n).cast(pl.String).str.zfill(8))


def _with_second_lines(sales: pl.DataFrame) -> pl.DataFrame:
    shared = ("holder_id", "holder_name", "birth_date", "email", "address", "iban")
    second = (pl.int_range(pl.len()) % 20) == 7
    return sales.with_columns(
        pl.when(second).then(pl.col(name).shift(1)).otherwise(pl.col(name)) for name in shared
    )


class _Maker:
    def __init__(self, sales: pl.DataFrame, pool: pl.DataFrame, chance: np.random.Generator) -> None:
        self._sales, self._pool, self._chance = sales, pool, chance
        # A planted sale and the other line of its customer would disturb each other's truth.
        free = np.arange(sales.height)
        self._free = chance.permutation(free[~np.isin(free % 20, (6, 7))])
        self._taken = self._pool_taken = 0
        self._there: list[pl.DataFrame] = []
        self._here: list[pl.DataFrame] = []
        self._links = 0

    def make(self) -> World:
        n = self._sales.height
        for field in FIELDS:
            self._differ(field, n // 2_000)
        self._missing_and_unknown(n * 3 // 1_000)
        self._twice(n // 1_000)
        self._written_otherwise(n // 100)
        for how in MOVES:
            self._moved(how, n // 600)
        for field in UNCLEAR:
            self._unclear(field, n // 5_000)
        self._moved_unclear(n // 5_000)
        for how in DECOYS:
            self._decoys(how, n // 1_000)
        rest = np.setdiff1d(np.arange(n), self._free[: self._taken])
        plain = self._sales[rest]
        self._add(_written(plain), plain, Kind.AGREES)
        return self._shuffled()

    # --- plants ---------------------------------------------------------------------------------------------------

    def _differ(self, field: str, many: int) -> None:
        sales, other = self._take(many), self._spare(many)
        match field:
            case "plan":
                there = sales.with_columns(plan=pl.col("plan").replace_strict(PLANS, (*PLANS[1:], PLANS[0])))
            case "monthly_fee":
                there = sales.with_columns(
                    monthly_fee=pl.col("monthly_fee").replace_strict(FEES, (*FEES[1:], FEES[0]))
                )
            case "activation" | "birth_date":
                later = pl.col(field).str.to_date().dt.offset_by("1d").dt.to_string("%Y-%m-%d")
                there = sales.with_columns(later.alias(field))
            case "holder_name" | "address":
                # By chance two people may have one name, or live in one house.
                same = sales[field] == other[field]
                there = sales.with_columns(
                    pl.when(same).then(pl.lit("Otra ") + other[field]).otherwise(other[field]).alias(field)
                )
            case _:
                there = sales.with_columns(other[field])
        self._add(_written(there), sales, Kind.DIFFERS, field)

    def _missing_and_unknown(self, many: int) -> None:
        self._add(None, self._take(many), Kind.MISSING)
        self._add(_written(self._strangers(many)), None, Kind.UNKNOWN)

    def _twice(self, many: int) -> None:
        sales = self._take(many)
        self._add(pl.concat([_written(sales)] * 2), sales, Kind.TWICE)
        sales = self._take(many)
        second = self._strangers(many).with_columns(
            sales["order"], reference=pl.format("{}-2", sales["reference"])
        )
        self._add(
            _written(sales), pl.concat([one.select(_columns(one)) for one in (sales, second)]), Kind.TWICE
        )
        sales = self._take(many)
        self._add(pl.concat([_written(sales), _written(_renumbered(sales))]), sales, Kind.TWICE)

    def _written_otherwise(self, many: int) -> None:
        sales = self._take(many)
        written, which = _written(sales), pl.Series(self._chance.integers(0, len(OTHERWISE), many))
        for number, (field, way) in enumerate(OTHERWISE):
            other = sales.select(way(pl.col(field))).to_series()
            written = written.with_columns(
                pl.when(which == number).then(other).otherwise(pl.col(field)).alias(field)
            )
        self._add(written, sales, Kind.AGREES)

    def _moved(self, how: str, many: int) -> None:
        sales = self._take(many)
        there = _renumbered(sales)
        if how != "as it was":
            there = there.with_columns(
                pl.Series("holder_name", [self._slip(name) for name in there["holder_name"]])
            )
        written = _written(there)
        if how == "slip and writing":
            written = written.with_columns(
                there.select(way(pl.col(field)).alias(field) for field, way in OTHERWISE[:7])
            )
        self._add(written, sales, Kind.MOVED, linked=True)

    def _unclear(self, field: str, many: int) -> None:
        sales = self._take(many)
        written = _written(sales)
        broken = {
            "iban": pl.format("****{}", pl.col("iban").str.tail(4)),
            "address": pl.col("address").str.head(20),
            "email": pl.lit(""),
            "holder_name": pl.col("holder_name").str.replace("[AEIOUÁÉÍÓÚ]", "?"),
            "holder_id": _wrong_letter(),
        }
        self._add(written.with_columns(broken[field].alias(field)), sales, Kind.UNCLEAR, field)

    def _moved_unclear(self, many: int) -> None:
        sales = self._take(many)
        once = _written(_renumbered(sales))
        again = once.with_columns(order=pl.format("{}-2", "order"))
        self._add(pl.concat([once, again]), sales, Kind.UNCLEAR)
        sales = self._take(many)
        self._add(_written(_renumbered(sales)).with_columns(holder_id=_wrong_letter()), sales, Kind.UNCLEAR)

    def _decoys(self, how: str, many: int) -> None:
        sales, other = self._take(many), self._spare(many)
        kept = {
            "other line": [name for name in FIELDS if name not in ("line", "plan")],
            "other customer": ["line", "address", "plan", "monthly_fee"],
            "son": ["holder_name", "address", "iban", "plan", "monthly_fee", "activation"],
        }
        taken = [name for name in FIELDS if name not in kept[how]]
        there = _renumbered(sales).with_columns(other[name] for name in taken)
        self._add(None, sales, Kind.MISSING)
        self._add(_written(there), None, Kind.UNKNOWN)

    # --- means ----------------------------------------------------------------------------------------------------

    def _take(self, many: int) -> pl.DataFrame:
        self._taken += many
        return self._sales[self._free[self._taken - many : self._taken]]

    def _spare(self, many: int) -> pl.DataFrame:
        self._pool_taken += many
        return self._pool[self._pool_taken - many : self._pool_taken]

    def _strangers(self, many: int) -> pl.DataFrame:
        first = self._pool_taken
        return self._spare(many).with_columns(
            order=_number("S", first, many), reference=_number("V9", first, many)
        )

    def _slip(self, name: str) -> str:
        """One slip of the hand, in the letters of a word."""
        letters = [
            place for place, sign in enumerate(name[:-1]) if sign.isalpha() and name[place + 1].isalpha()
        ]
        place = int(self._chance.choice(letters))
        before, sign, after = name[:place], name[place], name[place + 1 :]
        match int(self._chance.integers(4)):
            case 0:
                return before + after
            case 1:
                return before + sign + sign + after
            case 2 if after[0] != sign:
                return before + after[0] + sign + after[1:]
        return before + ("n" if sign != "n" else "m") + after

    def _add(
        self,
        there: pl.DataFrame | None,
        here: pl.DataFrame | None,
        kind: Kind,
        field: str = "",
        *,
        linked: bool = False,
    ) -> None:
        for side, rows in ((self._there, there), (self._here, here)):
            if rows is not None:
                link = pl.int_range(self._links, self._links + pl.len()) if linked else pl.lit(None)
                truth = [pl.lit(kind.value).alias("#kind"), pl.lit(field).alias("#field")]
                side.append(rows.select(*_columns(rows), *truth, link.cast(pl.Int64).alias("#link")))
        self._links += here.height if linked and here is not None else 0

    def _shuffled(self) -> World:
        there, here = (
            pl.concat(side)[self._chance.permutation(sum(one.height for one in side))]
            for side in (self._there, self._here)
        )
        truth = [pl.col(f"#{name}").alias(name) for name in ("kind", "field", "link")]
        export = there.select(pl.col(name).alias(header) for name, header in HEADERS.items())
        return World(here.drop("#kind", "#field", "#link"), export, there.select(truth), here.select(truth))


def _columns(rows: pl.DataFrame) -> list[str]:
    return [name for name in ("order", "reference", *FIELDS) if name in rows.columns]


def _renumbered(sales: pl.DataFrame) -> pl.DataFrame:
    return sales.with_columns(order=pl.col("strange"))


def _wrong_letter() -> pl.Expr:
    """A document with another letter than its number asks for."""
    letters = [str(letter) for letter in LETTERS]
    return pl.col("holder_id").str.head(8) + pl.col("holder_id").str.tail(1).replace_strict(
        letters, [*letters[1:], letters[0]]
    )


# --- the portal's writing -----------------------------------------------------------------------------------------


def _day(text: pl.Expr, separator: str = "/") -> pl.Expr:
    return pl.concat_str(text.str.slice(8, 2), text.str.slice(5, 2), text.str.head(4), separator=separator)


def _fee(text: pl.Expr) -> pl.Expr:
    amount = text.str.strip_suffix(" EUR").str.replace(".", ",", literal=True)
    grouped = amount.str.replace(r"^(\d)(\d{3}),", "${1}.${2},")
    return grouped + pl.lit(" €")


def _grouped(text: pl.Expr, places: tuple[int, ...], length: int) -> pl.Expr:
    return pl.concat_str([text.str.slice(place, length) for place in places], separator=" ")


PORTAL: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "holder_name": lambda text: text.str.to_uppercase(),
    "birth_date": _day,
    "line": lambda text: _grouped(text, (3, 6, 9), 3),
    "monthly_fee": _fee,
    "activation": _day,
    "iban": lambda text: _grouped(text, tuple(range(0, 24, 4)), 4),
}
"""How the portal writes; other fields are written as they are."""

_ACCENTS = dict(zip("áéíóúÁÉÍÓÚ", "aeiouAEIOU", strict=True))

OTHERWISE: tuple[tuple[str, Callable[[pl.Expr], pl.Expr]], ...] = (
    ("holder_id", lambda text: text.str.head(8) + pl.lit("-") + text.str.tail(1)),
    ("birth_date", lambda text: _day(text, "-")),
    ("activation", lambda text: text),
    ("line", lambda text: pl.format("+34 {}", text.str.tail(9))),
    ("monthly_fee", lambda text: text.str.replace(".", ",", literal=True)),
    ("iban", lambda text: text),
    ("email", lambda text: text.str.to_uppercase()),
    ("holder_name", lambda text: text.str.replace_many(list(_ACCENTS), list(_ACCENTS.values()))),
    ("line", lambda text: pl.concat_str(text.str.slice(3, 3), text.str.tail(6), separator=" ")),
    ("plan", lambda text: pl.format("  {} ", text)),
)
"""Other writings that mean the same, by the portal's locale and the equivalences that it declares."""


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(way(pl.col(name)).alias(name) for name, way in PORTAL.items())
