"""Whether a target of the configuration takes the files of a recipient.

Comes in: what `recipients` says, the code of a recipient, the regions of the issue. Goes out: yes or no; for the
doctor the words that name nobody, and everybody who has files. The bureau's own files are taken only by a target that
names the bureau; `*` is everybody else.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from monitor.config import Config
from monitor.delivery_settings import TargetSettings
from monitor.lists.issue import Region
from monitor.lists.placing import file_code
from monitor.offices import BUREAU, DEPARTMENTS, TOWNSHIP, kind_of


def wants(target: TargetSettings, recipient: str, regions: Sequence[Region]) -> bool:
    """Whether one of the target's words is the recipient's kind, code or region, or the beginning of its code."""
    plain = _plain(recipient, {file_code(one): one.code for one in regions})
    return any(_names(word, recipient, plain) for word in target.recipients)


def idle_words(target: TargetSettings, regions: Sequence[Region]) -> list[str]:
    """The target's words that name nobody of these regions."""
    codes = {file_code(one): one.code for one in regions}
    known = [(office, _plain(office, codes)) for office in offices(regions)]
    return [word for word in target.recipients if not any(_names(word, *one) for one in known)]


def idle(config: Config, regions: Sequence[Region]) -> tuple[str, ...]:
    """Of each target the words that name nobody, in Chinese."""
    words = {name: idle_words(target, regions) for name, target in config.deliver.to.items()}
    return tuple(
        f"[deliver.to.{name}] recipients 的 {'、'.join(map(_quoted, found))} 没有对应的接收单位"
        for name, found in words.items()
        if found
    )


def _quoted(word: str) -> str:
    return f'"{word}"'


def offices(regions: Sequence[Region]) -> list[str]:
    """Everybody who has files of a month: the departments of each county, each township, the bureau."""
    kinds = {"county": DEPARTMENTS, "township": (TOWNSHIP,)}
    return [f"{file_code(one)}_{kind}" for one in regions for kind in kinds[one.level]] + [BUREAU]


def _plain(recipient: str, codes: Mapping[str, str]) -> frozenset[str]:
    """What an office may be called without a pattern: its kind, its own code, its region's."""
    return frozenset((kind_of(recipient), recipient, codes.get(recipient.partition("_")[0], "")))


def _names(word: str, recipient: str, plain: frozenset[str]) -> bool:
    if BUREAU in plain:
        return word == BUREAU
    return word in plain or ("*" in word and fnmatchcase(recipient, word))
