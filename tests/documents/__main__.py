"""Print what the program says of each kind of order form: `python -m tests.documents`."""

import os
import sys

from tests.documents.kinds import KINDS, STRICT, Workshop, outcome
from trastienda.documents.reader import Reader


def main() -> int:
    """Print the table; 0 when every verdict is the right one."""
    right, shop = 0, Workshop()
    width = max(len(kind.sentence) for kind in KINDS)
    with Reader(STRICT) as reader:
        for kind in KINDS:
            one = outcome(kind, shop, reader)
            right += one.is_right
            line = (
                f"{kind.sentence:<{width}}  {one.expected:<58}  {one.got}{'' if one.is_right else '  WRONG'}"
            )
            print(line, flush=True)  # noqa: T201 - the table is what this program is for
    print(f"computing: {_computing_s():.1f} s, the making of the files included")  # noqa: T201
    print(f"{right} of {len(KINDS)}")  # noqa: T201
    return 0 if right == len(KINDS) else 1


def _computing_s() -> float:
    """CPU seconds of this program and of its ended children."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


if __name__ == "__main__":
    sys.exit(main())
