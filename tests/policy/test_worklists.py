"""The worklists of a pack: what is missing or does not fit is named with its key path."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.errors import PolicyError
from monitor.policy import load_pack, pack_names
from monitor.policy.loader import load_pack_file
from monitor.policy.worklists import KINDS, worklists_on

SOUND = Path(__file__).parent / "sound"
ENTRY = """
[[worklists]]
id = "{id}"
name = "清单"
{more}
formula = "公式"
todo = "办法"
article = "{article}"
quote = "{quote}"
"""


def with_entry(folder: Path, list_id: str, more: str, quote: str = "") -> Path:
    """The sound pack with one worklist more."""
    text = (SOUND / "qinghe.toml").read_text(encoding="utf-8")
    (folder / "texts").mkdir()
    wording = (SOUND / "texts" / "qinghe.txt").read_text(encoding="utf-8")
    (folder / "texts" / "qinghe.txt").write_text(wording, encoding="utf-8")
    entry = ENTRY.format(id=list_id, more=more, article="第一条", quote=quote or "".join(wording.split())[:12])
    (folder / "qinghe.toml").write_text(text + entry, encoding="utf-8")
    return folder / "qinghe.toml"


@pytest.mark.parametrize(
    ("list_id", "more", "said"),
    [
        ("actual_rate", 'identities = ["低保对象"]', "worklists[actual_rate].figures：缺少“least”"),
        ("over_cost", 'figures = { least = "x" }', "这种清单不用“least”"),
        (
            "household_burden",
            'identities = ["低保对象"]\nfigures = { over = "nothing.such" }',
            "没有编号为“nothing.such”的值",
        ),
        ("zero_pay", "", "worklists[zero_pay].identities：至少要有一个身份"),
        ("unreceived", 'layers = ["re_assistance"]', "没有编号为“re_assistance”的支付层次"),
        ("no_such_list", "", "worklists"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, list_id: str, more: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        load_pack_file(with_entry(tmp_path, list_id, more))
    assert said in "\n".join(caught.value.lines())


def test_a_quotation_must_stand_in_the_text(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"worklists\[over_cost\].quote"):
        load_pack_file(with_entry(tmp_path, "over_cost", "", "文件里没有的话"))


def test_a_sound_list_is_loaded(tmp_path: Path) -> None:
    assert [one.id for one in load_pack_file(with_entry(tmp_path, "over_cost", "")).worklist_shapes] == ["over_cost"]


def test_a_list_waits_for_what_the_operator_must_set() -> None:
    pack = load_pack("hefei")
    waiting = {one.id for one in worklists_on(pack, date(2023, 3, 31)) if one.waits}
    assert waiting == {"household_means"}
    ready = pack.with_parameters({"application.income_standard": Decimal(9000)})
    assert not [one.id for one in worklists_on(ready, date(2023, 3, 31)) if one.waits]


@pytest.mark.parametrize("place", pack_names())
def test_every_place_has_lists_in_its_own_words(place: str) -> None:
    lists = worklists_on(load_pack(place), date(2023, 12, 31))
    assert {"unreceived", "overpaid", "over_cost", "departed"} <= {one.id for one in lists} <= set(KINDS)
    assert all(one.quote and one.formula and one.todo for one in lists)
