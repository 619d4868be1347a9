"""Find the papers of a sale in a folder, by their names."""

from collections.abc import Collection, Mapping
from pathlib import Path

from trastienda.errors import WorkspaceError


def papers_in(folder: Path, reference: str, templates: Collection[str]) -> Mapping[str, Path]:
    """Template → its paper of a sale, for each that is there.

    A paper is named `<reference>-<template>.pdf`, in any case; a "/" of the reference is written as "_".

    Args:
        reference: our own number of the sale.
        templates: which papers are looked for.

    Raises:
        WorkspaceError: there is no such folder, or a paper is there twice under names that differ in case alone.
    """
    if not folder.is_dir():
        raise WorkspaceError(f"There is no folder {folder} with papers. Make it, or correct papers.folder.")
    wanted = {f"{reference.replace('/', '_')}-{name}.pdf".casefold(): name for name in templates}
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = wanted.get(path.name.casefold())
        if name is None or not path.is_file():
            continue
        if name in found:
            raise WorkspaceError(f"{found[name].name} and {path.name} in {folder} are one paper: keep one.")
        found[name] = path
    return found


def named_in(file: Path, templates: Collection[str]) -> tuple[str, str] | None:
    """The reference and the template in a paper's file name; `None` when it is named otherwise."""
    for name in sorted(templates, key=len, reverse=True):
        reference = file.stem[: -len(name) - 1]
        if file.stem.casefold().endswith(f"-{name}".casefold()) and reference:
            return reference, name
    return None
