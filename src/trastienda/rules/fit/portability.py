"""What a line must bring that comes from another operator."""

from collections.abc import Iterator
from datetime import datetime

from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale
from trastienda.domain.validation import Portability, same_name

_EMPTY = (None, "")


def ported_line(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """A ported line has a donor operator that is not our client and, where declared, the document of its holder."""
    rules = facts.validation.portability
    assert rules is not None
    ported: bool | None = getattr(sale, rules.ported)
    if ported is True:
        yield from _donor(getattr(sale, rules.donor), rules, facts)
        yield from _holder(sale, rules, facts)
    elif ported is False and getattr(sale, rules.donor) not in _EMPTY:
        yield _finding(
            "donor_without_portability",
            Severity.ASK,
            f"La línea no se porta, pero «{facts.label(rules.donor)}» nombra un operador donante.",
            f"The line is not ported, yet '{facts.label(rules.donor)}' names a donor operator.",
            rules.donor,
            rules.ported,
        )


def _donor(donor: str | None, rules: Portability, facts: PortalFacts) -> Iterator[Finding]:
    if donor is None or not donor:
        yield _finding(
            "donor_missing",
            Severity.REJECT,
            f"La línea se porta y falta el operador donante («{facts.label(rules.donor)}»).",
            f"The line is ported and the donor operator is missing ('{facts.label(rules.donor)}').",
            rules.donor,
        )
    elif same_name(donor, dict.fromkeys(rules.own)):
        yield _finding(
            "donor_is_the_client",
            Severity.REJECT,
            f"El operador donante, «{donor}», es el mismo al que se porta la línea.",
            f"The donor operator, '{donor}', is the one that the line is ported to.",
            rules.donor,
        )
    elif rules.donors and not same_name(donor, dict.fromkeys(rules.donors)):
        yield _finding(
            "donor_unknown",
            Severity.ASK,
            f"El operador donante «{donor}» no está entre los declarados.",
            f"The donor operator '{donor}' is none of those declared.",
            rules.donor,
        )


def _holder(sale: Sale, rules: Portability, facts: PortalFacts) -> Iterator[Finding]:
    if rules.donor_holder is None:
        return
    there: str | None = getattr(sale, rules.donor_holder)
    if there is None or not there:
        yield _finding(
            "donor_holder_missing",
            Severity.REJECT,
            f"La línea se porta y falta el documento del titular actual («{facts.label(rules.donor_holder)}»).",
            f"The line is ported and the present holder's document is missing "
            f"('{facts.label(rules.donor_holder)}').",
            rules.donor_holder,
        )
    elif rules.same_holder is not None and there != getattr(sale, rules.same_holder):
        yield _finding(
            "donor_holder_differs",
            Severity.ASK,
            "El titular actual de la línea no es quien la contrata: el operador donante rechazará la portabilidad.",
            "The line's present holder is not the new one: the donor operator will refuse to port it.",
            rules.donor_holder,
            rules.same_holder,
        )


def _finding(code: str, severity: Severity, es: str, en: str, *fields: str) -> Finding:
    return Finding(code=code, severity=severity, es=es, en=en, fields=fields)
