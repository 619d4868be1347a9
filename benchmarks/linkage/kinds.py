"""What is declared about the sets, for ours and for the peers: kinds of fields, dates, keys, splits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

SPLITS = 5
"""So often the entities are cut into a half to learn and calibrate on, and a half to test on."""


class Kind(StrEnum):
    """What a field holds."""

    GIVEN = "given"
    SURNAME = "surname"
    WORDS = "words"
    NUMBER = "number"
    CODE = "code"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Shape:
    """What is declared about a set.

    Attributes:
        fields: name → kind, in the order of the file.
        date: the columns of year, month and day; one column holds them in this order as a text, or each its own.
        parts: for a date in one column: where year, month and day stand in it (first character, length).
        depth: a key of the search is an agreement of at most so many columns.
        swaps: pairs of fields whose values may have changed places.
    """

    fields: Mapping[str, Kind]
    date: tuple[str, ...]
    parts: tuple[tuple[int, int], ...] = ()
    depth: int = 2
    swaps: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> list[str]:
        """All columns but the two that say who it is."""
        return [*self.fields, *self.date]


_FEBRL = Shape(
    fields={
        "given_name": Kind.GIVEN,
        "surname": Kind.SURNAME,
        "street_number": Kind.NUMBER,
        "address_1": Kind.WORDS,
        "address_2": Kind.WORDS,
        "suburb": Kind.WORDS,
        "postcode": Kind.NUMBER,
        "state": Kind.CHOICE,
    },
    date=("date_of_birth",),
    parts=((0, 4), (4, 2), (6, 2)),
    swaps=(("given_name", "surname"), ("address_1", "address_2")),
)
_FEBRL_IDS = replace(_FEBRL, fields={**_FEBRL.fields, "soc_sec_id": Kind.CODE})
_RLDATA = Shape(
    fields={
        "fname_c1": Kind.GIVEN,
        "fname_c2": Kind.GIVEN,
        "lname_c1": Kind.SURNAME,
        "lname_c2": Kind.SURNAME,
    },
    date=("by", "bm", "bd"),
    depth=3,
    swaps=(("fname_c1", "lname_c1"),),
)
_CENSUS = Shape(
    fields={
        "first_name": Kind.GIVEN,
        "middle_initial": Kind.CHOICE,
        "last_name": Kind.SURNAME,
        "age": Kind.NUMBER,
        "street_number": Kind.NUMBER,
        "street_name": Kind.WORDS,
        "unit_number": Kind.WORDS,
        "city": Kind.CHOICE,
        "state": Kind.CHOICE,
        "zipcode": Kind.NUMBER,
        "housing_type": Kind.CHOICE,
        "sex": Kind.CHOICE,
        "race_ethnicity": Kind.CHOICE,
    },
    date=("date_of_birth",),
    parts=((6, 4), (0, 2), (3, 2)),
    swaps=(("first_name", "last_name"),),
)

_REGISTER = Shape(
    fields={
        "first_name": Kind.GIVEN,
        "middle_initial": Kind.CHOICE,
        "last_name": Kind.SURNAME,
        "sex": Kind.CHOICE,
    },
    date=_CENSUS.date,
    parts=_CENSUS.parts,
    depth=3,
    swaps=_CENSUS.swaps,
)

SHAPES: Mapping[str, Shape] = {
    "febrl3": _FEBRL_IDS,
    "febrl3-without-ids": _FEBRL,
    "febrl4": _FEBRL_IDS,
    "febrl4-without-ids": _FEBRL,
    "rldata500": _RLDATA,
    "rldata10000": _RLDATA,
    "census": _CENSUS,
    "census-register": _REGISTER,
}
"""Name of a set → what is declared about it."""
