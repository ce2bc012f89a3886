"""The analyst's ready-made queries: each answers on a demo city, and says in Chinese what it answers."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Bureau, run_cli
from tests.house.sources import ROOT, sql_file

FILES = sorted((ROOT / "sql" / "analyst").glob("*.sql"))
each = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
# A demo city of three months need not have these.
MAY_BE_EMPTY = {"fell_back"}


def answer(bureau: Bureau, stem: str) -> list[dict[str, object]]:
    return bureau.ask((ROOT / "sql" / "analyst" / f"{stem}.sql").read_text(encoding="utf-8"))


def test_there_are_a_dozen() -> None:
    assert len(FILES) >= 12


@each
def test_it_answers(demo_bureau: Bureau, path: Path) -> None:
    assert answer(demo_bureau, path.stem) or path.stem in MAY_BE_EMPTY


@each
def test_it_says_what_it_answers_and_how_to_read_it(path: Path) -> None:
    first, second = sql_file(path).header.splitlines()[:2]
    assert re.match(r"-- [^a-z]*[\u4e00-\u9fff].*。$", first)
    assert second.startswith("-- 怎么看：")


@each
def test_its_columns_are_chinese(demo_bureau: Bureau, path: Path) -> None:
    described = demo_bureau.ask("describe " + sql_file(path).code)
    assert [row["column_name"] for row in described if not re.search(r"[\u4e00-\u9fff]", row["column_name"])] == []


@each
def test_it_gives_no_floating_number(demo_bureau: Bureau, path: Path) -> None:
    described = demo_bureau.ask("describe " + sql_file(path).code)
    assert {row["column_type"] for row in described} & {"DOUBLE", "FLOAT"} == set()


@each
def test_its_rows_come_in_a_stated_order(path: Path) -> None:
    assert re.search(rf"^select \* from {path.stem}\norder by .+\n\Z", sql_file(path).text, re.MULTILINE)


def test_a_ready_made_query_is_sent_to_the_command_as_its_input(demo_bureau: Bureau) -> None:
    query = (ROOT / "sql" / "analyst" / "monthly_funnel.sql").read_text(encoding="utf-8")
    ended = run_cli("--config", demo_bureau.config_path, "sql", stdin=query)
    assert ended.exit_code == 0
    assert "2023-12" in ended.stdout


def test_the_counties_add_up_to_the_issue(demo_bureau: Bureau) -> None:
    by_month: Counter[object] = Counter()
    for row in answer(demo_bureau, "new_by_county"):
        by_month[row["月份"]] += sum(int(str(row[name])) for name in ("新增", "持续", "升级"))
    issued = {row["month"]: row["official_rows"] for row in demo_bureau.ask("select month, official_rows from issue")}
    assert dict(by_month) == issued


def test_the_parts_of_the_composition_are_the_whole(demo_bureau: Bureau) -> None:
    parts = {row["承担者"]: Decimal(str(row["金额"])) for row in answer(demo_bureau, "burden_composition")}
    listed = "select person_key from warning where month = '2023-12' and status in ('new', 'continuing', 'escalated')"
    query = (
        f"select sum(total_cost) as whole from burden_on('2023-12') where person_key in ({listed} and not early_watch)"
    )
    whole = demo_bureau.ask(query)
    assert sum(amount for name, amount in parts.items() if not name.startswith("其中")) == whole[0]["whole"]


def test_everybody_with_figures_is_in_one_band(demo_bureau: Bureau) -> None:
    people = demo_bureau.ask("select count(*) as people from burden_on('2023-12')")[0]["people"]
    assert sum(int(str(row["人数"])) for row in answer(demo_bureau, "burden_bands")) == people
