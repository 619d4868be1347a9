"""A page of awkward fields, and what each of them must have received to be called filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from trastienda.domain.fields import Day, Money, Phone

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Widget:
    """One field, or two of which the second depends on the first.

    Attributes:
        fields: the book's fields, by the name under which the page keeps what it received.
        value: what is to be filled into the last of them; `before` into the one before it.
        received: what the page must have received in the last one; `None` where no honest form fill succeeds.
        recipe: whether it needs more than its name in the book.
        said: a part of what is told of one that cannot be filled.
    """

    fields: Mapping[str, Mapping[str, Any]]
    value: Any
    received: Any
    before: Any = None
    recipe: bool = False
    said: str = "field_not_taken"

    @property
    def name(self) -> str:
        return list(self.fields)[-1]


def one(name: str, label: str, value: Any, received: Any, **book: Any) -> Widget:
    return Widget({name: {"label": label, **book}}, value, received)


def grouped(name: str, role: str, of: str, value: Any, received: Any) -> Widget:
    return Widget({name: {"role": role, "name": of}}, value, received)


def told(name: str, label: str, value: Any = "María Muñoz", *, said: str = "field_not_taken") -> Widget:
    """One that cannot take the value, and must be told."""
    return Widget({name: {"label": label}}, value, None, said=said)


TEXT = "María Muñoz"
MOMENT = datetime(2026, 4, 3, 10, 15, tzinfo=ZoneInfo("Europe/Madrid"))
ATTACHED = FOLDER / "attached.txt"

WIDGETS = (
    one("plain", "Texto corriente", TEXT, TEXT),
    one("long", "Observaciones largas", "Llamar por la tarde", "Llamar por la tarde"),
    one("email", "Correo", "ana@example.org", "ana@example.org"),
    one("mask", "Teléfono con máscara", Phone("+34600123456"), "600123456"),
    one("keys", "Código tecla a tecla", "AB12", "AB12"),
    one("keyup", "Solo al soltar la tecla", TEXT, TEXT),
    one("keydown", "Solo al pulsar la tecla", TEXT, TEXT),
    one("change", "Solo al cambiar", TEXT, TEXT),
    one("blur", "Solo al salir", TEXT, TEXT),
    one("real_keys", "Solo teclas de verdad", "AB12", "AB12"),
    one("trusted", "Solo entrada de verdad", TEXT, TEXT),
    one("single", "De letra en letra", "AB12", "AB12"),
    one("controlled", "Controlado", TEXT, TEXT),
    told("stubborn", "Controlado y terco"),
    told("late", "Cambia a los 150 ms"),
    told("soon", "Cambia a los 50 ms de escribir"),
    told("served", "Cambia cuando contesta el servidor"),
    told("chained", "Cambia a saltos"),
    one("debounced", "Guarda a los 300 ms", TEXT, TEXT),
    one("digits", "Solo cifras", "28001", "28001"),
    one("number", "Número", Decimal("12.5"), "12.5"),
    one("comma", "Número con coma", Decimal("12.5"), 12.5),
    told("capped", "Número con tope", Decimal(250)),
    told("cut", "Cortado a cinco"),
    told("cut_later", "Cortado al salir"),
    told("readonly", "De solo lectura", said="read-only"),
    told("disabled", "Desactivado", said="disabled"),
    told("in_disabled", "En un grupo desactivado", said="disabled"),
    told("covered", "Tapado", said="covered by <div Aviso>"),
    one("spinner", "Tapado un momento", TEXT, TEXT),
    told("twice_1", "Repetido", said="2 ×, 1 × expected"),
    told("invisible", "Invisible", said="1 × hidden"),
    told("away", "Fuera de la vista", said="1 × hidden"),
    told("upper", "Mayúsculas"),
    told("plain_letters", "Sin acentos"),
    told("unspaced", "Sin espacios"),
    one("money", "Importe", Money("1234.5", "EUR"), 1234.5),
    told("rounded", "Importe en miles", Money("1234.5", "EUR")),
    one("rebuilt", "Se rehace al cambiar", TEXT, TEXT),
    told("swap", "Intercambia"),
    Widget(
        {"province": {"label": "Provincia"}, "town": {"label": "Municipio"}},
        "Getafe",
        "Getafe",
        before="Madrid",
    ),
    one("late_list", "Lista que llega tarde", "Fibra", "F"),
    one("remade_list", "Lista que se rehace", "Móvil", "b"),
    told("reset_list", "Lista que vuelve atrás", "Móvil"),
    told("same_options", "Opción repetida", "Fibra", said="2 × among"),
    told("closed_option", "Opción desactivada", "Fibra"),
    Widget(
        {"other_words": {"label": "Opción con otro nombre", "options": {"Fibra 600": "Fibra óptica 600 Mb"}}},
        "Fibra 600",
        "F",
        recipe=True,
    ),
    one("several", "Varias opciones", ("Fijo", "TV"), ["Fijo", "TV"]),
    grouped("payment", "group", "Pago", "Tarjeta", "t"),
    grouped("shift", "radiogroup", "Turno", "Tarde", "t"),
    grouped("sex", "radiogroup", "Sexo", "Mujer", "Mujer"),
    one("tick", "Acepta", True, True),
    one("styled", "Acepta con estilo", True, True),
    told("unticked", "Se desmarca", True),
    one("switch", "Interruptor", True, True),
    grouped("services", "group", "Servicios", ("Antivirus", "Copias"), ["a", "c"]),
    one("date", "Fecha", Day(2026, 4, 3), "2026-04-03"),
    one("typed_date", "Fecha escrita", Day(2026, 4, 3), "2026-04-03"),
    told("swapped_date", "Fecha en dos órdenes", Day(2026, 4, 3)),
    told("calendar", "Fecha de calendario", Day(2026, 4, 3), said="read-only"),
    one("moment", "Día y hora", MOMENT, "2026-04-03T10:15"),
    one("range", "Deslizador", 35, "35"),
    told("coarse", "Deslizador a saltos", 35),
    one("suggest", "Sugerencias", "Calle Mayor", "Calle Mayor#0"),
    told("double", "Sugerencias dobles", "Calle Mayor", said="2 × among"),
    one("bare", "Sugerencias sin papeles", "Calle Mayor", "Calle Mayor#0"),
    one("bare_late", "Sugerencias tardías", "Calle Mayor", "Calle Mayor#0"),
    told("similar", "Sugerencias parecidas", "Calle Mayor"),
    one("datalist", "Con ayudas", "Dos", "Dos"),
    one("rich", "Texto rico", TEXT, TEXT),
    one("shadow", "En la sombra", TEXT, TEXT),
    told("closed_shadow", "En la sombra cerrada", said="did not come"),
    one("frame", "En un marco", TEXT, TEXT),
    one("file", "Adjunto", ATTACHED, "Contrato de prueba"),
    grouped("plan", "combobox", "Tarifa", "Móvil 20 GB", "Móvil 20 GB"),
    Widget(
        {
            "bare_plan": {
                "css": "#bare-plan",
                "why": "no role",
                "recipe": {"option": "#bare-plans .item", "why": "no roles"},
            }
        },
        "Fibra 600",
        "Fibra 600",
        recipe=True,
    ),
    grouped("listbox", "listbox", "Caja de lista", "Baja", "Baja"),
)
