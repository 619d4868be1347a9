"""Say a verdict on an order in one sentence, and in a table of its fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trastienda.domain.case import Language
from trastienda.domain.profile import Profile
from trastienda.rules.decision import Because, Compared, Finding, Ground, Judgement, rung
from trastienda.rules.verdict import Verdict

ES, EN = Language.ES, Language.EN

VERDICTS: Mapping[Verdict, Mapping[Language, str]] = {
    Verdict.MATCH: {ES: "coincide", EN: "match"},
    Verdict.DIFFER: {ES: "difiere", EN: "differ"},
    Verdict.UNCLEAR: {ES: "dudoso", EN: "unclear"},
}

REASONS: Mapping[str, Mapping[Language, str]] = {
    "equal": {ES: "es el mismo valor", EN: "the same value"},
    "equivalent": {
        ES: "el mismo valor con una diferencia de escritura declarada",
        EN: "the same value with a declared difference in writing",
    },
    "aligned": {ES: "las palabras se corresponden", EN: "the words correspond"},
    "accepted": {ES: "una persona aceptó la diferencia", EN: "a person accepted the difference"},
    "cut": {ES: "el portal muestra solo el principio", EN: "the portal shows only the beginning"},
    "doubtful": {
        ES: "las palabras se parecen, pero no bastan",
        EN: "the words are alike, which is not enough",
    },
    "unreadable": {
        ES: "lo que muestra el portal no se puede leer",
        EN: "what the portal shows cannot be read",
    },
    "not_shown": {ES: "el portal no lo muestra", EN: "the portal does not show it"},
    "near": {
        ES: "otro valor, a una pulsación del vendido",
        EN: "another value, one keystroke from the one sold",
    },
    "other_value": {ES: "otro valor", EN: "another value"},
}
"""Evidence code → why a field has its verdict."""

_OPENINGS: Mapping[Verdict, Mapping[Language, str]] = {
    Verdict.MATCH: {ES: "Es la misma venta", EN: "It is the same sale"},
    Verdict.DIFFER: {ES: "No es la misma venta", EN: "It is not the same sale"},
    Verdict.UNCLEAR: {
        ES: "No está claro si es la misma venta",
        EN: "It is not clear whether it is the same sale",
    },
}

_GROUNDS: Mapping[Ground, Mapping[Language, str]] = {
    Ground.NOTHING_COMPARED: {ES: "no se comparó ningún campo", EN: "no field was compared"},
    Ground.ANCHOR_CONTRADICTS: {
        ES: "lo contradice lo que identifica el pedido ({about})",
        EN: "what identifies the order contradicts it ({about})",
    },
    Ground.VETO: {
        ES: "en este portal basta con que difiera {about}",
        EN: "in this portal it is enough that this differs: {about}",
    },
    Ground.REQUIRED: {
        ES: "tiene que coincidir y no coincide {about}",
        EN: "this has to agree and does not: {about}",
    },
    Ground.NO_ANCHOR: {
        ES: "no coincide nada de lo que identifica el pedido ({about})",
        EN: "nothing of what identifies the order agrees ({about})",
    },
    Ground.ALL_AGREE: {ES: "coincide todo lo comparado", EN: "everything compared agrees"},
    Ground.SCORE: {
        ES: "las pruebas suman {score:.1f} y aquí bastan {threshold:.1f}",
        EN: "the evidence adds up to {score:.1f}, and {threshold:.1f} is enough here",
    },
    Ground.FIELDS: {ES: "hay campos que no coinciden", EN: "there are fields that do not agree"},
}

_TAILS: Mapping[Verdict, Mapping[Language, str]] = {
    Verdict.DIFFER: {ES: "difiere: {fields}", EN: "differs: {fields}"},
    Verdict.UNCLEAR: {ES: "dudoso: {fields}", EN: "unclear: {fields}"},
}

_FOUND: Mapping[Because, Mapping[Language, str]] = {
    Because.SEARCHES_EMPTY: {
        ES: "El pedido no está en el portal: todas las búsquedas declaradas salieron vacías.",
        EN: "The order is not in the portal: every declared search came back empty.",
    },
    Because.SEARCH_NOT_MADE: {
        ES: "No está claro si el pedido está en el portal: no se hicieron todas las búsquedas declaradas.",
        EN: "It is not clear whether the order is in the portal: not every declared search was made.",
    },
    Because.SEVERAL: {
        ES: "No está claro qué pedido es: varios coinciden con la venta ({orders}).",
        EN: "It is not clear which order it is: several agree with the sale ({orders}).",
    },
    Because.TOO_CLOSE: {
        ES: "No está claro qué pedido es: la ventaja sobre el segundo es demasiado pequeña ({orders}).",
        EN: "It is not clear which order it is: the lead over the second best is too small ({orders}).",
    },
    Because.NEARER_TO_ANOTHER_SALE: {
        ES: "No está claro de qué venta es el pedido {orders}: se parece tanto o más a otra venta nuestra.",
        EN: "It is not clear whose order {orders} is: it agrees as much or more with another sale of ours.",
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a verdict, for a person: names, texts, the verdict with its word, its code and the reason."""

    field: str
    label: str
    expected: str
    shown: str | None
    verdict: Verdict
    word: str
    code: str
    reason: str


def lines(judgement: Judgement, language: Language) -> tuple[Line, ...]:
    """The table of a verdict: every compared field, those that do not agree first."""
    order = [Verdict.DIFFER, Verdict.UNCLEAR, Verdict.MATCH]
    return tuple(
        Line(
            one.field,
            one.label or one.field,
            one.expected,
            one.shown,
            one.verdict,
            VERDICTS[one.verdict][language],
            str(one.code),
            _reason(one, language),
        )
        for one in sorted(judgement.results, key=lambda one: order.index(one.verdict))
    )


def _reason(one: Compared, language: Language) -> str:
    if one.evidence is not None:
        return one.evidence.sentence("es" if language is ES else "en")
    return REASONS[rung(one.verdict, one.code)][language]


def sentence(judgement: Judgement, profile: Profile, language: Language) -> str:
    """The verdict in one sentence, which names every field that differs or is unclear; never a customer's value."""
    labels = {one.field: one.label or one.field for one in judgement.results}
    about = ", ".join(labels.get(name, name) for name in judgement.about)
    ground = _GROUNDS[judgement.ground][language].format(
        about=about, score=judgement.score, threshold=profile.score.threshold if profile.score else 0.0
    )
    said = [f"{_OPENINGS[judgement.verdict][language]}: {ground}"]
    for verdict, words in _TAILS.items():
        if fields := _named(judgement.results, verdict):
            said.append(words[language].format(fields=fields))
    return "; ".join(said) + "."


def finding_sentence(finding: Finding, profile: Profile, language: Language) -> str:
    """What is known of a sale after all searches, in one sentence."""
    if finding.because is Because.BEST and finding.best is not None:
        return sentence(finding.best.judgement, profile, language)
    return _FOUND[finding.because][language].format(orders=", ".join(finding.references))


def _named(results: Sequence[Compared], verdict: Verdict) -> str:
    return ", ".join(one.label or one.field for one in results if one.verdict is verdict)
