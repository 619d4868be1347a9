"""Read one PDF whole. Runs in a process that may die of it."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pypdf import PasswordType, PdfReader

from trastienda.documents.active import active_content
from trastienda.documents.forms import FormField, has_xfa, read_form
from trastienda.documents.limits import Limits
from trastienda.documents.pages import Pages
from trastienda.documents.question import Question, digest
from trastienda.documents.signatures import check_signatures
from trastienda.domain.papers import Access, FormValue, Reading
from trastienda.domain.templates import Risk

_SIGNED = b"/ByteRange"
"""Stands in every signature, in the clear: a signature that no form field leads to is looked at too."""


def look(document: bytes, question: Question, limits: Limits) -> Reading:
    """Read a file.

    Raises:
        Exception: of any kind, and MemoryError: the file is broken, or made to break a reader.
    """
    reader = PdfReader(BytesIO(document), strict=False)
    access = Access.OPEN
    if reader.is_encrypted:
        if reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            return Reading(sha256=digest(document), size=len(document), access=Access.NEEDS_PASSWORD)
        access = Access.EMPTY_PASSWORD
    risks = active_content(reader, limits)
    if has_xfa(reader):
        risks.add(Risk.XFA)
    fields, more_fields = read_form(reader, limits)
    pages = Pages(document, limits)
    if pages.is_outsize():
        risks.add(Risk.PAGE_SIZE)
    if pages.read() or more_fields:
        risks.add(Risk.CUT_SHORT)
    signed = [one.name for one in fields if one.signature and one.value]
    reading = Reading(
        sha256=digest(document),
        size=len(document),
        access=access,
        pages=pages.count,
        printed=tuple(sorted({one.page for one in pages.segments if not one.hidden})),
        values=_values(fields, pages),
        segments=tuple(pages.segments),
        signatures=tuple(
            check_signatures(
                document,
                signed,
                roots=question.roots,
                moment=question.moment,
                encrypted=access is Access.EMPTY_PASSWORD,
                form_of=lambda part: _form_of(part, limits),
            )
            if signed or _SIGNED in document
            else ()
        ),
        ink=pages.ink(question.box) if question.box else None,
        risks=tuple(sorted(risks)),
    )
    pages.close()
    return reading


def _values(fields: Sequence[FormField], pages: Pages) -> tuple[FormValue, ...]:
    values = []
    for one in fields:
        if one.signature:
            continue
        shown, hidden = one.ticks, False
        drawn = [pages.shown_in(place) for place in one.places if place.drawn]
        if shown is None and drawn:
            hidden = any(is_hidden for _, is_hidden in drawn)
            # In two places with two texts: both are told, and fit no value.
            shown = " | ".join(dict.fromkeys(text for text, _ in drawn))
            # A field with a cell for each letter shows them apart.
            if "".join(shown.split()) == "".join(one.value.split()):
                shown = one.value
        values.append(FormValue(name=one.name, value=one.value, shown=shown, hidden=hidden))
    return tuple(values)


def _form_of(document: bytes, limits: Limits) -> Any:
    """What a person sees in the form of a file, signatures excepted."""
    reader = PdfReader(BytesIO(document), strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    pages = Pages(document, limits)
    try:
        pages.read()
        return _values(read_form(reader, limits)[0], pages), pages.count
    finally:
        pages.close()
