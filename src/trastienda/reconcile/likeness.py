"""Whether two writings of a name or an address may be of one person or place."""

from trastienda.domain.fields import Address, PersonName
from trastienda.rules.align.addresses import compare_addresses
from trastienda.rules.align.companies import compare_companies
from trastienda.rules.align.names import compare_names
from trastienda.rules.crosscheck import Verdict


def compare_texts(kind: type, ours: str, shown: str) -> Verdict | None:
    """The verdict on two texts of a name or an address; `None` for fields of another type.

    A field of names holds companies too: it is one name when the table of either says so.
    """
    if issubclass(kind, Address):
        return compare_addresses(ours, shown).verdict
    if not issubclass(kind, PersonName):
        return None
    if compare_companies(ours, shown).verdict is Verdict.MATCH:
        return Verdict.MATCH
    return compare_names(ours, shown).verdict
