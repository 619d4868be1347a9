"""Count labelled pairs into the tables of `trastienda.rules.align.counted`."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.pairs import addresses, companies, names
from trastienda.rules.align import counted
from trastienda.rules.align.addresses import address_row, compared_parts
from trastienda.rules.align.companies import compare_companies
from trastienda.rules.align.names import aligned
from trastienda.rules.align.persons import compare_births, compare_documents, name_class, person_row
from trastienda.rules.align.streets import read_address
from trastienda.rules.align.tables import RISK, judged
from trastienda.rules.verdict import Verdict

CHUNK = 50_000
"""Pairs of one seed."""

ENOUGH = next(n for n in range(1, 10_000) if judged(n, n, RISK)[0] is Verdict.MATCH)
"""The fewest pairs without an error that bound the risk of a verdict."""

TELLING = 100
"""The fewest pairs of a row of names that say to which class it belongs."""

FOLDER = Path(counted.__file__).parent

Tally = Counter[tuple[str, bool]]
"""(row, was it one and the same) → pairs."""


def count(name_seeds: int, other_seeds: int, *, workers: int, say: Callable[[str], None]) -> None:
    """Count seeds 1, 2, 3 … and write the four tables.

    Args:
        name_seeds: how many seeds of names, of `CHUNK` pairs each.
        other_seeds: how many of addresses, and of companies.
        workers: processes that count at the same time.
        say: called with one line for each table.
    """
    with ProcessPoolExecutor(workers) as pool:
        one_name, joint = Tally(), Counter[tuple[str, str, str, bool]]()
        for of_names, of_persons in pool.map(_names_of, range(1, name_seeds + 1)):
            one_name.update(of_names)
            joint.update(of_persons)
        homes, firms = Tally(), Tally()
        for of_homes in pool.map(_addresses_of, range(1, other_seeds + 1)):
            homes.update(of_homes)
        for of_firms in pool.map(_companies_of, range(1, other_seeds + 1)):
            firms.update(of_firms)
    name_rows = _rows(one_name, TELLING)
    say(_write("names", "labelled pairs of names, and how many of them were one name,", name_rows, one_name))
    fine = Tally(
        {(person_row(row, papers, birth), same): n for (row, papers, birth, same), n in joint.items()}
    )
    known = _rows(fine, ENOUGH)
    rare = Tally()
    for (row, papers, birth, same), n in joint.items():
        if person_row(row, papers, birth) not in known:
            rare[person_row(name_class(row, name_rows), papers, birth), same] += n
    person_rows = known | _rows(rare, 1)
    say(
        _write(
            "persons", "labelled pairs of records, and how many of them were one person,", person_rows, fine
        )
    )
    home_rows = _rows(homes, TELLING)
    say(
        _write(
            "addresses",
            "labelled pairs of addresses, and how many of them were one address,",
            home_rows,
            homes,
        )
    )
    firm_rows = _rows(firms, TELLING)
    say(
        _write(
            "companies",
            "labelled pairs of companies, and how many of them were one company,",
            firm_rows,
            firms,
        )
    )


def _names_of(seed: int) -> tuple[Tally, Counter[tuple[str, str, str, bool]]]:
    """One seed's pairs on the rows of names, and of persons."""
    one_name, joint = Tally(), Counter[tuple[str, str, str, bool]]()
    for pair in names.pairs(seed, CHUNK):
        row = aligned(pair.left.name, pair.right.name).row
        one_name[row, pair.same_name] += 1
        papers = compare_documents(pair.left.document, pair.right.document)
        joint[row, papers, compare_births(pair.left.birth, pair.right.birth), pair.same] += 1
    return one_name, joint


def _addresses_of(seed: int) -> Tally:
    """One seed's pairs on the rows of addresses."""
    homes = Tally()
    for pair in addresses.pairs(seed, CHUNK):
        left, right = read_address(pair.left), read_address(pair.right)
        if left is not None and right is not None:
            homes[address_row(compared_parts(left, right)), pair.same] += 1
    return homes


def _companies_of(seed: int) -> Tally:
    """One seed's pairs on the rows of companies."""
    return Tally(
        (compare_companies(pair.left, pair.right).code, pair.same) for pair in companies.pairs(seed, CHUNK)
    )


def _rows(tally: Tally, least: int) -> dict[str, tuple[int, int]]:
    """Row → pairs and how many were one and the same, for the rows that have at least so many pairs."""
    found = {}
    for row in sorted({row for row, _ in tally}):
        same = tally[row, True]
        n = same + tally[row, False]
        if n >= least:
            found[row] = (n, same)
    return found


def _write(name: str, what: str, rows: dict[str, tuple[int, int]], tally: Tally) -> str:
    """Write one table as a module, and say how large it is."""
    total = tally.total()
    lines = "".join(f'    "{row}": ({n}, {same}),\n' for row, (n, same) in rows.items())
    FOLDER.joinpath(f"{name}.py").write_text(
        f'"""{total:,} {what} by row.\n\n'
        f'Made by `python -m benchmarks.pairs count`.\n"""\n\n'
        f'RULE = "{name}/1"\n\n'
        f"# fmt: off\nROWS: dict[str, tuple[int, int]] = {{\n{lines}}}\n",
        encoding="utf-8",
    )
    return f"{name}: {total:,} pairs, {len(rows)} rows"
