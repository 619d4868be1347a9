"""Owe items their next step: the only module that knows DBOS."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, EnqueueOptions

from trastienda.domain.item import Item, State
from trastienda.errors import DatabaseAway
from trastienda.store.connection import Store, answering

PROGRAM = "trastienda"
VERSION = "1"
"""One version for all programs: an item's row says where it stands, so any program may take it up."""

POLL_S = 0.1
POLL_APART_S = 0.02
"""A poll costs about 3 ms of CPU: however many queues a process works, it polls at most 50 times a second."""

BEGUN, NEW = 1, 2
"""Priorities of steps; the lower one runs first."""

LIVE = ["ENQUEUED", "DELAYED", "PENDING"]

Process = Callable[[int, int], None]
StartSlot = Callable[[str], None]
SweepAccount = Callable[[str, str, str], None]

_process: Process | None = None
_start_slot: StartSlot | None = None
_sweep: SweepAccount | None = None

_in_hand: set[str] = set()
"""Ids of the items' steps that run in this process."""


@DBOS.workflow(name="process_item")
def _process_item(item: int, generation: int) -> None:
    # No steps: nothing is replayed from a checkpoint; the row decides, and an old generation does nothing.
    assert _process is not None
    step = workflow_id(item, generation)
    _in_hand.add(step)
    try:
        _process(item, generation)
    finally:
        _in_hand.discard(step)


@DBOS.workflow(name="start_slot")
def _start_scheduled_run(slot: str) -> None:
    assert _start_slot is not None
    _start_slot(slot)


@DBOS.workflow(name="sweep_account")
def _sweep_account(run: str, portal: str, account: str) -> None:
    assert _sweep is not None
    _sweep(run, portal, account)


SLOTS = "slots"
"""Queue of the schedules' slots."""


def queue_of(portal: str, account: str) -> str:
    """The queue of an account; it is worked one item at a time, by the process that holds the account's lock."""
    return f"{portal}/{account}"


def workflow_id(item: int, generation: int) -> str:
    """The id under which an item's step is enqueued once per generation."""
    return f"item-{item}-{generation}"


def prepare(store: Store) -> None:
    """Create or upgrade the dispatcher's own tables."""
    with store.read():
        pass  # The file is made by our own connection first, so that it is in the right mode.
    DBOS.migrate(store.engine.url.render_as_string(hide_password=False))


class Dispatcher:
    """Enqueues from any process; runs what is enqueued in the process that launched it.

    Attributes:
        launched: whether this process works on queues.
    """

    def __init__(self, store: Store) -> None:
        """Prepare to enqueue; needs the tables of `prepare`."""
        self._client = DBOSClient(system_database_engine=store.engine, application_name=PROGRAM, lazy=True)
        self._engine = store.engine
        self.launched = False
        self._not_begun: dict[str, set[str]] = {}
        """Queue → steps that were said to run here, and did not, at the last look."""

    def enqueue(self, conn: sa.Connection, item: Item, *, after: timedelta = timedelta(0)) -> None:
        """Owe an item its next step, in the transaction of its move: both happen or neither.

        Args:
            conn: the transaction.
            item: the item after its move; its generation is part of the step's id.
            after: not before this has passed.
        """
        step: EnqueueOptions = {
            "workflow_name": "process_item",
            "queue_name": queue_of(item.portal, item.account),
            "workflow_id": workflow_id(item.id, item.generation),
            "app_version": VERSION,
            "application_name": PROGRAM,
            # What may be in the portal already is looked at before anything new is entered. Never left unset:
            # no priority at all would run before every priority.
            "priority": NEW if item.state is State.READY else BEGUN,
        }
        if after:
            step["delay_seconds"] = after.total_seconds()
        self._client.enqueue_in_transaction(conn, step, item.id, item.generation)

    def enqueue_slot(self, slot: str, *, caught_up: datetime | None = None) -> None:
        """Owe a schedule's slot its run; the same slot again changes nothing.

        Args:
            slot: its id; whoever starts it opens the slot's run, which can be opened once.
            caught_up: when it was found that a due slot has no run (aware). Then it is owed anew: the one that fired
                in time ended without a run, or died.
        """
        with answering():
            self._client.enqueue(
                {
                    "workflow_name": "start_slot",
                    "queue_name": SLOTS,
                    "workflow_id": f"{slot}+{caught_up:%Y-%m-%dT%H:%M:%S%z}" if caught_up else slot,
                    "app_version": VERSION,
                    "application_name": PROGRAM,
                },
                slot,
            )

    def enqueue_sweep(self, run: str, portal: str, account: str) -> None:
        """Owe a sweep its turn at an account, between two items; a second time changes nothing."""
        with answering():
            self._client.enqueue(
                {
                    "workflow_name": "sweep_account",
                    "queue_name": queue_of(portal, account),
                    "workflow_id": f"sweep-{run}-{account}",
                    "app_version": VERSION,
                    "application_name": PROGRAM,
                    "priority": BEGUN,
                },
                run,
                portal,
                account,
            )

    def launch(
        self,
        queues: Sequence[str],
        *,
        executor: str,
        process: Process,
        sweep: SweepAccount,
        start_slot: StartSlot | None = None,
    ) -> None:
        """Start to work on queues in this process.

        Args:
            queues: of the accounts whose locks this process holds.
            executor: unique per process; the library's default would run another process's work again.
            process: called with item and generation, on a thread of the dispatcher.
            sweep: called with run, portal and account, on a thread of the dispatcher.
            start_slot: called with a slot's id; without it the slots are left to others.

        Raises:
            DatabaseAway: nothing was started.
        """
        global _process, _start_slot, _sweep
        _process, _start_slot, _sweep = process, start_slot, sweep
        DBOS(
            config={
                "name": PROGRAM,
                "system_database_engine": self._engine,
                "application_version": VERSION,
                "executor_id": executor,
                "run_migrations": False,
                "log_level": logging.getLevelName(logging.getLogger("dbos").level),
                "notification_listener_polling_interval_sec": 1.0,
                "scheduler_polling_interval_sec": 3600.0,
            }
        )
        names = [*queues, *([SLOTS] if start_slot else [])]
        DBOS.listen_queues(names)
        self.launched = True  # From here on there is something to stop, however far it comes.
        try:
            with answering():
                DBOS.launch()
                pause = max(POLL_S, POLL_APART_S * len(names))
                for name in names:
                    DBOS.register_queue(
                        name, worker_concurrency=1, polling_interval_sec=pause, on_conflict="always_update"
                    )
        except DatabaseAway:
            self.stop(wait_s=0)
            raise

    def live(self, queue: str, *, executor: str) -> set[str]:
        """Ids of an account's steps that will run or run now: waiting ones, and those that run in this process.

        DBOS takes a step off its queue in one transaction and begins it afterwards; what goes wrong in between, or when
        an outcome is written, leaves a step that is said to run here for as long as this process lives. One look may
        fall in between: a step that two looks in a row find so is dead.
        """
        with answering():
            found = self._client.list_workflows(
                queue_name=queue, status=LIVE, load_input=False, load_output=False
            )
        waiting = {status.workflow_id for status in found if status.status != "PENDING"}
        ours = {status.workflow_id for status in found if status.executor_id == executor} - waiting
        not_begun = ours - _in_hand
        dead = not_begun & self._not_begun.get(queue, set())
        self._not_begun[queue] = not_begun
        return waiting | (ours - dead)

    def cancel(self, ids: Collection[str]) -> None:
        """Take steps out that are queued, or whose process is proven dead; never one that runs."""
        if ids:
            self._client.cancel_workflows(list(ids))

    def stop(self, *, wait_s: int) -> None:
        """Stop working, after what is in hand but at most after `wait_s` seconds; enqueueing goes on."""
        if self.launched:
            DBOS.destroy(workflow_completion_timeout_sec=wait_s)
            self.launched = False

    def close(self) -> None:
        """Give everything back."""
        self.stop(wait_s=0)
        self._client.destroy()
