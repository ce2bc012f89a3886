"""A refused receipt waits until its sender says of the same row what can be taken in."""

from monitor.cli.session import open_warehouse
from monitor.deliver.overview import overview
from monitor.lists.row_code import row_code
from monitor.warehouse import statements
from tests.conftest import LOADED_ON, Bureau
from tests.feedback.receipts import OTHER_TOWN, codes, decision, receipt, send
from tests.warehouse.workplace import configure

WRONG = {"核查结果": "挺好"}


def states(bureau: Bureau) -> list[str]:
    bureau.publish()
    return [row["state"] for row in bureau.ask("select state from rejected order by batch_id, record")]


def status(bureau: Bureau) -> str:
    with open_warehouse(bureau.config) as con:
        return "\n".join(overview(con, bureau.config, bureau.pack, LOADED_ON))


def test_a_corrected_whole_sheet_settles_the_row(issued: Bureau) -> None:
    send(issued, receipt(issued, 1, **WRONG), receipt(issued, 2))
    assert states(issued) == ["open"]
    assert "待处理拒收 1 条" in status(issued)
    send(issued, receipt(issued, 1), receipt(issued, 2))
    assert states(issued) == ["mended"]
    assert "待处理拒收" not in status(issued)


def test_the_director_s_figures_say_the_same(issued: Bureau) -> None:
    send(issued, receipt(issued, 1, **WRONG), receipt(issued, 2, **WRONG))
    send(issued, receipt(issued, 1))
    with open_warehouse(issued.config) as con:
        statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
        statements.make_temp_view(con, "refused", "5_lists/refused")
        assert statements.rows(con, "5_lists/rejected_count")[0][3:] == (2, 1)


def test_another_row_or_sender_settles_nothing(issued: Bureau) -> None:
    send(issued, receipt(issued, 1, **WRONG))
    send(issued, receipt(issued, 2), receipt(issued, 4, 填报单位代码=OTHER_TOWN), decision(issued, 1, "身份不变"))
    assert states(issued) == ["open"]


def test_what_came_before_settles_nothing(issued: Bureau) -> None:
    send(issued, receipt(issued, 1))
    send(issued, receipt(issued, 1, 入户日期="2023-02-20", **WRONG))
    assert states(issued) == ["open"]


def test_of_two_that_contradicted_each_other_the_right_one_settles_both(issued: Bureau) -> None:
    send(issued, receipt(issued, 1), receipt(issued, 1, 核查结果="拟申请低保"))
    send(issued, receipt(issued, 1))
    assert states(issued) == ["mended", "mended"]


def test_the_number_of_a_row_is_the_same_in_sql(issued: Bureau) -> None:
    """Every row of a long list, refused and answered: none is left open, so the check digits agree."""
    count = 400
    values = (
        f"{5 << 32} + n, (select max(issue_id) from lists.issue), n, 1, 'r', 202301, 'township', '340121100_township',"
        " date '2023-02-12', '甲', 'not_met', null, null, null, null, null, null, null, null, date '2024-01-01'"
    )
    issued.sql(f"insert into warehouse.receipt_row select {values} from range(1, {count + 1}) as numbers(n)")
    issued.sql(
        "insert into intake.load_batch select * replace (4 as batch_id, 'receipts' as kind)"
        " from intake.load_batch limit 1"
    )
    refused = "insert into intake.rejected values (4, 1, 1, 'x', 'E-RCPT-WORD', 'x', ?, '[]')"
    with open_warehouse(issued.config) as con:
        numbers = [row_code("2023-01", 1, number) for number in range(1, count + 1)]
        con.executemany(refused, [[f"202301|1|{code}|340121100_township"] for code in numbers])
        statements.make_temp_view(con, "set_aside", "2_warehouse/set_aside")
        statements.make_temp_view(con, "refused", "5_lists/refused")
        left = con.execute("select count(*) from refused where kind = 'receipts' and not is_mended").fetchall()
    assert left == [(0,)]


def test_a_missing_date_is_named(issued: Bureau) -> None:
    configure(issued, small_file_rows=20)
    loaded = send(
        issued,
        receipt(issued, 1, 入户日期=""),
        decision(issued, 2, "认定身份", "低保对象", 开始日期=""),
        receipt(issued, 3),
    )
    assert codes(loaded) == ["E-DATE-NONE", "E-DATE-NONE"]
    assert {reason for _code, reason, _count in loaded.reasons} == {"缺日期：入户日期", "缺日期：开始日期"}
    assert loaded.rejected_file is not None
    assert "缺日期：开始日期" in loaded.rejected_file.read_text(encoding="utf-8-sig")


def test_a_date_that_is_none_is_named(issued: Bureau) -> None:
    loaded = send(issued, decision(issued, 2, "认定身份", "低保对象", 结束日期="年底"), receipt(issued, 3))
    assert loaded.reasons[0][1].endswith("：结束日期")
