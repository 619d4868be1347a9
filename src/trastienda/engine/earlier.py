"""Hold a new sale against earlier ones, where the portal's configuration asks for it."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from trastienda.domain.customer import customer_key
from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding
from trastienda.domain.sale import Sale
from trastienda.rules.duplicates import duplicates
from trastienda.rules.signals import of_sale
from trastienda.store.history import earlier_sales


def against_earlier(
    conn: sa.Connection, portal: str, sale: Sale, facts: PortalFacts, *, now: datetime
) -> list[Finding]:
    """What a sale has in common with earlier ones: duplicates, and signs of malpractice.

    Args:
        conn: any connection; what it does not see yet is not compared.
        portal: whose sales are earlier ones.
        sale: the new sale, not in the database yet.
        facts: how many days back is looked; without `duplicate_days` and `[signals]` nothing is.
        now: aware time.
    """
    findings: list[Finding] = []
    if facts.validation.duplicate_days is not None:
        others = earlier_sales(
            conn,
            portal=portal,
            fields=facts.crosscheck.identity,
            # A sale may be taken in long after it was made; the rule itself counts from sale to sale.
            since=min(now, sale.sold_at) - timedelta(days=facts.validation.duplicate_days),
            customer_key=customer_key(sale, facts.search_keys),
        )
        findings += duplicates(sale, others, facts)
    if facts.signals is not None:
        theirs = earlier_sales(
            conn,
            portal=portal,
            fields=facts.signals.fields(),
            since=min(now, sale.sold_at) - timedelta(days=facts.signals.days),
            seller=sale.seller,
        )
        findings += of_sale(sale, theirs, facts)
    return findings
