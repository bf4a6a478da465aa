"""Answers of the GENESIS REST service saved instead of a table: HTTP 200, the status stands in the body."""

from __future__ import annotations

import json
from typing import Any

from monitoring.readers import limits
from monitoring.readers.cells import Unreadable
from monitoring.readers.values import shorten

_MEANINGS = {
    -1: (
        "Der GENESIS-Dienst hat für diese Auswahl keine Daten gefunden."
        " Bitte prüfen Sie Tabelle, Jahre und Merkmale."
    ),
    0: (
        "Die Datei ist eine Antwort des GENESIS-Dienstes ohne Tabelle (nur Beschreibung)."
        " Bitte laden Sie die Tabelle selbst herunter."
    ),
    98: (
        "Der GENESIS-Dienst hat die Tabelle nicht ausgegeben, weil sie für den direkten Abruf zu groß ist."
        " Bitte rufen Sie sie als Auftrag ab (job=true) oder wählen Sie weniger Jahre."
    ),
    99: (
        "Der GENESIS-Dienst hat erst einen Auftrag angelegt; die Tabelle ist noch nicht dabei."
        " Bitte holen Sie das Ergebnis unter dem genannten Namen ab."
    ),
    104: (
        "Der GENESIS-Dienst hat zu diesem Namen nichts gefunden, oder der Auftrag ist noch nicht fertig."
        " Bitte prüfen Sie den Namen der Tabelle oder versuchen Sie es später noch einmal."
    ),
}
_OTHER_JSON = "Die Datei enthält JSON und keine Tabelle. Bitte laden Sie die Tabelle als CSV-Datei herunter."


def looks_like_json(data: bytes) -> bool:
    """Say whether the file begins as a JSON document does."""
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def refuse_answer(data: bytes) -> None:
    """Raise Unreadable with the meaning of the status code in the body."""
    status = _status(data)
    code = status.get("Code")
    said = shorten(str(status.get("Content", "")), 200)
    if not isinstance(code, int) or isinstance(code, bool):
        raise Unreadable(_OTHER_JSON)
    meaning = _MEANINGS.get(code, "Der GENESIS-Dienst hat statt der Tabelle eine Meldung geschickt.")
    message = f"{meaning} Meldung des Dienstes (Code {code}): „{said}“"
    raise Unreadable(message)


def _status(data: bytes) -> dict[str, Any]:
    if len(data) > limits.MAX_JSON_BYTES:
        return {}
    try:
        answer = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    status = answer.get("Status") if isinstance(answer, dict) else None
    return status if isinstance(status, dict) else {}
