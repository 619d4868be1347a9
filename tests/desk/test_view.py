"""A case as a person reads it."""

from pathlib import Path

from tests.support.desk import BackOffice, differing
from trastienda.desk.view import view
from trastienda.domain.case import FieldRow, Language

SAID = {
    "es": "Son distintos: nombre de pila: no coincide («maria» / «jose»).",
    "en": "Not the same: given name: not the same ('maria' / 'jose').",
}


def test_a_difference_that_was_aligned_is_explained_in_the_readers_language(
    office: BackOffice, tmp_path: Path
) -> None:
    row = FieldRow("holder_name", "María Muñoz", "José Muñoz", "differ", "aligned", "P-1", sentences=SAID)
    case = office.case(rows=[row, *differing(monthly_fee="39,90 €")])

    with office.store.read() as conn:
        name, fee = view(conn, case, language=Language.ES, runs=tmp_path).differences

    assert name.why == SAID["es"]
    assert fee.why == ""
