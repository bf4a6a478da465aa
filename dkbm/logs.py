"""Structured logs: one JSON object a line with the request id; no bodies, no personal data."""

import json
import logging
import re
from contextvars import ContextVar

import structlog

# JSON leaves them as they are, but some readers take them for ends of lines
LINE_ENDS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\x85\u2028\u2029"}
# secrets that stand in addresses: calendar feeds, invitations, reading links, answers to surveys
SECRET_ADDRESS = re.compile(r"(/(?:kalender|einladung|lesen|antworten)/)[\w-]{16,}")
request_id: ContextVar[str] = ContextVar("dkbm_request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Puts the request id on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


def _add_request_id(logger: object, name: str, event: dict) -> dict:
    """The id of the record's own request: Django logs refusals after the request is left."""
    request = getattr(event.get("_record"), "request", None)
    event["request_id"] = getattr(request, "request_id", None) or request_id.get()
    return event


def _one_line(event: dict, **options: object) -> str:
    return SECRET_ADDRESS.sub(r"\1…", json.dumps(event, **options)).translate(LINE_ENDS)


class JsonFormatter(structlog.stdlib.ProcessorFormatter):
    """Standard library records as JSON; line breaks in messages cannot forge lines."""

    def __init__(self) -> None:
        super().__init__(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                _add_request_id,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(_one_line, ensure_ascii=False),
            ],
        )
