"""Every key of config.toml is described with its default, and no other."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from monitor.config import Config
from tests.docs.reading import first_codes, rows, text

PAGE = text("configuration.md")
NOTHING = {None: "（无）", PydanticUndefined: "（必填）"}


def keys(model: type[BaseModel] = Config, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys(field.annotation, f"{name}.")
        elif name != "root":
            yield prefix + name, field.get_default(call_default_factory=True)


def shown(default: Any) -> str:
    if default is None or default is PydanticUndefined:
        return NOTHING[default]
    if default and isinstance(default, tuple):
        return json.dumps(default)
    return "（空）" if default in ({}, ()) else str(default).lower() if isinstance(default, bool) else str(default)


def test_every_key_is_described() -> None:
    assert first_codes(PAGE) == [name for name, _default in keys() if "." not in name and name == "place"] + [
        name for name, _default in keys() if name != "place"
    ]


def test_every_default_is_the_one_described() -> None:
    said = {cells[0].strip("`"): cells[1].strip("`") for cells in rows(PAGE) if cells[0].startswith("`")}
    assert said == {name: shown(default) for name, default in keys()}
