"""What evidence is called: how much of it is kept, when, and of what kind."""

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
