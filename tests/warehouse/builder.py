"""Small rows of the bureau's files: settlements whose amounts obey the identities of the record, rosters, people.

Amounts are texts of yuan, everybody is synthetic. Nothing here reads or writes a file.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

FUNDS = (
    "hifp_pay", "hifmi_pay", "hifob_pay", "maf_pay", "cvlserv_pay", "hifes_pay", "hifdm_pay", "othfund_pay",
)  # fmt: skip
OUTSIDE = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt")
MONEY = (
    "medfee_sumamt", *OUTSIDE, "inscp_amt", *FUNDS, "fund_pay_sumamt", "psn_pay", "acct_pay", "cash_payamt",
    "ownpay_hosp_part",
)  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HEFEI = "340121"
_YINGKOU = "210881"


def check_digit(seventeen: str) -> str:
    """The last character of an identity number, from the standard's weights (GB 11643-1999)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, _WEIGHTS, strict=True)) % 11]


def person(number: int, region: str = _HEFEI, born: str = "19500101") -> str:
    """The identity number of synthetic person `number` (1–999)."""
    seventeen = f"{region}{born}{number:03d}"
    return seventeen + check_digit(seventeen)


def yingkou_person(number: int) -> str:
    """As `person`, of a county of Yingkou."""
    return person(number, _YINGKOU)


def bill(setl_id: str, certno: str, day: str, self_pay: str = "0", own: str = "0", **more: Any) -> Row:
    """A settlement that leaves `self_pay` of the in-scope cost and `own` expense to the person; the rest by name."""
    given = {name: Decimal(str(more.pop(name, 0))) for name in (*FUNDS, *OUTSIDE[1:], "ownpay_hosp_part")}
    funds = sum((given[name] for name in FUNDS), Decimal(0))
    given |= {"fulamt_ownpay_amt": Decimal(own), "fund_pay_sumamt": funds, "inscp_amt": Decimal(self_pay) + funds}
    given["medfee_sumamt"] = given["inscp_amt"] + sum(given[name] for name in OUTSIDE)
    given["psn_pay"] = given["medfee_sumamt"] - funds - given["ownpay_hosp_part"]
    given |= {"acct_pay": Decimal(0), "cash_payamt": given["psn_pay"]}
    row = {"setl_id": setl_id, "init_setl_id": "", "certno": certno, "psn_no": "", "setl_time": day, "med_type": "21"}
    row |= {"insutype": "390", "insu_admdvs": certno[:6]}
    return {**row, **{name: str(given[name]) for name in MONEY}, **more}


def refund(original: Row, setl_id: str, day: str, share: str = "1") -> Row:
    """The record that undoes `original`, or a share of it that gives whole fen."""
    money = {name: str((-Decimal(original[name]) * Decimal(share)).quantize(Decimal("0.01"))) for name in MONEY}
    return {**original, **money, "setl_id": setl_id, "init_setl_id": original["setl_id"], "setl_time": day}


def resident(certno: str, township: str = "水湖镇", county: str = "长丰县", **more: Any) -> Row:
    """A row of the persons' roster."""
    row = {"certno": certno, "psn_no": "", "psn_name": "测试人", "insutype": "390", "county": county}
    return {**row, "township": township, **more}


def holds(certno: str, identity: str = "低保对象", begins: str = "2023-01-01", ends: str = "", **more: Any) -> Row:
    """A row of the identities' roster."""
    return {"certno": certno, "identity": identity, "begndate": begins, "enddate": ends, **more}


def without(row: Mapping[str, Any], *names: str) -> Row:
    """The row without some of its columns."""
    return {key: value for key, value in row.items() if key not in names}
