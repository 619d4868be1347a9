"""Print how often two processes took the same item: `make claims`.

On PostgreSQL two and four workers race for the items of sixteen accounts; one is killed and replaced, one is
stopped until it lost its locks. On SQLite one worker is killed and replaced beside impatient runs. The portal is
a file that every process appends to; what it was asked is counted there. In the last line the real program works
in a real browser on the demo portal.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.claims.browser import race_in_a_browser
from tests.claims.place import Place
from tests.claims.race import Raced, race_on_postgresql, race_on_sqlite
from tests.support.databases import sqlite_url
from tests.support.postgres import PostgresServer

ACCOUNTS = 16
MEMORY = Path("/dev/shm")
HEAD = (
    f"{'database':<11} {'programs':<24} {'items':>6} {'taken':>6} {'taken twice':>11} {'entered twice':>13} "
    f"{'left':>4} {'kills':>5} {'stalls':>6} {'interrupts':>10} {'handed on':>9} {'seconds':>7}"
)


def main() -> int:
    """Run the races; 0 when nothing was taken twice, entered twice or left."""
    parser = argparse.ArgumentParser(prog="make claims", description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000, help="how many sales each race has")
    items = parser.parse_args().items
    # In memory where there is one: on a disk each of SQLite's commits waits for it, and it is not what is tried here.
    with tempfile.TemporaryDirectory(prefix="trastienda-claims-", dir=_folder()) as folder:
        root = Path(folder)
        server = PostgresServer.of_session(root, owner=os.getpid())
        try:
            print(HEAD, flush=True)  # noqa: T201 - the table is what this program is for
            fine = [
                _line("postgresql", "2 up", lambda: _postgresql(server, root, items, workers=2)),
                _line(
                    "postgresql",
                    "4 up --accounts 6",
                    lambda: _postgresql(server, root, items, workers=4, limit=6),
                ),
                _line("sqlite", "1 up, impatient runs", lambda: _sqlite(root, items)),
                _line("sqlite", "1 up, 5 runs, browser", lambda: _browser(root)),
            ]
        finally:
            PostgresServer.end_of_session(root)
    return 0 if all(fine) else 1


def _postgresql(
    server: PostgresServer, root: Path, items: int, *, workers: int, limit: int | None = None
) -> Raced:
    def take_in(url: str) -> None:
        Place(_new(root, "taking-in"), url, accounts=ACCOUNTS).take_in(range(1, items + 1))

    with server.database(template=server.template("claims", take_in)) as url:
        place = Place(_new(root, f"postgresql-{workers}"), url, accounts=ACCOUNTS)
        return race_on_postgresql(place, workers=workers, limit=limit)


def _sqlite(root: Path, items: int) -> Raced:
    folder = _new(root, "sqlite")
    place = Place(folder, sqlite_url(folder / "trastienda.db"), accounts=ACCOUNTS)
    return race_on_sqlite(place, items=items, files=10, patience_s=10)


def _browser(root: Path) -> Raced:
    folder = _new(root, "browser")
    return race_in_a_browser(folder, sqlite_url(folder / "trastienda.db"))


def _line(database: str, programs: str, race: Callable[[], Raced]) -> bool:
    raced = race()
    counted = raced.counted
    print(  # noqa: T201
        f"{database:<11} {programs:<24} {counted.items:>6} {counted.claims:>6} {counted.taken_twice:>11} "
        f"{counted.entered_twice:>13} {counted.left:>4} {raced.kills:>5} {raced.stalls:>6} {raced.interrupts:>10} "
        f"{counted.handed_on:>9} {raced.seconds:>7.0f}",
        flush=True,
    )
    wrong = {
        "claimed by a stalled worker after it was woken": counted.after_waking,
        "journals that do not hold": counted.broken,
        "not settled": counted.items - counted.states["settled"],
        "lines that the programs should not have said": len(counted.troubles),
    }
    for what, number in wrong.items():
        if number:
            print(f"  {what}: {number}", *counted.troubles[:5], sep="\n    ", flush=True)  # noqa: T201
    return not (counted.taken_twice or counted.entered_twice or counted.left or any(wrong.values()))


def _folder() -> Path | None:
    return MEMORY if os.access(MEMORY, os.W_OK) else None


def _new(root: Path, name: str) -> Path:
    folder = root / name
    folder.mkdir()
    return folder


if __name__ == "__main__":
    sys.exit(main())
