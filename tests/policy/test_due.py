"""The deadlines of the packs: proven like every figure, and refused where they cannot be worked out."""

from datetime import date
from pathlib import Path

import pytest

from monitor.errors import PolicyError
from monitor.policy import load_pack, pack_names
from monitor.policy.due import stated_on, when_text
from monitor.policy.loader import load_pack_file
from monitor.policy.show import show_pack

DAY = date(2023, 4, 1)
SOUND = Path(__file__).parent / "sound"
ENTRY = """
[[deadlines]]
id = "lists"
name = "送出"
who = "医保经办机构"
{more}
article = "第四条"
quote = "按月预警"
"""


def with_entries(folder: Path, *more: str) -> Path:
    """The sound pack with deadlines of its own."""
    (folder / "texts").mkdir()
    (folder / "texts" / "qinghe.txt").write_bytes((SOUND / "texts" / "qinghe.txt").read_bytes())
    text = (SOUND / "qinghe.toml").read_text(encoding="utf-8") + "".join(ENTRY.format(more=one) for one in more)
    (folder / "qinghe.toml").write_text(text, encoding="utf-8")
    return folder / "qinghe.toml"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("hefei", {"rosters": "每月 10 日前", "comparison": "收到名册之日起 3 个工作日内", "lists": "每月 10 日前"}),
        ("yingkou", dict.fromkeys(("rosters", "lists"), "定期（文件没有写明日子，由经办机构设定）")),
        ("huining", {"summary": "定期（文件没有写明日子，由经办机构设定）"}),
        ("yiyuan", {}),
        ("zhejiang", {"report": "每年 12 月底前"}),
    ],
)
def test_what_each_document_says(place: str, said: dict[str, str]) -> None:
    assert {one.id: when_text(one) for one in stated_on(load_pack(place), DAY)} == said


@pytest.mark.parametrize("place", pack_names())
def test_every_deadline_is_shown_with_its_words(place: str) -> None:
    pack = load_pack(place)
    shown = "\n".join(show_pack(pack, DAY, {}))
    assert [one.quote for one in stated_on(pack, DAY) if one.quote not in shown] == []


def test_there_is_none_before_the_document_is_in_force() -> None:
    assert stated_on(load_pack("hefei"), date(2021, 12, 31)) == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('day = "nothing.such"', "deadlines[lists].day：没有编号为“nothing.such”的值"),
        ('day = "warning.threshold"', "“warning.threshold”的单位应为 day_of_month，实为 yuan"),
        ('after = "rosters"', "within 和 after 要一起写"),
        ('within = "warning.threshold"', "within 和 after 要一起写"),
        ('day = "warning.threshold"\nmonth = "warning.threshold"', "day、within、month 只能写一项"),
        ('within = "warning.threshold"\nafter = "rosters"', "要写另一项有日子的期限的编号"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, more: str, said: str) -> None:
    with pytest.raises(PolicyError) as refused:
        load_pack_file(with_entries(tmp_path, more))
    assert said in str(refused.value)


def test_a_deadline_stands_once(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"deadlines\[lists\]：编号重复"):
        load_pack_file(with_entries(tmp_path, "", ""))


def test_its_quotation_must_stand_in_the_text(tmp_path: Path) -> None:
    path = with_entries(tmp_path, "")
    path.write_text(path.read_text("utf-8").replace('quote = "按月预警"', 'quote = "每周预警"'), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"deadlines\[lists\].quote"):
        load_pack_file(path)


@pytest.mark.parametrize(("figure", "fault"), [(29, "1–28"), (31, "1–28"), (28, "")])
def test_a_day_that_not_every_month_has_is_no_deadline(tmp_path: Path, figure: int, fault: str) -> None:
    path = with_entries(tmp_path, 'day = "warning.deadline"')
    value = f"""
[[values]]
id = "warning.deadline"
name = "期限"
layer = "warning"
unit = "day_of_month"
from = 2022-01-01
value = {figure}
article = "第四条"
quote = "每月{figure}日前送出名单"
"""
    path.write_text(path.read_text("utf-8") + value, encoding="utf-8")
    text = tmp_path / "texts" / "qinghe.txt"
    text.write_text(text.read_text("utf-8") + f"每月{figure}日前送出名单。\n", encoding="utf-8")
    if fault:
        with pytest.raises(PolicyError, match=fault):
            load_pack_file(path)
    else:
        assert stated_on(load_pack_file(path), DAY)[0].day == figure
