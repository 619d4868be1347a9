"""Say whether a paper is signed, as its form wants it."""

from dataclasses import dataclass
from enum import StrEnum

from trastienda.domain.finding import Finding
from trastienda.domain.papers import Access, Coverage, DigitalSignature, Ink, Reading, Trust
from trastienda.domain.sale import Sale
from trastienda.domain.templates import Box, SignatureKind, Template
from trastienda.rules.crosscheck import Verdict, compare_value
from trastienda.rules.paperwords import finding_of_file

_TOO_DARK = 0.5
"""Of a box: more ink than this is a stamp, a shadow of a scan or a bar, and no signature."""


class Drawn(StrEnum):
    """What is in the box for a signature by hand."""

    PRESENT = "present"
    EMPTY = "empty"
    UNCLEAR = "unclear"


class Digital(StrEnum):
    """What the digital signatures of a file come to."""

    SIGNED = "signed"
    NONE = "none"
    UNREADABLE = "unreadable"
    BROKEN = "broken"
    CHANGED_AFTER = "changed_after"
    PART = "part"
    ADDED_AFTER = "added_after"
    EXPIRED = "expired"
    UNTRUSTED = "untrusted"
    OTHER_SIGNER = "other_signer"
    UNNAMED = "unnamed"


_AGAINST = (Digital.BROKEN, Digital.CHANGED_AFTER, Digital.PART)


@dataclass(frozen=True, slots=True)
class Signed:
    """What is known of a paper's signature.

    Attributes:
        wanted: what the form asks for, `None` for nothing.
        digital: what its digital signatures come to.
        drawn: what is in the box, `None` without one.
        signers: names in the certificates.
        findings: what speaks against it.
    """

    wanted: SignatureKind | None
    digital: Digital
    drawn: Drawn | None
    signers: tuple[str, ...]
    findings: tuple[Finding, ...]


def signature_of(reading: Reading, template: Template, sale: Sale) -> Signed:
    """Judge the signatures of a file.

    Signed digitally means: every signature is intact, leads to a declared root, and is of the signer that is wanted
    where one is; nothing was changed after it; and one of them covers every byte of the file.
    """
    wanted = template.signature
    if reading.unread is not None or reading.access is Access.NEEDS_PASSWORD:
        return Signed(wanted.kind if wanted else None, Digital.NONE, None, (), ())
    digital = _digital(reading.signatures)
    if digital is Digital.SIGNED and wanted and wanted.signer:
        digital = _of_whom(reading.signatures, getattr(sale, wanted.signer), template.locale)
    drawn = drawn_in(wanted.box, reading.ink) if wanted and wanted.box else None
    names = tuple(dict.fromkeys(one.signer for one in reading.signatures if one.signer))
    return Signed(
        wanted.kind if wanted else None,
        digital,
        drawn,
        names,
        _findings(wanted.kind if wanted else None, digital, drawn, names),
    )


def drawn_in(box: Box, ink: Ink | None) -> Drawn:
    """Whether somebody drew something in the box: present, empty, or unclear. Nothing is said of who it was."""
    if ink is None or ink.any > _TOO_DARK:
        return Drawn.UNCLEAR
    if ink.dark >= box.present_from:
        return Drawn.PRESENT
    return Drawn.EMPTY if ink.any < box.empty_below else Drawn.UNCLEAR


def _digital(signatures: tuple[DigitalSignature, ...]) -> Digital:
    if not signatures:
        return Digital.NONE
    coverages = {one.coverage for one in signatures}
    trusts = {one.trust for one in signatures}
    hardest = {
        Digital.BROKEN: any(one.intact is False for one in signatures),
        Digital.UNREADABLE: any(one.intact is None for one in signatures),
        Digital.CHANGED_AFTER: Coverage.CHANGED_AFTER in coverages,
        Digital.PART: Coverage.PART in coverages,
        Digital.ADDED_AFTER: Coverage.WHOLE not in coverages,
        Digital.UNTRUSTED: Trust.UNKNOWN in trusts,
        Digital.EXPIRED: Trust.EXPIRED in trusts,
    }
    return next((what for what, is_so in hardest.items() if is_so), Digital.SIGNED)


def _of_whom(signatures: tuple[DigitalSignature, ...], value: object, locale: str) -> Digital:
    """Whether one of the signers is the one that is wanted, by the serial number in the certificate."""
    verdicts = {compare_value(value, one.signer_id, locale=locale)[0] for one in signatures}
    if Verdict.MATCH in verdicts:
        return Digital.SIGNED
    return Digital.UNNAMED if Verdict.UNCLEAR in verdicts else Digital.OTHER_SIGNER


def _findings(
    kind: SignatureKind | None, digital: Digital, drawn: Drawn | None, names: tuple[str, ...]
) -> tuple[Finding, ...]:
    seen = ", ".join(names)
    if digital in _AGAINST:
        # Somebody signed other bytes than these: that speaks against the file whatever the form asks for.
        return (finding_of_file(f"signature_{digital.value}", seen=seen),)
    by_hand = () if drawn is Drawn.PRESENT else (finding_of_file(f"signature_box_{drawn or Drawn.UNCLEAR}"),)
    match kind:
        case None:
            return ()
        case SignatureKind.HAND:
            return by_hand
        case SignatureKind.EITHER if digital is Digital.NONE or not by_hand:
            return by_hand
    return () if digital is Digital.SIGNED else (finding_of_file(f"signature_{digital.value}", seen=seen),)
