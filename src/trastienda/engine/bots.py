"""Load bots by path, with what belongs to them."""

import hashlib
import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

from trastienda.bot import Bot
from trastienda.documents.examine import Filing, Form
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import classes_of
from trastienda.domain.profile import Profile
from trastienda.domain.sale import Sale
from trastienda.errors import WorkspaceError, did_you_mean
from trastienda.portal.book import Book
from trastienda.portal.bookfile import load_book
from trastienda.rules.crosscheck import order_fields
from trastienda.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LoadedBot:
    """A bot with its sale, its portal's facts and its selector book, joined by one slug.

    Attributes:
        name: the slug of `bots/<name>.py`, `selectors/<name>.yaml` and `config/portals/<name>.toml`.
        verbs: the bot itself.
        sale_type: the kind of sale that it enters.
        facts, book: of its portal.
        versions: short digests of the two files and of the portal's facts, with its sector's and its prices.
        filing: the papers that every sale needs, where it needs any.
    """

    name: str
    verbs: Bot[Any]
    sale_type: type[Sale]
    facts: PortalFacts
    book: Book
    versions: Mapping[str, str]
    filing: Filing | None = None

    def account_for(self, customer_key: str) -> str:
        """The account that a customer's sales are entered with: the same one for all of them."""
        return self.facts.accounts[int(customer_key[:8], 16) % len(self.facts.accounts)].name


def load_bot(workspace: Workspace, name: str) -> LoadedBot:
    """Load a bot and everything that belongs to it.

    Raises:
        WorkspaceError: something of it is missing or wrong; all faults of names are reported together.
    """
    path = workspace.root / "bots" / f"{name}.py"
    if not path.is_file():
        raise WorkspaceError(f"There is no bots/{name}.py.{did_you_mean(name, workspace.bot_names())}")
    book_path = workspace.root / "selectors" / f"{name}.yaml"
    facts, book, profile = workspace.facts(name), load_book(book_path), workspace.profile(name)
    module = _import(path)
    kinds = [
        found
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, Bot) and found.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise WorkspaceError(f"{path} must define exactly one class that extends Bot, found {len(kinds)}.")
    if missing := sorted(getattr(kinds[0], "__abstractmethods__", ())):
        raise WorkspaceError(f"{path}: {kinds[0].__name__} lacks the verb(s) {', '.join(missing)}.")
    sale_type = kinds[0].sale_type()
    faults = _unknown_fields(name, sale_type, facts, book, profile) or [
        *_wrong_kind(name, sale_type, facts),
        *_not_shown(name, sale_type, facts, book),
    ]
    if faults:
        raise WorkspaceError("\n".join(faults))
    return LoadedBot(
        name=name,
        verbs=kinds[0](),
        sale_type=sale_type,
        facts=facts,
        book=book,
        versions={
            "bot": _digest(path.read_bytes()),
            "selectors": _digest(book_path.read_bytes()),
            "portal": _digest(facts.model_dump_json().encode()),
        },
        filing=_filing(workspace, facts, sale_type),
    )


def load_form(workspace: Workspace, name: str, sale_type: type[Sale]) -> Form:
    """A template of papers with its roots, for sales of a kind.

    Raises:
        WorkspaceError: it is not there, it is wrong, or names a field that is not sold.
    """
    template = workspace.template(name)
    form = Form(name, template, tuple(workspace.roots(name, template)))
    form.must_suit(sale_type)
    return form


def _filing(workspace: Workspace, facts: PortalFacts, sale_type: type[Sale]) -> Filing | None:
    papers = facts.papers
    if papers.folder is None or not papers.required:
        return None
    forms, faults = {}, []
    for name in papers.required:
        try:
            forms[name] = load_form(workspace, name, sale_type)
        except WorkspaceError as error:
            faults.append(str(error))
    if faults:
        raise WorkspaceError("\n".join(faults))
    return Filing(workspace.root / papers.folder, forms)


def _import(path: Path) -> ModuleType:
    spec = util.spec_from_file_location(f"trastienda_bots_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    # A model's annotations are looked up in its module by name.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise WorkspaceError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    return module


def _unknown_fields(
    name: str, sale_type: type[Sale], facts: PortalFacts, book: Book, profile: Profile
) -> list[str]:
    """Every name in the configuration that is no field of the sale."""
    config, known = f"config/portals/{name}.toml", sale_type.model_fields
    crosscheck, validation = facts.crosscheck, facts.validation
    named: dict[str, list[str]] = {
        f"{config} search_keys": list(facts.search_keys),
        f"{config} marker": [facts.marker.field] if facts.marker else [],
        f"{config} columns": list(facts.columns.values()),
        f"{config} crosscheck.identity": list(crosscheck.identity),
        f"{config} crosscheck.unverified": list(crosscheck.unverified),
        f"{config} crosscheck.equivalences": list(crosscheck.equivalences),
        f"{config} crosscheck.aligned": list(crosscheck.aligned),
        f"{config} signals": list(facts.signals.fields()) if facts.signals else [],
    }
    for key, field, _ in validation.fields():
        named.setdefault(f"{_rules_of(name, facts)}.{key}", []).append(field)
    for key, fields in profile.fields().items():
        named[f"config/crosscheck/{name}.toml {key}"] = list(fields)
    for field, sections in book.sale_fields().items():
        for section in sections:
            named.setdefault(f"selectors/{name}.yaml {section}", []).append(field)
    return [
        f"{place}: {sale_type.__name__} has no field '{field}'.{did_you_mean(field, known)}"
        for place, fields in named.items()
        for field in fields
        if field not in known
    ]


def _rules_of(name: str, facts: PortalFacts) -> str:
    """Where the rules of a portal stand: its own table, or its sector's."""
    sector = facts.validation.sector
    return f"config/portals/{name}.toml{f' or config/sectors/{sector}.toml' if sector else ''} validation"


def _wrong_kind(name: str, sale_type: type[Sale], facts: PortalFacts) -> list[str]:
    """Every field whose values a rule could not look at: the age of an amount, the price of a day."""
    faults = []
    for key, field, kinds in facts.validation.fields():
        unfit = [
            kind.__name__
            for kind in classes_of(sale_type.model_fields[field].annotation)
            if kinds and not issubclass(kind, kinds)
        ]
        if unfit:
            wanted = " or ".join(kind.__name__ for kind in kinds)
            faults.append(
                f"{_rules_of(name, facts)}.{key}: {sale_type.__name__}.{field} is {' or '.join(unfit)}, "
                f"and this rule looks at {wanted}."
            )
    return faults


def _not_shown(name: str, sale_type: type[Sale], facts: PortalFacts, book: Book) -> list[str]:
    """What the book does not read although an order is told apart, or checked, by it."""
    place = f"selectors/{name}.yaml"
    faults = []
    for title, table in book.lists.items():
        if (facts.marker is None or facts.marker.field not in table.columns) and (
            missing := [field for field in facts.crosscheck.identity if field not in table.columns]
        ):
            faults.append(
                f"{place} lists.{title}: without {', '.join(missing)} two orders cannot be told apart. "
                "Add the column of each identity field, or of the marker."
            )
    for title, detail in book.records.items():
        marker = {facts.marker.field} if facts.marker else set()
        unread = [
            field for field in order_fields(sale_type, facts) if field not in detail.terms.keys() | marker
        ]
        if unread:
            faults.append(
                f"{place} records.{title}: {', '.join(unread)} would never be checked, so no sale would settle. "
                f"Add the term, or list the field under crosscheck.unverified in config/portals/{name}.toml."
            )
    return faults


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
