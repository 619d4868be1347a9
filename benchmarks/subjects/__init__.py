"""What is measured: each subject does the same jobs, in a process of its own.

A subject's module has a class `Subject`; `benchmarks/subjects/__main__.py` drives it. Those of other tools run in an
environment without trastienda, so they import nothing but the standard library and the tool.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--max-untiled-layer-width=1300",
    "--max-untiled-layer-height=2000",
    "--default-tile-width=1280",
    "--default-tile-height=736",
    "--disable-features=RenderDocument,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "AimEnabled,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,"
    "LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,"
    "PreconnectToSearch,TcpPortRandomizationWin,ThirdPartyStoragePartitioning,"
    "msEdgeUpdateLaunchServicesPreferredVersion,msForceBrowserSignIn",
    "--no-sandbox",
)
"""Every subject starts the same browser with the same flags: those of `trastienda.portal.browser`."""

PATIENCE_S = 20.0
"""How long a subject waits for something on a page."""


class Tool(Protocol):
    """What a subject can do; `begin` and `end` are not measured, the two jobs are."""

    def begin(self, url: str) -> None:
        """Have an empty page; the job at `url` comes next."""
        ...

    def challenge(self, url: str, people: Sequence[Mapping[str, str]]) -> str:
        """Do the RPA Challenge at `url`; returns the page's verdict."""
        ...

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order at `url`; returns its number.

        Args:
            url: of the form.
            order: field → text, as `benchmarks/values.py` makes them.
            number: of the sale that they come from.
        """
        ...

    def end(self) -> None:
        """Close the page."""
        ...

    def close(self) -> None:
        """Close the browser."""
        ...


def label_is(text: str) -> str:
    """XPath of the input after a label that belongs to no field by `for`."""
    return f"//label[.='{text}']/following-sibling::input"
