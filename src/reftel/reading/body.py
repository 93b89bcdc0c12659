"""The text: numbered paragraphs, their portion marks, headings, and the passages with a voice of their own.

    1. (S-N/F) Summary: Rice prices rose … End Summary
    PRICES                                     a heading
    2. (C) … (Comment: We doubt it. End Comment) …

Facts. A paragraph's number is known by its place in the sequence, not by the sign before it: publishers put a pilcrow
before every line that begins with a number, a year at a line's start among them. Numbers may be missing, doubled or
begin again; each printed one counts. A mark stands in the first brackets beside the number. Summary, comment, note and
action request open with a label and close with END and the label, or with their paragraph; they nest.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from reftel.markings import read_marking
from reftel.reading.sheet import Sheet, folded
from reftel.records import Mention, Paragraph, Passage, PassageKind, Reference
from reftel.spans import Found

_NUMBER: Final = re.compile(
    r"""^[ \t]*(?P<sign>[¶\ufffd])?[ \t]*
        (?:(?P<before>\([A-Za-z/ \-]{1,16}\))[ \t]*)?
        (?P<number>\d{1,3})[ \t]?(?P<stop>\.\)|\.(?!\d)|\)(?=[ \t]*\([A-Z]))[ \t]*
        (?:\n[ \t]*(?=\([A-Z]))?
        (?P<mark>\([^()\n]{1,24}\)|[A-Z/\-]{1,6}\)(?=[ ]))?""",
    re.MULTILINE | re.VERBOSE,
)
_GLUED_NUMBER: Final = re.compile(
    r"(?:(?<=[Xx.])|(?<=[.!?\"”][ ])|(?<=[.!?\"”][ ]{2}))[¶\ufffd]?(?P<number>\d{1,3})\.[ \t]+(?P<mark>\([A-Z/\-]{1,8}\))?(?=[ ]*[A-Z(])"
)
# A mark after the label: `1. Summary: (SBU) Prices rose`.
_LATE_MARK: Final = re.compile(
    r"[ \t]*(?:Summary|SUMMARY|Comment|COMMENT|Action Request|ACTION REQUEST)[ .:\-]*(?P<mark>\([A-Z/\-]{1,8}\))"
)
_BLANK: Final = re.compile(r"(?:[ \t]*\r?\n){2,}")
_RULE_LINE: Final = re.compile(r"[ \t]*[-=_‐–—*#~]{3,}[-=_‐–—*#~ \t]*")
_UNDERLINED: Final = re.compile(
    r"(?<=[.!?\"”')])[ \t]*\r?\n(?P<line>[ \t]*(?![-=])[^\n]{2,70}[^\n.?!,;])[ \t]*\r?\n[ \t]*[-=_‐–—]{3,}[ \t]*\Z"
)
_WORD: Final = re.compile(
    r"\b(?:(?P<end>END\s+(?:OF\s+)?|BEGIN\s+)?(?:(?:EMBASSY|POST|CONSULATE|MISSION|POLOFF)(?:'S)?\s+)?(?:NOTE\s+AND\s+(?=COMMENT))?(?P<what>SUMMARY(?:\s*(?:AND|/|&)\s*(?:COMMENT|INTRODUCTION|ACTION\s+REQUEST))?"
    r"|SUMMAY|COMMENTS?|NOTE|ACTION\s+REQUEST(?:ED)?|(?:CABLE\s+)?TEXT|QUOTE)\b|(?P<unquote>UNQUOTE)\b"
    r"|(?P<mention>SEPTELS?|REF(?:TEL)?S?\b\.?(?:\s+\(?[A-Z]\)?(?![A-Z])(?:\s*(?:,|AND|&|THROUGH|-|/)\s*\(?[A-Z]\)?(?![A-Z]))*)?))"
)
_LABELLED: Final = re.compile(r"\s*(?:CONTINUED|CONT(?:\.|'D)?)?\s*[:.\-]|\s*$")
_KINDS: Final[dict[str, PassageKind]] = {
    "SUMMARY": "summary",
    "SUMMAY": "summary",
    "COMMENT": "comment",
    "COMMENTS": "comment",
    "NOTE": "note",
    "ACTION": "action",
    "TEXT": "quotation",
    "CABLE": "quotation",
    "QUOTE": "quotation",
}
_HEADING_KINDS: Final = re.compile(
    r"(?P<summary>SUMMARY|SUMMAY)|(?P<comment>COMMENTS?)|(?P<action>ACTION REQUEST(?:ED)?)|(?P<introduction>INTRODUCTION)"
)


class _Start(NamedTuple):
    """Where a paragraph begins: its line, its number (None: unnumbered), its mark, its text."""

    line: int
    number: int | None
    number_at: tuple[int, int]
    mark: tuple[int, int] | None
    text: int


class Body(NamedTuple):
    """What the text holds."""

    paragraphs: tuple[Paragraph, ...]
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]


def read_number(text: str) -> int:
    """A paragraph's number."""
    return int(text)


def read_mark(text: str) -> str:
    """A portion mark as printed, in capitals, without its brackets."""
    return folded(text.upper()).strip("() ")


def read_body(sheet: Sheet, start: int, end: int, references: tuple[Reference, ...]) -> Body:
    """Read the text between two offsets of the sheet (from after the heading to before the name at the end)."""
    text = sheet.text
    starts = _starts(sheet, start, end)
    runs: list[tuple[int, int]] = []  # the text of each paragraph, in offsets of the sheet
    paragraphs: list[Paragraph] = []
    lead_end = starts[0].line if starts else end
    heading: Found[str] | None = None
    lead, heading = _lead(sheet, start, lead_end, numbered=bool(starts))
    for run in lead:
        runs.append(run)
        paragraphs.append(Paragraph(spans=sheet.spans(*run)))
    previous: int | None = None
    for place, begin in enumerate(starts):
        stop = starts[place + 1].line if place + 1 < len(starts) else end
        next_heading: Found[str] | None = None
        if place + 1 < len(starts):
            stop, next_heading = _heading_before(sheet, begin.text, stop)
        else:
            stop, _ = sheet.trimmed(begin.text, stop)[1], None
        run = sheet.trimmed(begin.text, stop)
        runs.append(run)
        paragraphs.append(_paragraph(sheet, begin, run, heading))
        heading = next_heading
        if previous is not None and begin.number is not None:
            if begin.number == previous:
                sheet.note("PARA-DUP", f"Paragraph {begin.number} stands twice.", *begin.number_at)
            elif begin.number > previous + 1:
                sheet.note("PARA-GAP", f"Paragraph {previous} is followed by {begin.number}.", *begin.number_at)
        previous = begin.number
    if not starts and paragraphs:
        sheet.note("PARA-NONE")
    passages, mentions = _voices(sheet, runs, paragraphs, references, start, end)
    return Body(tuple(paragraphs), tuple(passages), tuple(mentions))


def _starts(sheet: Sheet, start: int, end: int) -> list[_Start]:
    """The paragraphs that are numbered, by sequence."""
    text = sheet.text
    candidates: list[tuple[int, re.Match[str], tuple[int, int] | None]] = []
    for match in _NUMBER.finditer(text, start, end):
        mark: tuple[int, int] | None = None
        for group in ("mark", "before"):
            if match[group] and _is_mark(match[group]):
                mark = match.span(group)
                break
        candidates.append((int(match["number"]), match, mark))
    marked = sum(1 for _, _, mark in candidates if mark)
    accepted: list[_Start] = []
    expected = 1
    for number, match, mark in candidates:
        if match["stop"] == ")" and not mark:
            continue
        fits = number == expected or (not accepted and number <= 3)
        if not fits and accepted and mark:
            last = accepted[-1].number or 0
            fits = number == last or last < number <= last + 4 or number == 1
        elif not fits and accepted and not marked:
            last = accepted[-1].number or 0
            line_before = text.rfind("\n", start, max(start, match.start() - 1))
            blank_before = not text[line_before + 1 : match.start()].strip()
            fits = blank_before and (number == last or last < number <= last + 2 or number == 1)
        if fits and not mark and marked > 2 and match["sign"] is None and number != expected:
            fits = False
        if fits and not mark and marked >= 3 and _starts_list_item(text, match, start):
            fits = False
        if not fits:
            continue
        text_at = match.end("mark") if mark and mark == match.span("mark") else match.end("stop")
        if mark is None and (late := _LATE_MARK.match(text, match.end("stop"))) and _is_mark(late["mark"]):
            mark = late.span("mark")
        accepted.append(_Start(match.start(), number, match.span("number"), mark, text_at))
        expected = number + 1
    return _with_glued(sheet, accepted, start, end)


def _starts_list_item(text: str, match: re.Match[str], start: int) -> bool:
    """An unmarked number among marked paragraphs that follows its line without a blank one: a list inside a text."""
    line_before = text.rfind("\n", start, max(start, match.start() - 1))
    previous = text[line_before + 1 : match.start()].strip()
    return bool(previous) and not _RULE_LINE.fullmatch(previous) and match["sign"] is None


def _with_glued(sheet: Sheet, starts: list[_Start], start: int, end: int) -> list[_Start]:
    """Numbers glued to a redaction or to the sentence before: `XXXXXXXXXXXX¶4. (C)`, where exactly that one is missing."""
    numbers = [s.number or 0 for s in starts]
    gaps = {number for a, b in zip(numbers, numbers[1:], strict=False) if a < b <= a + 4 for number in range(a + 1, b)}
    if numbers:
        gaps.add(numbers[-1] + 1)
    if not gaps:
        return starts
    out = list(starts)
    for match in _GLUED_NUMBER.finditer(sheet.text, start, end):
        number = int(match["number"])
        marked = match["mark"] is not None and _is_mark(match["mark"])
        if number in gaps and (marked or not any(s.mark for s in starts)):
            before = max((s for s in out if s.line < match.start()), default=None, key=lambda s: s.line)
            after = min((s for s in out if s.line > match.start()), default=None, key=lambda s: s.line)
            follows = after is None or after.number == number + 1 or (marked and after.number == number + 2)
            if before and before.number == number - 1 and follows and (marked or after is not None):
                mark = match.span("mark") if marked else None
                text_at = match.end("mark") if marked else match.end()
                out.append(_Start(match.start("number"), number, match.span("number"), mark, text_at))
                gaps.add(number + 1)
    out.sort(key=lambda s: s.line)
    return out


def _is_mark(printed: str) -> bool:
    words = printed.strip("() ").upper()
    return read_marking(words) is not None and "BUT" not in words


def _paragraph(sheet: Sheet, begin: _Start, run: tuple[int, int], heading: Found[str] | None) -> Paragraph:
    number = sheet.found(begin.number, *begin.number_at) if begin.number is not None else None
    mark: Found[str] | None = None
    marking = None
    if begin.mark:
        printed = sheet.text[slice(*begin.mark)]
        mark = sheet.found(read_mark(printed), *begin.mark)
        marking = read_marking(mark.value)
        if not printed.startswith("("):
            sheet.note("PM-MISSING-BRACKET", f"The mark {printed} lost a bracket.", *begin.mark)
        if "ENTIRE" in mark.value:
            sheet.note("PM-ENTIRE-TEXT", "", *begin.mark)
    return Paragraph(spans=sheet.spans(*run), number=number, mark=mark, marking=marking, heading=heading)


def _lead(sheet: Sheet, start: int, end: int, *, numbered: bool) -> tuple[list[tuple[int, int]], Found[str] | None]:
    """The blocks before the first numbered paragraph: unnumbered paragraphs, and the heading of the first one."""
    blocks = _blocks(sheet, start, end)
    heading: Found[str] | None = None
    if numbered and blocks and (title := _as_heading(sheet, *blocks[-1])):
        heading = title
        blocks.pop()
    kept = [run for run in blocks if not _RULE_LINE.fullmatch(sheet.text[slice(*run)])]
    return kept, heading


def _blocks(sheet: Sheet, start: int, end: int) -> list[tuple[int, int]]:
    text = sheet.text
    blocks: list[tuple[int, int]] = []
    at = start
    for blank in _BLANK.finditer(text, start, end):
        run = sheet.trimmed(at, blank.start())
        if run[0] < run[1]:
            blocks.append(run)
        at = blank.end()
    run = sheet.trimmed(at, end)
    if run[0] < run[1]:
        blocks.append(run)
    return blocks


def _heading_before(sheet: Sheet, start: int, end: int) -> tuple[int, Found[str] | None]:
    """Where the paragraph that begins at `start` ends before `end`, and the heading lines after it, if any."""
    text = sheet.text
    stop = sheet.trimmed(start, end)[1]
    pieces: list[tuple[int, int]] = []
    at = stop
    if under := _UNDERLINED.search(text, max(start, stop - 300), stop):
        # a short line and a rule of dashes, with no blank line before them
        run = under.span("line")
        return sheet.trimmed(start, under.start())[1], _as_heading(sheet, *run)
    for _ in range(3):  # a heading may be set off from its rules by blank lines
        blank = None
        tail_start = max(start, at - 400)
        for blank in _BLANK.finditer(text, tail_start, at):
            pass
        if blank is None:
            break
        run = sheet.trimmed(blank.end(), at)
        if not _is_heading(text[slice(*run)]):
            break
        pieces.insert(0, run)
        at = sheet.trimmed(start, blank.start())[1]
    if not pieces:
        return stop, None
    title = _as_heading(sheet, pieces[0][0], pieces[-1][1])
    return (at, title) if title else (stop, None)


def _is_heading(block: str) -> bool:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    words = [line for line in lines if not _RULE_LINE.fullmatch(line)]
    if len(words) < len(lines):  # set off by a rule of dashes
        return len(words) <= 4 and sum(len(w) for w in words) <= 300
    if not words or len(words) > 3 or sum(len(w) for w in words) > 150:
        return False
    last = words[-1]
    return last[-1] not in '.?!;,"' or bool(re.fullmatch(r"(?:COMMENT|Comment|SUMMARY|Summary)\.?", last))


def _as_heading(sheet: Sheet, start: int, end: int) -> Found[str] | None:
    block = sheet.text[start:end]
    if not _is_heading(block):
        return None
    lines: list[tuple[int, int]] = []
    at = start
    for line in block.split("\n"):
        if line.strip() and not _RULE_LINE.fullmatch(line):
            left = at + len(line) - len(line.lstrip())
            lines.append((left, left + len(line.strip())))
        at += len(line) + 1
    if not lines:
        return None
    spans = tuple(span for run in lines for span in sheet.spans(*run))
    return Found(" ".join(folded(sheet.text[a:b]) for a, b in lines), spans)


def read_heading_line(text: str) -> str:
    """A heading: its lines joined by a blank, rules of dashes left out."""
    return folded(text)


def _voices(
    sheet: Sheet,
    runs: list[tuple[int, int]],
    paragraphs: list[Paragraph],
    references: tuple[Reference, ...],
    start: int,
    end: int,
) -> tuple[list[Passage], list[Mention]]:
    """Summary, comment, note, action request and quoted passages, and the places that mention a reference."""
    passages: list[Passage] = []
    mentions: list[Mention] = []
    opened: list[tuple[PassageKind, int, int, int]] = []  # kind, start of text, paragraph, end of its paragraph
    place = -1
    text = sheet.text
    upper = sheet.upper

    def close(kind: PassageKind, start_at: int, end_at: int, first: int, last: int, *, closed: bool) -> None:
        run = sheet.trimmed(start_at, end_at)
        if run[0] < run[1]:
            inside = tuple(i for i in range(first, last + 1) if runs[i][0] < run[1] and runs[i][1] > run[0])
            passages.append(Passage(kind=kind, spans=sheet.spans(*run), paragraphs=inside, closed=closed))

    for match in _WORD.finditer(upper, start, end):
        at = match.start()
        while place + 1 < len(runs) and runs[place + 1][0] <= at:
            place += 1
        if match["mention"]:
            mentions.append(_mention(sheet, match, references, place if place >= 0 else None))
            continue
        if place < 0:
            continue
        if match["unquote"]:
            what: PassageKind = "quotation"
            ending = True
        else:
            what = _KINDS[match["what"].split()[0].split("/")[0].split("&")[0]]
            ending = (match["end"] or "").startswith("END")
        if ending:
            for i in range(len(opened) - 1, -1, -1):
                if opened[i][0] == what:
                    kind, text_at, first, _ = opened.pop(i)
                    close(kind, text_at, _before_bracket(text, at), first, place, closed=True)
                    break
            else:
                if what in ("summary", "comment"):
                    if what == "summary":
                        sheet.note("SUM-NO-OPEN", "", *match.span())
                    close(what, runs[place][0], at, place, place, closed=True)
            continue
        if not _opens(text, match, runs[place], what):
            continue
        label = _LABELLED.match(text, match.end())
        text_at = label.end() if label else match.end()
        if late := re.compile(r"\s*\([A-Z/\-]{1,8}\)\s*").match(text, text_at):
            text_at = late.end()
        opened.append((what, text_at, place, runs[place][1]))
    for kind, text_at, first, paragraph_end in opened:
        if kind in ("note", "quotation"):
            continue  # without an end nothing says how far it reaches
        if kind == "summary":
            sheet.note("SUM-NO-CLOSE")
        elif kind == "comment":
            sheet.note("COM-NO-CLOSE")
        close(kind, text_at, paragraph_end, first, first, closed=False)
    _by_heading(sheet, runs, paragraphs, passages, close)
    passages.sort(key=lambda p: (p.spans[0].start, -p.spans[-1].end))
    return passages, mentions


def _opens(text: str, match: re.Match[str], run: tuple[int, int], what: PassageKind) -> bool:
    """Whether the word is a label here: at the paragraph's start or in brackets or after a stop, and followed by a
    colon, a stop or a dash."""
    before = text[run[0] : match.start()].rstrip()
    label = _LABELLED.match(text, match.end(), max(match.end(), run[1]))
    if label is None or (label.group().strip() == "" and match.end() < run[1]):
        return False
    if what == "quotation":
        return (match["end"] or "").startswith("BEGIN") or (match["what"] == "QUOTE" and not before)
    at_start = not before or re.fullmatch(r"\([A-Za-z/ \-]{1,16}\)", before) is not None
    if at_start:
        return True
    if before.endswith(("(", "[")):
        return True
    return bool(match["end"]) or (
        before[-1] in '.?!")]' and text[match.end() : match.end() + 1] in ":." and _lone(text, match)
    )


def _lone(text: str, match: re.Match[str]) -> bool:
    """A label after a sentence is a label when it is written as one: `… prices. COMMENT: …`."""
    return text[match.start()].isupper() and text[match.end() : match.end() + 1] == ":"


def _before_bracket(text: str, at: int) -> int:
    """The end of a passage whose closing label stands in brackets of its own."""
    end = at
    while end > 0 and text[end - 1] in " \t\n([":
        end -= 1
    return end


def _by_heading(sheet, runs, paragraphs, passages, close) -> None:  # type: ignore[no-untyped-def]
    """Paragraphs below a heading SUMMARY or COMMENT, up to the next heading, where no label said it already."""
    kind: PassageKind | None = None
    first = 0
    for place, paragraph in enumerate((*paragraphs, None)):
        if paragraph is not None and paragraph.heading is None:
            continue
        if kind is not None and not any(
            p.kind == kind and any(first <= i < place for i in p.paragraphs) for p in passages
        ):
            close(kind, runs[first][0], runs[place - 1][1], first, place - 1, closed=True)
        kind = None
        if paragraph is not None and paragraph.heading is not None:
            found = _HEADING_KINDS.match(paragraph.heading.value.upper())
            if found and len(paragraph.heading.value) < 60:
                kind = found.lastgroup  # type: ignore[assignment]
                first = place


def _mention(sheet: Sheet, match: re.Match[str], references: tuple[Reference, ...], place: int | None) -> Mention:
    word = match["mention"]
    printed = sheet.found(folded(sheet.text[slice(*match.span())]), *match.span())
    if word.startswith("SEPTEL"):
        return Mention(printed=printed, paragraph=place)
    letters = re.findall(r"(?<![A-Z])[A-Z](?![A-Z])", word[3:])
    targets: list[int] = []
    if letters:
        if "THROUGH" in word or re.search(r"[A-Z]\s*-\s*[A-Z]\s*\)?\Z", word):
            letters = [chr(c) for c in range(ord(letters[0]), ord(letters[-1]) + 1)]
        lettered = any(r.letter for r in references)
        for letter in letters:
            if lettered:
                targets += [i for i, r in enumerate(references) if r.letter == letter]
            elif ord(letter) - ord("A") < len(references):
                targets.append(ord(letter) - ord("A"))
    elif word.startswith("REFTELS") or (word.startswith("REFS") and references):
        targets = list(range(len(references)))
    elif len(references) == 1:
        targets = [0]
    if not targets and references:
        sheet.note("REF-MENTION-OPEN", f"{printed.value}: there are {len(references)} references.", *match.span())
    return Mention(printed=printed, references=tuple(dict.fromkeys(targets)), paragraph=place)
