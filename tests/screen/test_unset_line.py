"""A line that the document leaves open and the operator has not set: no month is issued that would say all is well."""

from decimal import Decimal

import pytest

from monitor.errors import StateError
from monitor.policy import load_pack
from tests.conftest import MakeBureau
from tests.warehouse.builder import bill, person


def test_no_list_goes_out_before_the_line_is_set(make_bureau: MakeBureau) -> None:
    bureau = make_bureau("huining")
    bureau.intake("settlements", [bill("S1", person(1, "620422"), "2023-03-05", "90000")])
    with pytest.raises(StateError) as refused:
        bureau.month("2023-03")
    assert (refused.value.code, '"warning.threshold"' in refused.value.where) == ("E-RULE-002", True)
    assert bureau.sql("select * from lists.issue") == []


def test_a_line_set_by_the_operator_says_so() -> None:
    pack = load_pack("huining").with_parameters({"warning.threshold": Decimal(3000)})
    (rule,) = pack.rules_on(pack.effective)
    assert (rule.threshold_fen, rule.formula.endswith("预警线由经办机构设定，文件没有写明数值")) == (300_000, True)
    assert "经办机构设定" not in load_pack("hefei").rules_on(load_pack("hefei").effective)[0].formula
