"""The words of the film strip, in both languages."""

from collections.abc import Mapping

from trastienda.domain.case import Language
from trastienda.domain.evidence import Moment

ES, EN = Language.ES, Language.EN

WORDS: Mapping[str, Mapping[Language, str]] = {
    "title": {ES: "Intentos de {bot}", EN: "Attempts of {bot}"},
    "lead": {
        ES: "Lo que el programa hizo y lo que vio, paso a paso. Cada imagen lleva a su tamaño completo.",
        EN: "What the program did and what it saw, step by step. Every picture leads to its full size.",
    },
    "item": {ES: "expediente {item}", EN: "item {item}"},
    "attempts": {ES: "{count} intentos", EN: "{count} attempts"},
    "one_attempt": {ES: "1 intento", EN: "1 attempt"},
    "attempt": {ES: "Intento {number}", EN: "Attempt {number}"},
    "outside": {ES: "Fuera de los intentos", EN: "Outside the attempts"},
    "other_run": {ES: "de la ejecución {run}", EN: "of run {run}"},
    "ended_in_case": {ES: "Acabó en incidencia: {reason}", EN: "Ended in a case: {reason}"},
    "undecided": {ES: "Espera una decisión: {reason}", EN: "Waits for a decision: {reason}"},
    "proof": {ES: "Prueba del cliente: {proof}", EN: "The customer's proof: {proof}"},
    "decide": {ES: "Verla y decidirla:", EN: "To see and decide it:"},
    "nothing": {ES: "No hubo ningún intento.", EN: "There was no attempt."},
    "sold": {ES: "Vendido", EN: "Sold"},
    "shown": {ES: "En el portal", EN: "In the portal"},
    "html": {ES: "la página, con todo lo escrito", EN: "the page, with all that was typed"},
    "aria.yaml": {ES: "sus nombres y valores, en texto", EN: "its names and values, as text"},
    "trace": {ES: "Trazas, con cada acción del programa:", EN: "Traces, with every action of the program:"},
    "file": {ES: "archivo", EN: "file"},
    "download": {ES: "El archivo «{name}» que dio el portal.", EN: "The file '{name}' that the portal gave."},
    "from_workspace": {
        ES: "Las órdenes se escriben en la carpeta del espacio de trabajo.",
        EN: "The commands are typed in the workspace's folder.",
    },
    "gone": {ES: "ya no está: {file}", EN: "not there any more: {file}"},
    "no_time": {ES: "sin hora", EN: "no time"},
    "picture_of": {ES: "Imagen: {what}", EN: "Picture: {what}"},
    "foot": {
        ES: "Escrita el {when}. Muestra datos de clientes: guárdela donde solo la vea la oficina.",
        EN: "Written {when}. It shows customers' data: keep it where only the back office sees it.",
    },
}

MOMENTS: Mapping[Moment, Mapping[Language, str]] = {
    Moment.SEARCH: {ES: "Lo que mostró la búsqueda.", EN: "What the search showed."},
    Moment.OWN_ORDERS: {
        ES: "La lista de pedidos de nuestra cuenta.",
        EN: "The list of our account's orders.",
    },
    Moment.FORM: {ES: "El formulario, justo antes de guardar.", EN: "The form, right before saving."},
    Moment.CONFIRMATION: {ES: "La confirmación del portal.", EN: "The portal's confirmation."},
    Moment.ORDER: {ES: "El pedido, abierto de nuevo.", EN: "The order, opened again."},
    Moment.CASE: {
        ES: "La página en la que se vio la incidencia.",
        EN: "The page on which the case was seen.",
    },
    Moment.TROUBLE: {ES: "La página en la que se detuvo.", EN: "The page on which it stopped."},
}

ENDS: Mapping[str, Mapping[Language, str]] = {
    "none": {
        ES: "Sin final: sigue en marcha, o su proceso murió",
        EN: "No end: at work, or its process died",
    },
    "settled": {ES: "Comprobada", EN: "Settled"},
    "uncertain": {ES: "Dudosa", EN: "Uncertain"},
    "rehearsed": {ES: "Ensayo", EN: "Rehearsal"},
    "fenced": {ES: "Otro proceso la tomó", EN: "Another process took it"},
    "swept": {ES: "Sigue como estaba", EN: "As it was"},
    "could not be looked at": {ES: "No se pudo mirar", EN: "Could not be looked at"},
    "put_off": {ES: "Se dejó para otro intento", EN: "Put off to another attempt"},
}
"""How an attempt ends; `put_off` stands for every other reason, which its last step tells."""


def say(word: str, language: Language, **names: object) -> str:
    """A word or sentence of the film strip."""
    return WORDS[word][language].format(**names)
