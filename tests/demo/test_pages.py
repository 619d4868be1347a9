"""The demo portal's pages, as a browser asks for them."""

import re
from collections.abc import Iterator
from statistics import median

import httpx
import pytest

from tests.demo.conftest import Clock
from tests.demo.visitor import (
    DOCUMENTS,
    PASSWORD,
    Visitor,
    details,
    headings,
    names_by_label,
    rows,
    seed_order,
    text,
    token_of,
)
from trastienda.demo.portal import Admin, DemoPortal

PAGES = [
    "/pedidos",
    "/pedidos/nuevo",
    "/pedidos/nuevo/titular",
    "/pedidos/nuevo/linea",
    "/pedidos/nuevo/documentos",
    "/pedidos/P-00012345",
    "/pedidos/P-00012345/confirmacion",
]


@pytest.fixture
def stranger(portal: DemoPortal) -> Iterator[Visitor]:
    """Somebody who has not signed in."""
    someone = Visitor(portal.url)
    with someone.http:
        yield someone


@pytest.mark.parametrize("path", PAGES)
def test_every_page_sends_a_stranger_to_the_sign_in(stranger: Visitor, path: str) -> None:
    answer = stranger.http.get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_a_wrong_password_is_refused_in_words(stranger: Visitor) -> None:
    answer = stranger.sign_in("equivocada")

    assert "Usuario o contraseña incorrectos" in answer.text
    assert stranger.http.get("/pedidos").headers["location"] == "/login"


def test_three_wrong_passwords_lock_the_account_until_it_is_unlocked(stranger: Visitor, admin: Admin) -> None:
    for _ in range(3):
        stranger.sign_in("equivocada")

    locked = stranger.sign_in(PASSWORD)

    assert "Cuenta bloqueada" in locked.text
    admin.unlock("backoffice")
    assert stranger.sign_in(PASSWORD).status_code == 303


def test_a_right_password_forgets_the_wrong_ones(stranger: Visitor) -> None:
    for password in ("mala", "mala", PASSWORD, "mala", "mala"):
        stranger.http.cookies.clear()
        stranger.sign_in(password)

    assert stranger.sign_in(PASSWORD).status_code == 303


def test_the_header_names_the_user_and_offers_to_sign_out(visitor: Visitor) -> None:
    page = visitor.http.get("/pedidos").text

    assert "backoffice" in page
    assert '<button type="submit" class="discreto">Cerrar sesión</button>' in page


def test_signing_out_ends_the_session(visitor: Visitor) -> None:
    page = visitor.http.get("/pedidos")
    cookies = dict(visitor.http.cookies)

    visitor.post("/logout", page, {})

    visitor.http.cookies.update(cookies)
    assert visitor.http.get("/pedidos").headers["location"] == "/login?motivo=sesion"


def test_a_second_sign_in_of_an_account_kicks_the_first_one_out(visitor: Visitor, stranger: Visitor) -> None:
    stranger.sign_in()

    assert visitor.http.get("/pedidos").headers["location"] == "/login?motivo=sesion"
    assert stranger.http.get("/pedidos").status_code == 200
    assert "Su sesión ha caducado" in visitor.http.get("/login?motivo=sesion").text


def test_a_session_ends_after_half_an_hour_without_a_request(visitor: Visitor, clock: Clock) -> None:
    clock.forward(minutes=29)
    assert visitor.http.get("/pedidos").status_code == 200
    clock.forward(minutes=31)

    assert visitor.http.get("/pedidos").headers["location"] == "/login?motivo=sesion"


@pytest.mark.parametrize(
    "path", ["/logout", "/pedidos/nuevo/titular", "/pedidos/nuevo/linea", "/pedidos/nuevo/guardar"]
)
def test_a_post_without_its_token_is_refused(visitor: Visitor, path: str) -> None:
    answer = visitor.http.post(path, data={"_token": "otro"})

    assert (answer.status_code, headings(answer.text)) == (403, ["Petición no válida"])


def test_a_sign_in_without_its_token_is_refused(stranger: Visitor) -> None:
    answer = stranger.http.post("/login", data={"f_u": "backoffice", "f_p": PASSWORD})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "12345678z",
        "12345678-Z",
        "655112233",
        "655 11 22 33",
        "+34 655 11 22 33",
        "0034 655112233",
        "jose munoz",
        "MUÑOZ",
        "v-2025-0009",
        "p-00012345",
    ],
)
def test_the_search_finds_an_order_by_any_of_its_keys(admin: Admin, visitor: Visitor, query: str) -> None:
    other = seed_order(
        reference="V-2025-0010", holder_id="87654321X", holder_name="Ana Gil", line="600000001"
    )
    admin.seed([seed_order(), other])

    found = visitor.found(query)

    assert found == [
        [
            "P-00012345",
            "V-2025-0009",
            "JOSE MUÑOZ GARCIA",
            "12345678Z",
            "+34 655 11 22 33",
            "Móvil 20 GB",
            "39,90\u00a0€",
            "21/11/2026",
            "Registrado",
        ]
    ]


def test_a_search_without_a_hit_says_so(visitor: Visitor) -> None:
    page = visitor.http.get("/pedidos?q=nadie").text

    assert "No se han encontrado pedidos." in page
    assert "<table>" not in page


def test_wildcards_in_a_search_are_plain_letters(admin: Admin, visitor: Visitor) -> None:
    admin.seed([seed_order()])

    assert visitor.found("%") == []


def test_the_list_has_pages_of_twenty_newest_first(admin: Admin, visitor: Visitor) -> None:
    numbers = admin.seed([seed_order(reference=f"V-{i}") for i in range(45)])

    pages = [rows(visitor.http.get(f"/pedidos?pagina={page}").text) for page in (1, 2, 3)]

    assert [len(page) for page in pages] == [20, 20, 5]
    assert [row[0] for page in pages for row in page] == numbers[::-1]
    assert "Mostrando 41–45 de 45 pedidos" in visitor.http.get("/pedidos?pagina=3").text


def test_the_list_is_sorted_by_the_column_of_the_link(admin: Admin, visitor: Visitor) -> None:
    admin.seed([seed_order(monthly_fee=fee) for fee in ("9.90", "100.00", "39.90")])

    ascending = rows(visitor.http.get("/pedidos?orden=cuota").text)
    descending = rows(visitor.http.get("/pedidos?orden=-cuota").text)

    assert [row[6] for row in ascending] == ["9,90\u00a0€", "39,90\u00a0€", "100,00\u00a0€"]
    assert descending == ascending[::-1]


def test_an_unknown_sort_is_ignored(admin: Admin, visitor: Visitor) -> None:
    numbers = admin.seed([seed_order(), seed_order()])

    listed = rows(visitor.http.get("/pedidos?orden=id;drop&pagina=abc").text)

    assert [row[0] for row in listed] == numbers[::-1]


def test_an_order_is_shown_in_the_portals_own_formats(visitor: Visitor) -> None:
    saved = visitor.enter()

    confirmation = visitor.http.get(saved.headers["location"])
    order = visitor.http.get("/pedidos/P-00012345")

    assert saved.headers["location"] == "/pedidos/P-00012345/confirmacion"
    assert headings(confirmation.text) == ["Pedido registrado"]
    assert '<strong data-testid="numero-pedido">P-00012345</strong>' in confirmation.text
    assert list(details(order.text).items()) == [
        ("Nº de pedido", "P-00012345"),
        ("Referencia del distribuidor", "V-2026-0001"),
        ("Documento", "12345678Z"),
        ("Titular", "JOSE MUÑOZ GARCIA"),
        ("Fecha de nacimiento", "01/02/1980"),
        ("Correo electrónico", "jose.munoz@example.com"),
        ("Teléfono de contacto", "+34 612 34 56 78"),
        ("Tecnología", "Móvil"),
        ("Tarifa", "Móvil 20 GB"),
        ("Número de línea", "+34 655 11 22 33"),
        ("Dirección de instalación", "Calle de Alcalá 45, 3.º B, 28014 Madrid"),
        ("Provincia", "Madrid"),
        ("Cuota mensual", "1.234,50\u00a0€"),
        ("Fecha de activación", "03/04/2026"),
        ("IBAN", "ES91 2100 0418 4502 0005 1332"),
        ("Condiciones aceptadas", "Sí"),
        ("Comunicaciones comerciales", "No"),
        ("Estado", "Registrado"),
        ("Fecha de alta", "21/11/2026"),
    ]


def test_step_one_is_refused_with_everything_that_is_wrong(visitor: Visitor) -> None:
    answer = visitor.fill_holder(
        **{"DNI / NIE / CIF": "12345678A", "Fecha de nacimiento": "31/02/1980", "Correo electrónico": ""}
    )

    assert answer.status_code == 200
    assert "Revise los datos" in headings(answer.text)
    box = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    complaints = [text(each) for each in re.findall(r"<li>(.*?)</li>", box)]
    assert complaints == [
        "DNI / NIE / CIF: El documento no es válido: revise el número y la letra.",
        "Fecha de nacimiento: La fecha no es válida: escríbala como dd/mm/aaaa.",
        "Correo electrónico: Dato obligatorio.",
    ]
    assert 'value="José Muñoz García"' in answer.text


@pytest.mark.parametrize("document", ["12345678Z", "X1234567L", "B58818501"])
def test_step_one_takes_every_kind_of_document(visitor: Visitor, document: str) -> None:
    assert visitor.fill_holder(**{"DNI / NIE / CIF": document}).status_code == 303


@pytest.mark.parametrize(
    ("label", "typed"),
    [
        ("Tarifa", "4101"),
        ("Número de línea", "55 11 22"),
        ("Dirección de instalación", "Calle de Alcalá 45, Madrid"),
        ("Provincia", ""),
        ("Provincia", "Barcelona"),
        ("Cuota mensual (€)", "39.90"),
        ("Cuota mensual (€)", "39"),
        ("Fecha de activación", "2026-04-03"),
    ],
)
def test_step_two_is_refused_for_one_wrong_value(visitor: Visitor, label: str, typed: str) -> None:
    visitor.fill_holder()

    answer = visitor.fill_line({label: typed})

    assert answer.status_code == 200
    assert f"<li>{label}: " in answer.text


def test_step_three_is_refused_without_the_customers_consent(visitor: Visitor, admin: Admin) -> None:
    visitor.ready_to_save()

    answer = visitor.save({"IBAN de domiciliación": "ES91 2100 0418 4502 0005 1332"})

    assert "El cliente debe aceptar las condiciones del contrato." in answer.text
    assert admin.report().of("").outcomes == ["refused"]
    assert admin.report().orders == []


def test_an_order_cannot_be_saved_past_an_unfinished_step(visitor: Visitor, admin: Admin) -> None:
    visitor.fill_holder()
    page = visitor.http.get("/pedidos/nuevo/linea")

    answer = visitor.http.post(
        "/pedidos/nuevo/guardar",
        data={"_token": token_of(page), "f_13": "ES9121000418450200051332", "f_15": "1"},
    )

    assert answer.headers["location"] == "/pedidos/nuevo/linea"
    assert admin.report().orders == []


def test_the_server_itself_cuts_the_reference_to_twenty_characters(visitor: Visitor, admin: Admin) -> None:
    visitor.ready_to_save()

    visitor.save({**DOCUMENTS, "Referencia del distribuidor": "V-2026-0001-CON-MUCHO-MAS"})

    assert admin.report().orders[0]["reference"] == "V-2026-0001-CON-MUCH"


def test_a_new_order_starts_with_an_empty_draft(visitor: Visitor) -> None:
    visitor.ready_to_save()

    visitor.http.get("/pedidos/nuevo")

    assert 'value="José Muñoz García"' not in visitor.http.get("/pedidos/nuevo/titular").text
    assert visitor.http.get("/pedidos/nuevo/documentos").headers["location"] == "/pedidos/nuevo/titular"


def test_the_same_document_and_line_are_saved_only_on_demand(visitor: Visitor, admin: Admin) -> None:
    admin.seed([seed_order()])

    warning = visitor.enter()
    insisted = visitor.http.post(
        "/pedidos/nuevo/guardar",
        data={"_token": token_of(warning), "f_14": "V-2026-0001", "confirmar": "si"},
    )

    assert headings(warning.text) == ["Posible pedido duplicado"]
    assert insisted.headers["location"] == "/pedidos/P-00012346/confirmacion"
    assert admin.report().of("V-2026-0001").outcomes == ["duplicate_warning", "saved"]


def test_a_duplicate_can_be_cancelled(visitor: Visitor, admin: Admin) -> None:
    admin.seed([seed_order()])
    warning = visitor.enter()

    cancelled = visitor.http.post("/pedidos/nuevo/cancelar", data={"_token": token_of(warning)})

    assert cancelled.headers["location"] == "/pedidos"
    assert len(admin.report().orders) == 1


def test_the_same_document_with_another_line_is_no_duplicate(visitor: Visitor, admin: Admin) -> None:
    admin.seed([seed_order(line="600000001")])

    assert visitor.enter().status_code == 303


def test_the_plans_depend_on_the_technology(visitor: Visitor) -> None:
    plans = visitor.http.get("/pedidos/nuevo/tarifas?tecnologia=K1").json()

    assert [plan["texto"] for plan in plans] == ["Fibra 300 Mb", "Fibra 600 Mb", "Fibra 1 Gb"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cal", []),
        ("alcala 45", ["Calle de Alcalá 45, 28014 Madrid"]),
        ("paseo ind", ["Paseo de la Independencia s/n, 50001 Zaragoza"]),
        ("calle inexistente", []),
    ],
)
def test_addresses_are_suggested_from_four_characters(
    visitor: Visitor, typed: str, expected: list[str]
) -> None:
    assert visitor.http.get("/pedidos/nuevo/direcciones", params={"q": typed}).json() == expected


@pytest.mark.parametrize(
    ("address", "province"),
    [("Calle Mayor 12345, 08013 Barcelona", "Barcelona"), ("Calle Mayor 3, Madrid", ""), ("99999 Nada", "")],
)
def test_the_province_comes_from_the_last_postcode(visitor: Visitor, address: str, province: str) -> None:
    answer = visitor.http.get("/pedidos/nuevo/provincia", params={"direccion": address})

    assert answer.json() == {"provincia": province}


def test_a_field_is_checked_on_blur_for_its_session_alone(visitor: Visitor, stranger: Visitor) -> None:
    token = token_of(visitor.http.get("/pedidos/nuevo/titular"))
    question = {"campo": "f_01", "f_01": "12345678A"}

    def ask(http: httpx.Client, token: str) -> httpx.Response:
        return http.post("/pedidos/nuevo/validar", json=question, headers={"X-CSRF-Token": token})

    assert ask(visitor.http, token).json()["mensaje"].startswith("El documento no es válido")
    assert ask(visitor.http, "otro").status_code == 403
    assert ask(stranger.http, token).status_code == 401


def test_ids_change_with_every_start_while_labels_stay(portal: DemoPortal, visitor: Visitor) -> None:
    first = visitor.http.get("/pedidos/nuevo/titular")
    with DemoPortal(portal.database.with_name("other.db"), {"backoffice": PASSWORD}, latency=0) as other:
        neighbour = Visitor(other.url)
        with neighbour.http:
            neighbour.sign_in()
            second = neighbour.http.get("/pedidos/nuevo/titular")

    ids = [set(re.findall(r' id="([^"]+)"', page.text)) for page in (first, second)]
    assert ids[0].isdisjoint(ids[1])
    assert names_by_label(first) == names_by_label(second)


def test_no_page_asks_for_anything_from_outside(visitor: Visitor) -> None:
    visitor.enter()
    for path in ("/login", *PAGES):
        page = visitor.http.get(path, follow_redirects=True).text
        assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page) == []


def test_an_unknown_order_is_not_found(visitor: Visitor) -> None:
    answer = visitor.http.get("/pedidos/P-99999999")

    assert (answer.status_code, headings(answer.text)) == (404, ["Pedido no encontrado"])


def test_pages_do_not_wait_for_a_delayed_acknowledgement(visitor: Visitor) -> None:
    seconds = [visitor.http.get("/pedidos").elapsed.total_seconds() for _ in range(15)]

    assert median(seconds) < 0.03
