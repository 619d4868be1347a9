"""How many labelled pairs of companies were counted on each row."""

RULE = "companies/1"
ROWS: dict[str, tuple[int, int]] = {}
