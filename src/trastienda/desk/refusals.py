"""The sentences with which the desk refuses, in both languages."""

from collections.abc import Mapping

from trastienda.domain.case import Language

REFUSALS: Mapping[str, Mapping[Language, str]] = {
    "no_case": {
        Language.ES: "No hay ninguna incidencia {case}.",
        Language.EN: "There is no case {case}. 'trastienda cases' lists the open ones.",
    },
    "closed": {
        Language.ES: "La incidencia {case} ya está cerrada.",
        Language.EN: "Case {case} is already closed.",
    },
    "changed": {
        Language.ES: "La incidencia {case} ha cambiado desde que la vio (versión {seen}, ahora {now}). "
        "Vuelva a mirarla.",
        Language.EN: "Case {case} has changed since you saw it (version {seen}, now {now}). "
        "Look at it again.",
    },
    "not_in_case": {
        Language.ES: "El expediente {item} está en «{state}» y ya no espera una decisión.",
        Language.EN: "Item {item} is '{state}' and no longer waits for a decision.",
    },
    "no_sale": {
        Language.ES: "La venta del expediente {item} no se pudo leer: corríjala en su origen "
        "y vuelva a enviarla.",
        Language.EN: "The sale of item {item} could not be read: correct it at its source "
        "and send it in again.",
    },
    "only_reject": {
        Language.ES: "El pedido no es de ninguna venta nuestra: solo cabe «Rechazar», con lo que se averiguó "
        "como motivo.",
        Language.EN: "The order belongs to no sale of ours: it can only be closed by 'reject', with what was "
        "found out as the reason.",
    },
    "seal_broken": {
        Language.ES: "La venta del expediente {item} no es la que se validó: su sello no corresponde. "
        "Rechácela y vuelva a enviarla.",
        Language.EN: "The sale of item {item} is not the one that was validated: its seal does not fit. "
        "Reject it and send it in again.",
    },
    "our_order": {
        Language.ES: "El pedido {order} es el que grabamos nosotros para esta venta: "
        "grabarla otra vez la duplicaría. "
        "Corrija el pedido en el portal y elija «Mirar de nuevo», o acepte la diferencia.",
        Language.EN: "Order {order} is the one that we entered for this sale: "
        "entering it again would double it. "
        "Correct the order in the portal and decide 'look again', or accept the difference.",
    },
    "of_another_sale": {
        Language.ES: "El pedido {order} ya es de otra venta nuestra, {sale}.",
        Language.EN: "Order {order} already belongs to another sale of ours, {sale}.",
    },
    "accept_one_order": {
        Language.ES: "Para aceptar la diferencia tiene que haber un único pedido y aquí hay {count}. "
        "Elija «Es este pedido» y escriba su número.",
        Language.EN: "A difference is accepted for one order, and here there are {count}. "
        "Decide 'it is this order' with its reference.",
    },
    "accept_nothing": {
        Language.ES: "El pedido {order} no tiene ninguna diferencia que aceptar. "
        "Si es el de esta venta, elija «Es este pedido».",
        Language.EN: "Order {order} has no difference to accept. "
        "If it is this sale's, decide 'it is this order'.",
    },
    "accept_not_shown": {
        Language.ES: "El portal no muestra {fields}: no hay nada que aceptar. "
        "Elija «Es este pedido», «Mirar de nuevo» o «Rechazar».",
        Language.EN: "The portal does not show {fields}: there is nothing to accept. "
        "Decide 'it is this order', 'look again' or 'reject'.",
    },
    "unknown_field": {
        Language.ES: "La venta no tiene ningún campo «{field}». Se pueden corregir: {known}.",
        Language.EN: "The sale has no field '{field}'. These can be corrected: {known}.",
    },
    "misspelt_field": {
        Language.ES: "La venta no tiene ningún campo «{field}». ¿Quería decir «{known}»?",
        Language.EN: "The sale has no field '{field}'. Did you mean '{known}'?",
    },
    "fixed_field": {
        Language.ES: "El campo {field} dice de quién es la venta y no se corrige aquí: "
        "rechácela y vuelva a enviarla.",
        Language.EN: "The field {field} says whose sale it is and is not corrected here: "
        "reject it and send it in again.",
    },
    "unreadable": {
        Language.ES: "El valor corregido de {field} no se entiende: se esperaba {expected}.",
        Language.EN: "The corrected value of {field} cannot be read: expected {expected}.",
    },
    "still_wrong": {
        Language.ES: "La venta corregida sigue sin poder grabarse: {findings}",
        Language.EN: "The corrected sale still cannot be entered: {findings}",
    },
    "unsigned": {
        Language.ES: "Falta quién lo decide o por qué: las dos cosas quedan en el historial.",
        Language.EN: "Who decides it or why is missing: the journal keeps both.",
    },
    "foreign_row": {
        Language.ES: "La fila no es de esta lista, o sus columnas ocultas se han cambiado. "
        "Exporte la lista otra vez.",
        Language.EN: "The row is not of this list, or its hidden columns were changed. "
        "Export the list again.",
    },
    "grey_changed": {
        Language.ES: "Las celdas grises de la fila se han cambiado o mezclado con las de otra. "
        "Exporte la lista otra vez.",
        Language.EN: "The row's grey cells were changed or mixed with another row's. Export the list again.",
    },
    "no_decision": {
        Language.ES: "La fila está rellena pero le falta la decisión.",
        Language.EN: "The row is filled in but its decision is missing.",
    },
    "unknown_decision": {
        Language.ES: "«{written}» no es una decisión. Hay estas: {choices}.",
        Language.EN: "'{written}' is no decision. There are: {choices}.",
    },
    "corrections_without_enter": {
        Language.ES: "«Valor corregido» solo va con «Grabar».",
        Language.EN: "'Corrected value' goes with 'Enter' alone.",
    },
    "order_without_this": {
        Language.ES: "«N.º de pedido» solo va con «Es este pedido».",
        Language.EN: "'Order reference' goes with 'It is this order' alone.",
    },
    "which_order": {
        Language.ES: "Falta el número del pedido: la incidencia no tiene un único pedido.",
        Language.EN: "The order's reference is missing: the case does not have one order alone.",
    },
    "bad_correction": {
        Language.ES: "No se entiende la corrección «{part}». "
        "Se escribe: campo = valor; otro_campo = otro valor.",
        Language.EN: "The correction '{part}' cannot be read. "
        "Write: field = value; other_field = other value.",
    },
    "too_late_to_withdraw": {
        Language.ES: "El expediente {item} está en «{state}»: ya no se puede retirar.",
        Language.EN: "Item {item} is '{state}' and can no longer be withdrawn.",
    },
}


def refusal(code: str, language: Language, **names: object) -> str:
    """The refusal's sentence."""
    return REFUSALS[code][language].format(**names)
