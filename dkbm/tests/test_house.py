"""The house keeps its own rules: every module of dkbm/ has its floor, the pure rooms stay pure."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.anydb
ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
CONTRACTS = {contract["id"]: contract for contract in SETTINGS["importlinter"]["contracts"]}
APPS = ["monitoring", "projects", "governance"]
TOP = {
    "manage.py",
    "start.py",
    "conftest.py",
    "dkbm",
    "monitoring",
    "governance",
    "projects",
    "templates",
    "static",
}
TOP |= {
    "requirements.in",
    "requirements.txt",
    "requirements-test.in",
    "requirements-test.txt",
    "pyproject.toml",
}
TOP |= {
    "pytest.ini",
    "compose.yaml",
    "Dockerfile",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "docs",
    "bench",
    "locale",
}
MADE = {"var", "staticfiles", "__pycache__"}


def _modules(package: Path) -> set[str]:
    """Names of the modules and packages in a package, tests left out."""
    found = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    return found - {"__init__", "tests"}


def _floor(layer: str) -> set[str]:
    return {module.strip().removeprefix("dkbm.") for module in layer.split(":")}


def test_every_module_of_dkbm_stands_on_exactly_one_floor() -> None:
    layers = CONTRACTS["floors"]["layers"]
    roof, ground = _floor(layers[0]), _floor(layers[-1])
    assert not roof & ground
    assert roof | ground == _modules(ROOT / "dkbm"), (
        "name new modules of dkbm/ in pyproject.toml, roof or ground"
    )


def test_apps_stand_in_the_order_of_the_house() -> None:
    assert CONTRACTS["floors"]["layers"][1:-1] == APPS


def test_only_tests_are_exempt() -> None:
    assert CONTRACTS["floors"]["ignore_imports"] == ["*.tests.** -> **"]
    assert "ignore_imports" not in CONTRACTS["pure"]


@pytest.mark.parametrize(
    "room",
    [
        "projects/dependency",
        "projects/resources",
        "projects/schedule",
        "projects/scenarios",
        "monitoring/calculation",
        "monitoring/sustainability",
        "monitoring/disclosure",
        "monitoring/charts",
        "monitoring/readers",
    ],
)
def test_each_pure_room_that_is_there_is_watched_and_typed(room: str) -> None:
    if not (ROOT / room / "__init__.py").exists():
        return  # comes later; from its first day on it must be named
    name = room.replace("/", ".")
    assert name in CONTRACTS["pure"]["source_modules"]
    assert name in SETTINGS["mypy"]["packages"]


def test_no_module_is_called_utils_or_helpers() -> None:
    names = {path.stem for app in ["dkbm", *APPS] for path in (ROOT / app).rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}


def test_nothing_else_stands_at_the_top() -> None:
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert there <= TOP | MADE


def test_every_variable_of_the_settings_is_explained_to_the_operator() -> None:
    read = re.findall(r'env[.\w]*\(\s*"(\w+)"', (ROOT / "dkbm" / "settings.py").read_text(encoding="utf-8"))
    explained = (ROOT / "docs" / "betrieb.md").read_text(encoding="utf-8")
    assert len(read) > 20
    assert [name for name in read if f"`{name}`" not in explained] == []


def _pins(lock: str) -> set[str]:
    """The lines name==version of a lock, without their hashes and marks."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if "==" in line and line[0].isalpha()}


def test_the_lock_of_the_tests_holds_the_whole_lock_of_the_portal() -> None:
    # start.py installs only the one to test: what it lacks is missing in every clean checkout
    assert len(_pins("requirements.txt")) > 50
    assert _pins("requirements.txt") - _pins("requirements-test.txt") == set()


@pytest.mark.parametrize("lock", ["requirements", "requirements-test"])
def test_every_wanted_package_is_locked(lock: str) -> None:
    lines = (ROOT / f"{lock}.in").read_text(encoding="utf-8").splitlines()
    wanted = {re.split(r"[\[<>=; #]", line)[0].lower() for line in lines if line[:1].isalpha()}
    locked = {re.split(r"[\[=]", pin)[0] for pin in _pins(f"{lock}.txt")}
    assert wanted - locked == set()
