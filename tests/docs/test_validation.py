"""The worked example of docs/validation.md says what the rules say."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import DOCS, in_code, samples, sections, table
from trastienda.domain.facts import PortalFacts
from trastienda.domain.sale import Sale
from trastienda.rules.validate import validate
from trastienda.workspace import Workspace

PAGE = DOCS / "validation.md"


@pytest.fixture
def facts(tmp_path: Path) -> PortalFacts:
    """The portal of the page, in the workspace that its samples make."""
    for sample in samples(PAGE, "toml", "csv"):
        file = tmp_path / sample.about
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sample.text, encoding="utf-8")
    (tmp_path / "config" / "workspace.toml").write_text("", encoding="utf-8")
    return Workspace.at(tmp_path).facts("fibre")


@pytest.fixture
def sale() -> Sale:
    (code,) = samples(PAGE, "python")
    names: dict[str, Any] = {"__name__": "sample"}
    exec(compile(code.text, code.place, "exec"), names)
    found: Sale = names["sale"]
    return found


def test_the_rules_say_of_the_sale_what_the_page_says(facts: PortalFacts, sale: Sale) -> None:
    said = [
        tuple(cell.strip("`") for cell in row) for row in table(sections(PAGE)["A portal with all of it"])
    ]

    found = validate(sale, facts, now=sale.validated_at + timedelta(minutes=1))

    assert [(one.severity.value, one.code, one.es) for one in found] == said


def test_every_field_that_the_portal_names_is_one_of_the_sale(facts: PortalFacts, sale: Sale) -> None:
    assert facts.signals is not None

    named = {field for _, field, _ in facts.validation.fields()} | set(facts.signals.fields())

    assert named <= set(type(sale).model_fields)
    assert {"donor_holder", "postcode", "months", "address"} <= named


def test_every_type_that_the_page_explains_can_be_imported() -> None:
    import trastienda

    types = [name for row in table(sections(PAGE)["What is checked at the door"]) for name in in_code(row[0])]

    assert [name for name in types if not hasattr(trastienda, name)] == []
