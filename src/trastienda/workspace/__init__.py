"""The workspace: its folders and its configuration."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeGuard
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from trastienda.domain.case import Language
from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import CANONICAL
from trastienda.domain.fields.reading import locale_named
from trastienda.domain.profile import Profile
from trastienda.domain.templates import Template
from trastienda.domain.validation import Validation
from trastienda.errors import WorkspaceError, did_you_mean
from trastienda.rules.fit.pricelist import read_price_list
from trastienda.workspace.tomlfile import checked, load, parsed, refused

SETTINGS = "config/workspace.toml"
DATA_ONLY = ("selectors", "config", "runs")
"""Folders without Python: a `selectors/__init__.py` would hide the standard library's module of that name."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StoreSettings(_Strict):
    """Where the database is: `sqlite:///` with a path relative to the workspace, or `postgresql://…`."""

    url: str = "sqlite:///runs/trastienda.db"


class Task(StrEnum):
    """What a schedule does."""

    ENTER = "enter"
    SWEEP = "sweep"


class Schedule(_Strict):
    """A bot that runs by itself.

    Attributes:
        name: unique; part of every slot's id.
        bot: the bot's slug.
        cron: five fields, days of the week by name.
        timezone: in whose time the cron fields are.
        task: enter sales, or sweep the portal.
        folder: where sales files are dropped, relative to the workspace; a sweep has none.
    """

    name: str = Field(pattern=r"^[a-z0-9_-]+$")
    bot: str
    cron: str
    timezone: str = "Europe/Madrid"
    task: Task = Task.ENTER
    folder: str | None = None

    @model_validator(mode="after")
    def _only_entering_needs_a_folder(self) -> Self:
        if (self.folder is None) is (self.task is Task.ENTER):
            what = "needs the folder of its sales files" if self.task is Task.ENTER else "has no folder"
            raise ValueError(f"schedule '{self.name}': task '{self.task}' {what}")
        return self

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"there is no time zone '{name}'; names look like Europe/Madrid") from None
        return name

    @field_validator("cron")
    @classmethod
    def _five_fields_with_named_days(cls, cron: str) -> str:
        fields = cron.split()
        if len(fields) != 5:
            raise ValueError(f"'{cron}' has {len(fields)} fields, expected 5: minute hour day month weekday")
        if re.search(r"\d", fields[4]):
            # The scheduler counts Monday as 0 where cron counts Sunday: a number would fire on the wrong day.
            raise ValueError(f"write the days of the week by name (mon-fri), not '{fields[4]}'")
        return cron


class Settings(_Strict):
    """`config/workspace.toml`.

    Attributes:
        language: of lists, reports and cases.
        store: the database.
        schedules: bots that run by themselves under `trastienda up`.
    """

    language: Language = Language.ES
    store: StoreSettings = StoreSettings()
    schedules: tuple[Schedule, ...] = ()

    @field_validator("schedules")
    @classmethod
    def _unique_names(cls, schedules: tuple[Schedule, ...]) -> tuple[Schedule, ...]:
        names = [schedule.name for schedule in schedules]
        if len(set(names)) < len(names):
            raise ValueError("two schedules have the same name")
        return schedules


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that a team works in.

    Attributes:
        root: absolute path of the folder.
        settings: `config/workspace.toml`.
    """

    root: Path
    settings: Settings

    @classmethod
    def at(cls, start: Path) -> "Workspace":
        """The workspace that `start` lies in: the nearest folder upwards with `config/workspace.toml`.

        Raises:
            WorkspaceError: there is none, or its settings are wrong.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / SETTINGS).is_file():
                return cls(folder, load(folder / SETTINGS, Settings))
        raise WorkspaceError(f"{start} is in no workspace: no folder upwards has {SETTINGS}.")

    @property
    def store_url(self) -> str:
        """The database's URL, with the path of a SQLite file made absolute."""
        url = self.settings.store.url
        prefix = "sqlite:///"
        if url.startswith(prefix) and not url.startswith(prefix + "/"):
            return f"{prefix}{self.root / url.removeprefix(prefix)}"
        return url

    @property
    def runs(self) -> Path:
        """Where the runs' folders are."""
        return self.root / "runs"

    def run_folder(self, bot: str, run: str) -> Path:
        """The folder of one run."""
        return self.runs / bot / run

    def bot_names(self) -> list[str]:
        """The slugs of all bots: one file each in `bots/`."""
        return sorted(
            path.stem for path in (self.root / "bots").glob("*.py") if not path.stem.startswith("_")
        )

    def facts(self, portal: str) -> PortalFacts:
        """What `config/portals/<portal>.toml` declares, with the rules of its sector and its price list.

        Raises:
            WorkspaceError: one of these files is not there or wrong; every fault is named.
        """
        path = self.root / "config" / "portals" / f"{portal}.toml"
        if not path.is_file():
            known = [other.stem for other in path.parent.glob("*.toml")]
            raise WorkspaceError(f"There is no {path.relative_to(self.root)}.{did_you_mean(portal, known)}")
        given = parsed(path)
        rules = given.get("validation")
        if isinstance(rules, dict):
            rules = self._with_sector(rules, path)
            given = {**given, "validation": self._with_price_list(rules, path, given.get("locale", "es"))}
        return checked(path, given, PortalFacts)

    def _with_sector(self, rules: dict[str, Any], portal: Path) -> dict[str, Any]:
        """A portal's rules over those of its sector: what the portal says counts, key by key."""
        name = rules.get("sector")
        if not isinstance(name, str):
            return rules
        folder = self.root / "config" / "sectors"
        path = folder / f"{name}.toml"
        if not path.is_file():
            known = [other.stem for other in folder.glob("*.toml")]
            raise WorkspaceError(
                f"{portal}: validation.sector: there is no {path.relative_to(self.root)}.{did_you_mean(name, known)}"
            )
        sector = parsed(path)
        if "sector" in sector:
            raise WorkspaceError(f"{path}: a sector's file cannot name another sector; take 'sector' out.")
        try:
            Validation.model_validate(sector)
        except ValidationError as error:
            # What is missing here, or does not fit together yet, the portal's own file may bring.
            wrong = [fault for fault in error.errors() if fault["loc"] and fault["type"] != "missing"]
            if wrong:
                raise refused(path, wrong, Validation) from None
        return _over(sector, rules)

    def _with_price_list(self, rules: dict[str, Any], portal: Path, locale: object) -> dict[str, Any]:
        """A portal's rules with the lines of its price list; unfit names are left to the model to refuse."""
        name, own = rules.get("price_list"), rules.get("prices", [])
        if not isinstance(name, str) or not isinstance(own, list):
            return rules
        path = self.root / "config" / name
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise WorkspaceError(
                f"{portal}: validation.price_list: there is no config/{name}. Its path is relative to config/."
            ) from None
        except UnicodeDecodeError:
            raise WorkspaceError(f"{path}: it is not UTF-8. Save the price list as CSV UTF-8.") from None
        listed = read_price_list(text, place=str(path), locale=locale if _is_locale(locale) else "es")
        return {**rules, "prices": [*listed, *own]}

    def templates(self) -> list[str]:
        """The names of all templates of papers: one file each in `config/documents/`."""
        return sorted(path.stem for path in (self.root / "config" / "documents").glob("*.toml"))

    def template(self, name: str) -> Template:
        """What `config/documents/<name>.toml` declares.

        Raises:
            WorkspaceError: it is not there or wrong; every fault is named.
        """
        path = self.root / "config" / "documents" / f"{name}.toml"
        if name not in self.templates():
            raise WorkspaceError(
                f"There is no {path.relative_to(self.root)}.{did_you_mean(name, self.templates())}"
            )
        return load(path, Template)

    def roots(self, name: str, template: Template) -> list[bytes]:
        """The certificates that a template trusts, as their files hold them.

        Raises:
            WorkspaceError: one of the files is not there.
        """
        folder, contents = self.root / "config" / "documents", []
        for root in template.signature.roots if template.signature else ():
            path = folder / root
            if not path.is_file():
                raise WorkspaceError(
                    f"config/documents/{name}.toml signature.roots: there is no file {root} beside it."
                )
            contents.append(path.read_bytes())
        return contents

    def profile_path(self, portal: str) -> Path:
        """Where a portal's cross-check profile is, if it has one."""
        return self.root / "config" / "crosscheck" / f"{portal}.toml"

    def profile(self, portal: str) -> Profile:
        """What `config/crosscheck/<portal>.toml` declares; nothing where there is no such file.

        Raises:
            WorkspaceError: it is wrong; every fault is named.
        """
        path = self.profile_path(portal)
        return load(path, Profile) if path.is_file() else Profile()

    def stray_python(self) -> list[Path]:
        """Python files where only data belongs, relative to the workspace."""
        return sorted(
            path.relative_to(self.root) for folder in DATA_ONLY for path in (self.root / folder).rglob("*.py")
        )


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Both tables as one: `own` counts, key by key and table by table; a list counts as a whole."""
    return base | {
        key: _over(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
        for key, value in own.items()
    }


def _is_locale(name: object) -> TypeGuard[str]:
    try:
        return isinstance(name, str) and (name == CANONICAL or locale_named(name).name == name)
    except LookupError:
        return False
