"""Papers of a sale: whether they fit it, and are signed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trastienda.cli.groups import Group
from trastienda.cli.listing import count, plain, print_table
from trastienda.cli.workplace import database, here, json_option, print_json
from trastienda.errors import WorkspaceError

if TYPE_CHECKING:
    from trastienda.documents.examine import Paper
    from trastienda.domain.case import Language
    from trastienda.domain.finding import Finding
    from trastienda.domain.sale import Sale
    from trastienda.engine.bots import LoadedBot
    from trastienda.workspace import Workspace


@click.group("documents", cls=Group)
def command() -> None:
    """Look at the papers of a sale: order forms and identity papers, as PDF."""


@command.command("check")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--portal", required=True, help="The portal that the sale is for: carrier.")
@click.option(
    "--sale", required=True, metavar="FILE|ITEM", help="A file with the sale, or the number of its item."
)
@click.option("--template", metavar="NAME", help="The form: order_form for config/documents/order_form.toml.")
@json_option
def check(file: Path | None, portal: str, sale: str, template: str | None, as_json: bool) -> None:
    """Compare a paper with its sale, field by field, and look for its signature. Nothing is changed.

    FILE is a PDF. Its form is the one that --template names, else the one that its name ends with
    (V-2026-0001-order_form.pdf), else the only one that there is. Without FILE all papers of the sale in the
    portal's folder are looked at, and those that are required and missing are named.

    The verdict is one of three: it fits, it does not fit, or a person must look. The file is read in a process of
    its own with limits on time and memory, so that a hostile one harms nothing.
    """
    from trastienda.documents.examine import examine, examine_all
    from trastienda.documents.reader import Reader
    from trastienda.engine.bots import load_bot, load_form

    workspace, now = here(), datetime.now(UTC)
    if file is not None and not file.is_file():
        raise WorkspaceError(f"There is no file {file}.")
    bot = load_bot(workspace, portal)
    sold = _sale(workspace, bot, sale, file)
    names = _templates(workspace, file, template)
    forms = {name: load_form(workspace, name, bot.sale_type) for name in names}
    missing: tuple[Finding, ...] = ()
    with Reader() as reader:
        if file is not None:
            (form,) = forms.values()
            papers = [examine(file, sold, form, bot.facts, reader=reader, now=now)]
        elif bot.facts.papers.folder is None:
            raise WorkspaceError(
                f"Which FILE? config/portals/{portal}.toml declares no [papers] folder where papers lie."
            )
        else:
            folder = workspace.root / bot.facts.papers.folder
            papers, missing = examine_all(folder, sold, forms, bot.facts, reader=reader, now=now)
    language = workspace.settings.language
    if as_json:
        print_json(
            {
                "sale": sold.reference,
                "papers": [_facts(paper, language) for paper in papers],
                "missing": [_finding(one, language) for one in missing],
            }
        )
        return
    for paper in papers:
        _show(paper, language)
    for one in missing:
        click.echo(one.sentence(language))
    if not papers and not missing:
        click.echo(f"There is no paper of {sold.reference} in {bot.facts.papers.folder}.")


def _templates(workspace: "Workspace", file: Path | None, named: str | None) -> list[str]:
    """The forms that are meant: the named one, the one that a file's name ends with, the only one; or all of them."""
    from trastienda.documents.folder import named_in

    known = workspace.templates()
    if named is not None:
        return [named]
    if file is None:
        return known
    if (found := named_in(file, known)) is not None:
        return [found[1]]
    if len(known) != 1:
        raise WorkspaceError(
            f"Which form is {file.name}? Name it with --template. Known: {', '.join(known) or 'none'}."
        )
    return known


def _sale(workspace: "Workspace", bot: "LoadedBot", named: str, file: Path | None) -> "Sale":
    """The sale of an item, or of a file: the only one in it, or the one that the paper's name begins with."""
    from trastienda.intake import read_sales
    from trastienda.store import items

    if named.isdigit():
        with database(workspace) as store, store.read() as conn:
            try:
                item = items.get(conn, int(named))
            except LookupError:
                raise WorkspaceError(f"There is no item {named}. 'trastienda items' lists them.") from None
        if item.sale is None or item.bot != bot.name:
            raise WorkspaceError(f"Item {named} has no sale for {bot.name} that could be read.")
        return bot.sale_type.model_validate_json(json.dumps(item.sale))
    path = Path(named)
    if not path.is_file():
        raise WorkspaceError(f"There is no file {named}.")
    intake = read_sales(
        path, bot.sale_type, columns=bot.facts.columns, locale=bot.facts.locale, tz=bot.facts.zone
    )
    fitting = [one for one in intake.sales if file and _begins(file.name, one.reference)]
    sales = list(intake.sales) if len(intake.sales) == 1 else fitting
    if len(sales) != 1:
        unread = [one.sentence("en") for row in intake.rows for one in row.findings if row.sale is None]
        raise WorkspaceError(
            f"{named} has {count(len(intake.sales), 'readable sale')}; one is wanted, or the paper's name must "
            f"begin with the reference of one of them. {' '.join(unread[:1])}".rstrip()
        )
    return sales[0]


def _begins(name: str, reference: str) -> bool:
    return name.casefold().startswith(f"{reference.replace('/', '_')}-".casefold())


def _facts(paper: "Paper", language: "Language") -> dict[str, Any]:
    from trastienda.domain.masking import mask_ids, mask_pair
    from trastienda.rules.crosscheck import Verdict

    reading, judged = paper.reading, paper.judgement
    fields = []
    for one in judged.fields:
        expected, shown = mask_pair(one.expected, one.shown)
        if one.verdict is Verdict.MATCH and shown is not None:
            # Written otherwise and the same: the mask hides no difference.
            shown = shown.removesuffix(" (≠)")
        fields.append(
            {
                "field": one.field,
                "label": one.label,
                "expected": expected,
                "shown": shown,
                "read": [source.value for source, _ in one.read],
                "verdict": one.verdict.value,
                "code": one.code.value,
                "required": one.required,
            }
        )
    return {
        "file": str(paper.file),
        "template": paper.form,
        "sha256": reading.sha256,
        "size": reading.size,
        "pages": reading.pages,
        "access": reading.access.value,
        "unreadable": reading.unread.value if reading.unread else None,
        "fit": judged.fit.value,
        "sentence": mask_ids(judged.sentence(language)),
        "fields": fields,
        "signature": {
            "wanted": judged.signed.wanted,
            "digital": judged.signed.digital.value,
            "drawn": judged.signed.drawn,
            "signers": list(judged.signed.signers),
        },
        "findings": [_finding(one, language) for one in judged.findings],
    }


def _finding(finding: "Finding", language: "Language") -> dict[str, Any]:
    from trastienda.domain.masking import mask_ids

    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "fields": list(finding.fields),
        "sentence": mask_ids(finding.sentence(language)),
    }


def _show(paper: "Paper", language: "Language") -> None:
    facts = _facts(paper, language)
    pages = count(facts["pages"], "page")
    click.echo(f"{plain(paper.file.name)} as {paper.form}: {pages}, sha256 {facts['sha256'][:16]}…")
    if facts["fields"]:
        print_table(
            ("field", "in the sale", "in the paper", "verdict"),
            [
                (one["label"], one["expected"], one["shown"], f"{one['verdict']} ({one['code']})")
                for one in facts["fields"]
            ],
        )
    signature = facts["signature"]
    parts = [f"digital: {signature['digital']}"]
    if signature["signers"]:
        parts.append(f"by {plain(', '.join(signature['signers']))}")
    if signature["drawn"]:
        parts.append(f"by hand: {signature['drawn']}")
    click.echo(f"signature  {', '.join(parts)} (wanted: {signature['wanted'] or 'none'})")
    click.echo(plain(facts["sentence"]))
    for one in facts["findings"][1:]:
        click.echo(f"  {one['severity']}: {plain(one['sentence'])}")
