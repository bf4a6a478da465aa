"""The one password of all demo accounts: from the environment, else made once and kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

VARIABLE = "DKBM_DEMO_PASSWORD"
FILE_NAME = "demo-passwort"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else when typed
GROUPS, GROUP_LENGTH = 4, 4


def demo_password() -> str:
    """DKBM_DEMO_PASSWORD (environment or .env) if set, else that of var/demo-passwort, made at first use."""
    given = os.environ.get(VARIABLE, "")
    if given:
        return given
    path = Path(settings.VAR_DIR) / FILE_NAME
    try:
        return _kept(path)
    except FileNotFoundError:
        return _make(path)


def _kept(path: Path) -> str:
    password = path.read_text(encoding="utf-8").strip()
    if not password:
        raise FileNotFoundError(path)
    return password


def _make(path: Path) -> str:
    """Write a new password, readable for the owner only; of two processes at once one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    password = "-".join(groups)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(password + "\n")
    if path.exists() and not path.read_text(encoding="utf-8").strip():
        path.unlink()
    try:
        os.link(draft, path)
    except FileExistsError:
        return _kept(path)
    finally:
        draft.unlink()
    return password
