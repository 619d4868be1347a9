"""The selector book: where things are in one portal."""

from collections.abc import Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from trastienda.errors import BookError, did_you_mean
from trastienda.portal.roles import ROLES

T = TypeVar("T")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


WAYS = {"label", "role", "name", "heading", "test_id", "css"}
"""The keys of an element that name it."""


class Element(_Strict):
    """One thing on a page, named the way a person would: by exactly one of label, role and name, heading, test id, CSS.

    Attributes:
        label: the text of its label.
        role, name: its ARIA role and accessible name.
        heading: the text of a heading.
        test_id: its `data-testid`.
        css: a CSS selector, only with `why`.
        why: why nothing better than CSS was there.
        fallback: other ways to name it, tried where nothing bears its label, or its role and name, to the letter.
            What they find must be one thing, and bear the same label or name but for case and signs.
        opens_window: pressing it opens a window of its own, in which the order goes on.
    """

    label: str | None = None
    role: str | None = None
    name: str | None = None
    heading: str | None = None
    test_id: str | None = None
    css: str | None = None
    why: str | None = None
    fallback: "tuple[Element, ...]" = ()
    opens_window: bool = False
    _where: str = PrivateAttr("")

    @property
    def named_at(self) -> str:
        """The tail of a message: file and line of the book that name it; empty where no file does."""
        return f" ({self._where})" if self._where else ""

    def stands_at(self, where: str) -> None:
        """Note file and line of the book."""
        self._where = where

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
        if self.fallback and not (self.label or self.name):
            raise ValueError("a fallback must bear its element's label, or role and name: give one of them")
        if any(other.fallback for other in self.fallback):
            raise ValueError("a fallback has no fallback of its own")
        return self

    def __str__(self) -> str:
        given = self.model_dump(exclude_none=True, include=WAYS)
        return ", ".join(f"{way} '{text}'" for way, text in given.items())


class Recipe(_Strict):
    """How a value is chosen from a list of the page's own making.

    Attributes:
        option: CSS selector of the options of the open list.
        shown: CSS selector of what shows the choice; without it, the field itself.
        why: what the page lacks that a list for everybody has (the roles `combobox`, `listbox` and `option`).
    """

    option: str
    shown: str | None = None
    why: str


class FormField(Element):
    """A field of a form.

    Attributes:
        by_page: the page fills it by itself; the form waits until it shows something.
        options: canonical text of a value → how the portal's list, boxes or buttons call it.
        free_text: what is typed counts, whether one of its suggestions says the same or not.
        recipe: how to choose, where the field is a list of the page's own making.
    """

    by_page: bool = False
    options: dict[str, str] = {}
    free_text: bool = False
    recipe: Recipe | None = None


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
        press: the element. Nothing here has a fallback: an outcome is certain or unknown.
        done: the success page.
        refused: what the portal shows when it refuses, with the form still there.
        duplicate: the portal's warning that the order may be there already.
    """

    press: Element
    done: Done
    refused: Element
    duplicate: Element | None = None

    @model_validator(mode="after")
    def _names_nothing_in_two_ways(self) -> Self:
        parts = (self.press, self.done.shows, self.done.reference, self.refused, self.duplicate)
        if any(part and part.fallback for part in parts):
            raise ValueError("what commits, and what tells its outcome, has no fallback")
        if self.press.opens_window:
            raise ValueError("what commits opens no window: its outcome is read where the form was")
        return self


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
        walls: what a page may put before itself, by what takes it away: cookie banners, notices.
        elements: things to click that commit nothing.
        downloads: things to click that give a file and commit nothing.
        forms, lists, records, commits: by name.
        own_orders: where the orders of our account are listed; without it a sweep cannot see orders that
            belong to no sale of ours.
    """

    pages: dict[str, str] = Field(min_length=1)
    signed_in: Element
    sign_in: SignIn
    refused: Element
    maintenance: Element | None = None
    walls: Annotated[dict[str, Element], BeforeValidator(_none_is_empty)] = {}
    elements: Annotated[dict[str, Element], BeforeValidator(_none_is_empty)] = {}
    downloads: Annotated[
        dict[Annotated[str, Field(pattern=r"^\w+$")], Element], BeforeValidator(_none_is_empty)
    ] = {}
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
        if name in self.downloads:
            raise BookError(f"'{name}' gives a file: take it with portal.download('{name}').")
        return _named(self.elements, name, "element")

    def download(self, name: str) -> Element:
        """An element that gives a file."""
        return _named(self.downloads, name, "download")

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
