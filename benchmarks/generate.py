"""A heap of invented cables: any number of them, the same bytes for the same seed on every machine.

The heap runs in order of time: a tenth of it in 1973-79, the rest in 2003-10. Serials rise with the date at each post
and start again in January; a citation names a cable that came earlier, or (one in seven) one that never existed.
Nothing is kept but the last few serials of each post, so a million cables need no more memory than a thousand.

    python -m benchmarks.generate --count 250000 --out heap.jsonl
    python -m benchmarks.generate --count 5000 --out heap/ --loose --layout mirror
"""

import argparse
import json
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from msgspec import Struct

from benchmarks.stations import Missing, Post, dealt, places, posts, tags
from benchmarks.telegram import LAYOUTS, Citation, Layout, compose, draw_telegram, lay_out, size_of

A_FOLDER = 1_000  # loose files in one folder
ABSENT = 0.15  # part of the citations that name a cable nobody has
KEPT = 24  # serials remembered at each post, to be cited
PERIODS = ((datetime(1973, 7, 1), datetime(1980, 1, 1)), (datetime(2003, 1, 1), datetime(2010, 3, 1)))
# How many citations a cable has, each entry equally likely.
CITATIONS = (0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6)


class GeneratedCable(Struct, frozen=True):
    """A cable and what a reader should find in it. `portion_marks` has one entry for each numbered paragraph."""

    id: str
    text: str
    layout: Layout
    sent: datetime
    level: str
    controls: tuple[str, ...]
    captions: tuple[str, ...]
    tags: tuple[str, ...]
    subject: str
    subject_mark: str | None
    paragraphs: int
    portion_marks: tuple[str | None, ...]
    references: tuple[str, ...]
    absent_references: tuple[str, ...]
    signature: str | None


class Filed(NamedTuple):
    """A serial a post has used, and the one it had used before: those between were never sent."""

    year: int
    serial: int
    before: int


class Traffic:
    """All posts at work: who sends next, under which serial, citing what."""

    def __init__(self, count: int, rng: Random) -> None:
        self.rng = rng
        self.posts = posts()
        self.hand = dealt(len(self.posts), 1, settled=1)
        self.tags = tags()
        self.tag_hand = dealt(len(self.tags), 2, settled=20)
        self.filed: list[deque[Filed]] = [deque(maxlen=KEPT) for _ in self.posts]
        # The smaller the heap, the wider its serials are spread, so that they look like a year's work.
        self.stride = 2 + min(400, 3_000_000 // max(1, count))

    def next_sender(self) -> int:
        return self.hand[int(self.rng.random() * len(self.hand))]

    def next_serial(self, sender: int, year: int) -> Filed:
        filed = self.filed[sender]
        before = filed[-1].serial if filed and filed[-1].year == year else 0
        entry = Filed(year, before + 1 + int(self.rng.random() * self.stride), before)
        filed.append(entry)
        return entry

    def citations(self, sender: int) -> tuple[Citation, ...]:
        """What the next cable of this post cites; call it before the cable takes its own serial."""
        random = self.rng.random
        found: dict[tuple[int, int, int], Citation] = {}
        for _ in range(CITATIONS[int(random() * len(CITATIONS))]):
            chance = random()
            cited = sender if chance < 0.4 else 0 if chance < 0.6 else self.next_sender()
            filed = self.filed[cited]
            if not filed:
                continue
            year, serial, before = filed[int(random() * len(filed))]
            is_absent = random() < ABSENT and serial - before > 1
            if is_absent:
                serial = before + 1 + int(random() * (serial - before - 1))
            found.setdefault((cited, year, serial), Citation(year, self.posts[cited], serial, not is_absent))
        return tuple(found.values())

    def subjects(self, sender: int) -> tuple[str, ...]:
        """Two to seven TAGS, the last one the place."""
        random = self.rng.random
        wanted = 2 + int(random() * random() * 6)
        drawn = {self.tags[self.tag_hand[int(random() * len(self.tag_hand))]]: None for _ in range(wanted)}
        geography = places()
        where = geography[(sender * 7) % len(geography) if random() < 0.8 else int(random() * len(geography))]
        return (*drawn, where)

    def addressees(self, sender: int, size: int) -> tuple[Post, ...]:
        """The Department, or from the Department a post; then some for information, more on a long telegram."""
        random = self.rng.random
        first = self.posts[0] if sender else self.posts[1 + int(random() * (len(self.posts) - 1))]
        wanted = int(random() * random() * min(14, size // 400))
        others = {self.posts[self.next_sender()]: None for _ in range(wanted)}
        return (first, *(post for post in others if post not in (first, self.posts[0], self.posts[sender])))


def moments(count: int, rng: Random) -> Iterator[datetime]:
    """When each cable was sent, to the minute, in order."""
    old = count // 10
    for (start, end), share in zip(PERIODS, (old, count - old), strict=True):
        minutes = int((end - start).total_seconds()) // 60
        for place in range(share):
            yield start + timedelta(minutes=(minutes * place + int(rng.random() * minutes)) // share)


def cables(count: int, *, seed: int = 1, layout: Layout = "plain") -> Iterator[GeneratedCable]:
    """`count` cables, one after the other. Another layout of the same seed holds the same telegrams."""
    rng = Random(seed)
    traffic = Traffic(count, rng)
    sign = "¶" if layout in ("mirror", "html") else ""
    turn = int(rng.random() * 65_536)
    for sent in moments(count, rng):
        sender = traffic.next_sender()
        # Golden steps instead of chance: a few hundred cables already have the mean size of a million.
        turn = (turn + 40_503) % 65_536
        size = size_of(turn / 65_536)
        citations = traffic.citations(sender)
        telegram = draw_telegram(
            post=traffic.posts[sender],
            serial=traffic.next_serial(sender, sent.year).serial,
            sent=sent,
            tags=traffic.subjects(sender),
            citations=citations,
            to=traffic.addressees(sender, size),
            size=size,
            rng=rng,
        )
        page = compose(telegram, rng, sign=sign)
        yield GeneratedCable(
            id=telegram.id,
            text=lay_out(telegram, page, layout),
            layout=layout,
            sent=telegram.sent,
            level=telegram.level,
            controls=telegram.controls,
            captions=telegram.captions,
            tags=telegram.tags,
            subject=telegram.subject,
            subject_mark=telegram.subject_mark,
            paragraphs=len(page.marks),
            portion_marks=page.marks,
            references=tuple(citation.id for citation in citations),
            absent_references=tuple(citation.id for citation in citations if not citation.held),
            signature=telegram.signature,
        )


def write_dump(heap: Iterable[GeneratedCable], out: Path) -> int:
    """One JSON Lines file, `id` and `text` on each line; returns its bytes."""
    written = 0
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with ExitStack() as stack:
        file = sys.stdout.buffer if str(out) == "-" else stack.enter_context(out.open("wb"))
        for cable in heap:
            written += file.write(encode({"id": cable.id, "text": cable.text}).encode() + b"\n")
    return written


def write_loose(heap: Iterable[GeneratedCable], out: Path) -> int:
    """`<id>.txt`, or `.html`, in folders of a thousand; returns the bytes of all texts."""
    written = 0
    folder = out
    for place, cable in enumerate(heap):
        if place % A_FOLDER == 0:
            folder = out / f"{place // A_FOLDER:04}"
            folder.mkdir(parents=True, exist_ok=True)
        suffix = "html" if cable.layout == "html" else "txt"
        written += (folder / f"{cable.id}.{suffix}").write_bytes(cable.text.encode())
    return written


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000, help="how many cables (default 1000)")
    parser.add_argument("--out", type=Path, required=True, help="a file, - for standard output; with --loose a folder")
    parser.add_argument("--loose", action="store_true", help="one text file for each cable")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", choices=LAYOUTS, default="plain")
    asked = parser.parse_args(arguments)
    if asked.count < 0:
        parser.error("--count is a number of cables")
    heap = cables(asked.count, seed=asked.seed, layout=asked.layout)
    started = time.perf_counter()
    try:
        written = write_loose(heap, asked.out) if asked.loose else write_dump(heap, asked.out)
    except Missing as missing:
        parser.exit(4, f"{missing}\n")
    spent = time.perf_counter() - started
    rate = asked.count / spent
    print(f"{asked.count:,} cables, {written:,} bytes, {spent:.1f} s, {rate:,.0f} cables/s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
