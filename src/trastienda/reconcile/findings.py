"""Write down what does not agree: one line for each pair or row, with the reason in both languages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from trastienda.domain.case import Language
from trastienda.domain.masking import mask_pair
from trastienda.reconcile.keys import HERE
from trastienda.reconcile.kinds import ALSO_DIFFERS, CODES, Kind, Why, sentence
from trastienda.reconcile.pairs import Difference
from trastienda.reconcile.shape import ITEM, ORDER, ROW, SALE, STATE, Shape

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "why": pl.String,
    "order": pl.String,
    "order_here": pl.String,
    "sale": pl.String,
    "item": pl.String,
    "state": pl.String,
    "row_there": pl.UInt32,
    "row_here": pl.UInt32,
    "others": pl.List(pl.String),
    "fields": pl.List(pl.String),
    "expected": pl.List(pl.String),
    "shown": pl.List(pl.String),
    "verdicts": pl.List(pl.String),
    "codes": pl.List(pl.String),
    "es": pl.String,
    "en": pl.String,
    "#expected": pl.List(pl.String),
    "#shown": pl.List(pl.String),
}
"""The columns of the findings: `order` is the portal's number there, `order_here` ours; rows as people count them.

`expected` and `shown` have personal ids masked. The whole texts are in the last two columns, for cases; they leave the
scratch folder nowhere else.
"""

BATCH = 50_000
APART = "\x1f"

Side = Mapping[str, Any]
"""A row of one side, under the names of its own columns."""


class Findings:
    """Collects findings and writes them to Parquet files, so that a million of them need no memory."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        """Prepare; the folder is there and empty."""
        self._folder, self._shape = folder, shape
        self._lines: list[tuple[Any, ...]] = []
        self._parts = 0
        self.there: Counter[Kind] = Counter()
        self.here: Counter[Kind] = Counter()

    def add(
        self,
        kind: Kind,
        why: Why,
        *,
        there: Side | None = None,
        here: Side | None = None,
        fields: Sequence[Difference] = (),
        others: Sequence[str] = (),
        many: int = 0,
    ) -> None:
        """Write one down.

        Args:
            kind, why: what became of the rows, and why.
            there, here: the row of the export and that of our book; one of them at least.
            fields: what does not agree.
            others: orders or sales that the sentence names.
            many: how often an order stands on a side.
        """
        theirs, ours = there or {}, here or {}
        if there is not None:
            self.there[kind] += 1
        if here is not None:
            self.here[kind] += 1
        texts = [mask_pair(one.expected, one.shown) for one in fields]
        named = list(zip(fields, texts, strict=True))
        order, sale = theirs.get(ORDER) or ours.get(ORDER), ours.get(SALE) or theirs.get(SALE)
        said = [
            sentence(
                why,
                language,
                order=order or "—",
                before=ours.get(ORDER) or "—",
                sale=sale or "—",
                others=", ".join(others),
                many=many,
                fields=(listed := self._listed(named, language)),
                also=ALSO_DIFFERS[language].format(fields=listed) if fields else "",
            )
            for language in (Language.ES, Language.EN)
        ]
        self._lines.append(
            (
                kind.value, why.value, theirs.get(ORDER), ours.get(ORDER), sale, ours.get(ITEM), ours.get(STATE),
                theirs.get(ROW), ours.get(ROW), APART.join(others), APART.join(one.field for one in fields),
                _listed(expected for expected, _ in texts), _listed(shown or "" for _, shown in texts),
                APART.join(one.verdict.value for one in fields), APART.join(one.code.value for one in fields), *said,
                _listed(one.expected for one in fields), _listed(one.shown or "" for one in fields),
            )
        )  # fmt: skip
        if len(self._lines) >= BATCH:
            self._write()

    def close(self) -> pl.LazyFrame:
        """Write the rest, and open all of it."""
        self._write()
        return pl.scan_parquet(self._folder / "*.parquet")

    def _write(self) -> None:
        # By columns and without lists: from rows of lists the same frame takes ten times as long.
        columns = list(zip(*self._lines, strict=True)) or [()] * len(SCHEMA)
        frame = pl.DataFrame(
            {
                name: pl.Series(name, column, pl.String if kind == pl.List(pl.String) else kind)
                for (name, kind), column in zip(SCHEMA.items(), columns, strict=True)
            }
        )
        lists = [name for name, kind in SCHEMA.items() if kind == pl.List(pl.String)]
        empty = pl.lit([], pl.List(pl.String))
        frame = frame.with_columns(
            pl.when(pl.col(name) != "").then(pl.col(name).str.split(APART)).otherwise(empty).alias(name)
            for name in lists
        )
        frame.write_parquet(self._folder / f"{self._parts:06d}.parquet")
        self._lines, self._parts = [], self._parts + 1

    def _listed(self, named: Iterable[tuple[Difference, tuple[str, str | None]]], language: Language) -> str:
        es = language is Language.ES
        return "; ".join(
            f"{self._shape.facts.label(one.field)}: "
            + (
                f"«{expected}» aquí y «{shown or ''}» allí"
                if es
                else f"'{expected}' here and '{shown or ''}' there"
            )
            + f" ({CODES[one.code.value][language]})"
            for one, (expected, shown) in named
        )


def for_people(findings: pl.LazyFrame) -> pl.LazyFrame:
    """The findings kind by kind, without the columns that hold whole texts of ids."""
    kinds = [findings.filter(pl.col("kind") == kind.value) for kind in Kind if kind is not Kind.AGREES]
    return pl.concat(kinds).drop("#expected", "#shown")


def _listed(texts: Iterable[str]) -> str:
    # One empty text is a list of one, not an empty list.
    return APART.join(text or " " for text in texts)


def here_of(pair: Side) -> Side:
    """Our side of a pair, under its own names."""
    return {name.removesuffix(HERE): value for name, value in pair.items() if name.endswith(HERE)}
