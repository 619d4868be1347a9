"""Cross-check many pairs of an order and a sale, field by field: texts first, values only where texts are not equal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from trastienda.domain.fields import Unreadable
from trastienda.reconcile.keys import HERE
from trastienda.reconcile.shape import ACCEPTED, Shape
from trastienda.reconcile.writings import writings
from trastienda.rules.crosscheck import COMPARERS, Code, Verdict, compare_value
from trastienda.rules.verdict import LOST

CHECKED = " checked"
"""Behind a field's name: what its comparison came to, `None` where it agrees, else "verdict/code"."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a pair that does not agree: canonical text of ours, text as shown, verdict and evidence code."""

    field: str
    expected: str
    shown: str | None
    verdict: Verdict
    code: Code


def cross_check(pairs: pl.DataFrame, names: Sequence[str], shape: Shape) -> pl.DataFrame:
    """Add a column `field + CHECKED` for each field.

    Args:
        pairs: a row for each pair; the export's texts under a field's name, ours under `field + HERE`.
        names: the fields to compare.
        shape: their types, the portal's locale and equivalences.
    """
    for name in names:
        open_ = pairs.select(name, name + HERE).filter(~_equal(name, shape)).unique(maintain_order=True)
        judged = [_judge(name, ours or "", shown, shape) for shown, ours in open_.iter_rows()]
        if name == shape.marker:
            # A blank marker says nothing: an order typed by a person carries none.
            judged = [None if one and one.endswith(f"/{Code.NOT_SHOWN}") else one for one in judged]
        known = open_.with_columns(pl.Series(name + CHECKED, judged, pl.String))
        pairs = pairs.join(known, on=[name, name + HERE], how="left", nulls_equal=True, maintain_order="left")
    return _accepted(pairs, names)


def _equal(field: str, shape: Shape) -> pl.Expr:
    """Whether the shown text is one of the writings of ours; a text with a sign of loss never is for certain."""
    ours, shown = pl.col(field + HERE).fill_null(""), pl.col(field).fill_null("")
    lost = ours.str.contains_any(list(LOST))
    return pl.any_horizontal((way(ours) == shown).fill_null(False) for way in writings(shape, field)) & ~lost


def _judge(field: str, ours: str, shown: str | None, shape: Shape) -> str | None:
    try:
        value = shape.value(field, ours)
    except Unreadable:
        return f"{Verdict.UNCLEAR}/{Code.UNREADABLE}"
    verdict, code = compare_value(
        value,
        shown or "",
        locale=shape.facts.locale,
        equivalences=shape.facts.crosscheck.equivalences.get(field, ()),
        tz=shape.facts.zone,
    )
    aligned = shape.facts.crosscheck.aligned
    if verdict is Verdict.DIFFER and field in aligned:
        verdict, code = COMPARERS[aligned[field]](ours, shown or "").verdict, Code.ALIGNED
    return None if verdict is Verdict.MATCH else f"{verdict}/{code}"


def _accepted(pairs: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Take away what a person accepted: the field with exactly the text that the export shows."""
    if ACCEPTED + HERE not in pairs.columns or pairs.get_column(ACCEPTED + HERE).null_count() == pairs.height:
        return pairs
    accepted = [json.loads(text) if text else {} for text in pairs.get_column(ACCEPTED + HERE)]
    for name in names:
        wanted = pl.Series("wanted", [one.get(name) for one in accepted], pl.String)
        taken = (wanted == pl.col(name)).fill_null(False)
        pairs = pairs.with_columns(pl.when(~taken).then(pl.col(name + CHECKED)).alias(name + CHECKED))
    return pairs


def differences(pair: Mapping[str, str | None], fields: Sequence[str]) -> Iterator[Difference]:
    """The fields of a cross-checked pair that do not agree, in the order of `fields`.

    Args:
        pair: a row of what `cross_check` gave.
        fields: the compared fields.
    """
    for field in fields:
        checked = pair[field + CHECKED]
        if checked is not None:
            verdict, _, code = checked.partition("/")
            yield Difference(field, pair[field + HERE] or "", pair[field], Verdict(verdict), Code(code))
