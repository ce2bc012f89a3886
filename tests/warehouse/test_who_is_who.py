"""R89, R90, R91: other certificates and newborns are taken in; one number is one person, and two numbers are two."""

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import Row, bill, check_digit, holds, person, resident

DOTS = "·•．・‧."
HOME = {"resdbook_no": "H1", "brdy": "1950-01-01"}
CERTIFICATES = {
    "a passport": "E12345678",
    "a return permit of Hong Kong": "H12345678",
    "a residence permit of Hong Kong": "81000019900101001" + check_digit("81000019900101001"),
    "a residence permit of Taiwan": "83000019900101002" + check_digit("83000019900101002"),
}


def notes_of(bureau: Bureau, *rows: Row, kind: str = "persons") -> str:
    """What the operator is told of a file."""
    return "；".join(bureau.intake(kind, list(rows)).notes)


@pytest.mark.parametrize("case", CERTIFICATES)
def test_another_certificate_brings_its_holder_onto_the_list(bureau: Bureau, case: str) -> None:
    number = CERTIFICATES[case]
    bureau.intake("persons", [resident(number)])
    bureau.intake("identities", [holds(number)])
    bureau.intake("settlements", [bill("S1", number, "2023-03-05", "12000", psn_cert_type="99", insu_admdvs="340121")])
    (row,) = bureau.month("2023-03").issue.rows
    assert (row.certno, row.township) == (number, "水湖镇")


def test_a_number_of_no_known_kind_is_kept_for_a_human(bureau: Bureau) -> None:
    loaded = bureau.intake("persons", [resident("12345678"), resident(person(1))])
    assert (loaded.counts.accepted, [code for code, _reason, _count in loaded.reasons]) == (1, ["E-ID-FORM"])


def newborn(**more: str) -> Row:
    """A settlement of a child that has no number yet."""
    return bill("B1", "", "2023-03-05", "12000", psn_no="P77", insu_admdvs="340121") | more


def test_a_newborn_without_number_is_listed_by_the_number_of_the_insured(bureau: Bureau) -> None:
    bureau.intake("persons", [resident("", psn_no="P77", **HOME)])
    bureau.intake("identities", [holds(person(1))])
    assert bureau.intake("settlements", [newborn()]).counts.accepted == 1
    assert bureau.sql("select kind, value from warehouse.identifier") == [{"kind": "psn_no", "value": "P77"}]


def test_a_newborn_s_bills_follow_when_the_number_comes(bureau: Bureau) -> None:
    bureau.intake("settlements", [newborn()])
    bureau.intake("persons", [resident(person(1), psn_no="P77")])
    bureau.intake("identities", [holds(person(1))])
    assert [row.certno for row in bureau.month("2023-03").issue.rows] == [person(1)]


@pytest.mark.parametrize("dot", DOTS)
def test_middle_dots_make_no_other_name(bureau: Bureau, dot: str) -> None:
    bureau.intake("persons", [resident(person(1), psn_name="阿里·买买提")])
    assert "姓名" not in notes_of(bureau, holds(person(1), psn_name=f"阿里{dot}买买提"), kind="identities")


@pytest.mark.parametrize("name", ["阿 里·买买提", "阿里\u3000·买买提", "阿\u200b里·买买提"])
def test_blanks_and_invisible_marks_make_no_other_name(bureau: Bureau, name: str) -> None:
    bureau.intake("persons", [resident(person(1), psn_name="阿里·买买提")])
    assert "姓名" not in notes_of(bureau, holds(person(1), psn_name=name), kind="identities")


def test_another_name_of_one_number_is_told_and_parts_nobody(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(person(1), psn_name="张三")])
    told = notes_of(bureau, holds(person(2)), holds(person(1), psn_name="张叁"), kind="identities")
    assert "第 2 条记录：姓名与名册上同一号码的另一种写法不一致" in told
    assert bureau.sql("select count(distinct person_id) as people from warehouse.person_row") == [{"people": 1}]


def test_another_name_in_a_settlement_is_told(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(person(1), psn_name="张三")])
    told = notes_of(bureau, bill("S1", person(1), "2023-03-05", psn_name="李四"), kind="settlements")
    assert "第 1 条记录：姓名与名册上同一号码的另一种写法不一致" in told


def test_the_name_is_shown_as_it_was_written(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(person(1), psn_name="阿里•买买提")])
    assert bureau.sql("select psn_name from warehouse.person_row") == [{"psn_name": "阿里•买买提"}]


def test_two_numbers_of_one_name_birth_and_household_stay_two_and_are_told(bureau: Bureau) -> None:
    told = notes_of(bureau, *(resident(person(n), psn_name="张三", **HOME) for n in (1, 2)))
    assert "第 1、2 条记录：与另一个号码的人姓名、出生日期、户号都相同，疑似一人两号，没有合并" in told
    assert bureau.sql("select count(*) as links from warehouse.alias") == [{"links": 0}]


DIFFERENT = {
    "another name": resident(person(2), psn_name="李四", **HOME),
    "another household": resident(person(2), psn_name="张三", **{**HOME, "resdbook_no": "H2"}),
    "another birth date": resident(person(2, born="19510101"), psn_name="张三", resdbook_no="H1"),
    "no household": resident(person(2), psn_name="张三"),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_who_differs_in_one_of_the_three_is_not_suspected(bureau: Bureau, case: str) -> None:
    assert "疑似" not in notes_of(bureau, resident(person(1), psn_name="张三", **HOME), DIFFERENT[case])


def test_who_was_registered_as_one_person_is_not_suspected(bureau: Bureau) -> None:
    change = {
        "原证件号码": person(1),
        "新证件号码": person(2),
        "变更日期": "2023-01-01",
        "依据": "证明",
        "经办人": "甲",
    }
    bureau.intake("renumbered", [change])
    assert "疑似" not in notes_of(bureau, *(resident(person(n), psn_name="张三", **HOME) for n in (1, 2)))


def test_the_notes_name_nobody(bureau: Bureau) -> None:
    bureau.intake("persons", [resident(person(1), psn_name="丝雀")])
    told = notes_of(bureau, resident(person(1), psn_name="金丝"), resident(person(2), psn_name="丝雀", **HOME))
    assert not [part for part in ("丝雀", "金丝", person(1)) if part in told]
