"""Check a portal's declared facts against the live portal, in rehearsal."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Day, Money
from trastienda.domain.item import Item, State
from trastienda.domain.record import Reference
from trastienda.domain.sale import Sale
from trastienda.engine.bots import LoadedBot
from trastienda.engine.visits import Ours, Seen, Visits
from trastienda.errors import ApplicationException, SignInRefused, WorkspaceError
from trastienda.intake import read_sales
from trastienda.portal.credentials import address
from trastienda.portal.session import BrowserLoop
from trastienda.rules import drill as hold
from trastienda.rules import history
from trastienda.rules.crosscheck import order_fields
from trastienda.rules.drill import Observation, told, unseen
from trastienda.store import accounts, items, overview
from trastienda.store.connection import Store

ORDERS = 3
"""How many settled orders of ours are searched and opened."""

HISTORY = 500
"""How many of the newest orders of ours are asked how long they took."""

OUR_OWN = {
    "window_s",
    "attempts",
    "retry_pause_s",
    "breaker",
    "columns",
    "validation",
    "papers",
    "signals",
    "seal_max_age_days",
    "evidence",
    "evidence_sample",
}
"""Keys that say what we do, not what the portal does: there is nothing to observe."""

WRITTEN_BY_LOCALE = {Money: "an amount", Day: "a date", Decimal: "a number"}

NO_ORDER = "no settled order of ours to open: enter one first"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the drill works with.

    Attributes:
        bot: whose portal it is.
        store: our own history.
        sale: fills the form; `None` when there is none.
        ours: settled orders of ours, the newest first.
    """

    bot: LoadedBot
    store: Store
    sale: Sale | None
    ours: Sequence[Ours]


def subject(bot: LoadedBot, store: Store, sales: Path | None) -> Subject:
    """Choose the sale that fills the form, and the orders that are opened.

    Args:
        bot, store: whose, and where they are.
        sales: a file whose first readable sale fills the form; without it the newest item's does.

    Raises:
        IntakeError: the file cannot be read.
        WorkspaceError: none of its sales can.
    """
    with store.read() as conn:
        settled = items.search(conn, bot=bot.name, states=[State.SETTLED], limit=ORDERS)
        newest = items.search(conn, bot=bot.name, limit=ORDERS)
    ours = [
        Ours(sale, Reference(item.reference), item.account)
        for item in settled
        if item.reference and (sale := _sale_of(bot, item))
    ]
    if sales is not None:
        facts = bot.facts
        read = read_sales(sales, bot.sale_type, columns=facts.columns, locale=facts.locale, tz=facts.zone)
        if not read.sales:
            raise WorkspaceError(
                f"No sale in {sales} can be read; 'trastienda intake {bot.name} {sales}' says why."
            )
        return Subject(bot, store, read.sales[0], ours)
    return Subject(bot, store, next((sale for item in newest if (sale := _sale_of(bot, item))), None), ours)


def _sale_of(bot: LoadedBot, item: Item) -> Sale | None:
    """The item's sale, `None` where it has none or was made by an older bot."""
    try:
        return bot.sale_type.model_validate_json(json.dumps(item.sale)) if item.sale else None
    except ValidationError:
        return None


def drill(about: Subject, folder: Path, *, clock: Callable[[], datetime]) -> list[Observation]:
    """Visit the portal and hold what it shows against what is declared.

    The caller holds the locks of all accounts of the bot. Nothing is committed.

    Args:
        about: what to work with.
        folder: where pictures go.
        clock: the current aware time.

    Returns:
        an observation a fact, in the order of docs/configuration.md.

    Raises:
        UnderMaintenance: the portal is closed.
        ApplicationException: it cannot be reached, or an account is paused.
        BrowserMissing: no browser starts.
        WorkspaceError: a credential is not where its reference says.
    """
    bot = about.bot
    with about.store.read() as conn:
        for account in bot.facts.accounts:
            if why := accounts.paused_why(conn, bot.name, account.name):
                raise ApplicationException(
                    f"Account {account.name} is paused ({why}), and a second refusal may lock it. Correct its "
                    f"credentials; the next 'trastienda run {bot.name}' tries it once."
                )
    with BrowserLoop(configured=bot.facts.browser) as loop:
        version = loop.version
        assert loop.supply is not None
        visits = Visits(loop, bot, folder, clock=clock)
        _visit(visits, about, clock)
        browser = f"{version}, {loop.supply.origin}"
    return _observations(about, visits.seen, browser)


def _visit(visits: Visits, about: Subject, clock: Callable[[], datetime]) -> None:
    bot = about.bot
    for account in bot.facts.accounts:
        try:
            visits.sign_in(account.name)
        except SignInRefused as refused:
            # Never a second time before a person looked, not by a run either.
            visits.seen.refused[account.name] += "; the account is paused now"
            with about.store.begin() as conn:
                accounts.pause(conn, bot.name, account.name, why=str(refused), now=clock())
    signed_in = [account.name for account in bot.facts.accounts if account.name in visits.seen.sign_ins]
    if not signed_in:
        return
    first = signed_in[0]
    visits.try_sessions(first, about.sale)
    for ours in about.ours:
        if ours.account in signed_in:
            visits.find(ours.sale, ours.account, expected=ours.reference)
            visits.read(ours)
    if about.sale is not None:
        if not about.ours:
            visits.find(about.sale, first)
        visits.rehearse(about.sale, first)


def _observations(about: Subject, seen: Seen, browser: str) -> list[Observation]:
    facts, orders = about.bot.facts, seen.orders
    no_order = seen.troubles.get("read") or NO_ORDER
    with about.store.read() as conn:
        logs = overview.ways_of_orders(conn, about.bot.name, limit=HISTORY)
        warnings = overview.warnings_of(conn, about.bot.name)
    ways = [way for reference, entries in logs if (way := history.journey(entries, reference))]
    # A look's journal entry comes when its page has been read.
    look_s = max(seen.opened, default=0.0)
    return [
        _url(facts, seen),
        hold.of_reading("locale", facts.locale, WRITTEN_BY_LOCALE, orders, facts)
        if orders
        else unseen("locale", facts.locale, no_order),
        hold.of_reading("timezone", facts.timezone, {datetime: "a time of day"}, orders, facts)
        if orders
        else unseen("timezone", facts.timezone, no_order),
        told("browser", facts.browser, browser),
        _accounts(facts, seen),
        _sessions(facts, seen),
        hold.of_search(facts.search_keys, seen.found)
        if seen.found
        else unseen("search_keys", ", ".join(facts.search_keys), seen.troubles.get("find") or NO_ORDER),
        _marker(about, seen),
        history.of_visibility(facts.visibility_bound_s, ways, look_s=look_s),
        history.of_server_timeout(facts, ways, look_s=look_s),
        hold.of_order(facts.monotone, [[str(one.reference) for one in rows] for rows in seen.lists]),
        _duplicate_warning(facts, warnings),
        _dialogs(facts, seen),
        _navigation(facts, seen),
        hold.of_identity(facts.crosscheck.identity, seen.lists),
        _unverified(about, seen, no_order),
        hold.of_equivalences(facts, orders)
        if orders
        else unseen("crosscheck.equivalences", hold.ways(facts.crosscheck.equivalences), no_order),
    ]


def _url(facts: PortalFacts, seen: Seen) -> Observation:
    host = urlsplit(address(facts.url)).hostname or "?"
    if seen.opened:
        return told("url", facts.url, f"{host} answers")
    return unseen("url", facts.url, f"no page of {host} could be opened")


def _accounts(facts: PortalFacts, seen: Seen) -> Observation:
    names = [account.name for account in facts.accounts]
    if seen.refused:
        said = "; ".join(f"{name}: {why}" for name, why in seen.refused.items())
    else:
        said = "; ".join(
            f"{name} signed in within {seconds:.1f} s" for name, seconds in seen.sign_ins.items()
        )
    return told("accounts", ", ".join(names), said, contradicted=bool(seen.refused))


def _sessions(facts: PortalFacts, seen: Seen) -> Observation:
    if seen.tried:
        return hold.of_sessions(facts.sessions_per_account, tried=seen.tried, alive=seen.alive)
    why = seen.troubles.get("sessions") or "no account could be signed in"
    return unseen("sessions_per_account", str(facts.sessions_per_account), why)


def _marker(about: Subject, seen: Seen) -> Observation:
    marker = about.bot.facts.marker
    if marker is not None and seen.marker is not None:
        return hold.of_marker(marker, kept=seen.marker.kept, limit=seen.marker.limit)
    if marker is None:
        why = "nothing is declared"
    elif about.sale is None:
        why = "no sale to fill the form with: give one with --sales FILE"
    elif not seen.sign_ins:
        why = "no account could be signed in"
    else:
        why = seen.troubles.get("enter") or f"no form of the book that was filled has {marker.field}"
    return unseen("marker", hold.said_of(marker), why)


def _duplicate_warning(facts: PortalFacts, warnings: Sequence[str]) -> Observation:
    words = facts.duplicate_warning
    said = sum(facts.warns_of_duplicate(warning) for warning in warnings)
    if words is not None and said:
        return told("duplicate_warning", words, f"the portal said so in {said} of our cases")
    why = "only an order that is sent makes the portal say it"
    if warnings:
        why += f"; in {len(warnings)} of our cases it warned in other words"
    return unseen("duplicate_warning", words or "none", why)


def _dialogs(facts: PortalFacts, seen: Seen) -> Observation:
    declared = ", ".join(f"{one.says} ({one.answer.value})" for one in facts.dialogs) or "none"
    met = list(dict.fromkeys(seen.dialogs))
    if not met:
        return unseen("dialogs", declared, "none came up on the way to the commit point")
    strange = [one.said for one in met if one.declared is None]
    said = (
        f"not declared: {', '.join(strange)}" if strange else f"came up: {', '.join(one.said for one in met)}"
    )
    return told("dialogs", declared, said, contradicted=bool(strange))


def _navigation(facts: PortalFacts, seen: Seen) -> Observation:
    fact, declared = "navigation_timeout_s", f"{facts.navigation_timeout_s:g}"
    if not seen.opened:
        return unseen(fact, declared, "no page could be opened")
    slowest = max(seen.opened)
    said = f"the slowest of {len(seen.opened)} pages took {slowest:.1f} s"
    return told(fact, declared, said, contradicted=slowest > facts.navigation_timeout_s)


def _unverified(about: Subject, seen: Seen, no_order: str) -> Observation:
    facts, declared = about.bot.facts, ", ".join(about.bot.facts.crosscheck.unverified) or "none"
    if "read" in seen.changed:
        return told("crosscheck.unverified", declared, seen.troubles["read"], contradicted=True)
    if not seen.orders:
        return unseen("crosscheck.unverified", declared, no_order)
    return hold.of_unverified(facts, order_fields(about.bot.sale_type, facts), seen.orders)
