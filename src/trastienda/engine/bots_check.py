"""Check a bot without running it: every name that its code uses must be in the selector book."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from trastienda.engine.bots import load_bot
from trastienda.errors import WorkspaceError, did_you_mean
from trastienda.portal.book import Book
from trastienda.portal.bookfile import load_book
from trastienda.workspace import Workspace

ENTER = "enter"
"""The one verb that passes the commit point."""


@dataclass(frozen=True, slots=True)
class Use:
    """One call of the portal in a bot's code.

    Attributes:
        verb: the function that it stands in.
        word: what is called: `open`, `fill`, `commit` …
        name: its first argument, `None` when that is not a plain text.
        values: names of its keyword arguments; `None` when some are unpacked from elsewhere.
        line: of the call, 1-based.
    """

    verb: str
    word: str
    name: str | None
    values: frozenset[str] | None
    line: int


def faults_of(workspace: Workspace, name: str) -> list[str]:
    """Everything that is wrong with a bot, its selector book and its portal's facts; empty when nothing is.

    Args:
        workspace: where it lies.
        name: the bot's slug.

    Raises:
        WorkspaceError: there is no such bot.
    """
    path = workspace.root / "bots" / f"{name}.py"
    if not path.is_file():
        raise WorkspaceError(f"There is no bots/{name}.py.{did_you_mean(name, workspace.bot_names())}")
    faults: list[str] = []
    book: Book | None = None
    book_path = workspace.root / "selectors" / f"{name}.yaml"
    for load in (
        lambda: workspace.facts(name),
        lambda: workspace.profile(name),
        lambda: load_book(book_path),
    ):
        try:
            loaded = load()
        except WorkspaceError as error:
            faults += str(error).splitlines()
        else:
            book = loaded if isinstance(loaded, Book) else book
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, UnicodeDecodeError) as error:
        line = f":{error.lineno}" if isinstance(error, SyntaxError) else ""
        return [*faults, f"bots/{name}.py{line}: {error.args[0] if error.args else error}"]
    if not faults:
        # Loading stops at the first part that is wrong, so it comes last.
        try:
            load_bot(workspace, name)
        except WorkspaceError as error:
            faults += str(error).splitlines()
    if book is not None:
        faults += name_faults(name, list(uses(tree)), book)
    root = f"{workspace.root}/"
    return [fault.replace(root, "") for fault in faults]


def uses(tree: ast.Module) -> Iterator[Use]:
    """Every call of a portal in a bot's code: of an argument that is called `portal`, or annotated as one."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        portals = {one.arg for one in arguments if one.arg == "portal" or _is_portal(one.annotation)}
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=word)) if owner in portals:
                    yield _use(function.name, word, node)


def _is_portal(annotation: ast.expr | None) -> bool:
    match annotation:
        case ast.Name(id="Portal") | ast.Attribute(attr="Portal") | ast.Constant(value="Portal"):
            return True
    return False


def _use(verb: str, word: str, call: ast.Call) -> Use:
    first = call.args[0] if call.args else None
    name = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    given = [keyword.arg for keyword in call.keywords]
    values = None if None in given else frozenset(one for one in given if one is not None)
    return Use(verb, word, name, values, call.lineno)


_SECTIONS: Mapping[str, tuple[str, Callable[[Book], Mapping[str, object]]]] = {
    "open": ("page", lambda book: book.pages),
    "fill": ("form", lambda book: book.forms),
    "click": ("element", lambda book: book.elements),
    "download": ("download", lambda book: book.downloads),
    "rows": ("list", lambda book: book.lists),
    "record": ("record", lambda book: book.records),
    "commit": ("commit element", lambda book: book.commits),
}
"""A word of the portal → what its first argument names, and where the book has those."""


def name_faults(bot: str, found: list[Use], book: Book) -> list[str]:
    """What is wrong with the names that a bot uses.

    Args:
        bot: the bot's slug, for the messages.
        found: of `uses`.
        book: its selector book.
    """
    faults = [fault for use in found for fault in _faults_of_use(bot, use, book)]
    if not any(use.word == "commit" and use.verb == ENTER for use in found):
        known = ", ".join(f"portal.commit('{name}')" for name in book.commits)
        faults.append(f"bots/{bot}.py: enter() never passes the commit point. It ends with: return {known}")
    return faults


def _faults_of_use(bot: str, use: Use, book: Book) -> Iterator[str]:
    where = f"bots/{bot}.py:{use.line}"
    if use.word == "commit" and use.verb in {"sign_in", "find", "read"}:
        yield f"{where}: {use.verb}() passes the commit point; only enter() may."
    if use.word not in _SECTIONS or use.name is None:
        return
    kind, section = _SECTIONS[use.word]
    known = section(book)
    if use.name not in known:
        if use.word == "click" and use.name in book.commits:
            yield f"{where}: '{use.name}' is a commit element. Press it with portal.commit('{use.name}')."
        elif use.word == "click" and use.name in book.downloads:
            yield f"{where}: '{use.name}' gives a file. Take it with portal.download('{use.name}')."
        else:
            article = "an" if kind[0] in "aeiou" else "a"
            said = f"selectors/{bot}.yaml has no {kind} '{use.name}' (used by {where})."
            yield said + (did_you_mean(use.name, known) or f" It has none; add {article} {kind}.")
    elif use.word == "open" and use.values is not None:
        yield from _faults_of_values(where, use.name, book.pages[use.name], use.values)


def _faults_of_values(where: str, page: str, template: str, given: frozenset[str]) -> Iterator[str]:
    wanted = {name for _, name, _, _ in Formatter().parse(template) if name}
    for name in sorted(wanted - given):
        yield f"{where}: page '{page}' ({template}) needs {name}=… in portal.open('{page}', {name}=…)."
    for name in sorted(given - wanted):
        yield f"{where}: page '{page}' ({template}) takes no {name}=….{did_you_mean(name, wanted)}"


def orphans(workspace: Workspace) -> list[str]:
    """Selector books, portals' facts and profiles that belong to no bot: most likely one name is misspelt."""
    names, root = workspace.bot_names(), workspace.root
    folders = {"selectors": "*.yaml", "config/portals": "*.toml", "config/crosscheck": "*.toml"}
    files = sorted(file for folder, pattern in folders.items() for file in (root / folder).glob(pattern))
    return [
        f"{file.relative_to(root).as_posix()} belongs to no bot: there is no bots/{file.stem}.py."
        f"{did_you_mean(file.stem, names)}"
        for file in files
        if file.stem not in names
    ]
