"""The worklists of the other places: each planted error is found, by the right list and with the right amount."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.screen.planted import Plant, Planted, plant


def paid(fee: str, day: str = "2023-03-10", **funds: str) -> Mapping[str, Any]:
    """A stay wholly in scope of which the funds paid their parts and the person the rest."""
    rest = float(fee) - sum(float(one) for one in funds.values())
    return {"self_pay": f"{rest:.2f}", "day": day, **funds}


HYPERTENSION = {"dise_no": "M03900", "med_type": "11", "self_pay": "50"}
ENROLLED = {"opsp_dise_code": "M03900", "begndate": "2023-01-01"}
ILL = "因病致贫重病患者"
YINGKOU = {
    "applied in March": Plant(
        f"{ILL} 2023-03-15",
        bills=(paid("15000.03", day="2022-06-01"), {"self_pay": "90000", "day": "2023-03-15"}),
        found=(("look_back", "look_back", "5000.02", "15000.03"),),
    ),
    "a day before the twelve months": Plant(f"{ILL} 2023-03-15", bills=(paid("15000", day="2022-03-14"),)),
    "the first day of the twelve months": Plant(
        f"{ILL} 2023-03-15",
        bills=(paid("6000", day="2022-03-15"),),
        found=(("look_back", "look_back", "500.00", "6000.00"),),
    ),
    "at the deductible": Plant(f"{ILL} 2023-03-15", bills=(paid("5000", day="2023-03-14"),)),
    "over the cap": Plant(
        f"{ILL} 2023-03-15",
        bills=(paid("90000", day="2023-03-14"),),
        found=(("look_back", "look_back", "20000.00", "90000.00"),),
    ),
    "applied again: only what came since": Plant(
        f"{ILL} 2022-09-01 2022-12-31,{ILL} 2023-03-15",
        bills=(paid("50000", day="2022-07-01"), paid("50000", day="2022-12-31"), paid("7000", day="2023-01-01")),
        found=(("look_back", "look_back_again", "1000.00", "7000.00"),),
    ),
    "applied in February": Plant(f"{ILL} 2023-02-15", bills=(paid("15000", day="2022-06-01"),)),
    "other special hardship is subsidised in full": Plant(
        "其他特殊困难人员", None, found=(("uninsured_full", "no_record", None, None),)
    ),
    "marginal is mobilised": Plant("低保边缘家庭成员", None, found=(("uninsured_partial", "no_record", None, None),)),
    "marginal, newly recognised": Plant(
        "低保边缘家庭成员 2023-03-01",
        ({"psn_insu_date": "2023-03-02"},),
        found=(("premium_due", "due_now", "240.00", "400.00"), ("treat_first", "gained", None, None)),
    ),
}
YIYUAN = {
    "in order": Plant("脱贫人口", bills=(paid("1000", hifp_pay="800"),), chronic=(ENROLLED,)),
    "no tag": Plant("脱贫人口", tag="", found=(("tag_missing", "tag_missing", None, None),)),
    "a word that is no tag": Plant("即时帮扶人员", tag="村标", found=(("tag_missing", "tag_unknown", None, None),)),
    "low income without a tag": Plant("低保对象", tag=""),
    "temporary cover": Plant("其他特殊困难人员", tag="临时", found=(("temporary_ledger", "held", None, None),)),
    "temporary cover since March": Plant(
        "其他特殊困难人员 2023-03-09", tag="临时", found=(("temporary_ledger", "entered", None, None),)
    ),
    "chronic, not enrolled": Plant(
        "脱贫人口",
        bills=(HYPERTENSION, HYPERTENSION),
        found=(("chronic_unenrolled", "not_enrolled", "100.00", None),),
    ),
    "chronic, enrolment lapsed": Plant(
        "脱贫人口",
        bills=(HYPERTENSION,),
        chronic=({**ENROLLED, "begndate": "2022-01-01", "enddate": "2022-12-31"},),
        found=(("chronic_unenrolled", "enrolment_lapsed", "50.00", None),),
    ),
    "chronic and enrolled": Plant("脱贫人口", bills=(HYPERTENSION,), chronic=(ENROLLED,)),
    "chronic, enrolled for another disease": Plant(
        "脱贫人口",
        bills=(HYPERTENSION,),
        chronic=({**ENROLLED, "opsp_dise_code": "M01600"},),
        found=(("chronic_unenrolled", "not_enrolled", "50.00", None),),
    ),
    "chronic and nobody's identity": Plant("", bills=(HYPERTENSION,)),
    "nothing paid by the person": Plant(
        "脱贫人口",
        bills=(paid("1000", hifp_pay="800", maf_pay="200"),),
        found=(("zero_pay", "zero_pay", "1000.00", "0.00"),),
    ),
    "nothing paid, and no identity": Plant("", bills=(paid("1000", hifp_pay="1000"),)),
    "beyond the catalogue": Plant(
        "低保对象",
        bills=({"self_pay": "-50", "hifp_pay": "850", "own": "60"},),
        found=(("beyond_catalogue", "beyond_catalogue", "50.00", "800.00"),),
    ),
    "beyond by supplementary insurance only": Plant(
        "低保对象", bills=({"self_pay": "-50", "hifp_pay": "700", "hifes_pay": "150", "own": "60"},)
    ),
    "re-assistance owed": Plant(
        "脱贫人口",
        entitled=(("re_assistance", "700.00", "0"),),
        found=(("re_assistance", "nothing_paid", "700.00", "700.00"),),
    ),
    "re-assistance paid": Plant("脱贫人口", entitled=(("re_assistance", "700.00", "700.00"),)),
    "uninsured": Plant("脱贫人口", None, found=(("uninsured_partial", "no_record", None, None),)),
}
RESIDENT, EMPLOYEE = {"insutype": "390"}, {"insutype": "310"}
HUINING = {
    "at the share": Plant("脱贫人口", bills=(paid("1000", hifp_pay="700", hifmi_pay="150", maf_pay="105"),)),
    "a fen below the share": Plant(
        "脱贫人口",
        bills=(paid("1000", hifp_pay="700", hifmi_pay="149.99", maf_pay="105.01"),),
        found=(("actual_rate", "below_share", "0.01", "849.99"),),
    ),
    "no promise to allowance holders": Plant("低保对象", bills=(paid("1000", hifp_pay="600", maf_pay="280"),)),
    "assisted a fen below the share": Plant(
        "低保对象",
        bills=(paid("1000", hifp_pay="900", maf_pay="69.99"),),
        found=(("assistance_rate", "below_share", "0.01", "69.99"),),
    ),
    "assisted to the cap": Plant("低保对象", bills=(paid("100000", hifp_pay="40000", maf_pay="30000"),)),
    "assisted to a fen below the cap": Plant(
        "低保对象",
        bills=(paid("100000", hifp_pay="40000", maf_pay="29999.99"),),
        found=(("assistance_rate", "below_share", "0.01", "29999.99"),),
    ),
    "outpatient care is not promised": Plant("低保对象", bills=({**paid("1000", hifp_pay="900"), "med_type": "14"},)),
    "care before the identity is not promised": Plant(
        "低保对象 2023-03-20",
        bills=(paid("1000", hifp_pay="900"),),
        found=(("premium_due", "already_insured", "0.00", None),),
    ),
    "resident and employee at once": Plant(
        "", (RESIDENT, EMPLOYEE), found=(("insured_twice", "two_kinds", None, None),)
    ),
    "insured in two areas": Plant(
        "", (RESIDENT, {"insu_admdvs": "620402"}), found=(("insured_twice", "two_areas", None, None),)
    ),
    "employee since the other stopped": Plant("", ({"psn_insu_stas": "2", "paus_insu_date": "2023-03-30"}, EMPLOYEE)),
    "uninsured": Plant("脱贫人口", None, found=(("uninsured_partial", "no_record", None, None),)),
}
ZHEJIANG = {
    "approved in March, uninsured": Plant(
        "低保边缘家庭成员 2023-03-20", None, found=(("premium_due", "due_now", None, None),)
    ),
    "approved in March, insured since December": Plant(
        "低保边缘家庭成员 2023-03-20", found=(("premium_due", "already_insured", "0.00", None),)
    ),
    "approved in February, in effect in March": Plant(
        "低保边缘家庭成员 2023-02-20", found=(("treat_first", "gained", None, None),)
    ),
    "approved in February, uninsured": Plant(
        "低保边缘家庭成员 2023-02-20", None, found=(("uninsured_full", "no_record", None, None),)
    ),
    "left in March": Plant(
        "低保对象 2022-01-01 2023-03-20",
        found=(("premium_due", "left", "0.00", None), ("treat_first", "lost", None, None)),
    ),
}
PLACES = {
    "yingkou": (YINGKOU, '"premium_subsidy.contribution" = 400'),
    "yiyuan": (YIYUAN, ""),
    "huining": (HUINING, '"assistance.cap" = 30000'),
    "zhejiang": (ZHEJIANG, ""),
}


@pytest.fixture(scope="module")
def planted(
    request: pytest.FixtureRequest, empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Planted:
    """All stories of a place at once."""
    stories, settings = PLACES[request.param]
    return plant(empty_workspace, tmp_path_factory.mktemp("planted"), request.param, stories, settings)


@pytest.mark.parametrize(
    ("planted", "story"),
    [(place, story) for place, (stories, _) in PLACES.items() for story in stories],
    indirect=["planted"],
    scope="module",
)
def test_the_lists_say(planted: Planted, story: str) -> None:
    stories, _settings = PLACES[planted.bureau.pack.place]
    assert planted.rows[story] == set(stories[story].found)
