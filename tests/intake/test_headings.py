"""Headings: found in the first ten rows, matched by name in any spelling, all problems said at once."""

from pathlib import Path

import pytest

from monitor.errors import InputRefused, UsageError
from monitor.intake.columns import KINDS
from monitor.intake.headings import lookup, normal
from monitor.intake.staging import raw_heading_columns
from tests.intake.reading import HEADINGS, csv_text, frame, read, settlement, table

ROWS = table(12)


def renamed(**new: str) -> list[list[str]]:
    """The table with some Chinese headings renamed."""
    return [[new.get(heading, heading) for heading in ROWS[0]], *ROWS[1:]]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("cash_payamt", "cash_payamt"),
        ("psn_cash_pay", "cash_payamt"),
        ("cashPayamt", "cash_payamt"),
        ("psnCash_pay", "cash_payamt"),
        ("CASH_PAYAMT", "cash_payamt"),
        ("inscp_scp_amt", "inscp_amt"),
        ("inscpScpAmt", "inscp_amt"),
        ("oth_pay", "othfund_pay"),
        ("psn_part_amt", "psn_pay"),
        ("med_fee_sumamt", "medfee_sumamt"),
        ("medfeeSumamt", "medfee_sumamt"),
        ("prese_ifpay_amt", "preselfpay_amt"),
        ("hosp_part_amt", "ownpay_hosp_part"),
        ("insuplc_admdvs", "insu_admdvs"),
        ("cert_no", "certno"),
        ("个人编号", "psn_no"),
        ("总费用", "medfee_sumamt"),
        ("总费用（元）", "medfee_sumamt"),
        (" 总 费 用 (单位：元)", "medfee_sumamt"),
        ("范围内费用", "inscp_amt"),
        ("统筹基金支出", "hifp_pay"),
        ("大额医疗支出金额", "hifob_pay"),
        ("大病保险支出", "hifmi_pay"),
        ("医疗救助支出", "maf_pay"),
        ("公务员医疗补助", "cvlserv_pay"),
        ("其他基金支付", "othfund_pay"),
        ("个人现金支付", "cash_payamt"),
        ("个人账户支付", "acct_pay"),
        ("结算日期", "setl_time"),
        ("是否有效", "vali_flag"),
        ("是否冲销", "refd_setl_flag"),
        ("医疗类别", "med_type"),
        ("手机号", "mob"),
        ("乡镇", "township"),
        ("村", "village"),
        ("ｓｅｔｌ＿ｉｄ", "setl_id"),
        ("\ufeff结算ＩＤ", "setl_id"),
    ],
)
def test_every_spelling_of_the_standard_is_known(heading: str, name: str) -> None:
    assert lookup(KINDS["settlements"], {}).get(normal(heading)) == name


@pytest.mark.parametrize("heading", ["总费用（万元）", "总费用(千元)", "总费用(分)"])
def test_another_unit_is_never_taken_for_yuan(heading: str) -> None:
    assert normal(heading) not in lookup(KINDS["settlements"], {})


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_no_heading_stands_for_two_columns_of_a_kind(kind: object) -> None:
    columns = KINDS[kind.name].columns  # type: ignore[attr-defined]
    pairs = {(normal(alias), c.name) for c in columns for alias in (c.name, c.zh, *c.aliases)}
    assert len({alias for alias, _ in pairs}) == len(pairs)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_what_a_kind_requires_is_one_of_its_columns(kind: object) -> None:
    spec = KINDS[kind.name]  # type: ignore[attr-defined]
    assert {name for choice in spec.required for name in choice} <= {column.name for column in spec.columns}


@pytest.mark.parametrize("above", [1, 5, 9])
def test_rows_above_the_header_are_passed_over(tmp_path: Path, above: int) -> None:
    staged = read(tmp_path, csv_text([["某市结算明细表"]] * above + ROWS))
    assert (staged.header_line, staged.records) == (above + 1, 12)


def test_a_header_below_the_tenth_row_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="E-COL-MISSING"):
        read(tmp_path, csv_text([["某市", "明细"]] * 10 + ROWS))


def test_a_header_merged_over_two_rows_is_read_whole(tmp_path: Path) -> None:
    upper = ["结算ID", "证件号码", "人员姓名", "结算时间", "医疗类别", "费用", "", "内部序号"]
    lower = ["", "", "", "", "", "医疗费总额", "符合范围金额", ""]
    staged = read(tmp_path, csv_text([["某市明细表"], upper, lower, *ROWS[1:]]))
    assert (staged.header_line, staged.records, staged.headings) == (3, 12, HEADINGS)


def test_columns_in_another_order_give_the_same_rows(tmp_path: Path) -> None:
    expected = frame(read(tmp_path, csv_text(ROWS), name="参照.csv"))
    got = frame(read(tmp_path, csv_text([row[::-1] for row in ROWS])))
    assert got.select(expected.drop("h7").columns).equals(expected.drop("h7"))


def test_an_unknown_column_is_kept_and_named(tmp_path: Path) -> None:
    staged = read(tmp_path, csv_text(ROWS))
    assert staged.ignored == ("内部序号",)
    assert raw_heading_columns(staged)[-1] == ("内部序号", "h7")
    assert frame(staged)["h7"][0] == "x1"


def test_all_missing_columns_are_said_at_once_with_the_nearest_names(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, csv_text(renamed(医疗费总额="医疗费总数", 结算时间="日子", 证件号码="编码")))
    error = refused.value
    assert error.code == "E-COL-MISSING"
    for words in (
        "医疗费总额（medfee_sumamt）",
        "相近的列名：医疗费总数",
        "结算时间",
        "证件号码（certno） 或 人员编号（psn_no）",
    ):
        assert words in error.what
    assert "结算ID、人员姓名、医疗类别、符合范围金额，另有 4 列不认得" in error.where


def test_a_column_that_occurs_twice_is_refused_together_with_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, csv_text(renamed(人员姓名="结算ID", 医疗费总额="日子")))
    assert "缺少必需的列" in refused.value.what
    assert "同一列名出现多次：结算ID" in refused.value.what


def test_a_column_that_occurs_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="E-COL-DUP"):
        read(tmp_path, csv_text(renamed(内部序号="人员姓名")))


def test_the_operators_mapping_names_a_column(tmp_path: Path) -> None:
    staged = read(tmp_path, csv_text(renamed(医疗费总额="钱")), mapping={"钱": "medfee_sumamt"})
    assert staged.found["medfee_sumamt"] == ("钱",)


def test_a_mapping_to_a_column_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E-CFG-MAP"):
        read(tmp_path, csv_text(ROWS), mapping={"钱": "money"})


def test_a_file_without_headings_shows_nobodys_data(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, csv_text([row for row in ROWS[1:] for _ in (1, 2)]))
    assert "测试甲" not in str(refused.value)
    assert "3401" not in str(refused.value)


def test_a_row_of_data_with_two_cells_that_read_like_headings_shows_nobody(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, csv_text([["340104199001011239", "测试甲", "乡镇", "社区", "测试甲"]] * 3))
    assert [secret for secret in ("测试甲", "3401") if secret in str(refused.value)] == []
    assert "乡镇、社区，另有 3 列不认得" in refused.value.where
    assert "同一列名出现多次：另有 1 列不认得" in refused.value.what


def test_one_cell_that_reads_like_a_heading_does_not_show_the_rest(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, csv_text([["S1", "测试甲", "乡镇", "某路", "1"]] * 3))
    assert "测试甲" not in str(refused.value)


@pytest.mark.parametrize("label", ["合计", "总计：", "小 计", "本页合计", "合计金额"])
def test_a_total_is_recognised_and_not_a_record(tmp_path: Path, label: str) -> None:
    total = [label, "", "", "", "", "78.50", "66.00", ""]
    staged = read(tmp_path, csv_text([*ROWS, total]))
    assert staged.records == 12
    assert [(t.record, t.line, t.values) for t in staged.totals] == [
        (12, 14, {"medfee_sumamt": "78.50", "inscp_amt": "66.00"})
    ]


def test_a_total_in_the_middle_does_not_disturb_the_numbers(tmp_path: Path) -> None:
    rows = [*ROWS[:6], ["", "小计", "", "", "", "17.50", "15.00", ""], *ROWS[6:]]
    staged = read(tmp_path, csv_text(rows))
    assert (staged.totals[0].record, staged.totals[0].line) == (5, 7)
    assert frame(staged).select("_record", "_line").rows()[4:6] == [(5, 6), (6, 8)]


def test_remarks_and_repeated_headings_are_not_records(tmp_path: Path) -> None:
    staged = read(
        tmp_path, csv_text([*ROWS[:7], ROWS[0], *ROWS[7:], ["备注：金额单位为元"], ["制表人：某", "审核人：某"]])
    )
    assert (staged.records, staged.remark_lines, staged.malformed) == (12, (8, 15, 16), ())


@pytest.mark.parametrize("name", ["合家欢", "总", "小明", "备注"])
def test_a_person_whose_name_begins_like_a_total_is_a_record(tmp_path: Path, name: str) -> None:
    staged = read(tmp_path, csv_text([["姓名", "证件号码"], [name, "1"], ["测试", "2"]]), "persons")
    assert (staged.records, frame(staged)["psn_name"][0]) == (2, name)


def test_two_spellings_of_one_column_are_put_together(tmp_path: Path) -> None:
    head = [*HEADINGS, "psn_pay", "psn_part_amt"]
    rows = [[*settlement(1), "1.5", ""], [*settlement(2), " ", "2.5"], [*settlement(3), "3", "3.00"]]
    staged = read(tmp_path, csv_text([head, *rows]))
    assert frame(staged)["psn_pay"].to_list() == ["1.5", "2.5", "3"]
    assert staged.found["psn_pay"] == ("psn_pay", "psn_part_amt")


def test_two_spellings_with_different_amounts_set_the_row_aside(tmp_path: Path) -> None:
    head = [*HEADINGS, "psn_pay", "psn_part_amt"]
    staged = read(tmp_path, csv_text([head, [*settlement(1), "1.5", "1.6"], [*settlement(2), "", "2.5"]]))
    assert [(row.record, row.code) for row in staged.malformed] == [(1, "E-COL-CONFLICT")]
    assert frame(staged)["_record"].to_list() == [2]


def test_a_row_can_be_written_back_under_its_own_headings(tmp_path: Path) -> None:
    head = [*HEADINGS, "psn_pay", "psn_part_amt"]
    row = [*settlement(1), " ", "2.5"]
    staged = read(tmp_path, csv_text([head, row]))
    back = raw_heading_columns(staged)
    assert [heading for heading, _ in back] == head
    assert [frame(staged)[column][0] for _, column in back] == row
