"""One try at one item: look, enter, read, and move the item accordingly."""

# Longer than 300 lines because every move of an item in hand stands here, each a few lines.

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from loguru import logger

from trastienda.desk.decide import Dispatch
from trastienda.desk.opening import open_case
from trastienda.domain.case import FieldRow, Reason
from trastienda.domain.item import Item, State
from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale, Seal
from trastienda.engine.bots import LoadedBot
from trastienda.errors import BusinessException, Rehearsed, SessionExpired, Stale
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Gate, Portal
from trastienda.rules.crosscheck import FieldResult
from trastienda.rules.routing import AskPerson, Found, judge
from trastienda.store import accounts, intents, items, journal, runs
from trastienda.store.connection import Store

CUSTOMER_BUSY = timedelta(seconds=2)
"""How long an item waits while another sale of its customer is in the portal."""


class Lease(Protocol):
    """The process's right to use an account."""

    @property
    def epoch(self) -> int:
        """Raised whenever a process takes the account."""
        ...

    def alive(self) -> bool:
        """Whether the account's lock is still held."""
        ...


class OpenPortal(Protocol):
    """How the pipeline gets a page of an account's session."""

    def __call__(self, bot: LoadedBot, account: str, *, gate: Gate, evidence: Evidence) -> Portal:
        """A fresh page in the account's context; close it after use."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What attempts work with.

    Attributes:
        store: owns the items' states.
        open_portal: gives a page of an account's session.
        dispatch: owes an item its next step, in the transaction of its move.
        run_folder: where a run's evidence goes: bot, run → folder.
        clock: the current aware time.
    """

    store: Store
    open_portal: OpenPortal
    dispatch: Dispatch
    run_folder: Callable[[str, str], Path]
    clock: Callable[[], datetime]


class Attempt:
    """One try at one item: the pipeline's hands."""

    def __init__(
        self, means: Means, item: Item, bot: LoadedBot, sale: Sale, lease: Lease, *, rehearsal: bool = False
    ) -> None:
        self._means = means
        self._store = means.store
        self._lease = lease
        self._rehearsal = rehearsal
        self._seen: list[Found] | None = None
        self.item = item
        self.bot = bot
        self.sale = sale
        with self._store.begin() as conn:
            self._number = runs.start_attempt(
                conn, item=item.id, run=item.run, generation=item.generation, now=self._now()
            )
        folder = means.run_folder(item.bot, item.run or "without-run")
        self._evidence = Evidence(folder, f"item-{item.id}-try-{self._number}")

    # --- looking and entering -------------------------------------------------------------------------

    def find(self) -> list[Found]:
        """Search by the bot, and judge every order that the search shows."""
        with self._portal() as portal:
            records = self._signing_in_once(lambda: self.bot.verbs.find(portal, self.sale))
            if records:
                portal.keep("search")
        marker = self.bot.facts.marker
        markers = {record.fields.get(marker.field, "") for record in records} - {""} if marker else set()
        with self._store.read() as conn:
            ours = items.with_references(conn, self.item, [r.reference for r in records if r.reference])
            references = items.other_markers(conn, self.item, markers)
        self._seen = [
            judge(self.sale, record, self.bot.facts, ours=ours, references=references) for record in records
        ]
        self._note("looked", {"orders": [f"{found.reference}: {found.kinship}" for found in self._seen]})
        return self._seen

    def looked(self) -> list[Found]:
        """What a search showed since anything was sent in this try; searches if there was none."""
        return self.find() if self._seen is None else self._seen

    def enter(self) -> Reference:
        """Fill the order and pass the commit point once, behind the gate."""
        with self._portal() as portal:
            reference: Reference = self._signing_in_once(lambda: self.bot.verbs.enter(portal, self.sale))
        self._seen = None
        return reference

    def read(self, reference: Reference) -> Record:
        """Open the order in a fresh page and keep a picture of it."""
        with self._portal() as portal:
            record: Record = self._signing_in_once(lambda: self.bot.verbs.read(portal, reference))
            portal.keep("order")
        with self._store.begin() as conn:
            intents.confirm(conn, self.item.id)
        return record

    def _signing_in_once(self, verb: Callable[[], Any]) -> Any:
        """A session that expires before anything was sent is signed in again within the same attempt."""
        try:
            return verb()
        except SessionExpired:
            logger.info("the session expired; nothing was sent; once more")
            return verb()

    @contextmanager
    def _portal(self) -> Iterator[Portal]:
        portal = self._means.open_portal(self.bot, self.item.account, gate=self, evidence=self._evidence)
        try:
            yield portal
        except Rehearsed:
            raise
        except Exception:
            portal.keep_trouble()
            raise
        finally:
            portal.close()

    # --- the gate: asked by the portal at the commit point ------------------------------------------------

    def before_commit(self) -> None:
        """Write the intent durably; in a rehearsal stop here."""
        if self._rehearsal:
            raise Rehearsed("stopped before the commit point")
        marker = self.bot.facts.marker
        seen = [found.reference for found in self._seen or []]
        with self._store.begin() as conn:
            items.write_intent(
                conn,
                self.item,
                now=self._now(),
                attempt=self._number,
                epoch=self._lease.epoch,
                seal=(self.item.seal or {}).get("digest", ""),
                marker=self.sale.reference if marker else None,
                seen=seen,
                watermark=max(seen, default=None),
            )

    def at_dispatch(self) -> None:
        """The last look before the request leaves: the account, the item and the lock must still be ours."""
        with self._store.read() as conn:
            current = items.get(conn, self.item.id)
            self._check_epoch(conn)
        if (current.generation, current.state) != (self.item.generation, State.ENTERING):
            raise Stale(f"item {self.item.id} was taken over; nothing was sent")
        if not self._lease.alive():
            raise Stale(f"the lease of account {self.item.account} is gone; nothing was sent")

    def _check_epoch(self, conn: sa.Connection) -> None:
        """Raise Stale when another process has taken the account since."""
        if accounts.epoch(conn, self.item.portal, self.item.account) != self._lease.epoch:
            raise Stale(f"the lease of account {self.item.account} is gone; nothing was sent")

    # --- moves -----------------------------------------------------------------------------------------------

    def begin_entering(self) -> bool:
        """Move to `entering` with the customer's lease; `False` when another sale of the customer has it."""
        with self._store.begin() as conn:
            if items.key_is_held(conn, self.item):
                self._put_off(conn, "another sale of this customer is in the portal", CUSTOMER_BUSY)
                self.end("waits for the customer's other sale", conn)
                return False
            moved = items.move(
                conn,
                self.item,
                State.ENTERING,
                now=self._now(),
                why="attempt",
                detail={"attempt": self._number},
                attempts=self.item.attempts + 1,
                held_key=self.item.customer_key,
            )
            # Last of all: once another process has the account, nothing is begun with it here.
            self._check_epoch(conn)
        self.item = moved
        return True

    def check_seal(self) -> None:
        """Refuse a sale that is not the one that was validated."""
        seal = Seal.model_validate_json(json.dumps(self.item.seal)) if self.item.seal else None
        if seal is None or not seal.fits(self.sale):
            raise BusinessException(Reason.SEAL_BROKEN)

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
            items.close_intent(conn, self.item.id, intent, now=self._now())
        said = {**(detail or {}), **({"order": changes["reference"]} if "reference" in changes else {})}
        self.item = items.move(conn, self.item, to, now=self._now(), why=why, detail=said, **changes)
        logger.info("{}: {}", to.value, why)

    def _put_off(self, conn: sa.Connection, why: str, pause: timedelta, **changes: Any) -> None:
        """Owe the item another look after a pause, under a new generation."""
        state = changes.pop("state", self.item.state)
        self._move(
            conn,
            state,
            why="put_off",
            detail={"because": why, "pause_s": round(pause.total_seconds(), 1)},
            generation=self.item.generation + 1,
            next_at=self._now() + pause,
            **changes,
        )
        self._means.dispatch(conn, self.item, after=pause)

    def back_to_ready(self, why: str, *, pause: timedelta, intent: str | None = None, **changes: Any) -> None:
        """Nothing of this item is in the portal: it may be entered, from the look on."""
        with self._store.begin() as conn:
            self._put_off(conn, why, pause, state=State.READY, held_key=None, intent=intent, **changes)
            self.end(why, conn)

    def become_uncertain(self, why: str, *, pause: timedelta, said_success: bool = False) -> None:
        """The commit point may have been passed: from now on only a look decides."""
        with self._store.begin() as conn:
            self._put_off(
                conn,
                why,
                pause,
                state=State.UNCERTAIN,
                uncertain_since=self._now() + pause,
                said_success=said_success,
            )
            self.end("uncertain", conn)

    def wait(self, pause: timedelta, *, why: str = "not to be seen yet", **changes: Any) -> None:
        """The item stays where it is; the next look comes after the pause."""
        with self._store.begin() as conn:
            self._put_off(conn, why, pause, **changes)
            self.end(why, conn)

    def fenced(self) -> None:
        """Somebody else has the item or the account: leave both alone."""
        with self._store.begin() as conn:
            current = items.get(conn, self.item.id)
            if (current.generation, current.state) == (self.item.generation, State.ENTERING):
                # Stopped at the fuse by a lost lease: nothing left the browser.
                self._move(conn, State.ENTERING, why="stopped_at_the_fuse", intent="not_sent")
            self.end("fenced", conn)

    def close_intent(self, outcome: str) -> None:
        """Write the outcome of the item's open intent, if it has one."""
        with self._store.begin() as conn:
            items.close_intent(conn, self.item.id, outcome, now=self._now())

    def pause_account(self, why: str) -> None:
        """The portal refused the sign-in: nobody tries a second time before a person looked."""
        with self._store.begin() as conn:
            accounts.pause(conn, self.item.portal, self.item.account, why=why, now=self._now())
        logger.bind(account=self.item.account).error("account paused: {}", why)

    def ask(self, ask: AskPerson, *, rows: Sequence[FieldRow] = (), **changes: Any) -> None:
        """Open a case, with the fields compared (or the rows given) and the evidence."""
        with self._store.begin() as conn:
            self.item, case = open_case(
                conn,
                self.item,
                reason=ask.reason,
                detail=ask.detail,
                rows=rows
                or [_row(found.reference, result) for found in ask.found for result in found.results],
                orders=[found.reference for found in ask.found],
                evidence=self._evidence.files,
                now=self._now(),
                **changes,
            )
            logger.bind(case=case.id, reason=ask.reason.value).info("case opened")
            self.end(f"case: {ask.reason}", conn)

    def end(self, outcome: str, conn: sa.Connection | None = None) -> None:
        """Note how this try ended and what evidence it left."""
        if conn is None:
            with self._store.begin() as own:
                self.end(outcome, own)
            return
        runs.end_attempt(conn, self._number, outcome=outcome, evidence=self._evidence.files, now=self._now())

    def _note(self, kind: str, detail: dict[str, Any]) -> None:
        with self._store.begin() as conn:
            journal.append(conn, self.item.id, kind, detail, now=self._now())

    def _now(self) -> datetime:
        return self._means.clock()


def _row(reference: str, result: FieldResult) -> FieldRow:
    return FieldRow(
        result.field, result.expected, result.shown, result.verdict, result.code, reference, result.label
    )
