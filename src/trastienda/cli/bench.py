"""The cross-check beside other tools, in figures."""

import os
import subprocess
import sys

import click

from trastienda.cli.groups import Group
from trastienda.cli.workplace import here, json_option
from trastienda.errors import ApplicationException, WorkspaceError


@click.group("bench", cls=Group)
def command() -> None:
    """Measure the program beside other tools. Needs a clone of the project's repository."""


@command.command("crosscheck")
@click.option("--sets", "sets", metavar="SET", multiple=True, help="Only this set. Repeatable.")
@json_option
def crosscheck(sets: tuple[str, ...], as_json: bool) -> None:
    """Link sets out of packages, by our rules and by four peers, and print who decides how much by itself.

    The sets and the peers come into an environment of their own, .venv-linkage. benchmarks/linkage/README.md
    explains the columns; the figures also go to benchmarks/linkage/results.json.
    """
    root = here().root
    if not (root / "benchmarks" / "linkage" / "__main__.py").is_file():
        raise WorkspaceError(
            f"{root} has no benchmarks/linkage: it is not part of the installed program. Call this in a clone of "
            "the repository."
        )
    arguments = ["--json"] if as_json else []
    if sets:
        arguments += ["--sets", *sets]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.linkage", *arguments],
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])]),
        },
        check=False,
    )
    if done.returncode == 2:
        raise WorkspaceError("Nothing was measured; the reason stands above.")
    if done.returncode:
        raise ApplicationException(
            "The bench failed, or a promise of ours was not kept; the reason stands above."
        )
