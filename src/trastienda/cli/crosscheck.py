"""Try how a sale and an order are compared."""

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trastienda.cli.groups import Group
from trastienda.cli.listing import plain, print_table
from trastienda.cli.workplace import database, here, json_option, print_json
from trastienda.errors import WorkspaceError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trastienda.domain.sale import Sale
    from trastienda.engine.bots import LoadedBot
    from trastienda.rules.decision_words import Line
    from trastienda.workspace import Workspace

_HEADS = {
    "es": ("campo", "vendido", "en el portal", "veredicto", "prueba", "por qué"),
    "en": ("field", "sold", "in the portal", "verdict", "evidence", "why"),
}


@click.group("crosscheck", cls=Group)
def command() -> None:
    """Compare a sale with an order by hand, the way a run does."""


@command.command("try")
@click.argument("sale")
@click.argument("record", type=click.Path(path_type=Path))
@click.option("--portal", metavar="BOT", help="By whose rules; needed for a sale that is a file.")
@json_option
@click.pass_context
def try_it(ctx: click.Context, sale: str, record: Path, portal: str | None, as_json: bool) -> None:
    """Compare SALE with RECORD field by field, and say in one sentence whether they are the same.

    SALE is the number of an item, our reference of it, or a JSON file with one sale. RECORD is a JSON file: field of
    the sale → text as the portal shows it. Nothing is written; documents and IBANs are masked.
    """
    from trastienda.domain.masking import mask_pair
    from trastienda.domain.record import Record
    from trastienda.rules.crosscheck import Verdict, compare, order_fields
    from trastienda.rules.decision import judge
    from trastienda.rules.decision_words import lines, sentence

    workspace = here()
    bot, sold, accepted = _sale(workspace, sale, portal)
    shown = _texts(record, bot)
    fields = dict.fromkeys([*order_fields(bot.sale_type, bot.facts), *shown])
    results = compare(sold, Record(None, shown), bot.facts, fields=fields, accepted=dict(accepted))
    profile = workspace.profile(bot.name)
    language = workspace.settings.language
    verdict = judge(results, profile)
    told = [(line, *mask_pair(line.expected, line.shown)) for line in lines(verdict, language)]
    said = sentence(verdict, profile, language)
    if as_json:
        print_json(
            {
                "verdict": verdict.verdict.value,
                "ground": verdict.ground.value,
                "score": round(verdict.score, 3),
                "sentence": said,
                "fields": [_facts(line, sold_text, shown_text) for line, sold_text, shown_text in told],
            }
        )
    else:
        print_table(
            _HEADS[language],
            [
                (line.label, sold_text, shown_text, line.word, line.code, line.reason)
                for line, sold_text, shown_text in told
            ],
        )
        click.echo(f"\n{plain(said)}")
    ctx.exit(0 if verdict.verdict is Verdict.MATCH else 1)


def _facts(line: "Line", sold: str, shown: str | None) -> dict[str, Any]:
    return {
        "field": line.field,
        "sold": sold,
        "shown": shown,
        "verdict": line.verdict.value,
        "code": line.code,
        "why": line.reason,
    }


def _sale(
    workspace: "Workspace", written: str, portal: str | None
) -> "tuple[LoadedBot, Sale, Mapping[str, str]]":
    """The bot whose rules hold, the sale, and the differences that a person accepted for it."""
    from trastienda.engine.bots import load_bot

    path = Path(written)
    if not path.is_file():
        from trastienda.cli.items import items_meant

        if path.suffix:
            raise WorkspaceError(f"There is no file {written}.")
        with database(workspace) as store, store.read() as conn:
            item = items_meant(conn, written)[-1]
        if item.sale is None:
            raise WorkspaceError(f"Item {item.id} has no sale: its row could not be read.")
        bot = load_bot(workspace, portal or item.bot)
        return bot, bot.sale_type.model_validate_json(json.dumps(dict(item.sale))), item.accepted
    if portal is None:
        names = ", ".join(workspace.bot_names())
        raise WorkspaceError(f"{written} does not say by whose rules it is compared: add --portal ({names}).")
    bot = load_bot(workspace, portal)
    return bot, _sale_of_file(path, bot), {}


def _sale_of_file(path: Path, bot: "LoadedBot") -> "Sale":
    from trastienda.intake import RawRow, Source, parse_sale
    from trastienda.intake.cells import cell_text

    facts = bot.facts
    values = {
        name: "" if value is None else cell_text(value, facts.locale) for name, value in _object(path).items()
    }
    read = parse_sale(
        RawRow(Source(path.name, None, 1), values),
        bot.sale_type,
        columns=facts.columns,
        locale=facts.locale,
        tz=facts.zone,
    )
    if isinstance(read, list):
        raise WorkspaceError("\n".join(finding.en for finding in read))
    return read


def _texts(path: Path, bot: "LoadedBot") -> dict[str, str]:
    """Field → text as the portal shows it."""
    known = bot.sale_type.model_fields
    found = {}
    for name, value in _object(path).items():
        if name not in known:
            raise WorkspaceError(
                f"{path.name}: {bot.sale_type.__name__} has no field '{name}'.{did_you_mean(name, known)}"
            )
        if value is not None:
            if not isinstance(value, str):
                raise WorkspaceError(
                    f"{path.name}: {name} is {json.dumps(value, default=str)}; a text as the portal shows it is "
                    "expected, in quotes."
                )
            found[name] = value
    return found


def _object(path: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except ValueError as error:
        raise WorkspaceError(f"{path.name} is not readable JSON: {error}.") from None
    if not isinstance(loaded, dict):
        raise WorkspaceError(
            f"{path.name} holds one {type(loaded).__name__}; an object is expected: {{field: text, …}}."
        )
    return loaded
