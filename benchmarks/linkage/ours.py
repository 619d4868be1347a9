"""Score the candidates of a set by our own rules: `python -m benchmarks.linkage.ours FOLDER`.

Evidence levels of the fields go into `trastienda.rules.calibration`, as `trastienda calibrate` uses it: the fit of
each split sees its calibration half alone, and the scores by which thresholds are chosen come from fits that did not
see them.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.linkage.candidates import read
from benchmarks.linkage.evidence import evidence
from benchmarks.linkage.kinds import SHAPES, SPLITS
from trastienda.rules.calibration import blind_scores, fit, scores

FOLDS = 2


def main() -> None:
    """Score the candidates of the set in the folder that is named."""
    folder = Path(sys.argv[1])
    left, right = read(folder)
    pairs = pl.read_parquet(folder / "pairs.parquet")
    columns = evidence(left, right, pairs, SHAPES[folder.name])
    levels = np.column_stack([one.levels for one in columns])
    sizes = [len(one.names) for one in columns]
    same = pairs["same"].to_numpy()
    folds_of = np.array([hashlib.sha256(one.encode()).digest()[1] % FOLDS for one in left["entity"]])
    folds = folds_of[pairs["left"].to_numpy()]
    found = {}
    for split in range(1, SPLITS + 1):
        learn = pairs[f"learn {split}"].to_numpy()
        found[f"score {split}"] = scores(fit(levels[learn], same[learn], sizes), levels)
        found[f"blind {split}"] = blind_scores(levels, same, sizes, folds, learn)
    pairs.select("left", "right").with_columns(
        **{name: pl.Series(one) for name, one in found.items()}
    ).write_parquet(folder / "trastienda.parquet")


if __name__ == "__main__":
    main()
