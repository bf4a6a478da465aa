"""Secrets that open something without a login: an invitation, a calendar, a frozen page, a survey.

The secret stands in one address and nowhere else; what is kept is its hash, which opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    """A secret of 256 random bits, as an address can carry it."""
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """What is kept of a secret: 64 hexadecimal digits (SHA-256). No salt: there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
