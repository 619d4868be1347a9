"""Make labelled pairs of addresses.

The rules, with their rates, are written down in `benchmarks/pairs/README.md`.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from benchmarks.pairs.people import PARTICLES, one_of
from benchmarks.pairs.slips import slip
from benchmarks.pairs.towns import QUARTERS, STREETS, TOWNS, TYPES

KINDS = (
    ("same", 0.50),
    ("next door", 0.11),
    ("next floor", 0.08),
    ("other number", 0.10),
    ("other block or stair", 0.02),
    ("same street in another town", 0.06),
    ("other street", 0.07),
    ("stranger", 0.06),
)
"""What a pair is, and its share. All but "same" and "stranger" are hard: 44 % of all pairs."""

_TYPES = tuple((one[0], one[2]) for one in TYPES)
_TOWNS = tuple((one[:3], one[3]) for one in TOWNS)
_WAYS = {one[0]: one[1] for one in TYPES}
_LETTERS = "ABCDEF"
_SIDES = ("izquierda", "derecha", "centro")
_SIDES_SHORT = {
    "izquierda": ("izq.", "izda.", "izqda", "Izq", "IZDA"),
    "derecha": ("dcha.", "dcha", "der.", "Dcha", "DCHA"),
    "centro": ("ctro.", "centro"),
}
_FLOORS_SHORT = {
    "bajo": ("bajo", "Bajo", "bj.", "BJ"),
    "ático": ("ático", "Ático", "át."),
    "entresuelo": ("entresuelo", "entlo.", "ENT"),
    "principal": ("principal", "pral.", "Pral"),
}
_STREET_SHORT = {
    "Doctor": "Dr.", "General": "Gral.", "Santa": "Sta.", "Santo": "Sto.", "Nuestra": "Ntra.", "Señora": "Sra.",
    "San": "S.", "Capitán": "Cap.", "Virgen": "V.", "Constitución": "Const.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Home:
    """One address as it truly is; parts that it does not have are empty."""

    type: str
    street: str
    number: str
    block: str
    stair: str
    floor: str
    door: str
    quarter: str
    postcode: str
    town: str
    province: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two addresses as they are written, and how the homes stand to each other."""

    left: str
    right: str
    kind: str

    @property
    def same(self) -> bool:
        """Whether both texts are of one home."""
        return self.kind == "same"


def pairs(seed: int, n: int) -> Iterator[Pair]:
    """`n` pairs; a pure function of the seed."""
    chance = Random(f"addresses {seed}")
    for _ in range(n):
        kind = one_of(chance, KINDS)
        one, other = homes(kind, chance)
        left, right = written(one, chance, often=0.3), written(other, chance, often=1.0)
        if chance.random() < 0.5:
            left, right = right, left
        yield Pair(left, right, kind)


def home(chance: Random) -> Home:
    """Any address: seven of ten are flats; a quarter of the doors are sides, a quarter figures, the rest letters."""
    (postcode, town, province) = one_of(chance, _TOWNS)
    american = not postcode.startswith(("0", "1", "2", "3", "4", "5")) or town in (
        "Ciudad de México",
        "Guadalajara",
        "Lima",
    )
    if postcode and not american:
        postcode = postcode[:3] + f"{chance.randrange(1, 45):02d}"
    flat = chance.random() < 0.7
    floor = one_of(
        chance,
        (
            (str(chance.randrange(1, 10)), 0.86),
            ("bajo", 0.08),
            ("ático", 0.03),
            ("entresuelo", 0.02),
            ("principal", 0.01),
        ),
    )
    return Home(
        one_of(chance, _TYPES),
        chance.choice(STREETS),
        one_of(
            chance,
            (
                (str(1 + int(chance.expovariate(1 / 35))), 0.95),
                ("s/n", 0.02),
                (f"{chance.randrange(1, 90)} bis", 0.03),
            ),
        ),
        str(chance.randrange(1, 6)) if flat and chance.random() < 0.06 else "",
        chance.choice("ABC12") if flat and chance.random() < 0.06 else "",
        floor if flat else "",
        _any_door(chance) if flat and chance.random() < 0.95 else "",
        chance.choice(QUARTERS) if american and chance.random() < 0.5 else "",
        postcode,
        town,
        province,
    )


def _any_door(chance: Random) -> str:
    return one_of(
        chance,
        ((chance.choice(_LETTERS), 0.5), (str(chance.randrange(1, 7)), 0.25), (chance.choice(_SIDES), 0.25)),
    )


def homes(kind: str, chance: Random) -> tuple[Home, Home]:
    """Two homes of one kind of pair, or one home twice."""
    one, other = home(chance), home(chance)
    match kind:
        case "same":
            return one, one
        case "next door":
            one = replace(one, floor=one.floor or "1", door=one.door or "A")
            return one, replace(one, door=_other_door(one.door, chance))
        case "next floor":
            floor = str(chance.randrange(1, 9))
            one = replace(one, floor=floor, door=one.door or "B")
            return one, replace(one, floor=str(int(floor) + chance.choice((1, 1, 2))))
        case "other number":
            one = replace(one, number=str(chance.randrange(1, 120)))
            number = str(int(one.number) + chance.choice((1, 2, 2, 4, 10)))
            # Most other houses have other flats as well, some the same one.
            return one, replace(
                one if chance.random() < 0.5 else replace(one, floor=other.floor, door=other.door),
                number=number,
            )
        case "other block or stair":
            one = replace(one, floor=one.floor or "2", door=one.door or "A")
            if chance.random() < 0.5:
                return replace(one, block="1"), replace(one, block=str(chance.randrange(2, 5)))
            return replace(one, stair="A"), replace(one, stair=chance.choice("BC"))
        case "same street in another town":
            while other.town == one.town:
                other = home(chance)
            return one, replace(
                one, postcode=other.postcode, town=other.town, province=other.province, quarter=other.quarter
            )
        case "other street":
            while other.street == one.street:
                other = home(chance)
            return one, replace(one, type=other.type, street=other.street)
    return one, other


def _other_door(door: str, chance: Random) -> str:
    if door in _SIDES:
        return chance.choice([side for side in _SIDES if side != door])
    if door.isdigit():
        return str(int(door) + 1)
    return _LETTERS[(_LETTERS.index(door) + chance.choice((1, 1, 2))) % len(_LETTERS)]


def written(one: Home, chance: Random, *, often: float) -> str:
    """An address as one clerk or one portal writes it; `often` scales slips and what is left out."""

    def happens(rate: float) -> bool:
        return chance.random() < rate * often

    street = one.street.split()
    if happens(0.3):
        street = [word for word in street if word not in PARTICLES]
    if happens(0.3):
        street = [_STREET_SHORT.get(word, word) for word in street]
    if len(street) > 2 and happens(0.05):
        street = street[:-1] if chance.random() < 0.3 else street[1:]
    places = [at for at, word in enumerate(street) if len(word) > 3 and word.isalpha()]
    if places and happens(0.25):
        at = chance.choice(places)
        street[at] = slip(street[at], chance)
    type_ = chance.choice(_WAYS[one.type])
    if happens(0.06):
        type_ = ""
    # Digits are never mistyped here: with another number it would be another address, and nobody could tell.
    number = (
        one_of(
            chance,
            (
                (f", {one.number}", 0.4),
                (f" {one.number}", 0.35),
                (f", nº {one.number}", 0.12),
                (f" num. {one.number}", 0.05),
                (f", n.º {one.number}", 0.05),
                (f" #{one.number}", 0.03),
            ),
        )
        if one.number != "s/n"
        else chance.choice((", s/n", " S/N", ", sin número"))
    )
    parts = [f"{type_} {' '.join(street)}".strip() + number]
    if one.block and not happens(0.02):
        parts.append(chance.choice(("portal ", "bloque ", "Bl. ", "Portal ", "blq. ")) + one.block)
    if one.stair and not happens(0.02):
        parts.append(chance.choice(("esc. ", "escalera ", "Esc. ", "esc ")) + one.stair)
    parts += _flat(one, chance, without_door=happens(0.02))
    return _cased(", ".join([*parts, *_place(one, chance, often)]), chance)


def _flat(one: Home, chance: Random, *, without_door: bool) -> list[str]:
    """Floor and door; two of a hundred writings leave the door out."""
    door = "" if without_door else one.door
    if not one.floor:
        return [f"puerta {door}"] if door else []
    short = chance.choice(_SIDES_SHORT[door]) if door in _SIDES and chance.random() < 0.8 else door
    if not one.floor.isdigit():
        floor = chance.choice(_FLOORS_SHORT[one.floor])
        return [f"{floor} {short}".strip()]
    if not door:
        return [
            chance.choice((f"{one.floor}º", f"piso {one.floor}", f"planta {one.floor}", f"{one.floor}.º"))
        ]
    ways = [
        f"{one.floor}º {short}", f"{one.floor}.º {short}", f"{one.floor} {short}", f"piso {one.floor} puerta {short}",
        f"planta {one.floor}, pta. {short}", f"{one.floor}º, {short}", f"piso {one.floor}, {short}",
    ]  # fmt: skip
    if door.isalpha() and len(door) == 1:
        ways += [
            f"{one.floor}º{door}",
            f"{one.floor}{door}",
            f"{one.floor}º-{door}",
            f"{one.floor}º {door.lower()}",
        ]
    if door.isdigit():
        ways += [
            f"{one.floor}º {door}ª",
            f"{one.floor}-{door}",
            f"{one.floor}º-{door}ª",
            f"piso {one.floor} depto. {door}",
        ]
    return [chance.choice(ways)]


def _place(one: Home, chance: Random, often: float) -> list[str]:
    def happens(rate: float) -> bool:
        return chance.random() < rate * often

    postcode = "" if happens(0.12) else one.postcode
    if postcode.startswith("0") and happens(0.3):
        postcode = postcode[1:]
    elif postcode and happens(0.01):
        at = chance.randrange(2, 5)
        postcode = (
            postcode[:at] + str((int(postcode[at]) + chance.randrange(1, 10)) % 10) + postcode[at + 1 :]
        )
    town = one.town
    if happens(0.04):
        words = town.split()
        long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
        if long:
            at = chance.choice(long)
            words[at] = slip(words[at], chance)
        town = " ".join(words)
    if happens(0.05):
        town = ""
    province = one.province if town and chance.random() < 0.4 else ""
    found = []
    if one.quarter and not happens(0.1):
        found.append(chance.choice(("Col. ", "Colonia ", "Barrio ")) + one.quarter)
    if postcode and chance.random() < 0.1 and town:
        found.append(f"{town} {postcode}")
    elif postcode or town:
        found.append(f"{postcode} {town}".strip())
    if province:
        return [*found[:-1], f"{found[-1]} ({province})"] if chance.random() < 0.5 else [*found, province]
    return found


def _cased(text: str, chance: Random) -> str:
    if chance.random() < 0.3:
        text = "".join(
            letter if letter in "ñÑºª" else unicodedata.normalize("NFD", letter)[0] for letter in text
        )
    return one_of(chance, ((text, 0.55), (text.upper(), 0.4), (text.lower(), 0.05)))
