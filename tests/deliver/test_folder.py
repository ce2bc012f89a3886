"""The finished folder: complete or not there, the same bytes each time, closed to others."""

import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.deliver import folder, pages, rendering
from monitor.deliver.folder import write_issue
from monitor.errors import IntegrityError, StorageError
from monitor.lists.access import load_access
from monitor.lists.issue import Issue
from monitor.resources import templates_dir
from tests.deliver.canaries import write_folder
from tests.deliver.reading import ACCESS, csp_of, script_sources, style_source
from tests.lists.sample_issue import REGIONS, sample_issue, sample_row


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file under `root` by relative path, the target of `current` among them."""
    files = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    links = {str(path.relative_to(root)): os.readlink(path).encode() for path in root.rglob("*") if path.is_symlink()}
    return files | links


def other_issue(**changes: object) -> Issue:
    return sample_issue([sample_row(1)], **changes)


def test_every_region_and_the_bureau_get_their_files(tmp_path: Path) -> None:
    names = {one.path.name for one in write_issue(sample_issue(), ACCESS, tmp_path)}
    townships = {f"{region.code[:9]}_township.html" for region in REGIONS if region.level == "township"}
    kinds = ("civil_affairs", "rural_revitalization")
    offices = {
        f"{county}_{kind}.{end}" for county in ("340121", "340123") for kind in kinds for end in ("html", "xlsx")
    }
    assert names == townships | offices | {"bureau.html", "index.html"}


def test_current_points_at_the_version(tmp_path: Path) -> None:
    write_issue(sample_issue(), ACCESS, tmp_path)
    assert os.readlink(tmp_path / "2023-03" / "current") == "v1"
    assert (tmp_path / "2023-03" / "current" / "index.html").is_file()


def test_the_manifest_and_the_report_tell_the_hashes(tmp_path: Path) -> None:
    written = write_issue(sample_issue(), ACCESS, tmp_path)
    manifest = json.loads((tmp_path / "2023-03" / "v1" / "MANIFEST.json").read_text(encoding="utf-8"))
    listed = {one["file"]: (one["sha256"], one["rows"]) for one in manifest["files"]}
    assert listed == {one.path.name: (one.sha256, one.rows) for one in written}
    assert all(hashlib.sha256(one.path.read_bytes()).hexdigest() == one.sha256 for one in written)


def test_the_same_version_again_is_the_same_bytes(tmp_path: Path) -> None:
    first = write_issue(sample_issue(), ACCESS, tmp_path)
    before = snapshot(tmp_path)
    assert write_issue(sample_issue(), ACCESS, tmp_path) == first
    assert snapshot(tmp_path) == before


def test_a_version_is_never_overwritten_with_other_bytes(tmp_path: Path) -> None:
    write_issue(sample_issue(), ACCESS, tmp_path)
    before = snapshot(tmp_path)
    with pytest.raises(IntegrityError, match="另一次出具"):
        write_issue(other_issue(), ACCESS, tmp_path)
    assert snapshot(tmp_path) == before


def test_a_sealed_folder_stays_as_it_was_sent_whatever_setting_has_changed(tmp_path: Path) -> None:
    first = write_issue(sample_issue(seal="a1"), ACCESS, tmp_path)
    before = snapshot(tmp_path)
    assert write_issue(sample_issue(seal="a1", show_phone=True), load_access(), tmp_path) == first
    assert snapshot(tmp_path) == before


def test_another_seal_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    write_issue(sample_issue(seal="a1"), ACCESS, tmp_path)
    with pytest.raises(IntegrityError, match="另一次出具"):
        write_issue(sample_issue(seal="b2"), ACCESS, tmp_path)


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def add(path: Path) -> None:
    path.with_name("notes.txt").write_text("x", encoding="utf-8")


@pytest.mark.parametrize(("touch", "named"), [(spoil, "bureau.html"), (Path.unlink, "bureau.html"), (add, "notes.txt")])
def test_a_file_that_was_touched_is_named(tmp_path: Path, touch: Callable[[Path], None], named: str) -> None:
    write_issue(sample_issue(seal="a1"), ACCESS, tmp_path)
    touch(tmp_path / "2023-03" / "v1" / "bureau.html")
    with pytest.raises(IntegrityError, match=f"被改动过：{named}"):
        write_issue(sample_issue(seal="a1"), ACCESS, tmp_path)


def test_a_broken_manifest_is_not_believed(tmp_path: Path) -> None:
    write_issue(sample_issue(seal="a1"), ACCESS, tmp_path)
    (tmp_path / "2023-03" / "v1" / "MANIFEST.json").write_text("[1", encoding="utf-8")
    with pytest.raises(IntegrityError):
        write_issue(sample_issue(seal="a1"), ACCESS, tmp_path)


def test_a_correction_leaves_current_at_the_list(tmp_path: Path) -> None:
    for version in (1, 10, 2, 1):
        write_issue(sample_issue(version=version), ACCESS, tmp_path)
    assert os.readlink(tmp_path / "2023-03" / "current") == "v1"


def failing(original: Callable[..., Any], at: int) -> Callable[..., Any]:
    """`original`, but its call number `at` finds the disk full."""
    calls = iter(range(1, 1_000_000))

    def call(*args: Any) -> Any:
        if next(calls) == at:
            raise OSError(28, "No space left on device")
        return original(*args)

    return call


@pytest.mark.parametrize(
    ("step", "at"), [("_write", 1), ("_write", 9), ("_write", 16), ("sync", 1), ("_finish", 1), ("_point", 1)]
)
def test_a_full_disk_gives_out_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int) -> None:
    monkeypatch.setattr(folder, step, failing(getattr(folder, step), at))
    with pytest.raises(StorageError):
        write_issue(sample_issue(), ACCESS, tmp_path)
    assert not (tmp_path / "2023-03" / "current").exists()
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize(("step", "at"), [("_write", 1), ("_write", 4), ("sync", 1), ("_finish", 1)])
def test_a_full_disk_leaves_the_month_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int
) -> None:
    write_issue(sample_issue(), ACCESS, tmp_path)
    monkeypatch.setattr(folder, step, failing(getattr(folder, step), at))
    with pytest.raises(StorageError):
        write_issue(other_issue(version=2), ACCESS, tmp_path)
    assert os.readlink(tmp_path / "2023-03" / "current") == "v1"
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_bug_while_rendering_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "workbook", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_issue(sample_issue(), ACCESS, tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_an_interrupted_run_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / "2023-03" / ".v1.tmp"
    left.mkdir(parents=True)
    (left / "half.html").write_text("x", encoding="utf-8")
    write_issue(sample_issue(), ACCESS, tmp_path)
    assert not (tmp_path / "2023-03" / "v1" / "half.html").exists()


def test_nobody_else_can_read_the_files(tmp_path: Path) -> None:
    write_issue(sample_issue(), ACCESS, tmp_path / "out")
    modes = {stat.S_IMODE(path.lstat().st_mode) for path in (tmp_path / "out").rglob("*") if not path.is_symlink()}
    assert modes == {0o700, 0o600}


def test_file_names_are_codes(tmp_path: Path) -> None:
    regions = tuple(type(region)(region.code, "../../etc", region.level, region.parent) for region in REGIONS)
    for one in write_issue(sample_issue(regions=regions), ACCESS, tmp_path):
        assert re.fullmatch(r"[0-9a-z_]{1,80}\.(html|xlsx)", one.path.name)
        assert one.path.resolve().is_relative_to(tmp_path)


def test_a_message_names_no_person(tmp_path: Path) -> None:
    blocked = tmp_path / "out"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        write_issue(sample_issue(), ACCESS, blocked)
    assert not [
        row for row in sample_issue().rows if row.psn_name in str(caught.value) or row.certno in str(caught.value)
    ]


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the templates that the pages are made from, to be spoiled."""
    copy = tmp_path / "templates"
    shutil.copytree(templates_dir(), copy)
    for module in ("pages", "rendering"):
        monkeypatch.setattr(f"monitor.deliver.{module}.templates_dir", lambda: copy)
    return copy


def plant(path: Path, after: str, words: str) -> None:
    """Writes `words` into a template, behind something that stands in it."""
    text = path.read_text(encoding="utf-8")
    assert after in text
    path.write_text(text.replace(after, after + words, 1), encoding="utf-8")
    pages._environment.cache_clear()  # as a program that is started anew


# What is written into the departments' template, what is said of it, and where.
FAULTS = {
    "syntax error": ("{% if %}", "TemplateSyntaxError", r"模板 department.html 第 \d+ 行$"),
    "undefined variable": ("{{ no_such_name }}", "UndefinedError", r"模板 department.html 第 \d+ 行$"),
    "missing template": ('{% include "_nothing.html" %}', "TemplateNotFound", r"模板 _nothing.html 不存在$"),
    "a bug in a filter": ("{{ 'x.exe' | file_name | length // 0 }}", "约定的代码", ""),
    "endless loop": ("{% for one in range(10 ** 12) %}{% endfor %}", "陷入循环", r"模板 department.html 第 \d+ 行$"),
    "too large": (
        "{% for one in range(10 ** 12) %}{{ 'x' * 10 ** 6 }}{% endfor %}",
        "内容过大",
        "模板 department.html",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_template_leaves_the_month_as_it_was_and_is_named(
    tmp_path: Path, templates: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    write_issue(sample_issue(), ACCESS, tmp_path / "out")
    before = snapshot(tmp_path / "out")
    words, what, where = FAULTS[fault]
    plant(templates / "department.html", "{% block main %}", words)
    monkeypatch.setattr("monitor.deliver.rendering.SECONDS", 2)
    with pytest.raises(IntegrityError, match=what) as refused:
        write_issue(sample_issue(version=2), ACCESS, tmp_path / "out")
    assert re.search(where, refused.value.where)
    assert snapshot(tmp_path / "out") == before


def test_a_row_that_fails_late_is_named_by_its_number_only(tmp_path: Path, templates: Path) -> None:
    write_issue(sample_issue(), ACCESS, tmp_path / "out")
    before = snapshot(tmp_path / "out")
    plant(templates / "_department.html", "{% for line in table.lines %}", "{{ 1 // (1001 - line.number) }}")
    home = {"county_code": REGIONS[0].code, "township_code": REGIONS[2].code}
    late = sample_issue([sample_row(number, **home) for number in range(1, 1011)], version=2)
    with pytest.raises(IntegrityError, match="ZeroDivisionError") as refused:
        write_issue(late, ACCESS, tmp_path / "out")
    assert re.fullmatch(r"模板 _department.html 第 \d+ 行，编号 1001", refused.value.where)
    assert not [row for row in late.rows if row.psn_name in str(refused.value)]
    assert snapshot(tmp_path / "out") == before


def test_a_style_sheet_that_is_gone_is_named(tmp_path: Path, templates: Path) -> None:
    (templates / "style" / "tokens.css").unlink()
    with pytest.raises(IntegrityError, match=r"模板 style/tokens\.css 不存在"):
        write_issue(sample_issue(), ACCESS, tmp_path / "out")
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_rendering_may_take_two_minutes() -> None:
    assert rendering.SECONDS == 120


def test_every_page_of_the_folder_allows_its_own_style_and_scripts_and_nothing_else(tmp_path: Path) -> None:
    """R115: of every kind, sealed ones too."""
    pages = list(write_folder(tmp_path).glob("*.html"))
    assert len({path.name.partition("_")[2] or path.name for path in pages}) >= 8
    for path in pages:
        html = path.read_text(encoding="utf-8")
        policy = {"default-src": "'none'", "style-src": style_source(html), "img-src": "data:",
                  "script-src": script_sources(html), "base-uri": "'none'", "form-action": "'none'"}  # fmt: skip
        assert csp_of(html) == policy, path.name
        bare = re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+|data-content=\"[^\"]*\"", "", html)
        assert not re.search(r"(?:https?:)?//[a-z]", bare), path.name
        assert 'name="referrer" content="no-referrer"' in html
