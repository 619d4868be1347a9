"""Describe `run.json` for programs that read it."""

import json

from trastienda.report.facts import RunFacts


def schema_text() -> str:
    """The JSON schema of `RunFacts`, as `docs/run.schema.json` holds it."""
    schema = RunFacts.model_json_schema(mode="serialization")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
