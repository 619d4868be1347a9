"""Compare the names of two companies: the name itself, and the legal form."""

from functools import lru_cache

from trastienda.rules.align.counted.companies import ROWS, RULE
from trastienda.rules.align.evidence import Evidence, Part
from trastienda.rules.align.lexicon import LINKS, PARTICLES
from trastienda.rules.align.slots import EQUAL, MISSING, NONE, OTHER, Words, mirrored, slot
from trastienda.rules.align.tables import RISK, looked_up
from trastienda.rules.align.tokens import readable, words
from trastienda.rules.verdict import Verdict

UNREADABLE = "unreadable"

_FORMS = {
    "sl": "sociedad limitada|soc limitada|sdad limitada|sociedad de responsabilidad limitada|srl|limitada",
    "slu": "sociedad limitada unipersonal|sl unipersonal|srlu",
    "sll": "sociedad limitada laboral",
    "slne": "sociedad limitada nueva empresa",
    "slp": "sociedad limitada profesional",
    "sa": "sociedad anonima|soc anonima|sdad anonima",
    "sau": "sociedad anonima unipersonal|sa unipersonal",
    "sal": "sociedad anonima laboral",
    "sad": "sociedad anonima deportiva",
    "sac": "sociedad anonima cerrada",
    "saa": "sociedad anonima abierta",
    "sas": "sociedad por acciones simplificada",
    "spa": "sociedad por acciones",
    "sadecv": "sociedad anonima de capital variable|sa de cv",
    "srldecv": "sociedad de responsabilidad limitada de capital variable|srl de cv|s de rl de cv",
    "sc": "sociedad civil",
    "cb": "comunidad de bienes",
    "scoop": "sociedad cooperativa|s coop|soc coop|coop|cooperativa",
    "ltda": "sociedad limitada ltda|cia ltda",
    "eirl": "empresa individual de responsabilidad limitada",
    "ute": "union temporal de empresas",
    "aie": "agrupacion de interes economico",
}
"""Legal form → how it is spelt out, `|` between; each may also be written with a space or dot after every letter."""


def _endings() -> dict[Words, str]:
    """Last words of a company's name → legal form."""
    found: dict[Words, str] = {}
    for form, spellings in _FORMS.items():
        for spelling in (form, *spellings.split("|")):
            plain_words = tuple(spelling.split())
            found[plain_words] = form
            if all(len(word) <= 4 for word in plain_words):
                found[tuple("".join(plain_words))] = form
                # S.A. de C.V.: every letter is a word, but "de" is one.
                found[tuple(sign for word in plain_words for sign in ([word] if word == "de" else word))] = (
                    form
                )
    return found


_ENDINGS = _endings()
_LONGEST_ENDING = max(map(len, _ENDINGS))
_SHORT_WORDS = {
    "hnos": "hermanos",
    "hno": "hermano",
    "cia": "compañia",
    "constr": "construcciones",
    "serv": "servicios",
    "distrib": "distribuciones",
    "transp": "transportes",
    "inmob": "inmobiliaria",
    "com": "comercial",
    "ind": "industrias",
    "asoc": "asociados",
    "fund": "fundacion",
    "rest": "restaurante",
}
"""How words of companies' names are cut short."""


def compare_companies(left: str, right: str, *, risk: float = RISK) -> Evidence:
    """Compare the names of two companies.

    Two with other legal forms are never a match: García S.L. may be the daughter of García S.A.

    Args:
        left, right: names as people write them, with or without a legal form at the end.
        risk: the error that `match` and `differ` may have.
    """
    (one, form), (other, other_form) = company_words(left), company_words(right)
    texts = " ".join((*one, form)).strip(), " ".join((*other, other_form)).strip()
    if not one or not other:
        return Evidence(Verdict.UNCLEAR, UNREADABLE, RULE, None, *texts)
    parts = (
        Part("company", slot(one, other)[1], " ".join(one), " ".join(other)),
        Part("form", compare_forms(form, other_form), form.upper(), other_form.upper()),
    )
    row = company_row(parts)
    verdict, bound = looked_up(row, ROWS, risk)
    if texts[0] == texts[1]:
        verdict, bound = Verdict.MATCH, bound if verdict is Verdict.MATCH else None
    elif verdict is Verdict.MATCH and parts[1].step == OTHER:
        verdict = Verdict.UNCLEAR
    return Evidence(verdict, row, RULE, bound, *texts, parts)


def company_row(parts: tuple[Part, ...]) -> str:
    """The code of a row, the same for both directions."""
    name, form = (part.step for part in parts)
    return f"company {min(name, mirrored(name))}, form {form}"


@lru_cache(maxsize=65_536)
def company_words(text: str) -> tuple[Words, str]:
    """The words of a company's name without particles, and its legal form (empty where there is none).

    No words where the text holds no name, or where letters were lost or hidden.
    """
    found = words(readable(text))
    form = ""
    for size in range(min(_LONGEST_ENDING, len(found) - 1), 0, -1):
        if found[-size:] in _ENDINGS:
            found, form = found[:-size], _ENDINGS[found[-size:]]
            break
    spelt = tuple(_SHORT_WORDS.get(word, word) for word in found)
    return tuple(word for word in spelt if word not in PARTICLES and word not in LINKS) or spelt, form


def compare_forms(left: str, right: str) -> str:
    """Whether two legal forms are one: `=`, `none` on both sides, `missing` on one, `other`."""
    if left == right:
        return EQUAL if left else NONE
    return OTHER if left and right else MISSING
