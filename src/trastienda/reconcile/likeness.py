"""Whether two writings of a name or an address may be of one person or place."""

from trastienda.domain.fields import Address, PersonName, fold
from trastienda.rules.crosscheck import Verdict


def compare_texts(kind: type, ours: str, shown: str) -> Verdict | None:
    """The verdict on two texts of a name or an address; `None` for fields of another type."""
    if not issubclass(kind, PersonName | Address):
        return None
    return Verdict.MATCH if fold(ours) == fold(shown) else Verdict.UNCLEAR
