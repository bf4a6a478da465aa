"""From text to period: stored keys, German labels, and the spellings of files and people."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from dkbm.periods.base import Month, Period
from dkbm.periods.kinds import Edge, KeyDate, Quarter, SchoolYear, Semester, Year
from dkbm.periods.spans import DASH, MonthSpan, Open, Undated, YearSpan, from_months

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCEPTED = (
    "Möglich sind zum Beispiel: 2023, 2023/24 (Schuljahr), Wintersemester 2023/24, 3. Quartal 2020, "
    f"06/2020, Juni 2020, 06{DASH}09/2020, 2018{DASH}2020, 31.12.2023 (Stichtag), seit 2018, bis 2021, "
    "ohne Datum."
)
"""The German sentence every refusal ends with; also useful as help text beside a field."""

_LONGEST = 60
_DASHES = re.compile(
    " ?[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}] ?"
)
_MONTH_NAMES = (
    ("januar", "jan"),
    ("februar", "feb"),
    ("märz", "maerz", "mär", "mrz"),
    ("april", "apr"),
    ("mai",),
    ("juni", "jun"),
    ("juli", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "okt"),
    ("november", "nov"),
    ("dezember", "dez"),
)
_MONTH_BY_NAME = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_UNDATED_WORDS = frozenset({"", "ohne datum", "undatiert", "o. d.", "o.d."})
_STILL_RUNNING = frozenset({"", "heute", "laufend"})


@lru_cache(maxsize=4096)
def from_key(key: str) -> Period:
    """Return the period with this canonical key; ValueError (German) for any other spelling."""
    period = parse_period(key)
    if period.key != key:
        message = f"„{key}“ ist kein Schlüssel eines Zeitraums; gemeint ist wohl „{period.key}“."
        raise ValueError(message)
    return period


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """Return the period that `text` means, in any spelling known: labels, keys, GENESIS, German words.

    Blank text is `Undated`. Raises ValueError with a German message that names the fault, if one was
    recognised, and what is accepted. GENESIS spellings: '31.12.2002', '2024-12-31', '2023-10P6M'.
    """
    if len(text) > _LONGEST:
        message = f"Die Zeitangabe ist zu lang. {ACCEPTED}"
        raise ValueError(message)
    try:
        period = _read(_tidied(text))
    except ValueError as fault:
        message = f"„{text}“: {fault} {ACCEPTED}"
        raise ValueError(message) from fault
    if period is None:
        message = f"„{text}“ ist keine verständliche Zeitangabe. {ACCEPTED}"
        raise ValueError(message)
    return period


def _tidied(text: str) -> str:
    # NFC, not NFKC: the latter would turn a footnote sign into a digit ('202³').
    plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
    return _DASHES.sub("-", plain.replace(" bis ", "-"))


def _read(text: str) -> Period | None:
    if text in _UNDATED_WORDS:
        return Undated()
    return _single(text) or _duration(text) or _open(text) or _span(text.removeprefix("von "))


def _duration(text: str) -> Period | None:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})p([0-9]{1,3})([my])", text)
    if not match:
        return None
    year, month, count = (int(part) for part in match.groups()[:3])
    return from_months(Month(year, month), count * 12 if match[4] == "y" else count)


def _open(text: str) -> Open | None:
    if match := re.fullmatch(r"(?:(?:seit|ab)(?: dem)? )(.+)", text):
        return _open_with(since=match[1])
    if match := re.fullmatch(r"bis(?: zum)? (.+)", text):
        return _open_with(until=match[1])
    if text.startswith(".."):
        return _open_with(until=text[2:])
    for start, end in _halves(text):
        if end in _STILL_RUNNING and (opened := _open_with(since=start)):
            return opened
    return None


def _open_with(since: str = "", until: str = "") -> Open | None:
    edge = _single(since or until)
    if edge is None:
        return None
    return Open(since=edge) if since else Open(until=edge)


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for separator in re.finditer(r"\.\.|-", text):
        yield text[: separator.start()], text[separator.end() :]


def _span(text: str) -> Period | None:
    for start, end in _halves(text):
        last = _single(end)
        first = _single(start)
        if first is None and isinstance(last, Month) and (month := _bare_month(start)):
            first = Month(last.year, month)
        if first is not None and last is not None and (span := _joined(first, last)):
            return span
    return None


def _joined(first: Edge, last: Edge) -> Period | None:
    if first == last:
        return first
    if isinstance(first, Year) and isinstance(last, Year):
        return YearSpan(first, last)
    if isinstance(first, Month) and isinstance(last, Month):
        return MonthSpan(first, last)
    if isinstance(first, KeyDate) and isinstance(last, KeyDate):
        return _whole_months(first, last)
    return None


def _whole_months(first: KeyDate, last: KeyDate) -> Period:
    end = last.day
    if first.day > end:
        message = "Das Ende liegt vor dem Anfang."
        raise ValueError(message)
    if first.day.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        message = "Ein Zeitraum zwischen zwei Tagen muss ganze Monate umfassen; bitte nennen Sie die Monate."
        raise ValueError(message)
    if first.first_month == last.first_month:
        return first.first_month
    # Only the calendar year has a name here: a contract from August to July is not a school year.
    span = MonthSpan(first.first_month, last.first_month)
    year = Year(end.year)
    return year if (span.first, span.last) == (year.first_month, year.last_month) else span


def _bare_month(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text)
    return _MONTH_BY_NAME.get(text.rstrip("."))


def _single(text: str) -> Edge | None:
    for pattern, build in _SINGLES:
        if match := pattern.fullmatch(text):
            return build(match)
    return None


def _school_year(match: re.Match[str]) -> SchoolYear:
    return SchoolYear(_first_of_two(match))


def _winter(match: re.Match[str]) -> Semester:
    return Semester(_first_of_two(match), "WS")


def _first_of_two(match: re.Match[str]) -> int:
    start, end = int(match["year"]), match["end"]
    following = start + 1
    if end not in (str(following), f"{following % 100:02}"):
        message = f"Ein Schuljahr oder Wintersemester reicht ins folgende Jahr: {start}/{following % 100:02}."
        raise ValueError(message)
    return start


def _semester(match: re.Match[str]) -> Semester:
    return Semester(int(match["year"]), "WS" if match["term"] == "ws" else "SS")


def _summer(match: re.Match[str]) -> Semester:
    return Semester(int(match["year"]), "SS")


def _quarter(match: re.Match[str]) -> Quarter:
    return Quarter(int(match["year"]), int(match["quarter"]))


def _month(match: re.Match[str]) -> Month:
    return Month(int(match["year"]), int(match["month"]))


def _named_month(match: re.Match[str]) -> Month:
    return Month(int(match["year"]), _MONTH_BY_NAME[match["name"]])


def _day(match: re.Match[str]) -> KeyDate:
    return _key_date(_month(match), int(match["day"]))


def _named_day(match: re.Match[str]) -> KeyDate:
    return _key_date(_named_month(match), int(match["day"]))


def _key_date(month: Month, day: int) -> KeyDate:
    try:
        return KeyDate(date(month.year, month.month, day))
    except ValueError as fault:
        message = f"Den Tag {day} gibt es im Monat {month.label} nicht."
        raise ValueError(message) from fault


_NAME = "(?P<name>" + "|".join(sorted(_MONTH_BY_NAME, key=len, reverse=True)) + ")"
_YEAR = "(?P<year>[0-9]{4})"
_SINGLES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Edge]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"(?:jahr )?{_YEAR}", lambda match: Year(int(match["year"]))),
        (rf"(?:(?:schuljahr|sj) )?{_YEAR} ?/ ?(?P<end>[0-9]{{2}}|[0-9]{{4}})", _school_year),
        (rf"(?:schuljahr|sj) {_YEAR}-(?P<end>[0-9]{{2}}|[0-9]{{4}})", _school_year),
        (rf"(?:wintersemester|wise|ws) {_YEAR} ?[/-] ?(?P<end>[0-9]{{2}}|[0-9]{{4}})", _winter),
        (rf"(?:sommersemester|sose|ss) {_YEAR}", _summer),
        (rf"{_YEAR}-(?P<term>ws|ss)", _semester),
        (rf"{_YEAR}-q(?P<quarter>[0-9])", _quarter),
        (rf"(?P<quarter>[0-9])\. ?quartal {_YEAR}", _quarter),
        (rf"q(?P<quarter>[0-9])[ /]{_YEAR}", _quarter),
        (rf"{_YEAR}-(?P<month>[0-9]{{2}})", _month),
        (rf"(?P<month>[0-9]{{1,2}}) ?[/.] ?{_YEAR}", _month),
        (rf"{_NAME}\.? {_YEAR}", _named_month),
        (rf"(?:stichtag:? )?{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})", _day),
        (rf"(?:stichtag:? )?(?P<day>[0-9]{{1,2}})\. ?(?P<month>[0-9]{{1,2}})\. ?{_YEAR}", _day),
        (rf"(?:stichtag:? )?(?P<day>[0-9]{{1,2}})\. ?{_NAME}\.? {_YEAR}", _named_day),
    )
)
"""One pattern for each spelling of a single period; the text is tidied and in lower case."""
