"""What a portal's configuration declares about the portal."""

import unicodedata
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from trastienda.domain.evidence import Level
from trastienda.domain.fields.reading import LocaleName
from trastienda.domain.signals import Signals
from trastienda.domain.validation import Validation

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Equivalence(StrEnum):
    """A way in which a portal may show a value differently without changing it."""

    CASE = "case"
    ACCENTS = "accents"
    SPACES = "spaces"


class Alignment(StrEnum):
    """What a field is aligned as, word by word, when its texts are not equal."""

    NAME = "name"
    COMPANY = "company"
    ADDRESS = "address"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Account(_Strict):
    """One login of the portal; user and password are references (`env:NAME`, `keyring:…`, `robocorp:…`)."""

    name: str = Field(pattern=r"^[a-z0-9_-]+$")
    user: str
    password: str


class Marker(_Strict):
    """The portal's free field that carries our reference of the sale, and its longest text."""

    field: str = "reference"
    length: int = Field(ge=4)


class Answer(StrEnum):
    """How a declared JavaScript dialog is answered."""

    ACCEPT = "accept"
    DISMISS = "dismiss"


def _says(text: str, part: str) -> bool:
    """Whether a portal's text has a declared part; case and white space do not matter."""
    said, wanted = (" ".join(unicodedata.normalize("NFC", one).casefold().split()) for one in (text, part))
    return wanted in said


class DeclaredDialog(_Strict):
    """A JavaScript dialog that the portal is known to open; any other one makes a case.

    Attributes:
        says: a part of its text; case and white space do not matter.
        answer: `accept` or `dismiss`.
    """

    says: str = Field(min_length=3)
    answer: Answer = Answer.DISMISS


class Breaker(_Strict):
    """When a portal is left alone for a while.

    Attributes:
        after: failures in a row, of any items, after which the portal is paused; a maintenance page at once.
        pause_s: the first pause; it doubles as long as the portal goes on failing.
        longest_pause_s: no pause is longer.
    """

    after: int = Field(default=5, ge=1)
    pause_s: Seconds = 60
    longest_pause_s: Seconds = 3600


class CrossCheck(_Strict):
    """How sale and record are compared.

    Attributes:
        identity: fields that tell one order of a customer from another.
        unverified: fields that the portal never shows back.
        equivalences: field → differences in writing that this portal is known to make.
        aligned: field → what it is aligned as (a person's name, a company's, an address) where its texts differ.
    """

    identity: tuple[str, ...] = Field(min_length=1)
    unverified: tuple[str, ...] = ()
    equivalences: dict[str, tuple[Equivalence, ...]] = {}
    aligned: dict[str, Alignment] = {}

    @model_validator(mode="after")
    def _identity_is_shown(self) -> Self:
        if hidden := sorted(set(self.identity) & set(self.unverified)):
            raise ValueError(
                f"an order cannot be told by what the portal never shows back: {', '.join(hidden)}"
            )
        return self


class Papers(_Strict):
    """The papers that come with a sale of this portal.

    Attributes:
        folder: where they are dropped, relative to the workspace, each named `<reference>-<template>.pdf`.
        required: templates of `config/documents/`: a sale needs a paper of each.
    """

    folder: str | None = None
    required: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _required_ones_come_from_somewhere(self) -> Self:
        if self.required and self.folder is None:
            raise ValueError("papers that are required need the folder that they are dropped in")
        return self


class PortalFacts(_Strict):
    """The facts that one file of `config/portals/` declares; times are in seconds.

    Attributes:
        url: base address, or a reference to it (`env:NAME`).
        locale, timezone: how the portal writes numbers and dates, and in whose time.
        browser: `auto`, or the path of a browser.
        accounts: the logins; one live session each.
        sessions_per_account: live sessions that the portal allows one login; we use one.
        search_keys: fields by which `find` searches; sales with equal keys never run at the same time.
        marker: the free field that carries our reference, if there is one.
        visibility_bound_s: longest time from saving an order to seeing it in a search; without it an empty
            search proves nothing, and nothing is ever sent again.
        server_timeout_s: longest time in which the server may still save what it was sent.
        window_s: how long an order with an unknown outcome is looked for.
        monotone: a list that shows an order shows every order that was saved before it.
        duplicate_warning: what the portal says where it fears a duplicate, wherever it says it; a part of
            the text, case does not matter.
        dialogs: JavaScript dialogs that the portal is known to open, with our answer.
        navigation_timeout_s: how long a page may take.
        attempts: tries per item before a person is asked, as long as nothing was sent.
        retry_pause_s: pause before the second try; it doubles.
        breaker: when the portal is left alone for a while.
        evidence: how much evidence is kept of an attempt where nothing goes wrong.
        evidence_sample: one of so many items is kept in full, whatever the level.
        columns: header of a sales file's column → field of the sale; a field's own name always works.
        seal_max_age_days: how long a validation holds: an older one is not entered, a person is asked.
        crosscheck, validation, papers: see there.
        signals: which signs of malpractice are looked for; `None` looks for none.
    """

    url: str
    locale: LocaleName = "es"
    timezone: str = "Europe/Madrid"
    browser: str = "auto"
    accounts: tuple[Account, ...] = Field(min_length=1)
    sessions_per_account: int = Field(default=1, ge=1)
    search_keys: tuple[str, ...] = Field(min_length=1)
    marker: Marker | None = None
    visibility_bound_s: Seconds | None = None
    server_timeout_s: Seconds = 120
    window_s: Seconds = 86_400
    monotone: bool = False
    duplicate_warning: str | None = Field(default=None, min_length=3)
    dialogs: tuple[DeclaredDialog, ...] = ()
    navigation_timeout_s: Seconds = 30
    attempts: int = Field(default=3, ge=1)
    retry_pause_s: Seconds = 5
    breaker: Breaker = Breaker()
    evidence: Level = Level.NORMAL
    evidence_sample: int = Field(default=50, ge=1)
    columns: dict[str, str] = {}
    seal_max_age_days: int | None = Field(default=None, ge=1)
    crosscheck: CrossCheck
    validation: Validation = Validation()
    papers: Papers = Papers()
    signals: Signals | None = None

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            raise ValueError(f"there is no time zone '{name}'; names look like Europe/Madrid") from None
        return name

    @model_validator(mode="after")
    def _accounts_are_unique(self) -> Self:
        names = [account.name for account in self.accounts]
        if len(set(names)) < len(names):
            raise ValueError("two accounts have the same name")
        return self

    def label(self, field: str) -> str:
        """What people call a field: the header of its column in their files, else its own name."""
        return next((header for header, name in self.columns.items() if name == field), field)

    def answer_to(self, dialog: str) -> Answer | None:
        """The declared answer to a dialog by its text, `None` when nobody declared one."""
        return next((one.answer for one in self.dialogs if _says(dialog, one.says)), None)

    def warns_of_duplicate(self, text: str) -> bool:
        """Whether a text of the portal has the declared words of its warning of a duplicate."""
        return self.duplicate_warning is not None and _says(text, self.duplicate_warning)

    @property
    def may_send_again(self) -> bool:
        """Whether an empty search at the window's end proves that an order was not saved.

        Only when the visibility bound is declared and the window covers it plus the server's own time-out
        (entry protocol, step 7).
        """
        bound = self.visibility_bound_s
        return bound is not None and self.window_s >= bound + self.server_timeout_s

    @cached_property
    def zone(self) -> ZoneInfo:
        """In whose time the portal writes."""
        return ZoneInfo(self.timezone)

    @property
    def seal_max_age(self) -> timedelta | None:
        """How long a validation holds, `None` for ever."""
        return None if self.seal_max_age_days is None else timedelta(days=self.seal_max_age_days)

    @property
    def server_timeout(self) -> timedelta:
        """How long the server may still save what it was sent."""
        return timedelta(seconds=self.server_timeout_s)

    @property
    def window(self) -> timedelta:
        """How long an order with an unknown outcome is looked for."""
        return timedelta(seconds=self.window_s)
