"""Count labelled pairs into the tables of `trastienda.rules.align.counted`."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.pairs import addresses, companies, names
from trastienda.rules.align import counted
from trastienda.rules.align.addresses import address_class, address_pool, address_row, compared_parts
from trastienda.rules.align.companies import compare_companies
from trastienda.rules.align.names import aligned
from trastienda.rules.align.persons import compare_births, compare_documents, name_class, person_codes
from trastienda.rules.align.streets import read_address
from trastienda.rules.align.tables import RISK, judged
from trastienda.rules.verdict import Verdict

CHUNK = 50_000
"""Pairs of one seed."""

ENOUGH = next(n for n in range(1, 10_000) if judged(n, n, RISK)[0] is Verdict.MATCH)
"""The fewest pairs without an error that bound the risk of a verdict."""

FOLDER = Path(counted.__file__).parent

Codes = tuple[str, ...]
"""A row, its class, and wider classes."""

Tally = Counter[tuple[Codes, bool]]
"""(codes, was it one and the same) → pairs."""

PersonTally = Counter[tuple[str, str, str, str, bool]]
"""(row of the names, its class, documents, birth dates, was it one person) → pairs."""


def count(name_seeds: int, other_seeds: int, *, workers: int, say: Callable[[str], None]) -> None:
    """Count seeds 1, 2, 3 … and write the tables; those of which no seed is asked for stay as they are.

    Args:
        name_seeds: how many seeds of names, of `CHUNK` pairs each.
        other_seeds: how many of addresses, and of companies.
        workers: processes that count at the same time.
        say: called with one line for each table.
    """
    one_name, joint, homes, firms = Tally(), PersonTally(), Tally(), Tally()
    with ProcessPoolExecutor(workers) as pool:
        for of_names, of_persons in pool.map(_names_of, range(1, name_seeds + 1)):
            one_name.update(of_names)
            joint.update(of_persons)
        for of_homes in pool.map(_addresses_of, range(1, other_seeds + 1)):
            homes.update(of_homes)
        for of_firms in pool.map(_companies_of, range(1, other_seeds + 1)):
            firms.update(of_firms)
    name_rows = _with_classes(one_name)
    records = Tally()
    for (row, kin, papers, birth, same), n in joint.items():
        records[person_codes(row, name_class(row, kin, name_rows), papers, birth), same] += n
    if name_seeds:
        say(_write("names", "names, and how many of them were one name,", name_rows))
        say(_write("persons", "records, and how many of them were one person,", _with_classes(records)))
    if other_seeds:
        say(_write("addresses", "addresses, and how many of them were one address,", _with_classes(homes)))
        say(_write("companies", "companies, and how many of them were one company,", _with_classes(firms)))


def _names_of(seed: int) -> tuple[Tally, PersonTally]:
    """One seed's pairs on the rows of names, and of persons."""
    one_name, joint = Tally(), PersonTally()
    for pair in names.pairs(seed, CHUNK):
        found = aligned(pair.left.name, pair.right.name)
        one_name[(found.row, found.kin), pair.same_name] += 1
        papers = compare_documents(pair.left.document, pair.right.document)
        birth = compare_births(pair.left.birth, pair.right.birth)
        joint[found.row, found.kin, papers, birth, pair.same] += 1
    return one_name, joint


def _addresses_of(seed: int) -> Tally:
    """One seed's pairs on the rows of addresses."""
    homes = Tally()
    for pair in addresses.pairs(seed, CHUNK):
        left, right = read_address(pair.left), read_address(pair.right)
        if left is not None and right is not None:
            parts = compared_parts(left, right)
            homes[(address_row(parts), address_class(parts), address_pool(parts)), pair.same] += 1
    return homes


def _companies_of(seed: int) -> Tally:
    """One seed's pairs on the rows of companies; they have few rows, and no classes."""
    firms = Tally()
    for pair in companies.pairs(seed, CHUNK):
        firms[(compare_companies(pair.left, pair.right).code,), pair.same] += 1
    return firms


def _with_classes(tally: Tally) -> dict[str, tuple[int, int]]:
    """Row → pairs and how many were one and the same.

    A row that is too rare for a bound is counted with the rare ones of its class, and so on to the widest class.
    """
    counted: dict[str, tuple[int, int]] = {}
    left = tally
    while left:
        last = all(len(codes) == 1 for codes, _ in left)
        sums = Counter[str]()
        same = Counter[str]()
        for (codes, is_same), n in left.items():
            sums[codes[0]] += n
            same[codes[0]] += n * is_same
        often = {row for row, n in sums.items() if n >= ENOUGH or last}
        counted |= {row: (sums[row], same[row]) for row in often}
        rest = Tally()
        for (codes, is_same), n in left.items():
            if codes[0] not in often:
                rest[codes[1:] or codes, is_same] += n
        left = rest
    return dict(sorted(counted.items()))


def _write(name: str, what: str, rows: dict[str, tuple[int, int]]) -> str:
    """Write one table as a module, and say how large it is."""
    total = sum(n for n, _ in rows.values())
    lines = "".join(f'    "{row}": ({n}, {same}),\n' for row, (n, same) in rows.items())
    FOLDER.joinpath(f"{name}.py").write_text(
        f'"""{total:,} labelled pairs of {what} by row.\n\nMade by `python -m benchmarks.pairs count`.\n"""\n\n'
        f'# Longer than 300 lines because each row has its own, where it has many.\n\nRULE = "{name}/1"\n\n'
        f"# fmt: off\nROWS: dict[str, tuple[int, int]] = {{\n{lines}}}\n",
        encoding="utf-8",
    )
    return f"{name}: {total:,} pairs, {len(rows)} rows"
