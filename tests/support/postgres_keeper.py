"""Keep one PostgreSQL server running for as long as its owner lives.

Run as a program, `postgres_keeper.py OWNER LOG` leaves a keeper behind that belongs to no terminal, prints
one line of JSON (port, password, the keeper's process id) and ends. The keeper stops the server and deletes
its files when the process OWNER ends, however it ends, or when it gets SIGTERM itself.
`postgres_keeper.py --where` prints the folder of the binaries.

It imports nothing of the project, and of other packages psutil alone, so that it starts fast.
"""

import ctypes
import importlib.util
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import psutil

USER = "trastienda"
START_SECONDS = 60.0
ATTEMPTS = 5
OLDEST = 13  # DROP DATABASE ... WITH (FORCE)

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # Two tests of several programs each may run beside each other, and each program may open 36.
    "max_connections": "400",
    "shared_buffers": "64MB",
    # Nothing here outlives the session: a power cut may take it.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
}


class NoServerError(Exception):
    """No server can be had; the message says why and what to do."""


def binaries() -> Path:
    """Return the folder of initdb and postgres: TRASTIENDA_TEST_POSTGRES, the system's, or pgserver's."""
    for folder in _places():
        if os.access(folder / "initdb", os.X_OK) and os.access(folder / "postgres", os.X_OK):
            return folder
    raise NoServerError(
        "There are no PostgreSQL binaries. Run as root: apt-get install postgresql "
        "(or name their folder in TRASTIENDA_TEST_POSTGRES)."
    )


def _places() -> Iterator[Path]:
    if named := os.environ.get("TRASTIENDA_TEST_POSTGRES"):
        yield Path(named)
        return
    debian = {int(f.name): f / "bin" for f in Path("/usr/lib/postgresql").glob("[0-9]*") if f.name.isdigit()}
    yield from (debian[version] for version in sorted(debian, reverse=True) if version >= OLDEST)
    if on_path := shutil.which("initdb"):
        yield Path(on_path).resolve().parent
    if wheel := importlib.util.find_spec("pgserver"):
        yield from (Path(place) / "pginstall" / "bin" for place in wheel.submodule_search_locations or ())


class Server:
    """One server with its own data folder, on a free port of the loopback interface."""

    def __init__(self, log: Path) -> None:
        """Make the data folder; what the server says goes to the file `log`."""
        self.password = secrets.token_urlsafe(12)
        self.port = 0
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._programs = Path()
        self._account = _account()
        self._folder = Path(tempfile.mkdtemp(prefix="trastienda-postgres-", dir=_parent(self._account)))
        if self._account:
            os.chown(self._folder, self._account.pw_uid, self._account.pw_gid)

    def start(self) -> None:
        """Return once the server takes connections; raise NoServerError when it does not."""
        self._programs = self._reachable(binaries())
        password_file = self._folder / "password"
        password_file.write_text(self.password, encoding="ascii")
        if self._account:
            os.chown(password_file, self._account.pw_uid, self._account.pw_gid)
        asked = [f"--pgdata={self._folder / 'data'}", f"--username={USER}", f"--pwfile={password_file}"]
        made = self._popen([str(self._programs / "initdb"), *asked, "--auth=scram-sha-256", "--encoding=UTF8",
                            "--locale=C", "--no-sync", "--no-instructions"])  # fmt: skip
        if made.wait() != 0:
            raise NoServerError(f"initdb failed:\n{self._last_words()}")
        for _ in range(ATTEMPTS):
            # Another process may take the port before the server does: then the next one.
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
            if self._started(self._programs / "postgres"):
                return
        raise NoServerError(f"PostgreSQL did not start:\n{self._last_words()}")

    def url(self, database: str) -> str:
        """Return SQLAlchemy's URL of a database of this server."""
        return f"postgresql+psycopg://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def alive(self) -> bool:
        """Say whether the server's process runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop the server at once, without saving anything, and delete its files."""
        self.crash()
        shutil.rmtree(self._folder, ignore_errors=True)

    def crash(self) -> None:
        """Stop the server at once, without saving anything; `recover` starts it again."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def recover(self) -> None:
        """Start the crashed server again, on its port; raise NoServerError when it does not start."""
        if not self._started(self._programs / "postgres"):
            raise NoServerError(f"PostgreSQL did not start again:\n{self._last_words()}")

    def _started(self, postgres: Path) -> bool:
        data = self._folder / "data"
        settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        self._process = self._popen([str(postgres), f"-D{data}", f"-p{self.port}", *settings])
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            # The last line of this file is the server's own word on how far it is.
            if (told := data / "postmaster.pid").exists() and told.read_text().rstrip().endswith("ready"):
                return True
            time.sleep(0.02)
        return False

    def _popen(self, command: list[str]) -> subprocess.Popen[bytes]:
        kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "TZ") if name in os.environ}
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self._folder,
                env=kept | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self._account.pw_uid if self._account else None,
                group=self._account.pw_gid if self._account else None,
                extra_groups=[] if self._account else None,
                preexec_fn=_end_with_parent,
            )

    def _reachable(self, programs: Path) -> Path:
        """Return where the server's account can run the programs: there, or in a copy."""
        if self._account is None or _open_to_all(programs):
            return programs
        # The wheel's libraries lie beside its package and are found by their relative place.
        package = programs.parent.parent
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, self._folder / part.name)
        return self._folder / programs.relative_to(package.parent)

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-20:])


def _account() -> pwd.struct_passwd | None:
    """Return whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _open_to_all(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def _parent(account: pwd.struct_passwd | None) -> str:
    usual = tempfile.gettempdir()
    return usual if account is None or _open_to_all(Path(usual)) else "/var/tmp"


def _end_with_parent() -> None:
    """Have the kernel stop the server at once when its keeper dies, even by SIGKILL (Linux)."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


def keep(owner: psutil.Process, log: Path, report: int) -> None:
    """Run a server until the owner ends; write where it listens to the file descriptor `report`."""
    signal.signal(signal.SIGTERM, _stop_keeping)
    server = Server(log)
    try:
        server.start()
        told = {"port": server.port, "password": server.password, "keeper": os.getpid()}
        os.write(report, json.dumps(told).encode())
        os.close(report)
        while server.alive():
            try:
                owner.wait(timeout=1)
            except psutil.TimeoutExpired:
                continue
            break
    finally:
        server.stop()


def _stop_keeping(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> int:
    """Start a keeper, pass on what it reports, and leave it behind."""
    if sys.argv[1:] == ["--where"]:
        try:
            print(binaries())  # noqa: T201 - a program's answer
        except NoServerError as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 1
        return 0
    owner, log = psutil.Process(int(sys.argv[1])), Path(sys.argv[2])
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        os.setsid()  # Ctrl-C is for the tests: the server goes after them, not before.
        with log.open("ab") as diary:
            os.dup2(diary.fileno(), 1)
            os.dup2(diary.fileno(), 2)
        try:
            keep(owner, log, writing)
        except (NoServerError, OSError) as error:
            print(error, file=sys.stderr)  # noqa: T201
        return 0
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    if not re.match(r"\{.*\}$", told):
        return 1
    print(told)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
