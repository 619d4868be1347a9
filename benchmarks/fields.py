"""The fields of the benchmarks' forms.

The subjects run in environments of their own: nothing but the standard library is imported here.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "number", "select", "box"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the order form: its id on both pages, its label, and what kind of control it is."""

    name: str
    label: str
    kind: Kind = "text"


STEPS: tuple[tuple[Field, ...], ...] = (
    (
        Field("dni", "DNI / NIE"),
        Field("given_name", "Nombre"),
        Field("surname", "Apellidos"),
        Field("birth_date", "Fecha de nacimiento", "date"),
        Field("nationality", "Nacionalidad", "select"),
        Field("email", "Correo electrónico"),
        Field("phone", "Teléfono"),
        Field("language", "Idioma", "select"),
        Field("contact_hours", "Horario de contacto", "select"),
    ),
    (
        Field("street", "Calle"),
        Field("house", "Número"),
        Field("door", "Piso y puerta"),
        Field("postcode", "Código postal"),
        Field("province", "Provincia", "select"),
        Field("city", "Población", "select"),
        Field("technology", "Tecnología", "select"),
        Field("plan", "Tarifa", "select"),
        Field("line", "Línea"),
    ),
    (
        Field("monthly_fee", "Cuota mensual"),
        Field("activation", "Fecha de activación", "date"),
        Field("iban", "IBAN"),
        Field("months", "Meses de permanencia", "number"),
        Field("notes", "Observaciones"),
        Field("terms", "Acepta las condiciones", "box"),
        Field("marketing", "Acepta comunicaciones", "box"),
    ),
)
"""The order form, step by step. `city` and `plan` are loaded after the choice before them."""

CHALLENGE = {
    "first_name": "First Name",
    "last_name": "Last Name",
    "company": "Company Name",
    "role": "Role in Company",
    "address": "Address",
    "email": "Email",
    "phone": "Phone Number",
}
"""The fields of the RPA Challenge: our name → label; the labels belong to no field by `for`."""
