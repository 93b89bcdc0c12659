"""reftel turns a heap of diplomatic cables into a reading room.

`reftel.parse(text)` reads one telegram, `reftel.parse_heap(text)` all of a heap; `reftel.open(path)` opens an archive
of many. Every value read carries the characters it came from; bad text never raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from reftel.archive import Archive
    from reftel.records import Cable, Source
    from reftel.vocab import Vocabulary

__all__ = ["__version__", "open", "parse", "parse_heap"]

__version__: Final = "0.2.0"


def parse(text: str | bytes | Source, *, vocabulary: Vocabulary | None = None) -> Cable:
    """Read one telegram, from text, bytes or a `Source`: a `Cable` whose values point at their characters.

    The layout (a publisher's page, a mirror's, the bare telegram) is detected. Spans are half-open, in code points of
    `cable.source.text`; dates are UTC. Never raises for any text: `cable.diagnostics` say what was odd.

    >>> cable = parse("UNCLAS LIMA 000412\\n\\nTAGS: ECON, PE\\nSUBJECT: RICE\\n\\n1. Prices rose.\\nROE\\n")
    >>> cable.subject.value, cable.subject.slices(cable.source.text)
    ('RICE', 'RICE')
    """
    from reftel import reading, sources
    from reftel.records import Source

    source = text if isinstance(text, Source) else sources.source(text)
    return reading.read(source, vocabulary=vocabulary)


def parse_heap(text: str | bytes | Source, *, vocabulary: Vocabulary | None = None) -> Iterator[Cable]:
    """Read every telegram of a text that holds many, in order: pages or rows one behind the other, a day's traffic.

    The text is cut where a boundary can be seen (docs/reference/layouts.md lists them), and each telegram reads as it
    would alone. Other copies of a telegram, and those it repeats, follow it. Never raises for any text.

    >>> rice = "UNCLAS LIMA 000412\\nSUBJECT: RICE\\n1. Up.\\nROE\\nNNNN\\n"
    >>> tea = "UNCLAS QUITO 000077\\nSUBJECT: TEA\\n1. Down.\\nDOE\\n"
    >>> [cable.subject.value for cable in parse_heap(rice + tea)]
    ['RICE', 'TEA']
    """
    from reftel import reading, sources

    for source in sources.records(text):
        yield from reading.read_all(source, vocabulary=vocabulary)


def open(path: str | Path, *, mode: Literal["read", "write", "create"] = "read") -> Archive:  # noqa: A001
    """Open an archive: a folder that `reftel add` made. Use it as a context manager.

    Raises `reftel.errors.ArchiveError` (missing, newer, damaged, busy), whose message says what to do.
    """
    from reftel.archive import Archive

    return Archive.open(path, mode=mode)
