"""What a form looks like: where the fields of a sale stand in it, and how it is signed."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from trastienda.domain.facts import Equivalence
from trastienda.domain.fields.reading import LocaleName

LARGEST_PAGE = 14_400
"""Points: 200 inches, the largest side of a page that the PDF specification (ISO 32000-1, annex C) allows."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Where(StrEnum):
    """Where a value stands, seen from its label."""

    RIGHT = "right"
    BELOW = "below"


class PaperField(_Strict):
    """Where a field of the sale stands in a form: in a form field, after a printed label, or in both.

    Attributes:
        acroform: the full name of the form field (`cliente.dni`).
        label: the printed words in front of the value, whole; case, accents and a colon do not matter.
        where: on which side of the label the value stands.
        page: the page of the label, 1-based; without it, any page.
        required: a required field that is not there is asked for; another one is passed over.
        equivalences: differences in writing that this form is known to make.
    """

    acroform: str | None = Field(default=None, min_length=1)
    label: str | None = Field(default=None, min_length=2)
    where: Where = Where.RIGHT
    page: int | None = Field(default=None, ge=1)
    required: bool = True
    equivalences: tuple[Equivalence, ...] = ()

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        if self.acroform is None and self.label is None:
            raise ValueError("name the form field (acroform), the printed label, or both")
        return self


class Box(_Strict):
    """A place on a page where a hand-drawn signature is looked for; points from the page's lower left corner.

    Attributes:
        page: 1-based.
        empty_below: with less ink of any shade than this share of the box, nobody signed.
        present_from: from this share of dark ink on, somebody signed. What lies between is unclear.
    """

    page: int = Field(ge=1)
    left: float = Field(ge=0, le=LARGEST_PAGE)
    bottom: float = Field(ge=0, le=LARGEST_PAGE)
    right: float = Field(le=LARGEST_PAGE)
    top: float = Field(le=LARGEST_PAGE)
    empty_below: float = Field(gt=0, lt=0.5)
    present_from: float = Field(gt=0, lt=0.5)

    @model_validator(mode="after")
    def _has_an_inside(self) -> Self:
        if self.right - self.left < 10 or self.top - self.bottom < 10:
            raise ValueError("a box is at least 10 points wide and high: right > left, top > bottom")
        if self.empty_below > self.present_from:
            raise ValueError("empty_below lies above present_from: no signature would be unclear")
        return self


class SignatureKind(StrEnum):
    """How a form is signed."""

    DIGITAL = "digital"
    HAND = "hand"
    EITHER = "either"


class WantedSignature(_Strict):
    """The signature that a form must carry.

    Attributes:
        kind: digital, drawn by hand into the box, or either of the two.
        roots: PEM files beside the template with the certificates that are trusted, and no others.
        signer: field of the sale that the signer's certificate must show as its serial number.
        box: where a signature is drawn by hand.
    """

    kind: SignatureKind
    roots: tuple[str, ...] = ()
    signer: str | None = None
    box: Box | None = None

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if self.kind is not SignatureKind.HAND and not self.roots:
            raise ValueError("a digital signature needs roots: without them none is trusted")
        if self.kind is SignatureKind.HAND and (self.roots or self.signer):
            raise ValueError("roots and signer belong to digital signatures; say kind = 'either'")
        if (self.box is None) is not (self.kind is SignatureKind.DIGITAL):
            raise ValueError("a box is for kind 'hand' and 'either', and they need one")
        return self


class Risk(StrEnum):
    """What a file can do, or hide, beside showing pages."""

    JAVASCRIPT = "javascript"
    LAUNCHES = "launches"
    SENDS = "sends"
    FILES = "files"
    XFA = "xfa"
    PAGE_SIZE = "page_size"
    CUT_SHORT = "cut_short"


class Template(_Strict):
    """One file of `config/documents/`: what a form looks like.

    Attributes:
        says: words that stand on every such form (its title); a file without them is another form.
        pages: how many it has; without it, any number.
        locale: how numbers and dates are written in it: "es", "en" or "canonical".
        fields: field of the sale → where it stands.
        other_labels: printed words that end the value in front of them although they label no field.
        allows: what every copy of this form has of scripts and the like; anything else of it is asked.
        signature: what must be signed, and how.
    """

    says: str | None = Field(default=None, min_length=3)
    pages: int | None = Field(default=None, ge=1)
    locale: LocaleName = "es"
    fields: dict[str, PaperField] = {}
    other_labels: tuple[str, ...] = ()
    allows: tuple[Risk, ...] = ()
    signature: WantedSignature | None = None

    @field_validator("allows")
    @classmethod
    def _whole(cls, allowed: tuple[Risk, ...]) -> tuple[Risk, ...]:
        if Risk.CUT_SHORT in allowed:
            raise ValueError("a file that was read in part only never fits: cut_short cannot be allowed")
        return allowed

    @property
    def sale_fields(self) -> tuple[str, ...]:
        """Every field of a sale that the template names."""
        signer = self.signature.signer if self.signature else None
        return (*self.fields, *([signer] if signer else []))
