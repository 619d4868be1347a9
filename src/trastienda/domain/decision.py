"""What a person says of a case: always with an author and a reason."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from trastienda.domain.people import person_key


def _visible(text: str) -> str:
    if not person_key(text):
        raise ValueError("only invisible characters")
    return text


Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_visible)
]


class Kind(StrEnum):
    """The closed list of decisions."""

    ENTER = "enter"
    THIS_ORDER = "it is this order"
    ACCEPT = "accept difference"
    REJECT = "reject"
    LOOK_AGAIN = "look again"


class Decision(BaseModel):
    """A decision on a case.

    Attributes:
        kind: one of `Kind`.
        by: who decides, as they sign; compared by `person_key`.
        why: the reason in their words.
        corrections: field of the sale → corrected text, read like an intake cell (with `enter` only).
        reference: the portal's number of the order (with `it is this order` only).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    by: Words
    why: Words
    corrections: dict[str, str] = {}
    reference: Words | None = None

    @model_validator(mode="after")
    def _parts_fit_the_kind(self) -> Self:
        if self.corrections and self.kind is not Kind.ENTER:
            raise ValueError(f"corrections go with '{Kind.ENTER}', not with '{self.kind}'")
        if (self.reference is None) is (self.kind is Kind.THIS_ORDER):
            raise ValueError(f"'{Kind.THIS_ORDER}' names one order's reference; no other decision does")
        return self
