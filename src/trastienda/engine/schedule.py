"""Keep the schedules' time: the only module that knows APScheduler."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_SUBMITTED, JobSubmissionEvent
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from trastienda.errors import WorkspaceError
from trastienda.workspace import Schedule

Fire = Callable[[str], None]


def slot_of(schedule: Schedule, fire_time: datetime) -> str:
    """The id of one firing: `schedule:<name>:<time in UTC>`; the same for every process that keeps the time."""
    return f"schedule:{schedule.name}:{fire_time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def schedule_in(slot: str) -> str:
    """The schedule's name in a slot's id."""
    return slot.split(":", 2)[1]


def trigger_of(schedule: Schedule) -> CronTrigger:
    """The trigger of a schedule.

    Raises:
        WorkspaceError: its cron fields are wrong.
    """
    try:
        return CronTrigger.from_crontab(schedule.cron, timezone=ZoneInfo(schedule.timezone))
    except ValueError as error:
        raise WorkspaceError(
            f"config/workspace.toml: schedule '{schedule.name}', cron '{schedule.cron}': {error}"
        ) from None


def next_times(schedule: Schedule, *, now: datetime, count: int) -> Iterator[datetime]:
    """When a schedule fires next, in its own time zone; at most `count` times."""
    trigger = trigger_of(schedule)
    previous: datetime | None = None
    for _ in range(count):
        following = trigger.get_next_fire_time(previous, now if previous is None else previous)
        if following is None:
            return
        yield following
        previous, now = following, following


def changes_of_clock(schedule: Schedule, *, now: datetime) -> list[str]:
    """Warnings about firings of the next year that a change of the clocks repeats or moves."""
    zone, end = ZoneInfo(schedule.timezone), now + timedelta(days=366)
    warnings, previous = [], None
    for fire in next_times(schedule, now=now, count=5_000):
        if fire > end:
            break
        wall = fire.replace(tzinfo=None)
        if previous is not None and wall == previous:
            warnings.append(
                f"{schedule.name} fires twice at {wall:%Y-%m-%d %H:%M} {schedule.timezone} (the clocks go back)"
            )
        if fire.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
            warnings.append(f"{schedule.name}: {wall:%Y-%m-%d %H:%M} does not exist in {schedule.timezone}")
        previous = wall
    return warnings


def missed(schedule: Schedule, *, since: datetime, now: datetime) -> datetime | None:
    """The latest time after `since` and up to `now` at which a schedule should have fired, `None` for none."""
    latest = None
    for fire in next_times(schedule, now=since + timedelta(microseconds=1), count=100_000):
        if fire > now:
            break
        latest = fire
    return latest


class Timekeeper:
    """Calls `fire` with the slot's id at each schedule's times; starts and stops with `with`."""

    def __init__(self, schedules: Sequence[Schedule], fire: Fire) -> None:
        """Prepare.

        Args:
            schedules: of the workspace.
            fire: does one idempotent enqueue; several processes may call it for the same slot.
        """
        self._schedules = {schedule.name: schedule for schedule in schedules}
        self._fire = fire
        # In memory: a stored job would be run by every scheduler that shares the store.
        self._scheduler = BackgroundScheduler(jobstores={"default": MemoryJobStore()}, timezone=UTC)
        for schedule in schedules:
            self._scheduler.add_job(
                # The event below says for which time it fires; the job itself is not told.
                _nothing,
                trigger_of(schedule),
                id=schedule.name,
                # Late is better than never: the default drops a firing that is a second late.
                misfire_grace_time=None,
                coalesce=True,
            )
        self._scheduler.add_listener(self._fired, EVENT_JOB_SUBMITTED)

    def __enter__(self) -> Self:
        self._scheduler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._scheduler.shutdown(wait=True)

    def _fired(self, event: JobSubmissionEvent) -> None:
        for time in event.scheduled_run_times:
            self._fire(slot_of(self._schedules[event.job_id], time))


def _nothing() -> None:
    """A job needs a function; the listener does the work."""
