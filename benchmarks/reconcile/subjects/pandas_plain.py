"""The script that one would write with pandas: bring both sides to one form, merge, compare."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.reconcile.subjects import ACCENTS, BOOK, EXPORT, FIELDS, HEADERS, found_path


def form(side: pd.DataFrame) -> pd.DataFrame:
    """Texts that are equal when their values are."""
    side = side.copy()
    for name in ("birth_date", "activation"):
        side[name] = side[name].str.replace(r"^(\d{2}).(\d{2}).(\d{4})$", r"\3-\2-\1", regex=True)
    amount = side["monthly_fee"].str.replace(r"[^0-9,.]", "", regex=True)
    spanish = amount.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    side["monthly_fee"] = np.where(amount.str.contains(","), spanish, amount).astype("float64")
    side["order"] = side["order"].str.strip()
    side["holder_id"] = side["holder_id"].str.replace("[^0-9A-Za-z]", "", regex=True).str.upper()
    side["holder_name"] = side["holder_name"].str.strip().str.lower().str.translate(str.maketrans(ACCENTS))
    side["email"] = side["email"].str.lower()
    side["line"] = side["line"].str.replace("[^0-9]", "", regex=True).str[-9:]
    side["plan"] = side["plan"].str.strip()
    side["iban"] = side["iban"].str.replace(" ", "", regex=False)
    return side


def main(folder: Path) -> None:
    """Reconcile."""
    export = pd.read_csv(folder / EXPORT, sep=";", dtype=str, keep_default_na=False).rename(columns=HEADERS)
    book = pd.read_parquet(folder / BOOK)
    export["row_there"], book["row_here"] = np.arange(len(export)) + 2, np.arange(len(book)) + 1
    there, here = form(export), form(book)
    twice = {*there.loc[there["order"].duplicated(), "order"], *here.loc[here["order"].duplicated(), "order"]}
    double_there, double_here = there["order"].isin(twice), here["order"].isin(twice)
    pairs = there[~double_there].merge(
        here[~double_here], on="order", how="outer", suffixes=("", "_here"), indicator=True
    )
    both = pairs["_merge"] == "both"
    wrong = pd.DataFrame({name: both & (pairs[name] != pairs[f"{name}_here"]) for name in FIELDS})
    pairs["kind"] = np.select(
        [pairs["_merge"] == "right_only", pairs["_merge"] == "left_only", wrong.any(axis=1)],
        ["missing", "unknown", "differs"],
        "",
    )
    found = pairs.loc[pairs["kind"] != "", ["kind", "row_there", "row_here"]].copy()
    names = np.array(FIELDS)
    found["fields"] = [list(names[row]) for row in wrong.loc[found.index].to_numpy()]
    rows = [found]
    for side, column in ((there[double_there], "row_there"), (here[double_here], "row_here")):
        rows.append(side[[column]].assign(kind="twice", fields=[[] for _ in range(len(side))]))
    result = pd.concat(rows)
    result = result.astype({"row_there": "Int64", "row_here": "Int64"})
    result[["kind", "row_there", "row_here", "fields"]].to_parquet(found_path(folder, "pandas"), index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
