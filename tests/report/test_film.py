"""The film strip shows every attempt, step by step, with what it saw and how it ended."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support.desk import NOW, RUN, BackOffice, a_sale, differing
from trastienda.domain.case import Language, Reason
from trastienda.domain.evidence import Moment
from trastienda.domain.item import Item, State
from trastienda.report.filmpage import write_film
from trastienda.report.filmwords import ENDS, MOMENTS, WORDS
from trastienda.store import journal, runs

A_MINUTE = timedelta(minutes=1)
FILES = ("1-trace.zip", "2-form.html", "3-form.aria.yaml", "4-case.jpg", "5-case.html")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs" / "carrier" / RUN


def an_attempt(
    office: BackOffice, item: Item, folder: Path, *, began: datetime, end: str | None, run: str = RUN
) -> list[Path]:
    """An attempt with its evidence, a second apart."""
    with office.store.begin() as conn:
        number = runs.start_attempt(conn, item=item.id, run=run, generation=1, now=began)
        names = [f"evidence/item-{item.id}-try-{number}-{name}" for name in FILES]
        if end is not None:
            runs.end_attempt(conn, number, outcome=end, evidence=names, now=began + A_MINUTE)
    files = [folder / name for name in names]
    for second, file in enumerate(files, start=1):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"")
        os.utime(file, times=((began + timedelta(seconds=second)).timestamp(),) * 2)
    return files


def film(office: BackOffice, folder: Path, *ids: int, language: Language = Language.ES) -> str:
    file = folder / "film.html"
    with office.store.read() as conn:
        write_film(
            conn,
            runs.get(conn, RUN),
            ids,
            file,
            language=language,
            runs_folder=folder.parent.parent,
            now=NOW + timedelta(hours=1),
        )
    return file.read_text(encoding="utf-8")


def told(html: str) -> list[str]:
    """What the page says, tag by tag."""
    body = html[html.index("<body>") :]
    return [text for part in re.findall(r">([^<>]+)<", body) if (text := " ".join(part.split()))]


def test_journal_and_evidence_of_an_attempt_stand_in_the_order_of_their_time(
    office: BackOffice, folder: Path
) -> None:
    item = office.take_in(a_sale("V-1"), state=State.ENTERING)
    an_attempt(office, item, folder, began=NOW + A_MINUTE, end="case: differs")
    with office.store.begin() as conn:
        at = NOW + A_MINUTE + timedelta(seconds=3, milliseconds=500)
        journal.append(conn, item.id, "intent", {"marker": "V-1"}, now=at)

    said = told(film(office, folder, item.id))

    steps = ["Acabó en incidencia", "El formulario, justo", "Se va a pulsar", "se vio la incidencia"]
    found = [next(n for n, text in enumerate(said) if step in text) for step in steps]
    assert found == sorted(found)
    assert any("Entró de" in text for text in said[: found[0]])


def test_a_case_shows_why_and_how_it_is_decided(office: BackOffice, folder: Path) -> None:
    item = office.take_in(a_sale("V-1"))
    case = office.case(
        item,
        reason=Reason.DIFFERS,
        orders=["P-3"],
        rows=differing("P-3", monthly_fee="<script>34,90 €</script>", holder_id="12345678-A"),
        detail={"orders": "P-3", "fields": "Cuota"},
    )

    html = film(office, folder, item.id)

    assert "El pedido P-3 no dice lo que se vendió: Cuota." in html
    assert f"trastienda cases show {case.id}" in html
    assert "<script" not in html
    assert "12345678" not in html


def test_a_case_of_the_validation_shows_all_that_is_asked_and_the_proof(
    office: BackOffice, folder: Path
) -> None:
    item = office.take_in(a_sale("V-1", proof_kind="signed_paper", proof_id="F-7"))
    office.case_of_validation(item, "the_first", "the_second")

    html = film(office, folder, item.id)

    assert "Se pregunta por the_first." in html
    assert html.count("Se pregunta por the_second.") == 1
    assert "Prueba del cliente: documento firmado · F-7" in html


def test_pictures_are_shown_and_traces_come_with_the_command_that_opens_them(
    office: BackOffice, folder: Path
) -> None:
    item = office.take_in(a_sale("V-1"))
    trace, form, aria, picture, page = an_attempt(office, item, folder, began=NOW + A_MINUTE, end="settled")

    html = film(office, folder, item.id)

    assert re.findall(r'<img src="([^"]*)"', html) == [f"evidence/{picture.name}"]
    assert set(re.findall(r'href="([^"]*)"', html)) == {
        f"evidence/{file.name}" for file in (trace, form, aria, picture, page)
    }
    assert f"playwright show-trace runs/carrier/{RUN}/evidence/{trace.name}" in html
    assert not re.search(r"https?:", html)


def test_evidence_that_was_removed_is_said_to_be_gone(office: BackOffice, folder: Path) -> None:
    item = office.take_in(a_sale("V-1"))
    for file in an_attempt(office, item, folder, began=NOW + A_MINUTE, end="settled"):
        file.unlink()

    html = film(office, folder, item.id)

    assert html.count("ya no está") == len(FILES)
    assert "href=" not in html


def test_a_copy_of_the_files_does_not_get_a_time_of_its_own(office: BackOffice, folder: Path) -> None:
    item = office.take_in(a_sale("V-1"))
    for file in an_attempt(office, item, folder, began=NOW + A_MINUTE, end="settled"):
        os.utime(file, times=((NOW + timedelta(days=90)).timestamp(),) * 2)

    assert told(film(office, folder, item.id)).count("sin hora") == 2


def test_an_attempt_of_an_earlier_run_links_its_files_where_they_lie(
    office: BackOffice, folder: Path
) -> None:
    item = office.take_in(a_sale("V-1"))
    earlier = "20261101T080000-0001"
    an_attempt(office, item, folder.parent / earlier, began=NOW + A_MINUTE, end="uncertain", run=earlier)
    an_attempt(office, item, folder, began=NOW + 2 * A_MINUTE, end="settled")

    html = film(office, folder, item.id)

    assert f'href="../{earlier}/evidence/' in html
    assert f"de la ejecución {earlier}" in html
    assert html.index("Dudosa") < html.index("Comprobada")


def test_an_attempt_whose_process_died_has_no_end(office: BackOffice, folder: Path) -> None:
    item = office.take_in(a_sale("V-1"))
    an_attempt(office, item, folder, began=NOW + A_MINUTE, end=None)

    assert "No end: at work, or its process died" in film(office, folder, item.id, language=Language.EN)


def test_many_items_are_folded_and_those_that_wait_for_a_decision_come_first(
    office: BackOffice, folder: Path
) -> None:
    ids = [office.take_in(a_sale(f"V-{n}")).id for n in range(1, 5)]
    last = office.take_in(a_sale("V-5"))
    office.case(last)

    one, many = film(office, folder, last.id), film(office, folder, *ids, last.id)

    assert one.count("<details open>") == 1
    assert (many.count("<details open>"), many.count("<details>")) == (0, 5)
    assert many.index("V-5") < many.index("V-1")


def test_every_word_moment_and_end_has_both_languages() -> None:
    assert set(MOMENTS) == set(Moment)
    for words in (*WORDS.values(), *MOMENTS.values(), *ENDS.values()):
        assert all(words[language] for language in Language)
