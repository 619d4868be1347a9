"""Make the sample files again: `python -m trastienda.demo.samples [FOLDER]`.

The same files every time: nothing in them depends on the clock, on chance or on the machine.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from trastienda.demo.samples.expected import expected_text
from trastienda.demo.samples.sales import samples
from trastienda.demo.samples.scenario import scenario_text
from trastienda.demo.samples.workbook import write_workbook

WORKBOOK = "carrier-sales.xlsx"
EXPECTED = "carrier-sales.expected.json"
PORTAL = "carrier-portal.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the three files into a folder. Returns 0, or 1 when they cannot be written."""
    parser = argparse.ArgumentParser(prog="python -m trastienda.demo.samples", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("samples"), help="default: samples")
    folder: Path = parser.parse_args(arguments).folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_workbook(folder / WORKBOOK, samples())
        (folder / EXPECTED).write_text(expected_text(), encoding="utf-8", newline="\n")
        (folder / PORTAL).write_text(scenario_text(), encoding="utf-8", newline="\n")
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
