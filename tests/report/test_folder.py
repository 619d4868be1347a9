"""The run's folder holds what people and programs read, each file whole."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support.desk import FACTS, NOW, RUN, BackOffice, Line, a_sale, differing
from trastienda.desk.sheets import load
from trastienda.domain.case import Language, Reason
from trastienda.domain.decision import Kind
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.item import State
from trastienda.report.facts import RunFacts, run_facts
from trastienda.report.folder import write_run_folder
from trastienda.store import runs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs of today" / "carrier" / RUN


def write(office: BackOffice, folder: Path, language: Language = Language.ES) -> str:
    write_run_folder(office.store, RUN, folder, language, now=NOW + timedelta(minutes=6))
    return (folder / "report.html").read_text(encoding="utf-8")


def a_mixed_run(office: BackOffice) -> None:
    settled = office.take_in(a_sale("V-1"))
    office.press_save(settled, "seen")
    refused = office.take_in(a_sale("V-2"), state=State.REJECTED)
    bad_id = Finding(
        code="unreadable_value",
        severity=Severity.REJECT,
        es="Columna «DNI»: se leyó «12345678A»; se esperaba un documento con su letra.",
        en="Column 'DNI': saw '12345678A'; expected a document with its letter.",
    )
    with office.store.begin() as conn:
        office.set(conn, settled.id, state=State.SETTLED, reference="P-1")
        office.set(conn, refused.id, findings=[bad_id.model_dump(mode="json")])
    office.case(
        office.take_in(a_sale("V-3")),
        reason=Reason.DIFFERS,
        orders=["P-3"],
        rows=differing("P-3", monthly_fee="<script>34,90 €</script>", holder_id="12345678-A"),
        evidence=["evidence/3-1/order.jpg"],
    )
    office.take_in(a_sale("V-4"), state=State.UNCERTAIN, next_at=NOW + timedelta(hours=1))


def test_the_three_files_are_there_and_agree(office: BackOffice, folder: Path) -> None:
    a_mixed_run(office)

    write(office, folder)

    assert sorted(file.name for file in folder.iterdir()) == ["exceptions.xlsx", "report.html", "run.json"]
    kept = RunFacts.model_validate_json((folder / "run.json").read_text(encoding="utf-8"))
    with office.store.read() as conn:
        assert kept == run_facts(conn, RUN)


def test_the_report_shows_the_proof_and_all_that_validation_asks(office: BackOffice, folder: Path) -> None:
    sale = a_sale("V-1", proof_kind="otp", proof_id="S-12", proof_at=datetime(2026, 4, 3, 8, 20, tzinfo=UTC))
    office.case_of_validation(office.take_in(sale), "the_first", "the_second")

    spanish = write(office, folder)
    english = write(office, folder, Language.EN)

    assert "prueba: código de un solo uso · S-12 · 03/04/2026 08:20 UTC" in spanish
    assert spanish.count("Se pregunta por the_first.") == 1
    assert spanish.count("Se pregunta por the_second.") == 1
    assert "proof: one-time code · S-12 · 2026-04-03 08:20 UTC" in english


def test_the_list_in_the_folder_can_be_loaded(office: BackOffice, folder: Path) -> None:
    a_mixed_run(office)
    write(office, folder)

    results = load(
        office.store,
        folder / "exceptions.xlsx",
        known=lambda item: (Line, FACTS),
        dispatch=office.dispatch,
        now=NOW,
        language=Language.ES,
    )

    assert [result.happened for result in results] == ["blank"]


def test_the_report_says_in_a_sentence_how_it_went(office: BackOffice, folder: Path) -> None:
    a_mixed_run(office)

    html = write(office, folder)

    assert (
        "4 ventas: 1 en el portal y comprobada, 1 rechazada, 1 espera una decisión, 1 sigue en curso."
    ) in html
    assert "El pedido P-3 no dice lo que se vendió: monthly_fee, holder_id." in html
    assert "ventas.xlsx, hoja «Ventas», fila 2" in html
    assert "03/04/2026 12:00" in html
    assert "Chromium 156" in html


def test_the_report_speaks_english_too(office: BackOffice, folder: Path) -> None:
    a_mixed_run(office)

    html = write(office, folder, Language.EN)

    assert '<html lang="en">' in html
    assert "1 waits for a decision" in html
    assert "2026-04-03 12:00" in html
    assert "Column &#39;DNI&#39;" in html


def test_no_id_is_shown_in_full_and_no_text_becomes_markup(office: BackOffice, folder: Path) -> None:
    a_mixed_run(office)

    html = write(office, folder)

    assert "12345678" not in html.replace("+34612345678", "")
    assert "*****678A" in html
    assert "&lt;script&gt;34,90 €&lt;/script&gt;" in html
    assert "<script" not in html


def test_the_report_needs_nothing_but_itself(office: BackOffice, folder: Path) -> None:
    a_mixed_run(office)

    html = write(office, folder)

    assert re.findall(r"""(?:src|srcset|action|data)=|url\(|@import|<link|https?://""", html) == []
    assert set(re.findall(r'href="([^"]*)"', html)) == {"exceptions.xlsx", "evidence/3-1/order.jpg"}


class _Outline(HTMLParser):
    """Collects what a screen reader depends on."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.labelled: list[str] = []
        self.headers_without_scope = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        if tag == "th" and "scope" not in given:
            self.headers_without_scope += 1
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.labelled += str(given.get("aria-labelledby") or "").split()


def test_headings_tables_and_labels_hold_together(office: BackOffice, folder: Path) -> None:
    a_mixed_run(office)

    outline = _Outline()
    outline.feed(write(office, folder))

    assert outline.headings[0] == "h1"
    assert set(outline.headings[1:]) == {"h2"}
    assert outline.headers_without_scope == 0
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.labelled) <= set(outline.ids)


def test_evidence_of_an_earlier_run_is_linked_beside_this_one(office: BackOffice, folder: Path) -> None:
    case = office.case(evidence=["evidence/1-1/a.jpg", "evidence/1-1/b.html"])
    with office.store.begin() as conn:
        runs.add(conn, runs.Run("later", "carrier", "hand", None, "enter", NOW, None, None, {}, {}))
        runs.enlist(conn, "later", [case.item], how="open")
    later = folder.with_name("later")

    write_run_folder(office.store, "later", later, Language.ES, now=NOW)

    assert f'href="../{RUN}/evidence/1-1"' in (later / "report.html").read_text(encoding="utf-8")


def test_a_rehearsal_and_an_unfinished_run_say_so(office: BackOffice, folder: Path) -> None:
    office.take_in()
    with office.store.begin() as conn:
        runs.update(conn, RUN, mode="rehearse")

    html = write(office, folder)

    assert "no se envió nada al portal" in html
    assert "La ejecución no ha terminado" in html


def test_a_finished_run_without_trouble_says_so(office: BackOffice, folder: Path) -> None:
    office.take_in(state=State.SETTLED)
    with office.store.begin() as conn:
        runs.update(conn, RUN, ended_at=NOW + timedelta(seconds=312))

    html = write(office, folder)

    assert "Ninguna venta espera una decisión." in html
    assert "No se rechazó ninguna venta." in html
    assert "5 min 12 s" in html
    assert "100 %" in html


def test_a_sale_that_a_person_rejected_names_them(office: BackOffice, folder: Path) -> None:
    office.decide(office.case(), Kind.REJECT)

    assert "La rechazó eva.sanz: «visto con el cliente»" in write(office, folder)


def test_writing_again_after_a_decision_replaces_the_files(office: BackOffice, folder: Path) -> None:
    case = office.case()
    write(office, folder)
    office.decide(case, Kind.REJECT)

    html = write(office, folder)

    assert "1 venta: 1 rechazada." in html


def test_an_empty_run_has_a_report_too(office: BackOffice, folder: Path) -> None:
    with office.store.begin() as conn:
        office.open_run(conn)

    assert "Ninguna venta." in write(office, folder)


SWEPT = {
    "account": "backoffice",
    "began": NOW.isoformat(),
    "since": None,
    "checked": 41,
    "reopened": 1,
    "unchecked": 0,
    "listed": 44,
    "unknown": 2,
    "matched": 0,
    "broken_off": None,
}


@pytest.mark.parametrize(
    ("changed", "language", "said"),
    [
        (
            {},
            Language.ES,
            "41 pedidos siguen como estaban, 1 venta se vuelve a abrir, 2 pedidos no son de ninguna venta.",
        ),
        ({"checked": 1, "reopened": 0, "unknown": 0}, Language.EN, "1 order is as it was."),
        ({"listed": None}, Language.ES, "no se buscaron pedidos sin venta"),
        ({"broken_off": "answered 500"}, Language.EN, "did not come to its end: answered 500"),
    ],
)
def test_a_sweep_says_what_it_saw_of_the_orders(
    office: BackOffice, folder: Path, changed: dict[str, object], language: Language, said: str
) -> None:
    a_mixed_run(office)
    with office.store.begin() as conn:
        runs.update(conn, RUN, mode="sweep")
        runs.note_swept(conn, RUN, "backoffice", SWEPT | changed)

    html = write(office, folder, language)

    assert said in html
    assert {Language.ES: "Barrido de carrier", Language.EN: "Sweep of carrier"}[language] in html
    assert "Rechazadas" not in html
    kept = RunFacts.model_validate_json((folder / "run.json").read_text(encoding="utf-8"))
    assert kept.swept is not None
    assert kept.swept.accounts == ["backoffice"]


def test_the_sums_of_a_sweep_go_over_all_of_its_accounts(office: BackOffice) -> None:
    a_mixed_run(office)
    with office.store.begin() as conn:
        runs.update(conn, RUN, mode="sweep")
        runs.note_swept(conn, RUN, "uno", SWEPT | {"since": "2026-04-02T12:00:00Z"})
        runs.note_swept(conn, RUN, "dos", SWEPT | {"listed": None, "broken_off": "stopped"})
    with office.store.read() as conn:
        seen = run_facts(conn, RUN).swept

    assert seen is not None
    assert (seen.accounts, seen.checked, seen.listed, seen.broken_off) == (
        ["dos", "uno"],
        82,
        None,
        "stopped",
    )
    assert seen.since == NOW.replace(day=2, hour=12, minute=0)


def test_a_sweep_that_died_before_it_saw_anything_is_told_as_a_sweep(
    office: BackOffice, folder: Path
) -> None:
    a_mixed_run(office)
    with office.store.begin() as conn:
        runs.update(conn, RUN, mode="sweep")

    html = write(office, folder)

    assert "Barrido de carrier" in html
    assert "0 pedidos siguen como estaban." in html
