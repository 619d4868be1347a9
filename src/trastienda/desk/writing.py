"""Make a file whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, and put it in its place when the block ends without an error.

    The folder is made when it is missing. Who reads `path` meanwhile sees the old file or the new one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half_made = path.with_name(f".{path.name}.{os.getpid()}.half-made")
    try:
        yield half_made
        half_made.replace(path)
    finally:
        half_made.unlink(missing_ok=True)
