"""Run the kill drill: kill the program everywhere, with every fault of the portal, and count at the server."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path

from tests.drill.combinations import Combination, Database, every, some
from tests.drill.course import Result, carry_out
from tests.drill.table import LEGEND, cell, summary, table
from tests.support.databases import sqlite_url
from tests.support.postgres import PostgresServer
from trastienda.cli.workplace import upgrade
from trastienda.store.connection import open_store

CHOSEN_ON_POSTGRESQL = 60

Fresh = Callable[[Path], AbstractContextManager[str]]
"""Gives the URL of a new database with our tables in it, for a combination in a folder."""


def main() -> int:
    """Drill what the command line asks for; the exit code is 1 when anything was violated."""
    asked = _asked()
    failed = False
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="trastienda-drill-"))
        for database in asked.database:
            combinations = _chosen(database, asked)
            fresh = _databases(database, folder, stack)
            began = time.monotonic()
            results = _drill(combinations, folder / database, fresh, jobs=asked.jobs)
            failed |= _tell(database, results, seconds=time.monotonic() - began)
    if failed:
        _say(f"The workspaces of what was violated are under {folder}.")
    else:
        shutil.rmtree(folder)
    return int(failed)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make drill", description=__doc__)
    parser.add_argument(
        "--only", action="append", metavar="FAILPOINT/FAULT", help="this one alone; may come several times"
    )
    parser.add_argument(
        "--database",
        type=Database,
        choices=list(Database),
        nargs="+",
        default=list(Database),
        help=f"on SQLite all combinations are drilled, on PostgreSQL {CHOSEN_ON_POSTGRESQL} of them",
    )
    parser.add_argument("--seed", type=int, default=1, help="which ones are chosen for PostgreSQL")
    parser.add_argument("--jobs", type=int, default=2, help="combinations at the same time")
    return parser.parse_args()


def _chosen(database: Database, asked: argparse.Namespace) -> Sequence[Combination]:
    if asked.only:
        return [Combination.named(name, database) for name in asked.only]
    if database is Database.SQLITE:
        return every(database)
    return some(database, CHOSEN_ON_POSTGRESQL, seed=asked.seed)


def _databases(database: Database, folder: Path, stack: ExitStack) -> Fresh:
    """Migrations run once; every combination gets a copy."""
    if database is Database.POSTGRESQL:
        server = PostgresServer.start(owner=os.getpid(), log=folder / "postgres.log")
        stack.callback(server.stop)
        template = server.template("trastienda_drill", _set_up)
        return lambda _: server.database(template=template)
    made = folder / "template.db"
    _set_up(sqlite_url(made))

    def copied(place: Path) -> AbstractContextManager[str]:
        return nullcontext(sqlite_url(Path(shutil.copyfile(made, place / "trastienda.db"))))

    return copied


def _set_up(url: str) -> None:
    """Make our tables and the dispatcher's, and leave no connection to the database."""
    store = open_store(url)
    try:
        upgrade(store)
    finally:
        store.close()


def _drill(combinations: Sequence[Combination], folder: Path, fresh: Fresh, *, jobs: int) -> list[Result]:
    done = 0

    def one(combination: Combination) -> Result:
        place = folder / str(combination).replace("/", "-")
        place.mkdir(parents=True)
        with fresh(place) as url:
            result = carry_out(combination, place, url)
        if not result.violations:
            shutil.rmtree(place)
        return result

    results = []
    with ThreadPoolExecutor(jobs) as pool:
        for result in pool.map(one, combinations):
            results.append(result)
            done += 1
            _say(
                f"{done} of {len(combinations)}  {result.combination}: {cell(result)}  ({result.seconds:.0f} s)"
            )
            for violation in result.violations:
                _say(f"  {violation}")
    return results


def _tell(database: Database, results: Sequence[Result], *, seconds: float) -> bool:
    """Print what came of it; returns whether anything was violated."""
    violated = [one for one in results if one.violations]
    lines = [f"Kill drill on {database}.", LEGEND, "", table(results), "", summary(results, seconds=seconds)]
    for one in violated:
        lines += [f"{one.combination}: {violation}" for violation in one.violations]
        lines.append(f'  again: make drill ARGS="--only {one.combination} --database {database}"')
    sys.stdout.write("\n".join(lines) + "\n\n")
    sys.stdout.flush()
    return bool(violated)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
