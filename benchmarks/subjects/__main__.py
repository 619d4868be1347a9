"""Drive one subject: a line of JSON for each request on stdin, one for each answer on stdout."""

import importlib
import json
import os
import sys
import time
from typing import Any


def main() -> None:
    """Serve until stdin ends: `python -m benchmarks.subjects SUBJECT BROWSER`."""
    # Some tools print: what they say goes to stderr, the answers keep stdout for themselves.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    name, browser = sys.argv[1:]
    try:
        subject = importlib.import_module(f"benchmarks.subjects.{name}").Subject(browser)
    except Exception as error:
        print(json.dumps({"error": _said(error)}), file=answers)
        raise
    print(json.dumps({"ready": True}), file=answers)
    for line in sys.stdin:
        print(json.dumps(_answer(subject, json.loads(line))), file=answers)
    subject.close()


def _answer(subject: Any, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        work = getattr(subject, asked.pop("do"))
        began = time.perf_counter()
        shown = work(**asked)
        return {"shown": shown, "wall_ms": (time.perf_counter() - began) * 1000}
    except Exception as error:
        return {"error": _said(error)}


def _said(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"[:300]


if __name__ == "__main__":
    main()
