"""Draw people and their relatives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from benchmarks.pairs import lists

PARTICLES = frozenset(("de", "del", "la", "las", "los", "y"))
LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_OLDEST, _DAYS = date(1935, 1, 1), 365 * 72

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Human:
    """One person as they truly are; names have their accents and capitals."""

    woman: bool
    given: str
    first: str
    second: str
    document: str
    born: date

    @property
    def name(self) -> tuple[str, ...]:
        """Given names and surnames; María del Carmen and María Carmen are one name."""
        return tuple(without_particles(part) for part in (self.given, self.first, self.second))


def without_particles(text: str) -> str:
    """A name without `de`, `la` and the like."""
    return " ".join(word for word in text.split() if word not in PARTICLES)


def human(chance: Random) -> Human:
    """Anybody: nine of ten bear names of Spain's lists, one of ten names of Latin America's."""
    woman = chance.random() < 0.5
    american = chance.random() < 0.1
    return Human(
        woman,
        given_name(chance, woman=woman),
        surname(chance, american=american),
        # Some countries give one surname alone.
        "" if chance.random() < 0.03 else surname(chance, american=american),
        document(chance),
        _OLDEST + timedelta(days=chance.randrange(_DAYS)),
    )


def given_name(chance: Random, *, woman: bool) -> str:
    """One given name, or a compound one (a quarter), or a rare one (7 %)."""
    dice = chance.random()
    if dice < 0.07:
        return chance.choice(lists.RARE_WOMEN if woman else lists.RARE_MEN)
    if dice < 0.27:
        return drawn(chance, lists.WOMEN_TWO if woman else lists.MEN_TWO)
    one = drawn(chance, lists.WOMEN if woman else lists.MEN)
    if dice < 0.32:
        other = drawn(chance, lists.WOMEN if woman else lists.MEN)
        return one if other == one else f"{one} {other}"
    return one


def surname(chance: Random, *, american: bool = False) -> str:
    """One surname; 12 % are rare, 3 % have particles, 1.5 % are two joined by a hyphen."""
    dice = chance.random()
    if dice < 0.12:
        return chance.choice(lists.RARE_SURNAMES)
    if dice < 0.15:
        return chance.choice(lists.PLACED)
    one = drawn(chance, lists.AMERICA if american else lists.SPAIN)
    return f"{one}-{drawn(chance, lists.SPAIN)}" if dice < 0.165 else one


def drawn(chance: Random, weighted: lists.Weighted) -> str:
    """One of the words, by their weights."""
    return chance.choices(weighted[0], cum_weights=weighted[1])[0]


def document(chance: Random) -> str:
    """A DNI, or an NIE (one of ten), with its right letter."""
    if chance.random() < 0.1:
        kind, digits = chance.randrange(3), chance.randrange(10_000_000)
        return f"{'XYZ'[kind]}{digits:07d}{LETTERS[(kind * 10_000_000 + digits) % 23]}"
    return _dni(chance.randrange(1_000_000, 99_000_000))


def _dni(number: int) -> str:
    return f"{number:08d}{LETTERS[number % 23]}"


def sibling(one: Human, chance: Random) -> Human:
    """Both surnames, another given name; 3 % are twins, a few got their documents on one day, with the next number."""
    woman = chance.random() < 0.5
    given = one.given
    while without_particles(given) == without_particles(one.given):
        given = _family_given(one, chance, woman=woman)
    born = one.born if chance.random() < 0.03 else _shifted(one.born, chance, 1, 12)
    return replace(one, woman=woman, given=given, document=_kin_document(one, chance), born=born)


def _family_given(one: Human, chance: Random, *, woman: bool) -> str:
    """Families like names that go together: María José and María Luisa, Juan and Juana."""
    dice = chance.random()
    head, _, tail = one.given.partition(" ")
    if dice < 0.12:
        for pair in lists.LOOKALIKES:
            if one.given in pair:
                return pair[0] if pair[1] == one.given else pair[1]
    if dice < 0.25 and tail and woman == one.woman:
        return f"{head} {drawn(chance, lists.WOMEN if woman else lists.MEN)}"
    return given_name(chance, woman=woman)


def child(one: Human, chance: Random, *, same_given: bool, one_name: bool = False) -> Human:
    """A child of a man: his first surname, and the mother's first one.

    Args:
        one: the father.
        chance: where everything is drawn from.
        same_given: the child is a son with his father's given name.
        one_name: the mother's first surname is the father's second one, so that the whole name is the same.
    """
    woman = False if same_given else chance.random() < 0.5
    return Human(
        woman,
        one.given if same_given else given_name(chance, woman=woman),
        one.first,
        one.second if one_name else surname(chance),
        _kin_document(one, chance),
        _shifted(one.born, chance, 20, 42),
    )


def cousin(one: Human, chance: Random) -> Human:
    """One surname in common; one of seven cousins is called after the same grandparent."""
    shared_first = chance.random() < 0.5
    woman = chance.random() < 0.5
    return Human(
        woman,
        one.given if chance.random() < 0.15 else given_name(chance, woman=woman),
        one.first if shared_first else surname(chance),
        surname(chance) if shared_first else one.first,
        document(chance),
        _shifted(one.born, chance, 0, 25),
    )


def _kin_document(one: Human, chance: Random) -> str:
    """One of thirty relatives got their documents together: the next number or the one after."""
    if chance.random() < 1 / 30 and one.document[0].isdigit():
        return _dni(int(one.document[:8]) + chance.choice((1, 2)))
    return document(chance)


def _shifted(born: date, chance: Random, least: int, most: int) -> date:
    return born + timedelta(days=chance.randrange(least * 365, most * 365 + 200))


def one_of(chance: Random, weighted: Sequence[tuple[T, float]]) -> T:
    """One of some things, by their weights."""
    return chance.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]
