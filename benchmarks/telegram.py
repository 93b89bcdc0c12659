"""One invented telegram: what is true of it, and its text in the layouts in which people hold cables.

The facts are decided first and the text is written from them, so a reader can be held to them. `draw_telegram` decides,
`write` puts on paper; the same telegram has the same facts in every layout.
"""

from datetime import UTC, datetime
from random import Random
from typing import Literal, get_args

from msgspec import Struct

from benchmarks.lexicon import draw_words, surnames
from benchmarks.publisher_page import publisher_page
from benchmarks.stations import Post

Layout = Literal["plain", "archive", "mirror", "html"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)

# Sizes in characters at the 0th, 1/32nd, ... 32nd part of all cables: log-normal, median 4.2 KB, cut at 1.2 and 20 KB.
# A table and not exp(), whose last bit differs between machines.
SIZES = (
    *(1200, 1360, 1650, 1880, 2080, 2260, 2440, 2600, 2770, 2930, 3100, 3260, 3430, 3600, 3780, 3960, 4150),
    *(4350, 4560, 4780, 5020, 5280, 5560, 5870, 6220, 6610, 7070, 7610, 8280, 9150, 10420, 12690, 20000),
)
CHARACTERS_A_WORD = 7.6  # of running text, with its blank, points and line ends; measured over 10,000 cables
WORDS_A_PARAGRAPH = 90
WIDTH = 65
LINES_A_PAGE = 58

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
PRECEDENCE = (("R", "RR", ""), ("P", "PP", " PRIORITY"), ("O", "OO", " IMMEDIATE"))
COLLECTIVES = (
    *("RUCNDT/USMISSION USUN NEW YORK", "RHEHNSC/NSC WASHDC", "RUEAIIA/CIA WASHDC", "RUEKJCS/SECDEF WASHDC"),
    *("RUEHZL/EUROPEAN POLITICAL COLLECTIVE", "RUEHZK/ECOWAS COLLECTIVE", "RHEFDIA/DIA WASHDC"),
    *("RUCPDOC/DEPT OF COMMERCE WASHDC", "RUEATRS/DEPT OF TREASURY WASHDC", "RUEHGG/UN SECURITY COUNCIL COLLECTIVE"),
)
OFFICES = (
    *("AF/E", "AF/W", "EUR/SE", "EUR/RUS", "EAP/MTS", "NEA/ARP", "SCA/INS", "WHA/AND", "WHA/CEN", "INR/B", "DRL"),
    *("PM", "S/CT", "OES", "EB/TPP"),
)
DISTRIBUTION = (
    *("OCT", "EUR", "NEA", "AF", "ARA", "EA", "ISO", "SS", "NSC", "CIAE", "INR", "PM", "USIA", "PRS", "SP", "L"),
    *("H", "EB", "TRSE", "COME"),
)
ROLES = (
    *("Ambassador", "DCM", "Charge d'Affaires", "Political Counselor", "Economic Counselor", "Consul General"),
    "Acting DCM",
)
JOINERS = (", ", ", ", ", ", " and ", "; ", " -- ", ", but ", ", which ", " (reftel), ", ", some 40 percent of ", ', "')

PARTIAL = (
    "This record is a partial extract of the original cable. The full text of the original cable is not available."
)
LEVELS = {"UNCLASSIFIED": "UNCLAS", "CONFIDENTIAL": "CONFIDENTIAL", "SECRET": "SECRET"}
TRIGRAPHS = {"UNCLASSIFIED": "ZNR UUUUU", "CONFIDENTIAL": "ZNY CCCCC", "SECRET": "ZNY SSSSS"}


class Citation(Struct, frozen=True):
    """One item of the REF line. `held` is False when no cable with that id was or will be generated."""

    year: int
    post: Post
    serial: int
    held: bool

    @property
    def id(self) -> str:
        return f"{self.year % 100:02}{self.post.code}{self.serial}"


class Telegram(Struct, frozen=True):
    """What is true of one telegram, whatever layout it is held in."""

    post: Post
    serial: int
    sent: datetime
    level: str
    controls: tuple[str, ...]  # SBU, LOU, NOFORN
    captions: tuple[str, ...]
    tags: tuple[str, ...]
    subject: str  # as printed, lines joined, with its portion mark
    subject_mark: str | None
    citations: tuple[Citation, ...]
    signature: str | None
    size: int  # wanted, of the plain text
    to: tuple[Post, ...]  # the first is the action addressee, the others are for information

    @property
    def id(self) -> str:
        return f"{self.sent.year % 100:02}{self.post.code}{self.serial}"

    @property
    def is_old(self) -> bool:
        return self.sent.year < 1980

    @property
    def level_word(self) -> str:
        return "LIMITED OFFICIAL USE" if "LOU" in self.controls else LEVELS[self.level]


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """Lines of at most `width`, broken at single blanks; joined again by a blank they are the text."""
    lines: list[str] = []
    start, last = 0, len(text) - width
    find = text.rfind
    while start < last:
        stop = find(" ", start, start + width + 1)
        if stop <= start:
            stop = text.find(" ", start)
            if stop < 0:
                break
        lines.append(text[start:stop])
        start = stop + 1
    lines.append(text[start:])
    return lines


def size_of(part: float) -> int:
    """The size below which that part of all cables lies."""
    place = int(part * 32 * 1024)
    step, within = divmod(place, 1024)
    return SIZES[step] + (SIZES[step + 1] - SIZES[step]) * within // 1024


def prose(words: list[str], rng: Random) -> str:
    """Sentences made of the words, in their order."""
    random = rng.random
    sentences: list[str] = []
    start, end = 0, len(words)
    while start < end:
        stop = start + 9 + int(random() * 18)
        if end - stop < 6:
            stop = end
        if stop - start > 15:
            middle = start + 5 + int(random() * 8)
            joiner = JOINERS[int(random() * len(JOINERS))]
            sentence = " ".join(words[start:middle]) + joiner + " ".join(words[middle:stop])
            if joiner[-1] == '"':
                sentence += '"'
        else:
            sentence = " ".join(words[start:stop])
        sentences.append(sentence[0].upper() + sentence[1:])
        start = stop
    return ". ".join(sentences) + "."


def subject_words(rng: Random) -> list[str]:
    wanted = 3 + int(rng.random() * 7)
    words = [word for word in draw_words(3 * wanted + 6, rng) if len(word) > 3][:wanted]
    return words or ["report"]


def level_line(telegram: Telegram, *, sections: int, is_spaced: bool) -> str:
    word = telegram.level_word
    if is_spaced and word in ("CONFIDENTIAL", "SECRET"):
        word = " ".join(word)
    section = f" SECTION 01 OF {sections:02}" if sections > 1 else ""
    width = 6 if telegram.post.code == "STATE" or not telegram.is_old else 5
    return f"{word}{section} {telegram.post.printed} {telegram.serial:0{width}}"


def date_time_group(telegram: Telegram) -> str:
    sent = telegram.sent
    return f"{sent.day:02}{sent.hour:02}{sent.minute:02}Z {MONTHS[sent.month - 1]} {sent.year % 100:02}"


def new_envelope(telegram: Telegram, rng: Random, *, with_routing: bool) -> list[str]:
    """The wire header of 2003-2010; routing indicators from 2006 on."""
    sign, double, word = PRECEDENCE[min(2, int(rng.random() * rng.random() * 4))]
    first, *others = telegram.to

    def addressee(post: Post, precedence: str) -> str:
        route = f"{post.routing}/" if with_routing else ""
        return f"{route}{post.sender}{precedence} {int(rng.random() * 9000) + 1000}"

    lines: list[str] = []
    if with_routing:
        sent = telegram.sent
        lines.append(f"VZCZCXRO{int(rng.random() * 9000) + 1000}" if others else "VZCZCXYZ0000")
        lines.append(" ".join((double, *(post.routing for post in telegram.to[:7]))))
        day_of_year = sent.toordinal() - datetime(sent.year, 1, 1).toordinal() + 1
        lines.append(
            f"DE {telegram.post.routing} #{telegram.serial:04}/01 {day_of_year:03}{sent.hour:02}{sent.minute:02}"
        )
        lines.append(f"{TRIGRAPHS[telegram.level]} ZZH")
    lines.append(f"{sign} {date_time_group(telegram)}")
    lines.append(f"FM {telegram.post.sender}")
    lines.append(f"TO {addressee(first, word)}")
    info = [addressee(post, "") for post in others]
    if with_routing and others:
        start = int(rng.random() * len(COLLECTIVES))
        info.extend(COLLECTIVES[start : start + 2])
    if info:
        info[0] = f"INFO {info[0]}"
    return lines + info


def old_envelope(telegram: Telegram, rng: Random) -> list[str]:
    """The wire part of the 1970s: page line, distribution, dash line, DTG, addressees."""
    copies = [f"{office}-{int(rng.random() * 16):02}" for office in DISTRIBUTION[int(rng.random() * 10) :][:9]]
    sign, _, word = PRECEDENCE[min(2, int(rng.random() * rng.random() * 4))]
    first, *others = telegram.to
    total = sum(int(copy[-2:]) for copy in copies)
    lines = [
        telegram.level_word,
        page_line(telegram, 1, 1),
        f"{int(rng.random() * 90) + 10}",
        f"ACTION {copies[0]}",
        f"INFO  {' '.join(copies[1:])}  /{total:03} W",
        f"                     --------------------- {int(rng.random() * 900000) + 100000}",
        f"{sign} {date_time_group(telegram)}",
        f"FM {telegram.post.sender}",
        f"TO {first.sender}{word} {int(rng.random() * 9000) + 1000}",
    ]
    if others:
        lines.append(f"INFO {others[0].sender}")
        lines.extend(post.sender for post in others[1:])
    return lines


def page_line(telegram: Telegram, page: int, pages: int) -> str:
    if telegram.is_old:
        stamp = f"{telegram.sent.day:02}{telegram.sent.hour:02}{telegram.sent.minute:02}Z"
        width = 6 if telegram.post.code == "STATE" else 5
        return f"PAGE {page:02}        {telegram.post.prefix} {telegram.serial:0{width}}  {stamp}"
    return f"{telegram.post.printed} {telegram.serial:08}  {page:03} OF {pages:03}"


def executive_order(telegram: Telegram, rng: Random) -> str:
    sent = telegram.sent
    is_open = telegram.level == "UNCLASSIFIED"
    if telegram.is_old:
        order = 12065 if sent.year == 1979 else 11652
        if is_open:
            return f"E.O. {order}: N/A"
        if order == 11652:
            return "E.O. 11652: GDS" if rng.random() < 0.8 else "E.O. 11652: XGDS-1"
        name = pick_name(rng)
        return f"E.O. 12065: GDS {sent.month}/{min(sent.day, 28)}/{sent.year % 100 + 6} ({name}, {name[0]}.) OR-P"
    if is_open:
        return "E.O. 12958: N/A"
    years = 10 if rng.random() < 0.7 else 20
    return f"E.O. 12958: DECL: {sent.month:02}/{min(sent.day, 28):02}/{sent.year + years}"


def pick_name(rng: Random) -> str:
    names = surnames()
    return names[int(rng.random() * len(names))]


def classified_by(telegram: Telegram, rng: Random) -> str:
    section = "1.5" if (telegram.sent.year, telegram.sent.month) < (2003, 10) else "1.4"
    name = f"{pick_name(rng).title()} {pick_name(rng).title()}"
    role = ROLES[int(rng.random() * len(ROLES))]
    letters = ("b", "d") if rng.random() < 0.7 else ("b", "c")
    forms = (
        f"Classified By: {role} {name} for reasons {section} ({letters[0]}) and ({letters[1]}).",
        f"Classified By: {role} {name} for reasons {section} ({letters[0]}, {letters[1]})",
        f"Classified By: {role} {name}, reason {section} ({letters[1]}).",
        f"CLASSIFIED BY: {name}, {role}; REASON: {section} ({letters[0].upper()}), ({letters[1].upper()})",
    )
    return forms[int(rng.random() * len(forms))]


def reference_lines(telegram: Telegram, rng: Random) -> list[str]:
    """The REF line: a bare citation means the cable's own year, so one from another year always has it printed."""
    items: list[str] = []
    for citation in telegram.citations:
        place = f"{citation.post.printed} {citation.serial}"
        if citation.year != telegram.sent.year or rng.random() < 0.15:
            place = f"{citation.year % 100:02} {place}"
        items.append(f"{place} (NOTAL)" if rng.random() < 0.06 else place)
    if len(items) < 2:
        return [f"REF: {item}" for item in items]
    form = int(rng.random() * 4)
    letters = "ABCDEFGH"
    if telegram.is_old:
        lettered = [f"({letter}) {item}" for letter, item in zip(letters, items, strict=False)]
        return [f"REF: {lettered[0]},", *(f"{item}," for item in lettered[1:-1]), lettered[-1]]
    if form == 0:
        return [f"REF: {items[0]};", *(f"{item};" for item in items[1:-1]), items[-1]]
    if form == 1:
        lettered = [f"{letter}) {item}" for letter, item in zip(letters, items, strict=False)]
    else:
        lettered = [f"{letter}. {item}" for letter, item in zip(letters, items, strict=False)]
    return [f"{'REFS' if form == 3 else 'REF'}: {lettered[0]}", *(f"     {item}" for item in lettered[1:])]


def heading(telegram: Telegram, rng: Random) -> list[str]:
    """From below the classification line to the last line above paragraph 1."""
    gap = [] if telegram.is_old else [""]
    lines: list[str] = [*gap, *telegram.captions, *gap] if telegram.captions else [*gap]
    if not telegram.is_old and rng.random() < 0.3:
        start = int(rng.random() * (len(OFFICES) - 3))
        lines.extend([f"DEPT FOR {OFFICES[start]}, {OFFICES[start + 1]} AND {OFFICES[start + 2]}", ""])
    lines.append(executive_order(telegram, rng))
    lines.extend(wrapped("TAGS: " + (", " if telegram.is_old or rng.random() < 0.25 else " ").join(telegram.tags)))
    lines.extend(wrapped(("SUBJ: " if telegram.is_old else "SUBJECT: ") + telegram.subject))
    lines.extend(gap)
    if telegram.citations:
        lines.extend(reference_lines(telegram, rng))
        lines.extend(gap)
    if not telegram.is_old and telegram.level != "UNCLASSIFIED":
        lines.extend(wrapped(classified_by(telegram, rng)))
        lines.extend(gap)
    return lines


def portion_marks(telegram: Telegram, count: int, rng: Random) -> tuple[str | None, ...]:
    """A mark for each paragraph; the first one carries the level of the whole. The 1970s had none."""
    if telegram.is_old:
        return (None,) * count
    if telegram.level == "UNCLASSIFIED":
        if "SBU" in telegram.controls:
            return ("SBU", *("U" if rng.random() < 0.1 else "SBU" for _ in range(count - 1)))
        return (("U" if rng.random() < 0.4 else None),) * count
    if telegram.level == "CONFIDENTIAL":
        own, lower = "C", ("U", "SBU")
    else:
        own, lower = ("S/NF" if "NOFORN" in telegram.controls else "S"), ("C", "S")
    marks = [own if rng.random() < 0.85 else lower[int(rng.random() * 2)] for _ in range(count)]
    return (own, *marks[1:])


def body(telegram: Telegram, room: int, rng: Random) -> tuple[list[str], list[int], tuple[str | None, ...]]:
    """The numbered paragraphs: their lines, the positions of the lines that open one, their marks."""
    total = max(25, int(room / CHARACTERS_A_WORD))
    count = max(1, (total + WORDS_A_PARAGRAPH // 2) // WORDS_A_PARAGRAPH)
    words = draw_words(total, rng)
    marks = portion_marks(telegram, count, rng)
    is_upper = telegram.is_old or rng.random() < 0.2
    has_headings = not telegram.is_old and count > 3 and rng.random() < 0.4
    blank = "  " if rng.random() < 0.3 else " "
    lines: list[str] = []
    openings: list[int] = []
    start = 0
    for number, mark in enumerate(marks, 1):
        share = total * number // count
        stop = total if number == count else max(start + 12, share + int((rng.random() - 0.5) * 50))
        text = prose(words[start:stop], rng)
        start = stop
        if number == 1 and count > 2:
            text = f"BEGIN SUMMARY: {text} END SUMMARY." if telegram.is_old else f"Summary: {text} End Summary."
        elif number == count and count > 2 and marks[0] is not None:
            text = f"Comment: {text} End Comment."
        if is_upper:
            text = text.upper()
        if has_headings and number > 1 and rng.random() < 0.3:
            title = " ".join(subject_words(rng)[:5]).title()
            lines.extend([title, "-" * len(title), ""])
        openings.append(len(lines))
        lines.extend(wrapped(f"{number}. ({mark}){blank}{text}" if mark else f"{number}.{blank}{text}"))
        if not telegram.is_old:
            lines.append("")
    return lines, openings, marks


def with_page_lines(telegram: Telegram, lines: list[str], above: int, pages: int) -> list[str]:
    """The same lines with a page line wherever a page of the printer came to its end, in mid-sentence or not."""
    turned: list[str] = []
    start = 0
    for page in range(2, pages + 1):
        stop = LINES_A_PAGE * (page - 1) - above
        turned.extend(lines[start:stop])
        if telegram.is_old:
            turned.extend([telegram.level_word, telegram.level_word, page_line(telegram, page, pages)])
        else:
            turned.extend(["", page_line(telegram, page, pages), "", ""])
        start = stop
    turned.extend(lines[start:])
    return turned


class Page(Struct, frozen=True):
    """A telegram on paper: the lines of its envelope and of the rest, and what is true of its paragraphs."""

    envelope: list[str]
    text: list[str]
    marks: tuple[str | None, ...]


def compose(telegram: Telegram, rng: Random, *, sign: str) -> Page:
    """The telegram as it left the printer; `sign` stands before each paragraph number."""
    has_routing = telegram.sent.year >= 2006
    envelope = old_envelope(telegram, rng) if telegram.is_old else new_envelope(telegram, rng, with_routing=has_routing)
    above = heading(telegram, rng)
    used = sum(map(len, envelope)) + sum(map(len, above)) + len(envelope) + len(above) + 60
    lines, openings, marks = body(telegram, telegram.size - used, rng)
    if sign:
        for opening in openings:
            lines[opening] = sign + lines[opening]
    is_spaced = rng.random() < 0.75
    pages = 1 + (len(lines) + len(above) - 12) // LINES_A_PAGE
    if pages > 1 and (has_routing or telegram.is_old):
        lines = with_page_lines(telegram, lines, len(above), pages)
    text = [level_line(telegram, sections=1 if telegram.is_old else pages, is_spaced=is_spaced), *above, *lines]
    if telegram.signature:
        text.append(telegram.signature)
    if telegram.is_old:
        text.extend([telegram.level_word, "NNN"])
    return Page(envelope, text, marks)


def page_level(telegram: Telegram) -> str:
    """The level as the pages of publishers label it."""
    if telegram.level == "UNCLASSIFIED" and telegram.controls:
        return "UNCLASSIFIED//FOR OFFICIAL USE ONLY"
    return f"{telegram.level}//NOFORN" if "NOFORN" in telegram.controls else telegram.level


def title(telegram: Telegram) -> str:
    """The subject cut at its first line, as pages cut it."""
    return wrapped("SUBJECT: " + telegram.subject)[0].removeprefix("SUBJECT: ")


def lay_out(telegram: Telegram, page: Page, layout: Layout) -> str:
    """The page in one of the layouts. Wrapped records of 2003-2005 have lost their envelope, as the real ones have."""
    if layout == "plain":
        return "\n".join(page.envelope) + "\n\n" + "\n".join(page.text) + "\n"
    sent = telegram.sent
    is_partial = sent.year in (2003, 2004, 2005)
    day = f"{sent.year}-{sent.month:02}-{sent.day:02}"
    if layout == "html":
        return publisher_page(
            identifier=telegram.id,
            created=f"{day} {sent.hour:02}:{min(sent.hour, 59):02}",  # that publisher prints the hour for the minutes
            level=page_level(telegram),
            origin=telegram.post.origin,
            envelope=[PARTIAL] if is_partial else page.envelope,
            text=page.text,
        )
    text = " \n".join(page.text)
    if layout == "archive":
        labels = (
            f"Identifier\nCreated\nClassification\nOrigin\n{telegram.id}\n{day} {sent.hour:02}:{sent.minute:02}:00\n"
        )
        top = f"{labels}{page_level(telegram)}\n{telegram.post.origin}\nCable title:  \n\n{title(telegram)}\n\n"
        furniture = f"Tags:  {' '.join(telegram.tags)} \npdf how-to read a cable\n"
        return top + furniture + (PARTIAL if is_partial else "\n".join(page.envelope)) + f"\n\n{text} \n"
    # The mirror prints the hour for the minutes, and glues the envelope to the classification line.
    stamp = f"{WEEKDAYS[sent.weekday()]} {MONTHS[sent.month - 1].title()} {sent.day:02} {sent.hour:02}"
    top = f"{telegram.id}\n{title(telegram)}\n{stamp}:{min(sent.hour, 59):02}:00 +0100 {sent.year}\n"
    above = PARTIAL if is_partial else "\n".join(page.envelope)
    return f"{top}{page_level(telegram)}\n{telegram.post.origin}\n{above}{text} \n"


def draw_telegram(
    *,
    post: Post,
    serial: int,
    sent: datetime,
    tags: tuple[str, ...],
    citations: tuple[Citation, ...],
    to: tuple[Post, ...],
    size: int,
    rng: Random,
) -> Telegram:
    """Decide what the post and the day leave open: level, captions, subject, who signs."""
    random = rng.random
    chance = random()
    is_old = sent.year < 1980
    controls: tuple[str, ...] = ()
    captions: list[str] = []
    if chance < 0.5:
        level, mark = "UNCLASSIFIED", "U"
        if chance < 0.25:
            controls = ("LOU",) if is_old else ("SBU",)
            captions.extend(() if is_old else ("SENSITIVE",))
    elif chance < 0.9:
        level, mark = "CONFIDENTIAL", "C"
    else:
        level, mark = "SECRET", "S"
        if not is_old and random() < 0.4:
            controls = ("NOFORN",)
            captions.append("NOFORN")
    if is_old:
        captions.extend(("EXDIS",) if level == "SECRET" and random() < 0.2 else ())
    elif random() < 0.85:
        captions.insert(int(random() * (len(captions) + 1)), "SIPDIS")
    subject = " ".join(subject_words(rng))
    subject = subject.upper() if is_old or random() < 0.7 else subject.title()
    subject_mark = mark if not is_old and "SBU" not in controls and random() < 0.12 else None
    return Telegram(
        post=post,
        serial=serial,
        sent=sent.replace(tzinfo=UTC),
        level=level,
        controls=controls,
        captions=tuple(captions),
        tags=tags,
        subject=f"({subject_mark}) {subject}" if subject_mark else subject,
        subject_mark=subject_mark,
        citations=citations,
        signature=pick_name(rng) if random() < 0.97 else None,
        size=size,
        to=to,
    )
