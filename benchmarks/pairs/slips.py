"""Slips of the keyboard and of the ear."""

from random import Random

_ROWS = ("qwertyuiop", "asdfghjklñ", "zxcvbnm")
_NEAR = {
    letter: [
        row[place]
        for place in (column - 1, column, column + 1)
        for row in _ROWS[max(0, line - 1) : line + 2]
        if 0 <= place < len(row) and row[place] != letter
    ]
    for line, letters in enumerate(_ROWS)
    for column, letter in enumerate(letters)
}
_HEARD = (
    ("b", "v"), ("v", "b"), ("z", "s"), ("s", "z"), ("ll", "y"), ("y", "ll"), ("h", ""), ("g", "j"), ("j", "g"),
    ("ce", "se"), ("ci", "si"), ("qu", "k"), ("c", "k"), ("x", "s"), ("i", "y"), ("nn", "n"), ("ez", "es"),
)  # fmt: skip


def slip(word: str, chance: Random) -> str:
    """A word with one slip: 20 % heard (b for v), 25 % a neighbouring key, 20 % a letter lost, 12 % doubled, 8 % too
    many, 15 % two letters exchanged. Capitals are kept where they were; the word always changes.
    """
    while True:
        slipped = _slipped(word.lower(), chance)
        if slipped and slipped != word.lower():
            return slipped.capitalize() if word[0].isupper() else slipped


def _slipped(word: str, chance: Random) -> str:
    dice, place = chance.random(), chance.randrange(len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    if dice < 0.2:
        heard = [pair for pair in _HEARD if pair[0] in word]
        if not heard:
            return word
        one, other = chance.choice(heard)
        return word.replace(one, other, 1)
    if dice < 0.45:
        return before + chance.choice(_NEAR.get(letter, ["e"])) + after
    if dice < 0.65:
        return before + after
    if dice < 0.77:
        return before + letter + letter + after
    if dice < 0.85:
        return before + chance.choice("aeiounrslt") + letter + after
    return before + after[:1] + letter + after[1:]
