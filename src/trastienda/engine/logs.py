"""Where log lines go: people read the terminal, machines read one structured line per event."""

import json
import logging
import math
import sys
from pathlib import Path
from typing import Any

from loguru import logger


class _Intercept(logging.Handler):
    """Hands the standard library's records to loguru."""

    def emit(self, record: logging.LogRecord) -> None:
        level = record.levelname if record.levelname in {"WARNING", "ERROR", "CRITICAL"} else "DEBUG"
        logger.bind(source=record.name).opt(exception=record.exc_info).log(level, "{}", record.getMessage())


class _Sparing(logging.Filter):
    """Lets each place of a library's code speak once a minute, and in one line.

    While the database is away every queue says so at each of its polls, with the statement.
    """

    def __init__(self) -> None:
        super().__init__()
        self._spoke: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        place = (record.pathname, record.lineno)
        if record.created - self._spoke.get(place, -math.inf) < 60:
            return False
        self._spoke[place] = record.created
        record.msg, record.args = record.getMessage().split("Traceback")[0].splitlines()[0], ()
        return True


def _to_stderr(line: str) -> None:
    # Asked for at each line: while a bar moves, stderr is what writes above it.
    sys.stderr.write(line)


def set_up(*, verbose: bool = False) -> None:
    """Send warnings (everything, when verbose) to stderr, and the standard library's logging to loguru."""
    logger.remove()
    logger.add(
        _to_stderr,
        colorize=sys.stderr.isatty(),
        level="DEBUG" if verbose else "WARNING",
        format="{time:HH:mm:ss} <level>{level: <7}</level> {message} <dim>{extra}</dim>",
        # A traceback with values would print what a customer said.
        backtrace=False,
        diagnose=False,
    )
    logging.basicConfig(handlers=[_Intercept()], level=logging.INFO, force=True)
    # The dispatcher's library brings a console handler of its own unless one is there already.
    dispatcher = logging.getLogger("dbos")
    handler = _Intercept()
    handler.addFilter(_Sparing())
    dispatcher.handlers = [handler]
    dispatcher.propagate = False
    # What it says of itself while it works is for those who look for it; its troubles are everybody's.
    dispatcher.setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


class _RunLog:
    """Writes one JSON line per event; loguru calls `stop` when the sink is removed."""

    def __init__(self, path: Path) -> None:
        self._lines = path.open("a", encoding="utf-8", buffering=1)

    def write(self, message: Any) -> None:
        record = message.record
        line = {
            "at": record["time"].isoformat(),
            "level": record["level"].name,
            "message": record["message"],
            **record["extra"],
        }
        if record["exception"] is not None:
            line["exception"] = record["exception"].type.__name__
        self._lines.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")

    def stop(self) -> None:
        self._lines.close()


def to_run_folder(folder: Path, run: str) -> int:
    """Keep the lines of one run in its `log.jsonl`; returns the sink's id for `stop`."""
    folder.mkdir(parents=True, exist_ok=True)

    def of_run(record: Any) -> bool:
        return bool(record["extra"].get("run") == run)

    return logger.add(_RunLog(folder / "log.jsonl"), level="INFO", filter=of_run)


def stop(sink: int) -> None:
    """Close a sink of `to_run_folder`."""
    logger.remove(sink)
