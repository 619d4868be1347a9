"""A workspace with three sales taken in, and a way to call the command line in it."""

import json
import logging
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loguru import logger

from tests.cli.shell import ROOT, Answer, Shell
from trastienda.cli import main

SALE = {
    "reference": "V-1",
    "seller": "ana.ruiz",
    "validator": "luis.gil",
    "sold_at": "20/10/2026 10:00",
    "validated_at": "20/10/2026 12:00",
    "channel": "teléfono",
    "campaign": "otoño",
    "holder_id": "12345678Z",
    "holder_name": "José Muñoz García",
    "birth_date": "03/04/1980",
    "email": "jose@example.org",
    "contact_phone": "612345678",
    "technology": "Móvil",
    "plan": "Móvil 20 GB",
    "line": "633445566",
    "address": "Calle de Alcalá 45, 3.º B, 28014 Madrid",
    "monthly_fee": "39,90 €",
    "activation": "30/11/2026",
    "iban": "ES9121000418450200051332",
    "terms_accepted": "sí",
    "marketing_accepted": "no",
}
SALES = [
    SALE,
    SALE | {"reference": "V-2", "holder_id": "00000000T", "holder_name": "María Ruiz", "line": "644556677"},
    SALE | {"reference": "V-3", "holder_id": "12345678A"},
]
"""Two that are fit to be entered, and one whose document has a wrong letter."""


class _InProcess(Shell):
    """Calls the program's entry point in this process: what a subprocess answers, without its start."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        super().__init__(folder)
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Answer:
        self._monkeypatch.chdir(self.folder)
        self._monkeypatch.setattr(sys, "argv", ["trastienda", *arguments])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Answer(ended.value.code, said.out, said.err)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the three sales were taken in; copied for each test, never changed."""
    folder = tmp_path_factory.mktemp("prepared")
    for part in ("bots", "selectors", "config"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "sales.json").write_text(json.dumps(SALES), encoding="utf-8")
    answer = Shell(folder).process("intake", "carrier", "sales.json")
    assert answer.code == 0, answer.err
    return folder


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """The program sets up logging for a process of its own; the next test shall not notice."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    logger.remove()
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def trastienda(
    prepared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logging_as_before: None,
) -> Shell:
    """The command line in a workspace with three sales: items 1 and 2 ready, item 3 rejected."""
    folder = tmp_path / "back office"
    shutil.copytree(prepared, folder)
    for name in ("CARRIER_URL", "CARRIER_USER", "CARRIER_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return _InProcess(folder, monkeypatch, capsys)
