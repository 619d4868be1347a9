"""A portal that is not as the selector book says: a case before the commit, which names what it is about."""

import re
from collections.abc import Mapping

import pytest

from tests.support.workplace import Workplace, embedded
from trastienda.domain.case import Reason
from trastienda.store import cases

SALE = "V-2026-0001"
COVER = """        over = '<div role=dialog aria-label=Aviso style="position:fixed;inset:0">'
        portal.run(lambda page: page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", over))
"""
CHANGES: Mapping[str, tuple[str, str, str, str]] = {
    # file, what is changed, into what, and what the case must say
    "a renamed field": (
        "selectors/carrier.yaml",
        "plan: {label: Tarifa}",
        "plan: {label: Tarifa contratada}",
        "plan (label 'Tarifa contratada'): 0 ×",
    ),
    "a field that moved to the next step": (
        "selectors/carrier.yaml",
        "  line:\n    technology: {label: Tecnología}",
        "    technology: {label: Tecnología}\n  line:",
        "technology (label 'Tecnología'): 0 ×",
    ),
    "two equal buttons": (
        "selectors/carrier.yaml",
        "next: {role: button, name: Siguiente}",
        "next: {css: button, why: a test}",
        "next (css 'button'): 2 ×",
    ),
    "a renamed button": (
        "selectors/carrier.yaml",
        "press: {role: button, name: Guardar pedido}",
        "press: {role: button, name: Guardar el pedido}",
        "save (role 'button', name 'Guardar el pedido'): 0 ×",
    ),
    "a covered field": (
        "bots/carrier.py",
        '        portal.fill("line", sale)\n',
        COVER + '        portal.fill("line", sale)\n',
        "line (label 'Número de línea'): covered by <div dialog Aviso>",
    ),
}


@embedded
@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_a_case_before_the_commit_with_name_line_and_picture(
    office: Workplace, what: str
) -> None:
    file, old, new, said = CHANGES[what]
    text = (office.root / file).read_text(encoding="utf-8")
    assert old in text
    (office.root / file).write_text(text.replace(old, new), encoding="utf-8")

    office.call("run", "carrier", "--sales", str(office.sample("sales.json", [SALE])))

    with office.store() as store, store.read() as conn:
        [case] = cases.open_ones(conn)
    assert case.reason == Reason.PAGE_CHANGED
    assert said in case.detail["what"]
    book = (office.root / "selectors" / "carrier.yaml").read_text(encoding="utf-8").splitlines()
    [line] = {
        int(found) for found in re.findall(r"carrier\.yaml:(\d+)", case.detail["what"].split(said)[1])[:1]
    }
    assert said.split(" ")[0] in book[line - 1] or "press" in book[line - 1]
    pictures = [path for path in case.evidence if path.endswith(".jpg")]
    assert pictures
    assert all((office.root / "runs" / "carrier" / str(case.run) / path).exists() for path in pictures)
    assert office.admin.report().posts == 0
