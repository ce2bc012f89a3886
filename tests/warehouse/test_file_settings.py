"""A separator and a sheet may be named for one kind of file and leave the others as they are."""

from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import holds, person, resident

TABBED = f"certno\tidentity\tbegndate\n{person(1)}\t低保对象\t2023-01-01\n"


def add(bureau: Bureau, text: str) -> None:
    """Add a section to the bureau's config.toml."""
    with bureau.config_path.open("a", encoding="utf-8") as sink:
        sink.write(f"\n{text}\n")


def test_a_separator_of_one_kind_leaves_the_others(bureau: Bureau, tmp_path: Path) -> None:
    add(bureau, '[intake.delimiters]\nidentities = "\\t"')
    (tmp_path / "tabbed.csv").write_text(TABBED, encoding="utf-8")
    assert bureau.intake("identities", tmp_path / "tabbed.csv").counts.accepted == 1
    assert bureau.intake("persons", [resident(person(1))]).counts.accepted == 1


def test_a_sheet_of_one_kind_leaves_the_others(bureau: Bureau, tmp_path: Path) -> None:
    add(bureau, '[intake.sheets]\npersons = "名册"\nidentities = "身份"')
    book = openpyxl.Workbook()
    for name, row in (("名册", resident(person(1))), ("身份", holds(person(1)))):
        page = book.create_sheet(name)
        page.append(list(row))
        page.append(list(row.values()))
    book.save(tmp_path / "both.xlsx")
    found = [bureau.intake(kind, tmp_path / "both.xlsx").counts.accepted for kind in ("persons", "identities")]
    assert found == [1, 1]


@pytest.mark.parametrize("line", ['delimiters.x = ","', 'delimiters.persons = ";;"', "sheets.persons = 1"])
def test_what_cannot_be_is_refused(bureau: Bureau, line: str) -> None:
    text = bureau.config_path.read_text(encoding="utf-8").replace("[intake]", f"[intake]\n{line}", 1)
    bureau.config_path.write_text(text, encoding="utf-8")
    assert bureau.cli("status").exit_code == 2
