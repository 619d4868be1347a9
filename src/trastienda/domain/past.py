"""An earlier sale, as far as rules compare others with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PastSale:
    """An earlier sale of the same portal, or another row of the same file.

    Attributes:
        reference: our reference of it.
        seller: the key of who sold it.
        sold_at: aware time of the sale.
        values: field → canonical text, of the fields that were asked for; an empty one is left out.
        stands: whether it is in the portal or may come there; not when it was rejected or withdrawn.
        exception: whether a rule or a person had to stop it.
        ended_at: when it was withdrawn, or its order was found gone (aware); `None` while it stands.
    """

    reference: str
    seller: str
    sold_at: datetime
    values: Mapping[str, str]
    stands: bool = True
    exception: bool = False
    ended_at: datetime | None = None
