"""The demo portal's faults: what the visitor gets, what the server holds."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

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
    token_of,
)
from trastienda.demo.portal import Admin, DemoPortal, Fault, FaultKind, MarkerReport

MARKER = "V-2026-0001"
NUMBER = "P-00012345"


def raw_save(visitor: Visitor, portal: DemoPortal) -> socket.socket:
    """Send the saving POST over a socket of our own, and hand the socket back unread."""
    page = visitor.http.get("/pedidos/nuevo/documentos")
    names = names_by_label(page)
    typed = {names[label]: value for label, value in DOCUMENTS.items()}
    body = urlencode({"_token": token_of(page), **typed}).encode()
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.http.cookies.items())
    head = (
        "POST /pedidos/nuevo/guardar HTTP/1.1\r\nHost: portal\r\n"
        f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    # The cookie's name holds the port, which the portal reads from the host header.
    address = urlsplit(portal.url)
    head = head.replace("Host: portal", f"Host: {address.netloc}")
    connection = socket.create_connection((address.hostname, address.port or 0), timeout=5)
    connection.sendall(head.encode() + body)
    return connection


def of(admin: Admin) -> MarkerReport:
    """What the server says about our marker."""
    return admin.report().of(MARKER)


def test_an_error_before_the_commit_saves_nothing(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.ERROR_500_BEFORE_COMMIT, marker=MARKER)])

    answer = visitor.enter()

    assert (answer.status_code, headings(answer.text)) == (500, ["Error interno"])
    assert (of(admin).posts, of(admin).saved, visitor.found(MARKER)) == (1, 0, [])


def test_an_error_after_the_commit_leaves_the_order_saved(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.ERROR_500_AFTER_COMMIT, marker=MARKER)])

    answer = visitor.enter()

    assert answer.status_code == 500
    assert (of(admin).posts, of(admin).orders) == (1, [NUMBER])
    assert [row[0] for row in visitor.found(MARKER)] == [NUMBER]


def test_a_connection_reset_after_the_commit_leaves_no_answer_but_the_order(
    visitor: Visitor, portal: DemoPortal, admin: Admin
) -> None:
    admin.set_faults([Fault(kind=FaultKind.DROP_AFTER_COMMIT, marker=MARKER)])
    visitor.ready_to_save()

    with raw_save(visitor, portal) as connection, pytest.raises(ConnectionResetError):
        connection.recv(1)

    assert (of(admin).posts, of(admin).orders) == (1, [NUMBER])


def test_a_connection_closed_after_the_commit_leaves_no_answer_but_the_order(
    visitor: Visitor, portal: DemoPortal, admin: Admin
) -> None:
    admin.set_faults([Fault(kind=FaultKind.DROP_AFTER_COMMIT, marker=MARKER, how="close")])
    visitor.ready_to_save()

    with raw_save(visitor, portal) as connection:
        received = connection.recv(1)

    assert received == b""
    assert (of(admin).posts, of(admin).orders) == (1, [NUMBER])


def test_a_connection_dropped_before_the_commit_saves_nothing(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.DROP_BEFORE_COMMIT)])
    visitor.ready_to_save()

    with pytest.raises(httpx.TransportError):
        visitor.save()

    assert of(admin).outcomes == ["drop_before_commit"]
    assert admin.report().orders == []


def test_half_an_answer_after_the_commit_leaves_the_order_saved(
    visitor: Visitor, portal: DemoPortal, admin: Admin
) -> None:
    admin.set_faults([Fault(kind=FaultKind.HALF_RESPONSE_AFTER_COMMIT, how="close")])
    visitor.ready_to_save()

    with raw_save(visitor, portal) as connection, connection.makefile("rb") as stream:
        received = stream.read()

    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(b"<h1>Pedi")
    assert of(admin).orders == [NUMBER]


def test_a_session_that_expires_before_the_commit_saves_nothing(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.SESSION_EXPIRED_BEFORE_COMMIT, document="12345678-z")])

    answer = visitor.enter()

    assert answer.headers["location"] == "/login?motivo=sesion"
    assert visitor.http.get("/pedidos").headers["location"] == "/login?motivo=sesion"
    assert (of(admin).posts, of(admin).saved) == (1, 0)


def test_a_session_that_expires_after_the_commit_leaves_the_order_saved(
    visitor: Visitor, admin: Admin
) -> None:
    admin.set_faults([Fault(kind=FaultKind.SESSION_EXPIRED_AFTER_COMMIT, marker=MARKER)])

    answer = visitor.enter()

    assert answer.headers["location"] == "/login?motivo=sesion"
    assert visitor.http.get("/pedidos").headers["location"] == "/login?motivo=sesion"
    assert of(admin).orders == [NUMBER]


def test_a_saving_post_without_a_session_is_counted_too(visitor: Visitor, admin: Admin) -> None:
    visitor.ready_to_save()
    page = visitor.http.get("/pedidos/nuevo/documentos")
    admin.expire_sessions()

    answer = visitor.post("/pedidos/nuevo/guardar", page, DOCUMENTS)

    assert answer.headers["location"] == "/login?motivo=sesion"
    assert of(admin).outcomes == ["no_session"]


def test_a_truncated_field_is_cut_without_a_word(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.TRUNCATE_FIELD, marker=MARKER, field="address", length=15)])

    answer = visitor.enter()

    assert answer.status_code == 303
    assert details(visitor.http.get(f"/pedidos/{NUMBER}").text)["Dirección de instalación"] == (
        "Calle de Alcalá"
    )


def test_a_cut_marker_is_still_counted_under_the_one_that_was_posted(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.TRUNCATE_FIELD, field="reference", length=4)])

    visitor.enter()

    assert of(admin).orders == [NUMBER]
    assert admin.report().of("V-20").orders == []


@pytest.mark.parametrize(("amount", "shown"), [(None, "1.235,50\u00a0€"), ("9.95", "9,95\u00a0€")])
def test_a_wrong_price_is_stored_without_a_word(
    visitor: Visitor, admin: Admin, amount: str | None, shown: str
) -> None:
    admin.set_faults([Fault(kind=FaultKind.WRONG_PRICE, marker=MARKER, amount=amount)])

    visitor.enter()

    assert details(visitor.http.get(f"/pedidos/{NUMBER}").text)["Cuota mensual"] == shown


def test_an_order_may_become_visible_later(visitor: Visitor, admin: Admin, clock: Clock) -> None:
    admin.set_faults([Fault(kind=FaultKind.LATE_VISIBILITY, marker=MARKER, seconds=90)])

    answer = visitor.enter()

    assert headings(visitor.http.get(answer.headers["location"]).text) == ["Pedido registrado"]
    clock.forward(seconds=89)
    assert visitor.found(MARKER) == []
    assert visitor.http.get(f"/pedidos/{NUMBER}").status_code == 404
    clock.forward(seconds=1)
    assert [row[0] for row in visitor.found(MARKER)] == [NUMBER]
    assert visitor.http.get(f"/pedidos/{NUMBER}").status_code == 200


def test_an_order_not_visible_yet_does_not_warn_of_its_duplicate(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.LATE_VISIBILITY, seconds=90)])
    visitor.enter()

    visitor.enter()

    assert of(admin).outcomes == ["saved", "saved"]


def test_a_duplicate_warning_can_be_forced(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.DUPLICATE_WARNING, marker=MARKER)])

    answer = visitor.enter()

    assert headings(answer.text) == ["Posible pedido duplicado"]
    assert of(admin).saved == 0


def test_an_order_may_never_appear_after_a_success(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.SUCCESS_WITHOUT_ORDER, marker=MARKER)])

    answer = visitor.enter()

    assert headings(visitor.http.get(answer.headers["location"]).text) == ["Pedido registrado"]
    assert visitor.http.get(f"/pedidos/{NUMBER}").status_code == 404
    assert (of(admin).saved, admin.report().orders) == (0, [])


def test_one_post_may_be_committed_twice_behind_the_portal(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.COMMITTED_TWICE, marker=MARKER)])

    visitor.enter()

    assert (of(admin).posts, of(admin).orders) == (1, [NUMBER, "P-00012346"])


def test_a_password_may_be_refused_though_it_is_right(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.WRONG_PASSWORD, account="backoffice")])
    admin.expire_sessions()

    refused, taken = visitor.sign_in(), visitor.sign_in()

    assert "Usuario o contraseña incorrectos" in refused.text
    assert taken.status_code == 303


def test_refused_passwords_lock_the_account_as_real_ones_do(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.WRONG_PASSWORD, times=None)])
    admin.expire_sessions()
    for _ in range(3):
        visitor.sign_in()
    admin.clear_faults()

    assert "Cuenta bloqueada" in visitor.sign_in().text


@pytest.mark.parametrize("path", ["/login", "/pedidos", "/pedidos/nuevo/titular", f"/pedidos/{NUMBER}"])
def test_maintenance_closes_every_page(visitor: Visitor, admin: Admin, path: str) -> None:
    admin.set_faults([Fault(kind=FaultKind.MAINTENANCE, times=None)])

    answer = visitor.http.get(path)

    assert (answer.status_code, headings(answer.text)) == (503, ["Portal en mantenimiento"])


def test_maintenance_during_the_saving_post_saves_nothing(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.MAINTENANCE, page="save")])

    answer = visitor.enter()

    assert answer.status_code == 503
    assert of(admin).outcomes == ["maintenance"]


def test_a_slow_page_takes_its_time_once(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.SLOW_PAGE, page="list", seconds=0.4)])

    first, second = timed(visitor, "/pedidos"), timed(visitor, "/pedidos")

    assert first >= 0.4
    assert second < first


def test_a_slow_saving_post_has_saved_before_it_answers(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.SLOW_PAGE, marker=MARKER, seconds=60)])
    visitor.ready_to_save()
    visitor.http.timeout = httpx.Timeout(0.5)

    with pytest.raises(httpx.ReadTimeout):
        visitor.save()

    assert of(admin).orders == [NUMBER]


def test_a_late_commit_happens_after_the_browser_has_given_up(visitor: Visitor, admin: Admin) -> None:
    slow = Fault(kind=FaultKind.SLOW_PAGE, marker=MARKER, seconds=1, when="before_commit")
    admin.set_faults([slow])
    visitor.ready_to_save()
    visitor.http.timeout = httpx.Timeout(0.3)

    with pytest.raises(httpx.ReadTimeout):
        visitor.save()

    assert (of(admin).posts, of(admin).saved) == (1, 0)
    deadline = time.monotonic() + 10
    while of(admin).saved == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert of(admin).orders == [NUMBER]


def test_a_fault_of_one_marker_leaves_the_others_alone(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.ERROR_500_BEFORE_COMMIT, marker="V-2026-0002")])

    assert visitor.enter().status_code == 303


def test_a_fault_fires_as_often_as_it_says(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.ERROR_500_BEFORE_COMMIT, times=2)])

    statuses = [visitor.enter().status_code for _ in range(3)]

    assert statuses == [500, 500, 303]


def test_the_same_set_twice_does_not_arm_a_fired_fault_again(visitor: Visitor, admin: Admin) -> None:
    faults = [Fault(kind=FaultKind.ERROR_500_BEFORE_COMMIT, marker=MARKER)]
    admin.set_faults(faults)
    visitor.enter()
    admin.set_faults([])

    admin.set_faults(faults)

    assert list(admin.fired().values()) == [1]
    assert visitor.enter().status_code == 303


def test_another_fault_under_the_id_of_a_fired_one_is_armed(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.ERROR_500_BEFORE_COMMIT, id="first")])
    visitor.enter()

    admin.set_faults([Fault(kind=FaultKind.SESSION_EXPIRED_BEFORE_COMMIT, id="first")])

    assert visitor.enter().headers["location"] == "/login?motivo=sesion"


def test_cleared_faults_can_be_set_anew(visitor: Visitor, admin: Admin) -> None:
    faults = [Fault(kind=FaultKind.ERROR_500_BEFORE_COMMIT, marker=MARKER)]
    admin.set_faults(faults)
    visitor.enter()
    admin.clear_faults()

    admin.set_faults(faults)

    assert visitor.enter().status_code == 500


def test_a_fault_left_out_of_the_set_is_switched_off(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.ERROR_500_BEFORE_COMMIT)])

    admin.set_faults([Fault(kind=FaultKind.WRONG_PRICE)])

    assert visitor.enter().status_code == 303


@pytest.fixture
def restarted(tmp_path: Path) -> Iterator[DemoPortal]:
    """A portal that entered one order under a fault that has fired, and was started again."""
    database = tmp_path / "restarted.db"
    with (
        DemoPortal(database, {"backoffice": PASSWORD}, latency=0) as before,
        Admin(before.admin_url) as admin,
    ):
        admin.set_faults([Fault(kind=FaultKind.ERROR_500_AFTER_COMMIT, marker=MARKER, id="once")])
        visitor = Visitor(before.url)
        with visitor.http:
            visitor.sign_in()
            visitor.enter()
    with DemoPortal(database, {"backoffice": PASSWORD}, latency=0) as after:
        yield after


def test_orders_counters_and_fired_faults_survive_a_restart(restarted: DemoPortal) -> None:
    with Admin(restarted.admin_url) as admin:
        fired, report = admin.fired(), admin.report()

    assert fired == {"once": 1}
    assert (report.of(MARKER).posts, report.of(MARKER).orders) == (1, [NUMBER])
    assert report.order(NUMBER)["monthly_fee"] == "1234.50"


def timed(visitor: Visitor, path: str) -> float:
    """Seconds that a page takes."""
    begun = time.monotonic()
    visitor.http.get(path)
    return time.monotonic() - begun
