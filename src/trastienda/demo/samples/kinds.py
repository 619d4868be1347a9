"""Say what kinds of sample sales there are and how each must end."""

# The sentences are the file: two a kind, in the order in which a reader meets them.

from dataclasses import dataclass
from enum import StrEnum

from trastienda.domain.case import Reason
from trastienda.domain.item import State


class Kind(StrEnum):
    """What is special about a sample sale."""

    PLAIN = "plain"
    NAME_STORED_DIFFERENTLY = "name_stored_differently"
    TWO_SALES_OF_ONE_CUSTOMER = "two_sales_of_one_customer"
    OLDER_ORDER_OF_CUSTOMER = "older_order_of_customer"
    SAME_ORDER_ALREADY_THERE = "same_order_already_there"
    ERROR_500_AFTER_COMMIT = "error_500_after_commit"
    ERROR_500_AFTER_COMMIT_SEEN_LATE = "error_500_after_commit_seen_late"
    ERROR_500_BEFORE_COMMIT = "error_500_before_commit"
    DROPPED_AFTER_COMMIT = "dropped_after_commit"
    HALF_ANSWER_AFTER_COMMIT = "half_answer_after_commit"
    SESSION_EXPIRED_BEFORE_COMMIT = "session_expired_before_commit"
    SESSION_EXPIRED_AFTER_COMMIT = "session_expired_after_commit"
    SEEN_LATE = "seen_late"
    SLOW_ANSWER = "slow_answer"
    FIRST_OF_A_REFERENCE = "first_of_a_reference"

    BAD_DOCUMENT_ID = "bad_document_id"
    WRONG_IBAN = "wrong_iban"
    UNREADABLE_FEE = "unreadable_fee"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_LEFT_EMPTY = "consent_left_empty"
    SELLER_IS_VALIDATOR = "seller_is_validator"
    REFERENCE_REUSED = "reference_reused"

    ACTIVATION_BEFORE_SALE = "activation_before_sale"
    ANOTHER_PRICE_ALREADY_THERE = "another_price_already_there"
    LOOKALIKE_NAME = "lookalike_name"
    LOOKALIKE_LINE = "lookalike_line"
    ADDRESS_CUT = "address_cut"
    WRONG_PRICE_STORED = "wrong_price_stored"
    DUPLICATE_WARNING = "duplicate_warning"
    SUCCESS_WITHOUT_ORDER = "success_without_order"


@dataclass(frozen=True, slots=True)
class End:
    """How a sale of a kind must end, whatever crashes on the way.

    Attributes:
        state: the item's last state without a person's help.
        reason: of the case, or the code of the finding that rejects it; `None` for a settled sale.
        posts: saving POSTs that the portal's server receives under the sale's reference.
        saved: orders that they save.
        entered_by_us: whether the portal holds an order of ours for this very sale.
        why, por_que: the end explained, in English and in Spanish.
    """

    state: State
    reason: str | None
    posts: int
    saved: int
    entered_by_us: bool
    why: str
    por_que: str


def _settled(why: str, por_que: str, *, posts: int = 1, saved: int = 1) -> End:
    return End(State.SETTLED, None, posts, saved, saved > 0, why, por_que)


def _rejected(code: str, why: str, por_que: str) -> End:
    return End(State.REJECTED, code, 0, 0, False, why, por_que)


def _case(reason: Reason, why: str, por_que: str, *, posts: int = 0, saved: int = 0) -> End:
    return End(State.IN_CASE, reason.value, posts, saved, saved > 0, why, por_que)


ENDS: dict[Kind, End] = {
    Kind.PLAIN: _settled(
        "Nothing is special: it is entered once, read back and equal in every field.",
        "Sin nada especial: se graba una vez, se relee y coincide en todos los campos.",
    ),
    Kind.NAME_STORED_DIFFERENTLY: _settled(
        "The portal keeps the name in capitals and without accents (the Ñ stays): declared, so it matches.",
        "El portal guarda el nombre en mayúsculas y sin tildes (la Ñ se queda): está declarado, "
        "luego coincide.",
    ),
    Kind.TWO_SALES_OF_ONE_CUSTOMER: _settled(
        "One customer bought two lines: two orders, each with its own line and reference.",
        "Un cliente compró dos líneas: dos pedidos, cada uno con su línea y su referencia.",
    ),
    Kind.OLDER_ORDER_OF_CUSTOMER: _settled(
        "The customer has an older order for quite another line: that is no reason not to enter this one.",
        "El cliente tiene un pedido antiguo de otra línea muy distinta: eso no impide grabar este.",
    ),
    Kind.SAME_ORDER_ALREADY_THERE: _settled(
        "A colleague had entered this very sale by hand, with our reference: found, read back, not "
        "entered again.",
        "Un compañero ya había grabado esta misma venta a mano, con nuestra referencia: se "
        "encuentra, se relee y "
        "no se vuelve a grabar.",
        posts=0,
        saved=0,
    ),
    Kind.ERROR_500_AFTER_COMMIT: _settled(
        "The portal saved the order and answered with error 500: the probe finds it, nothing is sent again.",
        "El portal guardó el pedido y respondió con un error 500: la comprobación lo encuentra y no "
        "se reenvía nada.",
    ),
    Kind.ERROR_500_AFTER_COMMIT_SEEN_LATE: _settled(
        "Error 500 after saving, and the order shows up only two seconds later: the probe waits and "
        "finds it.",
        "Error 500 tras guardar, y el pedido tarda dos segundos en verse: la comprobación espera y "
        "lo encuentra.",
    ),
    Kind.ERROR_500_BEFORE_COMMIT: _settled(
        "Error 500 with nothing saved: after the portal's window an empty search proves it, and one "
        "new attempt settles.",
        "Error 500 sin guardar nada: pasado el plazo del portal, la búsqueda vacía lo demuestra y un "
        "único intento "
        "nuevo lo resuelve.",
        posts=2,
    ),
    Kind.DROPPED_AFTER_COMMIT: _settled(
        "The connection was dropped after saving; a browser by itself would have sent it again. One "
        "POST, found.",
        "La conexión se cortó tras guardar; un navegador lo habría reenviado por su cuenta. Un solo "
        "envío, y se "
        "encuentra.",
    ),
    Kind.HALF_ANSWER_AFTER_COMMIT: _settled(
        "Half a page came back and then nothing: no page is no outcome, so the probe looks and finds "
        "the order.",
        "Llegó media página y nada más: sin página no hay resultado; la comprobación mira y "
        "encuentra el pedido.",
    ),
    Kind.SESSION_EXPIRED_BEFORE_COMMIT: _settled(
        "The saving request met an expired session and saved nothing: shown to be so, then one new attempt.",
        "El envío se topó con la sesión caducada y no guardó nada: se demuestra y se hace un único "
        "intento nuevo.",
        posts=2,
    ),
    Kind.SESSION_EXPIRED_AFTER_COMMIT: _settled(
        "Saved, but the answer was the sign-in page: signed in again, looked, found.",
        "Se guardó, pero la respuesta fue la página de acceso: se vuelve a entrar, se busca y se encuentra.",
    ),
    Kind.SEEN_LATE: _settled(
        "The portal confirms the order at once and shows it two seconds later: read back as soon as "
        "it is there.",
        "El portal confirma el pedido al momento y lo muestra dos segundos después: se relee en "
        "cuanto aparece.",
    ),
    Kind.SLOW_ANSWER: _settled(
        "The answer to the saving request takes four seconds, within what a page may take.",
        "La respuesta al envío tarda cuatro segundos, dentro de lo que puede tardar una página.",
    ),
    Kind.FIRST_OF_A_REFERENCE: _settled(
        "The first sale with its reference; a later row uses the same reference by mistake and is rejected.",
        "La primera venta con su referencia; una fila posterior repite la referencia por error y se rechaza.",
    ),
    Kind.BAD_DOCUMENT_ID: _rejected(
        "unreadable_value",
        "The DNI's letter does not fit its number: the row cannot be read as a sale.",
        "La letra del DNI no corresponde a su número: la fila no se puede leer como venta.",
    ),
    Kind.WRONG_IBAN: _rejected(
        "unreadable_value",
        "Two digits of the IBAN are swapped, so its check digits do not fit.",
        "Dos cifras del IBAN están cambiadas de orden: sus dígitos de control no cuadran.",
    ),
    Kind.UNREADABLE_FEE: _rejected(
        "unreadable_value",
        "The fee is a text with a decimal point where Spanish amounts have a comma: nobody guesses "
        "what it means.",
        "La cuota es un texto con punto decimal, y en español los decimales van con coma: nadie "
        "adivina qué significa.",
    ),
    Kind.CONSENT_REFUSED: _rejected(
        "consent_missing",
        "The customer did not accept the terms.",
        "El cliente no aceptó las condiciones.",
    ),
    Kind.CONSENT_LEFT_EMPTY: _rejected(
        "missing_value",
        "Nobody wrote whether the customer accepted the terms; an empty cell is no yes.",
        "Nadie anotó si el cliente aceptó las condiciones; una celda vacía no es un sí.",
    ),
    Kind.SELLER_IS_VALIDATOR: _rejected(
        "seller_is_validator",
        "The seller validated the own sale (written in small letters, the same person all the same).",
        "Quien vendió validó su propia venta (escrito en minúsculas, pero es la misma persona).",
    ),
    Kind.REFERENCE_REUSED: _rejected(
        "reference_reused",
        "Its reference already stands for another sale of this file; that other sale's POST and "
        "order are the ones counted.",
        "Su referencia ya es de otra venta de este fichero; el envío y el pedido contados son los de "
        "esa otra venta.",
    ),
    Kind.ACTIVATION_BEFORE_SALE: _case(
        Reason.VALIDATION,
        "The activation lies before the day of the sale: a person must look before it is entered.",
        "La activación es anterior al día de la venta: alguien debe revisarla antes de grabarla.",
    ),
    Kind.ANOTHER_PRICE_ALREADY_THERE: _case(
        Reason.LOOKALIKE,
        "The portal holds this order with our reference and another monthly fee: not ours to decide, "
        "not to enter twice.",
        "El portal ya tiene este pedido, con nuestra referencia y otra cuota: ni se decide solo ni "
        "se graba dos veces.",
    ),
    Kind.LOOKALIKE_NAME: _case(
        Reason.LOOKALIKE,
        "An order with the same document and line is in somebody else's name.",
        "Hay un pedido con el mismo documento y la misma línea a nombre de otra persona.",
    ),
    Kind.LOOKALIKE_LINE: _case(
        Reason.LOOKALIKE,
        "An order of the same customer has a line that differs in one digit: a slip, or another line?",
        "Hay un pedido del mismo cliente con una línea que difiere en una cifra: ¿una errata u otra línea?",
    ),
    Kind.ADDRESS_CUT: _case(
        Reason.UNCLEAR,
        "The portal cut the address after saving: the order exists, but what it shows is not all "
        "that was sold.",
        "El portal cortó la dirección al guardar: el pedido existe, pero no muestra todo lo que se vendió.",
        posts=1,
        saved=1,
    ),
    Kind.WRONG_PRICE_STORED: _case(
        Reason.DIFFERS,
        "The portal said success and stored another monthly fee: a success message is no proof.",
        "El portal dio el pedido por bueno y guardó otra cuota: un mensaje de éxito no es una prueba.",
        posts=1,
        saved=1,
    ),
    Kind.DUPLICATE_WARNING: _case(
        Reason.DUPLICATE_WARNING,
        "The portal warned of a duplicate instead of saving: nobody presses 'save anyway' on their own.",
        "El portal avisó de un posible duplicado en vez de guardar: nadie pulsa «Guardar de todos "
        "modos» por su cuenta.",
        posts=1,
    ),
    Kind.SUCCESS_WITHOUT_ORDER: _case(
        Reason.NEVER_APPEARED,
        "The portal confirmed an order that never appears: after a success it is never sent again.",
        "El portal confirmó un pedido que no aparece nunca: tras un éxito jamás se reenvía.",
        posts=1,
    ),
}
"""Kind → end."""
