"""A typed client of the admin port."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from trastienda.demo.portal.exchange import OrderChange, Report, SeedOrder
from trastienda.demo.portal.faults import Fault


class Admin:
    """Switches faults, seeds orders and asks what the portal's server received.

    Every method raises httpx.HTTPStatusError, with the server's words in it, when the portal refuses.
    """

    def __init__(self, url: str) -> None:
        # The admin port is on this machine: no proxy, no TLS. An empty context saves loading the trust
        # store, which is most of what it costs to make a client.
        no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._http = httpx.Client(base_url=url, timeout=30, trust_env=False, verify=no_tls)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """Make these the whole set of faults. One that has fired stays fired, by its id."""
        self._ask("PUT", "/faults", {"faults": [fault.model_dump(mode="json") for fault in faults]})

    def clear_faults(self) -> None:
        """Forget all faults and what they fired."""
        self._ask("DELETE", "/faults")

    def fired(self) -> dict[str, int]:
        """How often each active fault has fired, by id."""
        return {each["id"]: each["fired"] for each in self._ask("GET", "/faults")["faults"]}

    def seed(self, orders: Sequence[SeedOrder]) -> list[str]:
        """Let the portal hold these orders; returns their numbers in the same order."""
        body = {"orders": [order.model_dump(mode="json") for order in orders]}
        numbers: list[str] = self._ask("POST", "/orders", body)["numbers"]
        return numbers

    def remove_order(self, number: str) -> None:
        """Delete an order, as the client's own people may."""
        self._ask("DELETE", f"/orders/{number}")

    def change_order(self, number: str, change: OrderChange) -> None:
        """Write other values into an order, as the client's own people may."""
        self._ask("PATCH", f"/orders/{number}", change.model_dump(mode="json", exclude_none=True))

    def report(self) -> Report:
        """What the server received and what it holds."""
        return Report.model_validate(self._ask("GET", "/report"))

    def expire_sessions(self) -> int:
        """End every session; returns how many there were."""
        return int(self._ask("POST", "/sessions/expire")["expired"])

    def unlock(self, account: str) -> None:
        """Let an account that was locked by wrong passwords sign in again."""
        self._ask("POST", f"/accounts/{account}/unlock")

    def healthy(self) -> bool:
        """Whether the portal answers."""
        try:
            return bool(self._ask("GET", "/health")["status"] == "ok")
        except httpx.TransportError:
            return False

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        answer = self._http.request(method, path, json=body)
        if answer.is_error:
            raise httpx.HTTPStatusError(
                f"{method} {path}: {answer.status_code} {answer.text}",
                request=answer.request,
                response=answer,
            )
        content: dict[str, Any] = answer.json()
        return content
