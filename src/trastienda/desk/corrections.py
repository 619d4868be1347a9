"""Read the corrected values of a decision into a new sale."""

import json
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from trastienda.desk.refusals import refusal
from trastienda.domain.case import Language
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Door, Unreadable, fold, reader_of
from trastienda.domain.finding import Severity
from trastienda.domain.item import Item
from trastienda.domain.sale import Sale
from trastienda.errors import WorkspaceError
from trastienda.rules.validate import validate

S = TypeVar("S", bound=Sale)

FIXED = frozenset({"reference", "seller", "validator", "sold_at", "validated_at"})
"""Who answers for a sale, when, and its reference: correcting these would make it another sale."""


def sale_of(item: Item, sale_type: type[S], *, language: Language) -> S:
    """The item's sale.

    Raises:
        WorkspaceError: its row was never readable, or the bot's sale has changed since.
    """
    if item.sale is None:
        raise WorkspaceError(refusal("no_sale", language, item=item.id))
    try:
        return sale_type.model_validate_json(json.dumps(dict(item.sale)))
    except ValidationError:
        raise WorkspaceError(refusal("no_sale", language, item=item.id)) from None


def corrected(
    sale: S, corrections: Mapping[str, str], facts: PortalFacts, *, now: datetime, language: Language
) -> S:
    """The sale with its corrections, fit to be entered.

    Args:
        sale: the sale as it is.
        corrections: field → text, read like a cell of an intake file in the portal's locale.
        facts: locale, time zone and rules of the portal.
        now: aware time of the validation.
        language: of the sentences of refusals.

    Raises:
        WorkspaceError: an unknown or fixed field, an unreadable text, or a rule refuses the new sale.
    """
    values: dict[str, Any] = {name: getattr(sale, name) for name in type(sale).model_fields}
    for written, text in corrections.items():
        name = _field(type(sale), written, facts, language)
        values[name] = _read(type(sale), name, text, facts, language)
    try:
        new = type(sale).model_validate(values)
    except ValidationError as error:
        # Only names and reasons: the values are the customer's.
        said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise WorkspaceError(refusal("still_wrong", language, findings=said)) from None
    refused = [one for one in validate(new, facts, now=now) if one.severity is Severity.REJECT]
    if refused:
        said = " ".join(one.sentence(language) for one in refused)
        raise WorkspaceError(refusal("still_wrong", language, findings=said))
    return new


def _field(sale_type: type[Sale], written: str, facts: PortalFacts, language: Language) -> str:
    """The field that a person means: by its own name, or by the header of its column."""
    headers = {fold(header): field for header, field in facts.columns.items()}
    name = headers.get(fold(written), fold(written))
    if name in FIXED:
        raise WorkspaceError(refusal("fixed_field", language, field=name))
    if name not in sale_type.model_fields:
        known = sorted(sale_type.model_fields.keys() - FIXED)
        near = [headers.get(one, one) for one in get_close_matches(name, [*known, *headers], n=1)]
        code = "misspelt_field" if near else "unknown_field"
        raise WorkspaceError(refusal(code, language, field=written, known=", ".join(near or known)))
    return name


def _read(sale_type: type[Sale], name: str, text: str, facts: PortalFacts, language: Language) -> Any:
    read = reader_of(sale_type.model_fields[name].annotation)
    if read is None:
        return text
    try:
        return read(text, Door(facts.locale, ZoneInfo(facts.timezone)))
    except Unreadable as error:
        expected = error.expected_es if language is Language.ES else error.expected
        raise WorkspaceError(refusal("unreadable", language, field=name, expected=expected)) from None
