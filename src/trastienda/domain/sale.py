"""The sale that the front line made."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import to_json

from trastienda.domain.fields import (
    CANONICAL,
    Door,
    PersonKey,
    ProofKind,
    Reader,
    Text,
    Unreadable,
    reader_of,
)
from trastienda.errors import WorkspaceError


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise Unreadable(moment.isoformat(), "a time with its zone", "una hora con su zona")
    if moment.tzinfo is UTC:
        return moment
    return moment.astimezone(UTC)


_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,19}")


def _fitting(reference: str) -> str:
    if not _REFERENCE.fullmatch(reference):
        raise Unreadable(
            reference,
            "1 to 20 letters, digits or . _ / -, the first a letter or a digit",
            "de 1 a 20 letras sin acento, cifras o . _ / -, la primera letra o cifra",
        )
    return reference


OurReference = Annotated[str, AfterValidator(_fitting)]
"""Our own number of a sale, short enough for a portal's free field."""

Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""An aware datetime, kept in UTC."""


def _is_nothing(value: object) -> bool:
    return value is None


@lru_cache(maxsize=1_024)
def reader_for(sale_type: type[BaseModel], field: str) -> Reader:
    """What reads a text into the type of a field; WorkspaceError when nothing does."""
    annotation = sale_type.model_fields[field].annotation
    reader = reader_of(annotation)
    if reader is None:
        raise WorkspaceError(
            f"{sale_type.__name__}.{field} is {annotation}: no column can fill that. Use a field type "
            "(Money, Day, Text ...), bool, int, Decimal, str, datetime, a text Enum or a Literal of texts."
        )
    return reader


class Sale(BaseModel):
    """What every sale has, whatever was sold. A bot's author adds the fields of the product.

    Validated with the context `{"locale": "es", "tz": ZoneInfo("Europe/Madrid")}`, every text is read the
    way that locale writes it. Without it texts must be canonical.

    Args:
        reference: our own number; 1 to 20 letters, digits and `._/-`, so that it fits a portal's free field.
        seller, validator: keys of the people who sold it and who validated it, in lower case.
        sold_at, validated_at: when they did; aware, kept in UTC.
        channel: how it was sold ("telefono").
        campaign: for which campaign.
        proof_kind, proof_id, proof_at: what proves that the customer is who they say and agreed, its number
            (of a recording, say), and when it was made. Left out of every text where nothing is said: a sale
            without them has the line, the content key and the seal that it had before there were any.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    reference: OurReference
    seller: PersonKey
    validator: PersonKey
    sold_at: Moment
    validated_at: Moment
    channel: Text
    campaign: Text
    proof_kind: ProofKind | None = Field(default=None, exclude_if=_is_nothing)
    proof_id: Text | None = Field(default=None, exclude_if=_is_nothing)
    proof_at: Moment | None = Field(default=None, exclude_if=_is_nothing)

    @field_validator("*", mode="before")
    @classmethod
    def _read(cls, value: Any, info: ValidationInfo) -> Any:
        context = info.context if isinstance(info.context, Mapping) else {}
        # Behind a validator pydantic no longer knows that a text came from JSON and wants an instance.
        locale = context.get("locale", CANONICAL if info.mode == "json" else None)
        if not isinstance(value, str) or locale is None:
            return value
        return reader_for(cls, str(info.field_name))(value, Door(locale, context.get("tz")))

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        """Check that a column of text can fill every field; WorkspaceError names the one that none can."""
        for field in cls.model_fields:
            reader_for(cls, field)


class Seal(BaseModel):
    """The proof of who validated exactly this sale, when, and by which rules.

    Args:
        digest: SHA-256 over the sale, the version of the rules and, where there is one, the time of the
            second look, in hexadecimal.
        validator, validated_at: who validated it and when (UTC).
        rules_version: every rule set with its version (`rules.validate.RULES_VERSION`).
        looked_at: when a person decided that it shall be entered, and the rules were asked again (UTC);
            `None` where nobody had to.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    digest: str
    validator: PersonKey
    validated_at: Moment
    rules_version: str
    looked_at: Moment | None = Field(default=None, exclude_if=_is_nothing)

    def fits(self, sale: Sale) -> bool:
        """Whether this is the seal of `sale` as it is now."""
        return self == seal(sale, self.rules_version, looked_at=self.looked_at)

    def age(self, now: datetime) -> timedelta:
        """How long ago somebody last answered for the sale: its validator, or who decided on it since."""
        return now - max(self.validated_at, self.looked_at or self.validated_at)


@dataclass(frozen=True, slots=True)
class Written:
    """A sale in its canonical texts, written out once for all who need them.

    Args:
        texts: field → what JSON holds for it.
        line: the same as one line; see `canonical`.
    """

    texts: Mapping[str, Any]
    line: str

    @classmethod
    def of(cls, sale: Sale) -> Self:
        """Write a sale out."""
        texts = sale.model_dump(mode="json")
        if _PLAIN.issuperset(map(type, texts.values())):
            # The same line from pydantic's own writer, which knows no order of keys and is four times faster.
            return cls(texts, to_json({name: texts[name] for name in _sorted(tuple(texts))}).decode())
        return cls(texts, _line(texts))

    @property
    def content_key(self) -> str:
        """See the function `content_key`."""
        return hashlib.sha256(self.line.encode()).hexdigest()


def canonical(sale: Sale) -> str:
    """The sale as one line of JSON, keys sorted, values in canonical text: equal sales, equal lines.

    `type(sale).model_validate_json` reads it back.
    """
    return Written.of(sale).line


def content_key(sale: Sale) -> str:
    """SHA-256 over the content of the sale, in hexadecimal: the same sale in two files has one key."""
    return Written.of(sale).content_key


def seal(
    sale: Sale, rules_version: str, written: Written | None = None, *, looked_at: datetime | None = None
) -> Seal:
    """The seal of `sale`, validated by the rules of `rules_version`.

    Args:
        sale: the sale.
        rules_version: of the rules that it was validated by.
        written: the sale written out, where somebody has it already.
        looked_at: aware time of a person's later decision that it shall be entered.
    """
    moment = None if looked_at is None else looked_at.astimezone(UTC)
    line = (written or Written.of(sale)).line
    sealed = to_json([line, rules_version, *([moment.isoformat()] if moment else [])])
    return Seal(
        digest=hashlib.sha256(sealed).hexdigest(),
        validator=sale.validator,
        validated_at=sale.validated_at,
        rules_version=rules_version,
        looked_at=moment,
    )


def _line(content: object) -> str:
    return _ENCODER.encode(content)


@lru_cache(maxsize=256)
def _sorted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(names))


_PLAIN = frozenset({str, bool, int, type(None)})
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
