"""Documents of *Foreign Relations of the United States*, as TEI or as plain text, set down as lines.

The Historian's edition prints telegrams without their transmission part: a numbered head names sender and addressee,
a dateline place and time, a source note the archive, the markings and the drafting; the serial opens the text
(`2743. Subj: …`). Both forms are set down alike:

    15. Telegram From the Mission in Example to the Department of State      the head
    Example, August 1, 1973, 0031Z.                                          the dateline
    Source: National Archives, RG 59, … Confidential.                        the source note, if it is in the head
    <empty line>
    2743.                                                                    the serial, on a line of its own
    Subj: Rice.                                                              the text: a paragraph a line, and between
    1. The minister called.                                                  two of them an empty line
    Roe                                                                      the name it was sent over

Words inside a paragraph keep their order and blanks, runs of blanks and line ends becoming one; notes of the edition
are left out. XML is read by expat with nothing switched on: an entity that the document declares itself is refused,
none is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from reftel.errors import SourceRefused
from reftel.sources.decoding import Decoded
from reftel.sources.layouts import printed_kind
from reftel.sources.rebuilding import Lines

_WORDS: Final = re.compile(r"[^\s]+(?: [^\s]+)*")
# 2743. Subj: US-Panama Relations. / 1115. Joint State-USIA message.
_SERIAL: Final = re.compile(r"(?P<serial>(?:[A-Z][A-Za-z]+[ -])?\d{1,6})\.(?P<blank>[ ]+)(?=\S)")
# 15. Telegram From the Mission …; Memorandum of Conversation; Editorial Note
_HEAD: Final = re.compile(
    r"\s*\d{0,4}\.?\s*(?P<kind>[A-Z][A-Za-z-]*(?: [A-Z][a-z]+){0,3}?)"
    r"(?= (?:\d{1,6} )?(?:From|from|Prepared|for|to|of|Between|by)\b|\s*$|,)"
)

_TITLE: Final = re.compile(r"<title\b[^<>]*type=\"complete\"[^<>]*>(?P<title>[^<>]{1,300})<")
_ANY_TITLE: Final = re.compile(r"<title\b[^<>]*>(?P<title>[^<>]{1,300})<")
_BLOCKS: Final = frozenset(
    ("p", "head", "item", "opener", "dateline", "closer", "signed", "salute", "row", "label", "quote")
)
_APART: Final = frozenset(("cell", "lb"))


def read_edition(volume: str) -> str:
    """The title of the volume, as its header has it; empty where there is none, as in a document cut out of it."""
    found = _TITLE.search(volume, 0, 16_384) or _ANY_TITLE.search(volume, 0, 16_384)
    return " ".join(found["title"].split()) if found else ""


def is_telegram(kind: str) -> bool:
    """Whether what a document calls itself is a telegram: `Telegram`, `Circular Telegram`."""
    return kind.rsplit(" ", 1)[-1] == "Telegram"


def rebuild_documents(volume: Decoded, passed_over: Counter[str]) -> Iterator[Decoded]:
    """The telegrams of a TEI file in order, as lines; what else it holds is counted by kind.

    SourceRefused (UNSAFE-XML, DAMAGED-XML) where it declares entities, or breaks off before its first document.
    """
    reading = _Volume(volume)
    for kind, document in reading.documents():
        if is_telegram(kind):
            yield document
        else:
            passed_over[kind] += 1


def rebuild_printed(page: Decoded) -> Decoded:
    """A document in plain text, its serial set on a line of its own; everything else stays as it stands."""
    text = page.text
    at = 0
    for _ in range(8):  # head, dateline, and blank lines between them
        end = text.find("\n", at)
        if end < 0:
            return page
        if serial := _SERIAL.match(text, at):
            if at == 0 or printed_kind(text[at : at + 1000]):
                at = end + 1
                continue
            lines = Lines(page)
            lines.take(0, serial.start("blank"))
            lines.stand_in("\n", serial.start("blank"))
            lines.take(serial.end(), len(text))
            return lines.finish()
        at = end + 1
    return page


class _Volume:
    """One TEI file being read: what stands open, and the document being set down."""

    def __init__(self, volume: Decoded) -> None:
        self._volume = volume
        self._bytes = volume.text.encode("utf-8")
        self._plain = len(self._bytes) == len(volume.text)
        self._byte = self._character = 0  # the same place in both
        self._done: list[tuple[str, Decoded]] = []
        self._depth = 0
        self._document = 0  # at which depth the document's div stands; 0 outside
        self._skipped = 0  # at which depth something is left out
        self._note = 0  # at which depth the source note stands
        self._lines = Lines(volume)
        self._words: list[tuple[int, int, str]] = []  # the block being collected: where, to where, what
        self._source: list[tuple[int, int, str]] = []
        self._block = ""
        self._head = ""
        self._serial_open = True
        self._started = False
        self._parser = expat.ParserCreate("utf-8")  # whatever it declares: it was decoded already
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._data

    def documents(self) -> Iterator[tuple[str, Decoded]]:
        """What each document calls itself, and its lines. A file that breaks off gives what was whole until there."""
        whole = 0
        try:
            for start in range(0, len(self._bytes), _AT_ONCE):
                self._parser.Parse(self._bytes[start : start + _AT_ONCE], False)
                whole += len(self._done)
                yield from self._done
                self._done.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            whole += len(self._done)
            yield from self._done
            if not whole:
                raise SourceRefused(
                    "DAMAGED-XML",
                    f"It begins as a TEI document and is no XML: {error}.",
                    remedy="Fetch the file again from where it came from.",
                ) from error

    def _refuse_entity(self, *_declared: object) -> None:
        raise SourceRefused(
            "UNSAFE-XML",
            "It declares XML entities of its own, which a document of this edition never does.",
            remedy="Fetch the file from its publisher; or save the telegram's text as a .txt file and add that.",
        )

    # --- what expat meets -------------------------------------------------------------------------------------------

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = name.rpartition(":")[2]
        if not self._document:
            if name == "div" and attributes.get("type") == "document":
                self._begin()
            return
        if self._skipped or self._note:
            return
        if name == "attachment":  # a paper that went with the telegram, and no part of it
            self._flush()
            self._skipped = self._depth
        elif name == "note":
            if attributes.get("type") == "source":
                self._note = self._depth
            else:
                self._skipped = self._depth
        elif name in _BLOCKS:
            self._flush()
            self._block = name
        elif name in _APART:
            self._blank()

    def _close(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if self._document:
            if self._depth == self._skipped:
                self._skipped = 0
            elif self._depth == self._note:
                self._note = 0
            elif self._depth == self._document:
                self._finish()
            elif name in _BLOCKS and not self._skipped and not self._note:
                self._flush()
        self._depth -= 1

    def _data(self, data: str) -> None:
        if not self._document or self._skipped:
            return
        at = self._place()
        end = at + len(data)
        if not self._volume.text.startswith(data, at):  # an entity: one character that the page writes with several
            end = -1
        (self._source if self._note else self._words).append((at, end, data))

    def _place(self) -> int:
        """Which character of the page expat is at; it goes forward only."""
        byte = self._parser.CurrentByteIndex
        if self._plain:
            return byte
        self._character += len(self._bytes[self._byte : byte].decode("utf-8", "ignore"))
        self._byte = byte
        return self._character

    # --- the document being set down --------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._document = self._depth
        self._lines = Lines(self._volume)
        self._words.clear()
        self._source.clear()
        self._head = self._block = ""
        self._started = False
        self._serial_open = True

    def _blank(self) -> None:
        if self._words:
            self._words.append((-1, -1, " "))

    def _flush(self) -> None:
        """Set down the block that was collected as a line of its own."""
        words, block = self._words, self._block
        if not any(data.strip() for _, _, data in words):
            words.clear()
            return
        in_front = block in ("head", "dateline", "opener") and not self._started
        if not in_front and not self._started:
            self._set_source()
            self._started = True
            self._end_line(words)
        elif len(self._lines) and not in_front:
            self._end_line(words)
        if block == "head" and not self._head:
            self._head = " ".join("".join(data for _, _, data in words).split())
        self._set(words, serial=self._serial_open and block == "p")
        if block == "p":
            self._serial_open = False
        words.clear()

    def _set_source(self) -> None:
        self._set(self._source)
        self._source.clear()

    def _finish(self) -> None:
        self._flush()
        if not self._started:
            self._set_source()
        found = _HEAD.match(self._head)
        kind = found["kind"] if found else (self._head or "document without a head")
        self._done.append((kind, self._lines.finish()))
        self._document = 0

    def _end_line(self, words: list[tuple[int, int, str]]) -> None:
        if len(self._lines):
            self._lines.stand_in("\n", next((at for at, _, _ in words if at >= 0), self._lines.taken))

    def _set(self, words: list[tuple[int, int, str]], *, serial: bool = False) -> None:
        """Set down words as one line, runs of white space as one blank; a serial ends the line it stands on."""
        if not words:
            return
        lines = self._lines
        self._end_line(words)
        begun = False
        blank = -1  # where white space stands that may become a blank
        for at, end, data in words:
            if at < 0 or data.isspace():
                if begun and blank < 0:
                    blank = max(at, lines.taken)
                continue
            if serial and not begun and (opening := _SERIAL.match(data)):
                first = at + opening.start("blank")
                lines.take(at, first)
                lines.stand_in("\n", first)
                self._take(at + opening.end(), end, data[opening.end() :])
                begun, blank = True, end - 1 if data[-1].isspace() else -1
                continue
            if begun and (blank >= 0 or data[0].isspace()):
                lines.stand_in(" ", blank if blank >= 0 else at)
            if end < 0:
                lines.stand_in(data, at)
            else:
                self._take(at, end, data)
            begun, blank = True, end - 1 if data[-1].isspace() else -1

    def _take(self, at: int, end: int, data: str) -> None:
        between = False
        for run in _WORDS.finditer(data):
            if between:
                self._lines.stand_in(" ", at + run.start() - 1)
            self._lines.take(at + run.start(), at + run.end())
            between = True


_AT_ONCE: Final = 262_144
