"""Begin nothing on a disk that is nearly full: evidence, logs and the embedded database are written there."""

import shutil
from pathlib import Path

from loguru import logger

LEAST_FREE = 200_000_000
"""In bytes. An order writes less than one megabyte: what is in hand comes to its end."""


class Room:
    """Says whether there is room on the disk of a folder; any thread may ask."""

    def __init__(self, folder: Path, *, least_free: int = LEAST_FREE) -> None:
        """Prepare.

        Args:
            folder: where files are written; it exists.
            least_free: so many bytes must be free.
        """
        self._folder = folder
        self._least_free = least_free
        self._enough = True

    def __call__(self) -> bool:
        """Whether something may be begun; tells when that changes."""
        free = shutil.disk_usage(self._folder).free
        enough = free >= self._least_free
        if enough != self._enough:
            self._enough = enough
            if enough:
                logger.warning("there is room on the disk again, going on")
            else:
                logger.error(
                    "nothing is begun: {} has {:.0f} MB free and needs {:.0f}; old folders in runs/ hold the "
                    "evidence of their runs",
                    self._folder,
                    free / 1e6,
                    self._least_free / 1e6,
                )
        return enough
