"""An invented telegram on a page of HTML as its publisher of 2010 set one.

Such a page is six parts menu and one part telegram: links to every month and every post, then a table (Reference ID,
Created, Released, Classification, Origin), then two preformatted blocks, the transmission header and the text. Line
ends are written `&#x000A;`, and before each paragraph number stands a pilcrow that is a link to itself.
"""

import html
import re
from collections.abc import Sequence
from functools import cache

from benchmarks.stations import posts

MENU = 35_000  # characters above the table: what the menus of a real page come to
RELEASED = "2010-12-02 21:09"
SIGNED = re.compile("¶(?=([0-9]{1,3})[.])")
LEVEL_NUMBERS = {"UNCLASSIFIED": 6, "CONFIDENTIAL": 7, "SECRET": 8}


@cache
def menu() -> str:
    """Everything above the table, the same on every page."""
    lines = [
        "<?xml version='1.0' encoding='utf-8' ?>",
        (
            '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
            '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
        ),
        "<html lang='en' xml:lang='en' xmlns='http://www.w3.org/1999/xhtml'>",
        "<head>",
        "<title>Cable Viewer</title>",
        "<link href='/static/css/cables.css' rel='stylesheet' type='text/css' />",
        "</head>",
        "<body>",
        "<div class='main'>",
        "<h3>Browse by creation <a href='#year_1973' onclick='return sha(0);'>date</a></h3>",
    ]
    for year in range(1973, 2011):
        lines.append(f"<div class='sort' id='year_{year}'>")
        lines += [f"<a href='/date/{year}-{month:02}_0.html'>{year}/{month:02}</a>" for month in range(1, 13)]
        lines.append("</div>")
    lines.append("<h3>Browse by origin</h3>")
    room = MENU - sum(map(len, lines)) - len(lines)
    for number, post in enumerate(posts()):
        line = f"<a href='/origin/{number}_0.html'>{html.escape(post.origin)}</a>"
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    return "\n".join(lines)


def written(lines: Sequence[str]) -> str:
    """Lines of a telegram as the page has them: on one line of HTML, pilcrows linked to themselves."""
    text = "&#x000A;".join(html.escape(line, quote=False) for line in lines)
    return SIGNED.sub(r"<a id='par\1' href='#par\1'>¶</a>", text)


def publisher_page(
    *, identifier: str, created: str, level: str, origin: str, envelope: Sequence[str], text: Sequence[str]
) -> str:
    """The whole page; `envelope` holds the lines of the first block, `text` those of the second."""
    day, month = created[:10], created[:7]
    number = LEVEL_NUMBERS.get(level, 9)
    cells = (
        f"<a href='/cable/{day[:4]}/{day[5:7]}/{identifier}.html'>{identifier}</a>",
        f"<a href='/date/{month}_0.html'>{created}</a>",
        f"<a href='/reldate/{RELEASED[:10]}_0.html'>{RELEASED}</a>",
        f"<a href='/classification/{number}_0.html' title='{level.lower()}'>{level}</a>",
        f"<a href='/origin/65_0.html'>{html.escape(origin)}</a>",
    )
    table = "\n".join(f"<td>\n{cell}\n</td>" for cell in cells)
    return f"""{menu()}
<table class='cable'>
<tr>
<th>Reference ID</th>
<th>Created</th>
<th>Released</th>
<th>Classification</th>
<th>Origin</th>
</tr>
<tr>
{table}
</tr>
</table>
<code><pre>{written(envelope)}</pre></code>
<code><pre>{written([f"{line} " for line in text])}</pre></code>
</div>
<script src='/static/js/js.js' type='text/javascript'></script>
</body>
</html>
"""
