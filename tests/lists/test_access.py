"""The access table: complete, strict, and with a clear message for every mistake."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from monitor.errors import StorageError, UsageError
from monitor.lists.access import FIELDS, SHIPPED, load_access
from monitor.lists.issue import IssueRow
from monitor.offices import KINDS


def changed(tmp_path: Path, pattern: str, replacement: str) -> Path:
    """The shipped table with the first match of `pattern` replaced."""
    text, count = re.subn(pattern, replacement, SHIPPED.read_text(encoding="utf-8"), count=1)
    assert count == 1
    path = tmp_path / "access.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_an_issue_row_has_a_letter(kind: str) -> None:
    letters = load_access().of(kind).letters
    assert tuple(letters) == tuple(field.name for field in fields(IssueRow))


def test_a_new_field_without_a_letter_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.lists.access.FIELDS", (*FIELDS, "diagnosis"))
    with pytest.raises(UsageError, match=r"civil_affairs\.fields 缺少 diagnosis"):
        load_access()


@pytest.mark.parametrize("kind", KINDS)
def test_every_recipient_cites_its_legal_basis(kind: str) -> None:
    assert all(re.search("第.+条|二[(]六[)]", one.text) for one in load_access().of(kind).basis)


@pytest.mark.parametrize("kind", ["civil_affairs", "rural_revitalization", "township"])
@pytest.mark.parametrize("field", ["certno", "brdy", "mob", "addr", "person_key"])
def test_no_office_gets_these_in_full(kind: str, field: str) -> None:
    assert load_access().of(kind).letters[field] != "F"


@pytest.mark.parametrize(
    ("pattern", "replacement", "message"),
    [
        (r'village +?= "F".*\n', "", "civil_affairs.fields 缺少 village"),
        (r"village +=", "villlage =", "civil_affairs.fields.villlage 不是名单字段"),
        (r'psn_name +?= "F"', 'psn_name = "X"', "civil_affairs.fields.psn_name 只能是 F、-"),
        (r'mob +?= "-"', 'mob = "M"', "civil_affairs.fields.mob 只能是 F、-、C"),
        (r'row_no +?= "F"', 'row_no = "-"', "civil_affairs.fields.row_no 必须是 F"),
        (r'name = "民政部门"', "name = 1", "civil_affairs.name 应为中文名称"),
        (r"basis = \[\n(?:.+\n)+?\]", "basis = []", "civil_affairs.basis 应为至少一条依据"),
        (r"\[bureau\]", "[burean]", r"没有 burean 这种接收方"),
        (r"\[civil_affairs\]", "[civil_affairs", "不是有效的 TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, pattern: str, replacement: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        load_access(changed(tmp_path, pattern, replacement))


def test_a_missing_table_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        load_access(tmp_path / "none.toml")
