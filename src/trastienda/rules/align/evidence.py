"""What an alignment says of two texts, for a rule and for a person."""

from dataclasses import dataclass
from typing import Literal

from trastienda.rules.align import phrases
from trastienda.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """One part of two names or addresses, compared.

    Attributes:
        name: which part: `given`, `first_surname`, `door` …
        step: how the two stand to each other, `equal` when they do not differ.
        left, right: the part's words on both sides, empty where a side has none.
    """

    name: str
    step: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The verdict on two texts.

    Attributes:
        verdict: match, differ or unclear.
        code: the row of the table; the same for (left, right) and (right, left).
        rule: the table or rule that decided, with its version: `names/1`.
        bound: upper limit (Wilson, 95 %) of the error of this verdict on this row, for `unclear` of the better
            one of the other two; `None` where nobody counted.
        left, right: the canonical texts that were compared.
        parts: what the two texts are made of, compared one by one.
    """

    verdict: Verdict
    code: str
    rule: str
    bound: float | None
    left: str
    right: str
    parts: tuple[Part, ...] = ()

    def sentence(self, language: Literal["es", "en"]) -> str:
        """One sentence for a person: the verdict, each part that differs, and how sure that is."""
        said = [phrases.part(one.name, one.step, one.left, one.right, language) for one in self.parts]
        differing = [one for one in said if one]
        return phrases.whole(
            self.verdict, differing, self.bound, readable=bool(self.parts), language=language
        )
