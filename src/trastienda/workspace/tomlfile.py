"""Read a file of the configuration, and say everything that is wrong with it."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from trastienda.errors import WorkspaceError, did_you_mean

ModelT = TypeVar("ModelT", bound=BaseModel)


def load(path: Path, model: type[ModelT]) -> ModelT:
    """What a file says, as its model has it.

    Raises:
        WorkspaceError: it is wrong; every fault is named.
    """
    return checked(path, parsed(path), model)


def parsed(path: Path) -> dict[str, Any]:
    """The tables of a file, not yet checked; WorkspaceError when it is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WorkspaceError(f"{path}: {error}") from None


def checked(path: Path, given: dict[str, Any], model: type[ModelT]) -> ModelT:
    """What was given, as its model has it; WorkspaceError names every fault, and the file."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise refused(path, error.errors(), model) from None


def refused(path: Path, faults: Sequence[Any], model: type[BaseModel]) -> WorkspaceError:
    """The error for some faults that pydantic found in a file."""
    return WorkspaceError("\n".join(f"{path}: {_say(fault, model)}" for fault in faults))


def _say(fault: Any, model: type[BaseModel]) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return (
            f"unknown key '{place}'.{did_you_mean(str(fault['loc'][-1]), _keys_at(model, fault['loc'][:-1]))}"
        )
    return f"{place}: {fault['msg'].removeprefix('Value error, ')}"


def _keys_at(model: type[BaseModel], loc: tuple[Any, ...]) -> Mapping[str, Any]:
    """The known keys of the table at `loc`, followed through nested models, and lists and tables of them."""
    for part in loc:
        # Numbers of a list, and the names that a table of the user's own has.
        if part not in model.model_fields:
            continue
        annotation = model.model_fields[part].annotation
        inner = [annotation, *getattr(annotation, "__args__", ())]
        nested = [one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)]
        if not nested:
            return {}
        model = nested[0]
    return model.model_fields
