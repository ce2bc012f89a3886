"""Files and records that come twice, what the operator is shown of those set aside, and who is whose person number."""

from pathlib import Path

import pytest

from tests.conftest import Bureau, MakeBureau
from tests.warehouse.builder import Row, bill, person, refund, without
from tests.warehouse.workplace import as_dict, as_parquet

ANNA, BORIS = person(1), person(2)
FIRST = bill("S1", ANNA, "2023-03-05", "8000", own="400", hifp_pay="1600")
UNDONE = refund(FIRST, "R1", "2023-05-02")
STANDING = """
    select settlement.setl_id || '@' || settlement.setl_time::date, coalesce(standing.standing, 'counts')
    from warehouse.settlement left join warehouse.standing using (row_id)
"""


def standing(bureau: Bureau, *files: list[Row]) -> dict[str, str]:
    """Load the files; what every stored settlement is: SETL_ID@day → standing."""
    for rows in files:
        bureau.intake("settlements", rows)
    return as_dict(bureau, STANDING)


def everything(bureau: Bureau) -> dict[str, object]:
    """The number of rows and their sum of hashes, of every table but the marks of the analysts' copy and of the log."""
    named = bureau.sql("select schema_name || '.' || table_name as name from duckdb_tables() where not temporary")
    return {
        row["name"]: bureau.sql(f"select count(*) as n, sum(hash(t)::hugeint) as h from {row['name']} as t")[0]
        for row in named
        if row["name"] not in ("deliver.published", "deliver.audit_head")
    }


def test_the_same_file_twice_does_nothing(bureau: Bureau) -> None:
    path = bureau.file("settlements", [FIRST])
    bureau.cli("intake", "settlements", path, "--on", "2024-02-05")
    before = everything(bureau)
    again = bureau.cli("intake", "settlements", path.rename(path.with_name("other-name.csv")), "--on", "2024-02-05")
    assert (again.exit_code, "已于 2024-02-05 导入" in again.stdout) == (0, True)
    assert everything(bureau) == before


def test_the_same_record_twice_in_a_file_is_stored_once(bureau: Bureau) -> None:
    counts = bureau.intake("settlements", [FIRST, FIRST, FIRST]).counts
    assert (counts.records, counts.accepted, counts.rejected, counts.duplicate) == (3, 1, 0, 2)


def test_the_same_record_in_another_file_is_a_duplicate(bureau: Bureau) -> None:
    bureau.intake("settlements", [FIRST])
    other = {**without(FIRST, "psn_no"), "psn_name": "写法不同"}
    assert bureau.intake("settlements", [other]).counts.duplicate == 1


@pytest.mark.parametrize("files", [["乙", "甲-"], ["-", "甲乙"], ["甲乙-"]], ids="，".join)
def test_of_the_names_of_identical_records_the_same_one_is_kept_in_any_order(bureau: Bureau, files: list[str]) -> None:
    for names in files:
        bureau.intake("settlements", [{**FIRST, "psn_name": name.strip("-")} for name in names])
    assert as_dict(bureau, "select setl_id, psn_name from warehouse.settlement") == {"S1": max("甲乙")}


def test_contradicting_records_neither_counts(bureau: Bureau) -> None:
    bureau.intake("settlements", [FIRST, bill("S1", ANNA, "2023-03-05", "7999"), bill("S2", BORIS, "2023-03-05", "1")])
    bureau.month("2023-03")
    assert [row["person_id"] for row in bureau.sql("select person_id from settle.burden")] == [int(BORIS[:17])]


def test_a_parquet_in_which_two_spellings_disagree_rejects_the_row(bureau: Bureau, tmp_path: Path) -> None:
    amounts = [("8400.00", "8400"), ("8400.00", None), (None, "8400"), ("8400", "8399.99"), ("8400", "x")]
    rows = [
        {**FIRST, "setl_id": f"S{at}", "psn_pay": first, "psn_part_amt": other}
        for at, (first, other) in enumerate(amounts)
    ]
    loaded = bureau.intake("settlements", as_parquet(tmp_path, rows))
    shown = as_dict(bureau, "select record, code || ' ' || column_name from intake.rejected order by record")
    assert shown == {4: "E-COL-CONFLICT psn_pay 个人支付金额", 5: "E-AMT-001 psn_pay 个人支付金额"}
    assert (loaded.counts.accepted, loaded.counts.rejected) == (3, 2)


def test_contradicting_records_are_shown_side_by_side(bureau: Bureau) -> None:
    standing(bureau, [FIRST], [bill("S1", ANNA, "2023-03-05", "7999")])
    bureau.publish()
    shown = bureau.ask("select batch_id, record, code from rejected order by batch_id")
    assert [row["code"] for row in shown] == ["E-DUP-CONFLICT", "E-DUP-CONFLICT"]
    assert len({row["batch_id"] for row in shown}) == 2


def test_a_refund_before_its_original_waits_and_is_counted_as_rejected(bureau: Bureau) -> None:
    loaded = bureau.intake("settlements", [UNDONE])
    assert (loaded.counts.rejected, loaded.reasons[0][0]) == (1, "E-REF-001")


def test_a_refund_is_released_when_its_original_comes(bureau: Bureau) -> None:
    standing(bureau, [UNDONE], [FIRST])
    bureau.publish()
    assert bureau.ask("select * from rejected") == []


def test_a_partial_refund_counts_in_the_month_of_its_original(bureau: Bureau) -> None:
    standing(bureau, [FIRST, refund(FIRST, "R2", "2023-05-03", "0.25")])
    (row,) = bureau.sql("select month(counts_at) as month from warehouse.standing")
    assert row["month"] == 3


NUMBERED = {**without(FIRST, "certno"), "certno": "", "psn_no": "P77"}


@pytest.mark.parametrize("roster_first", [True, False])
def test_a_person_number_is_linked_when_a_roster_tells_the_identity_number(
    make_bureau: MakeBureau, roster_first: bool
) -> None:
    bureau = make_bureau("hefei")
    steps = [("persons", [{"certno": ANNA, "psn_no": "P77", "psn_name": "测试人"}]), ("settlements", [NUMBERED])]
    for kind, rows in steps if roster_first else steps[::-1]:
        bureau.intake(kind, rows)
    (link,) = bureau.sql("select person_id from warehouse.alias")
    assert link["person_id"] == int(ANNA[:17])


@pytest.mark.parametrize("backwards", [False, True])
def test_a_record_that_knows_the_person_by_the_other_number_is_no_contradiction(
    bureau: Bureau, backwards: bool
) -> None:
    versions = [NUMBERED, {**FIRST, "psn_no": "P77"}]
    for row in versions[::-1] if backwards else versions:
        bureau.intake("settlements", [row])
    (held,) = bureau.sql("select person_id from warehouse.settlement anti join warehouse.standing using (row_id)")
    assert held["person_id"] == int(ANNA[:17])


def test_another_settlement_tells_the_number_too(bureau: Bureau) -> None:
    standing(bureau, [NUMBERED], [{**bill("S2", ANNA, "2023-04-01"), "psn_no": "P77"}])
    assert len(bureau.sql("select * from warehouse.alias")) == 1


def test_a_person_number_of_two_people_links_nobody(bureau: Bureau) -> None:
    both = [{"certno": number, "psn_no": "P77", "psn_name": "测试人"} for number in (ANNA, BORIS)]
    bureau.intake("settlements", [NUMBERED])
    bureau.intake("persons", both[:1])
    bureau.intake("persons", both[1:])
    assert bureau.sql("select * from warehouse.alias") == []


def test_a_refund_under_the_other_number_is_the_same_persons(bureau: Bureau) -> None:
    bureau.intake("persons", [{"certno": ANNA, "psn_no": "P77", "psn_name": "测试人"}])
    found = standing(bureau, [{**UNDONE, "certno": "", "psn_no": "P77"}], [FIRST])
    assert found == {"S1@2023-03-05": "refunded", "R1@2023-05-02": "refund"}
