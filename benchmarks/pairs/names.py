"""Make labelled pairs of names, with what else a record has of a person.

The rules, with their rates, are written down in `benchmarks/pairs/README.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from benchmarks.pairs import lists
from benchmarks.pairs.naming import written
from benchmarks.pairs.people import Human, child, cousin, given_name, human, one_of, sibling, surname
from trastienda.rules.align.persons import Person

KINDS = (
    ("same", 0.50),
    ("stranger", 0.28),
    ("sibling", 0.05),
    ("father and son", 0.03),
    ("father and son of one name", 0.01),
    ("parent and child", 0.02),
    ("spouse", 0.02),
    ("cousin", 0.03),
    ("common name", 0.03),
    ("lookalike", 0.03),
)
"""What a pair is, and its share. All but the first two are hard: 22 % of all pairs, 44 % of the different ones."""

DOCUMENT_SHOWN, BIRTH_SHOWN = 0.80, 0.75
MISTYPED = 0.03


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, and the truth about them.

    Attributes:
        left, right: what the records say.
        kind: how the two people stand to each other.
        same_name: whether both truly bear one name, be they one person or two.
    """

    left: Person
    right: Person
    kind: str
    same_name: bool

    @property
    def same(self) -> bool:
        """Whether both records are of one person."""
        return self.kind == "same"


def pairs(seed: int, n: int) -> Iterator[Pair]:
    """`n` pairs; a pure function of the seed."""
    chance = Random(f"names {seed}")
    for _ in range(n):
        kind = one_of(chance, KINDS)
        one, other = people(kind, chance)
        documents, births = chance.random() < DOCUMENT_SHOWN, chance.random() < BIRTH_SHOWN
        careful = chance.random() < 0.3
        left = Person(
            written(one, chance, careful=True),
            one.document if documents else None,
            one.born if births else None,
        )
        right = Person(
            written(other, chance, careful=careful),
            _typed_document(other.document, chance) if documents else None,
            _typed_date(other.born, chance) if births else None,
        )
        if chance.random() < 0.5:
            left, right = right, left
        yield Pair(left, right, kind, same_name=one.name == other.name)


def people(kind: str, chance: Random) -> tuple[Human, Human]:
    """Two people of one kind of pair, or one person twice."""
    one = human(chance)
    match kind:
        case "same":
            return one, one
        case "sibling":
            return one, sibling(one, chance)
        case "father and son" | "father and son of one name" | "parent and child":
            if one.woman:
                one = replace(one, woman=False, given=given_name(chance, woman=False))
            alike = kind != "parent and child"
            return one, child(one, chance, same_given=alike, one_name=kind.endswith("one name"))
        case "cousin":
            return one, cousin(one, chance)
        case "common name":
            # As a search by name lists them: given name and first surname are the same.
            other = human(chance)
            return one, replace(other, woman=one.woman, given=one.given, first=one.first)
        case "lookalike":
            return _lookalikes(one, human(chance), chance)
    return one, human(chance)


def _lookalikes(one: Human, other: Human, chance: Random) -> tuple[Human, Human]:
    """Two strangers whose names differ in one part, by little."""
    if chance.random() < 0.5:
        given, given_of_other = chance.choice(lists.LOOKALIKES)
        return replace(one, given=given), replace(
            other, given=given_of_other, first=one.first, second=one.second
        )
    first, first_of_other = chance.choice(lists.LOOKALIKE_SURNAMES)
    second = one.second if chance.random() < 0.5 else surname(chance)
    return replace(one, first=first), replace(other, given=one.given, first=first_of_other, second=second)


def _typed_document(text: str, chance: Random) -> str:
    """A document as the portal's clerk typed it: 3 % have one sign wrong, or two neighbours exchanged."""
    if chance.random() >= MISTYPED:
        return text
    at = chance.randrange(len(text) - 1)
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if swapped != text and chance.random() < 0.3:
        return swapped
    signs = "TRWAGMYFPD" if text[at].isalpha() else "0123456789"
    return text[:at] + chance.choice(signs.replace(text[at], "")) + text[at + 1 :]


def _typed_date(born: date, chance: Random) -> date:
    """A birth date as it was typed: 3 % have one digit wrong, or day and month exchanged (one of five)."""
    if chance.random() >= MISTYPED:
        return born
    if born.day <= 12 and born.day != born.month and chance.random() < 0.2:
        return born.replace(month=born.day, day=born.month)
    text = born.isoformat()
    while True:
        at = chance.choice((2, 3, 5, 6, 8, 9))
        try:
            typed = date.fromisoformat(text[:at] + str(chance.randrange(10)) + text[at + 1 :])
        except ValueError:
            continue
        if typed != born:
            return typed
