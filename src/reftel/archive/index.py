"""The search index: Tantivy, derived from archive.db and always used as a pair with it.

The index holds words and numbers and no text; everything shown comes from archive.db. Beside it lies a small file
that says which build of which archive it is and how far it has come; an index that does not fit is never asked.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import tantivy

from reftel.archive import wording
from reftel.errors import IndexUnusable
from reftel.markings import LEVELS
from reftel.records import Cable
from reftel.times import Date
from reftel.vocab import Vocabulary

FOLDER: Final = "index"
LABEL: Final = "reftel.json"

_FIELDS: Final = "1"
"""The number of the fields below."""

_HEAP: Final = 128_000_000
_THREADS: Final = 1
"""One thread: two were no faster on two cores, and with one the same cables always make the same segments."""

UNDATED_LAST: Final = 9999_99_99_99_99


def _schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder()
    fields.add_integer_field("cable", indexed=True, fast=True)
    for name in ("year", "month", "first_day", "last_day", "level_rank"):
        fields.add_integer_field(name, indexed=True, fast=True)
    for name in ("oldest", "newest"):
        fields.add_integer_field(name, fast=True)
    for name in ("post", "class", "provenance", "tag_value"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("tag", "control"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("subject", tokenizer_name="reftel_forms")
    fields.add_text_field("forms", tokenizer_name="reftel_forms")
    fields.add_text_field("literal", tokenizer_name="reftel_literal")
    return fields.build()


SCHEMA: Final = _schema()


def fingerprint(vocabulary: Vocabulary) -> str:
    """What an index depends on besides the cables: how words are told apart, the fields, the vocabulary."""
    parts = f"{wording.ANALYSER}/{_FIELDS}/{vocabulary.fingerprint}"
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


class Label(msgspec.Struct, frozen=True):
    """What the index says of itself: a word drawn when it was built, and the generation of the archive it holds."""

    build: str
    generation: int


def sort_key(date: Date) -> int:
    """A date as a number that sorts as it does, to the minute; what is not known counts as the beginning."""
    return (
        date.year * 1_00_00_00_00
        + (date.month or 0) * 1_00_00_00
        + (date.day or 0) * 1_00_00
        + (date.hour or 0) * 1_00
        + (date.minute or 0)
    )


def day_number(day: str) -> int:
    """An ISO day as yyyymmdd."""
    return int(day.replace("-", ""))


def document(number: int, cable: Cable, *, post: str | None, level: str | None, controls: str | None) -> dict[str, Any]:
    """A cable as the index takes it."""
    texts = [piece.text for piece in wording.pieces(cable)]
    folded = [wording.fold(text) for text in texts]
    fields: dict[str, Any] = {
        "cable": number,
        "provenance": cable.source.provenance.kind,
        "forms": folded,
        "literal": folded,
        "oldest": UNDATED_LAST,
        "newest": 0,
    }
    if cable.date is not None:
        date = cable.date.value
        fields["oldest"] = fields["newest"] = sort_key(date)
        fields["year"] = date.year
        if date.month is not None:
            fields["month"] = date.year * 100 + date.month
        fields["first_day"] = day_number(date.first_day)
        fields["last_day"] = day_number(date.last_day)
    if cable.subject is not None:
        fields["subject"] = wording.fold(cable.subject.value)
    if post is not None:
        fields["post"] = post
    if level is not None:
        fields["class"] = level
        fields["level_rank"] = LEVELS.index(level)
    if controls:
        fields["control"] = controls.split("//")
    if cable.tags:
        tags = [found.value for found in cable.tags]
        fields["tag_value"] = sorted({tag.value for tag in tags})
        fields["tag"] = sorted({spelt.upper() for tag in tags for spelt in (tag.raw, tag.value)})
    return fields


@contextlib.contextmanager
def guarded(folder: Path) -> Iterator[None]:
    """Whatever the index library raises means that the index cannot be used: say so, with the next step."""
    try:
        yield
    except IndexUnusable:
        raise
    except (ValueError, OSError, RuntimeError, TypeError) as problem:
        raise unusable(folder, str(problem)) from problem
    except BaseException as problem:
        # a panic of the library comes as an exception of its own outside the usual tree
        if type(problem).__name__ != "PanicException":
            raise
        raise unusable(folder, "it is damaged") from problem


def unusable(folder: Path, why: str) -> IndexUnusable:
    """The index cannot be used; the cables themselves are whole."""
    return IndexUnusable(
        f"The search index of {folder.parent} cannot be used: {why}.",
        remedy=f"Build it anew with: reftel index --rebuild --archive {folder.parent}",
    )


class SearchIndex:
    """The index folder of an archive, opened for searching."""

    def __init__(self, folder: Path, *, through: Path | None = None) -> None:
        """Open the index in `folder`; `through` is a temporary folder of links for who may not write there."""
        self.folder = folder
        opened = folder
        if through is not None:
            _link(folder, through)
            opened = through
        with guarded(folder):
            if not tantivy.Index.exists(str(opened)):
                raise unusable(folder, "it is missing")
            index = tantivy.Index.open(str(opened))
            _register(index)
            index.config_reader("manual")
        self.index = index

    def searcher(self) -> tantivy.Searcher:
        """A searcher over the index as it is now."""
        with guarded(self.folder):
            self.index.reload()
            return self.index.searcher()


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer("reftel_forms", wording.forms())
    index.register_tokenizer("reftel_literal", wording.literal())


def _link(folder: Path, through: Path) -> None:
    """Links to the files of an index, in a folder where the library may put its own lock."""
    if not folder.is_dir():
        raise unusable(folder, "it is missing")
    for each in folder.iterdir():
        target = through / each.name
        if each.name.endswith(".lock") or target.exists():
            continue
        if each.suffix == ".json":
            shutil.copyfile(each, target)  # the list of segments: small, and the library writes it with a rename
            continue
        try:
            target.symlink_to(each.resolve())
        except OSError:  # systems where links need a privilege
            shutil.copyfile(each, target)


def folder_of_links() -> tempfile.TemporaryDirectory[str]:
    """Where the links of an index on a read-only disk are put."""
    # Tantivy's own threads may still set a lock file down while the folder is being taken away: that is no fault.
    return tempfile.TemporaryDirectory(prefix="reftel-index-", ignore_cleanup_errors=True)


def label(folder: Path) -> Label | None:
    """What the index says of itself; None when it says nothing that can be read."""
    try:
        return msgspec.json.decode((folder / LABEL).read_bytes(), type=Label)
    except (OSError, msgspec.DecodeError):
        return None


class IndexWriter:
    """Writes the index of an archive; there is one at a time, under the archive's lock."""

    def __init__(self, folder: Path, *, build: str, anew: bool) -> None:
        """Open the index for writing; `anew` takes away what is there and begins `build`."""
        self.folder = folder
        self.build = build
        if anew:
            _take_away(folder)
        folder.mkdir(exist_ok=True)
        with guarded(folder):
            index = tantivy.Index(SCHEMA, str(folder), reuse=not anew)
            _register(index)
            self._writer = index.writer(_HEAP, _THREADS)

    def add(self, number: int, fields: dict[str, Any], *, new: bool) -> None:
        """Put a cable in, in place of what the index holds of it."""
        with guarded(self.folder):
            if not new:
                self._writer.delete_documents_by_term("cable", number)
            self._writer.add_document(tantivy.Document.from_dict(fields, SCHEMA))

    def remove(self, number: int) -> None:
        """Take a cable out."""
        with guarded(self.folder):
            self._writer.delete_documents_by_term("cable", number)

    def commit(self, generation: int) -> None:
        """Make what was added findable, and say how far the index has come."""
        with guarded(self.folder):
            self._writer.commit()
        aside = self.folder / (LABEL + ".part")
        aside.write_bytes(msgspec.json.encode(Label(self.build, generation)))
        aside.replace(self.folder / LABEL)

    def rollback(self) -> None:
        """Forget what was added since the last commit."""
        with guarded(self.folder):
            self._writer.rollback()

    def close(self) -> None:
        """Wait until the library has put its segments together, and let go."""
        with guarded(self.folder):
            self._writer.wait_merging_threads()


def _take_away(folder: Path) -> None:
    """Remove an index by a rename first, so that a reader never finds half of one."""
    if folder.exists():
        aside = folder.with_name(f"{folder.name}.old-{os.getpid()}")
        folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)


def damaged_files(folder: Path) -> Iterator[str]:
    """The files of the index that do not hold what was written, by the checksum at their end.

    Each segment file ends in a note with the CRC-32 of what is before it, the length of the note and a number that
    marks it. Only the segments that the index lists are looked at: a killed writer leaves others lying about.
    """
    try:
        listed = json.loads((folder / "meta.json").read_bytes())["segments"]
        segments = {str(segment["segment_id"]).replace("-", "") for segment in listed}
    except (OSError, ValueError, LookupError, TypeError):
        yield "meta.json"
        return
    for each in sorted(folder.iterdir()):
        if each.name.partition(".")[0] not in segments:
            continue
        content = each.read_bytes()
        if len(content) < 8 or int.from_bytes(content[-4:], "little") != 1337:
            yield each.name
            continue
        length = int.from_bytes(content[-8:-4], "little")
        note_at = len(content) - 8 - length
        try:
            note = json.loads(content[note_at:-8]) if note_at >= 0 else {}
        except ValueError:
            yield each.name
            continue
        if isinstance(note, dict) and note.get("crc") != zlib.crc32(content[:note_at]):
            yield each.name
