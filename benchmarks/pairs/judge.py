"""Judge the comparators, ours and the peers', by pairs that nobody counted."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from benchmarks.pairs import addresses, companies, names
from benchmarks.pairs.peers import PEERS, Score, Thresholds, bare, thresholds
from trastienda.rules.align.addresses import compare_addresses
from trastienda.rules.align.companies import compare_companies
from trastienda.rules.align.evidence import Evidence
from trastienda.rules.align.names import compare_names
from trastienda.rules.align.persons import Person, compare_births, compare_documents, compare_persons
from trastienda.rules.align.tables import RISK
from trastienda.rules.bounds import clopper_pearson_upper
from trastienda.rules.verdict import Verdict

OURS = "trastienda"
FIRST_JUDGED = 900_001
"""The first seed of the judged pairs; the tables are counted on seeds from 1 on."""

NAMES, OTHERS = 20_000, 5_000
"""Judged pairs of each seed: names, and addresses or companies."""

CHOSEN = range(1, 2)
"""Seeds on which the peers' thresholds are chosen: some of those that our tables are counted on."""
CHOSEN_PAIRS = 50_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result:
    """How one comparator did on one kind of pairs.

    Attributes:
        bench, subject: which pairs, and whose comparator.
        n: judged pairs.
        decided: share of them with the verdict match or differ.
        errors: wrong verdicts.
        error: their share of the decided pairs.
        bound: upper limit of that share (Clopper-Pearson, 95 %).
        father_and_son: matches of a father with his son, of one name or of one given name.
        per_cpu_s: pairs compared in a second of CPU.
    """

    bench: str
    subject: str
    n: int
    decided: float
    errors: int
    error: float
    bound: float
    father_and_son: int
    per_cpu_s: int

    def line(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Labelled(Generic[T]):
    """Two things to compare, whether they are one, and what they are."""

    left: T
    right: T
    same: bool
    kind: str


def results(seeds: int, say: Callable[[str], None]) -> list[Result]:
    """All benches: names alone, names with what else a record has, addresses, companies.

    Args:
        seeds: how many seeds of pairs are judged.
        say: called when a bench is over.
    """
    held_out = range(FIRST_JUDGED, FIRST_JUDGED + seeds)
    judged, chosen = _name_pairs(held_out, NAMES), _name_pairs(CHOSEN, CHOSEN_PAIRS)
    found = _texts("names", compare_names, *(list(map(_one_name, some)) for some in (judged, chosen)))
    say("names: judged")
    persons, chosen_persons = list(map(_one_person, judged)), list(map(_one_person, chosen))
    found.append(_judged("persons", OURS, persons, lambda a, b: compare_persons(a, b).verdict))
    found += [
        _judged("persons", name, persons, _by_score_and_record(score, chosen_persons))
        for name, score in PEERS.items()
    ]
    say("persons: judged")
    homes, firms = addresses.pairs, companies.pairs
    found += _texts(
        "addresses",
        compare_addresses,
        _two_texts(homes, held_out, OTHERS),
        _two_texts(homes, CHOSEN, CHOSEN_PAIRS),
    )
    say("addresses: judged")
    found += _texts(
        "companies",
        compare_companies,
        _two_texts(firms, held_out, OTHERS),
        _two_texts(firms, CHOSEN, CHOSEN_PAIRS),
    )
    say("companies: judged")
    return found


def _texts(
    bench: str,
    compare: Callable[[str, str], Evidence],
    judged: Sequence[Labelled[str]],
    chosen: Sequence[Labelled[str]],
) -> list[Result]:
    """Ours and the peers on pairs of two texts."""
    found = [_judged(bench, OURS, judged, lambda a, b: compare(a, b).verdict)]
    for name, score in PEERS.items():
        limits = thresholds([(_score(score, one.left, one.right), one.same) for one in chosen], RISK)
        found.append(_judged(bench, name, judged, _by_score(score, limits)))
    return found


def _one_name(pair: names.Pair) -> Labelled[str]:
    return Labelled(pair.left.name, pair.right.name, pair.same_name, pair.kind)


def _one_person(pair: names.Pair) -> Labelled[Person]:
    return Labelled(pair.left, pair.right, pair.same, pair.kind)


def _two_texts(
    pairs: Callable[[int, int], Iterator[addresses.Pair | companies.Pair]], seeds: Iterable[int], n: int
) -> list[Labelled[str]]:
    return [Labelled(one.left, one.right, one.same, one.kind) for seed in seeds for one in pairs(seed, n)]


def _name_pairs(seeds: Iterable[int], n: int) -> list[names.Pair]:
    return [pair for seed in seeds for pair in names.pairs(seed, n)]


def _score(score: Score, left: str, right: str) -> float:
    return score(bare(left), bare(right))


def _by_score(score: Score, limits: Thresholds) -> Callable[[str, str], Verdict]:
    return lambda left, right: limits.verdict(_score(score, left, right))


def _by_score_and_record(
    score: Score, chosen: Sequence[Labelled[Person]]
) -> Callable[[Person, Person], Verdict]:
    """Thresholds of their own for each way in which documents and birth dates may stand to each other."""
    scored: dict[tuple[str, str], list[tuple[float, bool]]] = {}
    for one in chosen:
        scored.setdefault(_besides(one.left, one.right), []).append(
            (_score(score, one.left.name, one.right.name), one.same)
        )
    limits = {besides: thresholds(pairs, RISK) for besides, pairs in scored.items()}

    def verdict(left: Person, right: Person) -> Verdict:
        limit = limits.get(_besides(left, right))
        return Verdict.UNCLEAR if limit is None else limit.verdict(_score(score, left.name, right.name))

    return verdict


def _besides(left: Person, right: Person) -> tuple[str, str]:
    return compare_documents(left.document, right.document), compare_births(left.birth, right.birth)


def _judged(
    bench: str, subject: str, pairs: Sequence[Labelled[T]], compare: Callable[[T, T], Verdict]
) -> Result:
    start = time.process_time()
    verdicts = [compare(one.left, one.right) for one in pairs]
    spent = time.process_time() - start
    said = Counter((verdict, one.same) for verdict, one in zip(verdicts, pairs, strict=True))
    errors = said[Verdict.MATCH, False] + said[Verdict.DIFFER, True]
    decided = len(pairs) - said[Verdict.UNCLEAR, True] - said[Verdict.UNCLEAR, False]
    fathers = sum(
        verdict is Verdict.MATCH and not one.same and one.kind.startswith("father and son")
        for verdict, one in zip(verdicts, pairs, strict=True)
    )
    return Result(
        bench,
        subject,
        len(pairs),
        round(decided / len(pairs), 4),
        errors,
        errors / decided if decided else 0.0,
        clopper_pearson_upper(errors, decided) if decided else 1.0,
        fathers,
        round(len(pairs) / spent),
    )
