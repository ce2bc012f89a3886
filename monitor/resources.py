"""Where the SQL and the templates lie: inside the installed wheel, or beside the package in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def sql_dir() -> Path:
    """The folder with one sub-folder of SQL files per stage."""
    return _folder("sql")


def templates_dir() -> Path:
    """The folder with the Jinja2 templates."""
    return _folder("templates")


def regions_file(place: str) -> Path | None:
    """The list of a place's counties and townships (code, name, level, parent), where this product ships one."""
    path = _PACKAGE / "city" / "places" / f"{place}.csv"
    return path if path.is_file() else None


def lock_file() -> Path | None:
    """The exact versions of the libraries that the program was tested with, where they ship with it."""
    found = (_PACKAGE / "requirements.lock", _PACKAGE.parent / "requirements.lock")
    return next((path for path in found if path.is_file()), None)
