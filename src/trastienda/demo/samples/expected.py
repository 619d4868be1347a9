"""Say in a file how each sample sale must end."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from trastienda.demo.samples.kinds import ENDS, Kind
from trastienda.demo.samples.sales import samples
from trastienda.domain.item import State


class ExpectedEnd(BaseModel):
    """One sale's true end.

    Attributes:
        sale_reference: as its item shows it; two rows carry the same one by mistake.
        row: of the spreadsheet, as a person counts it.
        kind: what is special about the sale.
        state: the item's last state without a person's help.
        reason: of the case, or the code of the finding that rejects it; `None` for a settled sale.
        entered_by_us: whether the portal holds an order of ours for this very sale.
        posts, saved: what the portal's server reports for the reference as marker.
        why, por_que: the end explained, in English and in Spanish.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sale_reference: str
    row: int
    kind: Kind
    state: State
    reason: str | None
    entered_by_us: bool
    posts: int
    saved: int
    why: str
    por_que: str


_LIST = TypeAdapter(list[ExpectedEnd])


def expected_ends() -> list[ExpectedEnd]:
    """The end of every sample sale, in the order of the file."""
    by_reference: dict[str, tuple[int, int]] = {}
    ends = []
    for sample in samples():
        end = ENDS[sample.kind]
        # The server counts by marker, and a reference that comes again is the same marker.
        posts, saved = by_reference.setdefault(sample.reference, (end.posts, end.saved))
        ends.append(
            ExpectedEnd(
                sale_reference=sample.reference,
                row=sample.row,
                kind=sample.kind,
                state=end.state,
                reason=end.reason,
                entered_by_us=end.entered_by_us,
                posts=posts,
                saved=saved,
                why=end.why,
                por_que=end.por_que,
            )
        )
    return ends


def expected_text() -> str:
    """The file's text: a JSON list of `ExpectedEnd`."""
    listed = [end.model_dump(mode="json") for end in expected_ends()]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def load_expected(path: Path) -> list[ExpectedEnd]:
    """Read the file back.

    Raises:
        OSError: it is not there.
        pydantic.ValidationError: it is no such list.
    """
    return _LIST.validate_json(path.read_bytes())
