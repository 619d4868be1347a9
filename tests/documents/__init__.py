"""Order forms of every kind that reaches a back office, made here, and what must be said of each."""
