"""`python -m monitoring.tests.fuzzing SEED COUNT`: damaged files through the readers, one process for all of them.

Prints one line of JSON: how many were read, refused with a sentence or shown for mapping, what else came out of
a reader (nothing may), and the peak memory of the process. The real child would turn everything else into a
sentence too; here it counts as a fault.
"""

from __future__ import annotations

import json
import random
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from monitoring.readers.cells import Unreadable
from monitoring.readers.door import answer
from monitoring.readers.wire import lines_of
from monitoring.tests.readers.samples import flat, flat_row, zipped
from monitoring.tests.readers.workbook_samples import ods, workbook, xls
from monitoring.tests.samples import ROWS, classic

NASTY = (
    "", "-", ".", "/", "x", "…", "1e999", "NaN", "-Infinity", "9" * 400, "1.234.567,89", "=HYPERLINK(1)", "\x00",
    "\u202e03402", "03402.0", "034020000000", "99999", "2023-13-45", "31.02.2023", "0000", "\ufeff", '"', "'", "\t",
    "\U0001f4a3", "__INVALID__", "ÄÖÜ" * 300,
)  # fmt: skip
NAMES = (
    "a.csv",
    "a_flat.csv",
    "tabelle.xlsx",
    "alt.xls",
    "tabelle.ods",
    "a.zip",
    "ohne",
    "a.csv.exe",
    "..",
    "a.JSON",
)
Damage = Callable[[bytes, random.Random], bytes]


def originals() -> list[tuple[str, bytes]]:
    """Small files of every form that the readers know."""
    wide = [["Gebiet", "AGS", "2022", "2023"], ["Emden", "03402", "1", "2"], ["Osnabrück", "03404", "3", "-"]]
    one = flat(*(flat_row(str(number), region=f"034{number:02d}") for number in range(2, 12)))
    mapped = "\n".join(";".join(row) for row in wide).encode("cp1252")
    return [
        ("21111-02-06-4.csv", classic(*ROWS)),
        ("a_flat.csv", one),
        ("a.zip", zipped({"a_flat.csv": one})),
        ("werte.csv", mapped),
        ("werte.xlsx", workbook(wide)),
        ("werte.ods", ods(wide)),
        ("werte.xls", xls(wide)),
        ("antwort.json", b'{"Status":{"Code":104,"Content":"Es gibt keine Objekte","Type":"Information"}}'),
    ]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _stuffed(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.randint(1, 200)) + data[at:]


def _lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    if chance.random() < 0.3:  # noqa: PLR2004
        chance.shuffle(lines)
    else:
        lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"\n".join(lines * chance.choice((1, 1, 2)))


def _cells(data: bytes, chance: random.Random) -> bytes:
    lines = [line.split(b";") for line in data.split(b"\n")]
    for _ in range(chance.randint(1, 8)):
        line = chance.choice(lines)
        line[chance.randrange(len(line))] = chance.choice(NASTY).encode()
    return b"\n".join(b";".join(line) for line in lines)


def _recoded(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("cp1252", errors="replace")
    separated = text.replace(";", chance.choice((",", "\t", "|", ";;", ";")))
    return separated.encode(chance.choice(("utf-16", "utf-16-le", "utf-8-sig", "utf-32")), errors="replace")


DAMAGES: tuple[Damage, ...] = (_flipped, _cut, _stuffed, _lines, _cells, _cells, _recoded)


def damaged(number: int, seed: int, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The file of this number; the same for the same seed."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - no secret, a repeatable file
    name, data = chance.choice(files)
    for _ in range(chance.randint(1, 3)):
        data = chance.choice(DAMAGES)(data or b"\n", chance)
    return (chance.choice(NAMES) if chance.random() < 0.3 else name), data


def outcome(name: str, data: bytes) -> str:
    """„read“, „refused“ or „look“; anything else that is raised is a fault of the readers."""
    try:
        given = answer(data, name)
        for _line in lines_of(given.reading, given.extra):
            pass
    except Unreadable as refusal:
        assert refusal.message.strip(), "a refusal without a sentence"  # noqa: S101 - it is a test
        return "refused"
    return "look" if "look" in given.extra else "read"


def main(seed: int, count: int) -> dict[str, object]:
    """Send them all through; returns what is printed."""
    files, outcomes, faults = originals(), Counter(), []
    for number in range(count):
        name, data = damaged(number, seed, files)
        try:
            outcomes[outcome(name, data)] += 1
        except Exception:  # noqa: BLE001 - that is what is counted
            faults.append({"number": number, "name": name, "error": traceback.format_exc()[-1500:]})
    return {"outcomes": dict(outcomes), "faults": faults, "megabytes": _peak_megabytes()}


def _peak_megabytes() -> float:
    """Of this program alone: `getrusage` would count what its parent held when it was started."""
    (line,) = [row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
