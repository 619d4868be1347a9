"""The inputs of the order wizard: their names, labels, checks and stored values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stdnum import iban as iban_numbers
from stdnum.es import cif, dni, nie

from trastienda.demo.portal.catalogue import plan_text, province_of, technology_text
from trastienda.demo.portal.formats import compact, stored_day, stored_money, stored_name, stored_phone
from trastienda.demo.portal.orders import Content

REQUIRED = "Dato obligatorio."


@dataclass(frozen=True, slots=True)
class Input:
    """One input of the wizard; `name` is what is posted, `stores` the field of the order that it fills."""

    name: str
    stores: str
    label: str
    step: int
    maxlength: int = 80
    hint: str = ""
    required: bool = True


INPUTS: tuple[Input, ...] = (
    Input("f_01", "holder_id", "DNI / NIE / CIF", 1, 15),
    Input("f_02", "holder_name", "Nombre y apellidos", 1),
    Input("f_03", "birth_date", "Fecha de nacimiento", 1, 10, "dd/mm/aaaa"),
    Input("f_04", "email", "Correo electrónico", 1, 120),
    Input("f_05", "contact_phone", "Teléfono de contacto", 1, 20),
    Input("f_06", "technology", "Tecnología", 2),
    Input("f_07", "plan", "Tarifa", 2),
    Input("f_08", "line", "Número de línea", 2, 20),
    Input("f_09", "address", "Dirección de instalación", 2, 160, "Calle, número, código postal y población"),
    Input("f_10", "province", "Provincia", 2, 40, "Se completa con el código postal"),
    Input("f_11", "monthly_fee", "Cuota mensual (€)", 2, 12, "Por ejemplo 39,90"),
    Input("f_12", "activation", "Fecha de activación", 2, 10, "dd/mm/aaaa"),
    Input("f_13", "iban", "IBAN de domiciliación", 3, 34),
    Input(
        "f_14",
        "reference",
        "Referencia del distribuidor",
        3,
        20,
        "Opcional, 20 caracteres como máximo",
        False,
    ),
    Input("f_15", "terms_accepted", "El cliente acepta las condiciones del contrato", 3),
    Input("f_16", "marketing_accepted", "Acepta recibir comunicaciones comerciales", 3, required=False),
)
BY_NAME: dict[str, Input] = {each.name: each for each in INPUTS}
BY_FIELD: dict[str, Input] = {each.stores: each for each in INPUTS}


def of_step(step: int) -> list[Input]:
    """The inputs of one step, in order."""
    return [each for each in INPUTS if each.step == step]


def taken(step: int, posted: Mapping[str, object]) -> dict[str, str]:
    """What a POST says for the inputs of a step; what it leaves out, as an unticked box does, is "".

    The server cuts to the input's length by itself, as it cannot trust the browser to have done so.
    """
    return {each.name: str(posted.get(each.name, ""))[: each.maxlength].strip() for each in of_step(step)}


def complaint(name: str, values: Mapping[str, str], *, today: date) -> str:
    """What is wrong with one input given the values of all, in a sentence, or ""."""
    each = BY_NAME[name]
    value = values.get(name, "").strip()
    if not value:
        if each.stores == "terms_accepted":
            return "El cliente debe aceptar las condiciones del contrato."
        if each.stores == "province":
            return "Falta la provincia: la dirección debe incluir un código postal válido."
        return REQUIRED if each.required else ""
    match each.stores:
        case "holder_id":
            return "" if _is_document(value) else "El documento no es válido: revise el número y la letra."
        case "holder_name":
            return "" if len(stored_name(value)) >= 3 else "Indique el nombre y los apellidos."
        case "birth_date" | "activation":
            return _day_complaint(each.stores, value, today)
        case "email":
            valid = re.fullmatch(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}", value)
            return "" if valid else "El correo electrónico no es válido."
        case "contact_phone" | "line":
            return (
                ""
                if stored_phone(value)
                else "El teléfono debe tener nueve cifras y empezar por 6, 7, 8 o 9."
            )
        case "technology":
            return "" if technology_text(value) else "Elija una tecnología de la lista."
        case "plan":
            offered = plan_text(values.get(BY_FIELD["technology"].name, ""), value)
            return "" if offered else "La tarifa no está disponible para la tecnología elegida."
        case "address":
            return "" if province_of(value) else "Incluya en la dirección un código postal de cinco cifras."
        case "province":
            expected = province_of(values.get(BY_FIELD["address"].name, ""))
            return (
                "" if value == expected else "La provincia no corresponde al código postal de la dirección."
            )
        case "monthly_fee":
            return "" if stored_money(value) else "Indique el importe con dos decimales, por ejemplo 39,90."
        case "iban":
            return "" if iban_numbers.is_valid(value) else "El IBAN no es válido: revise sus cifras."
    return ""


def complaints(step: int, values: Mapping[str, str], *, today: date) -> dict[str, str]:
    """All that is wrong with a step, by input name."""
    found = {each.name: complaint(each.name, values, today=today) for each in of_step(step)}
    return {name: text for name, text in found.items() if text}


def content_of(values: Mapping[str, str]) -> Content:
    """The order that a checked draft says, in stored form.

    Raises ValueError when the draft was not checked before.
    """
    by_field = {each.stores: values.get(each.name, "").strip() for each in INPUTS}
    fee, birth, start = (
        stored_money(by_field["monthly_fee"]),
        stored_day(by_field["birth_date"]),
        stored_day(by_field["activation"]),
    )
    contact, line = stored_phone(by_field["contact_phone"]), stored_phone(by_field["line"])
    if fee is None or birth is None or start is None or contact is None or line is None:
        raise ValueError("the draft was not checked")
    return Content(
        reference=by_field["reference"],
        holder_id=compact(by_field["holder_id"]),
        holder_name=stored_name(by_field["holder_name"]),
        birth_date=birth.isoformat(),
        email=by_field["email"].lower(),
        contact_phone=contact,
        technology=technology_text(by_field["technology"]),
        plan=plan_text(by_field["technology"], by_field["plan"]),
        line=line,
        address=" ".join(by_field["address"].split()),
        province=by_field["province"],
        monthly_fee=f"{fee:.2f}",
        activation=start.isoformat(),
        iban=compact(by_field["iban"]),
        terms_accepted=bool(by_field["terms_accepted"]),
        marketing_accepted=bool(by_field["marketing_accepted"]),
    )


def _is_document(value: str) -> bool:
    return any(kind.is_valid(value) for kind in (dni, nie, cif))


def _day_complaint(stores: str, value: str, today: date) -> str:
    day = stored_day(value)
    if day is None:
        return "La fecha no es válida: escríbala como dd/mm/aaaa."
    if (stores == "birth_date" and not day.year >= 1900) or (stores == "birth_date" and day >= today):
        return "La fecha de nacimiento no es válida."
    return ""
