"""Hefei's worklists: each planted error is found, by the right list and with the right amount, and nobody else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.screen.planted import Plant, Planted, plant

SETTINGS = '"premium_subsidy.contribution" = 380\n"application.income_standard" = 9000'
STOPPED = {"psn_insu_stas": "2", "paus_insu_date": "2023-02-01"}
POOR = {"resdbook_no": "H7", "income": "20000", "asset_check": "通过"}
STAY = {"self_pay": "100", "hifp_pay": "900", "begndate": "2023-03-01", "enddate": "2023-03-09", "fixmedins_code": "H3"}
STORIES = {
    "in order": Plant(bills=({"self_pay": "100", "hifp_pay": "300"},)),
    "full subsidy, stopped": Plant("特困人员", (STOPPED,), found=(("uninsured_full", "stopped", None, None),)),
    "full subsidy, on no roster": Plant("孤儿", None, found=(("uninsured_full", "no_record", None, None),)),
    "part subsidy, stopped": Plant("低保对象", (STOPPED,), found=(("uninsured_partial", "stopped", None, None),)),
    "both, stopped: the bureau enrols": Plant(
        "低保对象,特困人员", (STOPPED,), found=(("uninsured_full", "stopped", None, None),)
    ),
    "stops only after the month": Plant("低保对象", ({"psn_insu_stas": "2", "paus_insu_date": "2023-04-01"},)),
    "stopped and no identity": Plant("", (STOPPED,)),
    "insured as employee": Plant("低保对象", ({"insutype": "310"},)),
    "died": Plant("低保对象", ({"psn_insu_stas": "死亡"},), found=(("departed", "died", None, None),)),
    "moved away, and no identity": Plant("", ({"psn_insu_stas": "异地参保"},)),
    "listed and stopped": Plant(
        "低保对象",
        (STOPPED,),
        ({"self_pay": "10000.01"},),
        found=(("uninsured_partial", "stopped", None, None), ("departed", "stopped", "10000.01", None)),
    ),
    "newly recognised and uninsured": Plant(
        "低保对象 2023-03-05",
        (STOPPED,),
        found=(("uninsured_partial", "stopped", None, None), ("premium_due", "due_now", "342.00", "380.00")),
    ),
    "newly recognised in two classes": Plant(
        "防止返贫监测对象 2023-03-05,返贫致贫人口 2023-03-09",
        ({"psn_insu_date": "2023-03-12"},),
        found=(("premium_due", "due_now", "304.00", "380.00"), ("treat_first", "gained", None, None)),
    ),
    "newly recognised and insured since December": Plant(
        "低保对象 2023-03-05",
        found=(("premium_due", "already_insured", "0.00", "380.00"), ("treat_first", "gained", None, None)),
    ),
    "newly recognised, insured as employee": Plant("低保边缘家庭成员 2023-03-05", ({"insutype": "310"},)),
    "left in the month": Plant(
        "低保对象 2022-01-01 2023-03-20",
        found=(("premium_due", "left", "0.00", "380.00"), ("treat_first", "lost", None, None)),
    ),
    "moved up to a higher class": Plant(
        "防止返贫监测对象,返贫致贫人口 2023-03-09",
        found=(("premium_due", "class_changed", "0.00", "380.00"), ("treat_first", "gained", None, None)),
    ),
    "below the standard": Plant(
        "",
        bills=({"self_pay": "15000.01"},),
        household=POOR,
        found=(("household_means", "below_standard", "4999.99", "9000.00"),),
    ),
    "below the standard, assets not passed": Plant(
        "", bills=({"self_pay": "15000.01"},), household={**POOR, "resdbook_no": "H8", "asset_check": "未通过"}
    ),
    "at the standard": Plant(
        "", bills=({"self_pay": "15000.01"},), household={**POOR, "resdbook_no": "H9", "income": "24000.01"}
    ),
    "a fen below the standard": Plant(
        "",
        bills=({"self_pay": "15000.01"},),
        household={**POOR, "resdbook_no": "H10", "income": "24000.00"},
        found=(("household_means", "below_standard", "8999.99", "9000.00"),),
    ),
    "not seriously ill": Plant("", bills=({"self_pay": "15000"},), household={**POOR, "resdbook_no": "H11"}),
    "assistance not triggered": Plant(
        entitled=(("assistance", "750.00", "0"), ("assistance_major", "100.00", "0")),
        found=(("unreceived", "not_triggered", "850.00", "850.00"),),
    ),
    "deductible not tilted": Plant(
        entitled=(("catastrophic", "325.00", "0"),),
        found=(("unreceived", "deductible_not_tilted", "325.00", "325.00"),),
    ),
    "rate not tilted": Plant(
        entitled=(("catastrophic", "650.00", "600.00"),), found=(("unreceived", "rate_not_tilted", "50.00", "650.00"),)
    ),
    "nobody's deductible, nothing paid": Plant(
        "", entitled=(("catastrophic", "10.00", "0"),), found=(("unreceived", "nothing_paid", "10.00", "10.00"),)
    ),
    "assistance paid too little": Plant(
        entitled=(("assistance", "750.00", "749.99"),), found=(("unreceived", "paid_less", "0.01", "750.00"),)
    ),
    "one column, two layers, right in all": Plant(
        entitled=(("assistance", "750.00", "740.00"), ("assistance_major", "100.00", "110.00"))
    ),
    "paid without a right": Plant(
        "", entitled=(("assistance", "0.00", "80.00"),), found=(("overpaid", "not_entitled", "80.00", "0.00"),)
    ),
    "paid too much": Plant(
        entitled=(("assistance", "750.00", "750.01"),), found=(("overpaid", "paid_more", "0.01", "750.00"),)
    ),
    "too little before, too much after": Plant(
        entitled=(("catastrophic", "650.00", "600.00"), ("assistance", "100.00", "137.50")),
        found=(
            ("unreceived", "rate_not_tilted", "50.00", "650.00"),
            ("overpaid", "follows_earlier", "37.50", "100.00"),
        ),
    ),
    "a stay paid twice": Plant(
        "",
        bills=tuple({**STAY, "day": day} for day in ("2023-03-10", "2023-03-20")),
        found=(("over_cost", "paid_twice", "900.00", "1000.00"),),
    ),
}


@pytest.fixture(scope="module")
def planted(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """All stories at once."""
    return plant(empty_workspace, tmp_path_factory.mktemp("hefei"), "hefei", STORIES, SETTINGS)


@pytest.mark.parametrize("story", STORIES)
def test_the_lists_say(planted: Planted, story: str) -> None:
    assert planted.rows[story] == set(STORIES[story].found)
