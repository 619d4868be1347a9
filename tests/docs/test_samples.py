"""Every sample of the documents runs, or is what it says it is."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from tests.docs.pages import DOCS, ROOT, Sample, pages, samples, text_of
from trastienda.domain.facts import PortalFacts
from trastienda.domain.profile import Profile
from trastienda.domain.templates import Template
from trastienda.domain.validation import Validation
from trastienda.engine.bots import load_bot
from trastienda.engine.bots_check import faults_of
from trastienda.intake import read_sales
from trastienda.portal.book import Book
from trastienda.workspace import Settings, Workspace

EXCERPT = "excerpt of "
CODE = ("python", "yaml", "toml", "json")
ALL = [sample for page in pages() for sample in samples(page, *CODE)]


def place(sample: Any) -> str:
    return sample.place if isinstance(sample, Sample) else ""


@pytest.mark.parametrize("sample", [one for one in ALL if one.about.startswith(EXCERPT)], ids=place)
def test_an_excerpt_stands_in_its_file_to_the_letter(sample: Sample) -> None:
    file = ROOT / sample.about.removeprefix(EXCERPT)

    assert sample.text in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sample", [one for one in ALL if one.language == "python" and not one.about], ids=place
)
def test_a_sample_of_python_runs(sample: Sample) -> None:
    exec(compile(sample.text, sample.place, "exec"), {"__name__": "sample"})


@pytest.mark.parametrize("sample", [one for one in ALL if one.language == "toml"], ids=place)
def test_a_sample_of_toml_fits_its_model(sample: Sample) -> None:
    given = tomllib.loads(sample.text)

    models: dict[str, type[BaseModel]] = {"accounts": PortalFacts, "anchors": Profile, "fields": Template}
    model = next((of for key, of in models.items() if key in given), Settings)
    if sample.about.startswith("config/sectors/"):
        model = Validation
    model.model_validate(given)


@pytest.mark.parametrize(
    "sample", [one for one in ALL if one.language == "yaml" and not one.about.startswith(EXCERPT)], ids=place
)
def test_a_sample_of_yaml_is_a_selector_book(sample: Sample) -> None:
    Book.model_validate(YAML(typ="safe").load(sample.text))


def test_the_settings_on_the_page_are_those_of_this_workspace() -> None:
    shown = tomllib.loads(samples(DOCS / "configuration.md", "toml")[0].text)

    assert shown == tomllib.loads((ROOT / "config" / "workspace.toml").read_text(encoding="utf-8"))


@pytest.fixture
def first_bot(tmp_path: Path) -> Workspace:
    """The workspace that docs/first-bot.md leads to."""
    for sample in samples(DOCS / "first-bot.md", *CODE):
        if sample.about:
            file = tmp_path / sample.about
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(sample.text, encoding="utf-8")
    (schedule,) = [one for one in samples(DOCS / "first-bot.md", "toml") if not one.about]
    (tmp_path / "config" / "workspace.toml").write_text(schedule.text, encoding="utf-8")
    return Workspace.at(tmp_path)


def test_the_first_bot_has_no_fault(first_bot: Workspace) -> None:
    assert faults_of(first_bot, "energy") == []
    assert [one.bot for one in first_bot.settings.schedules] == first_bot.bot_names()


def test_the_first_bots_sales_can_be_read(first_bot: Workspace) -> None:
    bot = load_bot(first_bot, "energy")

    intake = read_sales(
        first_bot.root / "sales.json",
        bot.sale_type,
        columns=bot.facts.columns,
        locale=bot.facts.locale,
        tz=ZoneInfo(bot.facts.timezone),
    )

    assert [(row.sale is not None, row.findings) for row in intake.rows] == [(True, ())]


def test_the_transcript_shows_the_end_that_the_samples_must_have() -> None:
    expected = json.loads((ROOT / "samples" / "carrier-sales.expected.json").read_text(encoding="utf-8"))
    ends = [one["state"] for one in expected]
    counts = " · ".join(f"{ends.count(state)} {state}" for state in ("settled", "rejected", "in_case"))

    assert re.search(rf"^Run \S+ of carrier: done; {counts}\.$", text_of(ROOT / "README.md"), re.MULTILINE)
