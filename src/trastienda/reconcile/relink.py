"""Find the order of a sale under another reference, among the rows that are left without a counterpart.

A pair is looked at when both rows share an anchor: a document, an account, a telephone number, an e-mail address, our
own reference. It is the same sale when every identity field agrees, nothing that only one sale can have differs, and at
most `MOST_OPEN` other fields are not certain. It is linked when, besides, neither row has any other pair that might be
the same sale. Everything else that is not contradicted is unclear: it is shown, never chosen.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from trastienda.domain.fields import Email, Iban, Money, PersonId, Phone
from trastienda.reconcile.formats import Formats
from trastienda.reconcile.keys import CROWD, HERE, loose
from trastienda.reconcile.likeness import compare_texts
from trastienda.reconcile.pairs import CHECKED, Difference, cross_check, differences
from trastienda.reconcile.shape import ROW, Shape
from trastienda.rules.crosscheck import Code, Verdict

MOST_OPEN = 2
"""So many fields besides the identity may differ or be unclear in a pair that is linked."""


@dataclass(frozen=True, slots=True)
class Link:
    """A pair that might be one sale; rows by their numbers.

    Attributes:
        certain: it is the same sale, looked at by itself.
        fields: what does not agree.
    """

    there: int
    here: int
    certain: bool
    fields: tuple[Difference, ...]


@dataclass(slots=True)
class Relinked:
    """What became of the rows without a counterpart.

    Attributes:
        moved: pairs of one sale, the only possibility on both sides.
        double: orders → the pairs that have a counterpart already and that they repeat, with no difference.
        doubtful_there, doubtful_here: row → its possibilities; for an order those among the matched sales too.
        crowded_there, crowded_here: rows without a possibility, of which one search could not be made.
    """

    moved: list[Link] = field(default_factory=list)
    double: dict[int, list[Link]] = field(default_factory=dict)
    doubtful_there: dict[int, list[Link]] = field(default_factory=dict)
    doubtful_here: dict[int, list[Link]] = field(default_factory=dict)
    crowded_there: set[int] = field(default_factory=set)
    crowded_here: set[int] = field(default_factory=set)


def relink(
    there: pl.DataFrame, here: pl.DataFrame, twins: pl.DataFrame, formats: Formats, shape: Shape
) -> Relinked:
    """Link what is left, where it is certain.

    Args:
        there, here: rows without a counterpart: of the export, and of our book.
        twins: pairs, as `pairs.cross_check` takes them, of an order without a counterpart (`ROW`) with a sale that has
            one (`ROW + HERE`) and the same identity.
        formats, shape: how both sides write.
    """
    edges, crowded_there, crowded_here = _edges(there, here, formats, shape)
    pairs = edges.join(there, on=ROW).join(here.select(pl.all().name.suffix(HERE)), on=ROW + HERE)
    links, seconds = _links(pairs, formats, shape), _links(twins, formats, shape)
    result = _resolve(links, seconds)
    linked_there = {link.there for link in [*links, *seconds]}
    result.crowded_there = crowded_there - linked_there
    result.crowded_here = crowded_here - {link.here for link in links}
    return result


def _edges(
    there: pl.DataFrame, here: pl.DataFrame, formats: Formats, shape: Shape
) -> tuple[pl.DataFrame, set[int], set[int]]:
    """Pairs of rows that share an anchor, once each, and the rows of which an anchor is shared by a crowd."""
    found = [pl.DataFrame(schema={ROW: pl.UInt32, ROW + HERE: pl.UInt32})]
    crowded: tuple[set[int], set[int]] = (set(), set())
    for name in _anchors(formats, shape):
        sides = [
            side.select(ROW, loose(name, shape).alias("key"))
            .drop_nulls()
            .with_columns(many=pl.len().over("key"))
            for side in (there, here)
        ]
        keys = sides[0].join(sides[1], on="key", suffix=HERE)
        crowd = (pl.col("many") > CROWD) | (pl.col("many" + HERE) > CROWD)
        for rows, column in zip(crowded, (ROW, ROW + HERE), strict=True):
            rows.update(keys.filter(crowd).get_column(column).to_list())
        found.append(keys.filter(~crowd).select(ROW, ROW + HERE))
    return pl.concat(found).unique(maintain_order=True), *crowded


def _anchors(formats: Formats, shape: Shape) -> list[str]:
    kinds = (PersonId, Iban, Phone, Email)
    marker = [formats.marker] if formats.marker else []
    own = [name for name in formats.fields if issubclass(shape.kind_of(name), kinds)]
    return list(
        dict.fromkeys([*marker, *own, *(f for f in shape.facts.crosscheck.identity if f in formats.fields)])
    )


def _links(pairs: pl.DataFrame, formats: Formats, shape: Shape) -> list[Link]:
    """The pairs that are not contradicted, judged."""
    if pairs.is_empty():
        return []
    names = formats.names
    identity = [name for name in names if _tells_apart(name, shape)]
    checked = cross_check(pairs, identity, shape)
    contradicted = pl.any_horizontal(
        pl.col(name + CHECKED).str.starts_with(f"{Verdict.DIFFER}/")
        & (pl.col(name + CHECKED) != f"{Verdict.DIFFER}/{Code.NEAR}")
        for name in identity
    ).fill_null(False)
    # Most pairs are contradicted by their identity: the other fields of those are nobody's business.
    possible = checked.filter(~contradicted) if identity else checked
    checked = cross_check(possible, [name for name in names if name not in identity], shape)
    return [
        _link(pair, tuple(differences(pair, names)), formats, shape) for pair in checked.iter_rows(named=True)
    ]


def _tells_apart(name: str, shape: Shape) -> bool:
    """Whether another value makes it another sale, or another person's."""
    identity = shape.facts.crosscheck.identity
    return name in identity or name == shape.marker or issubclass(shape.kind_of(name), PersonId)


def _link(pair: dict[str, str | None], open_: tuple[Difference, ...], formats: Formats, shape: Shape) -> Link:
    identity = shape.facts.crosscheck.identity
    complete = all(name in formats.fields for name in identity)
    marker = formats.marker
    marked = marker is not None and bool(pair[marker]) and pair[marker + CHECKED] is None
    settled = {one.field for one in open_ if _is_settled(one, shape)}
    unsettled = [one for one in open_ if one.field not in settled]
    certain = (
        (complete or (marked and not unsettled))
        and not any(_blocks(one, shape) for one in unsettled)
        and len(unsettled) <= MOST_OPEN
    )
    return Link(int(pair[ROW] or 0), int(pair[ROW + HERE] or 0), certain, open_)


def _is_settled(one: Difference, shape: Shape) -> bool:
    return compare_texts(shape.kind_of(one.field), one.expected, one.shown or "") is Verdict.MATCH


def _blocks(one: Difference, shape: Shape) -> bool:
    """Whether a field that does not agree forbids the link."""
    if _tells_apart(one.field, shape):
        return True
    kind = shape.kind_of(one.field)
    if issubclass(kind, Iban | Money):
        return one.verdict is Verdict.DIFFER
    return compare_texts(kind, one.expected, one.shown or "") is Verdict.DIFFER


def _resolve(links: Sequence[Link], twins: Sequence[Link]) -> Relinked:
    result = Relinked()
    of_order, of_twin, of_sale = _by(links, "there"), _by(twins, "there"), _by(links, "here")
    for order in {**of_order, **of_twin}:
        own, doubles = of_order.get(order, []), of_twin.get(order, [])
        match own:
            case [link] if link.certain and not doubles and len(of_sale[link.here]) == 1:
                result.moved.append(link)
            case [] if any(not link.fields for link in doubles):
                result.double[order] = [link for link in doubles if not link.fields]
            case _:
                result.doubtful_there[order] = [*own, *doubles]
    moved = Counter(link.here for link in result.moved)
    result.doubtful_here = {sale: own for sale, own in of_sale.items() if sale not in moved}
    return result


def _by(links: Iterable[Link], side: str) -> dict[int, list[Link]]:
    found: defaultdict[int, list[Link]] = defaultdict(list)
    for link in links:
        found[getattr(link, side)].append(link)
    return dict(found)
