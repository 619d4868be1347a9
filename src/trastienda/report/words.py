"""The words of the report, in both languages."""

from collections.abc import Mapping

from trastienda.domain.case import Language, Reason
from trastienda.domain.item import State

ES, EN = Language.ES, Language.EN

WORDS: Mapping[str, Mapping[Language, str]] = {
    "title": {ES: "Ejecución de {bot}", EN: "Run of {bot}"},
    "sweep_title": {ES: "Barrido de {bot}", EN: "Sweep of {bot}"},
    "broken_off": {ES: "El barrido no llegó a su fin: {why}", EN: "The sweep did not come to its end: {why}"},
    "no_list": {
        ES: "El libro de selectores no nombra la lista de nuestros pedidos: no se buscaron pedidos sin venta.",
        EN: "The selector book names no list of our own orders: orders without a sale were not looked for.",
    },
    "checked": {ES: "Siguen igual", EN: "As they were"},
    "reopened": {ES: "Reabiertas", EN: "Reopened"},
    "unknown": {ES: "Pedidos sin venta", EN: "Orders without a sale"},
    "unchecked": {ES: "Sin mirar", EN: "Not looked at"},
    "rehearsal": {
        ES: "Ensayo: se rellenó y se comprobó, pero no se envió nada al portal.",
        EN: "Rehearsal: everything was filled in and checked, nothing was sent to the portal.",
    },
    "still_working": {
        ES: "La ejecución no ha terminado: estas cifras son las de ahora mismo.",
        EN: "The run has not ended: these are the figures of this moment.",
    },
    "began": {ES: "Comenzó", EN: "Began"},
    "ended": {ES: "Terminó", EN: "Ended"},
    "took": {ES: "Duración", EN: "Duration"},
    "run": {ES: "Ejecución", EN: "Run"},
    "files": {ES: "Archivos", EN: "Files"},
    "no_files": {ES: "ninguno: ventas que ya estaban abiertas", EN: "none: sales that were open already"},
    "figures": {ES: "Cifras", EN: "Figures"},
    "straight": {ES: "proceso directo", EN: "straight through"},
    "straight_note": {ES: "comprobadas sin que nadie tocara nada", EN: "settled without a human touch"},
    "flow": {ES: "Qué pasó con las ventas", EN: "What became of the sales"},
    "taken_up": {ES: "Ventas", EN: "Sales"},
    "entered": {ES: "Grabadas", EN: "Entered"},
    "there": {ES: "Ya estaban", EN: "There already"},
    "no_order": {ES: "Sin pedido", EN: "No order"},
    "settled": {ES: "Comprobadas", EN: "Settled"},
    "rejected": {ES: "Rechazadas", EN: "Rejected"},
    "waiting": {ES: "Esperan decisión", EN: "Await a decision"},
    "working": {ES: "En curso", EN: "In progress"},
    "withdrawn": {ES: "Retiradas", EN: "Withdrawn"},
    "exceptions": {ES: "Esperan una decisión", EN: "Waiting for a decision"},
    "exceptions_lead": {
        ES: "Se deciden en la lista de excepciones, una fila cada una, o con «trastienda cases decide»:",
        EN: "They are decided in the exception list, one row each, or with 'trastienda cases decide':",
    },
    "no_exceptions": {ES: "Ninguna venta espera una decisión.", EN: "No sale waits for a decision."},
    "sale": {ES: "Venta", EN: "Sale"},
    "item": {ES: "expediente {item}", EN: "item {item}"},
    "customer": {ES: "Cliente", EN: "Customer"},
    "proof": {ES: "prueba: {proof}", EN: "proof: {proof}"},
    "reason": {ES: "Motivo", EN: "Reason"},
    "field": {ES: "Campo", EN: "Field"},
    "sold": {ES: "Vendido", EN: "Sold"},
    "shown": {ES: "En el portal", EN: "In the portal"},
    "compared": {ES: "Lo que no coincide", EN: "What does not agree"},
    "order": {ES: "Pedido", EN: "Order"},
    "evidence": {ES: "Evidencias", EN: "Evidence"},
    "evidence_of": {ES: "Ver evidencias de {sale}", EN: "See the evidence of {sale}"},
    "rejections": {ES: "Rechazadas: qué hay que corregir", EN: "Rejected: what to correct"},
    "rejections_lead": {
        ES: "No se grabaron. Corregidas en su origen, pueden volver a enviarse.",
        EN: "They were not entered. Corrected at their source they can be sent in again.",
    },
    "no_rejections": {ES: "No se rechazó ninguna venta.", EN: "No sale was rejected."},
    "source": {ES: "Dónde está", EN: "Where it stands"},
    "source_sheet": {ES: "{file}, hoja «{sheet}», fila {row}", EN: "{file}, sheet '{sheet}', row {row}"},
    "source_portal": {ES: "encontrado por un barrido del portal", EN: "found by a sweep of the portal"},
    "source_file": {ES: "{file}, fila {row}", EN: "{file}, row {row}"},
    "correct": {ES: "Qué hay que corregir", EN: "What to correct"},
    "rejected_by": {ES: "La rechazó {by}: «{why}»", EN: "Rejected by {by}: '{why}'"},
    "open": {ES: "Siguen en curso", EN: "Still in progress"},
    "state": {ES: "Estado", EN: "State"},
    "next": {ES: "Próxima mirada", EN: "Looked at next"},
    "soon": {ES: "en cuanto haya turno", EN: "as soon as it is its turn"},
    "notes": {ES: "Al leer los archivos", EN: "On reading the files"},
    "versions": {ES: "Versiones", EN: "Versions"},
    "attempts": {ES: "Intentos", EN: "Attempts"},
    "known": {ES: "Filas ya conocidas", EN: "Rows known already"},
    "foot": {
        ES: "Los documentos y las cuentas se muestran solo por su final. "
        "Las cifras son de {when}; lo que se decida después no cambia esta página.",
        EN: "Documents and accounts are shown by their end alone. "
        "The figures are of {when}; what is decided later does not change this page.",
    },
}

REASONS: Mapping[Reason, Mapping[Language, str]] = {
    Reason.VALIDATION: {ES: "Revisar la venta", EN: "Review the sale"},
    Reason.SEVERAL_ORDERS: {ES: "Varios pedidos parecidos", EN: "Several similar orders"},
    Reason.LOOKALIKE: {ES: "Un pedido parecido", EN: "A similar order"},
    Reason.ANOTHER_SALE_OF_OURS: {ES: "Pedido de otra venta nuestra", EN: "Order of another sale of ours"},
    Reason.SEARCH_UNCLEAR: {ES: "Búsqueda sin resultado claro", EN: "Unclear search"},
    Reason.FIELD_NOT_TAKEN: {ES: "El formulario no aceptó un campo", EN: "A field was not taken"},
    Reason.PAGE_CHANGED: {ES: "La página ha cambiado", EN: "The page changed"},
    Reason.PORTAL_REFUSED: {ES: "El portal lo rechazó", EN: "Refused by the portal"},
    Reason.DUPLICATE_WARNING: {ES: "Aviso de duplicado", EN: "Duplicate warning"},
    Reason.NO_TRACE: {ES: "Sin rastro del pedido", EN: "No trace of the order"},
    Reason.NEVER_APPEARED: {ES: "Registrado, pero no aparece", EN: "Said to be saved, not there"},
    Reason.DIFFERS: {ES: "El pedido dice otra cosa", EN: "The order says otherwise"},
    Reason.UNCLEAR: {ES: "Cotejo sin certeza", EN: "Cross-check unclear"},
    Reason.WRONG_RECORD: {ES: "Se abrió otro pedido", EN: "Another order was opened"},
    Reason.SALE_UNREADABLE: {ES: "Venta que el bot ya no entiende", EN: "Sale no longer understood"},
    Reason.ORDER_GONE: {ES: "El pedido ya no está", EN: "The order is gone"},
    Reason.ORDER_UNKNOWN: {ES: "Pedido sin venta", EN: "Order without a sale"},
    Reason.SEAL_BROKEN: {ES: "Venta cambiada tras validarse", EN: "Changed after validation"},
    Reason.SEAL_TOO_OLD: {ES: "Validación caducada", EN: "Validation out of date"},
    Reason.UNCHECKED: {ES: "Pedido sin comprobar", EN: "Order not checked"},
    Reason.GAVE_UP: {ES: "Fallos repetidos", EN: "Repeated failures"},
}
"""Each reason in a few words, for counts."""

STATES: Mapping[State, Mapping[Language, str]] = {
    State.RECEIVED: {ES: "recibida", EN: "received"},
    State.READY: {ES: "lista para grabar", EN: "ready"},
    State.ENTERING: {ES: "grabándose", EN: "entering"},
    State.ENTERED: {ES: "grabada, por comprobar", EN: "entered, to be read back"},
    State.SETTLED: {ES: "comprobada", EN: "settled"},
    State.REJECTED: {ES: "rechazada", EN: "rejected"},
    State.UNCERTAIN: {ES: "dudosa, se sigue buscando", EN: "uncertain, still looked for"},
    State.IN_CASE: {ES: "espera una decisión", EN: "in a case"},
    State.WITHDRAWN: {ES: "retirada", EN: "withdrawn"},
}

_HEADLINE: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "sales": {ES: ("venta", "ventas"), EN: ("sale", "sales")},
    "settled": {
        ES: ("en el portal y comprobada", "en el portal y comprobadas"),
        EN: ("in the portal and read back", "in the portal and read back"),
    },
    "rejected": {ES: ("rechazada", "rechazadas"), EN: ("rejected", "rejected")},
    "waiting": {
        ES: ("espera una decisión", "esperan una decisión"),
        EN: ("waits for a decision", "wait for a decision"),
    },
    "working": {ES: ("sigue en curso", "siguen en curso"), EN: ("still in progress", "still in progress")},
    "withdrawn": {ES: ("retirada", "retiradas"), EN: ("withdrawn", "withdrawn")},
    "checked": {
        ES: ("pedido sigue como estaba", "pedidos siguen como estaban"),
        EN: ("order is as it was", "orders are as they were"),
    },
    "reopened": {
        ES: ("venta se vuelve a abrir", "ventas se vuelven a abrir"),
        EN: ("sale is reopened", "sales are reopened"),
    },
    "unknown": {
        ES: ("pedido no es de ninguna venta", "pedidos no son de ninguna venta"),
        EN: ("order belongs to no sale", "orders belong to no sale"),
    },
    "unchecked": {
        ES: ("pedido no se pudo mirar", "pedidos no se pudieron mirar"),
        EN: ("order could not be looked at", "orders could not be looked at"),
    },
}


def say(word: str, language: Language, **names: object) -> str:
    """A word or sentence of the report."""
    return WORDS[word][language].format(**names)


def headline(total: int, ends: Mapping[str, int], language: Language) -> str:
    """Such as "60 ventas: 44 en el portal y comprobadas, 8 rechazadas, 8 esperan una decisión."

    Args:
        total: all sales of the run.
        ends: `settled`, `rejected`, `waiting`, `working`, `withdrawn` → how many; zeros are left out.
    """
    if not total:
        return {ES: "Ninguna venta.", EN: "No sales."}[language]
    parts = [f"{count} {_counted(end, count, language)}" for end, count in ends.items() if count]
    return f"{total} {_counted('sales', total, language)}: {', '.join(parts)}."


def sweep_headline(seen: Mapping[str, int], language: Language) -> str:
    """Such as "44 pedidos siguen como estaban, 1 venta se vuelve a abrir."

    Args:
        seen: `checked`, `reopened`, `unknown`, `unchecked` → how many; zeros are left out, but for the first.
        language: of the sentence.
    """
    parts = [f"{count} {_counted(word, count, language)}" for word, count in seen.items()]
    return ", ".join([parts[0], *(part for part in parts[1:] if not part.startswith("0 "))]) + "."


def percent(share: float, language: Language) -> str:
    """A share in whole per cent; never 100 % or 0 % when it is not exactly that."""
    whole = round(share * 100)
    if (whole == 100 and share < 1) or (whole == 0 and share > 0):
        whole = 99 if share > 0.5 else 1
    return f"{whole} %" if language is ES else f"{whole}%"


def lasting(seconds: float) -> str:
    """A duration such as "5 min 12 s" or "2 h 3 min"; the same in both languages."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {whole % 60} s" if minutes else f"{whole} s"


def _counted(word: str, count: int, language: Language) -> str:
    one, many = _HEADLINE[word][language]
    return one if count == 1 else many
