"""Every kind of order form gets its right verdict."""

import pytest

from tests.documents.kinds import KINDS, MORE, Kind, Workshop, outcome
from trastienda.documents.reader import Reader


@pytest.mark.parametrize("kind", [*KINDS, *MORE], ids=lambda kind: str(kind.sentence))
def test_a_kind_of_file_gets_its_verdict(kind: Kind, shop: Workshop, reader: Reader) -> None:
    found = outcome(kind, shop, reader)

    assert found.is_right, f"expected {found.expected}, got {found.got}: {found.judged.findings}"


def test_the_table_has_sixty_kinds_and_no_sentence_twice() -> None:
    assert len(KINDS) == 60
    assert len({kind.sentence for kind in (*KINDS, *MORE)}) == len(KINDS) + len(MORE)
