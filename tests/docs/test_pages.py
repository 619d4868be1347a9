"""Links lead somewhere, commands exist, decisions keep their form."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.docs.pages import DOCS, ROOT, headings, in_code, pages, prose, samples, sections, slug, text_of
from trastienda.cli import cli

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
LARGEST_PICTURE = 300_000
LONGEST_DECISION = 40
DECISIONS = sorted((DOCS / "adr").glob("[0-9]*.md"))
OF_ALL_COMMANDS = {"--help", "-h", "--version"}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_link_into_the_repository_leads_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(prose(page)):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in {slug(one) for one in headings(file)}):
            broken.append(target)

    assert broken == []


def test_every_document_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        targets = (target.partition("#")[0] for target in LINK.findall(prose(page)))
        files = ((page.parent / target).resolve() for target in targets if not target.startswith("http"))
        todo += [file for file in files if file.suffix == ".md"]

    assert [named(page) for page in DOCS.rglob("*.md") if page not in seen] == []


def test_every_picture_is_used_and_small() -> None:
    used = {(page.parent / target).resolve() for page in pages() for target in LINK.findall(prose(page))}
    pictures = set((DOCS / "images").iterdir())

    assert pictures <= used
    assert [named(one) for one in pictures if one.stat().st_size > LARGEST_PICTURE] == []


def test_nobody_says_exactly_once_without_the_sentence_that_belongs_to_it() -> None:
    bold = [
        named(page)
        for page in pages()
        if "exactly once" in text_of(page).lower() and "portal's own proxy" not in text_of(page)
    ]

    assert bold == []


def command_lines() -> Iterator[tuple[str, list[str]]]:
    """Where it stands, and the words after `trastienda`, for every command that a page shows."""
    for page in pages():
        shown = [
            line.removeprefix("$ ")
            for sample in samples(page, "console")
            for line in sample.text.splitlines()
            if line.startswith("$ ")
        ]
        for text in [*shown, *in_code(prose(page))]:
            found = re.fullmatch(r"(?:[A-Z_]+=\S+ )*trastienda((?: .+)?)", text)
            if found:
                yield f"{named(page)}: {text}", shlex.split(found[1])


def fault_of(words: list[str]) -> str | None:
    """What is wrong with a call: an unknown command, or an option that its command does not have."""
    command: click.Command = cli
    rest = list(words)
    while isinstance(command, click.Group) and rest and re.fullmatch(r"[a-z]+", rest[0]):
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return f"there is no command {rest[0]}"
        command = found
        del rest[0]
    known = {name for param in command.params for name in param.opts} | OF_ALL_COMMANDS
    strange = [word for word in rest if word.startswith("-") and word.partition("=")[0] not in known]
    return f"there is no {', '.join(strange)}" if strange else None


def test_every_command_that_a_page_shows_exists() -> None:
    faults = [f"{where}: {fault}" for where, words in command_lines() if (fault := fault_of(words))]

    assert faults == []


def every_command(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{before} {name}", command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{before} {name}")


def test_every_command_and_option_is_on_the_page_of_the_command_line() -> None:
    page = sections(DOCS / "cli.md")
    missing = []
    for name, command in every_command(cli, "trastienda"):
        text = page.get(f"`{name}`", "")
        options = [param.opts[-1] for param in command.params if isinstance(param, click.Option)]
        missing += [f"{name} {option}" for option in options if option not in text]
        if not text.strip():
            missing.append(name)

    assert missing == []


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    shown = [
        found
        for page in pages()
        for text in [*in_code(prose(page)), *(one.text for one in samples(page, "console"))]
        for found in re.findall(r"(?:^\$ |^)make ([a-z]+)", text, re.MULTILINE)
    ]

    assert shown
    assert set(shown) <= targets


@pytest.mark.parametrize("page", DECISIONS, ids=named)
def test_a_decision_is_short_and_has_its_three_parts(page: Path) -> None:
    title, *parts = headings(page)

    assert title.startswith(f"{int(page.name[:4])}. ")
    assert parts == ["Context", "Decision", "Consequences"]
    assert len(text_of(page).splitlines()) <= LONGEST_DECISION


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    listed = re.findall(r"^(\d+)\. \[(.+)\]\((.+)\)$", text_of(DOCS / "adr" / "README.md"), re.MULTILINE)

    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert [(number, file) for number, _, file in listed] == [
        (str(int(page.name[:4])), page.name) for page in DECISIONS
    ]
    assert [f"{number}. {title}" for number, title, _ in listed] == [headings(page)[0] for page in DECISIONS]
