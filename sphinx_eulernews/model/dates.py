"""Dates as posts state them: a month, a day or a time. Pure; nothing is guessed from today's date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_WRITTEN = re.compile(
    r"""
    (?P<year>\d{4}) \s*[-./年]\s* (?P<month>\d{1,2})
    (?: \s*[-./月]\s* (?P<day>\d{1,2}) \s*日? )?
    \s* 月?
    (?: [T\s]+ (?P<hour>\d{1,2}) [:\uff1a] (?P<minute>\d{2}) (?: [:\uff1a] (?P<second>\d{2}) (?:\.\d+)? )?
        \s* (?P<zone> Z | [+-]\d{2}:?\d{2} )?
    )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MONTH_LENGTH = len("2023-11")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with the precision it was written in.

    ``iso`` is ``2023-11``, ``2023-11-25`` or ``2023-11-25T08:30:00+08:00``: what ``<time datetime>``
    and every machine-readable place says. It is one short string, since thousands are pickled.
    """

    iso: str

    @property
    def when(self) -> datetime:
        """The moment as an aware datetime; a month or a day stands for its beginning in UTC."""
        return _when(self.iso)

    @property
    def has_day(self) -> bool:
        """Whether more than the month was written."""
        return len(self.iso) > _MONTH_LENGTH

    @property
    def month(self) -> str:
        """The month as the archive names it: ``2023-11``."""
        return self.iso[:_MONTH_LENGTH]

    @property
    def year(self) -> str:
        """The year as the archive names it: ``2023``."""
        return self.iso[:4]


@lru_cache(maxsize=16384)
def _when(iso: str) -> datetime:
    if len(iso) == _MONTH_LENGTH:
        iso += "-01"
    moment = datetime.fromisoformat(iso)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_date(text: str, zone: tzinfo = UTC) -> Moment:
    """Read a date as people write it: ``2023-9-7``, ``2020.07.09``, ``2022-11``, ``2023-11-25 08:30 +0800``.

    ``zone`` is meant where a time of day has none. Raises ValueError, with what is wrong in words.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError("it is not a date; write it as 2023-11-25")
    year, month = int(match["year"]), int(match["month"])
    day = int(match["day"] or 1)
    try:
        moment = datetime(year, month, day, tzinfo=UTC)
        if match["hour"] is not None:
            moment = datetime(
                year, month, day, int(match["hour"]), int(match["minute"]), int(match["second"] or 0),
                tzinfo=_zone(match["zone"], zone),
            )  # fmt: skip
    except ValueError as error:
        raise ValueError(f"there is no such day or time: {error}") from None
    if match["hour"] is not None:
        return Moment(moment.isoformat())
    return Moment(f"{year:04d}-{month:02d}" + (f"-{day:02d}" if match["day"] else ""))


def _zone(text: str | None, otherwise: tzinfo) -> tzinfo:
    if not text:
        return otherwise
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
