"""The worklists beside single persons: households, refused records, lists that must wait, coverage."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from monitor.policy import load_pack, pack_names
from monitor.policy.worklists import KINDS
from tests.conftest import Bureau
from tests.screen.planted import Plant, number_of, plant, run_lists
from tests.warehouse.builder import bill, holds, person, refund
from tests.warehouse.workplace import new_bureau

Workspace = Callable[[str], Path]


def lists_of(bureau: Bureau, name: str) -> list[tuple[object, ...]]:
    """The rows of one list: household, record, amount, compared, reason."""
    query = (
        f"select resdbook_no, setl_id, amount, compared, reason from screen.worklist where list = '{name}' order by all"
    )
    return [tuple(row.values()) for row in bureau.sql(query)]


def test_a_household_is_added_up_by_its_number(empty_workspace: Workspace, tmp_path: Path) -> None:
    """R104: two members together over the line; the same two without a number are not added up."""
    stories = {
        "holder": Plant("脱贫人口", ({"resdbook_no": "H1"},), ({"self_pay": "6000"},)),
        "other member": Plant("", ({"resdbook_no": "H1"},), ({"self_pay": "4000.01"},)),
        "at the line": Plant("脱贫人口", ({"resdbook_no": "H2"},), ({"self_pay": "10000"},)),
        "no number": Plant("脱贫人口", bills=({"self_pay": "6000"},)),
        "no number either": Plant("", bills=({"self_pay": "6000"},)),
        "nobody holds anything": Plant("", ({"resdbook_no": "H3"},), ({"self_pay": "60000"},)),
    }
    done = plant(empty_workspace, tmp_path, "huining", stories, '"watch.household_burden" = 10000')
    rows = [tuple(map(str, row)) for row in lists_of(done.bureau, "household_burden")]
    assert rows == [("H1", "None", "10000.01", "10000.00", "household_over")]


def test_payments_above_the_cost_are_found(bureau: Bureau) -> None:
    """A cost refunded without what the fund paid for it, and a record whose parts are more than the whole."""
    paid = bill("A", person(1), "2023-03-05", "400", hifp_pay="600")
    back = {**refund(paid, "B", "2023-03-06", "0.5"), "hifp_pay": "0", "fund_pay_sumamt": "0"}
    back |= {"psn_pay": "-400", "cash_payamt": "-400", "medfee_sumamt": "-400", "inscp_amt": "-400"}
    more = {
        **back,
        "setl_id": "C",
        "psn_pay": "-100",
        "cash_payamt": "-100",
        "medfee_sumamt": "-100",
        "inscp_amt": "-100",
    }
    wrong = {**bill("D", person(2), "2023-03-05", "400", hifp_pay="600"), "medfee_sumamt": "900"}
    bureau.intake("settlements", [paid, back, more, wrong])
    run_lists(bureau, 2023, 3)
    rows = [tuple(map(str, row)) for row in lists_of(bureau, "over_cost")]
    assert rows == [
        ("None", "A", "100.00", "500.00", "above_cost"),
        ("None", "D", "None", "None", "refused_record"),
    ]


def test_a_refused_record_is_done_with_when_a_sound_one_comes(bureau: Bureau) -> None:
    sound = bill("D", person(2), "2023-03-05", "400", hifp_pay="600")
    bureau.intake("settlements", [{**sound, "medfee_sumamt": "900"}, bill("E", person(3), "2023-03-05", "1")])
    bureau.intake("settlements", [sound])
    run_lists(bureau, 2023, 3)
    assert lists_of(bureau, "over_cost") == []


@pytest.mark.parametrize(
    ("place", "list_id", "why"),
    [
        ("hefei", "household_means", "农村低收入家庭标准（元/人·年）待设定，设定前不能筛查"),
        ("hefei", "uninsured_full", "参保人员名册还没有载入，不能筛查"),
        ("yiyuan", "chronic_unenrolled", "门诊慢特病登记还没有载入，不能筛查"),
        ("huining", "household_burden", "家庭自付医疗费用负担较重线（元/户·年）待设定，设定前不能筛查"),
    ],
)
def test_a_list_that_lacks_something_says_what(
    make_bureau: Callable[[str], Bureau], place: str, list_id: str, why: str
) -> None:
    bureau = make_bureau(place)
    certno = number_of(place, 1)
    bureau.intake("identities", [holds(certno)])
    bureau.intake("settlements", [bill("A", certno, "2023-03-05", "1")])
    made = run_lists(bureau, 2023, 3)
    assert {one.worklist.id: one.hindrance for one in made.lists}[list_id] == why


def test_coverage_counts_every_holder_once(empty_workspace: Workspace, tmp_path: Path) -> None:
    stories = {
        "insured": Plant("低保对象"),
        "both": Plant("低保对象,特困人员"),
        "not insured": Plant("低保对象", None),
        "died": Plant("低保对象", ({"psn_insu_stas": "死亡"},)),
        "owed": Plant("", entitled=(("assistance", "10", "9.99"), ("catastrophic", "10", "10"))),
    }
    done = plant(empty_workspace, tmp_path, "hefei", stories)
    said = [(one.identity or one.payer, one.due, one.done) for one in done.made.coverage]
    assert said == [("特困人员", 1, 1), ("低保对象", 2, 1), ("catastrophic", 1, 1), ("assistance", 1, 0)]


def test_twelve_months_before_the_29th_of_february_begin_on_the_28th(
    empty_workspace: Workspace, tmp_path: Path
) -> None:
    """R100."""
    bureau = new_bureau(empty_workspace("yingkou"), tmp_path)
    days = {1: "2023-02-27", 2: "2023-02-28", 3: "2024-02-28", 4: "2024-02-29"}
    numbers = {at: number_of("yingkou", at) for at in days}
    bureau.intake("identities", [holds(one, "因病致贫重病患者", "2024-02-29") for one in numbers.values()])
    bills = [bill(f"S{at}", numbers[at], day, "7000") for at, day in days.items()]
    bureau.intake("settlements", bills, on=date(2024, 3, 5))
    run_lists(bureau, 2024, 2)
    rows = bureau.sql("select person_id from screen.worklist where list = 'look_back' order by person_id")
    assert [str(row["person_id"]) for row in rows] == [numbers[2][:17], numbers[3][:17]]


def test_a_month_made_again_is_the_same(empty_workspace: Workspace, tmp_path: Path) -> None:
    done = plant(empty_workspace, tmp_path, "hefei", {"uninsured": Plant("低保对象", None)})
    before = done.bureau.sql("select * from screen.worklist")
    run_lists(done.bureau, 2023, 3)
    assert done.bureau.sql("select * from screen.worklist") == before


def test_the_place_is_that_of_the_roster(empty_workspace: Workspace, tmp_path: Path) -> None:
    stopped = {"psn_insu_stas": "2", "paus_insu_date": "2023-02-01"}
    stories = {
        "placed": Plant("低保对象", (stopped,)),
        "nowhere": Plant("低保对象", ({**stopped, "township": "没有的镇"},)),
    }
    done = plant(empty_workspace, tmp_path, "hefei", stories)
    rows = done.bureau.sql("select county_code, township_code from screen.worklist order by person_id")
    assert [(row["county_code"], row["township_code"]) for row in rows] == [
        ("340121000000", "340121100000"),
        ("340121000000", None),
    ]


def test_every_kind_of_list_is_named_by_some_pack() -> None:
    named = {shape.id for place in pack_names() for shape in load_pack(place).worklist_shapes}
    assert named == set(KINDS)
