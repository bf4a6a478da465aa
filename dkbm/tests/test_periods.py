"""Periods: every spelling is read honestly, every key and label leads back, all kinds have one order."""

import csv
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dkbm.periods import (
    ACCEPTED,
    FIRST_YEAR,
    LAST_YEAR,
    MAX_KEY_LENGTH,
    KeyDate,
    Month,
    MonthSpan,
    Open,
    Period,
    Quarter,
    SchoolYear,
    Semester,
    Undated,
    Year,
    YearSpan,
    from_key,
    from_months,
    months_between,
    parse_period,
)

KONSTANZ = Path(__file__).parents[3] / "shared/data/city_konstanz/schulen.csv"
DASH = "\N{EN DASH}"
steady = settings(derandomize=True, database=None, deadline=None, max_examples=150)

last_start = LAST_YEAR - 1
years = st.builds(Year, st.integers(FIRST_YEAR, LAST_YEAR))
school_years = st.builds(SchoolYear, st.integers(FIRST_YEAR, last_start))
semesters = st.builds(Semester, st.integers(FIRST_YEAR, last_start), st.sampled_from(["WS", "SS"]))
quarters = st.builds(Quarter, st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 4))
months = st.builds(Month, st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12))
key_dates = st.builds(KeyDate, st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
month_spans = st.lists(months, min_size=2, max_size=2, unique=True).map(lambda ends: MonthSpan(*sorted(ends)))
year_spans = st.lists(years, min_size=2, max_size=2, unique=True).map(lambda ends: YearSpan(*sorted(ends)))
edges = st.one_of(years, school_years, semesters, quarters, months, key_dates)
opens = st.one_of(edges.map(lambda edge: Open(since=edge)), edges.map(lambda edge: Open(until=edge)))
undated = st.just(Undated())
KINDS = (years, school_years, semesters, quarters, months, key_dates, month_spans, year_spans)
finite = st.one_of(*KINDS)
periods = st.one_of(*KINDS, opens, undated)


@steady
@given(periods)
def test_key_and_label_lead_back_to_an_equal_period(period: Period) -> None:
    assert from_key(period.key) == period
    assert parse_period(period.label) == period
    assert parse_period(period.key) == period
    assert deepcopy(period) == period
    assert str(period) == period.label
    assert len(period.key) <= MAX_KEY_LENGTH


@steady
@given(finite, finite)
def test_order_is_consistent_with_months(one: Period, other: Period) -> None:
    assert one.first_month is not None
    assert other.first_month is not None
    assert one.last_month is not None
    assert one.months() == months_between(one.first_month, one.last_month) + 1
    if one.last_month < other.first_month:
        assert one < other
    if one < other:
        assert one.first_month <= other.first_month


@steady
@given(periods, periods)
def test_order_is_total_over_mixed_kinds(one: Period, other: Period) -> None:
    assert (one < other) + (one == other) + (one > other) == 1
    assert (one.sort_key == other.sort_key) == (one == other)
    if isinstance(one, Undated):
        assert other <= one


@steady
@given(st.one_of(*(st.lists(kind, min_size=2, max_size=4) for kind in KINDS)))
def test_keys_sort_like_time_within_a_kind(group: list[Period]) -> None:
    assert [period.key for period in sorted(group)] == sorted(period.key for period in group)


@steady
@given(months, st.integers(-300, 300), st.integers(-300, 300))
def test_month_arithmetic(month: Month, there: int, further: int) -> None:
    try:
        moved = month.plus(there)
        again = moved.plus(further)
    except ValueError as refusal:
        assert "außerhalb von 1900 bis 2200" in str(refusal)  # noqa: PT017 - both outcomes are right
        return
    assert months_between(month, moved) == there
    assert again == month.plus(there + further)
    assert again.plus(-further) == moved


@steady
@given(st.text(max_size=70))
def test_any_text_is_a_period_or_a_helpful_refusal(text: str) -> None:
    try:
        period = parse_period(text)
    except ValueError as refusal:
        assert str(refusal).endswith(ACCEPTED)  # noqa: PT017 - both outcomes are right
    else:
        assert from_key(period.key) == period


LABELS = [
    (Year(2023), "2023", "2023"),
    (SchoolYear(2023), "2023/24", "Schuljahr 2023/24"),
    (SchoolYear(1999), "1999/00", "Schuljahr 1999/00"),
    (Semester(2023, "WS"), "2023-WS", "Wintersemester 2023/24"),
    (Semester(2024, "SS"), "2024-SS", "Sommersemester 2024"),
    (Quarter(2020, 3), "2020-Q3", "3. Quartal 2020"),
    (Month(2020, 6), "2020-06", "06/2020"),
    (KeyDate(date(2024, 3, 1)), "2024-03-01", "Stichtag 01.03.2024"),
    (MonthSpan(Month(2020, 6), Month(2020, 9)), "2020-06..2020-09", f"06{DASH}09/2020"),
    (MonthSpan(Month(2020, 11), Month(2021, 2)), "2020-11..2021-02", f"11/2020{DASH}02/2021"),
    (YearSpan(Year(2018), Year(2020)), "2018..2020", f"2018{DASH}2020"),
    (Open(since=Year(2018)), "2018..", "seit 2018"),
    (Open(until=Year(2021)), "..2021", "bis 2021"),
    (Open(since=KeyDate(date(2019, 8, 1))), "2019-08-01..", "seit 01.08.2019"),
    (Undated(), "", "ohne Datum"),
]


@pytest.mark.parametrize(("period", "key", "label"), LABELS)
def test_key_and_label(period: Period, key: str, label: str) -> None:
    assert (period.key, period.label) == (key, label)


SPELLINGS = {
    "31.12.2002": "2002-12-31",
    "2024-12-31": "2024-12-31",
    "1. März 2024": "2024-03-01",
    "Stichtag: 1.3.2024": "2024-03-01",
    "2023-10P6M": "2023-WS",
    "2024-04P6M": "2024-SS",
    "2023-08P1Y": "2023/24",
    "2023-01P12M": "2023",
    "2020-07P3M": "2020-Q3",
    "2023/2024": "2023/24",
    "2000/01": "2000/01",
    "2011/12": "2011/12",
    "SJ 2023/24": "2023/24",
    "Schuljahr\N{NO-BREAK SPACE}2023/24": "2023/24",
    "WiSe 2023/24": "2023-WS",
    "SoSe 2024": "2024-SS",
    "Q3 2020": "2020-Q3",
    "3.Quartal 2020": "2020-Q3",
    "Juni 2020": "2020-06",
    "DEZ. 2020": "2020-12",
    "Ma\N{COMBINING DIAERESIS}rz 2020": "2020-03",
    "6/2020": "2020-06",
    "06-09/2020": "2020-06..2020-09",
    "06 bis 09/2020": "2020-06..2020-09",
    "Juni bis September 2020": "2020-06..2020-09",
    f"Nov. 2020 {DASH} Feb. 2021": "2020-11..2021-02",
    "06/2020-06/2020": "2020-06",
    "2018-2020": "2018..2020",
    "von 2018 bis 2020": "2018..2020",
    "01.01.2023-31.12.2023": "2023",
    "1.6.2016-31.5.2019": "2016-06..2019-05",
    "01.08.2023-31.07.2024": "2023-08..2024-07",
    "01.02.2024-29.02.2024": "2024-02",
    "ab 10/2019": "2019-10..",
    "seit dem Schuljahr 2019/20": "2019/20..",
    "2018 bis heute": "2018..",
    f"2018{DASH}": "2018..",
    "bis zum 31.12.2021": "..2021-12-31",
    "  2023 ": "2023",
    "   ": "",
}


@pytest.mark.parametrize(("text", "key"), SPELLINGS.items())
def test_spelling_is_read(text: str, key: str) -> None:
    assert parse_period(text).key == key


REFUSED = {
    "2023/25": "2023/24",
    "2020/06": "2020/21",
    "WS 2023": "keine verständliche Zeitangabe",
    "2023-24": "Monat 24",
    "13/2020": "Monat 13",
    "0/2020": "Monat 0",
    "5. Quartal 2020": "Quartal 5",
    "31.02.2020": "Den Tag 31 gibt es im Monat 02/2020 nicht",
    "29.02.2023": "Den Tag 29",
    "1899": "1900 bis 2200",
    "2201": "1900 bis 2200",
    "2200/01": "1900 bis 2199",
    "01.03.24": "keine verständliche Zeitangabe",
    "06/20": "keine verständliche Zeitangabe",
    f"2020{DASH}2018": "nach dem Anfang",
    f"09{DASH}06/2020": "nach dem Anfang",
    "31.12.2020-01.01.2020": "Das Ende liegt vor dem Anfang",
    "05.06.2020-07.08.2020": "ganze Monate",
    "2023-08P0M": "nach dem Anfang",
    "2023-10P999Y": "außerhalb",
    "06/2020-2021": "keine verständliche Zeitangabe",
    "seit 2018-2020": "keine verständliche Zeitangabe",
    "bis heute": "keine verständliche Zeitangabe",
    "..": "keine verständliche Zeitangabe",
    "2018..2020..": "keine verständliche Zeitangabe",
    "-": "keine verständliche Zeitangabe",
    "202\N{SUPERSCRIPT THREE}": "keine verständliche Zeitangabe",
    "\N{ARABIC-INDIC DIGIT TWO}023": "keine verständliche Zeitangabe",
    "2023" * 20: "zu lang",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_refusal_names_the_fault_and_what_is_accepted(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match="Möglich sind zum Beispiel") as refusal:
        parse_period(text)
    assert reason in str(refusal.value)


@pytest.mark.parametrize("text", ["06/2020", "2023/2024", "seit 2018", " 2023", "2020-6", "ohne Datum"])
def test_from_key_takes_only_the_canonical_spelling(text: str) -> None:
    with pytest.raises(ValueError, match=r"kein Schlüssel|keine verständliche Zeitangabe"):
        from_key(text)


def test_mixed_kinds_stand_in_the_order_of_time() -> None:
    ordered = [
        Open(until=Year(2021)),
        Open(until=Year(2022)),
        KeyDate(date(2023, 1, 1)),
        KeyDate(date(2023, 1, 31)),
        Month(2023, 1),
        Quarter(2023, 1),
        Year(2023),
        Open(since=Year(2023)),
        SchoolYear(2023),
        Semester(2023, "WS"),
        Undated(),
    ]
    mixed = ordered[::2] + ordered[1::2]
    assert sorted(mixed) == ordered


def test_ends_and_counts() -> None:
    school_year, winter = SchoolYear(2023), Semester(2023, "WS")
    assert (school_year.first_month, school_year.last_month) == (Month(2023, 8), Month(2024, 7))
    assert (winter.first_month, winter.last_month) == (Month(2023, 10), Month(2024, 3))
    assert [p.months() for p in (Year(2023), school_year, winter, Quarter(2020, 3))] == [12, 12, 6, 3]
    assert KeyDate(date(2024, 3, 1)).months() == 1
    assert Open(since=Year(2018)).months() is None
    assert (Open(since=Year(2018)).first_month, Open(since=Year(2018)).last_month) == (Month(2018, 1), None)
    assert (Undated().first_month, Undated().last_month, Undated().months()) == (None, None, None)


def test_open_period_says_ab_while_its_beginning_lies_ahead() -> None:
    today = date(2026, 3, 15)
    assert Open(since=Month(2026, 4)).label_seen_from(today) == "ab 04/2026"
    assert Open(since=Month(2026, 3)).label_seen_from(today) == "seit 03/2026"
    assert Open(since=KeyDate(date(2026, 3, 16))).label_seen_from(today) == "ab 16.03.2026"
    assert Open(until=Year(2027)).label_seen_from(today) == "bis 2027"


MONTH = Month(2020, 1)
IMPOSSIBLE: dict[str, Callable[[], Period]] = {
    "open at both ends": Open,
    "open at no end": lambda: Open(since=MONTH, until=MONTH),
    "span of one month": lambda: MonthSpan(MONTH, MONTH),
    "span backwards": lambda: YearSpan(Year(2020), Year(2019)),
    "unknown term": lambda: Semester(2020, "XX"),  # type: ignore[arg-type]
    "key date with time": lambda: KeyDate(datetime.fromisoformat("2020-01-01T00:00")),
    "no month at all": lambda: from_months(MONTH, 0),
}


@pytest.mark.parametrize("build", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_impossible_period_cannot_be_built(build: Callable[[], Period]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        build()


def test_equality_is_of_the_same_kind_only() -> None:
    twelve_months: Period = MonthSpan(Month(2020, 1), Month(2020, 12))
    assert twelve_months != Year(2020)
    assert len({Year(2020), Year(2020), Month(2020, 1)}) == 2
    with pytest.raises(TypeError):
        assert Year(2020) < 2020


def test_school_years_of_a_real_file() -> None:
    if not KONSTANZ.exists():
        pytest.skip("the real files are not here: ../shared/data/city_konstanz")
    with KONSTANZ.open(encoding="utf-8") as file:
        read = [parse_period(row[0]) for row in list(csv.reader(file))[1:]]
    assert read == [SchoolYear(year) for year in range(2000, 2026)]
