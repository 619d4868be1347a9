"""Resolve references to secrets; a secret's value is never written in the configuration."""

import os
from collections.abc import Callable, Mapping

from pydantic import SecretStr

from trastienda.errors import WorkspaceError


def resolve(reference: str) -> SecretStr:
    """Get the secret that a reference names.

    Args:
        reference: `env:NAME`, `keyring:SERVICE/USER` or `robocorp:SECRET/KEY`.

    Raises:
        WorkspaceError: not a reference, or there is no such secret; the text never holds a value.
    """
    kind, _, name = reference.partition(":")
    whole = all(name.rpartition("/")[::2]) if kind in _IN_TWO_PARTS else name
    if kind not in _SOURCES or not whole:
        # What was written instead may be the secret itself: it is not repeated.
        raise WorkspaceError(
            "A secret in the configuration must be a reference: env:NAME, keyring:SERVICE/USER or robocorp:SECRET/KEY."
        )
    value = _SOURCES[kind](name)
    if not value:
        raise WorkspaceError(f"There is no secret at '{reference}'. {_NEXT_STEP[kind]}")
    return SecretStr(value)


def address(url: str) -> str:
    """A portal's address, which may be a reference like a secret's (`env:NAME`).

    Raises:
        WorkspaceError: there is nothing at the reference.
    """
    return url if url.startswith(("http://", "https://")) else resolve(url).get_secret_value()


def _from_environment(name: str) -> str | None:
    return os.environ.get(name)


def _from_keyring(name: str) -> str | None:
    # Its import looks for back-ends all over the system: only for those who use it.
    import keyring
    from keyring.errors import KeyringError

    service, _, user = name.rpartition("/")
    try:
        return keyring.get_password(service, user)
    except KeyringError as error:
        raise WorkspaceError(
            f"The keyring does not open ({type(error).__name__}). Unlock it, or name the secret by env:NAME."
        ) from None


def _from_robocorp(name: str) -> str | None:
    # rpaframework's import takes seconds and changes global state: only for those who use it.
    from RPA.Robocorp.Vault import Vault

    secret, _, key = name.rpartition("/")
    try:
        value = Vault().get_secret(secret)[key]
    except (KeyError, RuntimeError, ValueError, OSError) as error:
        raise WorkspaceError(
            f"The vault has no '{key}' in '{secret}' ({type(error).__name__}). {_NEXT_STEP['robocorp']}"
        ) from None
    return str(value)


_SOURCES: Mapping[str, Callable[[str], str | None]] = {
    "env": _from_environment,
    "keyring": _from_keyring,
    "robocorp": _from_robocorp,
}
_IN_TWO_PARTS = {"keyring", "robocorp"}
_NEXT_STEP = {
    "env": "Set the environment variable before the program starts.",
    "keyring": "Store it with 'keyring set SERVICE USER'.",
    "robocorp": "Check RPA_SECRET_MANAGER and RPA_SECRET_FILE, or the vault of the control room.",
}
