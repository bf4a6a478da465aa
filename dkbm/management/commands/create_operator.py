"""Make the account of a platform operator."""

from __future__ import annotations

from getpass import getpass
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from dkbm.models import User


class Command(BaseCommand):
    """The only way to an account with the rights of the operator."""

    help = "Legt einen Zugang für den Betrieb an. Das Kennwort wird erfragt oder aus einer Datei gelesen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="E-MAIL")
        parser.add_argument(
            "--passwort-datei", type=Path, metavar="DATEI", help="Kennwort in der ersten Zeile"
        )

    def handle(self, *args: Any, email: str, passwort_datei: Path | None, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
            if User.objects.filter(email=email).exists():
                raise CommandError(f"Den Zugang {email} gibt es schon.")
            password = _from_file(passwort_datei) if passwort_datei else _asked()
            validate_password(password, User(email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        User.objects.create_superuser(email, password, name="Betrieb")
        self.stdout.write(f"Der Zugang {email} für den Betrieb ist angelegt.")


def _from_file(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Die Datei {path} lässt sich nicht lesen.") from error
    return lines[0] if lines else ""


def _asked() -> str:
    password = getpass("Kennwort: ")
    if getpass("Noch einmal: ") != password:
        raise CommandError("Die beiden Eingaben sind verschieden.")
    return password
