"""The proof that the customer is who they say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.rules.fibre import NOW, SOLD, codes, declared, findings
from trastienda.domain.finding import Severity

REQUIRED = declared(proof=["otp", "recording"], proof_max_age_days=7)
PROOF: dict[str, Any] = {
    "proof_kind": "recording",
    "proof_id": "REC-77",
    "proof_at": SOLD + timedelta(minutes=5),
}


def test_a_whole_proof_of_a_taken_kind_in_its_time_is_fit() -> None:
    assert codes(REQUIRED, **PROOF) == []


def test_a_portal_that_asks_for_no_proof_takes_a_sale_without_or_with_any() -> None:
    early = PROOF | {"proof_at": SOLD - timedelta(days=400)}

    assert codes(declared()) == []
    assert codes(declared(), **early) == []


@pytest.mark.parametrize("missing", ["proof_kind", "proof_id", "proof_at"])
def test_a_proof_without_one_of_its_parts_is_refused(missing: str) -> None:
    (finding,) = findings(REQUIRED, **(PROOF | {missing: None}))

    assert (finding.code, finding.severity, finding.fields) == ("proof_missing", Severity.REJECT, (missing,))


def test_a_sale_without_any_proof_is_refused_once() -> None:
    (finding,) = findings(REQUIRED)

    assert finding.fields == ("proof_kind", "proof_id", "proof_at")
    assert finding.es.startswith("Falta la prueba de que el cliente es quien dice ser y aceptó")


def test_a_kind_that_is_not_taken_is_refused_with_those_that_are() -> None:
    (finding,) = findings(REQUIRED, **(PROOF | {"proof_kind": "certificate"}))

    assert finding.code == "proof_not_taken"
    assert finding.es == (
        "Para esta venta no vale como prueba: certificado digital. "
        "Se admite: código de un solo uso o grabación de verificación."
    )
    assert "digital certificate. Taken: one-time code or verification recording." in finding.en


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (SOLD, []),
        (SOLD - timedelta(microseconds=1), ["proof_before_sale"]),
        (NOW, []),
        (NOW + timedelta(microseconds=1), ["proof_in_the_future"]),
    ],
)
def test_a_proof_is_made_from_the_sale_on_and_not_in_the_future(made: datetime, expected: list[str]) -> None:
    assert codes(REQUIRED, **(PROOF | {"proof_at": made})) == expected


def test_a_code_may_come_as_many_minutes_before_the_sale_as_declared() -> None:
    facts = declared(proof=["otp"], proof_early_minutes=10)
    code = PROOF | {"proof_kind": "otp"}

    assert codes(facts, **(code | {"proof_at": SOLD - timedelta(minutes=10)})) == []
    assert codes(facts, **(code | {"proof_at": SOLD - timedelta(minutes=10, seconds=1)})) == [
        "proof_before_sale"
    ]


@pytest.mark.parametrize(
    ("late", "expected"), [(timedelta(0), []), (timedelta(seconds=1), ["proof_too_old"])]
)
def test_a_proof_grows_old_until_the_sale_is_validated(late: timedelta, expected: list[str]) -> None:
    made = PROOF["proof_at"]
    validated = made + timedelta(days=7) + late

    later = validated + timedelta(days=100)

    assert codes(REQUIRED, now=later, **PROOF, validated_at=validated) == expected


def test_a_plan_may_want_a_proof_of_its_own() -> None:
    facts = declared(
        plan="plan", proof=["otp"], proof_of_plan={"Fibra 600": ["certificate"], "Fibra 300": []}
    )
    certificate = PROOF | {"proof_kind": "certificate"}

    assert codes(facts, plan="FIBRA 600", **certificate) == []
    assert codes(facts, plan="Fibra 1000", **certificate) == ["proof_not_taken"]
    assert codes(facts, plan="Fibra 300") == []
    assert codes(facts, plan=None, **(PROOF | {"proof_kind": "otp"})) == ["nothing_to_check"]


def test_times_are_told_in_the_portals_zone() -> None:
    (finding,) = findings(REQUIRED, **(PROOF | {"proof_at": datetime(2026, 4, 2, 7, 0, tzinfo=UTC)}))

    assert "La prueba del cliente (02/04/2026 09:00) es anterior a la venta (02/04/2026 10:00)" in finding.es


def test_only_known_kinds_can_be_declared() -> None:
    with pytest.raises(ValueError, match="pattern"):
        declared(proof=["handshake"])
