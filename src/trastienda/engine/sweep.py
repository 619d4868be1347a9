"""Compare what was settled with what the portal holds, and bring every difference before a person."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from loguru import logger
from pydantic import ValidationError

from trastienda.domain.facts import PortalFacts
from trastienda.domain.item import Item, State
from trastienda.domain.record import Record
from trastienda.engine.bots import LoadedBot
from trastienda.engine.life import look_after
from trastienda.engine.live import LiveAttempt
from trastienda.engine.means import Lease, Means
from trastienda.engine.strays import Strays, bring_strays_home
from trastienda.errors import ApplicationException, BusinessException, SessionExpired, SignInRefused
from trastienda.portal.evidence import Evidence
from trastienda.store import accounts, items, portals, runs

ENOUGH_FAILURES = 3
"""So many orders in a row that cannot be looked at end a sweep: the portal is the trouble, not the orders."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep of one account saw.

    Attributes:
        account: the login.
        began: when it began (UTC).
        since: sales settled before this were not looked at (UTC), `None` for all.
        checked: settled sales whose order is as it was.
        reopened: settled sales that a person must look at now.
        unchecked: settled sales whose order could not be looked at.
        listed: orders of the account that the portal lists, `None` where the book names no such list.
        unknown: those of them that belong to no sale of ours, found for the first time.
        matched: cases of unknown orders that have found their sale since.
        broken_off: why it did not come to its end, `None` when it did.
    """

    account: str
    began: datetime
    since: datetime | None
    checked: int = 0
    reopened: int = 0
    unchecked: int = 0
    listed: int | None = None
    unknown: int = 0
    matched: int = 0
    broken_off: str | None = None


class _NothingToCommit:
    """The gate of a sweep: it only looks."""

    def before_commit(self) -> NoReturn:
        """Never reached: no verb that commits is called."""
        raise AssertionError("a sweep reached a commit point")

    at_dispatch = before_commit


class Sweep:
    """One sweep of one account of a portal."""

    def __init__(
        self,
        means: Means,
        bot: LoadedBot,
        account: str,
        lease: Lease,
        *,
        run: str,
        going_on: Callable[[], bool],
    ) -> None:
        """Prepare; the caller holds the account's lock.

        Args:
            means: store, pages, clock.
            bot: of the portal.
            account: the login.
            lease: of the account.
            run: the sweep's run, whose folder keeps the evidence.
            going_on: whether the process goes on; asked before every order.
        """
        self._means = means
        self._store = means.store
        self._bot = bot
        self._account = account
        self._lease = lease
        self._run = run
        self._going_on = going_on

    def sweep(self, *, since: datetime | None) -> Swept:
        """Look at every order that was settled since a time (aware; `None` for all), and at the portal's own list.

        Returns:
            what it saw; every difference is a case by then.
        """
        seen = Swept(self._account, self._means.clock(), since)
        try:
            listed = self._own_orders(since)
            seen = replace(seen, listed=None if listed is None else len(listed))
            seen = self._look_after_settled(seen, self._settled(since, listed or []))
            if seen.broken_off is None and listed is not None:
                with self._store.begin() as conn:
                    seen = replace(seen, **asdict(self._strays(conn, listed)))
        except SignInRefused as refused:
            with self._store.begin() as conn:
                accounts.pause(conn, self._bot.name, self._account, why=str(refused), now=self._means.clock())
            seen = replace(seen, broken_off=str(refused))
        except (ApplicationException, BusinessException) as trouble:
            seen = replace(seen, broken_off=str(trouble))
        if seen.broken_off is not None:
            logger.error("the sweep was broken off: {}", seen.broken_off)
        return seen

    # --- what was settled ------------------------------------------------------------------------------------

    def _settled(self, since: datetime | None, listed: list[Record]) -> list[Item]:
        """The sales settled since, and older ones whose reference another order of the list carries too."""
        portal, marker = self._bot.name, self._bot.facts.marker
        with self._store.read() as conn:
            found = items.settled(conn, portal=portal, account=self._account, since=since)
            if marker is None:
                return found
            carried: dict[str, set[str | None]] = {}
            for record in listed:
                text = record.fields.get(marker.field, "").strip()
                carried.setdefault(text, set()).add(record.reference)
            older = [
                item
                for item in items.of_markers(conn, portal, carried.keys() - {""})
                if item.state is State.SETTLED and carried[item.sale_reference] != {item.reference}
            ]
        return list({item.id: item for item in [*found, *older]}.values())

    def _look_after_settled(self, seen: Swept, settled: list[Item]) -> Swept:
        failures = 0
        for item in settled:
            if not self._going_on():
                return replace(seen, broken_off="stopped")
            try:
                reopened = self._look_after(item)
            except SignInRefused:
                raise
            except (ApplicationException, BusinessException, ValidationError) as trouble:
                failures += 1
                logger.bind(item=item.id).warning("could not be looked at: {}", type(trouble).__name__)
                seen = replace(seen, unchecked=seen.unchecked + 1)
                if failures == ENOUGH_FAILURES:
                    return replace(
                        seen, broken_off=f"{failures} orders in a row could not be looked at: {trouble}"
                    )
                continue
            failures = 0
            seen = (
                replace(seen, reopened=seen.reopened + 1)
                if reopened
                else replace(seen, checked=seen.checked + 1)
            )
        return seen

    def _look_after(self, item: Item) -> bool:
        """Whether a settled sale is a case now."""
        sale = self._bot.sale_type.model_validate_json(json.dumps(item.sale))
        attempt = LiveAttempt(self._means, replace(item, run=self._run), self._bot, sale, self._lease)
        try:
            ask = look_after(attempt)
        except BaseException:
            attempt.end("could not be looked at")
            raise
        if ask is None:
            attempt.end("swept")
            return False
        with self._store.begin() as conn:
            runs.enlist(conn, self._run, [item.id], how="reopened")
        attempt.ask(ask)
        return True

    # --- what belongs to nobody ----------------------------------------------------------------------------------

    def _own_orders(self, since: datetime | None) -> list[Record] | None:
        """What the portal lists of our account, `None` where the book names no such list."""
        place = self._bot.book.own_orders
        if place is None:
            return None
        evidence = Evidence(self._means.run_folder(self._bot.name, self._run), f"list-{self._account}")
        portal = self._means.open_portal(self._bot, self._account, gate=_NothingToCommit(), evidence=evidence)
        first = self._day(since)
        try:
            try:
                portal.open(place.page, since=first)
                return portal.rows(place.rows)
            except SessionExpired:
                portal.open(place.page, since=first)
                return portal.rows(place.rows)
        except (ApplicationException, BusinessException) as trouble:
            portal.keep_trouble(trouble)
            raise
        finally:
            portal.close()

    def _strays(self, conn: sa.Connection, listed: list[Record]) -> Strays:
        return bring_strays_home(
            conn, self._bot, self._account, listed, run=self._run, now=self._means.clock()
        )

    def _day(self, since: datetime | None) -> str:
        """From when on orders may be ours: not before the first sale of this portal was taken in."""
        with self._store.read() as conn:
            first = items.first_taken_in(conn, self._bot.name) or self._means.clock()
        return (since or first).astimezone(ZoneInfo(self._bot.facts.timezone)).date().isoformat()


def due_since(conn: sa.Connection, portal: str, facts: PortalFacts) -> datetime | None:
    """Since when settled sales are to be looked at again (UTC), `None` for all.

    Every sale is swept at least once after its visibility bound: until then a second order may still hide.
    """
    last = portals.swept_at(conn, portal)
    if last is None:
        return None
    unseen = facts.visibility_bound_s if facts.visibility_bound_s is not None else facts.window_s
    return last - timedelta(seconds=unseen) - facts.server_timeout


def finish(conn: sa.Connection, portal: str, swept: list[Swept]) -> bool:
    """Note that all accounts of a portal were swept, and open the portal again when that reconciles it.

    Returns:
        whether it was held and is open now.
    """
    if any(one.broken_off is not None for one in swept):
        return False
    began = min(one.began for one in swept)
    portals.note_swept(conn, portal, began)
    hold = portals.held(conn, portal)
    if hold is None or began < hold.sweep_from:
        return False
    portals.release(conn, portal)
    return True
