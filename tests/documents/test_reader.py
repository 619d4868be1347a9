"""A file harms its own copy of the reader, and nothing else."""

import dataclasses
import json
import os
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from tests.documents import hostile, sheets
from tests.documents.kinds import HAND, STRICT, Workshop
from tests.rules.sales import NOW
from trastienda.documents import reader as module
from trastienda.documents.frames import read_frame, write_frame
from trastienda.documents.limits import MIB, Limits
from trastienda.documents.question import Question
from trastienda.documents.reader import Reader
from trastienda.domain.papers import Access, Reading, Unread
from trastienda.domain.templates import Risk

NOTHING = Question(box=None, roots=(), moment=NOW)


def children() -> set[psutil.Process]:
    return set(psutil.Process().children())


def test_after_a_file_that_ends_its_reader_the_next_one_is_read(reader: Reader, shop: Workshop) -> None:
    assert reader.read(hostile.bomb(1), NOTHING).unread in (
        Unread.TOO_MUCH_MEMORY,
        Unread.TOO_SLOW,
        Unread.CRASHED,
    )

    assert reader.read(shop.form, NOTHING).pages == 1


def test_a_bomb_is_stopped_by_memory_however_long_it_may_compute() -> None:
    with Reader(Limits(cpu_s=30, wall_s=120, memory=400 * MIB)) as own:
        reading = own.read(hostile.bomb(1), NOTHING)

    assert reading.unread in (Unread.TOO_MUCH_MEMORY, Unread.CRASHED)


def test_a_file_that_computes_for_too_long_is_stopped(shop: Workshop) -> None:
    with Reader(Limits(cpu_s=1, wall_s=120)) as own:
        reading = own.read(hostile.endless_letters(), NOTHING)

        assert own.read(shop.form, NOTHING).pages == 1

    assert reading.unread is Unread.TOO_SLOW


def test_a_reader_whose_process_was_ended_says_so_and_starts_another(shop: Workshop) -> None:
    before = children()
    with Reader(STRICT) as own:
        own.read(shop.form, NOTHING)
        (process,) = children() - before
        process.kill()
        process.wait()

        first, second = own.read(shop.form, NOTHING), own.read(shop.form, NOTHING)

    assert (first.unread, second.unread) == (Unread.CRASHED, None)
    assert children() <= before


def test_a_reader_that_never_answers_is_ended(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_GRACE_S", 0.0)
    before = children()
    with Reader(STRICT) as own:
        own.read(shop.form, NOTHING)
        (process,) = children() - before
        process.suspend()
        own._limits = Limits(wall_s=1)

        reading = own.read(shop.form, NOTHING)

    assert reading.unread is Unread.TOO_SLOW
    assert children() <= before


def test_a_reader_is_told_no_secret_of_ours(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARRIER_PASSWORD", "canary-4c1e")
    before = children()
    with Reader(STRICT) as own:
        own.read(shop.form, NOTHING)
        (process,) = children() - before

        assert "CARRIER_PASSWORD" not in process.environ()


def test_without_copies_of_a_process_each_file_has_one_of_its_own(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    before = children()
    with Reader(STRICT) as own:
        readings = [own.read(shop.form, NOTHING) for _ in range(2)]

        assert children() <= before

    assert [one.pages for one in readings] == [1, 1]


def test_a_process_that_cannot_copy_itself_reads_all_the_same(shop: Workshop) -> None:
    asked: dict[str, object] = {
        "box": None,
        "roots": [],
        "moment": NOW.isoformat(),
        "limits": dataclasses.asdict(STRICT),
    }
    words = "import os; del os.fork; from trastienda.documents.child import main; main()"
    questions = BytesIO()
    for document in (shop.form, b"%PDF-1.7"):
        write_frame(questions, json.dumps(asked).encode())
        write_frame(questions, document)

    done = subprocess.run(
        [sys.executable, "-c", words], input=questions.getvalue(), capture_output=True, check=True
    )

    answers = BytesIO(done.stdout)
    first, second = (Reading.model_validate_json(read_frame(answers) or b"") for _ in range(2))
    assert (first.pages, second.unread) == (1, Unread.DAMAGED)
    assert read_frame(answers) is None


def test_a_file_that_is_too_big_is_not_read(reader: Reader, tmp_path: Path) -> None:
    file = tmp_path / "big.pdf"
    with file.open("wb") as stream:
        stream.truncate(60_000_000)

    reading = reader.read_file(file, NOTHING)

    assert (reading.unread, reading.detail) == (Unread.TOO_BIG, "> 50 MiB")


def test_a_file_says_its_size_its_digest_and_its_pages(
    reader: Reader, shop: Workshop, tmp_path: Path
) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(shop.form)

    reading = reader.read_file(file, NOTHING)

    assert (reading.sha256, reading.size) == (sha256(shop.form).hexdigest(), len(shop.form))
    assert (reading.pages, reading.printed, reading.access) == (1, (1,), Access.OPEN)


def test_pages_behind_the_last_one_that_is_looked_at_are_told() -> None:
    with Reader(Limits(pages=2)) as own:
        reading = own.read(sheets.sheet(sheets.printed(), pages=3), NOTHING)

    assert (reading.pages, reading.risks) == (3, (Risk.CUT_SHORT,))
    assert {one.page for one in reading.segments} == {1, 2}


def test_objects_fields_and_text_beyond_the_limits_are_told(shop: Workshop) -> None:
    for limits in (Limits(objects=3), Limits(fields=3), Limits(segments=3)):
        with Reader(limits) as own:
            reading = own.read(shop.form, NOTHING)

        assert reading.risks == (Risk.CUT_SHORT,)


def test_a_box_that_is_on_no_page_has_no_ink(reader: Reader, shop: Workshop) -> None:
    assert HAND.signature is not None
    box = HAND.signature.box
    assert box is not None
    for elsewhere in ({"page": 2}, {"right": 700.0}, {"top": 900.0}):
        question = Question(box=box.model_copy(update=elsewhere), roots=(), moment=NOW)

        assert reader.read(shop.form, question).ink is None


@pytest.mark.parametrize(
    ("user", "access"), [("", Access.EMPTY_PASSWORD), ("secreto", Access.NEEDS_PASSWORD)]
)
def test_an_encrypted_file_says_how_it_opens(
    reader: Reader, shop: Workshop, user: str, access: Access
) -> None:
    reading = reader.read(sheets.encrypted(shop.form, user=user), NOTHING)

    assert reading.access is access
    assert bool(reading.segments) is (access is Access.EMPTY_PASSWORD)


def test_form_fields_of_every_kind_say_what_a_person_sees(reader: Reader) -> None:
    reading = reader.read(sheets.sheet(sheets.choices), NOTHING)

    assert {one.name: (one.value, one.shown) for one in reading.values} == {
        "tecnologia": ("Fibra", "Fibra"),
        "pago": ("tarjeta", "tarjeta"),
        "acepta": ("false", "false"),
        "cliente.nota": ("urgente", "urgente"),
    }
