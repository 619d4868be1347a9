"""The ECM classifier of recordlinkage (Fellegi and Sunter) on similarities of at least 0.85: no labels."""

import sys
from pathlib import Path

import numpy as np
from recordlinkage import ECMClassifier

from benchmarks.linkage.peers.pairs import load, save, similarities

ALIKE = 0.85


def main() -> None:
    """Score the candidates of the set in the folder that is named."""
    folder = Path(sys.argv[1])
    left, right, pairs = load(folder)
    found = similarities(left, right, pairs).fillna(0)
    alike = (found >= ALIKE).astype(float)
    # A field in which all pairs are alike, or none, tells nothing, and the classifier refuses it.
    alike = alike.loc[:, alike.nunique() > 1]
    alike.index = pairs.set_index(["left", "right"]).index
    model = ECMClassifier()
    model.fit(alike)
    # Its probabilities end in a row of ones; the weights that they are made of do not.
    score = np.zeros(len(alike))
    for name, weights in model.log_weights.items():
        score += np.where(alike[name] == 1, weights[1.0], weights[0.0])
    save(folder, "ecm", pairs, {0: score})


if __name__ == "__main__":
    main()
