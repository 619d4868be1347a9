"""Match the headers of a file with the fields of a sale."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

from trastienda.domain.fields import fold
from trastienda.domain.sale import Sale
from trastienda.errors import IntakeError, WorkspaceError, did_you_mean


def duplicate(table: str, headers: Iterable[str]) -> str | None:
    """Why headers that are equal but for accents and case cannot be used; None when there are none."""
    seen: dict[str, str] = {}
    for header in headers:
        if fold(header) in seen:
            twin = seen[fold(header)]
            return f"{table} has the column '{header}' twice (also '{twin}'). Rename or remove one."
        seen[fold(header)] = header
    return None


def match_headers(
    table: str, headers: Sequence[str], sale_type: type[Sale], columns: Mapping[str, str]
) -> dict[str, str]:
    """Header → field for every header of `table`; accents, case and signs do not matter.

    Args:
        table: the name of the table, for messages.
        columns: header → field as the workspace declares them; a field's own name is always a header.

    Raises:
        IntakeError: a header is unknown, two mean the same field, or a required field has none.
        WorkspaceError: `columns` names a field that `sale_type` does not have.
    """
    known = _known(sale_type, frozenset(columns.items()))
    matched: dict[str, str] = {}
    for header in headers:
        field = known.get(fold(header), (None, ""))[0]
        if field is None:
            raise IntakeError(f"{table} has an unknown column '{header}'.{_nearest(header, known)}")
        twin = next((other for other in matched if matched[other] == field), None)
        if twin is not None:
            raise IntakeError(f"{table}: the columns '{twin}' and '{header}' both mean {field}. Remove one.")
        matched[header] = field
    missing = [field for field in required(sale_type) if field not in matched.values()]
    if missing:
        names = ", ".join(f"'{_title(field, columns)}' ({field})" for field in missing)
        raise IntakeError(f"{table} lacks a column for: {names}. Its columns: {', '.join(headers)}.")
    return matched


def known_share(headers: Sequence[str], sale_type: type[Sale], columns: Mapping[str, str]) -> float:
    """The share of the required fields that `headers` have a column for, 0 to 1."""
    known = _known(sale_type, frozenset(columns.items()))
    found = {known[fold(header)][0] for header in headers if fold(header) in known}
    wanted = required(sale_type)
    return len(found.intersection(wanted)) / len(wanted)


def required(sale_type: type[Sale]) -> tuple[str, ...]:
    """The fields of `sale_type` that have no default."""
    return tuple(name for name, field in sale_type.model_fields.items() if field.is_required())


@lru_cache(maxsize=32)
def _known(sale_type: type[Sale], columns: frozenset[tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
    """Folded header → (field, header as declared)."""
    fields = sale_type.model_fields
    known: dict[str, tuple[str, str]] = {}
    for header, field in [*sorted(columns), *((field, field) for field in fields)]:
        if field not in fields:
            raise WorkspaceError(
                f"The column '{header}' is declared as '{field}', which {sale_type.__name__} does not have."
                f"{did_you_mean(field, fields)}"
            )
        if known.setdefault(fold(header), (field, header))[0] != field:
            other = known[fold(header)][0]
            raise WorkspaceError(f"The column '{header}' is declared as {other} and as {field}. Keep one.")
    return known


def _nearest(header: str, known: Mapping[str, tuple[str, str]]) -> str:
    close = get_close_matches(fold(header), known, n=1)
    if close:
        field, name = known[close[0]]
        return f" Did you mean '{name}' ({field})?"
    return did_you_mean(header, (name for _, name in known.values()))


def _title(field: str, columns: Mapping[str, str]) -> str:
    return next((header for header, named in columns.items() if named == field), field)
