"""Rows and files that cannot be taken in: kept, counted, written out to be mended; too many refuse the file."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import InputRefused, TooManyRejected
from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, person, refund
from tests.warehouse.workplace import as_dict, as_xlsx, configure

GOOD = bill("S1", person(1), "2023-03-05", "8000", own="400", hifp_pay="1600")


def wrong(**cells: Any) -> Row:
    """The good settlement with some other cells."""
    return {**GOOD, **cells}


REASONS = {
    "E-SET-ID": wrong(setl_id=""),
    "E-ID-NONE": wrong(certno=""),
    "E-CODE-MED": wrong(med_type="9901"),
    "E-CODE-INSU": wrong(insutype="999"),
    "E-CODE-FLAG": wrong(vali_flag="Y"),
    "E-AMT-NONE": wrong(medfee_sumamt=""),
    "E-SIGN-001": wrong(psn_pay="-1", cash_payamt="-1"),
    "E-SIGN-001 ": wrong(hifp_pay="10000.01", fund_pay_sumamt="10000.01", psn_pay="-0.01", cash_payamt="-0.01"),
    "E-BAL-001": wrong(psn_pay="8399.99", cash_payamt="8399.99"),
    "E-BAL-001 ": wrong(hifp_pay="10000.01", fund_pay_sumamt="10000.01"),
    "E-BAL-002": wrong(hifp_pay="1599.99"),
    "E-BAL-003": wrong(acct_pay="0.01"),
    "E-BAL-004": wrong(inscp_amt="9599.99"),
}


def test_each_row_has_the_reason_for_which_it_is_refused(bureau: Bureau) -> None:
    bureau.intake("settlements", list(REASONS.values()))
    codes = as_dict(bureau, "select record, code from intake.rejected order by record")
    assert list(codes.values()) == [code.strip() for code in REASONS]


def test_mixed_signs_are_refused_in_a_refund_too(bureau: Bureau) -> None:
    mixed = {**refund(GOOD, "R1", "2023-04-01"), "hifp_pay": "1600.00", "fund_pay_sumamt": "1600.00"}
    assert bureau.intake("settlements", [mixed]).reasons[0][0] == "E-SIGN-001"


STOOD_IN_FOR = {
    "parts that the platform leaves out": wrong(ownpay_hosp_part="", acct_pay="", cash_payamt=""),
    "no total of the funds": wrong(fund_pay_sumamt=""),
    "no total of the person": wrong(psn_pay=""),
    "no codes": wrong(insutype="", vali_flag="", refd_setl_flag="", act_pay_dedc=""),
    "nothing to pay": bill("", person(1), "2023-03-05", "0"),
    "the funds pay more than the in-scope cost": bill("", person(1), "2023-03-05", "-300", hifp_pay="1000", own="500"),
}


def test_what_something_can_stand_in_for_is_taken(bureau: Bureau) -> None:
    bureau.intake("settlements", [{**row, "setl_id": name} for name, row in STOOD_IN_FOR.items()])
    assert {row["setl_id"] for row in bureau.sql("select setl_id from warehouse.settlement")} == set(STOOD_IN_FOR)


def test_the_refused_row_is_kept_in_the_warehouse_as_it_came(bureau: Bureau) -> None:
    loaded = bureau.intake("settlements", [GOOD, wrong(setl_id="S2", med_type="9901")])
    (row,) = bureau.sql("select record, line, column_name, code, raw from intake.rejected")
    assert (row["record"], row["line"], row["code"], row["column_name"]) == (2, 3, "E-CODE-MED", "med_type 医疗类别")
    assert "9901" in json.loads(row["raw"])
    assert loaded.rejected_file is not None
    assert loaded.rejected_file.stat().st_mode & 0o777 == 0o600


def mend(path: Path, **cells: str) -> Path:
    """A copy of a file of refused rows with some cells put right."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    mended = path.with_name("mended.csv")
    with mended.open("w", encoding="utf-8-sig", newline="") as sink:
        writer = csv.DictWriter(sink, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, **cells} for row in rows)
    return mended


def test_a_mended_file_is_taken_in(bureau: Bureau) -> None:
    first = bureau.intake("settlements", [GOOD, wrong(setl_id="S2", med_type="9901")])
    assert first.rejected_file is not None
    assert bureau.intake("settlements", mend(first.rejected_file, med_type="21")).counts.accepted == 1


def test_a_mended_file_may_be_refused_and_mended_again(bureau: Bureau) -> None:
    first = bureau.intake("settlements", [wrong(med_type="9901", insutype="999")])
    assert first.rejected_file is not None
    second = bureau.intake("settlements", mend(first.rejected_file, med_type="21"))
    assert second.rejected_file is not None
    assert bureau.intake("settlements", mend(second.rejected_file, insutype="390")).counts.accepted == 1


def test_a_code_that_the_operator_has_named_since_is_taken_from_the_file_of_refused_rows(bureau: Bureau) -> None:
    first = bureau.intake("settlements", [wrong(med_type="9901")])
    text = bureau.config_path.read_text(encoding="utf-8")
    named = text.replace("[intake.med_types]", '[intake.med_types]\n"9901" = "high_value_drug"\n#', 1)
    bureau.config_path.write_text(named, encoding="utf-8")
    assert first.rejected_file is not None
    assert bureau.intake("settlements", first.rejected_file).counts.accepted == 1


def test_negative_amounts_survive_the_way_through_the_file_of_refused_rows(bureau: Bureau) -> None:
    grouped = {
        **refund(GOOD, "R1", "2023-04-01"),
        "medfee_sumamt": "-10,000.00",
        "init_setl_id": "",
        "med_type": "9901",
    }
    first = bureau.intake("settlements", [grouped])
    assert first.rejected_file is not None
    bureau.intake("settlements", mend(first.rejected_file, med_type="21"))
    assert str(as_dict(bureau, "select setl_id, medfee_sumamt from warehouse.settlement")["R1"]) == "-10000.00"


def test_a_name_that_is_a_formula_is_harmless_in_the_file_of_refused_rows(bureau: Bureau) -> None:
    loaded = bureau.intake("settlements", [wrong(psn_name="=1+1", med_type="9901")])
    assert loaded.rejected_file is not None
    assert "'=1+1" in loaded.rejected_file.read_text(encoding="utf-8-sig")


def many(good: int, bad: int) -> list[Row]:
    """A file of so many good and so many bad rows."""
    rows = [wrong(setl_id=f"S{i}") for i in range(good + bad)]
    return [{**row, "med_type": "9901"} if i < bad else row for i, row in enumerate(rows)]


def test_a_small_file_may_have_twenty_bad_rows(bureau: Bureau) -> None:
    assert bureau.intake("settlements", many(1, 20)).counts.rejected == 20


@pytest.mark.parametrize(("good", "bad"), [(1, 21), (2078, 22)])
def test_a_file_with_too_many_bad_rows_is_not_loaded_at_all(bureau: Bureau, good: int, bad: int) -> None:
    configure(bureau, max_rejected_rows=1000)
    with pytest.raises(TooManyRejected) as refused:
        bureau.intake("settlements", many(good, bad))
    assert refused.value.code == "E-REJ-001"
    assert bureau.sql("select * from warehouse.settlement") == bureau.sql("select * from intake.rejected") == []


def test_one_in_a_hundred_is_not_too_many(bureau: Bureau) -> None:
    assert bureau.intake("settlements", many(2079, 21)).counts.rejected == 21


@pytest.mark.parametrize(("bad", "code"), [(1000, 0), (1001, 4)])
def test_a_thousand_bad_rows_are_the_limit_whatever_the_share(bureau: Bureau, bad: int, code: int) -> None:
    configure(bureau, max_rejected_percent=100)
    ended = bureau.cli("intake", "settlements", bureau.file("settlements", many(1, bad)))
    assert ended.exit_code == code
    assert len(bureau.sql("select * from intake.rejected")) == (bad if code == 0 else 0)
    (written,) = bureau.config.path("rejected").iterdir()
    assert len(written.read_text(encoding="utf-8-sig").splitlines()) == bad + 1


def test_a_refused_file_is_told_by_counts_and_by_its_first_twenty_rows(bureau: Bureau) -> None:
    rows = [wrong(setl_id=f"S{i}", **({"insutype": "999"} if i % 3 else {"med_type": "9901"})) for i in range(30)]
    with pytest.raises(TooManyRejected) as refused:
        bureau.intake("settlements", rows)
    assert "E-CODE-INSU 险种类型代码不认识 20 条；E-CODE-MED" in refused.value.what
    assert "第 2 行 E-CODE-MED、第 3 行 E-CODE-INSU" in refused.value.what
    assert refused.value.what.count(" 行 E-") == 20


def test_the_next_file_does_not_overwrite_the_rows_of_a_refused_one(bureau: Bureau) -> None:
    with pytest.raises(TooManyRejected):
        bureau.intake("settlements", many(0, 21))
    bureau.intake("settlements", [wrong(insutype="999")])
    kept = [len(path.read_text(encoding="utf-8-sig").splitlines()) for path in bureau.config.path("rejected").iterdir()]
    assert sorted(kept) == [2, 22]


TOTAL = {"setl_id": "合计", "medfee_sumamt": "20,000.00"}


def test_a_total_that_agrees_is_no_record(bureau: Bureau) -> None:
    counts = bureau.intake("settlements", [GOOD, wrong(setl_id="S2"), TOTAL]).counts
    assert (counts.records, counts.accepted) == (2, 2)


def test_a_total_that_disagrees_refuses_the_file(bureau: Bureau) -> None:
    with pytest.raises(InputRefused) as refused:
        bureau.intake("settlements", [GOOD, wrong(setl_id="S2"), {**TOTAL, "medfee_sumamt": "20000.01"}])
    assert refused.value.code == "E-TOTAL-001"
    assert bureau.sql("select * from warehouse.settlement") == []


def test_counts_add_up_over_everything_at_once(bureau: Bureau) -> None:
    rows = [GOOD, GOOD, wrong(setl_id="S2", med_type="9901"), refund(GOOD, "R1", "2023-04-01"), wrong(certno="1")]
    rows += [
        {**refund(GOOD, "R2", "2023-04-02"), "init_setl_id": "S404"},
        wrong(setl_id="S3"),
        bill("S3", person(1), "2023-03-05", "7"),
    ]
    counts = bureau.intake("settlements", rows).counts
    assert (counts.records, counts.accepted, counts.rejected, counts.duplicate) == (8, 2, 5, 1)


ROSTERS: dict[str, tuple[Row, Row, str]] = {
    "persons": ({"certno": person(1), "psn_name": "测试人"}, {"certno": person(2), "psn_name": ""}, "E-NAME-NONE"),
    "identities": (
        {"certno": person(1), "identity": "五保", "begndate": "2023-01-01"},
        {"certno": person(2), "identity": "贵宾", "begndate": "2023-01-01"},
        "E-IDENT-WORD",
    ),
    "households": ({"resdbook_no": "1", "year": "2023"}, {"resdbook_no": "2", "year": "2023.6"}, "E-YEAR-FORM"),
    "regions": ({"code": "340121100000", "name": "水湖镇"}, {"code": "3401", "name": "合肥"}, "E-REGION-CODE"),
    "referrals": (
        {"certno": person(1), "kind": "转诊", "begndate": "2023-01-01"},
        {"certno": person(2), "kind": "散步", "begndate": "2023-01-01"},
        "E-KIND-WORD",
    ),
    "chronic": (
        {"certno": person(1), "opsp_dise_code": "M01603", "begndate": "2023-01-01"},
        {"certno": person(2), "opsp_dise_code": "M01603", "begndate": ""},
        "E-DATE-NONE",
    ),
}


@pytest.mark.parametrize("kind", ROSTERS)
def test_a_roster_takes_the_good_rows_and_says_what_is_wrong_with_the_others(bureau: Bureau, kind: str) -> None:
    good, bad, code = ROSTERS[kind]
    loaded = bureau.intake(kind, [good, good, bad])
    counts = loaded.counts
    assert (counts.accepted, counts.rejected, counts.duplicate, loaded.reasons[0][0]) == (1, 1, 1, code)


def test_xlsx_rows_are_refused_with_their_sheet_row(bureau: Bureau, tmp_path: Path) -> None:
    bureau.intake("settlements", as_xlsx(tmp_path, [GOOD, wrong(setl_id="S2", med_type="9901")]))
    assert [row["line"] for row in bureau.sql("select line from intake.rejected")] == [3]
