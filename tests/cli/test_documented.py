"""docs/cli.md has every command and every option, and its examples are calls that the program understands."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import click
import pytest

from tests.cli.shell import ROOT
from trastienda.cli import cli

PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = {
    found["title"]: found["text"]
    for found in re.finditer(
        r"^##+ `(?P<title>trastienda [a-z ]+)`\n(?P<text>.*?)(?=^##|\Z)", PAGE, re.M | re.S
    )
}
EXAMPLES = re.findall(r"^\$ (.*)$", PAGE, re.M)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below one, with the words that call it."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield f"{path} {name}", below
            yield from commands(below, f"{path} {name}")


ALL = dict(commands(cli, "trastienda"))


@pytest.mark.parametrize("path", ALL)
def test_every_command_says_what_it_is_for(path: str) -> None:
    command = ALL[path]

    assert command.help
    assert all(param.help for param in command.params if isinstance(param, click.Option))


@pytest.mark.parametrize("path", ALL)
def test_every_command_has_its_section_with_an_example_and_its_exit_codes(path: str) -> None:
    assert path in SECTIONS, f"docs/cli.md has no section '## `{path}`'"

    text = SECTIONS[path]

    assert re.search(rf"^\$ (\w+=\S+ )?{path}\b", text, re.M), f"{path} has no example"
    assert "Exit codes: 0" in text


@pytest.mark.parametrize("path", ALL)
def test_every_option_is_documented(path: str) -> None:
    options = [max(param.opts, key=len) for param in ALL[path].params if isinstance(param, click.Option)]

    missing = [option for option in options if f"`{option}`" not in re.sub(r"`-\w`/", "", SECTIONS[path])]

    assert missing == []


def test_no_section_is_about_a_command_that_is_gone() -> None:
    assert set(SECTIONS) == set(ALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_understood(example: str) -> None:
    program, *words = [word for word in shlex.split(example) if not re.match(r"[A-Z_]+=", word)]
    command: Any = cli
    while (
        isinstance(command, click.Group)
        and words
        and words[0] in command.list_commands(click.Context(command))
    ):
        command = command.get_command(click.Context(command), words.pop(0))

    assert program == "trastienda"
    assert command is not None
    command.make_context(example, words)


def test_the_help_of_decide_names_every_decision() -> None:
    from trastienda.cli.casefile import word_of
    from trastienda.domain.decision import Kind

    said = ALL["trastienda cases decide"].help or ""

    assert [kind for kind in Kind if word_of(kind) not in said] == []
