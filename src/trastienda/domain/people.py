"""The key under which one of our people is known."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4_096)
def person_key(name: str) -> str:
    """Lower case, white space collapsed, NFKC: `Ana  Ruiz` and `ana ruiz` are one person.

    Invisible characters do not count, nor does the way in which an accent is encoded: nobody becomes
    somebody else by typing them.
    """
    visible = "".join(char for char in name if unicodedata.category(char) != "Cf")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return " ".join(folded.split())
