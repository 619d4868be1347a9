"""Which rules a portal's configuration asks for, with their thresholds."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trastienda.domain.fields import PROOFS, Money, fold

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_MIDNIGHT = 24 * 60


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Plausible(_Strict):
    """Between which days a date must lie, counted from the day of the sale; below zero is before it.

    Attributes:
        earliest, latest: days; `None` sets no limit.
    """

    earliest: int | None = None
    latest: int | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            raise ValueError(f"earliest = {self.earliest} lies after latest = {self.latest}")
        return self


class Price(_Strict):
    """One line of a price list.

    Attributes:
        plan: as sales name it; case, accents and signs do not matter where one plan alone is meant.
        price: the amount with its currency, "29.90 EUR".
        valid_from, valid_to: first and last day; `None` sets no limit.
    """

    plan: str = Field(min_length=1)
    price: Money
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"valid_from = {self.valid_from} lies after valid_to = {self.valid_to}")
        return self

    def valid_on(self, day: date) -> bool:
        """Whether it could be sold on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Portability(_Strict):
    """What a line must bring that comes from another operator.

    Attributes:
        ported: yes-or-no field that says whether it does.
        donor: field with the operator that it comes from.
        donor_holder: field with the document of the holder there.
        same_holder: field with the document of our holder, who should be the same person.
        own: our client's own names: a line cannot come from itself.
        donors: the operators that there are.
    """

    ported: str
    donor: str
    donor_holder: str | None = None
    same_holder: str | None = None
    own: tuple[str, ...] = ()
    donors: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _two_documents(self) -> Self:
        if self.same_holder is not None and self.donor_holder is None:
            raise ValueError("same_holder is compared with donor_holder: declare that one too")
        return self


ProofName = Annotated[str, Field(pattern=rf"^({'|'.join(PROOFS)})$")]
Days = Annotated[int, Field(ge=0)]


class Validation(_Strict):
    """Which rules of `trastienda.rules.validate` apply to the sales of this portal.

    Attributes:
        sector: the file of `config/sectors/` whose keys hold where this table does not name them.
        consents: fields that must be true.
        papers: fields that must not be empty or false: numbers of papers, or whether they are there.
        of_age: field with the holder's birth date.
        min_age, max_age: years on the day of the sale; below the first it is rejected, above the second
            a person is asked.
        positive: amounts that must be above zero.
        not_before_sale: dates that must not lie before the day of the sale.
        plausible: field with a date → between which days it must lie.
        postcode, province: fields; the province must be the one of the Spanish postcode.
        plan: field with the plan that was sold.
        price: field with its price, which must be a listed one.
        price_list: CSV file with the price list, relative to `config/`.
        prices: more lines of the price list.
        months: field with the months of permanence.
        permanence: plan → months that it may be sold with.
        portability: what a ported line must bring.
        hours: days of the week → when sales are made, in the portal's zone.
        holidays: days without sales.
        proof: kinds of proof of the end user that are taken; one must be there.
        proof_of_plan: plan → kinds that are taken for it instead.
        proof_max_age_days: how old the proof may be when the sale is validated.
        proof_early_minutes: how long before the time of the sale it may have been made.
        email_typos: domain that is most likely a slip → what was meant.
        duplicate_days: how many days back an equal sale is asked about.
    """

    sector: str | None = None
    consents: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    of_age: str | None = None
    min_age: int = Field(default=18, ge=0)
    max_age: int | None = Field(default=None, ge=0)
    positive: tuple[str, ...] = ()
    not_before_sale: tuple[str, ...] = ()
    plausible: dict[str, Plausible] = {}
    postcode: str | None = None
    province: str | None = None
    plan: str | None = None
    price: str | None = None
    price_list: str | None = None
    prices: tuple[Price, ...] = ()
    months: str | None = None
    permanence: dict[str, tuple[Days, ...]] = {}
    portability: Portability | None = None
    hours: dict[str, str] = {}
    holidays: tuple[date, ...] = ()
    proof: tuple[ProofName, ...] = ()
    proof_of_plan: dict[str, tuple[ProofName, ...]] = {}
    proof_max_age_days: int | None = Field(default=None, ge=0)
    proof_early_minutes: int = Field(default=0, ge=0)
    email_typos: dict[str, str] = {}
    duplicate_days: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        for name, needed in (
            ("postcode", "province"),
            ("province", "postcode"),
            ("price", "plan"),
            ("price_list", "price"),
            ("prices", "price"),
            ("months", "permanence"),
            ("permanence", "months"),
            ("permanence", "plan"),
            ("proof_of_plan", "plan"),
            ("holidays", "hours"),
        ):
            if getattr(self, name) and not getattr(self, needed):
                raise ValueError(f"'{name}' needs '{needed}' beside it")
        if self.price and not (self.prices or self.price_list):
            raise ValueError("'price' needs a price list beside it: 'price_list' or 'prices'")
        if self.max_age is not None and self.max_age < self.min_age:
            raise ValueError(f"max_age = {self.max_age} is below min_age = {self.min_age}")
        _ = self.open_minutes
        return self

    @cached_property
    def open_minutes(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """For each day of the week from Monday on: when sales are made, in minutes since midnight.

        Raises:
            ValueError: days or hours that cannot be read.
        """
        week: list[tuple[tuple[int, int], ...]] = [()] * len(DAYS)
        for days, hours in self.hours.items():
            for day in _days_of(days):
                if week[day]:
                    raise ValueError(f"hours: '{DAYS[day]}' is declared twice")
                week[day] = tuple(_span(span.strip()) for span in hours.split(","))
        return tuple(week)

    @cached_property
    def listed(self) -> Mapping[str, tuple[Price, ...]]:
        """The price list by plan."""
        plans: dict[str, tuple[Price, ...]] = {}
        for one in self.prices:
            plans[one.plan] = (*plans.get(one.plan, ()), one)
        return plans

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The fields that a rule cannot do without, each once."""
        names = (
            self.of_age,
            *self.positive,
            *self.not_before_sale,
            *self.plausible,
            self.postcode,
            self.province,
            self.plan,
            self.price,
            self.months,
            self.portability.ported if self.portability else None,
        )
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def fields(self) -> Iterator[tuple[str, str, tuple[type, ...]]]:
        """Every field of the sale that is named here: key, field, and of which types its values must be.

        No types where any will do.
        """
        days, amounts = (date, datetime), (Money, Decimal, int)
        for key, names, kinds in (
            ("consents", self.consents, (bool,)),
            ("papers", self.papers, ()),
            ("of_age", (self.of_age,), (date,)),
            ("positive", self.positive, amounts),
            ("not_before_sale", self.not_before_sale, days),
            ("plausible", self.plausible, days),
            ("postcode", (self.postcode,), (str,)),
            ("province", (self.province,), (str,)),
            ("plan", (self.plan,), (str,)),
            ("price", (self.price,), (Money,)),
            ("months", (self.months,), (int,)),
        ):
            yield from ((key, name, kinds) for name in names if name is not None)
        if self.portability is not None:
            ported = self.portability
            for key, name, kinds in (
                ("ported", ported.ported, (bool,)),
                ("donor", ported.donor, (str,)),
                ("donor_holder", ported.donor_holder, (str,)),
                ("same_holder", ported.same_holder, (str,)),
            ):
                if name is not None:
                    yield f"portability.{key}", name, kinds


def same_name(wanted: str, known: Mapping[str, object]) -> str | None:
    """The one of the names that `wanted` is, to the letter or else but for case, accents and signs; else `None`.

    "Plan 1+" and "Plan 1" are told apart where both are known, and taken for nothing else.
    """
    if wanted in known:
        return wanted
    near = [name for name in known if fold(name) == fold(wanted)]
    return near[0] if len(near) == 1 else None


def _days_of(text: str) -> range:
    first, dash, last = text.strip().lower().partition("-")
    if first not in DAYS or (dash and last not in DAYS) or (dash and DAYS.index(first) > DAYS.index(last)):
        raise ValueError(f"hours: '{text}' are no days; write mon, or mon-fri ({', '.join(DAYS)})")
    return range(DAYS.index(first), DAYS.index(last if dash else first) + 1)


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found:
        from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
        opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
        if max(from_minute, to_minute) < 60 and opens < closes <= _MIDNIGHT:
            return opens, closes
    raise ValueError(f"hours: '{text}' are no hours; write 09:00-21:00, or 09:00-14:00, 16:00-20:00")
