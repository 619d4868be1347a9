"""One try at one item with a real browser and a real database."""

# Longer than 300 lines because every move of an item in hand stands here, each a few lines.

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from loguru import logger

from trastienda.desk.opening import open_case
from trastienda.domain.case import FieldRow
from trastienda.domain.evidence import Moment
from trastienda.domain.item import Item, State
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale, Seal
from trastienda.engine.attempt import Attempt, Owners
from trastienda.engine.bots import LoadedBot
from trastienda.engine.means import Lease, Means
from trastienda.engine.window import Window
from trastienda.errors import Rehearsed, SessionExpired, Stale
from trastienda.failpoints import Failpoint, reach
from trastienda.portal.evidence import Evidence
from trastienda.rules.breaker import Strain
from trastienda.rules.crosscheck import FieldResult
from trastienda.rules.evidence import level_of
from trastienda.rules.routing import AskPerson, carries_marker
from trastienda.rules.sealing import refusal
from trastienda.store import accounts, intents, items, journal, portals, runs

A_DAY = timedelta(days=1)
"""A portal's days begin where they begin: its list is read from the day before."""


REHEARSED = "rehearsed"
"""How a try ends that was a rehearsal."""


class LiveAttempt(Attempt):
    """One try at one item: the pipeline's hands."""

    def __init__(
        self, means: Means, item: Item, bot: LoadedBot, sale: Sale, lease: Lease, *, rehearsal: bool = False
    ) -> None:
        super().__init__(item, sale, bot.facts)
        self._means = means
        self._store = means.store
        self._bot = bot
        self._lease = lease
        self._rehearsal = rehearsal
        with self._store.begin() as conn:
            earlier = runs.attempts_of(conn, [item.id])
            self._number = runs.start_attempt(
                conn, item=item.id, run=item.run, generation=item.generation, now=self.now()
            )
        # A look at what is settled is no second try, nor is a try after a rehearsal.
        again = item.state is not State.SETTLED and any(one.outcome != REHEARSED for one in earlier)
        self._evidence = Evidence(
            means.run_folder(item.bot, item.run or "without-run"),
            f"item-{item.id}-try-{self._number}",
            level_of(bot.facts, item.sale_reference, closely=again or rehearsal),
        )
        self._window = Window(
            lambda: means.open_portal(bot, item.account, gate=self, evidence=self._evidence)
        )

    def now(self) -> datetime:
        """The current aware time."""
        return self._means.clock()

    # --- looking and entering -------------------------------------------------------------------------

    def _search(self) -> list[Record]:
        with self._window.page() as portal:
            records: list[Record] = self._signing_in_once(lambda: self._bot.verbs.find(portal, self.sale))
            if records:
                portal.keep(Moment.SEARCH)
        return records

    def _search_by_marker(self) -> list[Record] | None:
        place = self._bot.book.own_orders
        if place is None or self.facts.marker is None:
            return None
        since = (self.item.uncertain_since or self.now()) - A_DAY
        day = since.astimezone(ZoneInfo(self.facts.timezone)).date().isoformat()
        with self._window.page() as portal:

            def listed() -> list[Record]:
                portal.open(place.page, since=day)
                return portal.rows(place.rows)

            records: list[Record] = self._signing_in_once(listed)
            ours = [record for record in records if carries_marker(self.sale, record, self.facts)]
            if ours:
                portal.keep(Moment.OWN_ORDERS)
        return ours

    def _owners(self, records: Sequence[Record]) -> Owners:
        marker = self.facts.marker
        markers = {record.fields.get(marker.field, "") for record in records} - {""} if marker else set()
        with self._store.read() as conn:
            return Owners(
                items.with_references(conn, self.item, [r.reference for r in records if r.reference]),
                items.other_markers(conn, self.item, markers),
            )

    def _enter(self) -> Reference:
        with self._window.page() as portal:
            reference: Reference = self._signing_in_once(lambda: self._bot.verbs.enter(portal, self.sale))
        return reference

    def _read(self, reference: Reference) -> Record:
        with self._window.page() as portal:
            record: Record = self._signing_in_once(lambda: self._bot.verbs.read(portal, reference))
            portal.keep(Moment.ORDER)
        with self._store.begin() as conn:
            intents.confirm(conn, self.item.id)
        return record

    def _raise_watermark(self) -> None:
        with self._store.begin() as conn:
            written = intents.entered_at(conn, self.item.id)
            if written is not None:
                portals.raise_watermark(conn, self.item.portal, written)

    def watermark(self) -> datetime | None:
        """When the intent was written of the latest order of ours that the portal's list has shown."""
        with self._store.read() as conn:
            return portals.watermark(conn, self.item.portal)

    def _signing_in_once(self, verb: Callable[[], Any]) -> Any:
        """A session that expires before anything was sent is signed in again within the same attempt."""
        try:
            done = verb()
        except SessionExpired:
            logger.info("the session expired; nothing was sent; once more")
            done = verb()
        for download in self._evidence.take_downloads():
            self._note("downloaded", asdict(download))
        return done

    # --- the gate: asked by the portal at the commit point ------------------------------------------------

    def before_commit(self) -> None:
        """Write the intent durably; in a rehearsal stop here."""
        if self._rehearsal:
            raise Rehearsed("stopped before the commit point")
        reach(Failpoint.FORM_FILLED)
        marker = self.facts.marker
        seen = [found.reference for found in self._seen or []]
        with self._store.begin() as conn:
            items.write_intent(
                conn,
                self.item,
                now=self.now(),
                attempt=self._number,
                epoch=self._lease.epoch,
                seal=(self.item.seal or {}).get("digest", ""),
                marker=self.sale.reference if marker else None,
                seen=seen,
                watermark=max(seen, default=None),
            )
        reach(Failpoint.INTENT_WRITTEN)

    def at_dispatch(self) -> None:
        """The last look before the request leaves: the account, the item and the lock must still be ours."""
        with self._store.read() as conn:
            current = items.get(conn, self.item.id)
            self._check_epoch(conn)
        if (current.generation, current.state) != (self.item.generation, State.ENTERING):
            raise Stale(f"item {self.item.id} was taken over; nothing was sent")
        if not self._lease.alive():
            raise Stale(f"the lease of account {self.item.account} is gone; nothing was sent")
        reach(Failpoint.ABOUT_TO_SEND)

    def _check_epoch(self, conn: sa.Connection) -> None:
        """Raise Stale when another process has taken the account since."""
        if accounts.epoch(conn, self.item.portal, self.item.account) != self._lease.epoch:
            raise Stale(f"the lease of account {self.item.account} is gone; nothing was sent")

    # --- moves -----------------------------------------------------------------------------------------------

    def begin_entering(self) -> Item | None:
        """Move to `entering` with the customer's lease; returns the other sale that has it, if one has."""
        with self._store.begin() as conn:
            holder = items.holder_of_key(conn, self.item)
            if holder is not None:
                return holder
            self.item = items.move(
                conn,
                self.item,
                State.ENTERING,
                now=self.now(),
                why="attempt",
                detail={"attempt": self._number},
                attempts=self.item.attempts + 1,
                held_key=self.item.customer_key,
            )
            # Last of all: once another process has the account, nothing is begun with it here.
            self._check_epoch(conn)
        return None

    def check_seal(self) -> None:
        """Refuse a sale that is not the one that was validated, or that was validated too long ago."""
        seal = Seal.model_validate_json(json.dumps(self.item.seal)) if self.item.seal else None
        refused = refusal(seal, self.sale, max_age=self.facts.seal_max_age, now=self.now())
        if refused is not None:
            raise refused

    def has_open_intent(self) -> bool:
        """Whether the commit point may have been passed and no outcome was written."""
        with self._store.read() as conn:
            return items.open_intent(conn, self.item.id) is not None

    def move(
        self,
        to: State,
        *,
        why: str,
        intent: str | None = None,
        detail: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Move the item, closing its intent in the same transaction when an outcome is given."""
        with self._store.begin() as conn:
            self._move(conn, to, why=why, intent=intent, detail=detail, **changes)

    def _move(
        self,
        conn: sa.Connection,
        to: State,
        *,
        why: str,
        intent: str | None = None,
        detail: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        if intent is not None:
            items.close_intent(conn, self.item.id, intent, now=self.now())
        said = {**(detail or {}), **({"order": changes["reference"]} if "reference" in changes else {})}
        self.item = items.move(conn, self.item, to, now=self.now(), why=why, detail=said, **changes)
        logger.info("{}: {}", to.value, why)

    def _put_off(
        self,
        to: State,
        why: str,
        pause: timedelta,
        *,
        ended: str,
        intent: str | None = None,
        **changes: Any,
    ) -> None:
        self._window.leave()
        with self._store.begin() as conn:
            self._move(
                conn,
                to,
                why="put_off",
                intent=intent,
                detail={"because": why, "pause_s": round(pause.total_seconds(), 1)},
                generation=self.item.generation + 1,
                next_at=self.now() + pause,
                **changes,
            )
            self._means.dispatch(conn, self.item, after=pause)
            self._end(conn, ended)

    def fenced(self) -> None:
        """Somebody else has the item or the account: leave both alone."""
        self._window.leave()
        with self._store.read() as conn:
            current = items.get(conn, self.item.id)
        if (current.generation, current.state) == (self.item.generation, State.ENTERING):
            # Whoever takes it over at this very moment has closed the intent.
            with suppress(Stale):
                # Stopped at the fuse by a lost lease: nothing left the browser.
                self.move(State.ENTERING, why="stopped_at_the_fuse", intent="not_sent")
        self.end("fenced")

    def close_intent(self, outcome: str) -> None:
        """Write the outcome of the item's open intent, if it has one."""
        with self._store.begin() as conn:
            # By then the open intent may be another holder's.
            if items.get(conn, self.item.id).generation != self.item.generation:
                raise Stale(f"item {self.item.id} was taken over; its intent is not ours to close")
            items.close_intent(conn, self.item.id, outcome, now=self.now())

    def pause_account(self, why: str) -> None:
        """The portal refused the sign-in: nobody tries a second time before a person looked."""
        with self._store.begin() as conn:
            accounts.pause(conn, self.item.portal, self.item.account, why=why, now=self.now())
        logger.bind(account=self.item.account).error("account paused: {}", why)

    def change_strain(self, change: Callable[[Strain], Strain]) -> Strain:
        """Change how the portal is doing, all items of it; a pause that begins is one alert."""
        with self._store.read() as conn:
            before = portals.strain(conn, self.item.portal)
        if change(before) == before:
            return before  # As nearly always: nobody is made to wait.
        with self._store.begin() as conn:
            before, after = portals.change_strain(conn, self.item.portal, change)
        if after != before and after.paused(self.now()):
            logger.bind(portal=self.item.portal, until=after.until).error("portal paused: {}", after.why)
        return before

    def ask(self, ask: AskPerson, *, rows: Sequence[FieldRow] = (), **changes: Any) -> None:
        """Open a case, with the fields compared (or the rows given) and the evidence."""
        self._window.leave(for_a_case=True)
        with self._store.begin() as conn:
            if changes.get("held_key") is not None and items.holder_of_key(conn, self.item) is not None:
                # It came back from a person without the lease, and another sale of the customer has it by now.
                changes["held_key"] = None
            self.item, case = open_case(
                conn,
                self.item,
                reason=ask.reason,
                detail=ask.detail,
                rows=rows
                or [field_row(found.reference, result) for found in ask.found for result in found.results],
                orders=[found.reference for found in ask.found],
                evidence=self._evidence.files,
                now=self.now(),
                **changes,
            )
            logger.bind(case=case.id, reason=ask.reason.value).info("case opened")
            self._end(conn, f"case: {ask.reason}")
        reach(Failpoint.CASE_WRITTEN)

    def leave(self) -> None:
        """Close the page that is open, if one is: whatever happened, none is left to the next item."""
        self._window.leave()

    def end(self, outcome: str) -> None:
        """Note how this try ended and what evidence it left."""
        self._window.leave()
        with self._store.begin() as conn:
            self._end(conn, outcome)

    def _end(self, conn: sa.Connection, outcome: str) -> None:
        runs.end_attempt(conn, self._number, outcome=outcome, evidence=self._evidence.files, now=self.now())

    def _note(self, kind: str, detail: dict[str, Any]) -> None:
        with self._store.begin() as conn:
            journal.append(conn, self.item.id, kind, detail, now=self.now())


def field_row(reference: str, result: FieldResult) -> FieldRow:
    """One compared field, as a case keeps it."""
    said = (
        {"es": result.evidence.sentence("es"), "en": result.evidence.sentence("en")}
        if result.evidence
        else {}
    )
    return FieldRow(
        result.field,
        result.expected,
        result.shown,
        result.verdict,
        result.code,
        reference,
        result.label,
        said,
    )
