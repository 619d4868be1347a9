"""Give every row that is not settled by its texts its one kind, and write it down."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from trastienda.reconcile.findings import Findings, here_of
from trastienda.reconcile.formats import Formats
from trastienda.reconcile.keys import HERE, SEVERAL, TWIN, Joined
from trastienda.reconcile.kinds import Kind, Why
from trastienda.reconcile.pairs import CHECKED, cross_check, differences
from trastienda.reconcile.relink import Link, Relinked
from trastienda.reconcile.rows import Rows
from trastienda.reconcile.shape import ORDER, ROW, SALE, Shape
from trastienda.rules.crosscheck import Verdict

Side = Mapping[str, Any]


class Verdicts:
    """Writes findings; each method deals with rows that no other one deals with."""

    def __init__(self, findings: Findings, rows: Rows, how: Formats, shape: Shape) -> None:
        self._findings, self._rows, self._how, self._shape = findings, rows, how, shape

    def several(self, joined: Joined) -> None:
        """Rows of a number that stands on a side more than once."""
        twice = joined.twice
        many = {
            order: (there, here)
            for order, there, here in twice.group_by(ORDER)
            .agg(pl.col(ROW).drop_nulls().n_unique(), pl.col(ROW + HERE).drop_nulls().n_unique())
            .iter_rows()
        }
        for row in self._rows.there(twice[ROW]).iter_rows(named=True):
            self._several(many[row[ORDER]], there=row)
        for row in self._rows.here(twice[ROW + HERE]).iter_rows(named=True):
            self._several(many[row[ORDER]], here=row)

    def _several(self, many: tuple[int, int], *, there: Side | None = None, here: Side | None = None) -> None:
        why = Why.SEVERAL_THERE if many[0] > 1 else Why.SEVERAL_HERE
        times = many[0] if many[0] > 1 else many[1]
        self._findings.add(Kind.TWICE, why, there=there, here=here, many=times)

    def pairs(self, doubled: Sequence[int]) -> int:
        """Pairs of one number whose texts are not equal.

        Args:
            doubled: rows of our book that `doubles` deals with.

        Returns:
            how many agree all the same: only their writing differs, in a way that is declared.
        """
        agreeing, names = 0, self._how.names
        closed = pl.all_horizontal(pl.col(name + CHECKED).is_null() for name in names)
        for batch in self._rows.batches():
            kept = batch.filter(~pl.col(ROW + HERE).is_in(doubled))
            checked = cross_check(kept, names, self._shape)
            rest = checked.filter(~closed)
            agreeing += checked.height - rest.height
            for pair in rest.iter_rows(named=True):
                fields = tuple(differences(pair, names))
                differs = any(one.verdict is Verdict.DIFFER for one in fields)
                kind = Kind.DIFFERS if differs else Kind.UNCLEAR
                why = Why.FIELDS_DIFFER if differs else Why.FIELDS_UNCLEAR
                self._findings.add(kind, why, there=pair, here=here_of(pair), fields=fields)
        return agreeing

    def doubles(self, relinked: Relinked, twins: pl.DataFrame) -> pl.DataFrame:
        """Sales that the portal holds under a number of ours and under another one besides.

        Returns:
            the pairs of a number of ours among them, by `ROW` and `ROW + HERE`.
        """
        orders: dict[int, list[str]] = {}
        strange = self._by_row(self._rows.there(pl.Series(list(relinked.double), dtype=pl.UInt32)))
        for number, links in relinked.double.items():
            for link in links:
                orders.setdefault(link.here, []).append(strange[number][ORDER])
        repeated = twins.filter(pl.col(ROW + HERE).is_in(list(orders)))
        repeated = repeated.select(pl.col(TWIN).alias(ROW), ROW + HERE, ORDER, SEVERAL)
        for number, order in repeated.select(ROW + HERE, ORDER).unique(maintain_order=True).iter_rows():
            orders[number] = [order, *orders[number]]
        sales = self._by_row(self._rows.here(repeated[ROW + HERE]))
        # The rows of a number that stands there several times have their kind already.
        matched = repeated.filter(~pl.col(SEVERAL)).unique(maintain_order=True)
        for row, number, order in matched.select(ROW, ROW + HERE, ORDER).iter_rows():
            there = {ROW: row, ORDER: order}
            self._findings.add(
                Kind.TWICE, Why.TWO_ORDERS, there=there, here=sales[number], others=orders[number]
            )
        for number, links in relinked.double.items():
            sale = links[0].here
            row = {**strange[number], SALE: sales[sale][SALE]}
            self._findings.add(Kind.TWICE, Why.TWO_ORDERS, there=row, others=orders[sale])
        return matched

    def alone(self, relinked: Relinked) -> None:
        """Rows without a counterpart under their number, but for those of `doubles`."""
        there, here = self._by_row(self._rows.alone_there()), self._by_row(self._rows.alone_here())
        names = {number: str(row[ORDER]) for number, row in there.items()}
        possible = [link.here for links in relinked.doubtful_there.values() for link in links]
        matched = self._by_row(self._rows.here(pl.Series(possible, dtype=pl.UInt32)))
        sales = {
            number: str(row[SALE] or row[ORDER] or number) for number, row in {**here, **matched}.items()
        }
        for number in relinked.double:
            del there[number]
        for link in relinked.moved:
            sale = here.pop(link.here)
            why = Why.OTHER_NUMBER if sale[ORDER] else Why.NUMBER_FOUND
            self._findings.add(Kind.MOVED, why, there=there.pop(link.there), here=sale, fields=link.fields)
        for number, links in relinked.doubtful_there.items():
            self._doubtful(links, [sales[link.here] for link in links], there=there.pop(number))
        for number, links in relinked.doubtful_here.items():
            self._doubtful(links, [names[link.there] for link in links], here=here.pop(number))
        for number, row in there.items():
            crowded = number in relinked.crowded_there
            kind, why = (Kind.UNCLEAR, Why.CROWD) if crowded else (Kind.UNKNOWN, Why.NOT_OURS)
            self._findings.add(kind, why, there=row)
        for number, row in here.items():
            crowded = number in relinked.crowded_here
            kind, why = (Kind.UNCLEAR, Why.CROWD) if crowded else (Kind.MISSING, Why.NOT_THERE)
            self._findings.add(kind, why, here=row)
        for row in self._rows.without_number().iter_rows(named=True):
            self._findings.add(Kind.UNCLEAR, Why.NO_NUMBER, there=row)

    def _doubtful(
        self,
        links: Sequence[Link],
        others: Sequence[str],
        *,
        there: Side | None = None,
        here: Side | None = None,
    ) -> None:
        only = links[0] if len(links) == 1 else None
        lookalike = only is not None and bool(only.fields)
        why = Why.LOOKALIKE if lookalike else Why.SEVERAL_CANDIDATES
        fields = only.fields if only is not None else ()
        self._findings.add(Kind.UNCLEAR, why, there=there, here=here, fields=fields, others=others)

    @staticmethod
    def _by_row(rows: pl.DataFrame) -> dict[int, Side]:
        return {row[ROW]: row for row in rows.iter_rows(named=True)}
