"""What a reader of telegrams noticed: one code for each thing, one table for all of them.

A diagnostic never changes a text and never stops a reading. Codes are words, `AREA-WHAT`, and are never reused; the
table below is the documentation of each (what it means, what to do), so that a page, a terminal and the reference
manual say the same.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import msgspec

from reftel.spans import Span

Severity = Literal["note", "warning", "error"]
RepairGrade = Literal["safe", "likely", "shown"]


class Repair(msgspec.Struct, frozen=True, omit_defaults=True):
    """A mend that was made or is offered. `safe` keeps every character's meaning, `likely` is a guess a person may
    accept, `shown` is only displayed; nothing above `safe` is applied in silence."""

    grade: RepairGrade
    text: str


class Diagnostic(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was noticed: `code` from the table, a sentence about this very telegram, and where."""

    code: str
    severity: Severity
    message: str
    spans: tuple[Span, ...] = ()
    repair: Repair | None = None


class Kind(NamedTuple):
    """A row of the table: how grave, what it means whenever it is seen, and what a reader may do about it."""

    severity: Severity
    meaning: str
    advice: str


CODES: Final[dict[str, Kind]] = {
    # the record: what a publisher put around the telegram
    "REC-LABELS": Kind(
        "warning",
        "The publisher's labels and their values do not pair up.",
        "Look at the page itself; values that could be paired were kept.",
    ),
    "REC-NO-BODY": Kind(
        "warning",
        "The record names a telegram but holds none of its text.",
        "Look for another copy; the record still proves that the telegram was published.",
    ),
    "REC-PARTIAL-NOTICE": Kind(
        "note",
        "The publisher says that the text is only a part of the telegram.",
        "Compare with what was found: often the transmission header alone is missing and the body is whole.",
    ),
    "REC-GLUED-START": Kind(
        "note",
        "The telegram begins on the same line as the last line of the wrapper or of the header.",
        "Nothing to do: the two were told apart.",
    ),
    "REC-SWALLOWED-ROWS": Kind(
        "warning",
        "Further records of the publisher's table had run into the text of this one.",
        "They were cut off; each is read as a telegram of its own.",
    ),
    "REC-FIRST-ALONE": Kind(
        "warning",
        "Other records stand behind this one in the same text; only the first was read.",
        "Read them all: `reftel.parse_heap`, or add the file to an archive.",
    ),
    "TITLE-COMPLETED": Kind(
        "note",
        "The title on the page is cut; the SUBJECT line has all of it.",
        "Cite the subject, not the title.",
    ),
    "TITLE-DAMAGED": Kind("note", "The title on the page differs from the SUBJECT line.", "Cite the subject."),
    "DATE-MINUTES-SUSPECT": Kind(
        "note",
        "The minutes of the page's date repeat its hour: a fault of that publisher's template.",
        "Use the date-time group where there is one; else the day alone.",
    ),
    "DATE-FROM-WRAPPER": Kind(
        "note",
        "The telegram shows no date-time group; the date is the page's.",
        "Treat the time of day as the publisher's.",
    ),
    "DATE-FROM-NAME": Kind(
        "note",
        "No date stands in the text; the year is that of the telegram's number.",
        "Look for the full header: it has the day and the minute.",
    ),
    "NAME-FROM-FILE": Kind(
        "note",
        "No number stands in the text; the id was taken from the file's name.",
        "Check it against the publisher.",
    ),
    "ID-MISSING": Kind(
        "warning",
        "No number, or no year for it, stands in the text.",
        "The record is kept under a handle of its own (x and ten digits).",
    ),
    "ID-FROM-OUTER": Kind(
        "note",
        "The year of the number is that of the telegram around this one.",
        "Check the year where the repeated telegram may be of the year before.",
    ),
    "ID-STATION-UNKNOWN": Kind(
        "warning",
        "The station in the telegram's number is in no vocabulary.",
        "Add it to vocabulary/posts.csv of the archive if it is a post.",
    ),
    "ID-DIFFERS": Kind(
        "warning",
        "The record's id and the number in the text are not the same.",
        "Both are kept; the record is filed under its id.",
    ),
    # the transmission header
    "HDR-DUPLICATED": Kind(
        "note",
        "The heading stands twice; the copies agree.",
        "Nothing to do: the second copy was read, the first is shown beside it.",
    ),
    "HDR-DUP-DIFFERS": Kind(
        "warning",
        "The heading stands twice and the copies differ.",
        "The fuller value was taken field by field; look at both.",
    ),
    "HDR-MISSING": Kind(
        "note",
        "The transmission header (precedence, date-time group, FM, TO, INFO) is not in this copy.",
        "Addressees and precedence are not known from this copy; nothing is made up.",
    ),
    "HDR-NO-TO": Kind("note", "There is no TO line.", "Some telegrams have INFO addressees alone."),
    "HDR-DTG-BAD": Kind("warning", "The date-time group is no date.", "It is kept as printed; the date is open."),
    "HDR-DE-DIFFERS": Kind(
        "note",
        "The line of the transmitting station (DE) names another serial or another day than the telegram.",
        "The telegram's own number and date-time group were taken; the header may be another telegram's.",
    ),
    "HDR-XMT-ODD": Kind(
        "note",
        "XMT stands where no collective precedes it, or as if it were an address.",
        "Kept as printed: whom it leaves out cannot be said.",
    ),
    "HDR-ADDR-GARBLE": Kind(
        "warning",
        "Two addressees seem to be merged into one line.",
        "Kept as printed, and not divided by guess.",
    ),
    "HDR-COPIES-SUM": Kind(
        "note",
        "The copies of the distribution do not make the total printed behind them.",
        "Nothing to do: an office may be lost or misprinted.",
    ),
    # classification and captions
    "CLS-CASE": Kind(
        "note", "The classification line is damaged in its letters.", "It was read as the level it spells."
    ),
    "CLS-PAGE-MISMATCH": Kind(
        "warning",
        "The page and the telegram name different classifications.",
        "The telegram's own line was taken.",
    ),
    "CLS-ZNY-MISMATCH": Kind(
        "warning",
        "The security line of the header (ZNY) and the classification line differ.",
        "The classification line was taken.",
    ),
    "CLS-MISSING": Kind(
        "warning",
        "There is no classification line.",
        "The level, if any, is the page's or the portions' and says so.",
    ),
    "CAP-UNKNOWN": Kind(
        "note",
        "A line has the form of a caption and is none that the register of captions knows.",
        "Protect the text as if it were one; add it to vocabulary/captions.csv of the archive if it is.",
    ),
    # E.O. line
    "EO-TYPO": Kind("note", "The number of the executive order is misprinted.", "The order meant is shown beside it."),
    "EO-DATE-MISMATCH": Kind(
        "note",
        "The order cited was not in force on the telegram's date.",
        "Nothing was changed; reckon with the order that was in force.",
    ),
    "EO-DATE-FORM": Kind("warning", "The declassification date cannot be read as a date.", "Kept as printed."),
    "EO-MISSING": Kind(
        "note",
        "There is no executive-order line.",
        "Nothing says when this telegram was due for declassification.",
    ),
    # TAGS
    "TAG-SPLIT": Kind("note", "TAGS were printed without a blank between them.", "They were split by the register."),
    "TAG-ALIAS": Kind("note", "A TAG is another spelling of the official one.", "Both are kept: printed and official."),
    "TAG-UNKNOWN": Kind("note", "A TAG is not in the register.", "Shown as printed; its meaning is not known here."),
    "TAG-DUP": Kind("note", "A TAG stands more than once.", "Each is kept, in printed order."),
    "TAG-FURNITURE": Kind("note", "A page line stands among the TAGS.", "It was left out."),
    "TAG-LABEL-TYPO": Kind("note", "The TAGS label is damaged.", "Nothing to do: it was recognised."),
    "TAG-MISSING": Kind("note", "There is no TAGS line.", "Page tags, where there are any, are shown as the page's."),
    # SUBJECT
    "SUBJ-GLUED": Kind("note", "The next label is glued to the subject.", "They were told apart."),
    "SUBJ-LABEL-TYPO": Kind("note", "The SUBJECT label is damaged.", "Nothing to do: it was recognised."),
    "SUBJ-ELLIPSIS": Kind("note", "The subject ends in an ellipsis: the publisher cut it.", "Look for another copy."),
    "SUBJ-MISSING": Kind("note", "There is no SUBJECT line.", "None is made up from the page's title."),
    # REF
    "REF-YEAR-INFERRED": Kind(
        "note",
        "A reference is printed without its year.",
        "The year was inferred; the reason and its weight stand beside the reference.",
    ),
    "REF-YEAR-FUTURE": Kind(
        "warning",
        "A reference names a year after the telegram's own.",
        "Kept as written: probably a typing error.",
    ),
    "REF-STATION-ALIAS": Kind("note", "The station of a reference is misspelt or shortened.", "Both are kept."),
    "REF-STATION-UNKNOWN": Kind("note", "The station of a reference is in no vocabulary.", "Kept as printed."),
    "REF-NONCABLE": Kind("note", "A reference is not to a telegram.", "It is kept with its kind."),
    "REF-SELF": Kind("note", "A reference names the telegram itself: a page line in the list.", "It was left out."),
    "REF-LABEL-LOST": Kind("note", "A list of references has no label.", "It was read by its form."),
    "REF-TRUNCATED": Kind("warning", "A reference has no serial.", "Kept as printed."),
    "REF-UNPARSED": Kind(
        "warning",
        "An item of the references has digits, but what it names was not understood.",
        "Kept as printed, without an id: look at the telegram.",
    ),
    "REF-MENTION-OPEN": Kind(
        "note",
        "The text says reftel where the REF line has several references, or a letter it has not.",
        "The mention is tied to none of them.",
    ),
    # Classified By
    "CLB-NO-NAME": Kind("note", "The classifier is not named.", "Nothing to do."),
    "CLB-REASON-MISSING": Kind("note", "No reason is given for the classification.", "Nothing to do."),
    "CLB-SECTION-LOST": Kind(
        "note", "The reasons are letters without a section's number.", "The letters are given as they stand."
    ),
    "CLB-OLD-SECTION": Kind(
        "note",
        "The reason cites a section number of the order that was out of date.",
        "Kept as printed; the letters mean the same under the later number.",
    ),
    # paragraphs and portions
    "PARA-GAP": Kind("note", "A paragraph number is missing.", "A paragraph may be lost, or was never there."),
    "PARA-DUP": Kind("note", "A paragraph number stands twice.", "Both are kept in their order."),
    "PARA-NONE": Kind("note", "No paragraph is numbered.", "The text is shown as it stands."),
    "PM-MISSING-BRACKET": Kind("note", "A portion mark lost a bracket.", "It was read as the mark it spells."),
    "PM-UNKNOWN": Kind(
        "note",
        "Brackets in the place of a portion mark are spelt like one and are none.",
        "Kept as printed; what the portion is marked is open.",
    ),
    "PM-HIGHER": Kind(
        "warning",
        "A portion is marked higher than the whole.",
        "Protect the whole as the portion asks.",
    ),
    "PM-ENTIRE-TEXT": Kind(
        "note",
        "One mark speaks for the entire text.",
        "It covers its own paragraph for sure and the others by inference.",
    ),
    "SUM-NO-OPEN": Kind("note", "End Summary has no opening label.", "Where the summary begins is not certain."),
    "SUM-NO-CLOSE": Kind("note", "The summary has no closing label.", "It was taken to end with its paragraph."),
    "COM-NO-CLOSE": Kind("note", "A comment has no closing label.", "It was taken to end with its paragraph."),
    # sections and versions
    "SEC-MERGED": Kind(
        "note",
        "The sections of the message were joined and the headings between them skipped.",
        "Nothing to do; the telegram view shows the headings where they stand.",
    ),
    "SEC-MISSING": Kind(
        "warning",
        "A section of the message is not in this text.",
        "Look for the other sections under the same number; they may have been published apart.",
    ),
    "VER-CORRECTED": Kind(
        "note",
        "The text holds a corrected copy and another copy of the same message; the corrected one was read.",
        "Compare the versions: what was corrected is often worth knowing.",
    ),
    "VER-MULTIPLE": Kind(
        "note",
        "The text holds the same message more than once; one copy was read.",
        "Compare the versions.",
    ),
    "EMB-TELEGRAM": Kind(
        "note",
        "A second, complete telegram is quoted inside this one.",
        "Its heading was kept apart from this telegram's.",
    ),
    # name at the end, damage
    "SIG-MISSING": Kind("note", "No name stands at the end.", "Some telegrams have none; a text may be cut."),
    "SIG-GLUED": Kind(
        "note", "The name at the end stands on the last line of text.", "Nothing to do: it was told apart."
    ),
    "SIG-SPLIT": Kind(
        "note",
        "Two names at the end were run together.",
        "They were taken apart: the register knows both halves as names, and the whole as none.",
    ),
    "SIG-RESOLVED": Kind(
        "note",
        "The name at the end is that of a chief of mission in the register, by post and date.",
        "It is the name the telegram was sent over; it proves neither authorship nor presence.",
    ),
    "SIG-CANDIDATES": Kind(
        "note",
        "The name at the end may be one of several people in the register, or one only likely.",
        "Look at the candidates; nothing was decided.",
    ),
    "TXT-REDACTED": Kind("note", "Words were blacked out by the publisher.", "Nothing to do."),
    "TXT-GARBLE": Kind(
        "warning",
        "Characters were lost on the way: signs stand where words stood.",
        "Kept as printed; look for another copy.",
    ),
    "TXT-ENCODING": Kind("note", "Bytes could not be read as characters.", "They are shown as the replacement sign."),
    # a text that somebody is writing: given by `reftel check` alone
    "DRAFT-NOFORN-CAPTION": Kind(
        "error", "A portion is marked NOFORN and the caption is missing.", "Treat the whole as NOFORN."
    ),
    "DRAFT-UNMARKED": Kind(
        "error", "A paragraph of a classified text has no portion mark.", "Treat it as the whole is marked."
    ),
    "DRAFT-LEVEL-HIGH": Kind(
        "note", "The whole is classified higher than any of its portions.", "Treat it as the whole is marked."
    ),
    "DRAFT-SUBJECT-MARK": Kind(
        "note", "The subject of a classified text has no mark of its own.", "Treat it as the whole is marked."
    ),
    "DRAFT-DECL-PAST": Kind(
        "error", "The declassification date is before the telegram's own.", "Ask the drafter which date was meant."
    ),
    "DRAFT-DECL-FAR": Kind(
        "error", "The declassification date is more than 25 years off.", "Ask the drafter which date was meant."
    ),
    "DRAFT-DECL-NONE": Kind(
        "error", "The text is classified and its E.O. line says N/A.", "Ask the drafter when it ends."
    ),
    "DRAFT-CLB-MISSING": Kind("error", "The text is classified and nobody is named for it.", "Ask the drafter."),
    "DRAFT-REF-UNUSED": Kind("note", "A reference is listed and never mentioned in the text.", "Nothing to do."),
    "DRAFT-REF-MISSING": Kind(
        "error", "The text speaks of a reference and there is no REF line.", "Ask the drafter which telegram was meant."
    ),
    "DRAFT-REF-UNLISTED": Kind(
        "note", "A telegram is cited in the text by its number and is not in the REF line.", "Nothing to do."
    ),
    "DRAFT-OFFICE-UNKNOWN": Kind(
        "note", "An attention line names an office that is not in the vocabulary.", "Shown as typed."
    ),
    "DRAFT-NO-SUMMARY": Kind("note", "The text is long and has no summary.", "Nothing to do."),
    "DRAFT-LINE-LONG": Kind("note", "A line is longer than the 72 columns of a telegram.", "Nothing to do."),
}


def diagnostic(
    code: str, message: str = "", *, spans: tuple[Span, ...] = (), repair: Repair | None = None
) -> Diagnostic:
    """A diagnostic of this code, with a sentence about this telegram (the table's own where none is given)."""
    kind = CODES[code]
    return Diagnostic(code, kind.severity, message or kind.meaning, spans, repair)
