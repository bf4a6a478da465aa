"""How much of a file is read before it is refused. Sizes in bytes unless the name says otherwise."""

from __future__ import annotations

MAX_CELLS = 2_000_000
MAX_COLUMNS = 1_000
MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_LINE_CHARACTERS = 1_000_000
MAX_FIELD_CHARACTERS = 131_072
MAX_ZIP_MEMBERS = 20
MAX_ZIP_RATIO = 200
MAX_COMPLAINTS = 500
MAX_HEAD_ROWS = 60
MAX_REGIONS = 20_000  # all Gemeinden, Kreise and Länder, those of earlier years included
MAX_PERIODS = 500
MAX_MEASURES = 5_000
# as long as the columns in which they are kept
MAX_TABLE_CHARACTERS = 60
MAX_NAME_CHARACTERS = 200
MAX_MEASURE_CHARACTERS = 500
MAX_BREAKDOWN_CHARACTERS = 300
MAX_INTEGER_DIGITS = 18
MAX_JSON_BYTES = 1024 * 1024
CHILD_MEMORY_BYTES = 1024 * 1024 * 1024
CHILD_CPU_SECONDS = 60
CHILD_OUTPUT_BYTES = 2 * 1024 * 1024 * 1024

TOO_MANY_CELLS = (
    f"Die Datei enthält mehr als {MAX_CELLS:,} Werte.".replace(",", ".")
    + " Bitte laden Sie sie in kleineren Teilen herunter, zum Beispiel nach Jahren getrennt."
)
TOO_MANY_COLUMNS = (
    f"Die Datei enthält mehr als {MAX_COLUMNS:,} Spalten.".replace(",", ".")
    + " Bitte wählen Sie beim Herunterladen weniger Merkmale aus."
)
TOO_VARIED = (
    "Die Datei nennt mehr Gebiete, Zeiten oder Merkmale, als eine amtliche Tabelle hat."
    " Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert oder weniger Merkmale."
)
LABEL_TOO_LONG = (
    "Eine Bezeichnung in der Datei ist viel länger, als amtliche Bezeichnungen sind."
    " Bitte verwenden Sie die heruntergeladene CSV-Datei unverändert."
)
TOO_LARGE = (
    f"Die Datei ist größer als {MAX_FILE_BYTES // 1024 // 1024} MB."
    " Bitte laden Sie sie in kleineren Teilen herunter, zum Beispiel nach Jahren getrennt."
)
NOT_ENOUGH_MEMORY = (
    "Die Datei braucht beim Lesen zu viel Arbeitsspeicher."
    " Bitte laden Sie sie in kleineren Teilen herunter, zum Beispiel nach Jahren getrennt."
)
TOO_SLOW = (
    "Das Lesen der Datei hat zu lange gedauert und wurde abgebrochen."
    " Bitte laden Sie sie in kleineren Teilen herunter, zum Beispiel nach Jahren getrennt."
)
