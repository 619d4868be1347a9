"""DuckDB for what has its number on both sides, and Splink for the rest: whose order is it under another number?"""

import logging
import sys
from pathlib import Path

import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI

from benchmarks.reconcile.subjects import FIELDS, found_path
from benchmarks.reconcile.subjects.duckdb_plain import DOUBLES, PAIRS, open_sides

LIKELY = 0.99
"""The probability from which on a pair is taken."""


def main(folder: Path) -> None:
    """Reconcile."""
    logging.disable(logging.WARNING)
    base = open_sides(folder)
    base.execute(f"create table found as {PAIRS} {DOUBLES}")
    texts = ", ".join(f"cast({name} as varchar) as {name}" for name in FIELDS)
    for side, kind, row in (("there", "unknown", "row_there"), ("here", "missing", "row_here")):
        base.execute(
            f"create table rest_{side} as select row as unique_id, {texts} from {side} "
            f"where row in (select {row} from found where kind = '{kind}')"
        )
    api = DuckDBAPI(connection=base)
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.ExactMatch("holder_id"),
            cl.NameComparison("holder_name"),
            cl.ExactMatch("birth_date"),
            cl.ExactMatch("email"),
            cl.ExactMatch("line"),
            cl.ExactMatch("iban"),
            cl.JaroWinklerAtThresholds("address", [0.9, 0.7]),
            cl.ExactMatch("plan"),
            cl.ExactMatch("monthly_fee"),
            cl.ExactMatch("activation"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on(name) for name in ("holder_id", "line", "iban", "email", "holder_name")
        ],
        retain_matching_columns=False,
    )
    tables = [
        api.register(base.table(f"rest_{side}").df(), dataset_display_name=f"left_{side}")
        for side in ("there", "here")
    ]
    linker = Linker(tables, settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("holder_id", "line")], recall=1.0)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    # Not by an identity: among pairs that share one nearly all are the same sale, and there would be nothing to learn.
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("plan", "monthly_fee"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("activation"))
    linked = linker.inference.predict(threshold_match_probability=LIKELY).as_pandas_dataframe()
    # Pairs are ordered by the name of their table.
    there = linked["source_dataset_l"] == "left_there"
    linked["there"] = linked["unique_id_l"].where(there, linked["unique_id_r"])
    linked["here"] = linked["unique_id_r"].where(there, linked["unique_id_l"])
    linked = linked.sort_values("match_weight", ascending=False)
    # The best one of each, on both sides.
    best = linked[~linked["there"].duplicated() & ~linked["here"].duplicated()][["there", "here"]]
    base.register("best", best)
    base.execute(
        "copy (select * from found where not (kind = 'unknown' and row_there in (select there from best)) and not "
        "(kind = 'missing' and row_here in (select here from best)) "
        f"union all select 'moved', there, here, [] from best) to '{found_path(folder, 'splink')}' (format parquet)"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
