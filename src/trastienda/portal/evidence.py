"""Keep what an attempt saw: pictures, and the page where something went wrong."""

from pathlib import Path

from loguru import logger
from playwright.async_api import Error, Page

from trastienda.portal.pages import first_line
from trastienda.portal.places import within

LIMIT_S = 5.0
"""How long a picture or a snapshot may take."""

# Hidden inputs carry tokens, passwords are passwords: neither is evidence.
_SCRUBBED = """() => {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelectorAll('script, template, noscript').forEach(e => e.remove());
  copy.querySelectorAll('input[type=hidden], input[type=password], meta[name*=csrf]').forEach(e => {
    e.removeAttribute('value'); e.removeAttribute('content');
  });
  return '<!doctype html>' + copy.outerHTML;
}"""


class Evidence:
    """The files of one attempt, under the run's `evidence/`."""

    def __init__(self, run_folder: Path, prefix: str) -> None:
        """Prepare a place.

        Args:
            run_folder: `runs/<bot>/<run>`.
            prefix: what the files' names begin with: ids only, never a customer's value.
        """
        self._run_folder = run_folder
        self._prefix = prefix
        self.files: list[str] = []
        """Paths relative to the run's folder, oldest first."""

    async def picture(self, page: Page, name: str) -> None:
        """Keep a picture of the whole page; one that cannot be had is logged, the order goes on."""
        path = self._path(f"{name}.jpg")
        picture = page.screenshot(path=path, type="jpeg", quality=60, full_page=True, timeout=LIMIT_S * 1000)
        try:
            await within(2 * LIMIT_S, picture)
        except Error as error:
            logger.warning("no picture '{}': {}", name, first_line(error))
            return
        self._note(path)

    async def snapshot(self, page: Page, name: str) -> None:
        """Keep the page's text and structure, without tokens, passwords and scripts."""
        path = self._path(f"{name}.html")
        try:
            path.write_text(await within(LIMIT_S, page.evaluate(_SCRUBBED)), encoding="utf-8")
        except Error as error:
            logger.warning("no snapshot '{}': {}", name, first_line(error))
            return
        self._note(path)

    def _path(self, name: str) -> Path:
        folder = self._run_folder / "evidence"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self._prefix}-{len(self.files) + 1}-{name}"

    def _note(self, path: Path) -> None:
        self.files.append(path.relative_to(self._run_folder).as_posix())
