"""Read an address: street, number, block, stair, floor, door, postcode, town, province."""

import re
from dataclasses import dataclass
from functools import lru_cache

from trastienda.rules.align.lexicon import PARTICLES
from trastienda.rules.align.places import (
    COUNTRIES,
    FLOORS,
    NUMBER_WORDS,
    PROVINCES,
    SIDES,
    STREET_TYPES,
    TOWN_NAMES,
    UNITS,
    WITHOUT_NUMBER,
)
from trastienda.rules.align.tokens import plain, readable

_FORMS = (
    (re.compile(r"\bs\s*[/.]\s*n\b\.?|\bsin numero\b|\bsn\b"), f" {WITHOUT_NUMBER} "),
    (re.compile(r"\bc/\s*"), "calle "),
    (re.compile(r"\bn\.?\s*[º°]"), " num "),
    (re.compile(r"\bp\.?\s*[º°]"), "paseo "),
    (re.compile(r"\bb\.?\s*[º°]"), "barrio "),
    (re.compile(r"\bkm\.?\s*(?=\d)"), " km"),
    (re.compile(r"(?:#|\b(?:num|nro|no|n)\b\.?)\s*(\d+[a-z]?)\s*-\s*(?=\d)"), r" num \1-"),
    (re.compile(r"#"), " num "),
    (re.compile(r"[()]"), " , "),
    (re.compile(r"(?<=\d)\s*[.]?\s*[º°ª]"), "º "),
    (re.compile(r"(?<=[a-z])['’´`](?=[a-z])"), ""),
)
_TOKEN = re.compile(r"s/n|km\d+(?:[.,]\d+)?|\d+º|\d+[a-z]?-\d+\b|\d+[a-z]?(?![^\W\d_])|\d+|[^\W\d_]+|,")
_SHORTEST_POSTCODE = 4


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts, each in its one form; a part that is not there is empty.

    `province` is the first two digits of its postcodes in Spain: as it is written, or as the postcode says. Regions of
    Latin America are called by their name.
    """

    type: str
    street: tuple[str, ...]
    number: str
    block: str
    stair: str
    floor: str
    door: str
    quarter: tuple[str, ...]
    postcode: str
    town: tuple[str, ...]
    province: str

    def canonical(self) -> str:
        """The one text of the address."""
        unit = (self.number, self.block, self.stair, self.floor, self.door)
        parts = (
            self.type,
            " ".join(self.street),
            *unit,
            " ".join(self.quarter),
            self.postcode,
            " ".join(self.town),
        )
        return "|".join((*parts, self.province))


@lru_cache(maxsize=65_536)
def read_address(text: str) -> Address | None:
    """Read an address in one text, as it is written in Spain or Latin America.

    Returns:
        the parts, or `None` where letters are hidden or lost, or no street can be seen.
    """
    bare = plain(readable(text))
    for form, written in _FORMS:
        bare = form.sub(written, bare)
    reader = _Reader(_TOKEN.findall(bare))
    reader.read_street()
    while reader.left:
        reader.read_part()
    return reader.address() if reader.street else None


class _Reader:
    """Reads the tokens of one address from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.left = tokens
        self.type = self.number = self.postcode = ""
        self.street: list[str] = []
        self.unit: dict[str, str] = {}
        self.quarter: list[str] = []
        self.segments: list[list[str]] = [[]]
        self.starts_segment = False

    def read_street(self) -> None:
        """Type, name and number. A figure right after the type is the street's name: Calle 2 de Mayo, Carrera 7."""
        if len(self.left) > 1 and self.left[0] in STREET_TYPES:
            self.type = STREET_TYPES[self.left.pop(0)]
        while self.left and not (_has_content(self.street) and self._ends_street()):
            token = self.left.pop(0)
            if token != ",":
                self.street.append(token)
        while self.left and (self.left[0] == "," or self.left[0] in NUMBER_WORDS):
            self.left.pop(0)
        if self.left and _is_number(self.left[0]):
            self.number = self.left.pop(0)
            if self.left[:1] == ["bis"]:
                self.number += self.left.pop(0)

    def _ends_street(self) -> bool:
        """Whether the street's name is over: at a comma, at a figure, or at a word such as `nº` before a figure."""
        token = self.left[0]
        if token in NUMBER_WORDS:
            return len(self.left) > 1 and _is_number(self.left[1])
        return token in (",", WITHOUT_NUMBER) or token[0].isdigit() or _is_number(token)

    def read_part(self) -> None:
        """Whatever stands after the number."""
        token, starts = self.left.pop(0), self.starts_segment
        self.starts_segment = token == ","
        if token == ",":
            self.segments.append([])
        elif starts and self._begins_town(token):
            self.segments[-1].append(token)
        elif token == WITHOUT_NUMBER:
            self.number = self.number or token
        elif _is_postcode(token) and (len(token) > _SHORTEST_POSTCODE or not self.postcode):
            self.postcode = token.zfill(5)
            self.segments.append([])
            self.starts_segment = True
        elif token in UNITS and self._read_named(UNITS[token]):
            pass
        elif any(self.segments) or not self._read_unnamed(token):
            self.segments[-1].append(token)

    def _begins_town(self, token: str) -> bool:
        """Whether a letter after a comma or a postcode is the article of a town (A Coruña, O Grove) and no door."""
        after = self.left[0] if self.left else ","
        return token in ("a", "o") and after.isalpha() and len(after) > 1 and after not in SIDES

    def _read_named(self, part: str) -> bool:
        """A part after its word (`piso 3`, `Col. Roma`); false where nothing follows that it could be."""
        while self.left and self.left[0] in NUMBER_WORDS:
            self.left.pop(0)
        if not self.left or self.left[0] == ",":
            return False
        if part == "quarter":
            while self.left and self.left[0] != "," and not self.left[0][0].isdigit():
                self.quarter.append(self.left.pop(0))
            return True
        value = self.left.pop(0)
        if part == "floor":
            return self._read_unnamed(value)
        self.unit.setdefault(part, _door(value))
        return True

    def _read_unnamed(self, token: str) -> bool:
        """A floor or a door without its word: `3º B`, `3B`, `bajo izq.`, `3-1`; false where it is neither."""
        figure = re.fullmatch(r"(\d+)(?:º|-(\d+)|([a-z]))?", token)
        if figure and "floor" not in self.unit:
            self.unit["floor"] = str(int(figure[1]))
            if door := figure[2] or figure[3]:
                self.unit.setdefault("door", _door(door))
        elif token in FLOORS and "floor" not in self.unit:
            self.unit["floor"] = FLOORS[token]
        elif (figure or token in SIDES or len(token) == 1) and "door" not in self.unit:
            self.unit["door"] = _door(token)
        else:
            return False
        return True

    def address(self) -> Address:
        """The parts, with town and province told apart."""
        places = [segment for segment in self.segments if segment]
        if len(places) > 1 and len(places[-1]) == 1 and places[-1][0] in COUNTRIES:
            del places[-1]
        province = ""
        if places:
            rest, province = _without_province(places[-1], alone=len(places) == 1)
            places[-1:] = [rest] if rest else []
        town = _content(places.pop()) if places else ()
        quarter = [*self.quarter, *(word for place in places for word in place)]
        return Address(
            self.type,
            _content(self.street),
            self.number,
            self.unit.get("block", ""),
            self.unit.get("stair", ""),
            self.unit.get("floor", ""),
            self.unit.get("door", ""),
            _content(quarter),
            self.postcode,
            tuple(TOWN_NAMES.get(" ".join(town), " ".join(town)).split()),
            province or (self.postcode[:2] if self.postcode[:2] in PROVINCES.values() else ""),
        )


def _content(words: list[str]) -> tuple[str, ...]:
    """Words without particles, if any word is left."""
    return tuple(word for word in words if word not in PARTICLES) or tuple(words)


def _has_content(words: list[str]) -> bool:
    return any(word not in PARTICLES for word in words)


def _is_number(token: str) -> bool:
    """Whether it can be a house's number: no ordinal, and no postcode."""
    return (
        token == WITHOUT_NUMBER
        or (token.startswith("km") and token[2:3].isdigit())
        or (
            token[0].isdigit()
            and not token.endswith("º")
            and not (token.isdigit() and len(token) > _SHORTEST_POSTCODE)
        )
    )


def _is_postcode(token: str) -> bool:
    return token.isdigit() and _SHORTEST_POSTCODE <= len(token) <= 6


def _door(token: str) -> str:
    """A door in its one form: a side, a letter, or a figure without leading zeros."""
    figure = token.removesuffix("º")
    return str(int(figure)) if figure.isdigit() else SIDES.get(token, token)


def _without_province(words: list[str], *, alone: bool) -> tuple[list[str], str]:
    """The words before a province's name at the end, and the province; a name that stands alone is the town's."""
    if alone and _content(words) in PROVINCES:
        return words, ""
    for start in range(max(0, len(words) - 4), len(words)):
        province = PROVINCES.get(_content(words[start:]))
        if province and {words[start], words[start - 1]}.isdisjoint(_OF):
            return words[:start], province
    return words, ""


_OF = frozenset(("de", "del"))
"""After these a province is part of the town's name: Villanueva de Córdoba."""
