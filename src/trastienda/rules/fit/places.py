"""A Spanish postcode against its province."""

import re
from collections.abc import Iterator
from datetime import datetime

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import fold
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale

PROVINCES = {
    "01": ("Álava", "Araba"),
    "02": ("Albacete",),
    "03": ("Alicante", "Alacant"),
    "04": ("Almería",),
    "05": ("Ávila",),
    "06": ("Badajoz",),
    "07": ("Illes Balears", "Islas Baleares", "Baleares", "Balears"),
    "08": ("Barcelona",),
    "09": ("Burgos",),
    "10": ("Cáceres",),
    "11": ("Cádiz",),
    "12": ("Castellón", "Castelló", "Castellón de la Plana"),
    "13": ("Ciudad Real",),
    "14": ("Córdoba",),
    "15": ("A Coruña", "La Coruña"),
    "16": ("Cuenca",),
    "17": ("Girona", "Gerona"),
    "18": ("Granada",),
    "19": ("Guadalajara",),
    "20": ("Gipuzkoa", "Guipúzcoa"),
    "21": ("Huelva",),
    "22": ("Huesca",),
    "23": ("Jaén",),
    "24": ("León",),
    "25": ("Lleida", "Lérida"),
    "26": ("La Rioja", "Logroño"),
    "27": ("Lugo",),
    "28": ("Madrid", "Comunidad de Madrid"),
    "29": ("Málaga",),
    "30": ("Murcia", "Región de Murcia"),
    "31": ("Navarra", "Nafarroa"),
    "32": ("Ourense", "Orense"),
    "33": ("Asturias", "Principado de Asturias", "Oviedo"),
    "34": ("Palencia",),
    "35": ("Las Palmas", "Las Palmas de Gran Canaria"),
    "36": ("Pontevedra",),
    "37": ("Salamanca",),
    "38": ("Santa Cruz de Tenerife", "Tenerife"),
    "39": ("Cantabria", "Santander"),
    "40": ("Segovia",),
    "41": ("Sevilla",),
    "42": ("Soria",),
    "43": ("Tarragona",),
    "44": ("Teruel",),
    "45": ("Toledo",),
    "46": ("Valencia", "València"),
    "47": ("Valladolid",),
    "48": ("Bizkaia", "Vizcaya"),
    "49": ("Zamora",),
    "50": ("Zaragoza",),
    "51": ("Ceuta",),
    "52": ("Melilla",),
}
"""First two digits of a Spanish postcode → the province's names, official and usual."""

_ARTICLES = {"a", "la", "las", "el", "los", "les", "de", "provincia"}


def _key(name: str) -> frozenset[str]:
    """Its words, so that "Coruña (A)" is "A Coruña"."""
    return frozenset(fold(name).split("_")) - _ARTICLES


_CODES = {_key(name): code for code, names in PROVINCES.items() for name in names}


def postcode_and_province(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """The province is the one of the postcode; a person is asked, for a few villages have a neighbour's postcode."""
    rules = facts.validation
    assert rules.postcode is not None
    assert rules.province is not None
    postcode: str | None = getattr(sale, rules.postcode)
    province: str | None = getattr(sale, rules.province)
    if postcode is None or province is None:
        return
    code = postcode[:2] if re.fullmatch(r"[0-9]{5}", postcode) else ""
    if code not in PROVINCES:
        yield _finding(
            "postcode_unknown",
            f"«{postcode}» no es un código postal español.",
            f"'{postcode}' is no Spanish postcode.",
            rules.postcode,
        )
        return
    # "Araba/Álava", "Alicante - Alacant": each part is a name of its own.
    found = {_CODES.get(_key(name)) for name in [province, *re.split(r"[/\-]", province)]} - {None}
    if not found:
        yield _finding(
            "province_unknown",
            f"«{province}» no es una provincia española conocida.",
            f"'{province}' is no known Spanish province.",
            rules.province,
        )
    elif found != {code}:
        yield _finding(
            "postcode_of_another_province",
            f"El código postal {postcode} es de {PROVINCES[code][0]}, no de {province}.",
            f"Postcode {postcode} belongs to {PROVINCES[code][0]}, not to {province}.",
            rules.postcode,
            rules.province,
        )


def _finding(code: str, es: str, en: str, *fields: str) -> Finding:
    return Finding(code=code, severity=Severity.ASK, es=es, en=en, fields=fields)
