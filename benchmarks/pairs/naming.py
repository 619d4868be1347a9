"""Write one person's name the way people and portals do."""

import unicodedata
from random import Random

from benchmarks.pairs.people import PARTICLES, Human, one_of
from benchmarks.pairs.slips import slip

_SHORT = {
    "María": ("Mª", "M.ª", "Ma.", "M."), "Francisco": ("Fco.", "Fco"), "Francisca": ("Fca.",), "José": ("Jse.",),
    "Antonio": ("Ant.",), "Manuel": ("Ml.",), "Juan": ("Jn.",), "Fernández": ("Fdez.", "Fdez"),
    "González": ("Glez.", "Glez"), "García": ("Gª", "Gcia."), "Rodríguez": ("Rguez.", "Rdguez"),
    "Martínez": ("Mtnez.", "Mtez."), "Hernández": ("Hdez.",), "Domínguez": ("Dguez.",),
}  # fmt: skip
_NICKNAMES = {
    "José": "Pepe", "Francisco": "Paco", "Manuel": "Manolo", "Antonio": "Toni", "Dolores": "Lola", "Ignacio": "Nacho",
    "Concepción": "Concha", "Enrique": "Quique", "Rafael": "Rafa", "Javier": "Javi", "Daniel": "Dani",
    "Alejandro": "Álex", "Santiago": "Santi", "Juan José": "Juanjo", "Juan Manuel": "Juanma", "José María": "Chema",
    "María Isabel": "Maribel", "María Teresa": "Mayte", "Rosario": "Charo", "Francisca": "Paqui", "Isabel": "Isa",
    "Cristina": "Cris", "Eduardo": "Edu", "Guillermo": "Guille", "Manuela": "Manoli", "Montserrat": "Montse",
    "Pilar": "Piluca", "Mercedes": "Merche", "Beatriz": "Bea", "Fernando": "Nando", "Luis": "Luisito",
}  # fmt: skip


def written(one: Human, chance: Random, *, careful: bool) -> str:
    """The name of a person as one clerk or one portal writes it.

    Args:
        one: the person.
        chance: where everything is drawn from.
        careful: half of all writings are: accents, initials, slips and the like happen a quarter as often.
    """
    often = 0.25 if careful else 1.0

    def happens(rate: float) -> bool:
        return chance.random() < rate * often

    given, first, second = one.given, one.first, one.second
    if given in _NICKNAMES and happens(0.03):
        given = _NICKNAMES[given]
    names = given.split()
    if len(names) > 1:
        if happens(0.13):
            # María Pilar is called Pilar, José Luis is as often José.
            names = [names[-1]] if names[0] == "María" or chance.random() < 0.3 else [names[0]]
        elif happens(0.1):
            names = [names[0], *names[1:-1], names[-1][0] + "."]
    elif happens(0.03):
        names = [names[0][0] + "."]
    if second:
        if happens(0.09):
            second = ""
        elif happens(0.03):
            first, second = second, first
        elif happens(0.01):
            second = second.split()[-1][0] + "."
        elif happens(0.004):
            first, second = second, ""
    surnames = [*first.split(), *second.split()]
    if happens(0.3):
        surnames = [word for word in surnames if word not in PARTICLES]
    if happens(0.3):
        surnames = " ".join(surnames).replace("-", " ").split()
    for _ in range(
        one_of(chance, ((0, 0.52), (1, 0.41), (2, 0.07))) if not careful or chance.random() < 0.25 else 0
    ):
        _slip_somewhere(names, surnames, chance)
    for words in (names, surnames):
        for place, word in enumerate(words):
            if word in _SHORT and happens(0.12):
                words[place] = chance.choice(_SHORT[word])
    return _cased(_ordered(names, surnames, chance), chance)


def _slip_somewhere(names: list[str], surnames: list[str], chance: Random) -> None:
    """One slip in one word that is long enough to be no initial."""
    places = [(words, at) for words in (names, surnames) for at, word in enumerate(words) if len(word) > 3]
    if places:
        words, at = chance.choice(places)
        words[at] = slip(words[at], chance)


def _ordered(names: list[str], surnames: list[str], chance: Random) -> str:
    given, family = " ".join(names), " ".join(surnames)
    return one_of(
        chance, ((f"{given} {family}", 0.68), (f"{family}, {given}", 0.26), (f"{family} {given}", 0.06))
    )


def _cased(text: str, chance: Random) -> str:
    if chance.random() < 0.35:
        bare = "".join(
            letter if letter in "ñÑ" else unicodedata.normalize("NFD", letter)[0] for letter in text
        )
        text = bare.replace("ñ", "n").replace("Ñ", "N") if chance.random() < 0.15 else bare
    return one_of(chance, ((text, 0.55), (text.upper(), 0.4), (text.lower(), 0.05)))
