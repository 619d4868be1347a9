"""A person at the demo portal, without a browser: finds fields by label as a browser would."""

import html
import re
import ssl
from datetime import date
from typing import Any

import httpx

from trastienda.demo.portal import SeedOrder

PASSWORD = "secreta"

HOLDER = {
    "DNI / NIE / CIF": "12345678Z",
    "Nombre y apellidos": "José Muñoz García",
    "Fecha de nacimiento": "01/02/1980",
    "Correo electrónico": "Jose.Munoz@example.com",
    "Teléfono de contacto": "612345678",
}
LINE = {
    "Tecnología": "K2",
    "Tarifa": "5202",
    "Número de línea": "655 11 22 33",
    "Dirección de instalación": "Calle de Alcalá 45, 3.º B, 28014 Madrid",
    "Provincia": "Madrid",
    "Cuota mensual (€)": "1.234,50",
    "Fecha de activación": "03/04/2026",
}
DOCUMENTS = {
    "IBAN de domiciliación": "ES91 2100 0418 4502 0005 1332",
    "Referencia del distribuidor": "V-2026-0001",
    "El cliente acepta las condiciones del contrato": "1",
}


def seed_order(**changes: Any) -> SeedOrder:
    """An order of José Muñoz, with some values changed."""
    values: dict[str, Any] = {
        "reference": "V-2025-0009",
        "holder_id": "12345678Z",
        "holder_name": "José Muñoz García",
        "birth_date": date(1980, 2, 1),
        "email": "jose@example.com",
        "contact_phone": "612345678",
        "technology": "Móvil",
        "plan": "Móvil 20 GB",
        "line": "655112233",
        "address": "Calle de Alcalá 45, 28014 Madrid",
        "monthly_fee": "39.90",
        "activation": date(2026, 4, 3),
        "iban": "ES9121000418450200051332",
    }
    return SeedOrder(**{**values, **changes})


class Visitor:
    """One browser's worth of cookies; redirects are not followed."""

    def __init__(self, url: str) -> None:
        no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.http = httpx.Client(base_url=url, timeout=10, trust_env=False, verify=no_tls)

    def sign_in(self, password: str = PASSWORD) -> httpx.Response:
        """Type user and password on the sign-in page."""
        page = self.http.get("/login")
        return self.post("/login", page, {"Usuario": "backoffice", "Contraseña": password})

    def post(self, path: str, page: httpx.Response, typed: dict[str, str]) -> httpx.Response:
        """Send a page's form with values by label, and its hidden token."""
        body = {names_by_label(page)[label]: value for label, value in typed.items()}
        return self.http.post(path, data={"_token": token_of(page), **body})

    def fill_holder(self, **typed: str) -> httpx.Response:
        """Start an order and send step 1."""
        assert self.http.get("/pedidos/nuevo").status_code == 303
        page = self.http.get("/pedidos/nuevo/titular")
        return self.post("/pedidos/nuevo/titular", page, {**HOLDER, **typed})

    def fill_line(self, typed: dict[str, str] | None = None) -> httpx.Response:
        """Send step 2."""
        page = self.http.get("/pedidos/nuevo/linea")
        return self.post("/pedidos/nuevo/linea", page, {**LINE, **(typed or {})})

    def save(self, typed: dict[str, str] | None = None) -> httpx.Response:
        """Send step 3: the commit."""
        page = self.http.get("/pedidos/nuevo/documentos")
        return self.post("/pedidos/nuevo/guardar", page, typed or DOCUMENTS)

    def ready_to_save(self) -> None:
        """Steps 1 and 2."""
        assert self.fill_holder().headers["location"] == "/pedidos/nuevo/linea"
        assert self.fill_line().headers["location"] == "/pedidos/nuevo/documentos"

    def enter(self) -> httpx.Response:
        """The whole wizard."""
        self.ready_to_save()
        return self.save()

    def found(self, query: str = "") -> list[list[str]]:
        """The cells of the list's rows for a query."""
        return rows(self.http.get("/pedidos", params={"q": query}).text)


def text(fragment: str) -> str:
    """A piece of HTML as one line of text."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", fragment)).split(" ")).strip()


def rows(page: str) -> list[list[str]]:
    """The cells of the table's body."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [text(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ]


def details(page: str) -> dict[str, str]:
    """The labels and values of an order's page."""
    return {text(k): text(v) for k, v in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.S)}


def headings(page: str) -> list[str]:
    """The texts of the page's headings."""
    return [text(each) for each in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page, re.S)]


def token_of(page: httpx.Response) -> str:
    """The hidden CSRF token of the page's last form."""
    found: list[str] = re.findall(r'name="_token" value="([^"]+)"', page.text)
    return found[-1]


def names_by_label(page: httpx.Response) -> dict[str, str]:
    """The names of a page's inputs by the text of their labels, joined by `for` and id."""
    ids = {
        found["id"]: found["name"]
        for found in re.finditer(r'<(?:input|select) id="(?P<id>[^"]+)" name="(?P<name>[^"]+)"', page.text)
    }
    labels = re.findall(r'<label for="([^"]+)">(.*?)</label>', page.text, re.S)
    return {text(label): ids[target] for target, label in labels}
