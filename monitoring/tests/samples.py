"""Small files of our own making in the layouts of the official exports."""

CLASSIC_HEAD = """GENESIS-Tabelle: 21111-02-06-4
Absolvierende/Abgehende allgemeinbildender Schulen nach;;;;;;
Geschlecht und Abschlussarten - Schuljahr - regionale Tiefe:;;;;;;
Kreise und krfr. Städte;;;;;;
Statistik der allgemeinbildenden Schulen;;;;;;
Absolvierende/Abgehende (Anzahl);;;;;;
;;;Absolvierende/Abgehende nach dem Abschluss;Absolvierende/Abgehende nach dem Abschluss;Absolvierende/Abgehende nach dem Abschluss;Absolvierende/Abgehende nach dem Abschluss
;;;Insgesamt;Insgesamt;ohne Hauptschulabschluss;ohne Hauptschulabschluss
;;;Insgesamt;weiblich;Insgesamt;weiblich
"""
CLASSIC_FOOT = """__________
Fußnote zu den Werten.
"© Statistische Ämter des Bundes und der Länder, Deutschland, 2025.
Dieses Werk ist lizenziert unter der Datenlizenz Deutschland
- Namensnennung - Version 2.0."
Stand: 13.03.2025 / 16:40:08"""
ROWS = (
    "2023;DG;Deutschland;1000;500;70;30",
    "2023;03;  Niedersachsen;200;100;15;6",
    "2023;03402;      Emden, kreisfreie Stadt;561;277;55;19",
    "2023;03152;      Göttingen, Landkreis;-;-;-;-",
)


def classic(*rows: str) -> bytes:
    """A table of school leavers in the classic layout, cp1252."""
    return (CLASSIC_HEAD + "\n".join(rows or ROWS) + "\n" + CLASSIC_FOOT).encode("cp1252")
