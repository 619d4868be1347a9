"""Say whether a sale is fit to be entered."""

from collections.abc import Callable, Iterable
from datetime import datetime

from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.rules.fit import basics, contacts, dates, places, portability, prices, proof

Rule = Callable[[Sale, PortalFacts, datetime], Iterable[Finding]]

RULE_SETS: dict[str, Rule] = {
    "people/1": basics.people_and_times,
    "marker/1": basics.marker,
    "consents/1": basics.consents_and_papers,
    "empty/1": basics.nothing_to_check,
    "age/1": dates.age,
    "amounts/1": basics.amounts,
    "dates/1": dates.days,
    "hours/1": dates.opening_hours,
    "places/1": places.postcode_and_province,
    "prices/1": prices.listed_price,
    "permanence/1": prices.permanence,
    "portability/1": portability.ported_line,
    "proof/1": proof.of_the_end_user,
    "contacts/1": contacts.likely_slips,
}
"""Rule set with its version → the rule. Raise the version when the rule changes its verdict on a sale."""

RULES_VERSION = " ".join(sorted(RULE_SETS))
"""Part of every seal: by which rules the sale was validated."""

_HARDEST_FIRST = {severity: place for place, severity in enumerate(Severity)}


def validate(sale: Sale, facts: PortalFacts, *, now: datetime) -> list[Finding]:
    """Apply the rules that the portal's configuration asks for.

    Args:
        sale: the parsed sale.
        facts: which rules apply to which fields with which thresholds, and the time zone of their days.
        now: aware time of the validation.

    Returns:
        the findings, hardest first, each with its rule set; none when the sale is fit.
    """
    findings = [
        finding.model_copy(update={"rule": name})
        for name, rule in RULE_SETS.items()
        for finding in rule(sale, facts, now)
    ]
    return sorted(findings, key=lambda finding: _HARDEST_FIRST[finding.severity])
