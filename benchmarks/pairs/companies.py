"""Make labelled pairs of companies.

The rules, with their rates, are written down in `benchmarks/pairs/README.md`.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from benchmarks.pairs.lists import MEN, listed
from benchmarks.pairs.people import drawn, given_name, one_of, surname
from benchmarks.pairs.slips import slip

KINDS = (
    ("same", 0.50),
    ("stranger", 0.25),
    ("other legal form", 0.05),
    ("other trade", 0.08),
    ("other founder", 0.07),
    ("sister", 0.05),
)
"""What a pair is, and its share. All but the first two are hard: 25 % of all pairs."""

_TRADES = listed(
    "Construcciones|Reformas|Talleres|Transportes|Panadería|Restaurante|Hotel|Farmacia|Clínica Dental|Autoescuela|"
    "Inmobiliaria|Gestoría|Asesoría|Peluquería|Carpintería|Fontanería|Electricidad|Muebles|Distribuciones|"
    "Comercial|Industrias|Servicios Integrales|Seguros|Viajes|Academia|Imprenta|Ferretería|Frutas|Carnes|Pescados|"
    "Bodegas|Aceites|Exportadora|Consultores|Ingeniería|Arquitectura|Limpiezas|Jardinería|Seguridad|Informática",
    "|",
)
_PLACES = [
    "del Sur",
    "del Norte",
    "Levante",
    "Mediterráneo",
    "Andina",
    "del Pacífico",
    "Ibérica",
    "Castilla",
    "Canarias",
    "Cantábrico",
]
_ENDS = ("", "", "", "e Hijos", "Hermanos", "y Asociados", "y Cía")
_FORMS = (
    (("S.L.", "SL", "S L", "Sociedad Limitada", "S.L"), 55),
    (("S.L.U.", "SLU", "Sociedad Limitada Unipersonal"), 12),
    (("S.A.", "SA", "Sociedad Anónima"), 15),
    (("S.A.U.", "SAU"), 2),
    (("S.A. de C.V.", "SA de CV", "S.A. DE C.V"), 4),
    (("S.A.S.", "SAS"), 4),
    (("C.B.", "CB", "Comunidad de Bienes"), 4),
    (("S.C.", "SC", "Sociedad Civil"), 2),
    (("S. Coop.", "Sociedad Cooperativa"), 2),
)
_SHORT = {"Construcciones": "Constr.", "Hermanos": "Hnos.", "Transportes": "Transp.", "Distribuciones": "Distrib.",
    "Inmobiliaria": "Inmob.", "Servicios": "Serv.", "Comercial": "Com.", "Industrias": "Ind."}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """One company as it is registered; `forms` are the ways to write its legal form."""

    trade: str
    founder: str
    end: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names of companies as they are written, and how the companies stand to each other."""

    left: str
    right: str
    kind: str

    @property
    def same(self) -> bool:
        """Whether both texts are of one company."""
        return self.kind == "same"


def pairs(seed: int, n: int) -> Iterator[Pair]:
    """`n` pairs; a pure function of the seed."""
    chance = Random(f"companies {seed}")
    for _ in range(n):
        kind = one_of(chance, KINDS)
        one, other = companies(kind, chance)
        left, right = written(one, chance, often=0.3), written(other, chance, often=1.0)
        if chance.random() < 0.5:
            left, right = right, left
        yield Pair(left, right, kind)


def company(chance: Random) -> Company:
    """Any company: a trade with a founder or a place, a few with an ending such as "e Hijos"."""
    founder = one_of(
        chance,
        (
            (surname(chance), 0.45),
            (f"{surname(chance)} {surname(chance)}", 0.2),
            (f"{given_name(chance, woman=False)} {surname(chance)}", 0.2),
            (chance.choice(_PLACES), 0.15),
        ),
    )
    return Company(chance.choice(_TRADES), founder, chance.choice(_ENDS), one_of(chance, _FORMS))


def companies(kind: str, chance: Random) -> tuple[Company, Company]:
    """Two companies of one kind of pair, or one company twice."""
    one = company(chance)
    while True:
        other = company(chance)
        match kind:
            case "same":
                other = one
            case "other legal form":
                other = replace(one, forms=other.forms)
            case "other trade":
                other = replace(
                    one, trade=other.trade, forms=other.forms if chance.random() < 0.3 else one.forms
                )
            case "other founder":
                other = replace(other, trade=one.trade, end=one.end, forms=one.forms)
            case "sister":
                added = chance.choice((*_PLACES, drawn(chance, MEN)))
                other = replace(one, founder=f"{one.founder} {added}")
        if kind == "same" or other != one:
            return one, other


def written(one: Company, chance: Random, *, often: float) -> str:
    """A company's name as one clerk or one portal writes it; `often` scales slips and what is left out."""

    def happens(rate: float) -> bool:
        return chance.random() < rate * often

    words = f"{one.trade} {one.founder} {one.end}".split()
    if happens(0.4):
        at = chance.choice([at for at, word in enumerate(words) if len(word) > 3])
        words[at] = slip(words[at], chance)
    if happens(0.2):
        words = [_SHORT.get(word, word) for word in words]
    form = "" if happens(0.1) else chance.choice(one.forms)
    text = " ".join(words)
    text = f"{text}, {form}" if form and chance.random() < 0.4 else f"{text} {form}".strip()
    if chance.random() < 0.35:
        text = "".join(
            letter if letter in "ñÑ" else unicodedata.normalize("NFD", letter)[0] for letter in text
        )
    return text.upper() if chance.random() < 0.4 else text
