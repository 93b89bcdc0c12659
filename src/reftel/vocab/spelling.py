"""How far two spellings lie apart: the one measure by which a damaged word is taken for another."""

from __future__ import annotations


def one_edit(printed: str, meant: str) -> bool:
    """Whether one letter added, lost, changed, or exchanged with its neighbour makes one of the other."""
    if len(printed) > len(meant):
        printed, meant = meant, printed
    if len(meant) - len(printed) > 1 or printed == meant:
        return False
    place = next((i for i, letter in enumerate(printed) if letter != meant[i]), len(printed))
    if len(printed) != len(meant):
        return printed[place:] == meant[place + 1 :]
    if printed[place + 1 :] == meant[place + 1 :]:
        return True
    exchanged = printed[:place] + printed[place + 1 : place + 2] + printed[place] + printed[place + 2 :]
    return exchanged == meant
