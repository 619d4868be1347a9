"""Slips that a form lets pass: a domain nobody has, a SIM card's number that a spreadsheet rounded."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from trastienda.domain.facts import PortalFacts
from trastienda.domain.fields import Email, Icc, classes_of
from trastienda.domain.finding import Finding, Severity
from trastienda.domain.sale import Sale

EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; the rest becomes zeros (IEEE 754 double precision)."""


@lru_cache(maxsize=32)
def _with_slips(sale_type: type[Sale]) -> tuple[str, ...]:
    """The fields of a kind of sale that may hold an e-mail address or an ICC."""
    return tuple(
        name
        for name, field in sale_type.model_fields.items()
        if {Email, Icc}.intersection(classes_of(field.annotation))
    )


def likely_slips(sale: Sale, facts: PortalFacts, now: datetime) -> Iterator[Finding]:
    """No e-mail address has a domain that is declared as a slip, no ICC looks rounded."""
    typos = facts.validation.email_typos
    for name in _with_slips(type(sale)):
        value = getattr(sale, name)
        if isinstance(value, Email):
            domain = value.rpartition("@")[2]
            if domain in typos:
                yield Finding(
                    code="email_slip",
                    severity=Severity.ASK,
                    es=f"El dominio «{domain}» de «{facts.label(name)}» parece una errata: "
                    f"¿será «{typos[domain]}»?",
                    en=f"The domain '{domain}' of '{facts.label(name)}' looks like a slip: "
                    f"is it '{typos[domain]}'?",
                    fields=(name,),
                    expected=typos[domain],
                )
        elif isinstance(value, Icc) and not value[EXACT_DIGITS:].strip("0"):
            yield Finding(
                code="icc_rounded",
                severity=Severity.ASK,
                es=f"El ICC de «{facts.label(name)}» acaba en ceros: puede que una hoja de cálculo lo redondeara.",
                en=f"The ICC of '{facts.label(name)}' ends in zeros: a spreadsheet may have rounded it.",
                fields=(name,),
            )
