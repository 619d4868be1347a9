"""Read a selector book from its file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from trastienda.errors import BookError, did_you_mean
from trastienda.portal.book import Book, Element


def load_book(path: Path) -> Book:
    """Read a selector book.

    Raises:
        BookError: it is not there or wrong; every fault with its line and the nearest known name.
    """
    try:
        content = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BookError(f"{path}: there is no such selector book.") from None
    except UnicodeDecodeError as error:
        raise BookError(f"{path}: is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise BookError(f"{path}:{line}: {error.problem}") from None
    if not isinstance(content, Mapping):
        raise BookError(f"{path}: expected sections (pages, forms, ...), found {type(content).__name__}.")
    try:
        book = Book.model_validate(content)
    except ValidationError as error:
        faults = [f"{path}:{_line(content, fault['loc'])}: {_say(fault)}" for fault in error.errors()]
        raise BookError("\n".join(faults)) from None
    if faults := [
        f"{path}:{_line(content, loc)}: {'.'.join(loc)}: {said}" for loc, said in _contradictions(book)
    ]:
        raise BookError("\n".join(faults))
    for loc, element in _elements(book):
        element.stands_at(f"{path.name}:{_line(content, loc)}")
    return book


def _elements(part: Any, loc: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Every element of a book, with the keys that lead to it."""
    if isinstance(part, Element):
        yield loc, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _elements(getattr(part, name), (*loc, name))
    elif isinstance(part, Mapping):
        for name, inner in part.items():
            yield from _elements(inner, (*loc, name))


def _contradictions(book: Book) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is right by itself and does not fit together: where, and what."""
    if book.sign_in.page not in book.pages:
        known = did_you_mean(book.sign_in.page, book.pages)
        yield ("sign_in", "page"), f"there is no page '{book.sign_in.page}'.{known}"
    if book.own_orders is not None:
        if book.own_orders.page not in book.pages:
            known = did_you_mean(book.own_orders.page, book.pages)
            yield ("own_orders", "page"), f"there is no page '{book.own_orders.page}'.{known}"
        else:
            parts = Formatter().parse(book.pages[book.own_orders.page])
            if others := {name for _, name, _, _ in parts if name} - {"since"}:
                yield (
                    ("pages", book.own_orders.page),
                    f"own_orders fills in {{since}} alone, not {sorted(others)}",
                )
        if book.own_orders.rows not in book.lists:
            known = did_you_mean(book.own_orders.rows, book.lists)
            yield ("own_orders", "rows"), f"there is no list '{book.own_orders.rows}'.{known}"
    pressed = {str(commit.press): name for name, commit in book.commits.items()}
    for name, wall in book.walls.items():
        if str(wall) in pressed:
            yield (
                ("walls", name),
                f"is the commit element '{pressed[str(wall)]}'; nothing presses that by the way",
            )
    for name in book.elements.keys() & book.commits.keys():
        yield ("elements", name), "is a commit element; what commits nothing needs another name"


def _say(fault: Any) -> str:
    *within, last = map(str, fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"unknown key '{last}' in {'.'.join(within) or 'the book'}.{did_you_mean(last, _keys(within))}"
    message = re.sub(r"^Value error, ", "", fault["msg"])
    return f"{'.'.join([*within, last])}: {message}"


def _keys(loc: Iterable[str]) -> list[str]:
    """The keys that are known at a place of the book."""
    here: Any = Book
    for part in loc:
        here = here.model_fields[part].annotation if _is_model(here) else _inner(here)
        while get_origin(here) in (Annotated, Union, UnionType):
            # An optional part of the book stands before its None, as a type before its notes.
            here = get_args(here)[0]
    return list(here.model_fields) if _is_model(here) else []


def _inner(kind: Any) -> Any:
    """What a mapping or a list of the book holds."""
    return next(inner for inner in reversed(get_args(kind)) if inner is not ...)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _line(content: Any, loc: tuple[Any, ...]) -> int:
    """The line of the deepest key of `loc` that the file has, 1-based."""
    line = 1
    for part in loc:
        if not isinstance(content, Mapping) or part not in content:
            break
        line = content.lc.key(part)[0] + 1  # type: ignore[attr-defined]  # ruamel's mappings know their lines
        content = content[part]
    return line
