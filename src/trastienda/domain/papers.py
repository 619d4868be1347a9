"""What was read in the file of a paper, not yet compared with any sale."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from trastienda.domain.templates import Risk


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Access(StrEnum):
    """Whether the file could be opened."""

    OPEN = "open"
    EMPTY_PASSWORD = "empty_password"
    NEEDS_PASSWORD = "needs_password"


class Unread(StrEnum):
    """Why a file could not be read."""

    NO_PDF = "no_pdf"
    TOO_BIG = "too_big"
    DAMAGED = "damaged"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"


class FormValue(_Strict):
    """A form field as the file holds it.

    Attributes:
        name: its full name.
        value: its value; a box that is ticked or not is "true" or "false".
        shown: the text that its place on the page shows; `None` where viewers make that text themselves.
        hidden: a part of that text nobody sees.
    """

    name: str
    value: str
    shown: str | None = None
    hidden: bool = False


class Segment(_Strict):
    """A run of printed text without a wide gap, with its box in points.

    Attributes:
        hidden: nobody sees it: written invisibly, in white, or outside of the page.
    """

    page: int
    left: float
    bottom: float
    right: float
    top: float
    text: str
    hidden: bool = False


class Coverage(StrEnum):
    """How much of the file a digital signature vouches for.

    `WHOLE` is every byte; `SIGNED_AGAIN` every byte but for later signatures, which changed nothing else.
    """

    WHOLE = "whole"
    SIGNED_AGAIN = "signed_again"
    CHANGED_AFTER = "changed_after"
    PART = "part"


class Trust(StrEnum):
    """Whether the signer's certificate leads to a declared root."""

    TRUSTED = "trusted"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class DigitalSignature(_Strict):
    """A digital signature.

    Attributes:
        field: the name of its form field.
        intact: the signed bytes are those that were signed; `None`: the signature itself cannot be read.
        signer, signer_id: common name and serial number of the certificate, empty where it has none.
    """

    field: str
    intact: bool | None
    coverage: Coverage
    trust: Trust
    signer: str = ""
    signer_id: str = ""


class Ink(_Strict):
    """What is drawn in a box, as shares of its area.

    Attributes:
        dark: darker than half grey, as a pen writes.
        any: darker than white paper.
    """

    dark: float
    any: float


class Reading(_Strict):
    """What was read in a file.

    Attributes:
        sha256: over its bytes, in hexadecimal.
        unread: why nothing could be read; then all that follows is empty.
        detail: more of that, in the reader's own words (English).
        pages: their number.
        printed: numbers of the pages on which a person sees text that a machine can read.
        values: the form fields, signatures excepted.
        segments: the printed text.
        signatures: in the file's order.
        ink: of the template's box; `None` where it could not be looked at.
    """

    sha256: str
    size: int
    unread: Unread | None = None
    detail: str = ""
    access: Access = Access.OPEN
    pages: int = 0
    printed: tuple[int, ...] = ()
    values: tuple[FormValue, ...] = ()
    segments: tuple[Segment, ...] = ()
    signatures: tuple[DigitalSignature, ...] = ()
    ink: Ink | None = None
    risks: tuple[Risk, ...] = ()
