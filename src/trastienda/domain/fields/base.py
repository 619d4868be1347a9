"""What every field type has in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from trastienda.domain.fields.reading import CANONICAL, Locale, Unreadable, locale_named


class Field(ABC):
    """A value that is read once, at the door, and is a type from then on.

    In a pydantic model a field takes an instance or its canonical text. With the validation context
    `{"locale": "es"}` texts are read the way that locale writes them. JSON holds the canonical text.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str, *, locale: str) -> Self:
        """Read `text` as people of `locale` ("es", "en") write it, or as canonical text ("canonical").

        Raises:
            Unreadable: it is not one, or it has more than one reading.
            LookupError: there is no such locale.
        """
        if locale == CANONICAL:
            return cls.from_canonical(text)
        return cls._read(text, locale_named(locale))

    @classmethod
    def parser(cls, locale: str) -> Callable[[str], Self]:
        """`parse` for many texts of one locale; LookupError when there is none."""
        if locale == CANONICAL:
            return cls.from_canonical
        return partial(cls._read, locale=locale_named(locale))

    @classmethod
    @abstractmethod
    def from_canonical(cls, text: str) -> Self:
        """The value whose `canonical` is `text`, to the letter; Unreadable otherwise."""

    @classmethod
    @abstractmethod
    def _read(cls, text: str, locale: Locale) -> Self: ...

    @property
    @abstractmethod
    def canonical(self) -> str:
        """The one text for this value; equal values have equal canonical texts."""

    def shown(self, locale: str) -> str:
        """The value as a form of `locale` wants it typed."""
        if locale != CANONICAL:
            locale_named(locale)
        return self.canonical

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._validated,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value.canonical, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "title": cls.__name__}

    @classmethod
    def _validated(cls, value: object, info: core_schema.ValidationInfo) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            context = info.context if isinstance(info.context, Mapping) else {}
            return cls.parse(value, locale=context.get("locale", CANONICAL))
        raise Unreadable(
            repr(value), f"a {cls.__name__} or its canonical text", f"un {cls.__name__} o su texto canónico"
        )


class TextField(str, Field):
    """A field that is its canonical text: it compares, sorts and hashes like that `str`.

    Args:
        canonical: the canonical text, to the letter; anything else is Unreadable (use `parse`).
    """

    __slots__ = ()

    def __new__(cls, canonical: str) -> Self:
        """Check `canonical` and keep it."""
        accepted = cls._accepted(canonical, None)
        if accepted != canonical:
            raise Unreadable(canonical, f"the canonical text {accepted!r}", f"el texto canónico «{accepted}»")
        return str.__new__(cls, accepted)

    @classmethod
    def from_canonical(cls, text: str) -> Self:
        """`text` itself, checked; Unreadable when it is not the canonical text."""
        return cls(text)

    @classmethod
    def _read(cls, text: str, locale: Locale) -> Self:
        return str.__new__(cls, cls._accepted(text, locale))

    @classmethod
    @abstractmethod
    def _accepted(cls, text: str, locale: Locale | None) -> str:
        """The canonical form of `text`; Unreadable when it has none. Without a locale: canonical text."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # What `Field` has, but pydantic itself takes the plain text out of it.
        return core_schema.with_info_plain_validator_function(
            cls._validated, serialization=core_schema.to_string_ser_schema(when_used="json")
        )

    @property
    def canonical(self) -> str:
        """The text itself, as a plain `str`."""
        return str(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"
