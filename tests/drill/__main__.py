"""Run the kill drill: kill the program everywhere, with every fault of the portal, and count at the server."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
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

ROUND = 8
"""So many combinations share a workspace, one after another, and its sweep."""

Fresh = Callable[[Path], AbstractContextManager[str]]
"""Gives the URL of a new database with our tables in it, for a workspace in a folder."""


def main() -> int:
    """Drill what the command line asks for; the exit code is 1 when anything was violated."""
    only, databases, seed, jobs = _asked()
    failed = False
    folder = Path(tempfile.mkdtemp(prefix="trastienda-drill-"))
    with ExitStack() as stack:
        for database in databases:
            combinations = only or _chosen(database, seed)
            fresh = _databases(database, folder, stack)
            began = time.monotonic()
            results = _drill(combinations, folder / database, fresh, jobs=jobs)
            failed |= tell(database, results, seconds=time.monotonic() - began)
    if failed:
        _say(f"The workspaces of what was violated are under {folder}.")
    else:
        shutil.rmtree(folder)
    return int(failed)


def _asked() -> tuple[Sequence[Combination], Sequence[Database], int, int]:
    """The combinations wanted alone, the databases, the seed, the jobs."""
    parser = argparse.ArgumentParser(prog="make drill", description=__doc__)
    parser.add_argument(
        "--only", action="append", metavar="FAILPOINT/FAULT", help="this one alone; may come several times"
    )
    parser.add_argument(
        "--database",
        type=Database,
        choices=list(Database),
        help=f"one alone: on SQLite all combinations are drilled, on PostgreSQL {CHOSEN_ON_POSTGRESQL} of them",
    )
    parser.add_argument("--seed", type=int, default=1, help="which ones are chosen for PostgreSQL")
    parser.add_argument("--jobs", type=int, default=2, help="workspaces at the same time")
    asked = parser.parse_args()
    try:
        only = [Combination.named(name) for name in asked.only or ()]
    except ValueError as error:
        parser.error(str(error))
    return only, [asked.database] if asked.database else list(Database), asked.seed, asked.jobs


def _chosen(database: Database, seed: int) -> Sequence[Combination]:
    return every() if database is Database.SQLITE else some(CHOSEN_ON_POSTGRESQL, seed=seed)


def _databases(database: Database, folder: Path, stack: ExitStack) -> Fresh:
    """Migrations run once; every workspace gets a copy."""
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
    rounds = [combinations[first : first + ROUND] for first in range(0, len(combinations), ROUND)]

    def one(number: int) -> list[Result]:
        place = folder / f"{number + 1}"
        place.mkdir(parents=True)
        with fresh(place) as url:
            results = carry_out(rounds[number], place, url)
        if not any(result.violations for result in results):
            shutil.rmtree(place)
        return results

    results: list[Result] = []
    with ThreadPoolExecutor(jobs) as pool:
        for ended in as_completed([pool.submit(one, number) for number in range(len(rounds))]):
            for result in ended.result():
                results.append(result)
                _say(
                    f"{len(results)} of {len(combinations)}  {result.combination}: {cell(result)}"
                    f"  ({result.seconds:.0f} s)"
                )
                for violation in result.violations:
                    _say(f"  {violation}")
    return results


def tell(database: Database, results: Sequence[Result], *, seconds: float) -> bool:
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
