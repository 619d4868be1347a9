"""The faults that the admin port can switch on, and which of them fires now."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trastienda.demo.portal.formats import compact, fold
from trastienda.demo.portal.orders import TEXT_FIELDS

PageName = Literal["login", "list", "wizard", "save", "confirmation", "detail"]


class FaultKind(StrEnum):
    """Everything this portal can do wrong on purpose. All but the first concern the saving POST,
    the sign-in (`WRONG_PASSWORD`) or every page (`MAINTENANCE`)."""

    SLOW_PAGE = "slow_page"
    ERROR_500_BEFORE_COMMIT = "error_500_before_commit"
    ERROR_500_AFTER_COMMIT = "error_500_after_commit"
    DROP_BEFORE_COMMIT = "drop_before_commit"
    DROP_AFTER_COMMIT = "drop_after_commit"
    HALF_RESPONSE_AFTER_COMMIT = "half_response_after_commit"
    SESSION_EXPIRED_BEFORE_COMMIT = "session_expired_before_commit"
    SESSION_EXPIRED_AFTER_COMMIT = "session_expired_after_commit"
    SUCCESS_WITHOUT_ORDER = "success_without_order"
    COMMITTED_TWICE = "committed_twice"
    TRUNCATE_FIELD = "truncate_field"
    WRONG_PRICE = "wrong_price"
    LATE_VISIBILITY = "late_visibility"
    DUPLICATE_WARNING = "duplicate_warning"
    WRONG_PASSWORD = "wrong_password"
    MAINTENANCE = "maintenance"


class Fault(BaseModel):
    """One fault and whom it concerns: every order, or those of a marker, a document, an account.

    `times` is how often it fires (None: always). `seconds` is the pause of `slow_page` and the delay of
    `late_visibility`. `page` narrows `slow_page` and `maintenance` to one page; without it they meet
    whatever page is asked for next, but a slow page of one marker or document is the saving POST. `when`
    says on which side of the commit a slow saving POST waits. `field` and `length` belong to
    `truncate_field`, `amount` ("45.90") to `wrong_price` (without it one euro is added), `how` to the kinds
    that break the connection.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FaultKind
    id: str = ""
    marker: str | None = None
    document: str | None = None
    account: str | None = None
    times: Annotated[int, Field(ge=1)] | None = 1
    seconds: Annotated[float, Field(ge=0)] = 5.0
    page: PageName | None = None
    when: Literal["before_commit", "after_commit"] = "after_commit"
    field: str = "address"
    length: Annotated[int, Field(ge=0)] = 20
    amount: Annotated[str, Field(pattern=r"^\d+\.\d{2}$")] | None = None
    how: Literal["reset", "close"] = "reset"

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: object) -> object:
        """A fault without an id gets one from its content, so that the same PUT twice is one fault."""
        if isinstance(given, dict) and not given.get("id"):
            content = sorted((key, str(value)) for key, value in given.items() if key != "id")
            digest = hashlib.sha256(repr(content).encode()).hexdigest()[:12]
            return {**given, "id": f"{given.get('kind', 'fault')}-{digest}"}
        return given

    @model_validator(mode="after")
    def _cuts_a_text(self) -> Self:
        if self.kind is FaultKind.TRUNCATE_FIELD and self.field not in TEXT_FIELDS:
            raise ValueError(f"'{self.field}' is no text field; choose one of {', '.join(TEXT_FIELDS)}")
        return self

    def concerns(self, page: PageName, *, marker: str, document: str, account: str) -> bool:
        """Whether this fault is meant for a request; an empty value of the request fits no narrowed fault."""
        wanted = self.page
        if wanted is None and self.kind is FaultKind.SLOW_PAGE and (self.marker or self.document):
            wanted = "save"
        return (
            wanted in (None, page)
            and (self.marker is None or fold(self.marker) == fold(marker))
            and (self.document is None or compact(self.document) == compact(document))
            and (self.account is None or self.account == account)
        )


class Faults:
    """The set of faults in the database, with how often each has fired."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, faults: Sequence[Fault]) -> None:
        """Make this the whole set. A fault that is there already, by id and content, keeps what it fired;
        one that is left out is switched off and keeps it too, should it come back."""
        self._connection.execute("UPDATE faults SET active = 0")
        for fault in faults:
            self._connection.execute(
                "INSERT INTO faults (id, content, fired, active) VALUES (:id, :content, 0, 1)"
                " ON CONFLICT (id) DO UPDATE SET active = 1, content = :content,"
                " fired = CASE WHEN content = :content THEN fired ELSE 0 END",
                {"id": fault.id, "content": fault.model_dump_json()},
            )

    def clear(self) -> None:
        """Forget every fault and what it fired."""
        self._connection.execute("DELETE FROM faults")

    def listed(self) -> list[tuple[Fault, int]]:
        """The active faults, each with how often it has fired."""
        rows = self._connection.execute("SELECT * FROM faults WHERE active = 1 ORDER BY rowid")
        return [(Fault.model_validate_json(row["content"]), row["fired"]) for row in rows]

    def fire(
        self, kind: FaultKind, page: PageName, *, marker: str = "", document: str = "", account: str = ""
    ) -> Fault | None:
        """The first armed fault of a kind for this request, counted as fired, or None."""
        for fault, fired in self.listed():
            if fault.kind is not kind or (fault.times is not None and fired >= fault.times):
                continue
            if fault.concerns(page, marker=marker, document=document, account=account):
                self._connection.execute("UPDATE faults SET fired = fired + 1 WHERE id = ?", (fault.id,))
                return fault
        return None
