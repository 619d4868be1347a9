"""An order as a portal shows it: names and texts, not yet interpreted."""

from dataclasses import dataclass, field


class Reference(str):
    """The portal's own number for an order, as shown."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One order as a list row or a detail page shows it.

    Attributes:
        reference: the portal's number, `None` where the page shows none.
        fields: field of the sale → text as shown, white space collapsed, otherwise untouched.
    """

    reference: Reference | None
    fields: dict[str, str] = field(default_factory=dict)
