"""Lines of a telegram: at most 72 columns, broken where reading them joins the same words again.

A line is broken at a single blank only, since two blanks are kept as typed. It never begins with what would open a
paragraph, an item or a field of the heading: `1998. Exports` at the start of a line looks like paragraph 1998.
"""

from __future__ import annotations

import re
from typing import Final

WIDTH: Final = 72

_TRIES: Final = 3

# what a line of running text must not begin with: a number or letter with its stop, a label, a rule, a mark
_OPENS: Final = re.compile(
    r"[¶\ufffd]?\(?(?:\d{1,4}|[A-Za-z])[.):]|[-=_*/]{1,}(?: |$)|\(?[A-Z/-]{1,6}\)"
    r"|[A-Z][A-Za-z.]{1,14}(?: [Bb][Yy])?[:;]"
    r"|(?:REFS?|TAGS?|SUBJ(?:ECT)?|E\.?O\.?|SIPDIS|NOFORN|SENSITIVE|BT|NNNN|PAGE|FM|TO|INFO)\b"
    r"|(?:UNCLAS\w*|CONFIDENTIAL|SECRET)\b"
)
_TABLE: Final = re.compile(r"\S {3,}\S|\t|^[ ]{2,}\S")
_ITEM: Final = re.compile(r"\s*(?:--?|\*|o(?= )|\(?(?:[a-z]|[A-Z]|\d{1,2})[.)]|//|\([A-Z][A-Z/-]{0,7}\))\s?\S?")


def wrapped(text: str, *, behind: tuple[str, ...] = ()) -> list[str]:
    """`text` in lines of at most `WIDTH` columns, broken behind one of these words where they are given; a word that is
    longer stands alone. The last line is more than a word or two, or it would look like the name at the end."""
    lines: list[str] = []
    start = 0
    while len(text) - start > WIDTH:
        stop = _break(text, start, start + WIDTH, behind)
        if stop < 0:
            break
        if not behind and _is_short(text, stop):
            earlier = stop
            for _ in range(_TRIES):
                earlier = _break(text, start, text.rfind(" ", start, earlier), behind, back=True)
                if earlier <= start or not _is_short(text, earlier):
                    break
            stop = earlier if earlier > start else stop
        lines.append(text[start:stop])
        start = stop + 1
    lines.append(text[start:])
    return lines


def _is_short(text: str, at: int) -> bool:
    """Whether what is left behind a blank is a word or two."""
    second = text.find(" ", at + 1)
    return second < 0 or text.find(" ", second + 1) < 0


def _break(text: str, start: int, last: int, behind: tuple[str, ...], *, back: bool = False) -> int:
    """The blank at which the line ends: the nearest at or before `last`, or the next one beyond; -1 for none."""
    at = text.rfind(" ", start + 1, last + 1)
    while at > start:
        if _fits(text, at, behind):
            return at
        at = text.rfind(" ", start + 1, at)
    at = -1 if back else text.find(" ", last + 1)
    while at >= 0:
        if _fits(text, at, behind):
            return at
        at = text.find(" ", at + 1)
    return -1


def _fits(text: str, at: int, behind: tuple[str, ...]) -> bool:
    """Whether a line may end at this blank: a single one, behind which nothing stands that would be read otherwise."""
    if text[at - 1] == " " or text[at + 1 : at + 2] in ("", " "):
        return False
    return not _OPENS.match(text, at + 1) and (not behind or text.endswith(behind, 0, at))


def block(text: str, lead: str = "") -> str:
    """The text of a paragraph behind its number and mark: running text set anew, tables and items line by line."""
    groups: list[str] = []
    for part in re.split(r"\n[ \t\r]*\n", text.strip("\n").replace("\r", "")):
        if part.strip():
            groups.append(_group(part, "" if groups else lead))
    return "\n\n".join(groups) if groups else lead.rstrip()


def _group(part: str, lead: str) -> str:
    """Lines that stand together: kept as laid out where most of them are columns, else joined and broken anew."""
    kept = [line.rstrip() for line in part.split("\n") if line.strip()]
    if sum(1 for line in kept if _TABLE.search(line)) * 2 > len(kept):
        return "\n".join([lead + kept[0].strip(), *kept[1:]]) if lead else "\n".join(kept)
    running: list[list[str]] = []
    for line in kept:
        said = line.strip() if _TABLE.search(line) else " ".join(line.split())
        if running and not _ITEM.match(line):
            running[-1].append(said)
        else:
            running.append([said])
    running[0][0] = lead + running[0][0]
    return "\n".join(line for said in running for line in wrapped(" ".join(said)))
