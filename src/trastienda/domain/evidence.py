"""What evidence is called: how much of it is kept, when, and of what kind."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much evidence an attempt keeps."""

    LEAN = "lean"
    NORMAL = "normal"
    FULL = "full"


class Moment(StrEnum):
    """When evidence is taken: the `<what>` in the names of its files."""

    SEARCH = "search"
    OWN_ORDERS = "own_orders"
    FORM = "form"
    CONFIRMATION = "confirmation"
    ORDER = "order"
    CASE = "case"
    TROUBLE = "trouble"


class Part(StrEnum):
    """What is kept of a page, by the ending of its file: a picture, its structure with all values, names and roles."""

    PICTURE = "jpg"
    PAGE = "html"
    ARIA = "aria.yaml"


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a portal gave.

    Attributes:
        name: of the download in the selector book.
        path: where it is kept, relative to the run's folder.
        size: in bytes.
        sha256: in hexadecimal.
    """

    name: str
    path: str
    size: int
    sha256: str
