"""The key under which one of our people is known."""


def person_key(name: str) -> str:
    """Lower case, white space collapsed: `Ana  Ruiz` and `ana ruiz` are one person."""
    return " ".join(name.split()).casefold()
