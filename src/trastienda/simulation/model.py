"""The figures of the model: how often each fault happens, and how long everything takes."""

import dataclasses
from dataclasses import dataclass

from trastienda.domain.facts import Account, CrossCheck, Marker, PortalFacts

HOUR_S, DAY_S = 3600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Rates:
    """What goes wrong in the model, as shares of 1, and how long it takes, in seconds.

    `docs/simulation.md` says of each where its figure comes from.

    Attributes:
        unknown: POSTs whose answer is lost: time-out, 500, dropped connection, lost session.
        unknown_saved: those of them that the server had saved all the same.
        late: POSTs that the server saves after we stopped waiting, but within its declared time-out.
        repeated: POSTs whose reused connection is dropped after the server saved: without a fuse Chromium
            sends them a second time by itself.
        doubled: POSTs that the portal's own proxy sends twice: nothing in a browser can prevent it.
        false_success: success pages with a number behind which there is no order.
        without_number: success pages without the order's number.
        wrong_shown: saved orders with another value in a field that the portal shows.
        wrong_unshown: saved orders with another value in the field that it never shows back.
        deleted: saved orders that somebody at the client deletes within five days.
        page_fails: pages before the commit point, or of a look, that do not load.
        maintenance: the same pages, at which a maintenance of `maintenance_s` begins.
        crash: steps of an attempt at which the worker dies.
        stall: steps of an attempt at which it sleeps for `STALL_S`; another one takes its item over meanwhile.
        orphan_sends: workers dead right before the click whose browser clicks all the same, within `orphan_s`.
        identical: sales that equal an earlier one in every field but our own reference.
        same_customer: sales to a customer who bought another line before.
        by_hand: sales that a person enters too, before, during or after us.
        slow_list: orders that the list shows only after its next indexing, up to `longest_lag_s` later; all
            others within seconds, `usual_lag_s` on average.
        late_page: orders whose own page is there no earlier than the list shows them.
        usual_lag_s, longest_lag_s: see `slow_list`.
        monotone: the list shows no order before all that were saved earlier.
        maintenance_s: how long a maintenance takes.
        orphan_s: how long the browser of a dead worker lives on.
    """

    unknown: float = 0.017
    unknown_saved: float = 0.33
    late: float = 0.001
    repeated: float = 0.002
    doubled: float = 0.0002
    false_success: float = 0.0009
    without_number: float = 0.0002
    wrong_shown: float = 0.003
    wrong_unshown: float = 0.00013
    deleted: float = 0.00005
    page_fails: float = 0.002
    maintenance: float = 0.00002
    crash: float = 0.001
    stall: float = 0.0001
    orphan_sends: float = 0.5
    identical: float = 0.005
    same_customer: float = 0.03
    by_hand: float = 0.0001
    slow_list: float = 0.18
    late_page: float = 0.01
    usual_lag_s: float = 3.0
    longest_lag_s: float = 12 * HOUR_S
    monotone: bool = False
    maintenance_s: float = 600.0
    orphan_s: float = 3.7


HARSH = Rates()
"""A bad portal on bad days: the figures of the reference table."""

_AS_IN_HARSH = {"unknown_saved", "orphan_sends", "same_customer", "slow_list", "late_page"}
"""Shares that say what a fault or a customer is like, not how often a fault happens."""

_RARER = {
    rate.name: getattr(HARSH, rate.name) / 10
    for rate in dataclasses.fields(Rates)
    if rate.type is float and not rate.name.endswith("_s") and rate.name not in _AS_IN_HARSH
}

MILD = dataclasses.replace(HARSH, **_RARER, longest_lag_s=60.0, monotone=True)
"""A good portal: every fault ten times rarer, an order is listed within a minute, in the order of saving."""

PORTALS = {"harsh": HARSH, "mild": MILD}

SERVER_TIMEOUT_S = 120.0
WINDOW_S = {"harsh": DAY_S, "mild": 900.0}

# How long our own steps take, and how far apart the sales come in: one account, one order at a time.
ARRIVES_EVERY_S = 20.0
LOOK_S, FORM_S, SAVE_S, READ_S = 1.5, 6.0, 1.0, 1.5
TIME_OUT_S = 30.0
RESTART_S = 10.0
STALL_S = 120.0


def declared(portal: str) -> PortalFacts:
    """What a team would declare about a model portal: nothing that it could not know.

    The marker is among the fields that tell orders apart: that is how two equal sales stay two.
    """
    rates = PORTALS[portal]
    return PortalFacts(
        url="http://portal.example",
        accounts=(Account(name="model", user="env:USER", password="env:PASSWORD"),),
        search_keys=("holder_id",),
        marker=Marker(field="reference", length=20),
        visibility_bound_s=rates.longest_lag_s,
        server_timeout_s=SERVER_TIMEOUT_S,
        window_s=WINDOW_S[portal],
        monotone=rates.monotone,
        crosscheck=CrossCheck(identity=("holder_id", "line", "reference"), unverified=("iban",)),
    )
