"""Learn from decided cases what the cross-check may decide."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trastienda.cli.listing import count, from_here, print_pairs
from trastienda.cli.workplace import database, here, json_option, print_json, say

if TYPE_CHECKING:
    from trastienda.domain.profile import Score
    from trastienda.rules.audits import Calibration
    from trastienda.workspace import Workspace

_SCORE = re.compile(r"^\s*\[\s*score\b.*", re.MULTILINE | re.DOTALL)
"""From the score's table on to the end of a profile: `calibrate` writes it, and it stands last."""

_WRITTEN = "# Written by 'trastienda calibrate': it stands last in this file and is replaced as a whole."


@click.command("calibrate")
@click.argument("portal")
@click.option("--dry-run", is_flag=True, help="Only print what would be written.")
@json_option
def command(portal: str, dry_run: bool, as_json: bool) -> None:
    """Learn the weights of the evidence and a threshold from PORTAL's decided cases.

    They are written to config/crosscheck/PORTAL.toml when the cases bound the error as its `risk` asks; otherwise the
    command says what the cases do allow, and how many it takes. Nothing of a customer is written.
    """
    from trastienda.engine.bots import load_bot
    from trastienda.rules.audits import calibrate, labelled
    from trastienda.store import cases

    workspace = here()
    facts = load_bot(workspace, portal).facts
    profile = workspace.profile(portal)
    with database(workspace) as store, store.read() as conn:
        decided = cases.decided_ones(conn, portal)
    found = calibrate(labelled(decided, profile), profile.risk, datetime.now(facts.zone).date())
    path = workspace.profile_path(portal)
    write = found.score is not None and not dry_run
    if found.score is not None and write:
        _write(workspace, path, found.score)
    if as_json:
        print_json(_facts(found, profile.risk, len(decided), path if write else None))
        return
    _print(found, profile.risk, len(decided))
    if write:
        say(f"Written to {from_here(path)}; 'trastienda crosscheck try' judges by it.")
    elif found.score is not None:
        click.echo(f"\n{_text(found.score)}", nl=False)


def _facts(found: "Calibration", risk: float, decided: int, written: Path | None) -> dict[str, object]:
    best = found.best
    return {
        "decided_cases": decided,
        "labelled": found.pairs,
        "same": found.same,
        "risk": risk,
        "needed": found.needed,
        "threshold": best.score if best else None,
        "reached_by": best.decided if best else 0,
        "wrong": best.wrong if best else 0,
        "bound": best.bound if best else 1.0,
        "kept": found.score is not None,
        "written": from_here(written) if written else None,
    }


def _print(found: "Calibration", risk: float, decided: int) -> None:
    best = found.best
    print_pairs(
        [
            ("decided cases", str(decided)),
            ("pairs about which the score is asked", f"{found.pairs}, {found.same} of them the same sale"),
            ("risk", f"{risk:.3%}"),
            ("threshold", f"{best.score:.2f}" if best else None),
            ("reach it", f"{best.decided}, {best.wrong} of them wrong or nearly" if best else None),
            ("bound of the error", f"{best.bound:.3%} (Clopper and Pearson, 95 %)" if best else None),
        ]
    )
    if best is None:
        click.echo(
            "Too few decided cases: nothing can be learned before several were decided as the same sale and several "
            f"as another one. A risk of {risk:.2%} takes {found.needed} without an error."
        )
    elif found.score is None:
        click.echo(
            f"Too few decided cases for a risk of {risk:.2%}: that takes {found.needed} without an error, "
            f"{count(best.decided, 'pair')} reach the threshold. No more than {best.bound:.2%} may be claimed: "
            "set 'risk' in the profile to it if that is good enough, or go on deciding by hand. Nothing was written."
        )


def _text(score: "Score") -> str:
    """The score's tables, as they stand in the file."""
    lines = [
        _WRITTEN,
        "[score]",
        f"base = {score.base:.4f}",
        f"threshold = {score.threshold:.4f}",
        f"decided = {score.decided}",
        f"wrong = {score.wrong}",
        f"bound = {score.bound:.6f}",
        f"calibrated_on = {score.calibrated_on.isoformat()}",
    ]
    for field, points in score.points.items():
        lines += ["", f"[score.points.{field}]", *(f"{code} = {value:g}" for code, value in points.items())]
    return "\n".join(lines) + "\n"


def _write(workspace: "Workspace", path: Path, score: "Score") -> None:
    """Replace the score in the profile, and leave the rest of the file as people wrote it."""
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    kept = _SCORE.sub("", kept).replace(_WRITTEN, "").rstrip()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{kept}\n\n{_text(score)}".lstrip(), encoding="utf-8")
    workspace.profile(path.stem)
