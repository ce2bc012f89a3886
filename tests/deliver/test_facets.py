"""The choices of a page and the tags of its persons."""

from monitor.deliver.facets import facets, tags

PEOPLE = [
    {
        "village": ("乙村",),
        "identity": ("低保对象", "脱贫人口"),
        "case": ("已办结", "待入户"),
        "status": ("持续", "持续"),
    },
    {"village": ("甲村",), "identity": ("无困难身份",), "case": ("待入户",), "status": ("新增",)},
    {"village": ("乙村",), "identity": ("低保对象",), "case": ("",), "status": ("观察",)},
]
MADE = {facet.id: facet for facet in facets(PEOPLE)}


def choices(facet: str) -> list[tuple[str, int]]:
    return [(choice.text, choice.count) for choice in MADE[facet].choices]


def test_a_person_counts_once_for_a_word() -> None:
    assert choices("village") == [("乙村", 2), ("甲村", 1)]
    assert choices("identity") == [("低保对象", 2), ("脱贫人口", 1), ("无困难身份", 1)]


def test_states_and_statuses_stand_in_their_order() -> None:
    assert choices("case") == [("待入户", 2), ("已办结", 1)]
    assert choices("status") == [("新增", 1), ("持续", 1), ("观察", 1)]


def test_a_facet_without_two_words_is_of_no_use() -> None:
    useful = {name for name, facet in MADE.items() if facet.is_useful}
    assert useful == {"village", "identity", "case", "status"}


def test_tags_are_those_of_the_persons_own_words() -> None:
    by_tag = {choice.tag: choice.text for facet in MADE.values() for choice in facet.choices}
    assert len(by_tag) == sum(len(facet.choices) for facet in MADE.values())
    said = [by_tag[tag] for tag in tags(PEOPLE[0], list(MADE.values())).split()]
    assert said == ["乙村", "低保对象", "脱贫人口", "待入户", "已办结", "持续"]
