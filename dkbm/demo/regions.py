"""Regions of the demo as facts: Deutschland, the 16 Länder and the 45 Kreise of Niedersachsen.

Sources: keys, NUTS-3 and centroids (latitude, longitude, WGS 84) from BKG VG2500 of 2021 (© GeoBasis-DE /
BKG, dl-de/by-2-0; centroid of the area computed); names and designations from the Gemeindeverzeichnis
GV100AD; population of 31.12.2024 from table 12411-01-01-4 of the Statistische Ämter des Bundes und der
Länder (dl-de/by-2-0), that of Länder and Deutschland as the sum of their Kreise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

POPULATION_ON = date(2024, 12, 31)
KREIS_SOURCE = "Regionalstatistik, Tabelle 12411-01-01-4 (31.12.2024); Lage: GeoBasis-DE / BKG 2021"
SUM_SOURCE = "Regionalstatistik, Tabelle 12411-01-01-4 (31.12.2024), Summe der Kreise"
GERMANY_POPULATION = 83_577_140


@dataclass(frozen=True, slots=True)
class Land:
    """A Land: two digits, name, inhabitants on 31.12.2024."""

    ags: str
    name: str
    population: int


@dataclass(frozen=True, slots=True)
class Kreis:
    """A Kreis or kreisfreie Stadt; coordinates in degrees as text, so that no rounding creeps in."""

    ags: str
    nuts3: str
    name: str
    designation: str
    population: int
    latitude: str
    longitude: str


LAENDER = (
    Land("01", "Schleswig-Holstein", 2_959_517),
    Land("02", "Hamburg", 1_862_565),
    Land("03", "Niedersachsen", 8_004_489),
    Land("04", "Bremen", 704_881),
    Land("05", "Nordrhein-Westfalen", 18_034_454),
    Land("06", "Hessen", 6_280_793),
    Land("07", "Rheinland-Pfalz", 4_129_569),
    Land("08", "Baden-Württemberg", 11_245_898),
    Land("09", "Bayern", 13_248_928),
    Land("10", "Saarland", 1_012_141),
    Land("11", "Berlin", 3_685_265),
    Land("12", "Brandenburg", 2_556_747),
    Land("13", "Mecklenburg-Vorpommern", 1_573_597),
    Land("14", "Sachsen", 4_042_422),
    Land("15", "Sachsen-Anhalt", 2_135_597),
    Land("16", "Thüringen", 2_100_277),
)
KREISE = (
    Kreis("03101", "DE911", "Braunschweig", "Kreisfreie Stadt", 252_962, "52.277", "10.524"),
    Kreis("03102", "DE912", "Salzgitter", "Kreisfreie Stadt", 104_970, "52.124", "10.370"),
    Kreis("03103", "DE913", "Wolfsburg", "Kreisfreie Stadt", 129_560, "52.410", "10.783"),
    Kreis("03151", "DE914", "Gifhorn", "Landkreis", 175_943, "52.580", "10.605"),
    Kreis("03153", "DE916", "Goslar", "Landkreis", 126_775, "51.875", "10.400"),
    Kreis("03154", "DE917", "Helmstedt", "Landkreis", 90_227, "52.260", "10.892"),
    Kreis("03155", "DE918", "Northeim", "Landkreis", 125_623, "51.743", "9.848"),
    Kreis("03157", "DE91A", "Peine", "Landkreis", 137_045, "52.304", "10.257"),
    Kreis("03158", "DE91B", "Wolfenbüttel", "Landkreis", 118_290, "52.127", "10.583"),
    Kreis("03159", "DE91C", "Göttingen", "Landkreis", 328_028, "51.563", "10.085"),
    Kreis("03241", "DE929", "Region Hannover", "Region", 1_140_888, "52.421", "9.721"),
    Kreis("03251", "DE922", "Diepholz", "Landkreis", 221_202, "52.729", "8.701"),
    Kreis("03252", "DE923", "Hameln-Pyrmont", "Landkreis", 150_203, "52.094", "9.390"),
    Kreis("03254", "DE925", "Hildesheim", "Landkreis", 267_506, "52.090", "9.944"),
    Kreis("03255", "DE926", "Holzminden", "Landkreis", 65_581, "51.882", "9.552"),
    Kreis("03256", "DE927", "Nienburg (Weser)", "Landkreis", 121_468, "52.607", "9.112"),
    Kreis("03257", "DE928", "Schaumburg", "Landkreis", 156_841, "52.293", "9.207"),
    Kreis("03351", "DE931", "Celle", "Landkreis", 172_449, "52.712", "10.104"),
    Kreis("03352", "DE932", "Cuxhaven", "Landkreis", 198_842, "53.616", "8.812"),
    Kreis("03353", "DE933", "Harburg", "Landkreis", 265_864, "53.315", "9.963"),
    Kreis("03354", "DE934", "Lüchow-Dannenberg", "Landkreis", 46_502, "53.020", "11.121"),
    Kreis("03355", "DE935", "Lüneburg", "Landkreis", 179_448, "53.234", "10.573"),
    Kreis("03356", "DE936", "Osterholz", "Landkreis", 113_598, "53.252", "8.812"),
    Kreis("03357", "DE937", "Rotenburg (Wümme)", "Landkreis", 165_904, "53.249", "9.310"),
    Kreis("03358", "DE938", "Heidekreis", "Landkreis", 141_321, "52.928", "9.770"),
    Kreis("03359", "DE939", "Stade", "Landkreis", 207_700, "53.592", "9.413"),
    Kreis("03360", "DE93A", "Uelzen", "Landkreis", 91_638, "52.984", "10.548"),
    Kreis("03361", "DE93B", "Verden", "Landkreis", 138_626, "52.974", "9.176"),
    Kreis("03401", "DE941", "Delmenhorst", "Kreisfreie Stadt", 81_406, "53.047", "8.639"),
    Kreis("03402", "DE942", "Emden", "Kreisfreie Stadt", 49_202, "53.361", "7.177"),
    Kreis("03403", "DE943", "Oldenburg (Oldenburg)", "Kreisfreie Stadt", 176_614, "53.144", "8.223"),
    Kreis("03404", "DE944", "Osnabrück", "Kreisfreie Stadt", 166_057, "52.277", "8.047"),
    Kreis("03405", "DE945", "Wilhelmshaven", "Kreisfreie Stadt", 75_745, "53.565", "8.085"),
    Kreis("03451", "DE946", "Ammerland", "Landkreis", 127_751, "53.218", "8.013"),
    Kreis("03452", "DE947", "Aurich", "Landkreis", 188_816, "53.498", "7.367"),
    Kreis("03453", "DE948", "Cloppenburg", "Landkreis", 177_025, "52.911", "7.904"),
    Kreis("03454", "DE949", "Emsland", "Landkreis", 334_539, "52.738", "7.403"),
    Kreis("03455", "DE94A", "Friesland", "Landkreis", 100_411, "53.508", "7.983"),
    Kreis("03456", "DE94B", "Grafschaft Bentheim", "Landkreis", 144_543, "52.476", "7.022"),
    Kreis("03457", "DE94C", "Leer", "Landkreis", 169_103, "53.241", "7.478"),
    Kreis("03458", "DE94D", "Oldenburg", "Landkreis", 132_008, "52.987", "8.387"),
    Kreis("03459", "DE94E", "Osnabrück", "Landkreis", 354_821, "52.382", "8.046"),
    Kreis("03460", "DE94F", "Vechta", "Landkreis", 146_539, "52.662", "8.222"),
    Kreis("03461", "DE94G", "Wesermarsch", "Landkreis", 88_936, "53.354", "8.391"),
    Kreis("03462", "DE94H", "Wittmund", "Landkreis", 55_969, "53.576", "7.707"),
)
