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
from trastienda.domain.facts import PortalFacts
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
        versions: short digests of the three files.
    """

    name: str
    verbs: Bot[Any]
    sale_type: type[Sale]
    facts: PortalFacts
    book: Book
    versions: Mapping[str, str]

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
    facts_path = workspace.root / "config" / "portals" / f"{name}.toml"
    facts, book = workspace.facts(name), load_book(book_path)
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
    faults = _unknown_fields(name, sale_type, facts, book) or _not_shown(name, sale_type, facts, book)
    if faults:
        raise WorkspaceError("\n".join(faults))
    return LoadedBot(
        name=name,
        verbs=kinds[0](),
        sale_type=sale_type,
        facts=facts,
        book=book,
        versions={"bot": _digest(path), "selectors": _digest(book_path), "portal": _digest(facts_path)},
    )


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


def _unknown_fields(name: str, sale_type: type[Sale], facts: PortalFacts, book: Book) -> list[str]:
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
        f"{config} validation": [
            *validation.consents,
            *validation.positive,
            *validation.not_before_sale,
            *([validation.of_age] if validation.of_age else []),
        ],
    }
    for field, sections in book.sale_fields().items():
        for section in sections:
            named.setdefault(f"selectors/{name}.yaml {section}", []).append(field)
    return [
        f"{place}: {sale_type.__name__} has no field '{field}'.{did_you_mean(field, known)}"
        for place, fields in named.items()
        for field in fields
        if field not in known
    ]


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


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
