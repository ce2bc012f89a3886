"""What the persons of a page can be told apart by: place, identity, state of the case, status, rule, what is asked.

Comes in: the words of each person, facet by facet. Goes out: the choices that the page offers with their counts, and
for each person the short tags by which its script finds them. Never shows or hides anybody itself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.deliver.casework import CASE_STATES
from monitor.deliver.certifying import WORDS as ASKED
from monitor.deliver.wording import STATUS
from monitor.policy.identity import IDENTITY_NAMES

NAMES: Final[Mapping[str, str]] = {
    "asked": "身份事项",
    "township": "乡镇",
    "village": "村居",
    "identity": "身份",
    "case": "办理情况",
    "status": "名单状态",
    "rule": "预警规则",
}
# Words that have an order of their own; the others stand in the order of the list.
_ORDER: Final[Mapping[str, tuple[str, ...]]] = {
    "asked": tuple(ASKED.values()),
    "identity": IDENTITY_NAMES,
    "case": tuple(CASE_STATES.values()),
    "status": (*STATUS.values(), "观察"),
}
Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One word to choose: its tag, and how many persons have it."""

    tag: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One question with its choices; `id` is a key of `NAMES`."""

    id: str
    name: str
    choices: tuple[Choice, ...]

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.choices) > 1


def facets(people: Sequence[Words]) -> tuple[Facet, ...]:
    """Every facet with the words that occur; each person counts once for a word."""
    return tuple(Facet(id_, name, _choices(id_, [one.get(id_, ()) for one in people])) for id_, name in NAMES.items())


def tags(words: Words, made: Sequence[Facet]) -> str:
    """The tags of one person, separated by blanks."""
    own = {(id_, word) for id_, said in words.items() for word in said}
    return " ".join(choice.tag for facet in made for choice in facet.choices if (facet.id, choice.text) in own)


def _choices(facet: str, said: Sequence[Sequence[str]]) -> tuple[Choice, ...]:
    counts = Counter(word for words in said for word in dict.fromkeys(words) if word)
    known = _ORDER.get(facet, ())
    ordered = [*(word for word in known if word in counts), *(word for word in counts if word not in known)]
    return tuple(Choice(f"{facet[0]}{number}", word, counts[word]) for number, word in enumerate(ordered))
