"""Keep what an attempt saw: pictures, pages and traces, as much as its level says, and every file that it was given."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from loguru import logger
from playwright.async_api import Download as Arriving
from playwright.async_api import Error, Page

from trastienda.domain.evidence import Download, Level, Moment, Part
from trastienda.errors import ApplicationException
from trastienda.portal.marks import marked
from trastienda.portal.pages import first_line
from trastienda.portal.places import Wanted, within
from trastienda.portal.snapshot import snapshot_of
from trastienda.portal.trace import Trace
from trastienda.rules.evidence import WRONG, keeps_trace, parts_of

LIMIT_S = 5.0
"""How long a picture or a snapshot may take."""


class Evidence:
    """The files of one attempt, under the run's `evidence/`. What cannot be had is logged, and the order goes on."""

    def __init__(self, run_folder: Path, prefix: str, level: Level = Level.NORMAL) -> None:
        """Prepare a place.

        Args:
            run_folder: `runs/<bot>/<run>`.
            prefix: what the files' names begin with: ids only, never a customer's value.
            level: how much is kept where nothing goes wrong.
        """
        self._run_folder = run_folder
        self._prefix = prefix
        self.level = level
        self.files: list[str] = []
        """Paths relative to the run's folder, oldest first."""
        self._downloads: list[Download] = []
        self._trace: Trace | None = None

    async def keep(
        self, page: Page, moment: Moment, about: Mapping[str, Wanted] = MappingProxyType({})
    ) -> None:
        """Keep what the level says of a page.

        Args:
            page: the page.
            moment: when in the order's way it is.
            about: what a case is about, by name: it is outlined in the picture.
        """
        parts = parts_of(self.level, moment)
        if Part.PICTURE in parts:
            await self._picture(page, moment, about)
        if Part.PAGE in parts:
            await self._texts(page, moment, aria=Part.ARIA in parts)

    async def begin_trace(self, page: Page) -> None:
        """Trace what is done in a page from now on, unless it is traced already."""
        if self._trace is None:
            self._trace = Trace(page, snapshots=self.level is Level.FULL)
            await self._trace.begin()

    async def drop_trace(self) -> None:
        """Forget what was traced, and trace no more."""
        if self._trace is not None:
            await self._trace.drop()
            self._trace = None

    async def keep_trace(self, *, wrong: bool) -> None:
        """Write what was traced, or forget it where the level says so.

        Args:
            wrong: something went wrong, or a person must decide: then it is kept at every level.
        """
        if self._trace is not None and (wrong or keeps_trace(self.level)):
            try:
                path = self._path("trace.zip")
                if await self._trace.save(path):
                    self._note(path)
                    self._trace = None
            except OSError as error:
                logger.warning("no trace: {}", first_line(error))
        await self.drop_trace()

    async def keep_download(self, name: str, arriving: Arriving) -> Download:
        """Keep a file that the portal gives, at every level, as soon as all of it is there.

        Args:
            name: of the download in the selector book; of the portal's own name only the ending is kept, the rest
                may tell whose it is.
            arriving: the file.

        Raises:
            ApplicationException: there is nothing in it.
            playwright.async_api.Error: it did not come whole.
        """
        ending = re.search(r"\.[A-Za-z0-9]{1,8}$", arriving.suggested_filename)
        path = self._path(f"download-{name}{ending[0].lower() if ending else ''}")
        await arriving.save_as(path)
        content = path.read_bytes()
        if not content:
            path.unlink()
            raise ApplicationException(f"download '{name}' gave an empty file")
        self._note(path)
        kept = Download(name, self.files[-1], len(content), hashlib.sha256(content).hexdigest())
        self._downloads.append(kept)
        return kept

    def take_downloads(self) -> list[Download]:
        """The files that were kept since the last call."""
        taken, self._downloads = self._downloads, []
        return taken

    async def _picture(self, page: Page, moment: Moment, about: Mapping[str, Wanted]) -> None:
        # A page that is longer than the window costs more than twice as much; its text is in the snapshot.
        whole = self.level is Level.FULL or moment in WRONG
        try:
            path = self._path(f"{moment}.{Part.PICTURE}")
            async with marked(page, about):
                picture = page.screenshot(
                    path=path, type="jpeg", quality=60, full_page=whole, timeout=LIMIT_S * 1000
                )
                await within(2 * LIMIT_S, picture)
        except (Error, OSError) as error:
            logger.warning("no picture '{}': {}", moment, first_line(error))
            return
        self._note(path)

    async def _texts(self, page: Page, moment: Moment, *, aria: bool) -> None:
        try:
            snapshot = await snapshot_of(page, timeout_s=LIMIT_S)
            self._write(f"{moment}.{Part.PAGE}", snapshot.html)
            # An aria snapshot shows what is typed into every field.
            if aria and not snapshot.secrets:
                text = await within(LIMIT_S, page.aria_snapshot(timeout=LIMIT_S * 1000))
                self._write(f"{moment}.{Part.ARIA}", text)
        except (Error, OSError) as error:
            logger.warning("no snapshot '{}': {}", moment, first_line(error))

    def _write(self, name: str, text: str) -> None:
        path = self._path(name)
        path.write_text(text, encoding="utf-8")
        self._note(path)

    def _path(self, name: str) -> Path:
        folder = self._run_folder / "evidence"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self._prefix}-{len(self.files) + 1}-{name}"

    def _note(self, path: Path) -> None:
        self.files.append(path.relative_to(self._run_folder).as_posix())
