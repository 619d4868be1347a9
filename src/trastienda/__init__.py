"""Trastienda: a sale is entered once, read back, or given to a person."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trastienda.bot import Bot as Bot
    from trastienda.domain.fields import Address as Address
    from trastienda.domain.fields import ArgentinaId as ArgentinaId
    from trastienda.domain.fields import ChileId as ChileId
    from trastienda.domain.fields import ColombiaId as ColombiaId
    from trastienda.domain.fields import Cups as Cups
    from trastienda.domain.fields import Day as Day
    from trastienda.domain.fields import EcuadorId as EcuadorId
    from trastienda.domain.fields import Email as Email
    from trastienda.domain.fields import Iban as Iban
    from trastienda.domain.fields import Icc as Icc
    from trastienda.domain.fields import MexicoId as MexicoId
    from trastienda.domain.fields import Money as Money
    from trastienda.domain.fields import PersonId as PersonId
    from trastienda.domain.fields import PersonName as PersonName
    from trastienda.domain.fields import PeruId as PeruId
    from trastienda.domain.fields import Phone as Phone
    from trastienda.domain.fields import Postcode as Postcode
    from trastienda.domain.fields import Text as Text
    from trastienda.domain.record import Record as Record
    from trastienda.domain.record import Reference as Reference
    from trastienda.domain.sale import Sale as Sale
    from trastienda.portal.facade import Portal as Portal

__version__ = "0.1.0"

_HOMES = {
    "Bot": "trastienda.bot",
    "Portal": "trastienda.portal.facade",
    "Record": "trastienda.domain.record",
    "Reference": "trastienda.domain.record",
    "Sale": "trastienda.domain.sale",
} | dict.fromkeys(
    (
        "Address",
        "ArgentinaId",
        "ChileId",
        "ColombiaId",
        "Cups",
        "Day",
        "EcuadorId",
        "Email",
        "Iban",
        "Icc",
        "MexicoId",
        "Money",
        "PersonId",
        "PersonName",
        "PeruId",
        "Phone",
        "Postcode",
        "Text",
    ),
    "trastienda.domain.fields",
)


def __getattr__(name: str) -> Any:
    # Loaded when asked for: `trastienda --help` must not pay for a browser driver.
    if name not in _HOMES:
        raise AttributeError(f"module 'trastienda' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
