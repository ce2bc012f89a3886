"""R92, R93: a person whose identity number becomes another stays one person; and it can be undone.

`change` is a row of the file of changed numbers: A becomes B.
"""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import InputRefused
from monitor.warehouse.renumbered import chain_ends
from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, holds, person, refund, resident
from tests.warehouse.workplace import as_dict, new_bureau

A, B, C, D = (person(number) for number in (1, 2, 3, 4))
PASSPORT = "E12345678"
TABLES = {
    "burden": "select * exclude (run) from settle.burden order by all",
    "entitlement": "select * exclude (run) from settle.entitlement order by all",
    "state": "select * from settle.entitlement_state order by all",
    "span": "select * from warehouse.identity_span order by all",
    "standing": "select * from warehouse.standing order by all",
}


def change(old: str, new: str, day: str = "2023-02-10", action: str = "", **more: Any) -> Row:
    """A row of the file of changed numbers."""
    row = {"原证件号码": old, "新证件号码": new, "变更日期": day, "依据": "派出所变更证明", "经办人": "测经办"}
    return {**row, "操作": action, **more}


def number_of(certno: str) -> int:
    return int(certno[:17])


def tables(bureau: Bureau) -> dict[str, list[dict[str, Any]]]:
    return {name: bureau.sql(query) for name, query in TABLES.items()}


def burdens(bureau: Bureau, month: int) -> dict[int, str]:
    """Person → burden to the end of a month of 2023."""
    latest = f"""select person_id, cast(burden as varchar) from settle.burden where year = 2023 and month <= {month}
        qualify row_number() over (partition by person_id order by month desc) = 1"""
    return as_dict(bureau, latest)


def lived_under_two(bureau: Bureau) -> None:
    """January under A, February under B with a refund that names January's second stay, identity on A."""
    here = {"fixmedins_code": "H1"}
    first = bill("S1", A, "2023-01-05", "11000.10", "33.33", **here)
    second = bill("S2", A, "2023-01-06", "100", **here)
    bureau.intake("persons", [resident(A), resident(D)])
    bureau.intake("identities", [holds(A, "低保对象", "2022-01-01")])
    bureau.intake("settlements", [first, second, bill("S9", D, "2023-01-09", "500")])
    bureau.month("2023-01")
    bureau.intake(
        "settlements",
        [bill("S3", B, "2023-02-06", "5000.05", **here), refund({**second, "certno": B}, "S4", "2023-02-07")],
    )


@pytest.fixture(scope="module")
def followed(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """A became B in February; both months issued."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("followed"))
    lived_under_two(bureau)
    bureau.intake("renumbered", [change(A, B)])
    bureau.month("2023-02")
    return bureau


def test_totals_follow_the_person_to_the_fen(followed: Bureau) -> None:
    assert burdens(followed, 1) == {number_of(B): "11033.43", number_of(D): "500.00"}
    assert burdens(followed, 2) == {number_of(B): "16033.48", number_of(D): "500.00"}


def test_what_was_issued_under_the_old_number_stays_as_it_was(followed: Bureau) -> None:
    kept = "select person_id from lists.issue_row join lists.issue using (issue_id) where month = 202301"
    assert {row["person_id"] for row in followed.sql(kept)} == {number_of(A)}


def test_the_person_is_listed_once_and_under_the_new_number(followed: Bureau) -> None:
    listed = "select person_id, status, amount from screen.warning where month = 202302"
    found = [(row["person_id"], row["status"], str(row["amount"])) for row in followed.sql(listed)]
    assert found == [(number_of(B), "continuing", "16000.15")]


def test_identity_and_refund_follow(followed: Bureau) -> None:
    assert as_dict(followed, "select person_id, identity from warehouse.identity_span") == {number_of(B): "低保对象"}
    standing = "select setl_id, standing from warehouse.standing join warehouse.settlement using (row_id)"
    assert as_dict(followed, standing) == {"S2": "refunded", "S4": "refund"}


def test_entitlement_follows(followed: Bureau) -> None:
    entitled = followed.sql("select distinct person_id from settle.entitlement where layer = 'assistance'")
    assert [row["person_id"] for row in entitled] == [number_of(B)]


@pytest.mark.parametrize("asked", [A, B])
def test_explain_finds_the_person_by_either_number(followed: Bureau, asked: str) -> None:
    said = followed.cli("explain", asked, "--month", "2023-02").stdout
    assert "16,033.48" in said


def test_who_is_computed_again_is_kept(followed: Bureau) -> None:
    again = followed.sql("select person_id from settle.recomputed where run = (select max(run) from settle.recomputed)")
    assert {row["person_id"] for row in again} >= {number_of(A), number_of(B)}


def test_every_truth_holds_after_the_change(followed: Bureau) -> None:
    assert followed.sql("select * from warehouse.alias") == [{"alias_id": number_of(A), "person_id": number_of(B)}]
    followed.month("2023-02")


def test_the_load_says_what_it_does(bureau: Bureau) -> None:
    lived_under_two(bureau)
    loaded = bureau.intake("renumbered", [change(A, B)])
    assert loaded.counts.accepted == 1
    assert "1 个号码并入新号码，0 个号码不再并入原来的新号码" in loaded.notes
    assert "下次出具时重新累计：2023 年 1 人；已出具的名单不变" in loaded.notes


def test_withdrawn_it_is_as_if_it_had_never_been(bureau: Bureau, tmp_path: Path) -> None:
    lived_under_two(bureau)
    shutil.copytree(bureau.root, tmp_path / "never")
    never = Bureau(tmp_path / "never")
    never.month("2023-02")
    bureau.intake("renumbered", [change(A, B)])
    bureau.month("2023-02")
    assert tables(bureau) != tables(never)
    undone = bureau.intake("renumbered", [change(A, B, "2023-03-01", "撤销")])
    assert "0 个号码并入新号码，1 个号码不再并入原来的新号码" in undone.notes
    for one in (bureau, never):
        one.intake("settlements", [bill("S8", D, "2023-03-09", "1")])
        one.month("2023-03")
    wanted = tables(never)
    assert [name for name, rows in tables(bureau).items() if rows != wanted[name]] == []


def test_a_withdrawal_of_nothing_is_told(bureau: Bureau) -> None:
    loaded = bureau.intake("renumbered", [change(A, B, action="撤销")])
    assert "1 条撤销没有对应的登记：请核对两个号码" in loaded.notes


@pytest.mark.parametrize(
    ("said", "holds_link"),
    [
        ([("2023-02-10", ""), ("2023-03-01", "撤销")], False),
        ([("2023-02-10", ""), ("2023-02-10", "撤销")], False),
        ([("2023-02-10", ""), ("2023-03-01", "撤销"), ("2023-04-01", "登记")], True),
    ],
)
def test_the_latest_word_holds_in_whatever_order_it_comes(
    make_bureau: Callable[[str], Bureau], said: list[tuple[str, str]], holds_link: bool
) -> None:
    for order in (said, said[::-1]):
        bureau = make_bureau("hefei")
        for day, action in order:
            bureau.intake("renumbered", [change(A, B, day, action)])
        assert bool(bureau.sql("select * from warehouse.alias")) is holds_link


def test_a_chain_leads_to_its_end(bureau: Bureau) -> None:
    bureau.intake("renumbered", [change(B, C, "2023-03-01")])
    bureau.intake("renumbered", [change(A, B, "2023-02-01"), change(D, B, "2023-02-01")])
    linked = as_dict(bureau, "select alias_id, person_id from warehouse.alias")
    assert linked == {number_of(one): number_of(C) for one in (A, B, D)}


def test_a_chain_whose_middle_is_withdrawn_ends_there(bureau: Bureau) -> None:
    bureau.intake("renumbered", [change(A, B, "2023-02-01"), change(B, C, "2023-03-01")])
    bureau.intake("renumbered", [change(B, C, "2023-04-01", "撤销")])
    assert as_dict(bureau, "select alias_id, person_id from warehouse.alias") == {number_of(A): number_of(B)}


@pytest.mark.parametrize(
    ("before", "file", "code"),
    [
        ([], [change(A, B), change(B, A)], "E-LINK-CYCLE"),
        ([change(A, B), change(B, C)], [change(D, A), change(C, A)], "E-LINK-CYCLE"),
        ([], [change(A, B), change(A, C)], "E-LINK-FORK"),
        ([change(A, B)], [change(D, B), change(A, C)], "E-LINK-FORK"),
    ],
)
def test_circles_and_forks_are_refused_whole(bureau: Bureau, before: list[Row], file: list[Row], code: str) -> None:
    if before:
        bureau.intake("renumbered", before)
    linked = bureau.sql("select * from warehouse.alias")
    with pytest.raises(InputRefused) as refused:
        bureau.intake("renumbered", file)
    assert refused.value.code == code
    assert "第 2 条记录" in refused.value.where or "第 1、2 条记录" in refused.value.where
    assert not any(number in str(refused.value) for number in (A, B, C, D))
    assert bureau.sql("select * from warehouse.alias") == linked
    assert len(bureau.sql("select * from warehouse.renumbered_row")) == len(before)


def test_back_to_the_old_number_after_a_withdrawal(bureau: Bureau) -> None:
    bureau.intake("renumbered", [change(A, B)])
    bureau.intake("renumbered", [change(A, B, "2023-05-01", "撤销"), change(B, A, "2023-05-01")])
    assert as_dict(bureau, "select alias_id, person_id from warehouse.alias") == {number_of(B): number_of(A)}


def test_a_passport_may_become_an_identity_number(bureau: Bureau) -> None:
    bureau.intake("settlements", [{**bill("S1", PASSPORT, "2023-01-05", "10"), "insu_admdvs": "340121"}])
    bureau.intake("renumbered", [change(PASSPORT, A), change("G12345678", D)])
    bureau.intake("settlements", [bill("S2", A, "2023-02-05", "5")])
    bureau.month("2023-02")
    assert burdens(bureau, 2) == {number_of(A): "15.00"}


def test_a_person_number_of_both_numbers_is_one_person(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(A, psn_no="P1")], date(2023, 1, 1))
    bureau.intake("persons", [resident(B, psn_no="P1")], date(2023, 3, 1))
    bureau.intake("settlements", [{**bill("S1", "", "2023-01-05", "10"), "psn_no": "P1", "insu_admdvs": "340121"}])
    assert bureau.sql("select * from warehouse.alias") == []
    bureau.intake("renumbered", [change(A, B)])
    assert set(as_dict(bureau, "select alias_id, person_id from warehouse.alias").values()) == {number_of(B)}
    assert len(bureau.sql("select * from warehouse.alias")) == 2


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (change("", B), "E-ID-NONE", "old_number"), (change(A, ""), "E-ID-NONE", "certno"),
        (change(A[:-1] + "Z", B), "E-ID-FORM", "old_number"), (change(A, B[:17] + "0"), "E-ID-SUM", "certno"),
        (change(A, f" {A}"), "E-LINK-SAME", "certno"), (change(A, B, ""), "E-DATE-NONE", "changed_on"),
        (change(A, B, "2023-02-29"), "E-DATE-FORM", "changed_on"),
        (change(A, B, "2024-02-06"), "E-DATE-FUTURE", "changed_on"),
        (change(A, B, 依据=""), "E-LINK-WHY", "evidence"), (change(A, B, 经办人=" "), "E-LINK-WHY", "handled_by"),
        (change(A, B, action="也许"), "E-LINK-WORD", "action"),
    ],
)  # fmt: skip
def test_a_row_that_says_too_little_is_refused_with_its_reason(
    bureau: Bureau, row: Row, code: str, column: str
) -> None:
    loaded = bureau.intake("renumbered", [row, change(C, D)])
    assert (loaded.counts.accepted, loaded.reasons[0][0]) == (1, code)
    assert column in bureau.sql("select column_name from intake.rejected")[0]["column_name"]


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12), max_size=13))
def test_every_chain_ends_and_every_circle_is_seen(links: dict[int, int]) -> None:
    for start, end in chain_ends(links).items():
        at, steps = start, 0
        while at in links and steps <= len(links):
            at, steps = links[at], steps + 1
        assert end == (None if at in links else at)
