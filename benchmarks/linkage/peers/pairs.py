"""Read the candidate pairs of a set, with their similarities: what the peers have in common."""

from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz.distance import JaroWinkler

NOT_FIELDS = ("id", "entity")


def load(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The left and the right file of a set, and its candidate pairs."""
    left, right, pairs = (pd.read_parquet(folder / f"{name}.parquet") for name in ("left", "right", "pairs"))
    return left.set_index("id", drop=False), right.set_index("id", drop=False), pairs


def fields_of(left: pd.DataFrame) -> list[str]:
    """The columns that are compared."""
    return [name for name in left.columns if name not in NOT_FIELDS]


def similarities(left: pd.DataFrame, right: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Jaro-Winkler of every field of every pair; not a number where one side has no value."""
    found = {}
    for name in fields_of(left):
        ours, theirs = left[name].to_dict(), right[name].to_dict()
        known: dict[tuple[str | None, str | None], float] = {}
        values = np.empty(len(pairs))
        for place, ids in enumerate(zip(pairs["left"], pairs["right"], strict=True)):
            both = ours[ids[0]], theirs[ids[1]]
            if both not in known:
                known[both] = np.nan if None in both else JaroWinkler.similarity(*both)
            values[place] = known[both]
        found[name] = values
    return pd.DataFrame(found)


def save(folder: Path, method: str, pairs: pd.DataFrame, scores: dict[int, np.ndarray]) -> None:
    """Write the scores of a method: a column for each split (0: one score for all splits)."""
    table = pairs[["left", "right"]].assign(**{f"score {split}": one for split, one in scores.items()})
    table.to_parquet(folder / f"{method}.parquet", index=False)
