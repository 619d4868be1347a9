"""The mean of the fields' Jaro-Winkler similarities; a field that one side does not have counts as nothing."""

import sys
from pathlib import Path

from benchmarks.linkage.peers.pairs import load, save, similarities


def main() -> None:
    """Score the candidates of the set in the folder that is named."""
    folder = Path(sys.argv[1])
    left, right, pairs = load(folder)
    save(
        folder, "jaro-winkler", pairs, {0: similarities(left, right, pairs).fillna(0).mean(axis=1).to_numpy()}
    )


if __name__ == "__main__":
    main()
