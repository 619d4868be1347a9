"""The demo portal in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.demo.visitor import PASSWORD, seed_order
from trastienda.demo.portal import Admin, DemoPortal, Fault, FaultKind

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
ADDRESS = "Calle de Alcalá 45, 3.º B, 28014 Madrid"


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=browser_path, args=FLAGS.split())
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, slow_portal: DemoPortal) -> Iterator[Page]:
    """A page of somebody who has signed in."""
    context = browser.new_context(base_url=slow_portal.url)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Usuario").fill("backoffice")
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("button", name="Cerrar sesión")).to_be_visible()
    yield page
    context.close()


@pytest.fixture
def slow_portal(tmp_path: Path) -> Iterator[DemoPortal]:
    """A portal whose look-ups take as long as they do outside of tests."""
    with DemoPortal(tmp_path / "portal.db", {"backoffice": PASSWORD}) as running:
        yield running


@pytest.fixture
def admin(slow_portal: DemoPortal) -> Iterator[Admin]:
    with Admin(slow_portal.admin_url) as client:
        yield client


def fill_holder(page: Page) -> None:
    page.goto("/pedidos/nuevo")
    page.get_by_label("DNI / NIE / CIF").fill("12345678Z")
    page.get_by_label("Nombre y apellidos").fill("José Muñoz García")
    page.get_by_label("Fecha de nacimiento").fill("01/02/1980")
    page.get_by_label("Correo electrónico").fill("jose@example.com")
    page.get_by_label("Teléfono de contacto").fill("612345678")
    page.get_by_role("button", name="Siguiente").click()
    expect(page.get_by_role("heading", name="Paso 2 de 3: Línea y tarifa")).to_be_visible()


def fill_line(page: Page) -> None:
    page.get_by_label("Tecnología").select_option(label="Móvil")
    page.get_by_label("Tarifa").select_option(label="Móvil 20 GB")
    page.get_by_label("Número de línea").fill("655112233")
    page.get_by_label("Dirección de instalación").fill(ADDRESS)
    page.get_by_label("Cuota mensual (€)").fill("39,90")
    page.get_by_label("Fecha de activación").fill("03/04/2026")
    expect(page.get_by_label("Provincia")).to_have_value("Madrid")
    page.get_by_role("button", name="Siguiente").click()
    expect(page.get_by_role("heading", name="Paso 3 de 3: Documentos y consentimientos")).to_be_visible()


def fill_documents(page: Page) -> None:
    page.get_by_label("IBAN de domiciliación").fill("ES91 2100 0418 4502 0005 1332")
    page.get_by_label("Referencia del distribuidor").fill("V-2026-0001")
    page.get_by_label("El cliente acepta las condiciones del contrato").check()


def ready_to_save(page: Page) -> None:
    fill_holder(page)
    fill_line(page)
    fill_documents(page)


def test_a_person_enters_an_order_and_reads_it_back(page: Page, admin: Admin) -> None:
    ready_to_save(page)
    page.get_by_role("button", name="Guardar pedido").click()

    expect(page.get_by_role("heading", name="Pedido registrado")).to_be_visible()
    number = page.get_by_test_id("numero-pedido").inner_text()
    page.get_by_role("link", name="Ver pedido").click()
    expect(page.get_by_role("heading", name=f"Pedido {number}")).to_be_visible()
    labels, values = page.get_by_role("term"), page.get_by_role("definition")
    shown = dict(zip(labels.all_inner_texts(), values.all_inner_texts(), strict=True))
    assert shown["Titular"] == "JOSE MUÑOZ GARCIA"
    assert shown["Dirección de instalación"] == ADDRESS
    assert admin.report().of("V-2026-0001").orders == [number]


def test_a_wrong_document_is_told_when_its_field_is_left(page: Page) -> None:
    page.goto("/pedidos/nuevo")
    document = page.get_by_label("DNI / NIE / CIF")

    document.fill("12345678A")
    document.blur()

    expect(page.get_by_text("El documento no es válido")).to_be_visible()
    expect(document).to_have_attribute("aria-invalid", "true")
    document.fill("12345678Z")
    document.blur()
    expect(page.get_by_text("El documento no es válido")).to_have_count(0)


def test_plans_are_loaded_only_for_the_chosen_technology(page: Page) -> None:
    fill_holder(page)
    technology, plan = page.get_by_label("Tecnología"), page.get_by_label("Tarifa")

    expect(plan).to_be_disabled()
    technology.select_option(label="Móvil")
    expect(plan).to_be_enabled()
    technology.select_option(label="Fibra")
    expect(plan).to_be_enabled()

    assert plan.locator("option").all_inner_texts() == [
        "Seleccione…",
        "Fibra 300 Mb",
        "Fibra 600 Mb",
        "Fibra 1 Gb",
    ]


def test_a_suggested_address_can_be_taken_and_completes_its_province(page: Page) -> None:
    fill_holder(page)
    address = page.get_by_label("Dirección de instalación")

    address.press_sequentially("Sierpes 7")
    page.get_by_role("option", name="Calle Sierpes 7, 41004 Sevilla").click()

    expect(address).to_have_value("Calle Sierpes 7, 41004 Sevilla")
    expect(page.get_by_label("Provincia")).to_have_value("")
    address.blur()
    expect(page.get_by_label("Provincia")).to_have_value("Sevilla")


def test_who_does_not_wait_for_the_province_is_refused(page: Page, slow_portal: DemoPortal) -> None:
    fill_holder(page)
    page.get_by_label("Cuota mensual (€)").fill("39,90")
    page.get_by_label("Dirección de instalación").fill(ADDRESS)

    page.get_by_role("button", name="Siguiente").click()

    box = page.get_by_role("alert")
    expect(box.get_by_role("heading", name="Revise los datos")).to_be_visible()
    expect(box.get_by_text(re.compile("^Provincia: Falta la provincia"))).to_be_visible()


def test_a_duplicate_stops_at_its_warning(page: Page, admin: Admin) -> None:
    admin.seed([seed_order()])
    ready_to_save(page)

    page.get_by_role("button", name="Guardar pedido").click()

    expect(page.get_by_role("heading", name="Posible pedido duplicado")).to_be_visible()
    expect(page.get_by_role("button", name="Guardar de todos modos")).to_be_visible()
    page.get_by_role("button", name="Cancelar").click()
    expect(page.get_by_role("heading", name="Pedidos")).to_be_visible()
    assert len(admin.report().orders) == 1


def test_chromium_by_itself_repeats_a_saving_post_whose_connection_was_dropped(
    page: Page, admin: Admin
) -> None:
    # Why bots need a fuse: one click, one request for the page, two POSTs for the server.
    drop = Fault(kind=FaultKind.DROP_AFTER_COMMIT, marker="V-2026-0001")
    hide = Fault(kind=FaultKind.LATE_VISIBILITY, marker="V-2026-0001", seconds=3600)
    admin.set_faults([drop, hide])
    ready_to_save(page)
    # It happens on a connection that was used before, so one must be idle when the button is pressed.
    with page.expect_response("**/validar"):
        page.get_by_label("El cliente acepta las condiciones del contrato").blur()

    page.get_by_role("button", name="Guardar pedido").click()

    expect(page.get_by_role("heading", name="Pedido registrado")).to_be_visible()
    report = admin.report().of("V-2026-0001")
    assert (report.posts, report.saved) == (2, 2)


@pytest.mark.parametrize("moment", ["kicked out", "expired"])
def test_a_dead_session_is_told_on_the_sign_in_page(page: Page, admin: Admin, moment: str) -> None:
    if moment == "expired":
        admin.expire_sessions()
    else:
        sign_in_elsewhere(page)

    page.goto("/pedidos")

    expect(page.get_by_role("heading", name="Acceso de distribuidores")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Su sesión ha caducado")
    assert page.url.endswith("/login?motivo=sesion")


def sign_in_elsewhere(page: Page) -> None:
    browser = page.context.browser
    assert browser is not None
    other = browser.new_context(base_url=re.sub(r"/pedidos.*", "", page.url))
    elsewhere = other.new_page()
    elsewhere.goto("/login")
    elsewhere.get_by_label("Usuario").fill("backoffice")
    elsewhere.get_by_label("Contraseña").fill(PASSWORD)
    elsewhere.get_by_role("button", name="Entrar").click()
    expect(elsewhere.get_by_role("button", name="Cerrar sesión")).to_be_visible()
    other.close()
