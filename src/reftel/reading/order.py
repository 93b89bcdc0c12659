"""The E.O. line of a heading: the order's number, and the rule behind it.

    E.O. 12958: DECL: 04/26/2024        order 12958, a date
    E.O. 12985: DECL: 04/26/2024        a number misprinted: kept, and the order that is meant is named beside it

Facts. The number is kept as printed. Each order was in force between two days; one that was not in force on the
telegram's is noted. What the rule says, and what the order itself says of the end of secrecy, is read elsewhere
(`declassification`, `schedule`).
"""

from __future__ import annotations

from reftel.reading.declassification import ORDER, read_rule
from reftel.reading.schedule import implied_by
from reftel.reading.sheet import Sheet
from reftel.reading.standing import Standing
from reftel.records import DeclassificationRule, Implied
from reftel.spans import Found
from reftel.times import Date


def find_order(
    sheet: Sheet, place: Standing, on: Date | None
) -> tuple[Found[str] | None, Found[DeclassificationRule] | None]:
    """The order's number and the rule behind it; `on` is the telegram's date."""
    field = place.heading.first("eo")
    if field is None:
        if not sheet.printed_in_a_book:
            sheet.note("EO-MISSING")
        return None, None
    number = ORDER.match(sheet.text, field.start, field.end)
    if number is None:
        return None, None
    order = sheet.read(str, *number.span())
    printed = order.value
    known = sheet.vocabulary.executive_order(printed)
    if known and known.canonical:
        sheet.note("EO-TYPO", f"{printed} is written for {known.canonical}.", *number.span())
    elif known and on and not _in_force(known.valid_from, known.valid_to, on):
        message = f"E.O. {printed} was in force from {known.valid_from or '?'} to {known.valid_to or '?'}."
        sheet.note("EO-DATE-MISMATCH", message, *number.span())
    start, end = sheet.trimmed(number.end(), field.end)
    if not sheet.text[start:end].strip(" :;.,"):
        sheet.note("EO-DATE-FORM", "Nothing stands behind the number of the order.", *number.span())
        return order, None
    rule = sheet.read(lambda value: read_rule(value, on), start, end)
    if rule.value.kind == "unread" and any(c.isdigit() for c in rule.value.printed):
        sheet.note("EO-DATE-FORM", f"{rule.value.printed} is no date.", start, end)
    if place.doubled:
        rule = Found(rule.value, rule.spans, rule.where, place.also(sheet, field))
    return order, rule


def find_implied(
    sheet: Sheet,
    order: Found[str] | None,
    rule: Found[DeclassificationRule] | None,
    level: Found[str] | None,
    on: Date | None,
) -> Implied | None:
    """What the order itself says of the end of secrecy; a misprinted order is the one that is meant."""
    if order is None or level is None or on is None:
        return None
    known = sheet.vocabulary.executive_order(order.value)
    number = known.canonical if known and known.canonical else order.value
    return implied_by(rule.value if rule else None, number, level.value, on)


def _in_force(valid_from: str | None, valid_to: str | None, on: Date) -> bool:
    first = on.first_day
    last = first if on.day else on.last_day
    return (not valid_from or valid_from <= last) and (not valid_to or first <= valid_to)
