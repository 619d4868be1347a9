"""Enter sales: take them in, enter, read back, report."""

from pathlib import Path

import click

from trastienda.cli.workplace import json_option, verbose_option
from trastienda.domain.evidence import Level


@click.command("run")
@click.argument("bot")
@click.option(
    "--sales", type=click.Path(dir_okay=False, path_type=Path), help="Take this file of sales in first."
)
@click.option("--limit", type=click.IntRange(min=1), help="Begin at most so many sales.")
@click.option("--rehearse", is_flag=True, help="Fill everything and stop before the commit point.")
@click.option("--headed", is_flag=True, help="Show the browser at work.")
@click.option(
    "--slow", type=click.IntRange(min=0), metavar="MS", help="With --headed: pause after every step."
)
@click.option(
    "--pause-on-case", is_flag=True, help="With --headed: open the inspector where an order meets trouble."
)
@click.option(
    "--evidence",
    type=click.Choice([level.value for level in Level]),
    metavar="LEVEL",
    help=f"Keep so much evidence, whatever the portal's file says: {', '.join(Level)}.",
)
@json_option
@verbose_option
def command(
    bot: str,
    sales: Path | None,
    limit: int | None,
    rehearse: bool,
    headed: bool,
    slow: int | None,
    pause_on_case: bool,
    evidence: str | None,
    as_json: bool,
    verbose: bool,
) -> None:
    """Enter sales with BOT: its open items, and those of --sales FILE.

    Ends when every item rests: settled, rejected, withdrawn, or in a case. Ctrl-C finishes the order in hand.
    """
    if not headed and (slow or pause_on_case):
        raise click.UsageError("--slow and --pause-on-case need --headed: without a window nobody sees them.")
    # Imported here: --help must not pay for a browser driver and a database.
    from trastienda.cli.running import enter_sales
    from trastienda.portal.browser import Screen

    level = Level(evidence) if evidence else None
    screen = Screen(slow_ms=slow or 0, pause_on_trouble=pause_on_case) if headed else None
    code = enter_sales(
        bot, sales, limit, rehearse=rehearse, screen=screen, evidence=level, as_json=as_json, verbose=verbose
    )
    if code:
        raise SystemExit(code)
