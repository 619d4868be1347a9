"""The words of an exception list: its columns, its decisions, its instructions."""

from collections.abc import Mapping
from dataclasses import dataclass

from trastienda.domain.case import Language
from trastienda.domain.decision import Kind
from trastienda.domain.fields import fold

ES, EN = Language.ES, Language.EN


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its header in each language, its width in characters, what a person writes."""

    key: str
    es: str
    en: str
    width: int
    help_es: str = ""
    help_en: str = ""

    def header(self, language: Language) -> str:
        """The header's text."""
        return self.es if language is ES else self.en

    def help(self, language: Language) -> str:
        """The header's comment."""
        return self.help_es if language is ES else self.help_en


GREY = (
    Column("item", "Expediente", "Item", 11),
    Column("sale", "Venta", "Sale", 15),
    Column("customer", "Cliente", "Customer", 28),
    Column("reason", "Motivo", "Reason", 48),
    Column("orders", "Pedidos en el portal", "Orders in the portal", 19),
    Column("expected", "Vendido", "Sold", 34),
    Column("shown", "En el portal", "In the portal", 34),
    Column("evidence", "Evidencias", "Evidence", 22),
    Column("opened", "Abierta", "Opened", 16),
)
"""What the list says; locked, and covered by each row's token."""

YELLOW = (
    Column(
        "decision",
        "Decisión",
        "Decision",
        20,
        "Elija una de la lista. Vacía: la incidencia sigue abierta.",
        "Choose one from the list. Empty: the case stays open.",
    ),
    Column(
        "corrected",
        "Valor corregido",
        "Corrected value",
        34,
        "Solo con «Grabar». Columna = valor; varias, separadas por punto y coma:\n"
        "Cuota mensual = 29,90; Titular = María Muñoz",
        "Only with 'Enter'. Field = value; several, separated by semicolons:\n"
        "monthly_fee = 29.90; holder_name = María Muñoz",
    ),
    Column(
        "order",
        "N.º de pedido",
        "Order reference",
        19,
        "Solo con «Es este pedido»: su número en el portal. "
        "Puede quedar vacío si la incidencia tiene un único pedido.",
        "Only with 'It is this order': its number in the portal. "
        "May stay empty when the case has one order alone.",
    ),
    Column(
        "comment",
        "Comentario",
        "Comment",
        34,
        "Por qué se decide así. Obligatorio: queda en el historial.",
        "Why it is decided so. Required: the journal keeps it.",
    ),
    Column(
        "who",
        "Quién",
        "Who",
        18,
        "Su clave de usuario. Obligatorio; no puede ser quien vendió ni quien validó.",
        "Your own key. Required; not the person who sold or validated.",
    ),
)
"""What a person fills in."""

HIDDEN = (
    Column("_id", "_id", "_id", 8),
    Column("_v", "_v", "_v", 8),
    Column("_token", "_token", "_token", 8),
)
"""What ties a row to its case."""

COLUMNS = (*GREY, *YELLOW, *HIDDEN)

KEYS: Mapping[str, str] = {header: column.key for column in COLUMNS for header in (column.es, column.en)}
"""Header in any language → key."""

DECISIONS: Mapping[Kind, Mapping[Language, str]] = {
    Kind.ENTER: {ES: "Grabar", EN: "Enter"},
    Kind.THIS_ORDER: {ES: "Es este pedido", EN: "It is this order"},
    Kind.ACCEPT: {ES: "Aceptar diferencia", EN: "Accept difference"},
    Kind.REJECT: {ES: "Rechazar", EN: "Reject"},
    Kind.LOOK_AGAIN: {ES: "Mirar de nuevo", EN: "Look again"},
}

_KINDS: Mapping[str, Kind] = {
    fold(word): kind for kind, words in DECISIONS.items() for word in words.values()
}


def kind_of(written: str) -> Kind | None:
    """The decision that a cell names, in any language and any case; `None` when there is no such."""
    return _KINDS.get(fold(written))


SHEETS = {ES: ("Incidencias", "Instrucciones"), EN: ("Cases", "Instructions")}
"""Names of the sheet of cases and of the sheet of instructions."""

INSTRUCTIONS: Mapping[Language, tuple[tuple[str, str], ...]] = {
    ES: (
        ("Cómo rellenar esta lista", ""),
        (
            "Qué es",
            "Cada fila es una venta que espera la decisión de una persona. Lo gris informa y no se toca; "
            "lo amarillo se rellena.",
        ),
        (
            "Grabar",
            "La venta se graba en el portal. Antes se busca otra vez: si ya está, no se repite. "
            "Los pedidos de la fila se dan por ajenos. Con «Valor corregido» se corrigen los datos.",
        ),
        (
            "Es este pedido",
            "La venta ya está en el portal con ese número. Se abre y se coteja campo por campo.",
        ),
        ("Aceptar diferencia", "El pedido de la fila es correcto tal como lo muestra el portal."),
        ("Rechazar", "La venta no se graba."),
        ("Mirar de nuevo", "Se vuelve a mirar en el portal; por ejemplo, porque usted lo ha arreglado allí."),
        (
            "Valor corregido",
            "campo = valor; otro_campo = otro valor. Los nombres de los campos, "
            "como en la columna «Vendido».",
        ),
        ("Comentario y quién", "Obligatorios. Nadie decide sobre una venta que vendió o validó."),
        (
            "Al terminar",
            "Guarde el archivo como XLSX y devuélvalo. Se carga fila por fila: una fila que ya no "
            "está al día se rechaza y se dice por qué; las demás siguen.",
        ),
    ),
    EN: (
        ("How to fill in this list", ""),
        (
            "What it is",
            "Each row is a sale that waits for a person's decision. Grey informs and stays as it is; "
            "yellow is filled in.",
        ),
        (
            "Enter",
            "The sale is entered in the portal. It is searched again first: what is there is not repeated. "
            "The row's orders are taken for somebody else's. 'Corrected value' corrects the sale.",
        ),
        ("It is this order", "The sale is in the portal under that number. It is opened and cross-checked."),
        ("Accept difference", "The row's order is right as the portal shows it."),
        ("Reject", "The sale is not entered."),
        ("Look again", "The portal is looked at again; for example because you put it right there."),
        (
            "Corrected value",
            "field = value; other_field = other value. Fields are named as in the column 'Sold'.",
        ),
        ("Comment and who", "Required. Nobody decides on a sale that they sold or validated."),
        (
            "When you are done",
            "Save the file as XLSX and send it back. It is loaded row by row: a row that is out "
            "of date is refused with its reason, the others go on.",
        ),
    ),
}
