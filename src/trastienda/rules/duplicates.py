"""Find the sale that was handed in twice under two references."""

from collections.abc import Iterable
from datetime import timedelta

from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.past import PastSale
from trastienda.domain.sale import Sale
from trastienda.rules.crosscheck import canonical_text

RULE = "duplicates/1"


def as_past(sale: Sale, fields: Iterable[str]) -> PastSale:
    """A sale as another one is compared with it."""
    texts = {name: canonical_text(getattr(sale, name)) for name in fields}
    return PastSale(
        sale.reference, sale.seller, sale.sold_at, {name: text for name, text in texts.items() if text}
    )


def duplicates(sale: Sale, others: Iterable[PastSale], facts: PortalFacts) -> list[Finding]:
    """Ask about a sale that has the identity of another one.

    Args:
        sale: the sale.
        others: earlier sales of the portal and other rows of the file, with the values of
            `crosscheck.identity`; whoever sold them. Those with the sale's own reference, and those that were
            rejected or withdrawn, are passed over: a corrected resend is no duplicate.
        facts: which fields tell two orders apart, and how many days back is looked.

    Returns:
        one finding at most, with the references of the others.
    """
    rules = facts.validation
    if rules.duplicate_days is None:
        return []
    identity = as_past(sale, facts.crosscheck.identity).values
    if len(identity) < len(facts.crosscheck.identity):
        return []
    window = timedelta(days=rules.duplicate_days)
    same = sorted(
        {
            one.reference
            for one in others
            if one.stands
            and one.reference != sale.reference
            and abs(sale.sold_at - one.sold_at) <= window
            and all(one.values.get(name) == text for name, text in identity.items())
        }
    )
    if not same:
        return []
    labels = [facts.label(name) for name in identity]
    return [
        Finding(
            code="possible_duplicate",
            severity=Severity.ASK,
            es=f"Otra venta tiene los mismos datos ({', '.join(labels)}): {', '.join(same)}.",
            en=f"Another sale has the same values ({', '.join(labels)}): {', '.join(same)}.",
            fields=tuple(identity),
            rule=RULE,
            linked=tuple(same),
        )
    ]
