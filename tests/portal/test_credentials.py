"""References to secrets, and where they lead."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from trastienda.errors import WorkspaceError
from trastienda.portal.credentials import resolve

SECRET = "una-clave-que-nadie-debe-ver"


class OnlyInMemory(KeyringBackend):
    """A keyring that ends with the test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own is not typed
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._kept[service, username]


@pytest.fixture
def ring() -> Iterator[KeyringBackend]:
    before = keyring.get_keyring()
    own = OnlyInMemory()
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


def test_a_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARRIER_PASSWORD", SECRET)

    secret = resolve("env:CARRIER_PASSWORD")

    assert secret.get_secret_value() == SECRET
    assert SECRET not in f"{secret} {secret!r}"


@pytest.mark.parametrize("value", [None, ""])
def test_a_secret_that_the_environment_lacks(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("CARRIER_PASSWORD", raising=False)
    if value is not None:
        monkeypatch.setenv("CARRIER_PASSWORD", value)

    with pytest.raises(
        WorkspaceError, match=r"no secret at 'env:CARRIER_PASSWORD'\. Set the environment variable"
    ):
        resolve("env:CARRIER_PASSWORD")


def test_a_secret_of_the_keyring(ring: KeyringBackend) -> None:
    ring.set_password("portal/carrier", "backoffice", SECRET)

    assert resolve("keyring:portal/carrier/backoffice").get_secret_value() == SECRET


def test_a_secret_that_the_keyring_lacks(ring: KeyringBackend) -> None:
    with pytest.raises(WorkspaceError, match=r"'keyring:carrier/backoffice'\. Store it with 'keyring set"):
        resolve("keyring:carrier/backoffice")


@pytest.mark.usefixtures("ring")
def test_a_keyring_that_fails_says_so_without_a_traceback() -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]  # nor is this one

    with pytest.raises(WorkspaceError, match="NoKeyringError"):
        resolve("keyring:carrier/backoffice")


@pytest.mark.parametrize(
    "reference", [SECRET, f"{SECRET}:x", "env:", "keyring:", "robocorp:", "", f"vault:{SECRET}"]
)
def test_what_is_no_reference_is_refused_and_not_repeated(reference: str) -> None:
    with pytest.raises(WorkspaceError) as refused:
        resolve(reference)

    assert "must be a reference" in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("reference", ["keyring:backoffice", "robocorp:carrier"])
def test_a_reference_with_half_a_name_is_refused(reference: str) -> None:
    with pytest.raises(WorkspaceError, match="must be a reference"):
        resolve(reference)


RESOLVE = """
import sys
from trastienda.errors import WorkspaceError
from trastienda.portal.credentials import resolve
for reference in sys.argv[1:]:
    try:
        print("secret", len(resolve(reference).get_secret_value()))
    except WorkspaceError as error:
        print(error)
"""


def test_secrets_of_a_robocorp_vault(tmp_path: Path) -> None:
    """In a process of its own: the vault's library changes the state of the one that it is imported into."""
    vault = tmp_path / "vault.json"
    vault.write_text(json.dumps({"carrier": {"user": "backoffice", "password": SECRET}}), encoding="utf-8")
    settings = {"RPA_SECRET_MANAGER": "RPA.Robocorp.Vault.FileSecrets", "RPA_SECRET_FILE": str(vault)}
    references = ["robocorp:carrier/password", "robocorp:carrier/pin", "robocorp:other/password"]

    done = subprocess.run(
        [sys.executable, "-c", RESOLVE, *references],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    found, no_key, no_secret = done.stdout.splitlines()
    assert found == f"secret {len(SECRET)}"
    assert "The vault has no 'pin' in 'carrier'" in no_key
    assert "The vault has no 'password' in 'other'" in no_secret
    assert SECRET not in done.stdout + done.stderr


def test_a_vault_that_is_not_set_up_says_what_to_check(tmp_path: Path) -> None:
    settings = {
        "RPA_SECRET_MANAGER": "RPA.Robocorp.Vault.FileSecrets",
        "RPA_SECRET_FILE": str(tmp_path / "none.json"),
    }

    done = subprocess.run(
        [sys.executable, "-c", RESOLVE, "robocorp:carrier/password"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert "Check RPA_SECRET_MANAGER and RPA_SECRET_FILE" in done.stdout
