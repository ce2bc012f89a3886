"""Who is assisted, under which word, from when to when.

Comes in: the people. Goes out: up to three spans per person, in columns. A household's word is held by all its members;
a second word may be held at the same time; some begin, end or change in the year.
"""

from dataclasses import dataclass

import numpy as np

from monitor.city.arrays import BP, Dice, Flags, Ints, Wide, chance
from monitor.city.people import NEVER, People
from monitor.city.settings import Identity, settings

NOBODY = -1


@dataclass(frozen=True)
class Span:
    """One span per person: index of the word (NOBODY if none), first and last day of the year, both inclusive."""

    kind: Ints
    begin: Ints
    end: Ints

    def on(self, person: Ints, day: Ints) -> Wide:
        """The word of each (person, day), NOBODY outside the span."""
        inside = (self.begin[person] <= day) & (day <= self.end[person])
        return np.where(inside, self.kind[person], NOBODY).astype(np.int64)


@dataclass(frozen=True)
class Identities:
    """The spans of everybody: `own` by household, `extra` by person, `second` beside or after the first."""

    spans: tuple[Span, ...]

    def words(self, person: Ints, day: Ints) -> Wide:
        """[3, n]: the words that each (person, day) holds, NOBODY where there are fewer."""
        return np.stack([span.on(person, day) for span in self.spans])

    def from_next_month(self, year_start: int) -> "Identities":
        """The same, each counted from the first day of the month after it began."""
        return Identities(tuple(Span(one.kind, _next_month(one.begin, year_start), one.end) for one in self.spans))

    @property
    def anybody(self) -> Flags:
        """Who holds a word at any time of the year."""
        held: Flags = np.logical_or.reduce([span.kind != NOBODY for span in self.spans])
        return held


def _index() -> dict[str, int]:
    return {word.name: at for at, word in enumerate(settings().identity)}


def _next_month(day: Ints, year_start: int) -> Ints:
    month = (day.astype(np.int64) + year_start).astype("datetime64[D]").astype("datetime64[M]")
    return ((month + 1).astype("datetime64[D]").astype(np.int64) - year_start).astype(np.int16)


def _drawn(draw: Ints, words: list[tuple[int, Identity]], scale: Flags, rural_share_bp: int) -> Ints:
    """The word that each draw in [0, 1,000,000) falls on; `scale` marks rural draws, which carry a rural word whole."""
    kind = np.full(len(draw), NOBODY, dtype=np.int8)
    low = np.zeros(len(draw), dtype=np.int64)
    for at, word in words:
        width = word.share_bp * 100
        wide = np.where(scale, width * BP // rural_share_bp, 0) if word.rural else np.full(len(draw), width)
        kind[(draw >= low) & (draw < low + wide)] = at
        low = low + wide
    return kind


def _words(unit: str, place: str) -> list[tuple[int, Identity]]:
    used = ((at, word) for at, word in enumerate(settings().identity) if place in word.places or not word.places)
    return [(at, word) for at, word in used if word.unit == unit]


def _of_the_right_age(kind: Ints, age: Wide) -> Ints:
    low = np.array([word.age_min for word in settings().identity] + [0])
    high = np.array([word.age_max for word in settings().identity] + [200])
    return np.where((age >= low[kind]) & (age <= high[kind]), kind, NOBODY).astype(np.int8)


def _person_words(age: Wide, place: str) -> list[tuple[int, Identity]]:
    """Words of single persons, their share raised to what it must be among those of the right age."""
    out = []
    for at, word in _words("person", place):
        fitting = max(int(np.count_nonzero((age >= word.age_min) & (age <= word.age_max))), 1)
        out.append((at, word.model_copy(update={"share_bp": word.share_bp * len(age) // fitting})))
    return out


def _since_birth(span: Span, people: People) -> Span:
    """The span, begun at the earliest on the day of birth; nobody's if it ended before."""
    born = np.maximum(people.birth - people.year_start, -NEVER)
    begin = np.maximum(span.begin, born).astype(np.int16)
    return Span(np.where(begin <= span.end, span.kind, NOBODY).astype(np.int8), begin, span.end)


def _of_members(span: Span, people: People) -> Span:
    home = people.household
    return _since_birth(Span(span.kind[home], span.begin[home], span.end[home]), people)


def _begin_and_end(rng: np.random.Generator, size: int) -> tuple[Ints, Ints]:
    rules = settings().identity_changes
    begins = np.where(chance(rng, size, rules.starts_bp), rng.integers(0, 335, size), -rng.integers(1, 2200, size))
    ends = np.where(chance(rng, size, rules.ends_bp), np.maximum(begins, 0) + rng.integers(30, 330, size), NEVER)
    return begins.astype(np.int16), np.where(ends > 364, NEVER, ends).astype(np.int16)


def _following(kind: Ints, attribute: str) -> Ints:
    """For each word index the index of the word in `attribute` (`becomes` or `second`)."""
    index = _index()
    target = [index.get(getattr(word, attribute), NOBODY) for word in settings().identity]
    return np.array([*target, NOBODY], dtype=np.int8)[kind]


def _second(rng: np.random.Generator, own: Span, size: int) -> tuple[Span, Span]:
    """The household's span, cut where it changes into another word, and the span beside or after it."""
    rules = settings().identity_changes
    after, beside = _following(own.kind, "becomes"), _following(own.kind, "second")
    day = np.maximum(own.begin, 0) + rng.integers(20, 300, size)
    changes = chance(rng, size, rules.becomes_bp) & (after != NOBODY) & (own.end == NEVER) & (day < 360)
    joins = chance(rng, size, rules.second_bp) & (beside != NOBODY) & ~changes
    kind = np.where(changes, after, np.where(joins, beside, NOBODY)).astype(np.int8)
    begin = np.where(changes, day, -1500).astype(np.int16)
    cut = Span(own.kind, own.begin, np.where(changes, day - 1, own.end).astype(np.int16))
    return cut, Span(kind, begin, np.full(size, NEVER, dtype=np.int16))


def make_identities(people: People, rural: Flags, place: str, chances: Dice) -> Identities:
    """The spans of everybody by the words of the place; `rural` says it of each person."""
    rng = chances.stream("identities")
    households = int(people.household[-1]) + 1
    home_rural = np.zeros(households, dtype=bool)
    home_rural[people.household] = rural
    rural_share = max(int(np.count_nonzero(home_rural)) * BP // households, 1)
    own_kind = _drawn(rng.integers(0, BP * 100, households), _words("household", place), home_rural, rural_share)
    own, second = _second(rng, Span(own_kind, *_begin_and_end(rng, households)), households)
    size = len(people)
    draws = rng.integers(0, BP * 100, size)
    extra_kind = _of_the_right_age(_drawn(draws, _person_words(people.age, place), rural, rural_share), people.age)
    extra = Span(extra_kind, *_begin_and_end(rng, size))
    return Identities((_of_members(own, people), _since_birth(extra, people), _of_members(second, people)))
