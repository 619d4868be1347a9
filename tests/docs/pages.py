"""Take the documents apart: pages, sections, tables, fenced samples."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(\S*)[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) (.+)$")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Sample:
    """A fenced block: its language, what the fence says of it, its text, and where it stands."""

    language: str
    about: str
    text: str
    page: Path
    line: int

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Every document that people read."""
    loose = [
        ROOT / name
        for name in (
            "README.md",
            "CHANGELOG.md",
            "runs/README.md",
            "samples/README.md",
            "benchmarks/README.md",
            "benchmarks/linkage/README.md",
        )
    ]
    return [*loose, *sorted(DOCS.rglob("*.md"))]


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def samples(page: Path, *languages: str) -> list[Sample]:
    """The fenced blocks of a page, those of some languages when they are named."""
    text = text_of(page)
    return [
        Sample(found[1], found[2].strip(), found[3], page, text.count("\n", 0, found.start()) + 1)
        for found in _FENCE.finditer(text)
        if not languages or found[1] in languages
    ]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", text_of(page))


def headings(page: Path) -> list[str]:
    return [found[2] for line in prose(page).splitlines() if (found := _HEADING.match(line))]


def sections(page: Path) -> dict[str, str]:
    """Heading → the text up to the next heading of any level; fenced blocks are left out."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in prose(page).splitlines():
        heading = _HEADING.match(line)
        if heading:
            current = found.setdefault(heading[2], [])
        else:
            current.append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def table(text: str) -> list[list[str]]:
    """The rows of a section's only table, without its header; cells as written."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in _CELL.split(line)[1:-1]] for line in lines]
    assert rows, "the section has no table"
    return rows[2:]


def named_first(text: str) -> list[str]:
    """What the table's first column names in backticks, one a row."""
    return [row[0].strip("`") for row in table(text)]


def slug(heading: str) -> str:
    """The anchor that a heading gets, as GitHub makes it."""
    kept = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return kept.replace(" ", "-")


def in_code(text: str) -> Iterator[str]:
    """Every text between backticks of running prose."""
    yield from re.findall(r"`([^`\n]+)`", text)
