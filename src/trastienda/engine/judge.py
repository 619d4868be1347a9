"""Say what is to become of each row of a file of sales, before anything is written."""

import gc
import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from trastienda.documents.examine import Paper, examine_all
from trastienda.documents.reader import Reader
from trastienda.domain.customer import customer_key_of
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.item import Item, State
from trastienda.domain.sale import Sale, seal
from trastienda.engine.bots import LoadedBot
from trastienda.engine.doubles import reused, same_order, same_orders
from trastienda.engine.earlier import Earlier
from trastienda.intake import Row, SalesFile
from trastienda.rules.validate import RULES_VERSION, validator
from trastienda.store.arrivals import New, Onward

UNREADABLE_REFERENCE = "—"


_COLLECTIONS = (20_000, 20, 50)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Have the garbage collector look for cycles seldom: rows come and go by the million, and form none.

    Its usual pace is a tenth of the time of a long intake.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Judge:
    """Judges the rows of one file for one bot."""

    def __init__(self, bot: LoadedBot, path: Path, reader: Reader, *, run: str | None, now: datetime) -> None:
        """Look the file over, and look for orders that stand in it twice.

        Args:
            bot: whose sales these are.
            path: the file.
            reader: reads the papers of its sales.
            run: the run that takes them up, if any.
            now: aware time.

        Raises:
            IntakeError: the file as a whole cannot be used.
        """
        facts = bot.facts
        identity = facts.crosscheck.identity
        self._bot, self._run, self._now = bot, run, now
        self._reader = reader
        self._validate = validator(facts)
        self._papers: dict[str, tuple[list[Paper], tuple[Finding, ...]]] = {}
        self._sales = SalesFile(
            path,
            bot.sale_type,
            columns=facts.columns,
            locale=facts.locale,
            tz=ZoneInfo(facts.timezone),
            apart=identity,
        )
        self._twins = same_orders(self._sales, identity, self._is_fit)
        self.file, self.length = self._sales.file, self._sales.length

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What was detected in the file; complete after the last row."""
        return self._sales.notes

    def chunks(self, size: int) -> Generator[list[Row[Any]]]:
        """So many rows at a time, or fewer.

        None has the reference or the content of another one of its chunk, so each can be held against the database.
        """
        with _few_collections():
            chunk: list[Row[Any]] = []
            references: set[str] = set()
            contents: set[str] = set()
            for row in self._sales:
                reference = row.sale.reference if row.sale else None
                if len(chunk) == size or reference in references or row.content_key in contents:
                    yield chunk
                    chunk, references, contents = [], set(), set()
                chunk.append(row)
                contents.add(row.content_key)
                if reference is not None:
                    references.add(reference)
            if chunk:
                yield chunk

    def read_papers(self, rows: Sequence[Row[Any]]) -> None:
        """Read the papers that the sales of some rows need: before a transaction, which must not wait for them.

        Raises:
            WorkspaceError: there is no folder with papers, or a paper is there twice.
        """
        filing = self._bot.filing
        if filing is not None:
            self._papers = {
                row.sale.reference: examine_all(
                    filing.folder, row.sale, filing.forms, self._bot.facts, reader=self._reader, now=self._now
                )
                for row in rows
                if row.sale is not None
            }

    def earlier(self, conn: sa.Connection) -> Earlier:
        """The earlier sales of the portal, for the rows of one transaction."""
        return Earlier(conn, self._bot.name, self._bot.facts, now=self._now)

    def findings(self, row: Row[Any], known: Sequence[Item], earlier: Earlier | None = None) -> list[Finding]:
        """All that is to be said about a row, in the order in which it was looked for.

        Args:
            row: of `chunks`, whose papers were read.
            known: the bot's items with the reference of the row's sale, oldest first.
            earlier: what the sale may have in common with others; without it nothing is looked for.
        """
        found = list(row.findings)
        if row.sale is not None and row.written is not None:
            found += reused(row.sale.reference, row.written.texts, known)
            found += self._validate(row.sale, self._now)
            found += earlier.findings(row.sale) if earlier else []
            if self._papers:
                papers, missing = self._papers[row.sale.reference]
                found += [finding for paper in papers for finding in paper.judgement.findings]
                found += missing
            found += same_order(self._twins.get(row.source))
        return found

    def new(self, row: Row[Any], findings: Sequence[Finding]) -> New:
        """The item that a row becomes: rejected, ready, or received where a person is to be asked.

        Args:
            row: of `chunks`.
            findings: of it.
        """
        bot, sale, written = self._bot, row.sale, row.written
        codes = {"findings": [finding.code for finding in findings]}
        sealed: dict[str, Any] | None = None
        onward: Onward | None = Onward(State.REJECTED, why="rejected", detail=codes)
        if sale is None or written is None:
            key = hashlib.sha256(row.content_key.encode()).hexdigest()
            reference = _reference_in(bot, row)
        else:
            key = customer_key_of(written.texts, bot.facts.search_keys)
            reference = sale.reference
            severities = {finding.severity for finding in findings}
            if Severity.REJECT not in severities:
                sealed = seal(sale, RULES_VERSION, written).model_dump(mode="json")
                asked = Severity.ASK in severities
                onward = None if asked else Onward(State.READY, why="validated", detail=codes)
        source = row.source.as_json()
        papers, _ = self._papers.get(reference, ([], ())) if sale else ([], ())
        seen = {paper.form: paper.reading.sha256 for paper in papers}
        return New(
            values={
                "portal": bot.name,
                "account": bot.account_for(key),
                "sale_reference": reference,
                "content_key": row.content_key,
                "source": source,
                "sale": None if written is None else written.texts,
                "raw": row.raw,
                "findings": [finding.model_dump(mode="json") for finding in findings],
                "customer_key": key,
                "run": self._run,
                "seal": sealed,
            },
            # What a paper was when it was judged: the portal must be given that one.
            detail={"source": source, "content": row.content_key, **({"papers": seen} if seen else {})},
            onward=onward,
        )

    def _is_fit(self, sale: Sale) -> bool:
        findings = self._validate(sale, self._now)
        return not any(finding.severity is Severity.REJECT for finding in findings)


def _reference_in(bot: LoadedBot, row: Row[Any]) -> str:
    """The reference that an unreadable row seems to carry, so that people find it again."""
    headers = [header for header, field in bot.facts.columns.items() if field == "reference"]
    return next(
        (row.raw[name].strip() for name in [*headers, "reference"] if row.raw.get(name, "").strip()),
        UNREADABLE_REFERENCE,
    )
