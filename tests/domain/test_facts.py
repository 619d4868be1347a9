"""What a portal's configuration may declare."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from trastienda.domain.facts import Answer, PortalFacts

ACCOUNT = {"name": "one", "user": "env:USER", "password": "env:PASSWORD"}


def facts(**changes: Any) -> PortalFacts:
    declared: dict[str, Any] = {
        "url": "env:CARRIER_URL",
        "accounts": [ACCOUNT],
        "search_keys": ["holder_id"],
        "visibility_bound_s": 5,
        "server_timeout_s": 5,
        "window_s": 10,
        "crosscheck": {"identity": ["holder_id", "line"]},
    }
    return PortalFacts.model_validate(declared | changes)


def test_the_least_that_a_portal_declares_is_enough() -> None:
    declared = facts()

    assert (declared.locale, declared.timezone, declared.attempts) == ("es", "Europe/Madrid", 3)
    assert declared.marker is None
    assert declared.window == timedelta(seconds=10)


@pytest.mark.parametrize(("window", "proof"), [(0, False), (9.9, False), (10, True), (86_400, True)])
def test_an_empty_search_proves_something_only_when_the_window_covers_both_bounds(
    window: float, proof: bool
) -> None:
    assert facts(window_s=window).may_send_again is proof


def test_without_a_declared_bound_an_empty_search_proves_nothing() -> None:
    declared = facts(visibility_bound_s=None, window_s=1_000_000)

    assert not declared.may_send_again


def test_what_is_not_declared_has_the_careful_value() -> None:
    declared = PortalFacts.model_validate(
        {
            "url": "env:CARRIER_URL",
            "accounts": [ACCOUNT],
            "search_keys": ["holder_id"],
            "crosscheck": {"identity": ["line"]},
        }
    )

    assert not declared.may_send_again
    assert not declared.monotone
    assert declared.sessions_per_account == 1
    assert declared.server_timeout == timedelta(seconds=120)


@pytest.mark.parametrize("field", ["visibility_bound_s", "server_timeout_s", "window_s", "retry_pause_s"])
@pytest.mark.parametrize("seconds", [-0.1, float("inf"), float("nan")])
def test_a_time_is_a_finite_number_of_seconds(field: str, seconds: float) -> None:
    with pytest.raises(ValidationError, match=field):
        facts(**{field: seconds})


def test_two_accounts_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="two accounts have the same name"):
        facts(accounts=[ACCOUNT, ACCOUNT | {"user": "env:OTHER"}])


@pytest.mark.parametrize("name", ["Uno", "a b", "../x", ""])
def test_the_name_of_an_account_is_a_plain_word(name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        facts(accounts=[ACCOUNT | {"name": name}])


@pytest.mark.parametrize("name", ["es", "en", "canonical"])
def test_a_known_locale_is_taken(name: str) -> None:
    assert facts(locale=name).locale == name


def test_an_unknown_locale_is_refused_when_the_file_is_read_and_not_at_the_first_price() -> None:
    with pytest.raises(ValidationError, match=r"no locale 'ca'\. Known: en, es, canonical\."):
        facts(locale="ca")


@pytest.mark.parametrize("name", ["Europe/Madird", "Europe", "../etc/localtime", ""])
def test_an_unknown_time_zone_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="there is no time zone"):
        facts(timezone=name)


def test_what_is_never_shown_back_cannot_tell_one_order_from_another() -> None:
    with pytest.raises(ValidationError, match="never shows back: line"):
        facts(crosscheck={"identity": ["holder_id", "line"], "unverified": ["iban", "line"]})


@pytest.mark.parametrize(
    "empty", [{"accounts": []}, {"search_keys": []}, {"crosscheck": {"identity": []}}, {"attempts": 0}]
)
def test_a_portal_without_accounts_keys_identity_or_attempts_is_refused(empty: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        facts(**empty)


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"marker": {"length": 3}},
        {"crosscheck": {"identity": ["line"], "equivalences": {"line": ["similar"]}}},
        {"validation": {"off_age": "birth_date"}},
    ],
)
def test_a_misspelt_or_impossible_declaration_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        facts(**changes)


def test_people_call_a_field_by_the_first_header_that_fills_it() -> None:
    declared = facts(columns={"Línea": "line", "Teléfono": "line"})

    assert declared.label("line") == "Línea"
    assert declared.label("holder_id") == "holder_id"


def test_a_dialog_gets_the_first_declared_answer_whose_words_it_has() -> None:
    declared = facts(
        dialogs=[{"says": "¿GUARDAR  el pedido?", "answer": "accept"}, {"says": "pedido"}],
        duplicate_warning="pedido repetido",
    )

    assert declared.answer_to("Atención:\n¿guardar el pedido?") is Answer.ACCEPT
    assert declared.answer_to("El pedido caduca") is Answer.DISMISS
    assert declared.answer_to("¿Salir?") is None
    assert facts().answer_to("¿guardar el pedido?") is None


def test_a_warning_of_a_duplicate_is_known_by_its_words_alone() -> None:
    declared = facts(duplicate_warning="ya existe un pedido")

    assert declared.warns_of_duplicate("AVISO: Ya existe\n un pedido con ese DNI")
    assert not declared.warns_of_duplicate("Ya existe una cuenta")
    assert not facts().warns_of_duplicate("ya existe un pedido")


def test_required_papers_need_the_folder_that_they_come_in() -> None:
    with pytest.raises(ValidationError, match="need the folder that they are dropped in"):
        facts(papers={"required": ["order_form"]})

    assert facts(papers={"required": ["order_form"], "folder": "runs/papers"}).papers.required == (
        "order_form",
    )
