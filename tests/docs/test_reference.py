"""States, errors, the facts of a run and the protocol are documented as they are."""

import ast
import inspect
import json
import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from tests.docs.pages import DOCS, ROOT, in_code, named_first, pages, prose, samples, sections, table
from trastienda import errors
from trastienda.cli import EXIT_CODES
from trastienda.demo.portal import FaultKind
from trastienda.domain.item import MOVES, State
from trastienda.report import facts

SOURCE = ROOT / "src" / "trastienda"
NAMED_CODE = re.compile(r"([a-z_]+(?:/[a-z_]+)*\.py)(?:: (\w+(?:\.\w+)*))?")


def test_the_drawing_of_the_states_has_every_move_and_no_other() -> None:
    (drawing,) = samples(DOCS / "states.md", "mermaid")
    drawn = set(re.findall(r"^ *(\w+) --> (\w+):", drawing.text, re.MULTILINE))

    assert drawn == {(source.value, target.value) for source, moves in MOVES.items() for target in moves}


def test_every_state_is_explained() -> None:
    assert set(named_first(sections(DOCS / "states.md")["What each state means"])) == set(State)


def error_classes() -> dict[str, type[Exception]]:
    return {
        name: kind
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, Exception) and kind.__module__ == errors.__name__
    }


def test_the_drawn_tree_of_errors_is_the_real_one() -> None:
    drawing = samples(DOCS / "errors.md")[0].text
    path: list[str] = []
    drawn = set()
    for line in drawing.splitlines():
        name = line.lstrip("│├└─ ")
        depth = (len(line) - len(name)) // 4
        path[depth:] = [name]
        drawn.add((name, path[depth - 1] if depth else "Exception"))

    assert drawn == {(name, kind.__mro__[1].__name__) for name, kind in error_classes().items()}


def test_every_error_is_explained_with_its_exit_code() -> None:
    said = {row[0].strip("`"): int(row[1]) for row in table(sections(DOCS / "errors.md")["Errors"])}
    ends_with = {
        name: next(code for base, code in EXIT_CODES.items() if issubclass(kind, base))
        for name, kind in error_classes().items()
    }

    assert said == ends_with


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("A run", facts.RunFacts),
        ("`intake`", facts.IntakeFacts),
        ("An item", facts.ItemFacts),
        ("`source`", facts.SourceFacts),
    ],
    ids=["run", "intake", "item", "source"],
)
def test_every_field_of_run_json_is_explained(heading: str, model: type[BaseModel]) -> None:
    assert named_first(sections(DOCS / "run-folder.md")[heading]) == list(model.model_fields)


def test_the_sample_line_of_the_log_is_one() -> None:
    (sample,) = samples(DOCS / "run-folder.md", "json")

    assert {"at", "level", "message", "run"} <= json.loads(sample.text).keys()


def test_every_fault_of_the_demo_portal_is_explained() -> None:
    assert named_first(sections(DOCS / "first-bot.md")["8. See it survive"]) == list(FaultKind)


def code_named_on_pages() -> Iterator[tuple[str, str, str]]:
    """Page, file and dotted name, of every `engine/pipeline.py: Pipeline` between backticks."""
    for page in pages():
        for text in in_code(prose(page)):
            found = NAMED_CODE.fullmatch(text)
            if found and found[1].split("/")[0] not in {"bots", "tests"}:
                yield str(page.relative_to(ROOT)), found[1], found[2] or ""


def names_in(tree: ast.Module | ast.ClassDef, before: str = "") -> Iterator[str]:
    """Every function, class and method of a module, dotted."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield before + node.name
        if isinstance(node, ast.ClassDef):
            yield from names_in(node, f"{before}{node.name}.")


def test_every_file_and_function_that_a_page_names_is_there() -> None:
    missing = []
    for page, file, name in set(code_named_on_pages()):
        path = next((base / file for base in (SOURCE, ROOT) if (base / file).is_file()), None)
        if path is None or (name and name not in names_in(ast.parse(path.read_text(encoding="utf-8")))):
            missing.append(f"{page}: {file} {name}")

    assert sorted(missing) == []


def test_every_test_that_a_page_names_is_there() -> None:
    named = {
        (page.relative_to(ROOT), text)
        for page in pages()
        for text in in_code(prose(page))
        if re.fullmatch(r"tests/[\w/]+\.py", text)
    }

    assert [(page, text) for page, text in named if not (ROOT / text).is_file()] == []
