"""The child's door: a known layout, a table read by a mapping, or a look at one that waits for its mapping."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from monitoring.readers import limits
from monitoring.readers.cells import Complaint, Reading, Unreadable
from monitoring.readers.containers import refuse_foreign
from monitoring.readers.look import fingerprint, look, options_from
from monitoring.readers.mapped import read_mapped
from monitoring.readers.mapping import MappingError, mapping_from
from monitoring.readers.read import UnknownForm, read_bytes
from monitoring.readers.successors import join_successors
from monitoring.readers.tables import tables_of
from monitoring.readers.wire import MAX_REQUEST_CHARACTERS
from monitoring.readers.workbooks import kind_of_workbook

if TYPE_CHECKING:
    from monitoring.readers.mapping import Mapping

WAITS = "waiting"


@dataclass(frozen=True, slots=True)
class Answer:
    """A reading, and what the header says beside it ("look", "mapping", "fingerprint")."""

    reading: Reading
    extra: dict[str, Any] = field(default_factory=dict)


def answer(data: bytes, filename: str, request: str = "") -> Answer:
    """Read a file as asked: {"mapping": …} by that mapping, {"look": options} only for a look, {"tables": true}
    for the texts as they stand, "" as it is.

    {"successors": {dissolved code: [codes]}} adds the sums for the successors of dissolved Kreise.
    Where no layout is known the answer carries a "look" and no cells. Raises Unreadable.
    """
    asked = _request(request)
    return _joined(_read(data, filename, asked), asked.get("successors"))


def _read(data: bytes, filename: str, asked: dict[str, Any]) -> Answer:
    if "mapping" in asked:
        return _by_mapping(data, asked["mapping"])
    if "look" in asked:
        return _look(data, filename, asked["look"])
    if "tables" in asked:
        return _tables(data)
    if kind_of_workbook(data):
        return _look(data, filename, None)
    try:
        return Answer(read_bytes(data, filename))
    except UnknownForm as unknown:
        try:
            return _look(data, filename, None)
        except Unreadable:
            raise unknown from None


def _joined(given: Answer, successor_of: object) -> Answer:
    """Add the sums of dissolved Kreise; a mapping says itself whether its values may be added."""
    wanted = given.extra.get("mapping", {}).get("successors", True)
    if not isinstance(successor_of, dict) or not wanted:
        return given
    joined = join_successors(given.reading.cells, successor_of)
    if not joined.summed and not joined.notices:
        return given
    notices = [*joined.notices, *given.reading.notices]
    return replace(given, reading=replace(given.reading, cells=joined.cells, notices=notices))


def source_words(mapping: Mapping) -> dict[str, Any]:
    """Return what the header says about a mapped table's source; the file itself names none."""
    return {"mapping": mapping.as_dict(), "publisher": mapping.publisher, "own": mapping.own}


def _by_mapping(data: bytes, stored: object) -> Answer:
    try:
        mapping = mapping_from(stored)
    except MappingError as error:
        raise Unreadable(str(error)) from None
    if len(data) > limits.MAX_FILE_BYTES:
        raise Unreadable(limits.TOO_LARGE)
    if not kind_of_workbook(data):
        refuse_foreign(data)
    reading = read_mapped(data, mapping)
    return Answer(reading, {**source_words(mapping), "fingerprint": fingerprint(data)})


def _look(data: bytes, filename: str, options: object) -> Answer:
    seen = look(data, filename, options_from(options))
    reading = _without_cells(WAITS, str(seen["proposal"]["encoding"]))
    return Answer(reading, {"look": seen, "fingerprint": seen["fingerprint"]})


def _tables(data: bytes) -> Answer:
    if not kind_of_workbook(data):
        refuse_foreign(data)
    return Answer(_without_cells("tables", ""), {"tables": tables_of(data)})


def _without_cells(form: str, encoding: str) -> Reading:
    return Reading(
        format=form,
        table="",
        title="",
        encoding=encoding,
        cells=[],
        complaints=list[Complaint](),
        footer="",
        licence="",
        retrieved="",
        measures=[],
        rows=0,
    )


def _request(request: str) -> dict[str, Any]:
    if not request:
        return {}
    try:
        asked = json.loads(request[:MAX_REQUEST_CHARACTERS])
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        message = "Die Zuordnung ist nicht verständlich oder zu lang."
        raise Unreadable(message)
    return asked
