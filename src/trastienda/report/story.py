"""Tell what happened to an item: one sentence for each entry of its journal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trastienda.desk.sheets.columns import DECISIONS
from trastienda.desk.view import CaseView
from trastienda.domain.case import Language
from trastienda.domain.decision import Kind
from trastienda.domain.finding import Finding
from trastienda.domain.item import State
from trastienda.domain.journal import Entry
from trastienda.domain.masking import mask_ids

ES, EN = Language.ES, Language.EN

_SENTENCES: Mapping[str, Mapping[Language, str]] = {
    "taken_in": {ES: "Entró de {source}.", EN: "Taken in from {source}."},
    "order_seen": {
        ES: "El barrido encontró en el portal el pedido {order}, que no es de ninguna venta nuestra.",
        EN: "The sweep found order {order} in the portal, which belongs to no sale of ours.",
    },
    "validated": {ES: "Validada: lista para grabar{notes}.", EN: "Validated: ready to be entered{notes}."},
    "rejected": {ES: "Rechazada: {findings}", EN: "Rejected: {findings}"},
    "attempt": {
        ES: "Comienza un intento (en las evidencias, try-{attempt}).",
        EN: "An attempt begins (try-{attempt} among the evidence).",
    },
    "looked": {ES: "Se buscó en el portal: {orders}.", EN: "Looked in the portal: {orders}."},
    "looked_by_marker": {
        ES: "Se buscó nuestra referencia entre los pedidos de nuestra cuenta: {orders}.",
        EN: "Looked for our reference among the orders of our account: {orders}.",
    },
    "downloaded": {
        ES: "El portal dio el archivo «{name}»: {size} bytes, SHA-256 {sha256}.",
        EN: "The portal gave the file '{name}': {size} bytes, SHA-256 {sha256}.",
    },
    "intent": {
        ES: "Se va a pulsar el botón que guarda{marker}.",
        EN: "About to press the button that saves{marker}.",
    },
    "recognised": {
        ES: "El portal confirmó el pedido {order}. Falta comprobarlo.",
        EN: "The portal confirmed order {order}. It is still to be read back.",
    },
    "found": {
        ES: "El pedido {order} es esta venta. Falta comprobarlo.",
        EN: "Order {order} is this sale. It is still to be read back.",
    },
    "settled": {
        ES: "Abierto de nuevo y cotejado: {checked}. Comprobada.",
        EN: "Opened again and cross-checked: {checked}. Settled.",
    },
    "put_off": {ES: "{what}: {because}. {again}.", EN: "{what}: {because}. {again}."},
    "stopped_at_the_fuse": {
        ES: "Se paró en el último momento: otro proceso tiene la cuenta. No se envió nada.",
        EN: "Stopped at the last moment: another process has the account. Nothing was sent.",
    },
    "taken_up": {
        ES: "Nadie la tenía entre manos: vuelve a la cola.",
        EN: "Nobody had it in hand: back in the queue.",
    },
    "case_opened": {ES: "Incidencia {case}: {reason}", EN: "Case {case}: {reason}"},
    "decided": {
        ES: "Incidencia {case}, decidida por {by}: {decision}{corrected}. «{why}»",
        EN: "Case {case}, decided by {by}: {decision}{corrected}. '{why}'",
    },
    "withdrawn": {ES: "Retirada por {by}: «{why}»", EN: "Withdrawn by {by}: '{why}'"},
}

KINDS = frozenset(_SENTENCES)
"""Every word of the journal that has a sentence."""

_KINSHIP: Mapping[str, Mapping[Language, str]] = {
    "same": {ES: "es esta venta", EN: "is this sale"},
    "lookalike": {ES: "se parece a esta venta", EN: "looks like this sale"},
    "another_sale_of_ours": {ES: "es de otra venta nuestra", EN: "is another sale of ours"},
    "other": {ES: "es de otra venta", EN: "is another sale"},
}

_PUT_OFF: Mapping[tuple[str, str], Mapping[Language, str]] = {
    ("entering", "uncertain"): {
        ES: "Dudosa: puede que se guardara y no se sabe",
        EN: "Uncertain: it may have been saved and nobody knows",
    },
    ("entering", "ready"): {ES: "No se envió nada", EN: "Nothing was sent"},
    ("uncertain", "ready"): {ES: "No se guardó", EN: "It was not saved"},
    ("uncertain", "uncertain"): {ES: "Sigue dudosa", EN: "Still uncertain"},
    ("entered", "entered"): {ES: "Sin comprobar aún", EN: "Not read back yet"},
    ("ready", "ready"): {ES: "Espera", EN: "Waits"},
}

_BECAUSE: Mapping[str, str] = {
    "another sale of this customer is in the portal": "hay otra venta de este cliente en el portal",
    "taken up after a crash; nothing had been sent": "se retoma tras una caída; no se había enviado nada",
    "the worker died after the intent": "el proceso murió después de anunciar el envío",
    "not to be found after the window: one new attempt": "no aparece pasado el plazo: un único intento más",
    "a later order is shown and this one is not: one new attempt": (
        "ya se ve un pedido posterior y este no: un único intento más"
    ),
    "not to be seen yet": "todavía no se ve en el portal",
}
"""The pipeline's own reasons in Spanish; a portal's or a library's stay as they were said."""


@dataclass(frozen=True, slots=True)
class _About:
    """What an entry's sentence is made of."""

    detail: Mapping[str, Any]
    at: datetime
    language: Language
    findings: Sequence[Finding]
    cases: Sequence[CaseView]


def tell(
    entry: Entry, *, language: Language, findings: Sequence[Finding] = (), cases: Sequence[CaseView] = ()
) -> str:
    """The entry in a sentence, with ids masked: those of persons, not the orders' numbers.

    Args:
        entry: one line of the item's journal.
        language: of the sentence.
        findings: of the item: they say why it was rejected.
        cases: of the item: they say why they were opened.
    """
    if entry.kind not in _SENTENCES:
        return mask_ids(f"{entry.kind} {dict(entry.detail)}")
    names = _NAMES.get(entry.kind, _as_it_is)(_About(entry.detail, entry.at, language, findings, cases))
    return _SENTENCES[entry.kind][language].format(**names)


def _as_it_is(about: _About) -> dict[str, Any]:
    unknown = dict.fromkeys(("order", "attempt", "name", "size", "sha256"), "?")
    return {**unknown, **about.detail}


def _taken_in(about: _About) -> dict[str, Any]:
    source = about.detail.get("source") or {}
    words = {ES: ("hoja", "fila"), EN: ("sheet", "row")}[about.language]
    sheet = f", {words[0]} {source['sheet']}" if source.get("sheet") else ""
    return {"source": f"{source.get('file', '?')}{sheet}, {words[1]} {source.get('row', '?')}"}


def _found_wrong(about: _About) -> dict[str, Any]:
    codes = about.detail.get("findings", [])
    said = [mask_ids(one.sentence(about.language)) for one in about.findings if one.code in codes]
    return {
        "findings": " ".join(said) or ", ".join(codes),
        "notes": f" ({' '.join(said).rstrip('.')})" if said else "",
    }


def _looked(about: _About) -> dict[str, Any]:
    orders = []
    for order in about.detail.get("orders", []):
        reference, _, kinship = order.partition(": ")
        orders.append(f"{reference} {_KINSHIP[kinship][about.language] if kinship in _KINSHIP else kinship}")
    return {"orders": ", ".join(orders) or {ES: "ningún pedido", EN: "no order"}[about.language]}


def _intent(about: _About) -> dict[str, Any]:
    marker = about.detail.get("marker")
    carried = {ES: f" (con nuestra referencia, {marker})", EN: f" (carrying our reference, {marker})"}[
        about.language
    ]
    return {"marker": carried if marker else ""}


def _settled(about: _About) -> dict[str, Any]:
    codes: Mapping[str, str] = about.detail.get("cross_check", {})
    matching = {ES: "{} campos coinciden", EN: "{} fields match"}[about.language].format(len(codes))
    for code, words in (
        ("equivalent", {ES: "escritos de otra forma", EN: "written another way"}),
        ("accepted", {ES: "con diferencia aceptada", EN: "with an accepted difference"}),
    ):
        fields = sorted(field for field, one in codes.items() if one == code)
        matching += f", {words[about.language]}: {', '.join(fields)}" if fields else ""
    return {"checked": matching}


def _put_off(about: _About) -> dict[str, Any]:
    detail = about.detail
    move = (str(detail.get("from")), str(detail.get("to")))
    because = mask_ids(str(detail.get("because", "?")).rstrip("."))
    pause = float(detail.get("pause_s") or 0)
    later, at_once = {
        ES: ("Se vuelve a mirar en", "Se sigue enseguida"),
        EN: ("Looked at again in", "It goes on at once"),
    }[about.language]
    return {
        "what": _PUT_OFF[move][about.language] if move in _PUT_OFF else f"{move[0]} → {move[1]}",
        "because": _BECAUSE.get(because, because) if about.language is ES else because,
        "again": f"{later} {pause:g} s" if pause else at_once,
    }


def _case_opened(about: _About) -> dict[str, Any]:
    seen = next((one for one in about.cases if one.case.opened_at == about.at), None)
    if seen is None:
        return {"case": "?", "reason": about.detail.get("reason", "?")}
    return {"case": seen.case.id, "reason": seen.reason}


def _decided(about: _About) -> dict[str, Any]:
    detail = about.detail
    fields = ", ".join(detail.get("corrected") or [])
    corrected = (
        {ES: f", con {fields} corregido", EN: f", with {fields} corrected"}[about.language] if fields else ""
    )
    kind = str(detail.get("decision", "?"))
    word = DECISIONS[Kind(kind)][about.language].lower() if kind in set(Kind) else kind
    order = f" ({detail['order']})" if detail.get("order") else ""
    why = mask_ids(str(detail.get("why", "")))
    return {"case": "?", "by": "?", **detail, "why": why, "decision": word + order, "corrected": corrected}


def _withdrawn(about: _About) -> dict[str, Any]:
    return {"by": "?", **about.detail, "why": mask_ids(str(about.detail.get("why", "")))}


_NAMES: Mapping[str, Callable[[_About], dict[str, Any]]] = {
    "taken_in": _taken_in,
    "validated": _found_wrong,
    "rejected": _found_wrong,
    "looked": _looked,
    "looked_by_marker": _looked,
    "intent": _intent,
    "settled": _settled,
    "put_off": _put_off,
    "case_opened": _case_opened,
    "decided": _decided,
    "withdrawn": _withdrawn,
}

_NOW: Mapping[State, Mapping[Language, str]] = {
    State.RECEIVED: {ES: "Recibida, sin validar.", EN: "Received, not validated yet."},
    State.READY: {ES: "Espera su turno para grabarse.", EN: "Waits for its turn to be entered."},
    State.ENTERING: {ES: "Se está grabando.", EN: "Is being entered."},
    State.ENTERED: {
        ES: "En el portal como {order}; falta comprobarla.",
        EN: "In the portal as {order}, to be read back.",
    },
    State.SETTLED: {ES: "En el portal como {order}, comprobada.", EN: "In the portal as {order}, read back."},
    State.REJECTED: {ES: "Rechazada: no se graba.", EN: "Rejected: it is not entered."},
    State.UNCERTAIN: {
        ES: "Dudosa: se sigue buscando en el portal.",
        EN: "Uncertain: still looked for in the portal.",
    },
    State.IN_CASE: {ES: "Espera la decisión de una persona.", EN: "Waits for a person's decision."},
    State.WITHDRAWN: {ES: "Retirada: no se graba.", EN: "Withdrawn: it is not entered."},
}


def stands(state: State, reference: str | None, language: Language) -> str:
    """Where an item stands, in a sentence."""
    return _NOW[state][language].format(order=reference or "?")
