"""Why a row is refused: every code that can be given has a Chinese reason, and every reason can be given."""

import re
import tomllib

from tests.house.sources import ROOT, sql_file
from tests.house.test_errors import raised

_CODE = re.compile(r"E-[A-Z]+-[A-Z0-9]+")
REASONS = tomllib.loads((ROOT / "monitor" / "intake" / "reasons.toml").read_text(encoding="utf-8"))
SQL = [
    *(ROOT / "sql" / "1_intake").glob("*.sql"),
    *(ROOT / "sql" / "7_feedback").glob("*.sql"),
    ROOT / "sql" / "2_warehouse" / "set_aside.sql",
]


def given() -> set[str]:
    """Codes in the SQL that refuses or sets aside, and in the module that writes such SQL."""
    texts = [sql_file(path).code for path in SQL]
    texts.append((ROOT / "monitor" / "warehouse" / "typed.py").read_text(encoding="utf-8"))
    whole_files = {code.strip("'") for _family, code, _texts in raised()}
    return {code for text in texts for code in _CODE.findall(text)} - whole_files


def test_every_code_has_a_reason() -> None:
    assert given() - REASONS.keys() == set()


def test_every_reason_can_be_given() -> None:
    assert REASONS.keys() - given() == set()


def test_reasons_are_chinese() -> None:
    assert [code for code, entry in REASONS.items() if not re.search(r"[\u4e00-\u9fff]", entry["reason"])] == []
