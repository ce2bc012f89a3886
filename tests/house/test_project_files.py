"""Nothing of the machine on which the project was made is in it, and the wheel has what the program reads."""

import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel
from packaging.requirements import Requirement

from tests.house.sources import ROOT, name, project_files

_HOSTS = "|".join(
    ("py" + r"pi\.org", "python" + "hosted", r"registry\." + "npm", "/mir" + "rors?/", "mir" + r"rors?\.[a-z]+\.")
)
_REGISTRY = re.compile(rf"(?:{_HOSTS}|index-" + r"url [a-z]|simple/[a-z])")
_FOLDERS = "|".join(("work", "tmp", "root", "home/[a-z]+"))
_MACHINE = re.compile(rf"(?<![\w.])/(?:{_FOLDERS})/")


@pytest.mark.parametrize("pattern", [_REGISTRY, _MACHINE], ids=["registry", "machine"])
def test_no_address_of_a_registry_or_path_of_a_machine(pattern: re.Pattern[str]) -> None:
    texts = {path: path.read_text(encoding="utf-8", errors="surrogateescape") for path in project_files()}
    assert len(texts) > 200
    looking = {Path(__file__), ROOT / "tests" / "docs" / "test_links.py"}
    assert {
        name(path): found for path, text in texts.items() if path not in looking and (found := pattern.findall(text))
    } == {}


def test_the_lock_pins_every_package_with_a_hash() -> None:
    blocks = re.split(r"\n(?=[a-z])", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    pinned = [block for block in blocks if re.match(r"[a-z0-9._-]+==", block)]
    assert len(pinned) > 40
    assert [block.split("==")[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_the_lock_has_what_the_project_asks_for() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {found[1]: found[2] for found in re.finditer(r"^([a-z0-9._-]+)==([^\s;]+)", lock, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [Requirement(one) for one in (*project["dependencies"], *project["optional-dependencies"]["dev"])]
    assert [str(one) for one in asked if not one.specifier.contains(pinned.get(one.name, "0"))] == []


def test_the_wheel_carries_sql_and_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        inside = set(wheel.namelist())
    needed = {
        f"monitor/{path.relative_to(ROOT)}"
        for folder in ("sql", "templates")
        for path in (ROOT / folder).rglob("*.*")
        if path.is_file()
    }
    assert len(needed) > 60
    assert needed - inside == set()
