"""R108: settings changed after a month was issued: the month stays, what is set otherwise is told by name and hash."""

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Begin, Bureau
from tests.warehouse.builder import bill, holds, person
from tests.warehouse.workplace import configure

WHO = person(1)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(cautions: tuple[str, ...]) -> list[str]:
    """What is said of settings."""
    return [one for one in cautions if "设置" in one]


@pytest.fixture
def issued(begin: Begin) -> Bureau:
    """March issued, with one person on the early watch."""
    return begin(with_march)


def with_march(bureau: Bureau) -> None:
    bureau.intake("identities", [holds(WHO)])
    bureau.intake("settlements", [bill("S1", WHO, "2023-03-05", "8500"), bill("S2", WHO, "2023-04-05", "10")])
    bureau.month("2023-03")


def frozen(bureau: Bureau) -> list[dict[str, object]]:
    rows = "select issue_id, month, frozen, rows_sha256 from lists.issue union all "
    return bureau.sql(rows + "select issue_id, row_no, frozen, status from lists.issue_row order by all")


def test_the_settings_are_kept_with_the_issue(issued: Bureau) -> None:
    (kept,) = issued.sql("select settings_sha256, settings from lists.issued_under join lists.issue using (issue_id)")
    assert re.fullmatch(r"[0-9a-f]{64}", kept["settings_sha256"])
    said = json.loads(kept["settings"])
    assert (said["screen.early_percent"], said["policy pack"]) == ("80", issued.pack.version)


def test_the_same_settings_are_nothing_to_tell(issued: Bureau) -> None:
    assert told(issued.month("2023-03").cautions) == []
    assert told(issued.month("2023-04").cautions) == []


def test_an_issued_month_stays_and_the_difference_is_told(issued: Bureau) -> None:
    before, pages = frozen(issued), files(issued.month("2023-03").folder)
    configure(issued, early_percent=90)
    again = issued.month("2023-03")
    (said,) = told(again.cautions)
    assert "2023-03 出具以后设置有变化：screen.early_percent 80 → 90（设置指纹 " in said
    old, new = re.findall(r"[0-9a-f]{16}", said)
    assert old != new
    assert (frozen(issued), files(again.folder)) == (before, pages)


def test_the_next_month_says_that_it_is_made_under_other_settings(issued: Bureau) -> None:
    configure(issued, early_percent=90)
    done = issued.month("2023-04")
    assert "screen.early_percent 80 → 90" in told(done.cautions)[0]
    assert [row.early_watch for row in done.issue.rows] == []
    assert told(issued.month("2023-04").cautions) == []


def test_a_plan_tells_it_and_keeps_nothing(issued: Bureau) -> None:
    text = issued.config_path.read_text(encoding="utf-8")
    issued.config_path.write_text(text.replace('# "2101" = "inpatient"', '"2101" = "inpatient"'), encoding="utf-8")
    said = issued.cli("month", "2023-04", "--plan").stdout
    assert "2023-03 出具以后设置有变化：intake.med_types.2101 （没有） → inpatient" in said
    assert len(issued.sql("select * from lists.issued_under")) == 1


def test_an_issue_of_before_settings_were_kept_is_nothing_to_tell(issued: Bureau) -> None:
    issued.sql("delete from lists.issued_under")
    configure(issued, early_percent=90)
    assert told(issued.month("2023-03").cautions) == []
