"""Every key of the configuration is documented, with its default, and none that is gone."""

import inspect
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

from tests.docs.pages import DOCS, named_first, sections, table
from trastienda import workspace
from trastienda.domain import facts, profile, signals, templates, validation
from trastienda.portal import book

PAGE = DOCS / "configuration.md"

DOCUMENTED: dict[str, type[BaseModel]] = {
    "Top of `workspace.toml`": workspace.Settings,
    "`[store]`": workspace.StoreSettings,
    "`[[schedules]]`": workspace.Schedule,
    "Top of a portal's file": facts.PortalFacts,
    "`[[accounts]]`": facts.Account,
    "`[marker]`": facts.Marker,
    "`[[dialogs]]`": facts.DeclaredDialog,
    "`[breaker]`": facts.Breaker,
    "`[crosscheck]`": facts.CrossCheck,
    "`[papers]`": facts.Papers,
    "Top of a template": templates.Template,
    "A field of a template": templates.PaperField,
    "`[signature]`": templates.WantedSignature,
    "`[signature.box]`": templates.Box,
    "`[validation]`": validation.Validation,
    "`plausible`": validation.Plausible,
    "`[[validation.prices]]`": validation.Price,
    "`[validation.portability]`": validation.Portability,
    "`[signals]`": signals.Signals,
    "Top of a cross-check profile": profile.Profile,
    "`[score]`": profile.Score,
    "Top of a selector book": book.Book,
    "An element": book.Element,
    "`sign_in`": book.SignIn,
    "`forms`": book.FormField,
    "`recipe`": book.Recipe,
    "`lists`": book.TableList,
    "`records`": book.Detail,
    "`own_orders`": book.OwnOrders,
    "`commits`": book.Commit,
    "`done`": book.Done,
}
"""Heading of the page → the model whose keys its table lists."""

TABLES_OF_THEIR_OWN = {"store": "see below", "breaker": "see below"}


def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """Key → its field; a form's field has all keys of an element, which has a table of its own."""
    inherited = book.Element.model_fields if model is book.FormField else {}
    return {name: field for name, field in model.model_fields.items() if name not in inherited}


def default_of(name: str, field: Any) -> str:
    """What the page says of a field's default."""
    if name in TABLES_OF_THEIR_OWN:
        return TABLES_OF_THEIR_OWN[name]
    if field.is_required():
        return "required"
    match field.default:
        case bool() as flag:
            return f"`{str(flag).lower()}`"
        case str() as text:
            return f'`"{text}"`'
        case int() | float() as number:
            return f"`{number:g}`"
    return "none"


@pytest.mark.parametrize(("heading", "model"), DOCUMENTED.items(), ids=list(DOCUMENTED))
def test_a_table_lists_every_key_of_its_model_and_no_other(heading: str, model: type[BaseModel]) -> None:
    assert named_first(sections(PAGE)[heading]) == list(keys_of(model))


@pytest.mark.parametrize(("heading", "model"), DOCUMENTED.items(), ids=list(DOCUMENTED))
def test_a_table_says_the_defaults_of_its_model(heading: str, model: type[BaseModel]) -> None:
    said = {row[0].strip("`"): row[1] for row in table(sections(PAGE)[heading])}

    assert said == {name: default_of(name, field) for name, field in keys_of(model).items()}


@pytest.mark.parametrize(
    "module",
    [workspace, facts, validation, signals, templates, profile, book],
    ids=lambda one: str(one.__name__),
)
def test_every_model_of_the_configuration_has_its_table(module: ModuleType) -> None:
    models = {
        model
        for name, model in inspect.getmembers(module, inspect.isclass)
        if issubclass(model, BaseModel) and model.__module__ == module.__name__ and not name.startswith("_")
    }

    assert models <= set(DOCUMENTED.values())
