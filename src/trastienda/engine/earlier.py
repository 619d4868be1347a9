"""Hold new sales against earlier ones, where the portal's configuration asks for it."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from trastienda.domain.customer import customer_key
from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding
from trastienda.domain.past import PastSale
from trastienda.domain.sale import Sale
from trastienda.rules.duplicates import as_past, duplicates
from trastienda.rules.signals import of_sale
from trastienda.store.history import earlier_sales


class Earlier:
    """What sales of a portal have in common with earlier ones: duplicates, and signs of malpractice.

    It lasts for one transaction. What was judged in it counts as earlier from then on, whether it is in the database
    yet or not; a seller's sales are read once.
    """

    def __init__(self, conn: sa.Connection, portal: str, facts: PortalFacts, *, now: datetime) -> None:
        """Prepare; nothing is read yet.

        Args:
            conn: any connection.
            portal: whose sales are earlier ones.
            facts: how many days back is looked; without `duplicate_days` and `[signals]` nothing ever is.
            now: aware time.
        """
        self._conn, self._portal, self._facts, self._now = conn, portal, facts, now
        self._of_sellers: dict[str, list[PastSale]] = {}
        self._of_customers: dict[str, list[PastSale]] = {}

    def findings(self, sale: Sale) -> list[Finding]:
        """What a new sale has in common with earlier ones; from now on it is one of them."""
        return [*self._duplicates(sale), *self._signals(sale)]

    def _duplicates(self, sale: Sale) -> list[Finding]:
        facts, days = self._facts, self._facts.validation.duplicate_days
        if days is None:
            return []
        key = customer_key(sale, facts.search_keys)
        if key not in self._of_customers:
            self._of_customers[key] = earlier_sales(
                self._conn,
                portal=self._portal,
                fields=facts.crosscheck.identity,
                since=self._since(sale, days),
                customer_key=key,
            )
        found = duplicates(sale, self._of_customers[key], facts)
        self._of_customers[key].append(as_past(sale, facts.crosscheck.identity))
        return found

    def _signals(self, sale: Sale) -> list[Finding]:
        facts, rules = self._facts, self._facts.signals
        if rules is None:
            return []
        if sale.seller not in self._of_sellers:
            self._of_sellers[sale.seller] = earlier_sales(
                self._conn,
                portal=self._portal,
                fields=rules.fields(),
                since=self._since(sale, rules.days),
                seller=sale.seller,
            )
        found = of_sale(sale, self._of_sellers[sale.seller], facts)
        self._of_sellers[sale.seller].append(as_past(sale, rules.fields()))
        return found

    def _since(self, sale: Sale, days: int) -> datetime:
        """From when on sales were taken in that may count; a sale may be taken in long after it was made."""
        return min(self._now, sale.sold_at) - timedelta(days=days)
