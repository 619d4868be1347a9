"""The kinds in which a row ends, with the words for people."""

from collections.abc import Mapping
from enum import StrEnum

from trastienda.domain.case import Language

ES, EN = Language.ES, Language.EN


class Kind(StrEnum):
    """What became of a row; every row of both sides is of exactly one kind."""

    AGREES = "agrees"
    DIFFERS = "differs"
    MISSING = "missing"
    UNKNOWN = "unknown"
    TWICE = "twice"
    MOVED = "moved"
    UNCLEAR = "unclear"


WORDS: Mapping[Kind, Mapping[Language, str]] = {
    Kind.AGREES: {ES: "Coincide", EN: "Agrees"},
    Kind.DIFFERS: {ES: "Difiere", EN: "Differs"},
    Kind.MISSING: {ES: "Falta en el portal", EN: "Missing in the portal"},
    Kind.UNKNOWN: {ES: "Sin venta nuestra", EN: "No sale of ours"},
    Kind.TWICE: {ES: "Repetido", EN: "Twice"},
    Kind.MOVED: {ES: "Cambió de número", EN: "Moved to another number"},
    Kind.UNCLEAR: {ES: "Dudoso", EN: "Unclear"},
}
"""What people call a kind."""


class Why(StrEnum):
    """Why a row is of its kind, where it does not agree."""

    FIELDS_DIFFER = "fields_differ"
    FIELDS_UNCLEAR = "fields_unclear"
    NOT_THERE = "not_there"
    NOT_OURS = "not_ours"
    SEVERAL_THERE = "several_there"
    SEVERAL_HERE = "several_here"
    TWO_ORDERS = "two_orders"
    OTHER_NUMBER = "other_number"
    NUMBER_FOUND = "number_found"
    SEVERAL_CANDIDATES = "several_candidates"
    LOOKALIKE = "lookalike"
    CROWD = "crowd"
    NO_NUMBER = "no_number"


SENTENCES: Mapping[Why, Mapping[Language, str]] = {
    Why.FIELDS_DIFFER: {
        ES: "El pedido {order} no dice lo que se vendió: {fields}.",
        EN: "Order {order} does not say what was sold: {fields}.",
    },
    Why.FIELDS_UNCLEAR: {
        ES: "El pedido {order} no se puede cotejar con certeza: {fields}.",
        EN: "Order {order} cannot be compared with certainty: {fields}.",
    },
    Why.NOT_THERE: {
        ES: "La exportación no tiene el pedido {order} de la venta {sale}, ni otro que se le parezca.",
        EN: "The export does not have order {order} of sale {sale}, nor another one like it.",
    },
    Why.NOT_OURS: {
        ES: "El pedido {order} del portal no es de ninguna venta nuestra.",
        EN: "Order {order} of the portal belongs to no sale of ours.",
    },
    Why.SEVERAL_THERE: {
        ES: "El pedido {order} aparece {many} veces en la exportación.",
        EN: "Order {order} stands {many} times in the export.",
    },
    Why.SEVERAL_HERE: {
        ES: "El pedido {order} figura en {many} ventas nuestras.",
        EN: "Order {order} is held by {many} sales of ours.",
    },
    Why.TWO_ORDERS: {
        ES: "El portal tiene la venta {sale} más de una vez, con los pedidos {others}.",
        EN: "The portal holds sale {sale} more than once, as orders {others}.",
    },
    Why.OTHER_NUMBER: {
        ES: "La venta {sale} está en el portal con otro número: {order} en lugar de {before}.{also}",
        EN: "Sale {sale} is in the portal under another number: {order} instead of {before}.{also}",
    },
    Why.NUMBER_FOUND: {
        ES: "La venta {sale} no tenía número y está en el portal como {order}.{also}",
        EN: "Sale {sale} had no number and is in the portal as {order}.{also}",
    },
    Why.SEVERAL_CANDIDATES: {
        ES: "Puede ser la misma venta que {others}; hay más de una posibilidad y no se elige ninguna.",
        EN: "It may be the same sale as {others}; there is more than one possibility, and none is chosen.",
    },
    Why.LOOKALIKE: {
        ES: "Se parece a {others}, pero no hay certeza de que sea la misma venta: {fields}.",
        EN: "It is like {others}, but it is not certain that it is the same sale: {fields}.",
    },
    Why.CROWD: {
        ES: "Hay tantas filas con los mismos datos que no se pudo buscar su pareja.",
        EN: "So many rows share its values that its counterpart could not be searched.",
    },
    Why.NO_NUMBER: {
        ES: "La fila no tiene número de pedido.",
        EN: "The row has no order number.",
    },
}
"""The reasons in a sentence."""

ALSO_DIFFERS = {ES: " Además difiere o es dudoso: {fields}.", EN: " It also differs or is unclear: {fields}."}

CODES: Mapping[str, Mapping[Language, str]] = {
    "other_value": {ES: "otro valor", EN: "another value"},
    "near": {ES: "casi igual, por un solo signo", EN: "nearly equal, by one sign"},
    "aligned": {ES: "comparado palabra por palabra", EN: "compared word by word"},
    "cut": {ES: "cortado", EN: "cut"},
    "unreadable": {ES: "ilegible", EN: "unreadable"},
    "not_shown": {ES: "vacío", EN: "empty"},
}
"""The cross-check's evidence codes, in a word."""


def sentence(why: Why, language: Language, **names: object) -> str:
    """The reason in a sentence.

    Args:
        why: the reason.
        language: of the sentence.
        names: what its gaps are filled with.
    """
    return SENTENCES[why][language].format(**names)
