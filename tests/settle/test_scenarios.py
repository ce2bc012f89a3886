"""The scenarios of the packs, worked out by hand, against the program: without a warehouse, and through the months."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import PolicyError
from monitor.policy import Pack, load_pack, pack_names
from monitor.policy.coverage import articles_with_figures, missing_scenarios, scenarios_of
from monitor.policy.scenarios import load_scenarios, read_scenarios, scenario_file
from monitor.screen.scenarios import misses, report

HEADING = "# 试\n\n## 二(四)：大病保险\n\n### 起付线\n\n"


@pytest.fixture(scope="module")
def hefei() -> Pack:
    return load_pack("hefei")


@pytest.mark.parametrize("place", pack_names())
def test_every_cell_is_as_worked_out_by_hand(place: str) -> None:
    pack = load_pack(place)
    assert [one.text() for one in misses(pack, load_scenarios(pack))] == []


@pytest.mark.parametrize("place", pack_names())
def test_each_article_with_a_figure_or_a_rule_has_three(place: str) -> None:
    pack = load_pack(place)
    scenarios = load_scenarios(pack)
    assert {one for one in articles_with_figures(pack) if len(scenarios_of(one, scenarios)) < 3} == set()
    assert list(missing_scenarios(pack, scenarios)) == []


@pytest.mark.parametrize("place", pack_names())
def test_no_figure_can_change_unnoticed(place: str) -> None:
    """Every proven figure that a layer or a rule computes with is pinned by a scenario of its own article."""
    pack = load_pack(place)
    scenarios = load_scenarios(pack)
    used = {key for layer in pack.layers if layer.id != "basic" for s in layer.schemes for key in s.value_ids}
    used |= {rule.threshold for rule in pack.rule_shapes}
    steps = {"yuan": "100", "rate": "-0.01", "percentage_points": "-1"}
    figures = [value for value in pack.values if value.id in used and value.value is not None]
    unnoticed = []
    for value in figures:
        other = replace(value, value=abs((value.value or 0) + type(value.value or 0)(steps[value.unit])))
        changed = replace(pack, values=tuple(other if one is value else one for one in pack.values))
        noticed = any(misses(changed, [one]) for one in scenarios_of(value.article, scenarios))
        unnoticed += [] if noticed else [value.id]
    assert unnoticed == []


def read(pack: Pack, table: str) -> list[str]:
    return [problem.line() for problem in read_scenarios(pack, HEADING + table)[1]]


BROKEN = {
    "no arrow": ("| 日期 | 余额 |\n|---|---|\n| 2023-03-01 | 1 |\n", "缺少“→”一列"),
    "unknown column": (
        "| 日期 | 余额 | 身分 | → | 大病保险 |\n|---|---|---|---|---|\n| 2023-03-01 | 1 | 无 | → | 0.00 |\n",
        "不认识的已知列“身分”",
    ),
    "unknown layer": (
        "| 日期 | 余额 | → | 大病险 |\n|---|---|---|---|\n| 2023-03-01 | 1 | → | 0 |\n",
        "不认识的应得列",
    ),
    "not a day": ("| 日期 | 余额 | → | 大病保险 |\n|---|---|---|---|\n| 3月1日 | 1 | → | 0 |\n", "第 9 行：应为日期"),
    "not money": (
        "| 日期 | 余额 | → | 大病保险 |\n|---|---|---|---|\n| 2023-03-01 | 1.005 | → | 0 |\n",
        "第 9 行：应为金额（元），最多两位小数",
    ),
    "unknown identity": (
        "| 日期 | 身份 | 余额 | → | 大病保险 |\n|---|---|---|---|---|\n| 2023-03-01 | 低宝对象 | 1 | → | 0 |\n",
        "不认识的身份类别“低宝对象”，是不是想写“低保对象”",
    ),
    "unknown circumstance": (
        "| 日期 | 就医情形 | 余额 | → | 大病保险 |\n|---|---|---|---|---|\n| 2023-03-01 | 市外 | 1 | → | 0 |\n",
        "不认识“市外”，可用：本地、外地",
    ),
    "too few cells": (
        "| 日期 | 余额 | → | 大病保险 |\n|---|---|---|---|\n| 2023-03-01 | → | 0 |\n",
        "应有 4 格，实有 3 格",
    ),
    "no table": ("没有表\n", "没有表，或表里没有一行"),
    "not the operator's": (
        "设定：catastrophic.rate = 0.6\n"
        "| 日期 | 余额 | → | 大病保险 |\n|---|---|---|---|\n| 2023-03-01 | 1 | → | 0 |\n",
        "“catastrophic.rate”不是留给操作员设定的值",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_a_table_is_said(hefei: Pack, case: str) -> None:
    table, words = BROKEN[case]
    assert any(words in line for line in read(hefei, table))


def test_a_sentence_stands_once(hefei: Pack) -> None:
    table = "| 日期 | 余额 | → | 大病保险 |\n|---|---|---|---|\n| 2023-03-01 | 1 | → | 0 |\n\n"
    assert any("出现了不止一次" in line for line in read(hefei, table + "### 起付线\n\n" + table))


def test_all_faults_of_a_file_are_raised_at_once(hefei: Pack, tmp_path: Path) -> None:
    mine = replace(hefei, folder=tmp_path)
    scenario_file(mine).parent.mkdir()
    scenario_file(mine).write_text(HEADING + BROKEN["not a day"][0] + "\n### 二\n\n没有表\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="政策包有 2 处问题"):
        load_scenarios(mine)


def test_a_pack_without_scenarios_is_told_where_they_belong(hefei: Pack, tmp_path: Path) -> None:
    mine = replace(hefei, folder=tmp_path)
    assert report(mine, load_scenarios(mine), []) == [
        "！没有情形：请在 hefei.md（政策包旁的 scenarios 文件夹）里写出各条款的情形与应得"
    ]


def test_a_miss_says_line_expected_and_found(hefei: Pack) -> None:
    table = "| 日期 | 余额 | → | 大病保险 |\n|---|---|---|---|\n| 2023-03-01 | 20,000.00 | → | 3,000.01 |\n"
    found = misses(hefei, read_scenarios(hefei, HEADING + table)[0])
    assert [one.text() for one in found] == ["第 9 行“起付线”：大病保险应为 3,000.01，算得 3,000.00"]
