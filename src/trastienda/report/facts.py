"""State the facts of a run: what `run.json` holds and `trastienda runs show --json` prints."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from trastienda.domain.case import Case
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.item import Item, State
from trastienda.store import cases, intents, items, runs
from trastienda.store.tables import run_items

BY_A_PERSON = "by_a_person"
"""Stands among the finding codes for a sale that a person rejected."""

AT_ONCE = 500
"""So many numbers go into one query: databases limit them."""


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceFacts(_Facts):
    """Where a sale came from."""

    file: str = Field(description="Name of the file.")
    sheet: str | None = Field(description="Sheet of a workbook, null for other files.")
    row: int = Field(
        description="Row as a person sees it; the header is row 1. 0 for an order without a sale."
    )


class IntakeFacts(_Facts):
    """What the run took in."""

    files: list[str] = Field(description="Names of the files that were read.")
    rows: int = Field(description="Rows in them that were not empty.")
    taken_in: int = Field(description="New items, whatever became of them.")
    known: int = Field(description="Rows that had been taken in before.")
    unreadable: int = Field(description="New items whose row could not be read as a sale.")
    notes: list[str] = Field(description="What was detected in the files, in sentences.")


class ItemFacts(_Facts):
    """One sale of the run."""

    item: int = Field(description="Our number of the item.")
    sale_reference: str = Field(description="The sale's own reference (ours).")
    source: SourceFacts = Field(description="Where the sale came from.")
    state: State = Field(description="Where the item stands now.")
    reference: str | None = Field(description="The portal's number of its order, null when none is known.")
    reason: str | None = Field(
        description="Reason of the open or last case, else the code of the finding that rejected the sale, "
        f"'{BY_A_PERSON}' when a person did; null when there is none."
    )
    entered_by_us: bool = Field(
        description="Whether we pressed the button and the order was seen afterwards; "
        "false with a reference: the order had been there already."
    )
    touched: bool = Field(description="Whether a person decided something about it.")
    attempts: int = Field(description="Attempts at it in this run.")
    next_at: datetime | None = Field(
        description="When it is looked at next (UTC), null for at once or never."
    )


class SweepFacts(_Facts):
    """What a sweep saw, over all accounts that it has looked through."""

    accounts: list[str] = Field(description="The logins that were looked through.")
    since: datetime | None = Field(
        description="Sales settled before this were not looked at (UTC), null for all."
    )
    checked: int = Field(description="Settled sales whose order is as it was.")
    reopened: int = Field(description="Settled sales that a person must look at now.")
    unchecked: int = Field(description="Settled sales whose order could not be looked at.")
    unknown: int = Field(description="Orders of our accounts without a sale, found for the first time.")
    matched: int = Field(description="Cases of such orders that have found their sale since.")
    listed: int | None = Field(
        description="Orders of our accounts that the portal lists, null where the book names no such list."
    )
    broken_off: str | None = Field(description="Why it did not come to its end, null when it did.")


class RunFacts(_Facts):
    """The facts of one run, as they are now: an item that a person decided later counts where it stands."""

    schema_version: Literal[1] = Field(1, description="Raised when a field changes its meaning or goes.")
    run: str = Field(description="The run's id; ids sort by time.")
    bot: str = Field(description="The bot's name.")
    trigger: str = Field(description="'hand', 'schedule:<name>', or 'restored'.")
    mode: str = Field(description="'enter', 'rehearse', which stops before the commit point, or 'sweep'.")
    started_at: datetime = Field(description="When it began (UTC).")
    ended_at: datetime | None = Field(description="When it ended (UTC), null while it works.")
    duration_s: float | None = Field(description="Seconds from beginning to end, null while it works.")
    outcome: str | None = Field(description="How it ended in a word, null while it works.")
    versions: dict[str, str] = Field(description="Of the program, the bot, the selector book, the browser.")
    intake: IntakeFacts = Field(description="What the run took in.")
    states: dict[State, int] = Field(description="State → number of the run's items in it; no zeros.")
    settled: int = Field(description="Items whose order was read back and says what was sold.")
    straight_through_rate: float | None = Field(
        description="Items taken in by this run and settled without a human touch ÷ items taken in by this "
        "run; from 0 to 1, null when it took in none."
    )
    exceptions: dict[str, int] = Field(description="Reason → open cases of the run's items.")
    rejected: dict[str, int] = Field(
        description="Code of a finding → rejected items that have it; an item may have several. "
        f"'{BY_A_PERSON}' for those that a person rejected."
    )
    attempts: int = Field(description="Attempts made in this run.")
    swept: SweepFacts | None = Field(description="What a sweep saw, null for other runs.")
    items: list[ItemFacts] = Field(description="The run's items, in the order in which they were taken in.")


@dataclass(frozen=True, slots=True)
class RunItem:
    """An item of a run with what hangs on it.

    Attributes:
        source, raw, findings: of its row.
        touched: a person decided something about it.
        taken_in: this run took it in, rather than finding it open.
        cases: all of its cases, oldest first.
        entered_by_us: an intent of ours is known to have become an order.
        attempts: attempts in this run.
    """

    item: Item
    source: SourceFacts
    findings: tuple[Finding, ...]
    touched: bool
    taken_in: bool
    cases: tuple[Case, ...]
    entered_by_us: bool
    attempts: int

    @property
    def open_case(self) -> Case | None:
        """The case that waits for a decision."""
        return next((case for case in self.cases if case.decided_at is None), None)

    @property
    def refused_by(self) -> tuple[Finding, ...]:
        """The findings that rejected the sale; none when it was not rejected, or a person did."""
        if self.item.state is not State.REJECTED or self.touched:
            return ()
        return tuple(one for one in self.findings if one.severity is Severity.REJECT)

    @property
    def codes(self) -> tuple[str, ...]:
        """Why the sale was rejected, as codes; none when it was not."""
        if self.item.state is not State.REJECTED:
            return ()
        return tuple(dict.fromkeys(one.code for one in self.refused_by)) or (BY_A_PERSON,)

    @property
    def reason(self) -> str | None:
        """The one word for why it did not go straight through."""
        if self.codes:
            return self.codes[0]
        return self.cases[-1].reason.value if self.cases else None


def items_of(conn: sa.Connection, run: str) -> list[RunItem]:
    """The items of a run with everything that its report says of them, in the order of their numbers."""
    found: list[RunItem] = []
    taken_in = _taken_in(conn, run)
    for ids in _in_parts(runs.item_ids(conn, run)):
        rows = items.source_of(conn, ids)
        ours = intents.entered_by_us(conn, ids)
        tries = Counter(row.item for row in runs.attempts_of(conn, ids) if row.run == run)
        queue: dict[int, list[Case]] = {}
        for case in cases.of_items(conn, ids):
            queue.setdefault(case.item, []).append(case)
        found += [
            RunItem(
                item=items.get(conn, number),
                source=_source(rows[number].source),
                findings=tuple(Finding.model_validate(one) for one in rows[number].findings),
                touched=rows[number].touched,
                taken_in=number in taken_in,
                cases=tuple(queue.get(number, ())),
                entered_by_us=number in ours,
                attempts=tries[number],
            )
            for number in ids
        ]
    return found


def run_facts(conn: sa.Connection, run_id: str) -> RunFacts:
    """The facts of a run as they are now.

    Raises:
        LookupError: there is no such run.
    """
    return facts_of(runs.get(conn, run_id), items_of(conn, run_id))


def facts_of(run: runs.Run, its: Sequence[RunItem]) -> RunFacts:
    """The facts of a run, from its row and its items."""
    files = run.intake.get("files", ())
    taken_in = [one for one in its if one.taken_in]
    straight = [one for one in taken_in if one.item.state is State.SETTLED and not one.touched]
    states = Counter(one.item.state for one in its)
    return RunFacts(
        schema_version=1,
        run=run.id,
        bot=run.bot,
        trigger=run.trigger,
        mode=run.mode,
        started_at=run.started_at,
        ended_at=run.ended_at,
        duration_s=(run.ended_at - run.started_at).total_seconds() if run.ended_at else None,
        outcome=run.outcome,
        versions=dict(run.versions),
        intake=IntakeFacts(
            files=[one["file"] for one in files],
            rows=sum(one["rows"] for one in files),
            taken_in=len(taken_in),
            known=sum(one["known"] for one in files),
            unreadable=sum(one.item.sale is None for one in taken_in),
            notes=[note for one in files for note in one["notes"]],
        ),
        states={state: states[state] for state in State if states[state]},
        settled=states[State.SETTLED],
        straight_through_rate=round(len(straight) / len(taken_in), 4) if taken_in else None,
        exceptions=_counted(one.open_case.reason.value for one in its if one.open_case),
        rejected=_counted(code for one in its for code in one.codes),
        attempts=sum(one.attempts for one in its),
        swept=sweep_facts(run) if run.mode == "sweep" else None,
        items=[_item_facts(one) for one in its],
    )


def sweep_facts(run: runs.Run) -> SweepFacts:
    """What a sweep's run saw, summed over its accounts."""
    seen = run.swept or {}
    each = list(seen.values())
    listed = [one["listed"] for one in each]
    sums = {
        name: sum(one[name] for one in each)
        for name in ("checked", "reopened", "unchecked", "unknown", "matched")
    }
    return SweepFacts(
        accounts=sorted(seen),
        since=min((one["since"] for one in each if one["since"]), default=None),
        listed=None if None in listed else sum(listed),
        broken_off=next((one["broken_off"] for one in each if one["broken_off"]), None),
        **sums,
    )


def _taken_in(conn: sa.Connection, run: str) -> set[int]:
    query = sa.select(run_items.c.item).where(run_items.c.run == run, run_items.c.how == "taken_in")
    return set(conn.execute(query).scalars())


def _item_facts(one: RunItem) -> ItemFacts:
    return ItemFacts(
        item=one.item.id,
        sale_reference=one.item.sale_reference,
        source=one.source,
        state=one.item.state,
        reference=one.item.reference,
        reason=one.reason,
        entered_by_us=one.entered_by_us,
        touched=one.touched,
        attempts=one.attempts,
        next_at=one.item.next_at,
    )


def _source(stored: dict[str, Any]) -> SourceFacts:
    return SourceFacts(file=stored["file"], sheet=stored.get("sheet"), row=stored["row"])


def _counted(words: Iterable[str]) -> dict[str, int]:
    """Most frequent first, equals by name."""
    return dict(sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0])))


def _in_parts(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while part := list(islice(rest, AT_ONCE)):
        yield part
