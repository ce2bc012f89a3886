"""Records in the shapes and spellings in which platforms hand them out, all in one file: who is taken and who is not.

Real extracts mix messages 2207, 2208, 2304, 2305, 5203, 5261 and table rows under one heading; most cells are empty.
"""

from pathlib import Path

import polars as pl
import pytest

from monitor.warehouse.load import Loaded
from tests.conftest import Bureau
from tests.warehouse.builder import Row
from tests.warehouse.workplace import as_dict, configure

_SETTLED = "psn_no=P1 insutype=310 med_type=11 setl_time=2021-11-29T18:09:52 "
_TABLE = "psn_no=P6 insutype=310 med_type=41 setl_time=2023-04-19T20:50:50 vali_flag=1 year=2023 "
SHAPES: dict[str, tuple[str, str]] = {
    "settled at once": (
        (
            _SETTLED + "setl_id=A1 medfee_sumamt=4.52 fulamt_ownpay_amt=0 overlmt_selfpay=0 preselfpay_amt=0.23 "
            "inscp_scp_amt=4.29 pool_prop_selfpay=0.0 fund_pay_sumamt=0 hosp_part_amt=0 psn_part_amt=4.52 "
            "acct_pay=4.52 psn_cash_pay=0 balc=1373.63"
        ),
        "",
    ),
    "settled beforehand, without a number": (
        (_SETTLED + "medfee_sumamt=4.52 inscp_scp_amt=4.29"),
        "E-SET-ID",
    ),
    "cancelled, personal part empty": (
        (
            _SETTLED + "setl_id=A2 medfee_sumamt=-25.1 fulamt_ownpay_amt=0 preselfpay_amt=-0.23 inscp_scp_amt=-24.87 "
            "fund_pay_sumamt=0 acct_pay=-25.1 psn_cash_pay=0 balc=1378.15"
        ),
        "",
    ),
    "a stay with a part for the hospital": (
        (
            "psn_no=P2 setl_id=A3 insutype=310 med_type=21 setl_time=2021-08-27T09:58:41 "
            "medfee_sumamt=23442.46 fulamt_ownpay_amt=2533.97 overlmt_selfpay=1396.89 preselfpay_amt=703.44 "
            "inscp_scp_amt=18808.16 hifob_pay=18785.39 fund_pay_sumamt=18785.39 hosp_part_amt=505.01 "
            "psn_part_amt=4152.06 acct_pay=170.04 psn_cash_pay=3982.02"
        ),
        "",
    ),
    "cancelled, hospital part under its other name": (
        (
            "psn_no=P3 setl_id=A4 insutype=310 med_type=21 setl_time=2021-08-05T09:31:35 "
            "medfee_sumamt=-3379.26 fulamt_ownpay_amt=-956.34 overlmt_selfpay=-186.31 preselfpay_amt=-197.22 "
            "inscp_scp_amt=-2039.39 hifp_pay=-2039.39 fund_pay_sumamt=-2039.39 psn_cash_pay=-1307.01 "
            "ownpay_hosp_part=-32.86 psn_pay=-1307.01 begndate=2021-07-29 enddate=2021-08-05"
        ),
        "",
    ),
    "a local kind of care": (
        (
            "psn_no=P1 insutype=310 med_type=71 setl_time=2021-11-29T18:09:52 setl_id=A5 medfee_sumamt=1 "
            "inscp_scp_amt=1 psn_pay=1"
        ),
        "E-CODE-MED",
    ),
    "fee without anybody who pays": (
        (_SETTLED + "setl_id=A6 medfee_sumamt=3300 fulamt_ownpay_amt=3300 inscp_scp_amt=0 psn_part_amt=0"),
        "E-BAL-001",
    ),
    "a table row with parts missing": (
        (
            _TABLE + "setl_id=520100G1 medfee_sumamt=56.0 fulamt_ownpay_amt=28 inscp_scp_amt=25.2 fund_pay_sumamt=0 "
            "acct_pay=56.0 psn_cash_pay=0 age=32.0 insu_admdvs=520199"
        ),
        "",
    ),
    "a table row": (
        (_TABLE + "setl_id=520100G2 medfee_sumamt=36.6 inscp_scp_amt=34.62 acct_pay=36.6"),
        "",
    ),
    "the same table row": (
        (_TABLE + "setl_id=520100G2 medfee_sumamt=36.6 inscp_scp_amt=34.62 acct_pay=36.6"),
        "duplicate",
    ),
    "and again": (
        (_TABLE + "setl_id=520100G2 medfee_sumamt=36.60 inscp_scp_amt=34.62 acct_pay=36.6"),
        "duplicate",
    ),
    "a message without an answer": (
        ("psn_no=P8 med_type=12 insutype=390 medfee_sumamt=9 inscp_scp_amt=9"),
        "E-SET-ID",
    ),
    "chronic care over its quota": (
        (
            "psn_no=P9 setl_id=36284113X insutype=390 med_type=14 setl_time=2022-01-01T08:09:49 "
            "medfee_sumamt=576.07 fulamt_ownpay_amt=0.00 preselfpay_amt=0.00 inscp_scp_amt=576.07 "
            "pool_prop_selfpay=0.7000 hifp_pay=210.00 fund_pay_sumamt=210.00 psn_part_amt=366.07 "
            "acct_pay=0.00 psn_cash_pay=366.07 refd_setl_flag=0 dise_no=M01603"
        ),
        "",
    ),
    "nobody's": (
        ("insutype=310 med_type=11 setl_time=2021-11-29T18:09:52 setl_id=A9 medfee_sumamt=1 inscp_scp_amt=1 psn_pay=1"),
        "E-ID-NONE",
    ),
}


def record(shape: str) -> Row:
    """The cells of a shape; those that it does not name are empty."""
    return dict(cell.split("=") for cell in shape.split())


def mixed(bureau: Bureau) -> Loaded:
    """All shapes loaded as one file."""
    return bureau.intake("settlements", [record(shape) for shape, _ in SHAPES.values()])


def test_every_shape_is_taken_or_has_its_reason(bureau: Bureau) -> None:
    mixed(bureau)
    refused = as_dict(bureau, "select record, code from intake.rejected order by record")
    wanted = {n: code for n, (_, code) in enumerate(SHAPES.values(), 1) if code not in ("", "duplicate")}
    assert refused == wanted


def test_the_counts_are_those_of_the_table(bureau: Bureau) -> None:
    counts, fates = mixed(bureau).counts, [fate for _, fate in SHAPES.values()]
    assert (counts.records, counts.duplicate, counts.accepted) == (
        len(fates),
        fates.count("duplicate"),
        fates.count(""),
    )


def test_what_nobody_names_is_worked_out_from_the_rest(bureau: Bureau) -> None:
    mixed(bureau)
    found = as_dict(
        bureau, "select setl_id, psn_pay, ownpay_hosp_part from warehouse.settlement where setl_id in ('A2', 'A4')"
    )
    assert {name: tuple(map(str, parts)) for name, parts in found.items()} == {
        "A2": ("-25.10", "0.00"),
        "A4": ("-1307.01", "-32.86"),
    }


CAMEL = {
    "setlId": "B1", "psnNo": "P1", "setlTime": "2023-03-05", "medType": "21", "insutype": "390",
    "med_fee_sumamt": "300", "prese_ifpay_amt": "20", "inscp_amt": "250", "fulamtOwnpayAmt": "30", "oth_pay": "50",
    "fundPaySumamt": "50", "psnPartAmt": "250", "cashPayamt": "250",
}  # fmt: skip
CHINESE = {
    "结算ID": "B2", "个人编号": "P1", "结算日期": "2023年3月5日", "医疗类别": "21", "险种类型": "390",
    "总费用(元)": "300", "先行自付金额": "20", "范围内费用": "250", "全自费金额": "30", "其他基金支付": "50",
    "基金支付总额": "50", "个人现金支付": "250", "是否有效": "是", "是否冲销": "否",
}  # fmt: skip


@pytest.mark.parametrize("row", [CAMEL, CHINESE], ids=["camel case and variants", "headings of a bureau's export"])
def test_other_spellings_of_the_headings_mean_the_same(bureau: Bureau, row: Row) -> None:
    bureau.intake("settlements", [row])
    (stored,) = bureau.sql(
        "select medfee_sumamt, preselfpay_amt, othfund_pay, psn_pay, is_valid from warehouse.settlement"
    )
    assert [str(cell) for cell in stored.values()] == ["300.00", "20.00", "50.00", "250.00", "True"]


def test_codes_and_flags_may_be_numbers_or_truth_values(bureau: Bureau, tmp_path: Path) -> None:
    row = {**CAMEL, "medType": 21.0, "insutype": 390.0, "vali_flag": True, "refd_setl_flag": 0, "year": 2023.0}
    pl.DataFrame([row]).write_parquet(tmp_path / "numbers.parquet")
    bureau.intake("settlements", tmp_path / "numbers.parquet")
    (stored,) = bureau.sql("select med_type, insutype, is_valid, refd_setl_flag from warehouse.settlement")
    assert list(stored.values()) == ["21", "390", True, False]


def test_two_spellings_of_a_column_that_disagree_reject_the_row(bureau: Bureau) -> None:
    configure(bureau, max_rejected_percent=100)
    loaded = bureau.intake("settlements", [{**CAMEL, "medfee_sumamt": "301"}])
    assert loaded.reasons[0][0] == "E-COL-CONFLICT"
