"""Say whether a sale is fit to be entered."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.rules.fit import basics, contacts, dates, places, portability, prices, proof

Rule = Callable[[Sale, PortalFacts, datetime], Iterable[Finding]]


class RuleSet(NamedTuple):
    """A rule, and whether a portal's configuration asks for it: where it does not, the rule is not called."""

    apply: Rule
    asked: Callable[[PortalFacts], object] = lambda _: True


RULE_SETS: dict[str, RuleSet] = {
    "people/1": RuleSet(basics.people_and_times),
    "marker/1": RuleSet(basics.marker, lambda facts: facts.marker),
    "consents/1": RuleSet(
        basics.consents_and_papers, lambda facts: facts.validation.consents or facts.validation.papers
    ),
    "empty/1": RuleSet(basics.nothing_to_check, lambda facts: facts.validation.needed),
    "age/1": RuleSet(dates.age, lambda facts: facts.validation.of_age),
    "amounts/1": RuleSet(basics.amounts, lambda facts: facts.validation.positive),
    "dates/1": RuleSet(
        dates.days, lambda facts: facts.validation.not_before_sale or facts.validation.plausible
    ),
    "hours/1": RuleSet(dates.opening_hours, lambda facts: facts.validation.hours),
    "places/1": RuleSet(places.postcode_and_province, lambda facts: facts.validation.postcode),
    "prices/1": RuleSet(prices.listed_price, lambda facts: facts.validation.price),
    "permanence/1": RuleSet(prices.permanence, lambda facts: facts.validation.months),
    "portability/1": RuleSet(portability.ported_line, lambda facts: facts.validation.portability),
    "proof/1": RuleSet(
        proof.of_the_end_user, lambda facts: facts.validation.proof or facts.validation.proof_of_plan
    ),
    "contacts/1": RuleSet(contacts.likely_slips),
}
"""Rule set with its version. Raise the version when the rule changes its verdict on a sale."""

RULES_VERSION = " ".join(sorted(RULE_SETS))
"""Part of every seal: by which rules the sale was validated."""

_HARDEST_FIRST = {severity: place for place, severity in enumerate(Severity)}


def validator(facts: PortalFacts) -> Callable[[Sale, datetime], list[Finding]]:
    """What applies the rules that a portal's configuration asks for to many sales; see `validate`.

    Args:
        facts: which rules apply to which fields with which thresholds, and the time zone of their days.

    Returns:
        a function of the parsed sale and the aware time of the validation.
    """
    asked = [(name, rules.apply) for name, rules in RULE_SETS.items() if rules.asked(facts)]

    def findings(sale: Sale, now: datetime) -> list[Finding]:
        found = [
            finding.model_copy(update={"rule": name})
            for name, rule in asked
            for finding in rule(sale, facts, now)
        ]
        return sorted(found, key=lambda finding: _HARDEST_FIRST[finding.severity])

    return findings


def validate(sale: Sale, facts: PortalFacts, *, now: datetime) -> list[Finding]:
    """Apply the rules that the portal's configuration asks for to one sale.

    Args:
        sale: the parsed sale.
        facts: see `validator`.
        now: aware time of the validation.

    Returns:
        the findings, hardest first, each with its rule set; none when the sale is fit.
    """
    return validator(facts)(sale, now)
