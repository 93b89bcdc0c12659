"""Where the values of the heading end: a SUBJECT, a TAGS line, a REF list, a Classified By.

    SUBJECT: RICE PRICES                  a subject ends at a blank line, a rule, a handling line, an instruction,
    RISING AGAIN                          a status line, the first heading of the text
    TAGS: PREL, PGOV,                     TAGS go on after a comma, or where the next line looks like TAGS throughout
    ECON, PE
    REF: A. LIMA 412                      a list goes on over blank lines where the next line opens or ends an item
    Classified By: DCM Jane Roe           and a classifier where a blank line parts the reasons from the name
    Reasons 1.4 (b) and (d)

Facts. In the 1970s no blank line stood between heading and text. A page line in a value is skipped and the value goes
on, unless the text's first heading stands behind it.
"""

from __future__ import annotations

import re
from typing import Final

from reftel.reading.sheet import Sheet
from reftel.reading.telegram_numbers import number_at

_RULE_SIGNS: Final = frozenset("-=_*#‐–—")
_LIST_GOES_ON: Final = re.compile(
    r"[ \t\r\n]*(?:[¶\ufffd]?[(\[]?(?:R(?:EF|ef)[ ])?[A-Za-z](?:\.\)|[.)\]:])|\(?\d\))[ \t]*\S"
)
# captions between two items of a list, below a classification line that stands there once more
_CAPTIONS: Final = frozenset(("SIPDIS", "NOFORN", "SENSITIVE"))
# the first item of a list whose label is lost
_LOST_LIST: Final = re.compile(r"\(?[A-H][.)]+ ?(?=(?:\d\d )?[A-Z][A-Za-z .'\-]{2,24} \d{2,7}\b)")
_LATER_ITEM: Final = re.compile(r"[ \t\r\n]*[(\[]?([B-Zb-z])(?:\.\)|[.)\]:])[ \t]*\S")
_ITEM_LETTER: Final = re.compile(r"(?:^|[\s;,(\[])([A-Za-z])(?:\.\)|[.)\]:])(?=\s*\S)")
_REASON_GOES_ON: Final = re.compile(
    r"[ \t\r\n]*(?:(?:for )?reasons?:?[ ]*)?1\.[2456] ?\(?[A-Ha-h]\b|[ \t\r\n]*reasons?[ ]*:", re.IGNORECASE
)
_REASONS_WHOLE: Final = re.compile(r"1\.[2456].{0,40}\)[. \t\r]*\Z", re.DOTALL)
_REASONS_GO_ON: Final = re.compile(r"[(,&/a-z\d]|AND\b|OR\b|REASON")
# Lines that begin something else: the text's first heading, a handling line, an instruction, a status line, another
# label. By their first letters, so that most lines cost one look.
_ENDS: Final = re.compile(
    r"""(?:
        (?:SUMMARY|Summary|INTRODUCTION|Introduction|COMMENT|Comment)(?:[ ](?:AND|and|And)(?:[ ]\w+){1,3})?
        [ \t]*(?:[:.\-]|$)
      | BEGIN[ ]SUMMARY
      | THIS[ ](?:CABLE|MESSAGE|IS[ ])|\(?U\)?[ ]THIS\b|This[ ](?:cable|message)
      | \(?SENSITIVE[ ]BUT[ ]UNCLASSIFIED|(?:SENSITIVE|NOFORN|SIPDIS)[ \t\r]*$|ENTIRE[ ]TEXT
      | PLEASE[ ](?:PROTECT|HANDLE)|PROTECT[ ]ACCORDINGLY
      | EYES[ ]ONLY\b|(?:DEPT|DEPARTMENT)[ ](?:FOR|PASS)[ ]|STATE[ ](?:FOR[ ][A-Z]{1,4}(?:/|,|;|[ ]AND\b|$)|PASS[ ])
      | FOR[ ](?:THE[ ])?(?:AMBASSADOR|SECRETARY|DEPUTY|UNDER|ASSISTANT|CHARGE|DCM|DIRECTOR|ADMIRAL|GENERAL
        |[A-Z]{1,4}/[A-Z]+|[A-Z])\b[A-Z/.,\- ]*[ ]FROM[ ]
      | C[ ]O[ ]R[ ]R[ ]E[ ]C[ ]T|CORRECTED[ ]COPY
      | (?:DERIVED[ ]FROM|DECLASSIFY[ ]ON|DRAFTED[ ]BY|DECL(?:ASS)?[ ]ON)\b
    )""",
    re.VERBOSE,
)
_ENDS_FIRST: Final = frozenset("SIBCTUENPFD(")
_FIRST_NUMBER: Final = re.compile(
    r"[¶\ufffd]?[ \t]*(?:\([A-Za-z/ \-]{1,14}\)[ \t]*)?1[ \t]?(?:\.\)|\.(?!\d)|\)(?=[ \t]*\())[ \t]*(?=\S)"
)
_BEFORE_ONE: Final = frozenset("1(¶\ufffd")
_TAG_LINE: Final = re.compile(r"[A-Z0-9,/()\- \t.']+")
_TAG_TERM: Final = re.compile(r"[A-Za-z][A-Za-z ]{2,24}")
_BREAK: Final = re.compile(r"[ ,]+")
_NUMBER_IN_LINE: Final = re.compile(r"[A-Za-z][ #]+0?\d{2,7}\b(?!-)")
_SHORT_LINE: Final = 60
_REACH: Final = 400  # of a list, as much as holds the item before
_NUMBER_FIRST: Final = re.compile(r"[ \t]*(?:NOTAL|\(NOTAL|\d{2,7}\b)")
_UNFINISHED: Final = (" AND", " OF", " AT", " FROM", " THE", " FOR")
_JOINING: Final = (*_UNFINISHED, " IN", " ON", " TO", " A", " AN", " BY", " WITH", " OR", " AS")
_OPENED_ITEM: Final = re.compile(r"(?:^|[\s(])[A-Za-z](?:\.\)|[.):])[ \t]*((?:['’]?\d\d(?:\d\d)?[ ]?)?[^\d\n]{0,30})$")
_REST_OF_ITEM: Final = re.compile(r"[A-Z][A-Z ]{1,20} \d{1,6}\b|\d{1,7}[ \t\r]*$")


def value_end(sheet: Sheet, kind: str, start: int, edge: int) -> int:
    """Where the value of this kind that begins at `start` ends, no later than `edge` (the next label, or the text)."""
    text = sheet.text
    if kind == "eo":
        end = text.find("\n", start, edge)
        return edge if end < 0 else _order_end(text, start, end, edge)
    if kind == "tags":
        return _tags_end(sheet, start, edge)
    # SUBJECT alone on its line: the text stands after a blank line
    begin = start
    while begin < edge and text[begin] in " \t\r\n":
        begin += 1
    line_end = text.find("\n", begin, edge)
    if line_end < 0:
        return edge
    if kind == "subject":
        return _subject_end(sheet, line_end, edge)
    return _list_end(sheet, begin, line_end, edge) if kind == "ref" else _classifier_end(text, begin, line_end, edge)


def _order_end(text: str, start: int, line_end: int, edge: int) -> int:
    """Where the value of an E.O. line ends: on its line, unless the date or the classifier stands below."""
    line = text[start:line_end].rstrip()
    in_brackets = "(" in line and line.count("(") > line.count(")")
    if in_brackets or line.endswith((":", "DECL", "DECL.", " ON")):
        below, stop = _next_line(text, line_end, edge)
        if below[:1].isdigit() or (in_brackets and ")" in below[:40]):
            return stop
    return line_end


def _next_line(text: str, line_end: int, edge: int) -> tuple[str, int]:
    """The line behind a line end, without its blanks, and where it ends."""
    stop = text.find("\n", line_end + 1, edge)
    if stop < 0:
        stop = edge
    return text[line_end + 1 : stop].strip(), stop


def _line_start(text: str, stop: int) -> int:
    """Where the line that ends at `stop` begins."""
    return text.rfind("\n", 0, stop) + 1


def _begins_something(line: str) -> bool:
    """Whether a line is a rule, or begins what is no part of any value."""
    sign = line[0]
    if sign in _RULE_SIGNS:
        return _is_rule(line)
    return sign in _ENDS_FIRST and _ENDS.match(line) is not None


def _subject_end(sheet: Sheet, line_end: int, edge: int) -> int:
    text = sheet.text
    while line_end < edge:
        line, stop = _next_line(text, line_end, edge)
        if not line or _begins_something(line) or _page_line_ends(sheet, line_end, stop, edge):
            return line_end
        if line[0] in "(ABCDEFGH" and (lost := _LOST_LIST.match(line)):
            first = text.find(line, line_end) + lost.end()
            if number_at(sheet, first, stop):
                return line_end
        line_end = stop
    return line_end


def _page_line_ends(sheet: Sheet, line_end: int, stop: int, edge: int) -> bool:
    """Whether a page line was cut out at this line end that ended the value: the line behind it is the heading of the
    text, with a rule below; or a blank line stood before it, and not all is in capitals as a subject is."""
    text = sheet.text
    begin = text.rfind("\n", 0, line_end) + 1
    above = begin + len(text[begin:line_end].rstrip())
    following = line_end + 1
    while following < stop and text[following] in " \t\r":
        following += 1
    if above <= begin or following >= stop:
        return False
    pieces = sheet.spans(above - 1, following + 1)
    if len(pieces) < 2:
        return False
    gap = sheet.source.text[pieces[0].start + 1 : pieces[-1].end - 1]
    if not gap.split("\n", 2)[1].strip() and not _unfinished(text[begin:above], text[following]):
        said = text[begin:line_end].partition(":")[2] + text[following:stop]
        if any(c.islower() for c in said):
            return True
    return _is_ruled_off(text, stop, edge)


def _unfinished(line: str, following: str) -> bool:
    """Whether the words of a line go on behind it: it ends with a joining word or sign, or small letters follow."""
    return following.islower() or line.endswith((",", "-", "&")) or line.upper().endswith(_JOINING)


def _is_ruled_off(text: str, line_end: int, edge: int) -> bool:
    """Whether the line that ends here is a heading of the text: a rule stands below, and it is not the upper one of the
    two between which the next line stands."""
    below, stop = _next_line(text, line_end, edge)
    if not _is_rule(below):
        return False
    words, stop = _next_line(text, stop, edge)
    return not words or not _is_rule(_next_line(text, stop, edge)[0])


def _is_rule(line: str) -> bool:
    return len(line) > 2 and not line.strip("-=_*#‐–— \t")


def _classifier_end(text: str, begin: int, line_end: int, edge: int) -> int:
    while line_end < edge:
        line, stop = _next_line(text, line_end, edge)
        if not line:
            if _REASON_GOES_ON.match(text, line_end, edge):
                while not line:
                    line, stop = _next_line(text, stop, edge)
                return stop
            return line_end
        if _begins_something(line) or (line[0] in _BEFORE_ONE and _FIRST_NUMBER.match(line)):
            return line_end
        if _REASONS_WHOLE.search(text, max(begin, line_end - _SHORT_LINE), line_end) and not _REASONS_GO_ON.match(line):
            return line_end
        line_end = stop
    return line_end


def _list_end(sheet: Sheet, begin: int, line_end: int, edge: int) -> int:
    text = sheet.text
    at = begin
    brackets = 0  # opened and not closed so far; counted line by line, so that a list costs no more than its length
    while line_end < edge:
        brackets += text.count("(", at, line_end) - text.count(")", at, line_end)
        line, stop = _next_line(text, line_end, edge)
        blank = not line
        while (not line or line in _CAPTIONS) and stop < edge:
            line, stop = _next_line(text, stop, edge)
            blank = True
        if not line:
            return line_end
        if _begins_something(line) or (line[0] in _BEFORE_ONE and _FIRST_NUMBER.match(line)):
            return line_end
        if blank:
            goes_on = _LIST_GOES_ON.match(line) and _follows(text[max(begin, line_end - _REACH) : line_end], line)
            if not (goes_on or _broken_item(text[at:line_end], line)):
                return line_end
        elif not _list_goes_on(sheet, brackets > 0, text[at:line_end], line, stop):
            return line_end
        at = _line_start(text, stop)
        line_end = stop
    return line_end


def list_goes_on(above: str, below: str) -> bool:
    """Whether what stands below a repeated heading is the rest of the list above it: it opens with the next letter."""
    opened = _LATER_ITEM.match(below)
    if opened is None:
        return False
    letters = [found[1].upper() for found in _ITEM_LETTER.finditer(above[-_REACH:])]
    return (letters[-1] if letters else "A") == chr(ord(opened[1].upper()) - 1)


def _follows(before: str, line: str) -> bool:
    """Whether the letter of an item below a blank line follows one of the list: `C)` below an item without a letter
    is a paragraph that answers another telegram's."""
    letter = next((sign for sign in line[:8].upper() if sign.isalpha()), "A")
    wanted = chr(ord(letter) - 1)
    return letter < "C" or any(f"{wanted}{sign}" in before.upper() for sign in ").]:")


def _list_goes_on(sheet: Sheet, in_brackets: bool, line: str, following: str, stop: int) -> bool:
    """Whether the line after this one, which ends at `stop`, belongs to the REF list: it opens or holds an item, or
    this one is unfinished."""
    if in_brackets or (
        following[1:2] in ".)" and following[0].isalpha() and following[0].isascii() and len(following) > 3
    ):
        return True  # `B. QUITO 9`
    if _LIST_GOES_ON.match(following):
        return True
    line = line.rstrip()
    if line.endswith((",", ";", "&", "/", "-", "(")) or line.upper().endswith(_UNFINISHED):
        return True
    if not any(c.isdigit() for c in line) or _NUMBER_FIRST.match(following):
        return True
    if len(following) >= _SHORT_LINE:
        return False
    if _NUMBER_IN_LINE.search(following) or _OPENED_ITEM.search(line[-_SHORT_LINE:]):
        return True
    if not following[-1].isdigit():
        return False
    first = sheet.text.find(following, _line_start(sheet.text, stop))
    return number_at(sheet, first, stop) is not None


def _broken_item(before: str, line: str) -> bool:
    """Whether an item is broken by a blank line: `C) RIO`, blank, `DE JANEIRO 1291`."""
    last = before.rstrip()
    if opened := _OPENED_ITEM.search(last[-60:]):
        last = opened[1]
    elif any(c.isdigit() for c in last):
        return False
    return 0 < len(last) < 30 and _REST_OF_ITEM.match(line) is not None


def _tags_end(sheet: Sheet, start: int, edge: int) -> int:
    text = sheet.text
    end = text.find("\n", start, edge)
    if end < 0:
        return edge
    last = start  # where the line before begins
    while end < edge:
        line, stop = _next_line(text, end, edge)
        before = text[last:end].rstrip()
        if not line:
            # a comma before the blank line: the list goes on if what follows looks like it
            if not before.endswith(","):
                break
            while not line and stop < edge:
                line, stop = _next_line(text, stop, edge)
            if not line or not _TAG_LINE.fullmatch(line) or not _all_short(line):
                break
        elif not _tags_go_on(sheet, before, line):
            break
        last, end = _line_start(text, stop), stop
    return end


def _tags_go_on(sheet: Sheet, before: str, line: str) -> bool:
    if line.startswith(("1.", "-", "=")):
        return False
    if " SUBJ" in line:  # the last TAGS and the subject on one line
        line = line[: line.index(" SUBJ")]
        return _TAG_LINE.fullmatch(line) is not None and _all_short(line)
    if not _TAG_LINE.fullmatch(line.upper()) or _begins_something(line) or " FOR " in line or " PASS " in line:
        return False
    if before.endswith(",") or not before:
        return True
    if _TAG_LINE.fullmatch(line) and ("," in line or _all_short(line)):
        words = [word for word in _BREAK.split(line) if word]
        known = sum(1 for word in words if sheet.vocabulary.tag(word.strip(".")) is not None)
        return 2 * known >= len(words)
    # a term over two lines: COUNTRY, CLEARANCE
    if not _TAG_TERM.fullmatch(line):
        return False
    opening = before.rsplit(",", 1)[-1].split()
    terms = (" ".join((*opening[-words:], line)) for words in range(1, min(3, len(opening)) + 1))
    return any(sheet.vocabulary.tag(term) is not None for term in terms)


def _all_short(line: str) -> bool:
    return all(len(word) <= 5 for word in _BREAK.split(line))
