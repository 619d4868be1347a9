"""A compared field as a case keeps it."""

from trastienda.engine.live import field_row
from trastienda.rules.align.names import compare_names
from trastienda.rules.crosscheck import Code, FieldResult, Verdict


def test_a_case_keeps_what_an_alignment_says_in_both_languages() -> None:
    evidence = compare_names("María Muñoz", "José Muñoz")
    result = FieldResult(
        "holder_name", "María Muñoz", "José Muñoz", Verdict.UNCLEAR, Code.ALIGNED, evidence=evidence
    )

    row = field_row("P-1", result)

    assert row.sentences == {"es": evidence.sentence("es"), "en": evidence.sentence("en")}
    assert "nombre de pila" in row.sentences["es"]


def test_a_field_without_an_alignment_has_no_sentence() -> None:
    row = field_row("P-1", FieldResult("plan", "A", "B", Verdict.DIFFER, Code.OTHER_VALUE))

    assert row.sentences == {}
