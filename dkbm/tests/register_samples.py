"""A small register of our own making in the format of GV100AD."""

from __future__ import annotations

DAY = "20231130"


def line(record_type: str, code: str, name: str, text_key: str = "", **gemeinde: int | str) -> str:
    """One record of 220 characters; a Gemeinde takes `association`, `area` and `people`."""
    text = f"{record_type}{DAY}{code}".ljust(18) + str(gemeinde.get("association", "")).ljust(4)
    text += name.ljust(50) + "Amtssitz".ljust(50) + text_key
    text = text.ljust(128)
    if record_type == "60":
        text += f"{gemeinde.get('area', 100):011d}{gemeinde.get('people', 1000):011d}{0:011d}"
    return text.ljust(220)


LINES = [
    line("10", "03", "Niedersachsen"),
    line("20", "034", "Statistische Region Weser-Ems"),
    line("40", "03402", "Emden, Stadt", "41"),
    line("50", "034020000", "Emden, Stadt", "50"),
    line("60", "03402000", "Emden, Stadt", "61", association="0000", area=11234, people=50535),
    line("40", "03453", "Cloppenburg", "44"),
    line("60", "03453004", "Cloppenburg, Stadt", "63", association="0004", area=7085, people=36000),
    line("60", "03453005", "Emstek", "64", association="0005", area=10800, people=12500),
    line("10", "05", "Nordrhein-Westfalen"),
    line("20", "053", "Reg.-Bez. Köln"),
    line("40", "05334", "Städteregion Aachen", "43"),
    line("60", "05334002", "Aachen, Stadt", "61", association="0002", area=16085, people=249070),
    line("10", "11", "Berlin"),
    line("40", "11000", "Berlin, Stadt", "41"),
    line("60", "11000000", "Berlin, Stadt", "61", association="0000", area=89112, people=3755251),
    line("10", "13", "Mecklenburg-Vorpommern"),
    line("60", "13000999", "Küstengewässer", "66", association="9999", area=1000, people=0),
]


def content(lines: list[str] | None = None) -> bytes:
    """The sample as bytes of a file."""
    return ("\n".join(LINES if lines is None else lines) + "\n").encode()
