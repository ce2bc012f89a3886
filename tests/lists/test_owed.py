"""Help not yet received in the rows of an issue: to the fen what the layers owe, what `explain` tells and what the
bureau's own list says; and who is no longer there to be visited."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.session import open_warehouse
from monitor.deliver.account import account
from monitor.deliver.wording import yuan
from monitor.lists.freeze import thaw
from monitor.lists.issue import Issue, IssueRow
from monitor.lists.owed import by_way
from monitor.lists.worklists import thaw_worklists
from tests.conftest import Bureau, MakeBureau
from tests.warehouse.builder import bill, holds, person, resident, yingkou_person
from tests.warehouse.workplace import as_dict, new_bureau

HERE = {"fix_blng_admdvs": "340121", "fixmedins_code": "H1"}
FEN = st.integers(-(10**9), 10**9)
MARGINAL, ALLOWANCE = "低保边缘家庭成员", "低保对象"
IDENTITIES = {2: MARGINAL, 3: ALLOWANCE, 4: ALLOWANCE, 5: MARGINAL, 6: ALLOWANCE, 7: ALLOWANCE, 8: MARGINAL}


@given(FEN, FEN)
def test_the_two_ways_make_the_gap_and_neither_is_below_zero(applied: int, rest: int) -> None:
    by_itself, on_application = by_way(applied, rest)
    assert by_itself + on_application == max(applied + rest, 0)
    assert min(by_itself, on_application) >= 0


@pytest.mark.parametrize(
    ("applied", "rest", "ways"),
    [(5, 3, (3, 5)), (5, -3, (0, 2)), (-3, 5, (2, 0)), (-5, 3, (0, 0)), (0, 1, (1, 0)), (1, 0, (0, 1))],
)
def test_what_one_way_has_paid_too_much_the_other_owes_less(applied: int, rest: int, ways: tuple[int, int]) -> None:
    assert by_way(applied, rest) == ways


@pytest.fixture(scope="module")
def hefei(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """All over the line: 2 and 3 were paid nothing, 4 too much by assistance and nothing before it,
    5 more than all payers together owe; 6 has died, 7 moved away and 8 left insurance, nothing paid."""
    made = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("owed"))
    gone = {6: {"psn_insu_stas": "死亡"}, 7: {"psn_insu_stas": "迁出"}, 8: {"paus_insu_date": "2023-02-01"}}
    made.intake("persons", [resident(person(n), **gone.get(n, {})) for n in IDENTITIES])
    made.intake("identities", [holds(person(n), name) for n, name in IDENTITIES.items()])
    paid: dict[int, dict[str, Any]] = {
        2: {},
        3: {},
        4: {"maf_pay": 60000},
        5: {"hifmi_pay": 2_000_000},
        6: {},
        7: {},
        8: {},
    }
    made.intake(
        "settlements",
        [
            bill(f"{day[:7]}-{n}", person(n), day, cost, **(funds if day > "2023-03" else {}), **HERE)
            for n, funds in paid.items()
            for day, cost in (("2023-02-10", "20000.01"), ("2023-03-05", "70000.03"))
        ],
    )
    made.month("2023-02")
    made.month("2023-03")
    return made


def issue(bureau: Bureau, number: int = 2) -> Issue:
    with open_warehouse(bureau.config) as con:
        return thaw(con, number)


def rows(bureau: Bureau, number: int = 2) -> dict[int, IssueRow]:
    """The rows of an issue by the number of the synthetic person."""
    return {int(row.certno[14:17]): row for row in issue(bureau, number).rows}


def test_a_marginal_family_is_paid_by_itself_like_the_others(hefei: Bureau) -> None:
    found = {n: [(one.payer, one.on_application, one.article) for one in row.owed] for n, row in rows(hefei).items()}
    by_itself = [("大病保险", False, ""), ("医疗救助", False, "")]
    assert (found[2], found[3], found[4], found[5]) == (by_itself, by_itself, by_itself[:1], [])


def test_the_parts_are_what_the_layers_owe_to_the_fen(hefei: Bureau) -> None:
    gaps = as_dict(
        hefei,
        "select person_id, cast(sum(entitled - reported) * 100 as bigint) from settle.entitlement"
        " where year = 2023 and month <= 3 group by all",
    )
    found = rows(hefei)
    assert {n: row.owed_fen for n, row in found.items()} == {n: max(gaps[int(person(n)[:17])], 0) for n in found}
    assert all(sum(one.amount_fen for one in row.owed) == row.owed_fen for n, row in found.items() if n != 4)


def test_a_month_says_what_was_owed_at_its_end(hefei: Bureau) -> None:
    early, late = rows(hefei, 1), rows(hefei)
    assert all(0 < early[n].owed_fen < late[n].owed_fen for n in (3, 6, 7))


def test_the_bureaus_own_list_names_the_payer(hefei: Bureau) -> None:
    with open_warehouse(hefei.config) as con:
        lists = {one.id: one for one in thaw_worklists(con, 2).lists}
    assert {row.layer for row in lists["unreceived"].rows} == {"大病保险", "医疗救助"}
    assert "<bdi>医疗救助</bdi>：救助没有触发" in page(hefei, "worklists.html")


def test_each_payer_owes_what_the_bureaus_own_list_says(hefei: Bureau) -> None:
    names = {"catastrophic": "大病保险", "assistance": "医疗救助"}
    listed = {
        (row["person_id"], names[row["layer"]]): row["fen"]
        for row in hefei.sql(
            "select person_id, layer, cast(amount * 100 as bigint) as fen from screen.worklist"
            " where month = 202303 and list = 'unreceived'"
        )
    }
    told: dict[tuple[int, str], int] = {}
    for n, row in rows(hefei).items():
        for one in row.owed:
            key = (int(person(n)[:17]), one.payer)
            told[key] = told.get(key, 0) + one.amount_fen
    assert told == {key: fen for key, fen in listed.items() if key[0] != int(person(5)[:17])}


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_explain_tells_the_same(hefei: Bureau, n: int) -> None:
    with open_warehouse(hefei.config) as con:
        told = account(con, hefei.config, hefei.pack, person(n), 2023, 3).waterfall
    row = rows(hefei)[n]
    assert yuan(row.owed_fen) == max(told.owed, 0)
    if row.owed_fen:
        applied = {one.payer: yuan(one.amount_fen) for one in row.owed if one.on_application}
        assert applied == {one.name: one.on_application for one in told.payers if one.on_application}


def test_parts_that_come_to_more_than_the_whole_are_explained(hefei: Bureau) -> None:
    row = rows(hefei)[4]
    assert sum(one.amount_fen for one in row.owed) > row.owed_fen > 0
    assert page(hefei, "340121100_township.html").count("各项要一并重算，合计少于各项相加") == 1
    assert "有的人各项要一并重算" in page(hefei, "bureau.html")


def test_nothing_is_told_where_everybody_together_has_paid_enough(hefei: Bureau) -> None:
    assert (rows(hefei)[5].owed, rows(hefei)[5].owed_fen) == ((), 0)


def test_who_has_gone_is_flagged_and_stays_in_the_totals(hefei: Bureau) -> None:
    found = rows(hefei)
    assert {n: row.departed for n, row in found.items() if row.departed} == {6: "died", 7: "moved", 8: "stopped"}
    assert {found[n].burden_fen for n in (3, 6, 7)} == {90_000_04}


def page(bureau: Bureau, name: str) -> str:
    return (bureau.config.path("out") / "2023-03" / "current" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["340121100_township", "340121_civil_affairs", "340121_rural_revitalization"])
def test_the_visitor_reads_who_has_died_and_what_is_open(hefei: Bureau, name: str) -> None:
    text = page(hefei, f"{name}.html")
    assert text.count("名册登记已死亡，入户前先向村居核实") == 1
    assert "依申请救助" not in text
    assert text.count("<span>还可报销</span>") == sum(bool(row.owed_fen) for row in rows(hefei).values())


def test_an_issue_frozen_before_these_fields_is_thawed_and_rendered(hefei: Bureau, tmp_path: Path) -> None:
    own = copied(hefei, tmp_path)
    own.sql(
        """update lists.issue_row set frozen = regexp_replace(regexp_replace(regexp_replace(frozen,
            '"owed": \\[.*?\\], ', ''), '"owed_fen": [0-9]+, ', ''), '"departed": "[a-z]*", ', '')"""
    )
    own.sql("""update lists.issue set frozen = regexp_replace(frozen, '"not_computed": \\[.*?\\], ', '')""")
    header = own.sql("select frozen from lists.issue where issue_id = 2")[0]["frozen"]
    frozen = own.sql("select frozen from lists.issue_row where issue_id = 2 order by row_no")
    assert not [row for row in frozen if "owed" in row["frozen"] or "departed" in row["frozen"]]
    digest = hashlib.sha256("\n".join([header, *(row["frozen"] for row in frozen)]).encode()).hexdigest()
    own.sql(f"update lists.issue set rows_sha256 = '{digest}' where issue_id = 2")
    done = own.month("2023-03", on=date(2024, 1, 1))
    assert [(row.owed, row.owed_fen, row.departed) for row in done.issue.rows] == [((), 0, "")] * len(frozen)
    assert "还可报销" not in page(own, "340121100_township.html")


def copied(bureau: Bureau, folder: Path) -> Bureau:
    """A copy without its files, so that they are written again."""
    made = new_bureau(bureau.root, folder)
    for name in ("2023-02", "2023-03"):
        (made.config.path("out") / name).rename(folder / name)
    return made


PAGES = ("bureau", "index", "worklists", "210881_civil_affairs", "210881_rural_revitalization")


@pytest.fixture
def yingkou(make_bureau: MakeBureau) -> Bureau:
    """The deductible of catastrophic insurance is not set; a patient who must apply for assistance."""
    made = make_bureau("yingkou")
    who = yingkou_person(1)
    made.intake("identities", [holds(who, "因病致贫重病患者")])
    more = {"fix_blng_admdvs": "210881", "fixmedins_code": "H1"}
    made.intake("settlements", [bill("A", who, "2023-03-05", "40000", hifmi_pay=500, **more)])
    made.month("2023-03")
    return made


def test_a_layer_without_its_figure_owes_nothing_and_every_page_says_so(yingkou: Bureau) -> None:
    (row,) = issue(yingkou, 1).rows
    assert {one.payer for one in row.owed} == {"医疗救助"}
    assert all(one.on_application for one in row.owed)
    assert "依申请救助" in page(yingkou, "210881_civil_affairs.html")
    assert "由本人或村居向医保经办机构提出申请" in page(yingkou, "210881_civil_affairs.html")
    texts = {name: page(yingkou, f"{name}.html") for name in PAGES}
    town = next((yingkou.config.path("out") / "2023-03" / "current").glob("*_township.html"))
    texts["township"] = town.read_text(encoding="utf-8")
    words = "大病保险、严重精神障碍患者床日定额救助的待遇标准还没有设定，"
    assert [name for name, text in texts.items() if words not in text] == []
    assert [name for name, text in texts.items() if "（catastrophic.deductible）" in text] == list(PAGES[:3])


def test_a_pack_with_all_its_figures_says_nothing_of_it(hefei: Bureau) -> None:
    assert issue(hefei).not_computed == ()
    assert "没有计算应享" not in page(hefei, "bureau.html") + page(hefei, "340121100_township.html")


def test_the_bureaus_page_adds_it_up_by_payer_and_way(hefei: Bureau) -> None:
    listed = [one for row in rows(hefei).values() for one in row.owed]
    text = page(hefei, "bureau.html")
    for payer, on_application in {(one.payer, one.on_application) for one in listed}:
        total = sum(one.amount_fen for one in listed if (one.payer, one.on_application) == (payer, on_application))
        assert f"{yuan(total):,}" in text
