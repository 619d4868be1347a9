"""What attempts and sweeps work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from trastienda.desk.decide import Dispatch
from trastienda.engine.bots import LoadedBot
from trastienda.portal.evidence import Evidence
from trastienda.portal.facade import Gate, Portal
from trastienda.store.connection import Store


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
