"""What a check found in a sale."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class Severity(StrEnum):
    """What a finding leads to."""

    REJECT = "reject"
    """The sale is refused: it cannot be entered as it is."""
    ASK = "ask"
    """A person must look before it is entered."""
    NOTE = "note"
    """It is said, nothing is held up."""


class Finding(BaseModel):
    """One thing that a check found, said in both languages.

    Args:
        code: stable name of the kind of finding, in snake case ("unreadable_value").
        es, en: the same full sentence in Spanish and in English.
        fields: the sale's fields concerned, in no order that matters.
        seen, expected: the value found and what was wanted (English), where that can be said.
        rule: the rule set that found it with its version ("prices/1"); `None` for what was found while
            reading the file.
        linked: our references of other sales that it is about.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    severity: Severity
    es: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]
    fields: tuple[str, ...] = ()
    seen: str | None = None
    expected: str | None = None
    rule: Annotated[str, StringConstraints(pattern=r"^[a-z_]+/[0-9]+$")] | None = None
    linked: tuple[str, ...] = ()

    def sentence(self, locale: str) -> str:
        """The sentence in Spanish for "es", in English for anything else."""
        return self.es if locale == "es" else self.en
