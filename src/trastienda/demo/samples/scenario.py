"""Prepare the demo portal for the sample sales: what it holds already, what it will do wrong."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from trastienda.demo.portal.client import Admin
from trastienda.demo.portal.exchange import SeedOrder
from trastienda.demo.portal.faults import Fault, FaultKind
from trastienda.demo.samples.kinds import Kind
from trastienda.demo.samples.people import STRANGERS, Papers, draw, mobile, person
from trastienda.demo.samples.sales import PLANS, Sample, samples
from trastienda.errors import WorkspaceError

COLLEAGUE = "turno-tarde"
"""Who at our side typed orders into the portal by hand."""

CUT_TO = 24
"""Characters that the portal leaves of an address."""

LATE_S = 2.0
SLOW_S = 4.0


class Scenario(BaseModel):
    """What the portal is given before the sales come; both lists may be applied any number of times."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    orders: tuple[SeedOrder, ...]
    faults: tuple[Fault, ...]


def make_scenario() -> Scenario:
    """The scenario of the sample sales."""
    orders = [_stranger(number) for number in range(1, len(STRANGERS) + 1)]
    orders += [order for sample in samples() for order in _held_already(sample)]
    faults = [fault for sample in samples() for fault in _faults(sample)]
    return Scenario(orders=tuple(orders), faults=tuple(faults))


def scenario_text() -> str:
    """The scenario as the text of its file: only what it says itself, no defaults."""
    content = make_scenario().model_dump(mode="json", exclude_unset=True)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def load_scenario(path: Path) -> Scenario:
    """Read a scenario's file.

    Raises:
        WorkspaceError: it is not there, or it is no scenario.
    """
    try:
        return Scenario.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise WorkspaceError(
            f"{path} is no scenario for the demo portal: {error}\n"
            "Make it again: python -m trastienda.demo.samples FOLDER"
        ) from error


def prepare(admin: Admin, scenario: Scenario) -> None:
    """Let the portal hold the scenario's orders and arm its faults.

    A second time adds no order, and a fault that has fired stays fired.

    Args:
        admin: the portal's admin port.
        scenario: becomes the whole set of faults; orders only come on top.

    Raises:
        httpx.HTTPError: the portal does not answer, or refuses.
    """
    admin.seed(scenario.orders)
    admin.set_faults(scenario.faults)


def _held_already(sample: Sample) -> Iterator[SeedOrder]:
    match sample.kind:
        case Kind.SAME_ORDER_ALREADY_THERE:
            yield _order_of(sample, reference=sample.reference, account=COLLEAGUE)
        case Kind.ANOTHER_PRICE_ALREADY_THERE:
            dearer = f"{sample.monthly_fee + Decimal(5):.2f}"
            yield _order_of(sample, reference=sample.reference, account=COLLEAGUE, monthly_fee=dearer)
        case Kind.LOOKALIKE_NAME:
            yield _order_of(sample, holder_name="Julián Cano Vega", days_ago=3)
        case Kind.LOOKALIKE_LINE:
            yield _order_of(sample, line=_one_digit_off(sample.line), days_ago=2)
        case Kind.OLDER_ORDER_OF_CUSTOMER:
            technology, plan, price = PLANS[3]
            yield _order_of(
                sample,
                line=mobile("older line", sample.number),
                technology=technology,
                plan=plan,
                monthly_fee=f"{price:.2f}",
                activation=date(2024, 3, 11),
                days_ago=900,
                status="Activo",
            )


def _order_of(sample: Sample, **differences: object) -> SeedOrder:
    """An order that says what the sale says, but for its differences and our reference."""
    holder = sample.holder
    same: dict[str, object] = {
        "key": f"{sample.kind.value}-{sample.number:02d}",
        "holder_id": holder.document,
        "holder_name": holder.name,
        "birth_date": holder.birth_date,
        "email": holder.email,
        "contact_phone": holder.phone,
        "technology": sample.technology,
        "plan": sample.plan,
        "line": sample.line,
        "address": holder.address,
        "monthly_fee": f"{sample.monthly_fee:.2f}",
        "activation": sample.activation,
        "iban": holder.iban,
        "marketing_accepted": sample.marketing_accepted,
    }
    return SeedOrder.model_validate(same | differences)


def _stranger(number: int) -> SeedOrder:
    """An order that has nothing to do with our sales: no portal in use is empty."""
    # Their own numbers, far from those of the sales.
    own = 500 + number
    who = person(STRANGERS[number - 1], Papers.DNI, own)
    technology, plan, price = PLANS[draw("plan", own, len(PLANS))]
    return SeedOrder(
        key=f"stranger-{number:02d}",
        reference=f"M-{4000 + 7 * number}",
        holder_id=who.document,
        holder_name=who.name,
        birth_date=who.birth_date,
        email=who.email,
        contact_phone=who.phone,
        technology=technology,
        plan=plan,
        line=mobile("line", own),
        address=who.address,
        monthly_fee=f"{price:.2f}",
        activation=date(2026, 9, 1 + draw("activation", own, 28)),
        iban=who.iban,
        days_ago=60 + (len(STRANGERS) - number) * 2,
        status="Activo",
    )


def _faults(sample: Sample) -> Iterator[Fault]:
    for kind, how in _FAULTS_OF.get(sample.kind, ()):
        named = {"kind": kind, "id": f"{kind.value}-{sample.number:02d}", "marker": sample.reference}
        yield Fault.model_validate(named | how)


_FAULTS_OF: dict[Kind, tuple[tuple[FaultKind, dict[str, object]], ...]] = {
    Kind.ERROR_500_AFTER_COMMIT: ((FaultKind.ERROR_500_AFTER_COMMIT, {}),),
    Kind.ERROR_500_AFTER_COMMIT_SEEN_LATE: (
        (FaultKind.ERROR_500_AFTER_COMMIT, {}),
        (FaultKind.LATE_VISIBILITY, {"seconds": LATE_S}),
    ),
    Kind.ERROR_500_BEFORE_COMMIT: ((FaultKind.ERROR_500_BEFORE_COMMIT, {}),),
    Kind.DROPPED_AFTER_COMMIT: ((FaultKind.DROP_AFTER_COMMIT, {}),),
    Kind.HALF_ANSWER_AFTER_COMMIT: ((FaultKind.HALF_RESPONSE_AFTER_COMMIT, {}),),
    Kind.SESSION_EXPIRED_BEFORE_COMMIT: ((FaultKind.SESSION_EXPIRED_BEFORE_COMMIT, {}),),
    Kind.SESSION_EXPIRED_AFTER_COMMIT: ((FaultKind.SESSION_EXPIRED_AFTER_COMMIT, {}),),
    Kind.SEEN_LATE: ((FaultKind.LATE_VISIBILITY, {"seconds": LATE_S}),),
    Kind.SLOW_ANSWER: ((FaultKind.SLOW_PAGE, {"page": "save", "seconds": SLOW_S}),),
    Kind.ADDRESS_CUT: ((FaultKind.TRUNCATE_FIELD, {"field": "address", "length": CUT_TO}),),
    Kind.WRONG_PRICE_STORED: ((FaultKind.WRONG_PRICE, {}),),
    Kind.DUPLICATE_WARNING: ((FaultKind.DUPLICATE_WARNING, {}),),
    Kind.SUCCESS_WITHOUT_ORDER: ((FaultKind.SUCCESS_WITHOUT_ORDER, {}),),
}


def _one_digit_off(line: str) -> str:
    return line[:-1] + str((int(line[-1]) + 1) % 10)
