"""Splink on DuckDB, as its documentation sets it up for people: no labels."""

import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI

from benchmarks.linkage.kinds import SHAPES, Kind, Shape
from benchmarks.linkage.peers.pairs import load, save

SEED = 1
SAMPLED = 1_000_000


def comparisons(shape: Shape) -> list[Any]:
    """A comparison for each field, by its kind."""
    made = []
    for name, kind in shape.fields.items():
        match kind:
            case Kind.GIVEN | Kind.SURNAME:
                made.append(cl.NameComparison(name).configure(term_frequency_adjustments=True))
            case Kind.WORDS:
                made.append(
                    cl.JaroWinklerAtThresholds(name, [0.9, 0.7]).configure(term_frequency_adjustments=True)
                )
            case Kind.NUMBER | Kind.CODE:
                made.append(
                    cl.DamerauLevenshteinAtThresholds(name, [1, 2]).configure(term_frequency_adjustments=True)
                )
            case Kind.CHOICE:
                made.append(cl.ExactMatch(name).configure(term_frequency_adjustments=True))
    if shape.parts:
        made.append(
            cl.DamerauLevenshteinAtThresholds(shape.date[0], [1, 2]).configure(
                term_frequency_adjustments=True
            )
        )
    else:
        made += [cl.ExactMatch(name) for name in shape.date]
    return made


def main() -> None:
    """Score the candidates of the set in the folder that is named."""
    folder = Path(sys.argv[1])
    logging.disable(logging.WARNING)
    shape = SHAPES[folder.name]
    left, right, pairs = load(folder)
    shared = pairs.reset_index(names="pair")
    files = []
    for side, rows in (("left", left), ("right", right)):
        # Each record lists the pairs that it is in: so Splink looks at our candidates and at no others.
        its = shared.groupby(side)["pair"].agg(list).rename("pairs")
        file = rows.drop(columns="entity").rename(columns={"id": "unique_id"}).join(its)
        file["pairs"] = [one if isinstance(one, list) else [] for one in file["pairs"]]
        files.append(file)
    # A column without a value on one side has nothing to compare.
    told = [one for one in shape.columns if left[one].notna().any() and right[one].notna().any()]
    kept = replace(shape, fields={name: kind for name, kind in shape.fields.items() if name in told})
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons(kept),
        blocking_rules_to_generate_predictions=[block_on("pairs", arrays_to_explode=["pairs"])],
        retain_matching_columns=False,
    )
    api = DuckDBAPI()
    tables = [
        api.register(file, dataset_display_name=name) for name, file in zip(("a", "b"), files, strict=True)
    ]
    linker = Linker(tables, settings, log_level=None)
    given, surname = (
        next(name for name, kind in shape.fields.items() if kind is wanted)
        for wanted in (Kind.GIVEN, Kind.SURNAME)
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on(given, surname, shape.date[0])], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED, seed=SEED)
    for rule in (block_on(given, surname), block_on(*shape.date)):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict().as_pandas_dataframe()
    turned = found["source_dataset_l"] == "b"
    found["left"] = found["unique_id_l"].where(~turned, found["unique_id_r"])
    found["right"] = found["unique_id_r"].where(~turned, found["unique_id_l"])
    scored = pairs[["left", "right"]].merge(found[["left", "right", "match_weight"]], how="left")
    assert len(scored) == len(pairs)
    assert scored["match_weight"].notna().all()
    # In natural units, like the other log odds.
    save(folder, "splink", pairs, {0: pd.Series(scored["match_weight"] * 0.6931471805599453).to_numpy()})


if __name__ == "__main__":
    main()
