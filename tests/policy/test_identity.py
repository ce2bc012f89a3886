"""The words of the rosters lead to thirteen canonical names, and nothing is guessed."""

import pytest

from monitor.policy import IDENTITIES, IDENTITY_NAMES, canonical_identity, identity_rank

RANKED = (
    "特困人员", "孤儿", "低保对象", "返贫致贫人口", "防止返贫监测对象", "低保边缘家庭成员", "因病致贫重病患者",
    "脱贫人口", "即时帮扶人员", "低收入家庭", "计划生育特殊家庭父母", "低收入家庭老年人", "其他特殊困难人员",
)  # fmt: skip
WORDS = [
    ("特困人员", "特困供养人员 特困供养对象 五保"),
    ("孤儿", "散居孤儿 事实无人抚养儿童 事实无人抚养孤儿"),
    ("低保对象", "最低生活保障对象 最低生活保障家庭成员 城市低保 农村低保"),
    ("返贫致贫人口", "返贫致贫人口"),
    ("防止返贫监测对象", "纳入监测范围的农村易返贫致贫人口 脱贫不稳定人口 边缘易致贫人口 突发严重困难人口"),
    ("低保边缘家庭成员", "低保边缘家庭 低保边缘对象 最低生活保障边缘家庭成员"),
    ("因病致贫重病患者", "因病致困家庭患者 因病致贫家庭重病患者 支出型困难"),
    ("脱贫人口", "稳定脱贫人口 脱贫享受政策人员 建档立卡贫困人口 建档立卡低收入农户"),
    ("低收入家庭", "低收入家庭救助对象"),
    ("其他特殊困难人员", "重度残疾人(1、2级) 重度残疾人 省部级患病劳模 在乡老复员军人 7—10级残疾军人"),
]


def test_the_categories_and_their_rank() -> None:
    assert IDENTITY_NAMES == RANKED


@pytest.mark.parametrize(("name", "word"), [(name, word) for name, words in WORDS for word in words.split()])
def test_every_word_of_the_rosters_is_known(name: str, word: str) -> None:
    assert canonical_identity(word) == name


@pytest.mark.parametrize("word", [" 低保 对象 ", "低保\u3000对象", "低保\u200b对象", "低保对象\n"])
def test_spaces_and_invisible_characters_do_not_matter(word: str) -> None:
    assert canonical_identity(word) == "低保对象"


@pytest.mark.parametrize("word", ["重度残疾人（1、2级）", "７—１０级残疾军人", "7-10级残疾军人", "7～10级残疾军人"])
def test_width_of_brackets_and_kind_of_dash_do_not_matter(word: str) -> None:
    assert canonical_identity(word) == "其他特殊困难人员"


@pytest.mark.parametrize("word", ["", "困难户", "监测对象（风险已消除）", "低保对象，脱贫人口", "非低保对象"])
def test_nothing_is_guessed(word: str) -> None:
    assert canonical_identity(word) is None


def test_no_word_belongs_to_two_categories() -> None:
    words = [word for item in IDENTITIES for word in (item.name, *item.aliases)]
    assert len(words) == len(set(words))


def test_rank_one_is_the_strongest() -> None:
    assert (identity_rank("特困人员"), identity_rank("其他特殊困难人员")) == (1, 13)
