"""Check the digital signatures of a PDF."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import pem, x509
from asn1crypto.parser import peek
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from trastienda.domain.papers import Coverage, DigitalSignature, Trust

_SEMANTICS = re.compile(r"(?:ID[A-Z]|PN[O]|PAS|TIN|VAT|NTR)[A-Z]{2}-")
"""The prefix of a serial number that says whose number it is (ETSI EN 319 412-1, 5.1.3): `IDCES-12345678Z`."""

_OUT_OF_DATE = {AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED}


def check_signatures(
    document: bytes,
    fields: Sequence[str],
    *,
    roots: Sequence[bytes],
    moment: datetime,
    encrypted: bool,
    form_of: Callable[[bytes], Any],
) -> list[DigitalSignature]:
    """Every signature of a file.

    Args:
        document: the whole file.
        fields: names of the form fields that are signed: each is answered for.
        roots: certificates that are trusted, PEM or DER, and no others; the system's own are not asked.
        moment: the aware time at which a certificate must be valid.
        encrypted: it opens with an empty password.
        form_of: what a person sees in the form of a file; two files are compared by it.
    """
    trusted = [x509.Certificate.load(_der(root)) for root in roots]
    try:
        reader = PdfFileReader(BytesIO(document), strict=False)
        if encrypted:
            reader.decrypt(b"")
        found = reader.embedded_regular_signatures
        known = {one.field_name for one in reader.embedded_signatures}
    except Exception:
        # One signature that is built wrongly ends the library's list of all of them.
        found, known = [], set()
    checked = [_checked(one, document, trusted, moment, form_of) for one in found]
    return [*checked, *(_unreadable(name) for name in fields if name not in known)]


def _unreadable(field: str) -> DigitalSignature:
    return DigitalSignature(field=field, intact=None, coverage=Coverage.PART, trust=Trust.UNKNOWN)


def _der(certificate: bytes) -> bytes:
    if not pem.detect(certificate):
        return certificate
    _, _, der = pem.unarmor(certificate)
    return bytes(der)


def _checked(
    embedded: EmbeddedPdfSignature,
    document: bytes,
    trusted: Sequence[x509.Certificate],
    moment: datetime,
    form_of: Callable[[bytes], Any],
) -> DigitalSignature:
    # Nothing is fetched: certificates of others and lists of revoked ones would need the network.
    context = ValidationContext(trust_roots=list(trusted), moment=moment, allow_fetching=False)
    try:
        status = validate_pdf_signature(embedded, context)
    except Exception:
        # The library raises errors of many kinds for a signature that is built wrongly.
        return _unreadable(embedded.field_name)
    subject = status.signing_cert.subject.native
    return DigitalSignature(
        field=embedded.field_name,
        intact=bool(status.intact and status.valid),
        coverage=_coverage(embedded, status, document, form_of),
        trust=_trust(status),
        signer=_first(subject.get("common_name")),
        signer_id=_SEMANTICS.sub("", _first(subject.get("serial_number"))),
    )


def _first(value: Any) -> str:
    """The text of a name's part; a certificate may hold several."""
    return str(value[0] if isinstance(value, list) else value or "")


def _trust(status: PdfSignatureStatus) -> Trust:
    if status.trusted:
        return Trust.TRUSTED
    return Trust.EXPIRED if status.trust_problem_indic in _OUT_OF_DATE else Trust.UNKNOWN


def _coverage(
    embedded: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    document: bytes,
    form_of: Callable[[bytes], Any],
) -> Coverage:
    end = _end_of_signed(embedded, document)
    # Less than a revision is signed when bytes before its own end are left out.
    if end is None or status.coverage is None or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return Coverage.PART
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Coverage.WHOLE if end == len(document) else Coverage.PART
    level = status.modification_level
    if (
        level is not None
        and level <= ModificationLevel.FORM_FILLING
        # The library takes filled form fields for a harmless change; a price is none.
        and form_of(document[:end]) == form_of(document)
    ):
        return Coverage.SIGNED_AGAIN
    return Coverage.CHANGED_AFTER


def _end_of_signed(embedded: EmbeddedPdfSignature, document: bytes) -> int | None:
    """Where the signed bytes end, when nothing but the signature itself is left out; else `None`.

    The library compares lengths alone: a gap that was moved to another place would have the right one.
    """
    numbers = [int(one) for one in embedded.byte_range]
    if len(numbers) != 4 or numbers[0] != 0:
        return None
    _, first, second, length = numbers
    gap = document[first:second]
    if not (0 < first < second and gap[:1] == b"<" and gap[-1:] == b">"):
        return None
    if not re.fullmatch(rb"[0-9A-Fa-f]*", gap[1:-1]):
        return None
    # Room that was kept for a longer signature is empty.
    if embedded.pkcs7_content[peek(embedded.pkcs7_content) :].strip(b"\0"):
        return None
    return second + length if second + length <= len(document) else None
