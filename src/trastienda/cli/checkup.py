"""Examine the machine and the workspace, one line a finding."""

import os
import platform
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx

from trastienda import __version__
from trastienda.cli.check import schedules_checked, stray_faults
from trastienda.cli.diagnosis import Line, Part, Verdict, ok
from trastienda.cli.storecheck import database
from trastienda.domain.facts import PortalFacts
from trastienda.engine.bots_check import faults_of, orphans
from trastienda.engine.room import LEAST_FREE
from trastienda.errors import BrowserMissing, WorkspaceError
from trastienda.portal.credentials import resolve
from trastienda.portal.session import BrowserLoop
from trastienda.workspace import Workspace

OLDEST_PYTHON = (3, 11)
PORTAL_S = 5.0
LITTLE_SPACE = 1_000_000_000
"""In bytes. Below it a warning: a batch leaves pictures."""


def examine() -> Iterator[Line]:
    """Look at everything, the cheapest first; a workspace that does not load ends with the machine's lines."""
    yield from _python()
    try:
        workspace = Workspace.at(Path.cwd())
    except WorkspaceError as error:
        do = "Go to the workspace's folder, or correct the file that is named."
        yield Line("workspace", Verdict.WRONG, str(error).replace("\n", "; "), do, Part.WORKSPACE)
        yield from _browser("auto")
        return
    yield ok("workspace", str(workspace.root))
    yield from _folders(workspace)
    yield from _space(workspace.root)
    yield from database(workspace)
    facts: dict[str, PortalFacts] = {}
    for name in workspace.bot_names():
        faults = faults_of(workspace, name)
        for fault in faults:
            yield Line(
                name, Verdict.WRONG, fault, "Correct it; 'trastienda check' looks again.", Part.WORKSPACE
            )
        if not faults:
            facts[name] = workspace.facts(name)
            yield ok(name, "bot, selector book and portal fit together")
    if not workspace.bot_names():
        yield Line("bots", Verdict.WARNING, "bots/ has no bot", "Write one: bots/NAME.py", Part.WORKSPACE)
    yield from _schedules(workspace)
    yield from _time_zones(workspace, facts)
    for name, portal in facts.items():
        yield from _credentials(name, portal)
        yield from _portal(name, portal)
    for configured in sorted({portal.browser for portal in facts.values()} or {"auto"}):
        yield from _browser(configured)


def _python() -> Iterator[Line]:
    version = f"{platform.python_version()} at {sys.executable}, trastienda {__version__}"
    if sys.version_info < OLDEST_PYTHON:
        yield Line("python", Verdict.WRONG, version, "Install Python 3.11 or newer.")
    else:
        yield ok("python", version)
    source = Path(import_module("selectors").__file__ or "?")
    if source.parent != Path(sysconfig.get_path("stdlib")):
        yield Line(
            "python",
            Verdict.WRONG,
            f"the module 'selectors' comes from {source} instead of the standard library",
            "Take every Python file out of selectors/: asyncio needs the real one.",
            Part.WORKSPACE,
        )


def _folders(workspace: Workspace) -> Iterator[Line]:
    for fault in stray_faults(workspace):
        yield Line("folders", Verdict.WRONG, fault, "", Part.WORKSPACE)
    for warning in orphans(workspace):
        yield Line(
            "folders", Verdict.WARNING, warning, "Rename the one, or delete the other.", Part.WORKSPACE
        )
    runs = workspace.runs if workspace.runs.exists() else workspace.root
    if not os.access(runs, os.W_OK):
        yield Line(
            "folders",
            Verdict.WRONG,
            f"{runs} cannot be written to",
            f"Give this user the right to write in {runs}.",
        )


def _space(root: Path) -> Iterator[Line]:
    free = shutil.disk_usage(root).free
    said = f"{free / 1e9:.1f} GB free"
    do = "Make room: old folders in runs/ hold the evidence of their runs."
    if free < LEAST_FREE:
        yield Line("disk", Verdict.WRONG, said, do)
    elif free < LITTLE_SPACE:
        yield Line("disk", Verdict.WARNING, said, do)
    else:
        yield ok("disk", said)


def _schedules(workspace: Workspace) -> Iterator[Line]:
    faults, warnings = schedules_checked(workspace)
    for fault in faults:
        yield Line("schedules", Verdict.WRONG, fault, "Correct config/workspace.toml.", Part.WORKSPACE)
    for warning in warnings:
        yield Line(
            "schedules", Verdict.WARNING, warning, "Choose a time outside 02:00 to 03:00.", Part.WORKSPACE
        )
    if not faults:
        number = len(workspace.settings.schedules)
        yield ok("schedules", f"{number}; 'trastienda schedule next' shows their times" if number else "none")


def _time_zones(workspace: Workspace, facts: dict[str, PortalFacts]) -> Iterator[Line]:
    zones = {portal.timezone for portal in facts.values()}
    zones |= {schedule.timezone for schedule in workspace.settings.schedules}
    for name in sorted(zones):
        try:
            now = datetime.now(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError):
            do = "Correct its name (such as Europe/Madrid), or install the package tzdata."
            yield Line(
                "clock", Verdict.WRONG, f"there are no data for the time zone {name}", do, Part.WORKSPACE
            )
        else:
            yield ok("clock", f"it is {now:%Y-%m-%d %H:%M:%S %Z} in {name}")


def _credentials(name: str, portal: PortalFacts) -> Iterator[Line]:
    missing = []
    references = [reference for account in portal.accounts for reference in (account.user, account.password)]
    for reference in references:
        try:
            resolve(reference)
        except WorkspaceError as error:
            missing.append(str(error))
        except Exception as error:
            # A keyring or a vault fails in ways of its own; a text of theirs might hold a value.
            missing.append(f"'{reference.partition(':')[0]}:…' cannot be asked ({type(error).__name__}).")
    for one in missing:
        said, _, do = one.partition(". ")
        yield Line(name, Verdict.WRONG, f"credentials: {said}", do, Part.WORKSPACE)
    if not missing:
        accounts = ", ".join(account.name for account in portal.accounts)
        yield ok(name, f"credentials of {accounts} are where their references say")


def _portal(name: str, portal: PortalFacts) -> Iterator[Line]:
    url = portal.url
    if not url.startswith(("http://", "https://")):
        try:
            url = resolve(url).get_secret_value()
        except WorkspaceError as error:
            said, _, do = str(error).partition(". ")
            yield Line(name, Verdict.WRONG, f"portal's address: {said}", do, Part.WORKSPACE)
            return
    host = urlsplit(url).hostname or "?"
    started = datetime.now(UTC)
    try:
        # The start page alone, without following it anywhere: only whether somebody answers.
        answer = httpx.get(url, timeout=PORTAL_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        do = f"Look whether {host} is up and this machine may reach it (VPN, proxy, firewall)."
        yield Line(name, Verdict.WRONG, f"portal {host} does not answer: {type(error).__name__}: {error}", do)
        return
    took = (datetime.now(UTC) - started) / timedelta(milliseconds=1)
    said = f"portal {host} answers {answer.status_code} in {took:.0f} ms"
    if answer.status_code >= 500:
        yield Line(name, Verdict.WARNING, said, "The portal is in trouble or under maintenance: try later.")
    else:
        yield ok(name, said)


def _browser(configured: str) -> Iterator[Line]:
    try:
        with BrowserLoop(configured=configured) as loop:
            version, supply = loop.version, loop.supply
    except BrowserMissing as error:
        yield Line("browser", Verdict.WRONG, str(error))
        return
    assert supply is not None
    where = supply.path or supply.channel or ""
    yield ok("browser", f"{version} started and computed; {supply.origin}{f', {where}' if where else ''}")
    if os.geteuid() == 0:
        yield Line(
            "browser",
            Verdict.WARNING,
            "as root it runs without its sandbox (--no-sandbox): a portal's page could take over the machine",
            "Run trastienda as a user of its own.",
        )
