"""`trastienda documents check` says in a table and a sentence what is thought of a paper."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import SALE
from tests.cli.shell import Shell
from tests.documents import sheets

FORM = "config/documents/order_form.toml"
LABELS = sheets.LABELS | {"iban": "IBAN"}
VALUES = {
    "reference": "V-1",
    "holder_id": "12345678-Z",
    "holder_name": "José Muñoz García",
    "line": "633 44 55 66",
    "plan": "Móvil 20 GB",
    "monthly_fee": "39,90 €",
    "activation": "30/11/2026",
    "iban": "ES91 2100 0418 4502 0005 1332",
    "terms_accepted": "Sí",
}


def form(folder: Path, name: str = "V-1-order_form.pdf", *, signed: bool = True, **values: str) -> str:
    hand = sheets.signed_by_hand() if signed else sheets.frame
    (folder / name).write_bytes(sheets.sheet(sheets.printed(VALUES | values, labels=LABELS), hand))
    return name


def test_a_paper_that_fits_is_shown_field_by_field(trastienda: Shell) -> None:
    file = form(trastienda.folder)

    answer = trastienda("documents", "check", file, "--portal", "carrier", "--sale", "1")

    assert answer.code == 0, answer.err
    lines = answer.out.splitlines()
    assert lines[0].startswith("V-1-order_form.pdf as order_form: 1 page, sha256 ")
    assert any(line.split() == ["Documento", "*****678Z", "*****678Z", "match", "(equal)"] for line in lines)
    assert "signature  digital: none, by hand: present (wanted: hand)" in lines
    assert lines[-1] == "El documento encaja con la venta."


def test_a_paper_that_does_not_fit_says_why_without_anybodys_id(trastienda: Shell) -> None:
    file = form(trastienda.folder, monthly_fee="49,90 €", holder_id="87654321-X", signed=False)

    answer = trastienda("documents", "check", file, "--portal", "carrier", "--sale", "1")

    assert answer.code == 0
    assert "El documento no encaja con la venta: " in answer.out
    assert "reject: El recuadro de la firma está vacío." in answer.out
    assert "87654321" not in answer.out
    assert "12345678" not in answer.out


def test_json_gives_everything(trastienda: Shell) -> None:
    file = form(trastienda.folder, plan="Móvil 30 GB")

    answer = trastienda("documents", "check", file, "--portal", "carrier", "--sale", "1", "--json")

    (paper,) = answer.facts["papers"]
    assert (answer.facts["sale"], paper["fit"], paper["template"]) == ("V-1", "does_not_fit", "order_form")
    assert len(paper["sha256"]) == 64
    assert {one["field"]: one["verdict"] for one in paper["fields"]}["plan"] == "differ"
    assert [one["code"] for one in paper["findings"]] == ["paper_field_near"]
    assert paper["signature"] == {"wanted": "hand", "digital": "none", "drawn": "present", "signers": []}


def test_the_sale_may_come_from_a_file(trastienda: Shell) -> None:
    file = form(trastienda.folder, "whatever.pdf")
    trastienda.write("one.json", json.dumps([SALE]))

    one = trastienda("documents", "check", file, "--portal", "carrier", "--sale", "one.json")
    by_name = trastienda(
        "documents", "check", form(trastienda.folder), "--portal", "carrier", "--sale", "sales.json"
    )

    assert (one.code, by_name.code) == (0, 0), one.err + by_name.err
    assert "encaja con la venta" in one.out
    assert "encaja con la venta" in by_name.out


def test_all_papers_of_a_sale_are_looked_for_in_the_portals_folder(trastienda: Shell) -> None:
    facts = "config/portals/carrier.toml"
    trastienda.change(
        facts, "[validation]", '[papers]\nfolder = "papers"\nrequired = ["order_form"]\n\n[validation]'
    )
    papers = trastienda.folder / "papers"
    papers.mkdir()
    form(papers)

    there = trastienda("documents", "check", "--portal", "carrier", "--sale", "1")
    missing = trastienda("documents", "check", "--portal", "carrier", "--sale", "2", "--json")

    assert there.out.splitlines()[-1] == "El documento encaja con la venta."
    assert missing.facts["papers"] == []
    assert [one["sentence"] for one in missing.facts["missing"]] == ["Falta el documento «order_form»."]
    assert trastienda("documents", "check", "--portal", "carrier", "--sale", "2").out.strip() == (
        "Falta el documento «order_form»."
    )
    trastienda.change(facts, 'required = ["order_form"]', "required = []")
    assert (
        "no paper of V-2 in papers"
        in trastienda("documents", "check", "--portal", "carrier", "--sale", "2").out
    )


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("whatever.pdf", "--sale", "1", "--template", "order_from"), "Did you mean 'order_form'?"),
        (("whatever.pdf", "--sale", "99"), "There is no item 99"),
        (("whatever.pdf", "--sale", "3"), "Item 3 has no sale for carrier that could be read"),
        (("whatever.pdf", "--sale", "none.json"), "There is no file none.json"),
        (("whatever.pdf", "--sale", "sales.json"), "sales.json has 2 readable sales; one is wanted"),
        (("none.pdf", "--sale", "1"), "There is no file none.pdf"),
        (("--sale", "1"), "config/portals/carrier.toml declares no [papers] folder"),
    ],
)
def test_a_wrong_call_says_what_to_do(trastienda: Shell, words: tuple[str, ...], hint: str) -> None:
    form(trastienda.folder, "whatever.pdf")

    answer = trastienda("documents", "check", "--portal", "carrier", *words)

    assert answer.code == 2
    assert hint in answer.err


def test_a_form_that_nobody_can_tell_must_be_named(trastienda: Shell) -> None:
    file = form(trastienda.folder, "whatever.pdf")
    trastienda.write("config/documents/identity.toml", "")

    answer = trastienda("documents", "check", file, "--portal", "carrier", "--sale", "1")

    assert answer.code == 2
    assert "Which form is whatever.pdf? Name it with --template. Known: identity, order_form." in answer.err


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("says =", "say =", "order_form.toml: unknown key 'say'. Did you mean 'says'?"),
        ("plan = {acroform", "plan = {acrofrom", "Did you mean 'acroform'?"),
        ("plan = {", "plam = {", "order_form.toml: MobileLine has no field 'plam'. Did you mean 'plan'?"),
        ('kind = "hand"', 'kind = "either"\nroots = ["fnmt.pem"]', "there is no file fnmt.pem beside it"),
    ],
)
def test_a_fault_of_the_template_is_named(trastienda: Shell, old: str, new: str, hint: str) -> None:
    file = form(trastienda.folder)
    trastienda.change(FORM, old, new)

    answer = trastienda("documents", "check", file, "--portal", "carrier", "--sale", "1")

    assert answer.code == 2
    assert hint in answer.err


def test_check_names_the_faults_of_the_papers_that_a_portal_requires(trastienda: Shell) -> None:
    facts = "config/portals/carrier.toml"
    trastienda.change(
        facts,
        "[validation]",
        '[papers]\nfolder = "papers"\nrequired = ["order_form", "identty"]\n\n[validation]',
    )
    trastienda.write("config/documents/identity.toml", "")
    trastienda.change(FORM, "plan = {", "plam = {")

    answer = trastienda("check", "carrier", "--json")

    assert answer.code == 2
    assert answer.facts["faults"] == [
        "config/documents/order_form.toml: MobileLine has no field 'plam'. Did you mean 'plan'?",
        "There is no config/documents/identty.toml. Did you mean 'identity'?",
    ]
