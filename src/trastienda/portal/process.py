"""The process of a browser: how much memory it holds, and its end where it does not close."""

import os
import select
import signal
import sys
from contextlib import suppress
from typing import Self

import psutil
from playwright.async_api import Browser, Error

from trastienda.portal.places import within

ANSWER_S = 5.0
"""How long a browser may take to say which process it is."""


class BrowserProcess:
    """The process of a browser that was started, held so that no other one is killed in its place."""

    def __init__(self, pid: int) -> None:
        """Hold the process with this id while it is alive."""
        self.pid = pid
        self._descriptor: int | None = None
        if sys.platform == "linux":
            # A number may be given to another process; a descriptor stays with this one.
            with suppress(OSError):
                self._descriptor = os.pidfd_open(pid)

    @classmethod
    async def of(cls, browser: Browser) -> Self | None:
        """The process of a browser; `None` when it does not say."""
        try:
            session = await within(ANSWER_S, browser.new_browser_cdp_session())
            answer = await within(ANSWER_S, session.send("SystemInfo.getProcessInfo"))
            await within(ANSWER_S, session.detach())
        except Error:
            return None
        pids = [one["id"] for one in answer["processInfo"] if one["type"] == "browser"]
        return cls(pids[0]) if pids else None

    def is_gone(self) -> bool:
        """Whether it has ended; where nothing can tell, it has not."""
        if self._descriptor is not None:
            ended = select.poll()
            ended.register(self._descriptor, select.POLLIN)
            return bool(ended.poll(0))
        return False

    def held_mb(self) -> float:
        """The memory that it and its children hold each for itself, in megabytes; 0 where nobody can tell."""
        try:
            browser = psutil.Process(self.pid)
            tree = (browser, *browser.children(recursive=True))
            return float(sum(one.memory_full_info().uss for one in tree)) / 1e6
        except psutil.Error:
            return 0.0

    def kill(self, *, closed: bool) -> None:
        """See that it is gone; `closed` says that it was seen to close, where nothing else can tell."""
        with suppress(ProcessLookupError):
            if self._descriptor is not None and sys.platform == "linux":
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
            elif not closed:
                os.kill(self.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
