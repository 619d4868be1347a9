"""Sentences about aligned names and addresses, in Spanish and English."""

from collections.abc import Sequence
from typing import Literal

from trastienda.rules.verdict import Verdict

Language = Literal["es", "en"]

PARTS: dict[str, dict[Language, str]] = {
    "name": {"es": "nombre", "en": "name"},
    "given": {"es": "nombre de pila", "en": "given name"},
    "first_surname": {"es": "primer apellido", "en": "first surname"},
    "second_surname": {"es": "segundo apellido", "en": "second surname"},
    "document": {"es": "documento", "en": "document"},
    "birth": {"es": "fecha de nacimiento", "en": "birth date"},
    "company": {"es": "denominación", "en": "company name"},
    "form": {"es": "forma jurídica", "en": "legal form"},
    "street": {"es": "nombre de la vía", "en": "street"},
    "type": {"es": "tipo de vía", "en": "street type"},
    "number": {"es": "número", "en": "number"},
    "block": {"es": "portal o bloque", "en": "block"},
    "stair": {"es": "escalera", "en": "stair"},
    "floor": {"es": "piso", "en": "floor"},
    "door": {"es": "puerta", "en": "door"},
    "postcode": {"es": "código postal", "en": "postcode"},
    "province": {"es": "provincia", "en": "province"},
    "town": {"es": "población", "en": "town"},
    "quarter": {"es": "barrio o colonia", "en": "quarter"},
}
"""Part of a name or address → what people call it."""

STEPS: dict[str, dict[Language, str]] = {
    "soft": {"es": "solo cambia ñ o ç", "en": "only ñ or ç differ"},
    "variant": {"es": "abreviado o diminutivo", "en": "a short form or nickname"},
    "edit": {"es": "un solo error de escritura", "en": "one slip"},
    "doubtful": {"es": "un error de escritura, o es otro nombre", "en": "one slip, or another name"},
    "edits": {"es": "dos errores de escritura", "en": "two slips"},
    "initial": {"es": "solo la inicial", "en": "the initial alone"},
    "lookalike": {"es": "se parecen, pero son dos", "en": "alike, but two"},
    "short": {"es": "incompleto en un lado", "en": "incomplete on one side"},
    "long": {"es": "incompleto en un lado", "en": "incomplete on one side"},
    "missing": {"es": "falta en un lado", "en": "missing on one side"},
    "extra": {"es": "falta en un lado", "en": "missing on one side"},
    "strange": {"es": "no coincide", "en": "not the same"},
    "strange part": {"es": "coincide solo en parte", "en": "the same in part only"},
    "part": {"es": "coincide solo en parte", "en": "the same in part only"},
    "other": {"es": "no coincide", "en": "not the same"},
    "swapped": {"es": "en el lugar del otro apellido", "en": "in the place of the other surname"},
    "reordered": {"es": "las mismas palabras en otro orden", "en": "the same words in another order"},
    "scattered": {"es": "palabras comunes en otros lugares", "en": "words in common, in other places"},
    "range": {
        "es": "uno es un tramo que empieza o acaba en el otro",
        "en": "one is a range that the other begins",
    },
    "unknown": {"es": "no se puede comparar", "en": "cannot be compared"},
}
"""How two parts that are not equal stand to each other."""

_HIDDEN = frozenset(("document", "birth"))
"""Parts whose values a sentence does not repeat."""

_SILENT = frozenset(("=", "none"))

_VERDICTS: dict[Verdict, dict[Language, tuple[str, str]]] = {
    Verdict.MATCH: {
        "es": ("Coinciden en todo", "Coinciden, aunque con diferencias"),
        "en": ("The same", "The same, though not in writing"),
    },
    Verdict.DIFFER: {"es": ("Son distintos", "Son distintos"), "en": ("Not the same", "Not the same")},
    Verdict.UNCLEAR: {
        "es": ("No está claro: al menos un texto no se puede leer", "No está claro"),
        "en": ("Unclear: at least one text is not readable", "Unclear"),
    },
}
"""What is said where no part differs, and where some do."""

_BOUNDS: dict[Verdict, dict[Language, str]] = {
    Verdict.MATCH: {
        "es": "de los casos así, como mucho un {share} eran distintos",
        "en": "of such cases at most {share} were two",
    },
    Verdict.DIFFER: {
        "es": "de los casos así, como mucho un {share} eran el mismo",
        "en": "of such cases at most {share} were one",
    },
    Verdict.UNCLEAR: {
        "es": "ninguna respuesta es bastante segura en casos así",
        "en": "no answer is sure enough for such cases",
    },
}
_UNCOUNTED: dict[Language, str] = {
    "es": "nadie ha contado bastantes casos así",
    "en": "nobody has counted enough of such cases",
}


def part(name: str, step: str, left: str, right: str, language: Language) -> str:
    """How one part differs, with both texts; empty where it does not."""
    steps = [one for one in step.replace("swapped ", "swapped+").split("+") if one not in _SILENT]
    if not steps:
        return ""
    how = ", ".join(dict.fromkeys(STEPS[one][language] for one in steps))
    said = f"{PARTS[name][language]}: {how}"
    return said if name in _HIDDEN else f"{said} ({_quoted(left, language)} / {_quoted(right, language)})"


def whole(
    verdict: Verdict, differing: Sequence[str], bound: float | None, *, readable: bool, language: Language
) -> str:
    """The sentence: verdict, what differs, and how sure that is.

    Args:
        verdict: what was said.
        differing: phrases of `part`.
        bound: of the error; `None` where nobody counted.
        readable: whether there was anything to compare.
        language: of the sentence.
    """
    alone, with_parts = _VERDICTS[verdict][language]
    said = f"{with_parts}: {'; '.join(differing)}" if differing else alone
    if bound is not None:
        said += f" ({_BOUNDS[verdict][language].format(share=_share(bound, language))})"
    elif verdict is not Verdict.MATCH and readable:
        said += f" ({_UNCOUNTED[language]})"
    return said + "."


def _quoted(text: str, language: Language) -> str:
    if not text:
        return "—"
    return f"«{text}»" if language == "es" else f"'{text}'"


def _share(bound: float, language: Language) -> str:
    """A share in percent with two significant digits."""
    text = f"{100 * bound:.2g}" if bound < 0.1 else f"{100 * bound:.0f}"
    return f"{text.replace('.', ',')} %" if language == "es" else f"{text} %"
