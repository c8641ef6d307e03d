"""Dates as posts write them, and what machines are told of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_eulernews.model.dates import date_of_name, read_date
from sphinx_eulernews.model.post import Moment


@pytest.mark.promise("dates")
@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2023-11-25", "2023-11-25"),
        ("2023-9-7", "2023-09-07"),
        ("2020.07.09", "2020-07-09"),
        ("2020/7/9", "2020-07-09"),
        ("2022-11", "2022-11"),
        ("2022.1", "2022-01"),
        ("2023年11月25日", "2023-11-25"),
        ("2023年11月25号", "2023-11-25"),
        ("2023年11月25号下午5:30", "2023-11-25T17:30:00+00:00"),
        ("2023年11月", "2023-11"),
        ("2023 年 11 月 25 日", "2023-11-25"),
        (" 2023-11-25 ", "2023-11-25"),
        ("2023-11-25 08:30", "2023-11-25T08:30:00+00:00"),
        ("2023-11-25 8:30", "2023-11-25T08:30:00+00:00"),
        ("2023-11-25 12：08", "2023-11-25T12:08:00+00:00"),
        ("2023-11-25T08:30:15", "2023-11-25T08:30:15+00:00"),
        ("2023-11-25 8:3:5", "2023-11-25T08:03:05+00:00"),
        ("2023-11-25T8:3:5Z", "2023-11-25T08:03:05+00:00"),
        ("2023-11-25 8:30:5 pm +0800", "2023-11-25T20:30:05+08:00"),
        ("2023年11月25日8时3分5秒", "2023-11-25T08:03:05+00:00"),
        ("Sat Nov 25 8:3:5 UTC 2023", "2023-11-25T08:03:05+00:00"),
        ("2023-11-25T08:30:15.123456Z", "2023-11-25T08:30:15+00:00"),
        ("2023-11-25 08:30 +0800", "2023-11-25T08:30:00+08:00"),
        ("2023-11-25T08:30:00+08:00", "2023-11-25T08:30:00+08:00"),
        ("2023-11-25T08:30:00-05:30", "2023-11-25T08:30:00-05:30"),
        ("2024-02-29", "2024-02-29"),
        ("20231125", "2023-11-25"),
        ("Nov. 25, 2023", "2023-11-25"),
        ("25th of November 2023", "2023-11-25"),
        ("November 2023", "2023-11"),
        ("25-Nov-2023", "2023-11-25"),
        ("Saturday, 25 November 2023 at 5pm", "2023-11-25T17:00:00+00:00"),
        ("Sat, 25 Nov 2023 08:30:00 +0800", "2023-11-25T08:30:00+08:00"),
        ("2023年11月25日（星期六）下午5:30", "2023-11-25T17:30:00+00:00"),
        ("2023-11-25 12:05 AM", "2023-11-25T00:05:00+00:00"),
        ("2023年11月25日14点", "2023-11-25T14:00:00+00:00"),
        ("2023年11月25日下午2点整", "2023-11-25T14:00:00+00:00"),
        ("2023-11-25 08:30 UTC+8", "2023-11-25T08:30:00+08:00"),
        ("Sat Nov 25 08:30:00 2023", "2023-11-25T08:30:00+00:00"),
        ("Sat Nov  5 08:30:00 UTC 2023", "2023-11-05T08:30:00+00:00"),
        ("Sat Nov 25 08:30:00 +0800 2023", "2023-11-25T08:30:00+08:00"),
        ("20231125T083000Z", "2023-11-25T08:30:00+00:00"),
        ("20231125T0830+08:00", "2023-11-25T08:30:00+08:00"),
        ("20231125083000", "2023-11-25T08:30:00+00:00"),
        ("2023-11-25 (Sat)", "2023-11-25"),
        ("2023-11-25 Sat 08:30", "2023-11-25T08:30:00+00:00"),
        ("2023-11-25 Saturday", "2023-11-25"),
        ("2023-11-25(Sat)08:30", "2023-11-25T08:30:00+00:00"),
        ("2023-11-25（周六）08:30", "2023-11-25T08:30:00+00:00"),
        ("2023-11-25(Sat), 8:30", "2023-11-25T08:30:00+00:00"),
        ("2023年11月25日星期六8点", "2023-11-25T08:00:00+00:00"),
        ("25/Nov/2023", "2023-11-25"),
        ("25. November 2023", "2023-11-25"),
        ("25-11-2023", "2023-11-25"),
        ("11/25/2023", "2023-11-25"),
        ("05/05/2024", "2024-05-05"),
    ],
)
def test_dates_that_can_mean_one_thing_only_are_read(written: str, iso: str) -> None:
    assert read_date(written).iso == iso


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2020.07.09-07.11", "2020-07-09"),
        ("2020.07.09 - 2020.07.11", "2020-07-09"),
        ("2020.07.09~11", "2020-07-09"),
        ("2020-07-09/2020-07-11", "2020-07-09"),
        ("2020.07-2020.08", "2020-07"),
        ("2020年7月9日至11日", "2020-07-09"),
        ("July 9-11, 2020", "2020-07-09"),
        ("30 July - 2 August 2020", "2020-07-30"),
        ("July 30, 2020 - August 2, 2020", "2020-07-30"),
        ("Jul 9 2020 to 11 Jul 2020", "2020-07-09"),
        ("July 9 & 10, 2020", "2020-07-09"),
        ("9 and 10 July 2020", "2020-07-09"),
        ("June-July 2020", "2020-06"),
        ("2020.07.09--2020.07.11", "2020-07-09"),
        ("2020.07.09——07.11", "2020-07-09"),
        ("2020.07.09、10", "2020-07-09"),
        ("2020年7月9日和10日", "2020-07-09"),
        ("2020年7月9号至11号", "2020-07-09"),
        ("29.-30.07.2020", "2020-07-29"),
        ("29-30/07/2020", "2020-07-29"),
    ],
)
def test_a_range_gives_its_first_day(written: str, iso: str) -> None:
    assert read_date(written).iso == iso


@pytest.mark.parametrize(
    "written",
    ["2023-11-25 08:30 CST", "2023-11-25 08:30 +99:00", "2023-11-25 09:00-10:00", "2023-11-25Z", "2023-11-25 UTC",
     "2023-11-25 +08:00", "Nov 25, 2023 UTC", "Sat Nov 25 08:30:00 CST 2023"],
)  # fmt: skip
def test_the_day_is_kept_where_only_the_time_is_unclear(written: str) -> None:
    assert read_date(written).iso == "2023-11-25"


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("2020-01-02-x", "2020-01-02"),
        ("2020-01-02", "2020-01-02"),
        ("20200102-x/20200103-y", "2020-01-03"),
        ("20200102-x/index", "2020-01-02"),
        ("2020/01/02/x", "2020-01-02"),
        ("2020_01_02_x", "2020-01-02"),
        ("2020-1-2-x", "2020-01-02"),
        ("2020/01-02/x", "2020-01-02"),
    ],
)
def test_a_name_may_begin_with_a_date(path: str, iso: str) -> None:
    assert date_of_name(path) == Moment(iso)


@pytest.mark.parametrize(
    "path", ["x", "x-2020-01-02", "2020-13-01-x", "202001021-x", "2020-01-x", "10000101-x", "v20200102"]
)
def test_a_name_that_begins_with_no_date_has_none(path: str) -> None:
    assert date_of_name(path) is None


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_a_date_is_read_as_people_write_it(written: str, iso: str) -> None:
    assert read_date(written).iso == iso


@pytest.mark.promise("dates")
@pytest.mark.parametrize(
    "written",
    [
        "", "明天", "2023", "021-12-09", "23-11-25", "2023-13-01", "2023-00-01", "2023-02-30", "2023-11-32",
        "01/02/2024", "2.3.2024", "2023-11-25 25:00", "2023-11-25 08:61", "2023-11 08:30 x", "0000-01-01",
        "2023-11-25 and more", "2023-11-25 to may be moved", "5-12.25.2024", "3-4.5.2024",
        "2023-11-25\n2023-11-26", "May 5", "Mayday 5, 2023", "32 May 2023", "1" * 10_000,
        "1584030600", "1584030600000", "20231125250000", "2023-11-25 Sat and more",
    ],
)  # fmt: skip
def test_what_is_no_date_is_never_guessed(written: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_date(written)


@pytest.mark.parametrize(
    ("iso", "when", "has_day"),
    [
        ("2023-11", datetime(2023, 11, 1, tzinfo=UTC), False),
        ("2023-11-25", datetime(2023, 11, 25, tzinfo=UTC), True),
        (
            "2023-11-25T08:30:00+08:00",
            datetime(2023, 11, 25, 8, 30, tzinfo=timezone(timedelta(hours=8))),
            True,
        ),
    ],
)
def test_a_moment_knows_how_exact_it_is(iso: str, when: datetime, has_day: bool) -> None:
    moment = Moment(iso)
    assert (moment.when, moment.has_day) == (when, has_day)
    assert (moment.month, moment.year) == ("2023-11", "2023")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2023-07-01 08:30", "2023-07-01T08:30:00+02:00"),
        ("2023-12-01 08:30", "2023-12-01T08:30:00+01:00"),
        ("2023-12-01 08:30 Z", "2023-12-01T08:30:00+00:00"),
        ("2023-12-01", "2023-12-01"),
    ],
)
def test_the_zone_of_the_site_is_meant_where_a_time_has_none(written: str, iso: str) -> None:
    assert read_date(written, ZoneInfo("Europe/Berlin")).iso == iso


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])))
def test_what_python_writes_is_read_back(when: datetime) -> None:
    assert read_date(when.isoformat()).when == when.replace(microsecond=0)


@given(st.text(alphabet=st.sampled_from(list("0123456789-./年月日T :：+Z٣")), max_size=24))
def test_any_text_is_a_date_with_a_moment_or_no_date(text: str) -> None:
    try:
        moment = read_date(text)
    except ValueError:
        return
    assert moment.when.tzinfo is not None
    assert read_date(moment.iso) == moment


@pytest.mark.parametrize(
    ("written", "date_input", "iso"),
    [
        ("01/02/2024", "%d/%m/%Y", "2024-02-01"),
        ("01/02/2024 08:30", "%d/%m/%Y %H:%M", "2024-02-01T08:30:00+01:00"),
        ("01/02/2024 08:30 +0800", "%d/%m/%Y %H:%M %z", "2024-02-01T08:30:00+08:00"),
        ("Jan 2, 2024", "%d/%m/%Y", "2024-01-02"),
    ],
)
def test_a_format_that_is_given_is_tried_first(written: str, date_input: str, iso: str) -> None:
    assert read_date(written, ZoneInfo("Europe/Berlin"), date_input).iso == iso
