"""What is wrong with this machine or workspace, and what to do."""

import click

from trastienda.cli.listing import count, plain
from trastienda.cli.workplace import json_option, print_json, say, verbose_option

WIDTH = 12


@click.command("doctor")
@json_option
@verbose_option
def command(as_json: bool, verbose: bool) -> None:
    """Look at everything that a run needs: Python, workspace, database, bots, credentials, portals, browser.

    Each line is ok, warning or wrong, and what to do. Nothing is changed, no value of a credential is printed.
    Exit code: 0 nothing is wrong, 2 something of the workspace is, 1 only something of the machine is.
    """
    from trastienda.cli.checkup import examine
    from trastienda.cli.diagnosis import Part, Verdict
    from trastienda.engine import logs

    logs.set_up(verbose=verbose)
    seen = []
    for line in examine():
        seen.append(line)
        if not as_json:
            click.echo(f"{line.verdict.value:<8} {line.what:<{WIDTH}} {plain(line.says)}")
            if line.do:
                click.echo(f"{'':<{9 + WIDTH}} → {plain(line.do)}")
    wrong = [line for line in seen if line.verdict is Verdict.WRONG]
    if as_json:
        print_json(
            {
                "ok": not wrong,
                "lines": [
                    {
                        "what": line.what,
                        "verdict": line.verdict.value,
                        "part": line.part.value,
                        "says": line.says,
                        "do": line.do or None,
                    }
                    for line in seen
                ],
            }
        )
    warnings = sum(line.verdict is Verdict.WARNING for line in seen)
    say(f"{f'{len(wrong)} wrong' if wrong else 'Nothing is wrong'}, {count(warnings, 'warning')}.")
    if wrong:
        raise SystemExit(2 if any(line.part is Part.WORKSPACE for line in wrong) else 1)
