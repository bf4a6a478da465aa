"""Deeds of the monitoring floor: importing, undoing, recomputing."""

from monitoring.services.imports import (
    ImportRefused,
    discard,
    exclude_row,
    permission_to_undo,
    request_commit,
    request_undo,
    upload_file,
)
from monitoring.services.mapping import look_again, map_columns
from monitoring.services.protection import confirm_holding, keep_rule
from monitoring.services.publication import (
    NotNow,
    confirm_publication,
    drop_publication,
    look_behind,
    request_publication,
)
from monitoring.services.recompute import request_recompute

__all__ = [
    "ImportRefused",
    "NotNow",
    "confirm_holding",
    "confirm_publication",
    "discard",
    "drop_publication",
    "exclude_row",
    "keep_rule",
    "look_again",
    "look_behind",
    "map_columns",
    "permission_to_undo",
    "request_commit",
    "request_publication",
    "request_recompute",
    "request_undo",
    "upload_file",
]
