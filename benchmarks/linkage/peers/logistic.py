"""A logistic regression on the usual similarities, learned on the calibration half of each split."""

import sys
from pathlib import Path

import pandas as pd
from sklearn.linear_model import LogisticRegression

from benchmarks.linkage.kinds import SPLITS
from benchmarks.linkage.peers.pairs import load, save, similarities


def main() -> None:
    """Score the candidates of the set in the folder that is named."""
    folder = Path(sys.argv[1])
    left, right, pairs = load(folder)
    alike = similarities(left, right, pairs)
    known = pd.concat(
        [
            alike.fillna(0),
            (alike == 1).astype(float).add_suffix(" equal"),
            alike.isna().astype(float).add_suffix(" missing"),
        ],
        axis=1,
    ).to_numpy()
    scores = {}
    for split in range(1, SPLITS + 1):
        learn = pairs[f"learn {split}"].to_numpy()
        model = LogisticRegression(max_iter=2000)
        model.fit(known[learn], pairs["same"][learn])
        scores[split] = model.decision_function(known)
    save(folder, "logistic", pairs, scores)


if __name__ == "__main__":
    main()
