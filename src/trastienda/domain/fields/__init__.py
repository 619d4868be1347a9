"""The types that the columns of a sale are made of."""

from trastienda.domain.fields.base import Field, TextField
from trastienda.domain.fields.codes import Cups, Icc, Postcode
from trastienda.domain.fields.day import Day
from trastienda.domain.fields.documents import (
    ArgentinaId,
    ChileId,
    ColombiaId,
    EcuadorId,
    MexicoId,
    PeruId,
)
from trastienda.domain.fields.door import (
    Door,
    Reader,
    choice,
    classes_of,
    flag,
    moment,
    number,
    reader_of,
    whole_number,
)
from trastienda.domain.fields.ids import Iban, PersonId
from trastienda.domain.fields.money import Money
from trastienda.domain.fields.phone import Phone
from trastienda.domain.fields.proofs import PROOFS, ProofKind
from trastienda.domain.fields.quick import is_latin
from trastienda.domain.fields.reading import CANONICAL, Unreadable, fold, is_mojibake, printable
from trastienda.domain.fields.texts import (
    Address,
    Email,
    PersonKey,
    PersonName,
    Text,
    mixed_scripts,
)

__all__ = [
    "CANONICAL",
    "PROOFS",
    "Address",
    "ArgentinaId",
    "ChileId",
    "ColombiaId",
    "Cups",
    "Day",
    "Door",
    "EcuadorId",
    "Email",
    "Field",
    "Iban",
    "Icc",
    "MexicoId",
    "Money",
    "PersonId",
    "PersonKey",
    "PersonName",
    "PeruId",
    "Phone",
    "Postcode",
    "ProofKind",
    "Reader",
    "Text",
    "TextField",
    "Unreadable",
    "choice",
    "classes_of",
    "flag",
    "fold",
    "is_latin",
    "is_mojibake",
    "mixed_scripts",
    "moment",
    "number",
    "printable",
    "reader_of",
    "whole_number",
]
