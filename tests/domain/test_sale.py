"""Sales: their types, their content key, their seal."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError, field_serializer

from trastienda.domain.fields import Money, PersonId, PersonName, Phone, ProofKind, Text
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale, Seal, Written, canonical, content_key, seal
from trastienda.errors import WorkspaceError


class Tariff(StrEnum):
    SHORT = "corta"
    LONG = "larga"


class MobileLine(Sale):
    holder_id: PersonId
    holder_name: PersonName
    line: Phone
    monthly_fee: Money
    technology: Literal["fibra", "movil"]
    tariff: Tariff = Tariff.SHORT
    terms_accepted: bool
    note: str | None = None


def mobile_line(**changes: object) -> MobileLine:
    given: dict[str, object] = {
        "reference": "V-2026-0001",
        "seller": "ana.lopez",
        "validator": "luis.gil",
        "sold_at": datetime(2026, 4, 3, 8, 15, tzinfo=UTC),
        "validated_at": datetime(2026, 4, 3, 9, 0, tzinfo=UTC),
        "channel": Text("telefono"),
        "campaign": Text("primavera"),
        "holder_id": PersonId("54362315K"),
        "holder_name": PersonName("José Muñoz"),
        "line": Phone("+34612345678"),
        "monthly_fee": Money("39.90", "EUR"),
        "technology": "movil",
        "terms_accepted": True,
    }
    return MobileLine.model_validate(given | changes)


def test_a_sale_goes_through_its_canonical_line_unchanged() -> None:
    sale = mobile_line(note="llamar por la tarde", tariff=Tariff.LONG)

    assert MobileLine.model_validate_json(canonical(sale)) == sale


class Detailed(MobileLine):
    months: int | None = None
    note: str | None = None

    @field_serializer("months", when_used="json")
    def _shown(self, months: int | None) -> object:
        return months if months is None or months < 100 else {"years": months / 12, "b": 1, "a": "ñ"}


@given(
    st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))),
    st.sampled_from([None, 0, 99, 100, 10**30]),
)
@example('"\\\b\f\n\r\t\x00\x1f\x7f\u2028 / é 𝄞', 12)
def test_the_canonical_line_is_that_of_pythons_own_writer(note: str | None, months: int | None) -> None:
    sale = Detailed.model_validate(mobile_line().model_dump() | {"note": note, "months": months})

    line = json.dumps(sale.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    sealed = json.dumps([line, "1"], ensure_ascii=False, separators=(",", ":"))

    assert canonical(sale) == Written.of(sale).line == line
    assert content_key(sale) == hashlib.sha256(line.encode()).hexdigest()
    assert seal(sale, "1").digest == hashlib.sha256(sealed.encode()).hexdigest()
    assert seal(sale, "1", Written.of(sale)) == seal(sale, "1")


def test_the_canonical_line_does_not_depend_on_the_order_of_the_fields() -> None:
    line = canonical(mobile_line())

    assert line.startswith('{"campaign":"primavera","channel":"telefono",')
    assert line.endswith('"validator":"luis.gil"}')


def test_a_sale_is_read_from_the_texts_of_a_spanish_sheet() -> None:
    texts = {
        "reference": "V-2026-0001",
        "seller": " Ana.Lopez",
        "validator": "luis.gil ",
        "sold_at": "3/4/2026 10:15",
        "validated_at": "2026-04-03T11:00:00+02:00",
        "channel": "telefono",
        "campaign": "primavera",
        "holder_id": "54.362.315-k",
        "holder_name": "José  Muñoz",
        "line": "612 34 56 78",
        "monthly_fee": "39,90 €",
        "technology": "Móvil",
        "terms_accepted": "Sí",
    }

    read = MobileLine.model_validate(texts, context={"locale": "es", "tz": ZoneInfo("Europe/Madrid")})

    assert read == mobile_line()


def test_a_sale_is_strict_frozen_and_closed() -> None:
    with pytest.raises(ValidationError, match="valid boolean"):
        mobile_line(terms_accepted="Sí")
    with pytest.raises(ValidationError, match="valid datetime"):
        mobile_line(sold_at="2026-04-03T08:15:00Z")
    with pytest.raises(ValidationError, match="Extra inputs"):
        mobile_line(commission="12")
    with pytest.raises(ValidationError, match="frozen"):
        mobile_line().seller = "otra"  # type: ignore[misc]  # being refused is the point


def test_json_takes_no_loose_spellings() -> None:
    line = canonical(mobile_line()).replace('"terms_accepted":true', '"terms_accepted":"x"')

    with pytest.raises(ValidationError, match="true or false"):
        MobileLine.model_validate_json(line)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="a time with its zone"):
        mobile_line(sold_at=datetime(2026, 4, 3, 8, 15))  # noqa: DTZ001 - what it must refuse


def test_times_are_kept_in_utc() -> None:
    madrid = timezone(timedelta(hours=2))

    assert mobile_line(sold_at=datetime(2026, 4, 3, 10, 15, tzinfo=madrid)).sold_at.utcoffset() == timedelta(
        0
    )


@pytest.mark.parametrize("reference", ["", "-1", "a" * 21, "V 1", "V1\n", "Ñ1"])
def test_a_reference_that_a_portal_may_cut_or_change_is_refused(reference: str) -> None:
    with pytest.raises(ValidationError, match="1 to 20 letters"):
        mobile_line(reference=reference)


def test_people_are_known_by_a_key_in_lower_case() -> None:
    assert mobile_line(seller=" Ana.Lopez ").seller == "ana.lopez"


def test_the_content_key_is_that_of_the_content_alone() -> None:
    sale = mobile_line()
    elsewhere = mobile_line(
        seller="ANA.LOPEZ", sold_at=datetime(2026, 4, 3, 10, 15, tzinfo=timezone(timedelta(hours=2)))
    )

    assert content_key(sale) == content_key(elsewhere)
    assert len(content_key(sale)) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"monthly_fee": Money("39.91", "EUR")},
        {"holder_name": PersonName("José Munoz")},
        {"terms_accepted": False},
        {"validated_at": datetime(2026, 4, 3, 9, 0, 1, tzinfo=UTC)},
        {"note": "x"},
    ],
)
def test_any_change_changes_the_content_key_and_breaks_the_seal(change: dict[str, object]) -> None:
    sale = mobile_line()
    changed = mobile_line(**change)

    assert content_key(changed) != content_key(sale)
    assert not seal(sale, "1").fits(changed)


def test_a_seal_fits_the_sale_it_was_made_for() -> None:
    made = seal(mobile_line(), "2026.1")

    assert made.fits(mobile_line())
    assert (made.validator, made.validated_at) == ("luis.gil", datetime(2026, 4, 3, 9, 0, tzinfo=UTC))
    assert Seal.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize("forged", [{"rules_version": "2026.2"}, {"validator": "otra"}, {"digest": "0" * 64}])
def test_a_seal_that_was_touched_fits_nothing(forged: dict[str, str]) -> None:
    made = seal(mobile_line(), "2026.1")

    assert not made.model_copy(update=forged).fits(mobile_line())


def test_a_second_look_is_part_of_the_seal_and_makes_it_younger() -> None:
    looked_at = datetime(2026, 4, 20, 12, 0, tzinfo=timezone(timedelta(hours=2)))

    made = seal(mobile_line(), "2026.1", looked_at=looked_at)

    assert made.fits(mobile_line())
    assert Seal.model_validate_json(made.model_dump_json()) == made
    assert made.age(datetime(2026, 4, 21, 10, 0, tzinfo=UTC)) == timedelta(days=1)
    assert not made.model_copy(update={"looked_at": None}).fits(mobile_line())
    assert not made.model_copy(update={"looked_at": looked_at + timedelta(days=1)}).fits(mobile_line())


# --- the proof of the end user ---------------------------------------------------------------------------------


PROVEN = {
    "proof_kind": ProofKind("recording"),
    "proof_id": Text("REC-77"),
    "proof_at": datetime(2026, 4, 3, 8, 20, tzinfo=UTC),
}


def test_a_sale_without_a_proof_has_the_line_the_key_and_the_seal_that_it_had_before_there_were_any() -> None:
    # Taken from the program as it was before sales could name a proof.
    assert content_key(mobile_line()) == "42af9ac6857410e8962a6389ed38e6c382de9ca0221d02a74a95b11417fc6dc0"
    assert seal(mobile_line(), "1").model_dump(mode="json") == {
        "digest": "73b23436d332fd33c6537d21fab4e049f8dca8b9e4c85913ae54ce76a5a1232f",
        "validator": "luis.gil",
        "validated_at": "2026-04-03T09:00:00Z",
        "rules_version": "1",
    }


def test_a_proof_is_part_of_the_sale() -> None:
    proven = mobile_line(**PROVEN)

    assert content_key(proven) != content_key(mobile_line())
    assert not seal(mobile_line(), "1").fits(proven)
    assert MobileLine.model_validate_json(canonical(proven)) == proven
    assert proven.model_dump(mode="json")["proof_at"] == "2026-04-03T08:20:00Z"


def test_a_stored_sale_that_says_nothing_of_a_proof_is_read() -> None:
    stored = mobile_line().model_dump(mode="json")

    assert not [name for name in stored if name.startswith("proof")]
    assert MobileLine.model_validate_json(json.dumps(stored)).proof_kind is None


def test_a_sale_with_a_field_that_no_column_can_fill_cannot_even_be_declared() -> None:
    with pytest.raises(WorkspaceError, match=r"Basket.lines is .*no column can fill that"):

        class Basket(Sale):
            lines: list[Phone]


def test_a_finding_speaks_both_languages() -> None:
    finding = Finding(code="bad_id", severity=Severity.REJECT, es="El DNI no vale.", en="The DNI is wrong.")

    assert finding.sentence("es") == "El DNI no vale."
    assert finding.sentence("en") == "The DNI is wrong."
    assert Finding.model_validate_json(finding.model_dump_json()) == finding


def test_the_code_of_a_finding_is_a_name() -> None:
    with pytest.raises(ValidationError, match="code"):
        Finding(code="Bad id", severity=Severity.NOTE, es="a", en="a")
