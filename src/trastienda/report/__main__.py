"""Print the JSON schema of `run.json`: `python -m trastienda.report > docs/run.schema.json`."""

import sys

from trastienda.report.schema import schema_text

sys.stdout.write(schema_text())
