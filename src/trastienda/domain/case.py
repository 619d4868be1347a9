"""A case: an item that a person must decide, with the reason in a sentence."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trastienda.domain.decision import Decision


class Language(StrEnum):
    """Languages in which people read cases, lists and reports."""

    ES = "es"
    EN = "en"


class Reason(StrEnum):
    """Why an item waits for a person."""

    VALIDATION = "validation"
    SEVERAL_ORDERS = "several_orders"
    LOOKALIKE = "lookalike"
    ANOTHER_SALE_OF_OURS = "another_sale_of_ours"
    SEARCH_UNCLEAR = "search_unclear"
    FIELD_NOT_TAKEN = "field_not_taken"
    PAGE_CHANGED = "page_changed"
    PORTAL_REFUSED = "portal_refused"
    DUPLICATE_WARNING = "duplicate_warning"
    NO_TRACE = "no_trace"
    NEVER_APPEARED = "never_appeared"
    DIFFERS = "differs"
    UNCLEAR = "unclear"
    WRONG_RECORD = "wrong_record"
    GAVE_UP = "gave_up"
    UNCHECKED = "unchecked"
    SEAL_BROKEN = "seal_broken"
    SALE_UNREADABLE = "sale_unreadable"
    ORDER_GONE = "order_gone"
    ORDER_UNKNOWN = "order_unknown"


SENTENCES: Mapping[Reason, Mapping[Language, str]] = {
    Reason.VALIDATION: {
        Language.ES: "La venta necesita que alguien la revise antes de grabarla: {finding}",
        Language.EN: "The sale needs a person's look before it is entered: {finding_en}",
    },
    Reason.SEVERAL_ORDERS: {
        Language.ES: "El portal tiene varios pedidos que parecen esta venta: {orders}.",
        Language.EN: "The portal holds several orders that look like this sale: {orders}.",
    },
    Reason.LOOKALIKE: {
        Language.ES: "El portal tiene un pedido parecido, {orders}, que no coincide en: {fields}.",
        Language.EN: "The portal holds a similar order, {orders}, which does not agree in: {fields}.",
    },
    Reason.ANOTHER_SALE_OF_OURS: {
        Language.ES: "El pedido {orders} ya es de otro expediente nuestro, con la misma identidad "
        "o la misma referencia.",
        Language.EN: "Order {orders} already belongs to another item of ours, with the same identity "
        "or the same reference.",
    },
    Reason.SEARCH_UNCLEAR: {
        Language.ES: "La búsqueda en el portal no dio un resultado claro: {what}",
        Language.EN: "The search in the portal gave no clear result: {what}",
    },
    Reason.FIELD_NOT_TAKEN: {
        Language.ES: "El formulario no aceptó el campo {field}: se escribió «{wanted}» y muestra «{shown}». "
        "No se envió nada.",
        Language.EN: "The form did not take the field {field}: '{wanted}' was typed and it shows '{shown}'. "
        "Nothing was sent.",
    },
    Reason.PAGE_CHANGED: {
        Language.ES: "La página del portal no es como se esperaba y no se envió nada: {what}",
        Language.EN: "The portal's page is not as expected and nothing was sent: {what}",
    },
    Reason.PORTAL_REFUSED: {
        Language.ES: "El portal rechazó el pedido: «{message}»",
        Language.EN: "The portal refused the order: '{message}'",
    },
    Reason.DUPLICATE_WARNING: {
        Language.ES: "El portal avisa de un posible pedido duplicado y no se guardó nada: «{message}»",
        Language.EN: "The portal warns of a possible duplicate and nothing was saved: '{message}'",
    },
    Reason.NO_TRACE: {
        Language.ES: "No se sabe si el pedido se grabó y no hay ninguno a la vista. "
        "Envíos sin respuesta clara: {sent}. Lo último que se supo: «{said}»",
        Language.EN: "Nobody knows whether the order was saved, and none is in sight. "
        "Sends without a clear answer: {sent}. The last that was heard: '{said}'",
    },
    Reason.NEVER_APPEARED: {
        Language.ES: "El portal dijo que el pedido quedó registrado (número {order}), pero no aparece en él.",
        Language.EN: "The portal said that the order was saved (number {order}), but it does not appear there.",
    },
    Reason.DIFFERS: {
        Language.ES: "El pedido {orders} no dice lo que se vendió: {fields}.",
        Language.EN: "Order {orders} does not say what was sold: {fields}.",
    },
    Reason.UNCLEAR: {
        Language.ES: "El pedido {orders} no se puede cotejar con certeza: {fields}.",
        Language.EN: "Order {orders} cannot be cross-checked with certainty: {fields}.",
    },
    Reason.WRONG_RECORD: {
        Language.ES: "Al abrir el pedido {wanted}, el portal mostró otro: {shown}.",
        Language.EN: "Opening order {wanted}, the portal showed another one: {shown}.",
    },
    Reason.GAVE_UP: {
        Language.ES: "El portal o la máquina siguen fallando (intentos: {attempts}) y no se envió nada: {what}",
        Language.EN: "The portal or the machine still fails (attempts: {attempts}) and nothing was sent: {what}",
    },
    Reason.UNCHECKED: {
        Language.ES: "No se pudo comprobar el pedido en el portal (intentos: {attempts}): {what}",
        Language.EN: "The order could not be checked in the portal (attempts: {attempts}): {what}",
    },
    Reason.SALE_UNREADABLE: {
        Language.ES: "La venta guardada ya no encaja en lo que el bot espera: {what}.",
        Language.EN: "The stored sale no longer fits what the bot expects: {what}.",
    },
    Reason.ORDER_GONE: {
        Language.ES: "El pedido {order} estaba comprobado y el portal ya no lo muestra.",
        Language.EN: "Order {order} had been checked, and the portal does not show it any more.",
    },
    Reason.ORDER_UNKNOWN: {
        Language.ES: "El portal tiene el pedido {orders} en nuestra cuenta y no es de ninguna venta nuestra.",
        Language.EN: "The portal holds order {orders} of our account, and it belongs to no sale of ours.",
    },
    Reason.SEAL_BROKEN: {
        Language.ES: "La venta no es la que se validó: su sello no corresponde. No se envió nada.",
        Language.EN: "The sale is not the one that was validated: its seal does not fit. Nothing was sent.",
    },
}


def sentence(reason: Reason, detail: Mapping[str, str], language: Language) -> str:
    """The reason in a sentence; a name that the detail lacks is shown as `?`, never an error."""
    return SENTENCES[reason][language].format_map(_Known(detail))


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a case: what was sold beside what the portal shows.

    Attributes:
        field: name of the sale's field.
        expected: canonical text of the sale.
        shown: text as the portal showed it, `None` where it showed nothing.
        verdict: `match`, `differ` or `unclear`.
        why: the cross-check's evidence code.
        reference: the order it was read from, `None` for a form.
        label: what people call the field.
        sentences: language → what the alignment of both texts says; empty where none was made.
    """

    field: str
    expected: str
    shown: str | None
    verdict: str
    why: str
    reference: str | None = None
    label: str = ""
    sentences: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One entry of the exception queue.

    Attributes:
        id, item: our numbers of the case and of its item.
        version: raised by every change; a decision names the version it looked at.
        reason, detail: code and the names that complete its sentence.
        rows: the fields that matter, expected beside shown.
        orders: references of the orders that were found.
        evidence: paths of the evidence, relative to the run's folder.
        run: the run in which it was opened, with its folder; `None` when intake opened it.
        opened_at, decided_at: UTC.
        decision: what a person said, `None` while open; a closed case without one had its item withdrawn.
    """

    id: int
    item: int
    version: int
    reason: Reason
    detail: Mapping[str, str]
    rows: tuple[FieldRow, ...]
    orders: tuple[str, ...]
    evidence: tuple[str, ...]
    run: str | None
    opened_at: datetime
    decided_at: datetime | None
    decision: Decision | None
