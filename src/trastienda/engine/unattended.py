"""Work unattended: keep the schedules, take folders in, do the items, close the runs."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from loguru import logger

from trastienda.engine import logs
from trastienda.engine.bots import LoadedBot
from trastienda.engine.runs import Mode, Outcome, close_run, ended, open_run, progress, take_in
from trastienda.engine.schedule import Timekeeper, missed, schedule_in, slot_of
from trastienda.engine.sweeps import told
from trastienda.engine.worker import Worker, named, utc_now
from trastienda.errors import DatabaseAway, IntakeError
from trastienda.store import portals, runs
from trastienda.store.connection import Store
from trastienda.workspace import Schedule, Task, Workspace

LOOK_EVERY_S = 1.0
RENEW_EVERY_LOOKS = 5
RESTORED = "restored"
"""Trigger of a sweep that an old database made necessary."""

SALES_FILES = {".xlsx", ".csv", ".json"}


class Unattended:
    """What `trastienda up` does, until it is told to stop."""

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        bots: Mapping[str, LoadedBot],
        *,
        announce: Callable[[str], None],
        limit: int | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Prepare.

        Args:
            workspace, store: where to work.
            bots: every bot that a schedule names.
            announce: called with a sentence for the operator whenever something happens.
            limit: hold at most so many accounts at a time; without it all that are free.
            clock: the current aware time.
        """
        self._workspace = workspace
        self._store = store
        self._bots = bots
        self._announce = announce
        self._limit = limit
        self._clock = clock
        self._schedules = {schedule.name: schedule for schedule in workspace.settings.schedules}
        self._browser = "not started"
        self._worker: Worker
        self._sinks: dict[str, int] = {}
        self._opening = threading.Lock()
        """Held while a slot's files are taken in: until then its run has nothing to do only in appearance."""
        self._broken_off: dict[str, runs.Run] = {}
        """Slot → its run, while a database that went away keeps its files from being taken in."""

    def work(self, stop: threading.Event) -> None:
        """Work until `stop` is set; then finish what is in hand and return."""
        with Worker(self._workspace, self._store, self._bots, clock=self._clock) as worker:
            self._worker = worker
            busy = worker.take(limit=self._limit)
            if busy:
                self._announce(f"in use by another process: {named(busy)}")
            for portal in worker.held():
                self._announce(
                    f"{portal} waits for a sweep: an older database was put in place of the last one"
                )
            self._close_died_sweeps()
            self._browser = worker.start_browser()
            worker.start(start_slot=self._start_slot)
            self._catch_up()
            schedules = list(self._schedules.values())
            with Timekeeper(schedules, worker.dispatcher.enqueue_slot):
                self._announce(
                    f"{len(schedules)} schedule(s), {len(worker.holds)} account(s); stop with Ctrl-C or SIGTERM"
                )
                self._loop(stop)
            self._announce("stopping; the order in hand is finished first")
        try:
            self._close_rested()
        except DatabaseAway as error:
            self._announce(f"{error} The runs are closed by the next start.")
        for sink in self._sinks.values():
            logs.stop(sink)

    def _loop(self, stop: threading.Event) -> None:
        looks, away = 0, False
        while not stop.wait(LOOK_EVERY_S):
            looks += 1
            try:
                self._close_rested()
                if away or looks % RENEW_EVERY_LOOKS == 0:
                    self._renew()
                if away:
                    # Its slots may have come meanwhile.
                    self._catch_up()
                    self._announce("The database answers again, going on.")
                away = False
            except DatabaseAway as error:
                if not away:
                    self._announce(f"{error} Nothing is begun before it answers.")
                away = True

    def _renew(self) -> None:
        self._sweep_held()
        renewed = self._worker.renew(limit=self._limit, start_slot=self._start_slot)
        if renewed.lost:
            self._announce(f"the lock is lost, nothing more is begun: {named(renewed.lost)}")
        if renewed.gained:
            self._announce(f"has become free, going on here: {named(renewed.gained)}")

    def _close_died_sweeps(self) -> None:
        """A sweep is closed by the process that does it; one without an end whose accounts are ours died with it."""
        ours = set(self._worker.holds)
        with self._store.read() as conn:
            died = [run for run in runs.unfinished(conn) if run.mode == Mode.SWEEP and run.bot in self._bots]
        for run in died:
            if {(run.bot, account.name) for account in self._bots[run.bot].facts.accounts} <= ours:
                close_run(self._workspace, self._store, run, Outcome.DIED, now=self._clock())

    def _sweep_held(self) -> None:
        """Sweep a portal that waits for it, as soon as that can reconcile it; again later when it was broken off."""
        now = self._clock()
        for bot in self._bots.values():
            with self._store.read() as conn:
                hold = portals.held(conn, bot.name)
            if hold is not None and now >= hold.sweep_from:
                quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
                self._start_sweep(
                    bot, trigger=RESTORED, slot=f"{RESTORED}:{bot.name}:{quarter:%Y-%m-%dT%H:%MZ}"
                )

    def _start_sweep(self, bot: LoadedBot, *, trigger: str, slot: str) -> None:
        run = self._worker.sweeps.open(bot, trigger=trigger, browser=self._browser, slot=slot)
        if run is None:
            return
        self._keep_log(run)
        self._announce(f"sweep {run.id} of {bot.name} started by {slot}")
        for account in bot.facts.accounts:
            self._worker.dispatcher.enqueue_sweep(run.id, bot.name, account.name)

    def _keep_log(self, run: runs.Run) -> None:
        folder = self._workspace.run_folder(run.bot, run.id)
        self._sinks[run.id] = logs.to_run_folder(folder, run.id)

    def _catch_up(self) -> None:
        """Fire the latest slot that nobody was there for; earlier ones would find the same folder."""
        for schedule in self._schedules.values():
            with self._store.read() as conn:
                last = runs.latest(conn, trigger=f"schedule:{schedule.name}", limit=1)
            now = self._clock()
            due = missed(schedule, since=last[0].started_at, now=now) if last else None
            if due is not None:
                self._worker.dispatcher.enqueue_slot(slot_of(schedule, due), caught_up=now)

    def _start_slot(self, slot: str) -> None:
        """Open the slot's run and take its folder in; called once per slot, on a thread of the dispatcher."""
        schedule = self._schedules.get(schedule_in(slot))
        if schedule is None:
            logger.warning("{}: there is no such schedule any more", slot)
            return
        with self._opening:
            self._open_run_of(schedule, slot)

    def _open_run_of(self, schedule: Schedule, slot: str) -> None:
        bot = self._bots[schedule.bot]
        if schedule.task is Task.SWEEP:
            self._start_sweep(bot, trigger=f"schedule:{schedule.name}", slot=slot)
            return
        run = self._broken_off.pop(slot, None) or self._opened(schedule, bot, slot)
        if run is None:
            return
        try:
            with logger.contextualize(run=run.id):
                self._take_folder_in(schedule, bot, run)
        except DatabaseAway:
            self._broken_off[slot] = run
            raise

    def _opened(self, schedule: Schedule, bot: LoadedBot, slot: str) -> runs.Run | None:
        run = open_run(
            self._workspace,
            self._store,
            bot,
            trigger=f"schedule:{schedule.name}",
            mode=Mode.ENTER,
            browser=self._browser,
            now=self._clock(),
            slot=slot,
        )
        if run is not None:
            self._keep_log(run)
            logger.bind(run=run.id).info("run started by {}", slot)
            self._announce(f"run {run.id} of {bot.name} started by {slot}")
        return run

    def _take_folder_in(self, schedule: Schedule, bot: LoadedBot, run: runs.Run) -> None:
        assert schedule.folder is not None
        folder = self._workspace.root / schedule.folder
        folder.mkdir(parents=True, exist_ok=True)
        taken: list[Path] = []
        for file in sorted(path for path in folder.iterdir() if path.suffix.lower() in SALES_FILES):
            try:
                take_in(
                    self._workspace,
                    self._store,
                    bot,
                    run,
                    [file],
                    dispatch=self._worker.dispatch,
                    now=self._clock(),
                )
            except IntakeError as refused:
                _put_aside(file, folder / "refused", run.id)
                logger.error("a file was refused: {}", refused)
                self._announce(f"refused {file.name}: {refused}")
            else:
                _put_aside(file, folder / "taken", run.id)
                taken.append(file)
        logger.info("{} file(s) taken in", len(taken))

    def _close_rested(self) -> None:
        with self._opening, self._store.read() as conn:
            # A run by hand is closed by the person's own process.
            open_runs = [
                run
                for run in runs.unfinished(conn)
                if run.slot is not None
                and run.slot not in self._broken_off
                and run.bot in self._bots
                and run.mode != Mode.SWEEP
            ]
            known = [runs.get(conn, number) for number in self._sinks]
        for swept in known:
            if swept.mode == Mode.SWEEP and swept.ended_at is not None:
                logs.stop(self._sinks.pop(swept.id))
                self._announce(f"sweep {swept.id} ended: {told(swept)}")
        for run in open_runs:
            if run.id not in self._sinks:
                self._keep_log(run)
            now = self._clock()
            seen = progress(self._store, run.id)
            outcome = ended(self._store, self._bots[run.bot], now, seen)
            if outcome is not None:
                folder = close_run(self._workspace, self._store, run, outcome, now=now)
                logs.stop(self._sinks.pop(run.id))
                ends = ", ".join(f"{count} {state}" for state, count in sorted(seen.states.items()))
                self._announce(f"run {run.id} ended: {ends or 'nothing to do'}; {folder}")


def _put_aside(file: Path, folder: Path, run: str) -> None:
    folder.mkdir(exist_ok=True)
    file.rename(folder / f"{run}-{file.name}")
