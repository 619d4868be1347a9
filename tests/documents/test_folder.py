"""Papers are found by their names, or not at all."""

from pathlib import Path

import pytest

from tests.documents import sheets
from tests.documents.kinds import FACTS, SALE, template
from tests.rules.sales import NOW, Line, the_facts
from trastienda.documents.examine import Form, examine_all
from trastienda.documents.folder import named_in, papers_in
from trastienda.documents.reader import Reader
from trastienda.errors import WorkspaceError
from trastienda.rules.papers import Fit

FORMS = ("order_form", "identity")


def test_a_paper_is_named_by_reference_and_form(tmp_path: Path) -> None:
    for name in (
        "V-1-order_form.pdf",
        "v-1-IDENTITY.PDF",
        "V-10-order_form.pdf",
        "V-1-order_form.txt",
        "V-1.pdf",
    ):
        (tmp_path / name).touch()

    found = papers_in(tmp_path, "V-1", FORMS)

    assert {form: path.name for form, path in found.items()} == {
        "order_form": "V-1-order_form.pdf", "identity": "v-1-IDENTITY.PDF",
    }  # fmt: skip


def test_a_slash_of_a_reference_is_an_underscore_in_its_papers_name(tmp_path: Path) -> None:
    (tmp_path / "2026_12-identity.pdf").touch()

    assert list(papers_in(tmp_path, "2026/12", FORMS)) == ["identity"]


def test_one_paper_under_two_names_is_refused(tmp_path: Path) -> None:
    for name in ("V-1-identity.pdf", "V-1-Identity.pdf"):
        (tmp_path / name).touch()

    with pytest.raises(WorkspaceError, match="are one paper: keep one"):
        papers_in(tmp_path, "V-1", FORMS)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"There is no folder .*papers"):
        papers_in(tmp_path / "papers", "V-1", FORMS)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("V-1-order_form.pdf", ("V-1", "order_form")),
        ("V-1-ORDER_FORM.pdf", ("V-1", "order_form")),
        ("order_form.pdf", None),
        ("-order_form.pdf", None),
        ("V-1.pdf", None),
    ],
)
def test_a_name_says_reference_and_form(name: str, found: tuple[str, str] | None) -> None:
    assert named_in(Path(name), FORMS) == found


def test_all_papers_of_a_sale_are_judged_and_the_missing_ones_named(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "V-2026-0001-order_form.pdf").write_bytes(sheets.sheet(sheets.printed()))
    forms = {name: Form(name, template()) for name in FORMS}
    facts = the_facts(papers={"folder": "papers", "required": list(FORMS)})

    papers, missing = examine_all(tmp_path, SALE, forms, facts, reader=reader, now=NOW)

    assert [(one.form, one.judgement.fit) for one in papers] == [("order_form", Fit.FITS)]
    assert [one.en for one in missing] == ["The paper 'identity' is missing."]


def test_a_form_with_fields_that_are_not_sold_is_refused_with_the_nearest_name() -> None:
    wrong = template(fields={"plam": {"label": "Tarifa"}, "line": {"label": "Línea"}})

    with pytest.raises(
        WorkspaceError, match=r"order_form.toml: Line has no field 'plam'. Did you mean 'plan'\?"
    ):
        Form("order_form", wrong).must_suit(Line)

    Form("order_form", template("digital")).must_suit(Line)
    assert FACTS.papers.folder is None
