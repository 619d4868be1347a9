"""Take out of a trace what is no evidence: cookies, tokens, passwords, and the bodies that carry them."""

import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

DRAWN = frozenset(
    {".css", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".woff", ".woff2", ".ttf", ".otf"}
)
"""The files of a trace that its snapshots are drawn with; every other one is a document, a script or an answer."""

_RECORDS = frozenset({".trace", ".network"})
_NAMED = ("cookie", "authorization", "csrf", "xsrf", "token")
# What a script of the page answered may be anything that it can read.
_BODIES = frozenset({"postData", "postDataBuffer", "body", "result"})
_VALUES = frozenset({"value", "content", "__playwright_value_"})


def scrub(raw: Path, clean: Path) -> None:
    """Write a trace's archive anew without secrets, whole or not at all.

    Hidden inputs and passwords lose their values in the snapshots of pages, headers of the network that carry a
    session or a token theirs; what was sent and what was answered is dropped, but for what a snapshot is drawn with.
    """
    half_made = clean.with_suffix(".half-made")
    try:
        with zipfile.ZipFile(raw) as before, zipfile.ZipFile(half_made, "w", zipfile.ZIP_DEFLATED) as after:
            for name in before.namelist():
                suffix = PurePosixPath(name).suffix
                if suffix in _RECORDS:
                    after.writestr(name, _lines_scrubbed(before.read(name).decode("utf-8")))
                elif suffix in DRAWN:
                    after.writestr(name, before.read(name))
        half_made.replace(clean)
    finally:
        half_made.unlink(missing_ok=True)


def _lines_scrubbed(text: str) -> str:
    kept = (json.dumps(_scrubbed(json.loads(line)), ensure_ascii=False) for line in text.split("\n") if line)
    return "".join(f"{line}\n" for line in kept)


def _scrubbed(value: Any) -> Any:
    match value:
        case [str() as tag, dict() as attributes, *children] if _is_secret(tag, attributes):
            return [tag, _without(attributes, _VALUES), *_scrubbed(children)]
        case list():
            return [_scrubbed(one) for one in value]
        case {"name": str() as name, "value": str()} if any(part in name.lower() for part in _NAMED):
            return {**value, "value": ""}
        case {"_file": str() as file} if PurePosixPath(file).suffix not in DRAWN:
            return _scrubbed(_without(value, {"_file", "text"}))
        case dict():
            kept = _without(value, _BODIES)
            return {name: [] if name == "cookies" else _scrubbed(one) for name, one in kept.items()}
    return value


def _is_secret(tag: str, attributes: dict[str, Any]) -> bool:
    """Whether a node of a page's snapshot is a field, or a note in its head, that holds no evidence."""
    of = {name: str(text).lower() for name, text in attributes.items()}
    if tag == "META":
        return "csrf" in of.get("name", "") or "token" in of.get("name", "")
    filled_by = of.get("autocomplete", "")
    secret = "password" in filled_by or "one-time-code" in filled_by
    return tag == "INPUT" and (of.get("type") in {"hidden", "password"} or secret)


def _without(attributes: dict[str, Any], names: frozenset[str] | set[str]) -> dict[str, Any]:
    return {name: one for name, one in attributes.items() if name not in names}
