"""The repository keeps the promises that no linter checks."""

import ast
import re
import selectors
import sysconfig
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "trastienda"
PURE = ("domain", "rules")
LONGEST_MODULE = 300
CLOCKS = {"now", "today", "utcnow"}
MACHINE_BUILTINS = {"input", "open", "print"}


def python_files(*folders: Path) -> list[Path]:
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=named(file))


def imported_at_load(node: ast.AST) -> Iterator[str]:
    """Give the modules that are imported as soon as the module is: everything outside functions."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.Import():
                yield from (alias.name for alias in child.names)
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                continue
            case _:
                yield from imported_at_load(child)


def locked() -> dict[str, list[Version]]:
    """Give the versions of each package in requirements.lock: several where markers tell them apart."""
    versions: dict[str, list[Version]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE
    ):
        versions.setdefault(canonicalize_name(name), []).append(Version(version))
    return versions


def declared() -> list[Requirement]:
    """Give what pyproject.toml asks for, runtime, build and development alike."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [
        project["project"]["dependencies"],
        project["build-system"]["requires"],
        *project["dependency-groups"].values(),
    ]
    return [Requirement(text) for texts in lists for text in texts]


def test_a_long_module_gives_its_reason() -> None:
    unexplained = [
        f"{named(file)} has {len(lines)} lines"
        for file in python_files(SOURCE)
        if len(lines := file.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE
        and not any(line.startswith("# Longer than 300 lines because ") for line in lines[:30])
    ]

    assert unexplained == []


@pytest.mark.parametrize("folder", ["config", "runs", "selectors"])
def test_folders_that_share_a_name_with_a_module_hold_no_python(folder: str) -> None:
    # With one file in selectors/, `import asyncio` would find it and die.
    assert python_files(ROOT / folder) == []


def test_selectors_is_the_module_of_the_standard_library() -> None:
    assert Path(selectors.__file__).parent == Path(sysconfig.get_path("stdlib"))


@pytest.mark.parametrize("floor", PURE)
def test_pure_floors_ask_neither_the_clock_nor_the_machine(floor: str) -> None:
    # What import-linter cannot see: datetime is allowed, its clock is not.
    asked = [
        f"{named(file)}:{call.lineno}"
        for file in python_files(SOURCE / floor)
        for call in ast.walk(tree_of(file))
        if isinstance(call, ast.Call)
        and (
            (isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS)
            or (isinstance(call.func, ast.Name) and call.func.id in MACHINE_BUILTINS)
        )
    ]

    assert asked == []


def test_rpaframework_is_imported_only_when_it_is_used() -> None:
    # It costs seconds, parses our arguments and changes the locale of the whole process.
    eager = [
        f"{named(file)} imports {module}"
        for file in python_files(SOURCE, ROOT / "bots")
        for module in imported_at_load(tree_of(file))
        if module.split(".")[0] == "RPA"
    ]

    assert eager == []


def test_a_type_error_is_ignored_only_for_a_reason() -> None:
    # The reason stands behind the code, `# type: ignore[code]  # why`, or in a comment on the line above.
    ignored = re.compile(r"#\s*type:\s*ignore\b(?!\[[\w, -]+\]\s+# \w)")
    bare = [
        f"{named(file)}:{number}"
        for file in python_files(SOURCE, ROOT / "tests", ROOT / "bots", ROOT / "benchmarks")
        for number, (above, line) in enumerate(
            pairwise(["", *file.read_text(encoding="utf-8").splitlines()]), start=1
        )
        if ignored.search(line) and not above.lstrip().startswith("# ") and file != Path(__file__)
    ]

    assert bare == []


def test_nothing_on_the_pure_floors_is_left_out_of_the_coverage() -> None:
    left_out = [
        named(file)
        for floor in PURE
        for file in python_files(SOURCE / floor)
        if "pragma: no" in file.read_text(encoding="utf-8")
    ]

    assert left_out == []


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_what_the_project_asks_for_is_locked(requirement: Requirement) -> None:
    versions = locked().get(canonicalize_name(requirement.name), [])

    assert versions, f"{requirement.name} is not in requirements.lock: run make lock"
    assert all(requirement.specifier.contains(version) for version in versions)


@pytest.mark.parametrize(
    "name",
    [
        "requirements.lock",
        "scripts/uv-requirements.lock",
        "benchmarks/requirements.lock",
        "benchmarks/linkage/requirements.lock",
        "benchmarks/reconcile/requirements.lock",
    ],
)
def test_a_lock_names_no_registry_and_hashes_every_package(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.M)

    unhashed = [entry.split()[0] for entry in entries if entry.strip() and "--hash=sha256:" not in entry]

    assert unhashed == []
    assert not re.search(r"https?:|--(extra-)?index-url|--find-links| @ ", text)


def test_there_is_no_second_lock() -> None:
    # uv.lock writes registry addresses into the repository.
    assert not (ROOT / "uv.lock").exists()


def test_make_without_a_target_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    phony = set(re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split())
    listed = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))

    assert listed == phony
    assert ".DEFAULT_GOAL := help" in makefile
