"""What the demo carrier sells and where: technologies, plans, provinces and streets."""

from __future__ import annotations

import re

from trastienda.demo.portal.formats import fold

# The codes are what the selects post. They say nothing, as in most real portals: one chooses by text.
TECHNOLOGIES: dict[str, str] = {"K1": "Fibra", "K2": "Móvil", "K3": "Fibra + Móvil"}

PLANS: dict[str, dict[str, str]] = {
    "K1": {"4101": "Fibra 300 Mb", "4102": "Fibra 600 Mb", "4103": "Fibra 1 Gb"},
    "K2": {"5201": "Móvil 5 GB", "5202": "Móvil 20 GB", "5203": "Móvil 50 GB", "5204": "Móvil Ilimitada"},
    "K3": {
        "6301": "Fibra 600 Mb + Móvil 20 GB",
        "6302": "Fibra 600 Mb + Móvil 50 GB",
        "6303": "Fibra 1 Gb + Móvil Ilimitada",
    },
}

# The first two digits of a Spanish postcode are the province's number, from 01 to 52 in this order.
# fmt: off
_PROVINCES = (
    "Álava", "Albacete", "Alicante", "Almería", "Ávila", "Badajoz", "Islas Baleares", "Barcelona", "Burgos",
    "Cáceres", "Cádiz", "Castellón", "Ciudad Real", "Córdoba", "A Coruña", "Cuenca", "Girona", "Granada",
    "Guadalajara", "Guipúzcoa", "Huelva", "Huesca", "Jaén", "León", "Lleida", "La Rioja", "Lugo", "Madrid",
    "Málaga", "Murcia", "Navarra", "Ourense", "Asturias", "Palencia", "Las Palmas", "Pontevedra",
    "Salamanca", "Santa Cruz de Tenerife", "Cantabria", "Segovia", "Sevilla", "Soria", "Tarragona",
    "Teruel", "Toledo", "Valencia", "Valladolid", "Vizcaya", "Zamora", "Zaragoza", "Ceuta", "Melilla",
)
# fmt: on

_STREETS = (
    ("Calle de Alcalá", "28014 Madrid"),
    ("Calle Gran Vía", "28013 Madrid"),
    ("Paseo de la Castellana", "28046 Madrid"),
    ("Calle de Atocha", "28012 Madrid"),
    ("Carrer de Mallorca", "08013 Barcelona"),
    ("Avinguda Diagonal", "08019 Barcelona"),
    ("Passeig de Gràcia", "08007 Barcelona"),
    ("Calle Sierpes", "41004 Sevilla"),
    ("Avenida de la Constitución", "41001 Sevilla"),
    ("Calle Colón", "46004 Valencia"),
    ("Avenida del Puerto", "46021 Valencia"),
    ("Calle Larios", "29005 Málaga"),
    ("Calle del Coso", "50003 Zaragoza"),
    ("Paseo de la Independencia", "50001 Zaragoza"),
    ("Gran Vía de Don Diego López de Haro", "48001 Bilbao"),
    ("Calle Real", "15003 A Coruña"),
    ("Calle Mayor", "28801 Alcalá de Henares"),
    ("Rúa do Príncipe", "36202 Vigo"),
)

_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_HOUSE_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")


def province_of(address: str) -> str:
    """The province of the last five-digit postcode in a text, or "" when the text holds none."""
    for postcode in reversed(_POSTCODE.findall(address)):
        number = int(postcode[:2])
        if 1 <= number <= len(_PROVINCES):
            return _PROVINCES[number - 1]
    return ""


def suggest_addresses(typed: str, limit: int = 6) -> list[str]:
    """Whole addresses whose street holds every typed word; a typed house number is kept.

    Fewer than four characters suggest nothing.
    """
    if len(typed.strip()) < 4:
        return []
    words = [word for word in re.findall(r"[a-z]+", fold(typed.split(",")[0])) if len(word) > 1]
    if not words:
        return []
    number = _HOUSE_NUMBER.search(typed)
    found = [
        f"{street} {number[0] if number else 's/n'}, {town}"
        for street, town in _STREETS
        if all(any(part.startswith(word) for part in fold(street).split()) for word in words)
    ]
    return found[:limit]


def technology_text(code: str) -> str:
    """The text a technology is shown with, or "" for an unknown code."""
    return TECHNOLOGIES.get(code, "")


def plan_text(technology: str, plan: str) -> str:
    """The text a plan is shown with, or "" when the technology does not have it."""
    return PLANS.get(technology, {}).get(plan, "")
