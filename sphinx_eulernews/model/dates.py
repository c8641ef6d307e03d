"""Dates of posts: parsed as a month, a day or a time. Pure; nothing is guessed from today's date."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from sphinx_eulernews.model.post import Moment

_HELP = "it is not a date; write it as 2023-11-25"
_LONGEST = 80
_MONTH_NAMES = (
    "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
    "sep sept september", "oct october", "nov november", "dec december",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
# Parts of patterns, all of which are verbose: a space stands for nothing.
_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_OTHER_MONTH = r"[a-z]{3,9}\.?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY = rf"(?P<day>\d{{1,2}}){_ORDINAL}"
_YEAR = r"(?P<year>\d{4})"
# What may follow the first day of a range: ``2021.05.28-29``, ``July 1-3, 2021``, ``May 28 - June 2, 2021``.
_DASH = r"\s* (?: [-–—~～〜→]{1,3} | [至到、&和及] | (?:to|till|until|through|and)\b ) \s*"
_MORE_DAYS = rf"(?: {_DASH} (?:{_OTHER_MONTH}\s+)? \d{{1,2}}{_ORDINAL} (?!\d) (?:\s+{_OTHER_MONTH})? )?"
_MORE_DAY = rf"(?: {_DASH} \d{{1,2}}{_ORDINAL} )?"
_DATES = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        # 2023-9-7, 2020.07.09, 2022-11, 2024年1月2日, 2024年1月2号
        rf"""{_YEAR} \s*[-./年]\s* (?P<month>\d{{1,2}})(?!\d)
             (?: \s*[-./月]\s* (?P<day>\d{{1,2}})(?!\d) (?:\s*[日号號])? )? (?:\s*月)?""",
        # 20231125
        rf"{_YEAR} (?P<month>\d{{2}}) (?P<day>\d{{2}}) (?!\d)",
        # Nov 25, 2023; July 1-3, 2021; May 28 - June 2, 2021
        rf"{_MONTH} [\s-]+ {_DAY} {_MORE_DAYS} ,?[\s-]+ {_YEAR} (?!\d)",
        # November 2023, May - June 2021
        rf"{_MONTH} (?:{_DASH}{_OTHER_MONTH})? ,?\s+ {_YEAR} (?!\d)",
        # 25 Nov 2023, 29th of October 2021, 28 May - 2 June 2021
        rf"""{_DAY} {_MORE_DAY} (?:\s+of)? [\s./-]* {_MONTH} (?:{_DASH}\d{{1,2}}\s+[a-z]{{3,9}})?
             ,?[\s./-]+ {_YEAR} (?!\d)""",
        # 2023 Nov 25
        rf"{_YEAR} [\s-]+ {_MONTH} [\s-]+ {_DAY} (?!\d)",
        # 25/11/2023 and 11/25/2023: which number is the month is told by ``_day_of``
        rf"(?P<one>\d{{1,2}}) [-./] (?P<other>\d{{1,2}}) [-./] {_YEAR} (?!\d)",
        # 28-29.05.2021
        rf"(?P<one>\d{{1,2}})\.? {_DASH} \d{{1,2}}[./] (?P<other>0?[1-9]|1[0-2]) [./] {_YEAR} (?!\d)",
    )
)
_WEEKDAY = re.compile(
    r"""
      ^ (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.? ,?\s+           # before the date
    | [(\s]? (?:星期|周)[一二三四五六日天] \)?
    | [\s(] (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b\.? \)?       # after it
    """,
    re.VERBOSE,
)
# The year last, as C and ``date`` write it: ``Sat Nov 25 08:30:00 2023``, ``Sat Nov 25 08:30:00 UTC 2023``.
_YEAR_LAST = re.compile(
    rf"""
    (?P<day> [a-z]{{3,9}}\.?\s+\d{{1,2}} ) \s+
    (?P<time> \d{{1,2}}:\d{{1,2}}(?::\d{{1,2}})? (?: \s+[a-z]{{1,5}} | \s+[-+][\d:]{{2,6}} )? ) \s+
    {_YEAR}
    """,
    re.VERBOSE,
)
# ISO's basic format: ``20231125T083000Z``.
_BASIC = re.compile(r"(?P<date>\d{8})t?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?!\d)")
_TIME = re.compile(
    r"""
    (?: t | [\s,]+ (?:at\s+)? ) \s*
    (?P<half> 上午|下午 )? \s* (?P<hour>\d{1,2})
    (?: \s* [:时点] \s* (?P<minute>\d{1,2}) \s* 分?
        (?: [:]? \s* (?P<second>\d{2}|(?<=:)\d|\d(?=\s*秒)) (?:[.,]\d{1,9})? \s* 秒? )?
      | \s* (?P<full>[时点]整?) )?
    \s* (?P<ampm> [ap]\.?m\b\.? )?
    (?P<zone> .* )
    """,
    re.VERBOSE,
)
_ZONE = re.compile(
    r"""
    (?: (?:utc|gmt)\s* )? (?P<sign>[-+]) (?P<hours>\d{1,2}?) (?: :?(?P<minutes>\d{2}) )?
    (?: \s*\([a-z ]{1,30}\) | \s+[a-z]{2,5} )?                      # its name: ``+0800 (CST)``
    """,
    re.VERBOSE,
)
_UTC = frozenset({"z", "utc", "gmt"})
_RANGE = re.compile(rf"(?: {_DASH} | \s*[/,]\s* ) (?: \d | (?:{'|'.join(_MONTHS)})\.?\s+\d )", re.VERBOSE)
_HAS_TIME = re.compile("%[HIMScX]")


def read_date(text: str, zone: tzinfo = UTC, date_input: str = "") -> Moment:
    """Read a date as people write it: ``2023-9-7``, ``2022-11``, ``2023-11-25 08:30 +0800``, ``Jan 2, 2024``.

    ``date_input`` is a format of ``strptime`` that is tried first. ``zone`` is meant where a time of day has none;
    where only the zone is unclear, the day is kept. A range gives its first day. Raises ValueError that says what is
    wrong.
    """
    if date_input and (given := _in_format(text, zone, date_input)):
        return given
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if len(plain) > _LONGEST:
        raise ValueError(_HELP)
    plain = _in_usual_order(_without_weekday(plain))
    match = next((found for pattern in _DATES if (found := pattern.match(plain))), None)
    if match is None:
        raise ValueError(_HELP)
    year, month, day = _day_of(match)
    rest = plain[match.end() :].rstrip()
    if match[0].endswith(("日", "号", "號")):
        rest = f" {rest}" if rest else ""  # the time may follow at once
    try:
        date = datetime(year, month, day or 1, tzinfo=UTC)
        time = _TIME.fullmatch(rest) if day else None
        if time is not None and not (time["minute"] or time["full"] or time["half"] or time["ampm"]):
            time = None
        if time is not None and (moment := _with_time(date, time, zone)):
            return Moment(moment.isoformat())
    except ValueError as error:
        raise ValueError(f"this day or time does not exist: {error}") from None
    if rest and time is None and not _RANGE.match(rest) and not (day and _zone(rest.strip())):
        raise ValueError(_HELP)
    return Moment(f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else ""))


def _without_weekday(plain: str) -> str:
    """Return a date without its day of the week; the day and a time at both of its sides stay apart."""
    return _WEEKDAY.sub(
        lambda match: " " if match.start() and plain[match.end() : match.end() + 1].isdigit() else "", plain
    )


def _in_usual_order(plain: str) -> str:
    """Return a date and time in their usual order, with separators."""
    if last := _YEAR_LAST.fullmatch(plain):
        return f"{last['day']} {last['year']} {last['time']}"
    if basic := _BASIC.match(plain):
        date, *time = filter(None, basic.groups())
        return f"{date}t{':'.join(time)}{plain[basic.end() :]}"
    return plain


def _in_format(text: str, zone: tzinfo, date_input: str) -> Moment | None:
    """Return the date of a text that is written in a format; None for any other."""
    try:
        moment = datetime.strptime(text.strip(), date_input)  # noqa: DTZ007  the zone is added here
    except ValueError:
        return None
    if not _HAS_TIME.search(date_input):
        return Moment(moment.date().isoformat())
    return Moment((moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat(timespec="seconds"))


def _day_of(match: re.Match[str]) -> tuple[int, int, int]:
    """Return year, month and day of a match; the day is 0 where there is none."""
    parts = match.groupdict()
    year = int(parts["year"])
    if parts.get("one"):
        one, other = int(parts["one"]), int(parts["other"])
        if one <= 12 and other <= 12 and one != other:
            raise ValueError("it may be in either of two months; write it as 2023-11-25")
        return (year, other, one) if one > 12 else (year, one, other)
    if "name" not in parts:
        return year, int(parts["month"]), int(parts["day"] or 0)
    if parts["name"] not in _MONTHS:
        raise ValueError(_HELP)
    return year, _MONTHS[parts["name"]], int(parts.get("day") or 0)


def _with_time(date: datetime, time: re.Match[str], zone: tzinfo) -> datetime | None:
    """Return the date with the time of day that follows it; None where the time or its zone is unclear."""
    hour, half = int(time["hour"]), time["ampm"] or {"上午": "am", "下午": "pm"}.get(time["half"], "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    written = time["zone"].strip()
    # ``09:00-10:00`` is more likely a range than a zone west of Greenwich, unless there are seconds or ISO's ``T``.
    is_range = time["zone"].startswith("-") and not time["second"] and not time[0].startswith("t")
    found = zone if not written else None if is_range else _zone(written)
    moment = date.replace(hour=hour, minute=int(time["minute"] or 0), second=int(time["second"] or 0))
    return None if found is None else moment.replace(tzinfo=found)


def _zone(text: str) -> tzinfo | None:
    """Return the zone of ``utc``, ``+8``, ``+0800`` or ``+08:00``; None for any other."""
    if text in _UTC:
        return UTC
    match = _ZONE.fullmatch(text)
    if match is None or int(match["hours"]) > 14 or int(match["minutes"] or 0) > 59:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return timezone(-offset if match["sign"] == "-" else offset)


_NAME_DATE = re.compile(
    r"""
    ((?:19|20)\d{2})
    (?: [-_./](\d{1,2})[-_./](\d{1,2}) | (\d{2})(\d{2}) )            # 2020-01-02, 2020/01/02, 20200102
    (?!\d)
    """,
    re.VERBOSE,
)


def without_date(path: str) -> str:
    """Return the name of a file or folder without the date at its start; a name that is a date alone stays.

    The folder around it may be the year of that date: ``2021/11-21-x`` gives ``x``.
    """
    name = path.rpartition("/")[2]
    for dated in (name, "/".join(path.split("/")[-2:])):
        match = _NAME_DATE.match(dated)
        if match is not None and match.end() > len(dated) - len(name):
            return dated[match.end() :].lstrip("-_. ") or name
    return name


def date_of_name(path: str) -> Moment | None:
    """Return the date at the start of a file's or folder's name: ``2020-01-02-x``, ``20231127-cs``; innermost first.

    A path of folders for year, month and day is one as well: ``2020/01/02/x``, ``2020/01-02-x``.
    """
    parts = path.split("/")
    for place in range(len(parts) - 1, -1, -1):
        if found := _date_at_start("/".join(parts[place : place + 3])):
            return found[0]
    return None


def is_dated(path: str) -> bool:
    """Return whether a folder itself has a date, and not one above it: ``20231127-cs``, ``2023/11-27-cs``.

    Below folders for year, month and day it has theirs: ``2023/11/27/cs``.
    """
    parts = path.split("/")
    for place in range(max(len(parts) - 4, 0), len(parts)):
        found = _date_at_start("/".join(parts[place : place + 3]))
        below = len(parts) - place - 1
        if found and found[1] in (below, 2):
            return True
    return False


def _date_at_start(path: str) -> tuple[Moment, int] | None:
    """Return the date that a path begins with, and how many folders it goes into."""
    match = _NAME_DATE.match(path)
    if match is None:
        return None
    try:
        year, month, number = (int(group) for group in match.groups() if group)
        day = datetime(year, month, number, tzinfo=UTC)
    except ValueError:
        return None
    return Moment(f"{day:%Y-%m-%d}"), match[0].count("/")
