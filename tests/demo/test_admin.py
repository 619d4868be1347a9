"""The demo portal's admin port."""

import httpx
import pytest

from tests.demo.visitor import Visitor, details, seed_order
from trastienda.demo.portal import Admin, Fault, FaultKind


def test_the_report_tells_posts_orders_and_accounts(visitor: Visitor, admin: Admin) -> None:
    admin.seed([seed_order(line="600000001", account="otra-tienda")])
    visitor.enter()

    report = admin.report()

    assert (report.posts, report.saved) == (1, 1)
    assert report.orders_by_account == {"otra-tienda": 1, "backoffice": 1}
    assert report.of("V-2026-0001").model_dump() == {
        "posts": 1,
        "saved": 1,
        "orders": ["P-00012346"],
        "outcomes": ["saved"],
    }
    assert report.of("V-2025-0009").model_dump() == {
        "posts": 0,
        "saved": 0,
        "orders": ["P-00012345"],
        "outcomes": [],
    }


def test_the_report_lists_every_order_in_plain_values(visitor: Visitor, admin: Admin) -> None:
    visitor.enter()

    assert admin.report().order("P-00012345") == {
        "number": "P-00012345",
        "reference": "V-2026-0001",
        "holder_id": "12345678Z",
        "holder_name": "JOSE MUÑOZ GARCIA",
        "birth_date": "1980-02-01",
        "email": "jose.munoz@example.com",
        "contact_phone": "+34612345678",
        "technology": "Móvil",
        "plan": "Móvil 20 GB",
        "line": "+34655112233",
        "address": "Calle de Alcalá 45, 3.º B, 28014 Madrid",
        "province": "Madrid",
        "monthly_fee": "1234.50",
        "activation": "2026-04-03",
        "iban": "ES9121000418450200051332",
        "terms_accepted": True,
        "marketing_accepted": False,
        "status": "Registrado",
        "created_at": "2026-11-21T12:00:00+00:00",
        "visible_from": "2026-11-21T12:00:00+00:00",
        "account": "backoffice",
        "origin": "portal",
    }


def test_a_marker_nobody_ever_sent_has_a_report_of_zeros(admin: Admin) -> None:
    assert admin.report().of("V-2026-0404").posts == 0


def test_an_order_that_is_not_there_cannot_be_asked_for(admin: Admin) -> None:
    with pytest.raises(KeyError, match="P-1"):
        admin.report().order("P-1")


def test_a_seeded_order_looks_as_if_it_had_been_typed(visitor: Visitor, admin: Admin) -> None:
    [number] = admin.seed([seed_order(days_ago=30, status="Activado")])

    shown = details(visitor.http.get(f"/pedidos/{number}").text)

    assert shown["Titular"] == "JOSE MUÑOZ GARCIA"
    assert shown["Provincia"] == "Madrid"
    assert shown["Número de línea"] == "+34 655 11 22 33"
    assert shown["Fecha de alta"] == "22/10/2026"
    assert shown["Estado"] == "Activado"


def test_the_same_seed_key_twice_adds_nothing(admin: Admin) -> None:
    first = admin.seed([seed_order(key="a")])

    second = admin.seed([seed_order(key="a"), seed_order(key="b")])

    assert second[0] == first[0]
    assert len(admin.report().orders) == 2


def test_numbers_only_rise(visitor: Visitor, admin: Admin) -> None:
    admin.set_faults([Fault(kind=FaultKind.SUCCESS_WITHOUT_ORDER)])
    visitor.enter()

    visitor.enter()

    assert [order["number"] for order in admin.report().orders] == ["P-00012346"]


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("PUT", "/faults", {"faults": [{"kind": "slow_pages"}]}, "slow_page"),
        ("PUT", "/faults", {"faults": [{"kind": "slow_page", "second": 1}]}, "second"),
        ("PUT", "/faults", {"faults": [{"kind": "truncate_field", "field": "adress"}]}, "adress"),
        ("POST", "/orders", {"orders": [{"reference": "V-1"}]}, "holder_id"),
        ("POST", "/orders", "[]", "an object"),
    ],
)
def test_a_wrong_request_is_answered_with_what_is_wrong(
    portal_admin: httpx.Client, method: str, path: str, body: object, said: str
) -> None:
    answer = portal_admin.request(method, path, json=body)

    assert answer.status_code == 422
    assert said in answer.text


def test_the_client_raises_with_the_servers_words(admin: Admin) -> None:
    wrong = Fault(kind=FaultKind.TRUNCATE_FIELD).model_copy(update={"field": "adress"})

    with pytest.raises(httpx.HTTPStatusError, match="'adress' is no text field"):
        admin.set_faults([wrong])


def test_expiring_sessions_says_how_many_there_were(visitor: Visitor, admin: Admin) -> None:
    assert admin.expire_sessions() == 1
    assert visitor.http.get("/pedidos").headers["location"] == "/login?motivo=sesion"


def test_a_portal_that_is_gone_is_not_healthy(admin: Admin) -> None:
    assert admin.healthy()
    with Admin("http://127.0.0.1:9") as nobody:
        assert not nobody.healthy()
