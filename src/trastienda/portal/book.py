"""The selector book: where things are in one portal."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from types import UnionType
from typing import Annotated, Any, Self, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from trastienda.errors import BookError, did_you_mean
from trastienda.portal.roles import ROLES

T = TypeVar("T")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Element(_Strict):
    """One thing on a page, named the way a person would: by exactly one of label, role and name, heading, test id, CSS.

    Attributes:
        label: the text of its label.
        role, name: its ARIA role and accessible name.
        heading: the text of a heading.
        test_id: its `data-testid`.
        css: a CSS selector, only with `why`.
        why: why nothing better than CSS was there.
    """

    label: str | None = None
    role: str | None = None
    name: str | None = None
    heading: str | None = None
    test_id: str | None = None
    css: str | None = None
    why: str | None = None

    @model_validator(mode="after")
    def _named_in_one_way(self) -> Self:
        ways = [way for way in (self.label, self.role, self.heading, self.test_id, self.css) if way]
        if len(ways) != 1:
            raise ValueError("an element is named by exactly one of label, role, heading, test_id, css")
        if self.name and not self.role:
            raise ValueError("'name' goes with 'role'")
        if self.role and self.role not in ROLES:
            raise ValueError(f"there is no role '{self.role}'.{did_you_mean(self.role, ROLES)}")
        if self.css and not self.why:
            raise ValueError("css needs a 'why': what is wrong with label and role here")
        return self

    def __str__(self) -> str:
        given = self.model_dump(exclude_none=True, exclude={"why", "by_page"})
        return ", ".join(f"{way} '{text}'" for way, text in given.items())


class FormField(Element):
    """A field of a form.

    Attributes:
        by_page: the page fills it by itself; the form waits until it shows something.
    """

    by_page: bool = False


Form = Annotated[dict[str, FormField], Field(min_length=1)]


class SignIn(_Strict):
    """The sign-in page: `page` is its name among the pages."""

    page: str = "login"
    user: Element
    password: Element
    submit: Element
    refused: Element


class TableList(_Strict):
    """A list of orders.

    Attributes:
        columns: field of the sale → header of its column.
        reference: header of the column with the order's number.
        nothing: what the page shows instead of the table when nothing was found.
        next_page: the link to the next page, if the list has pages.
        blank: texts that mean an empty cell.
    """

    columns: dict[str, str] = Field(min_length=1)
    reference: str
    nothing: Element
    next_page: Element | None = None
    blank: tuple[str, ...] = ()


class Detail(_Strict):
    """The page of one order, as a list of terms and texts or a table of two columns.

    Attributes:
        terms: field of the sale → term on the page.
        reference: term of the order's number.
        blank: texts that mean an empty value.
    """

    terms: dict[str, str] = Field(min_length=1)
    reference: str
    blank: tuple[str, ...] = ()


class Done(_Strict):
    """The page that says that an order was saved, and where its number stands on it."""

    shows: Element
    reference: Element


class Commit(_Strict):
    """The one element that cannot be taken back, and the only pages that count as an outcome.

    Attributes:
        press: the element; it has no fallback.
        done: the success page.
        refused: what the portal shows when it refuses, with the form still there.
        duplicate: the portal's warning that the order may be there already.
    """

    press: Element
    done: Done
    refused: Element
    duplicate: Element | None = None


class OwnOrders(_Strict):
    """Where the portal lists the orders that the signed-in account entered.

    Attributes:
        page: name of the page; its path may use `{since}`, a date like 2026-11-30.
        rows: name of the list on it.
    """

    page: str
    rows: str


def _none_is_empty(value: Any) -> Any:
    return value if value is not None else {}


class Book(_Strict):
    """Where things are in one portal.

    Attributes:
        pages: name → path; `{names}` are filled in and quoted.
        signed_in: what every page of a signed-in session shows.
        sign_in: the sign-in page.
        refused: what a form shows when the portal refuses what was typed.
        maintenance: what the portal shows while it is closed; a page that answers 503 needs none.
        elements: things to click that commit nothing.
        forms, lists, records, commits: by name.
        own_orders: where the orders of our account are listed; without it a sweep cannot see orders that
            belong to no sale of ours.
    """

    pages: dict[str, str] = Field(min_length=1)
    signed_in: Element
    sign_in: SignIn
    refused: Element
    maintenance: Element | None = None
    elements: Annotated[dict[str, Element], BeforeValidator(_none_is_empty)] = {}
    forms: dict[str, Form]
    lists: dict[str, TableList]
    records: dict[str, Detail]
    commits: dict[str, Commit] = Field(min_length=1)
    own_orders: OwnOrders | None = None

    @property
    def closed(self) -> dict[str, Element]:
        """What a closed portal shows, under its name in the book; empty when the book does not know."""
        return {"maintenance": self.maintenance} if self.maintenance else {}

    def path(self, page: str) -> str:
        """The path template of a page."""
        return _named(self.pages, page, "page")

    def element(self, name: str) -> Element:
        """An element to click; a commit element is none of them."""
        if name in self.commits:
            raise BookError(f"'{name}' is a commit element: press it with portal.commit('{name}').")
        return _named(self.elements, name, "element")

    def form(self, name: str) -> Mapping[str, FormField]:
        """The fields of a form."""
        return _named(self.forms, name, "form")

    def table(self, name: str) -> TableList:
        """A list."""
        return _named(self.lists, name, "list")

    def detail(self, name: str) -> Detail:
        """A record's page."""
        return _named(self.records, name, "record")

    def commit(self, name: str) -> Commit:
        """A commit element."""
        return _named(self.commits, name, "commit element")

    def sale_fields(self) -> dict[str, set[str]]:
        """Every field of a sale that the book names, with the sections that name it."""
        named: dict[str, set[str]] = {}
        sections: dict[str, Mapping[str, object]] = {
            **{
                f"forms.{name}": {k: v for k, v in form.items() if not v.by_page}
                for name, form in self.forms.items()
            },
            **{f"lists.{name}": table.columns for name, table in self.lists.items()},
            **{f"records.{name}": detail.terms for name, detail in self.records.items()},
        }
        for section, fields in sections.items():
            for field in fields:
                named.setdefault(field, set()).add(section)
        return named


def _named(section: Mapping[str, T], name: str, kind: str) -> T:
    if name not in section:
        raise BookError(f"The selector book has no {kind} '{name}'.{did_you_mean(name, section)}")
    return section[name]


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
    return book


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
        here = here.model_fields[part].annotation if _is_model(here) else get_args(here)[-1]
        while get_origin(here) in (Annotated, Union, UnionType):
            # An optional part of the book stands before its None, as a type before its notes.
            here = get_args(here)[0]
    return list(here.model_fields) if _is_model(here) else []


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
