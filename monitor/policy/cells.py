"""What stands in the cells of a scenario's table: days, amounts, identities with their days, circumstances.

Comes in: the text of one cell. Goes out: the value, or a `CellFault` that says in Chinese what was expected. It knows
neither tables nor packs.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from monitor.policy.identity import IDENTITY_NAMES, canonical_identity
from monitor.policy.problems import nearest
from monitor.policy.schema import CareKind, Condition, Insurance
from monitor.policy.wording import INSURANCE_NAMES, KIND_NAMES

REFUNDED = "已退费"
_DAY = r"\d{4}-\d{2}-\d{2}"
_IDENTITY = re.compile(rf"(?P<name>\D+?)\s*(?:(?P<first>{_DAY})\s*起?)?\s*(?:至\s*(?P<last>{_DAY}))?")
_MONEY = re.compile(r"-?\d{1,3}(?:,\d{3})*(?:\.\d{1,2})?|-?\d+(?:\.\d{1,2})?")
# What each word says of where and how somebody was treated; whoever is not treated elsewhere is treated here.
_WORDS: dict[str, frozenset[Condition]] = {
    "本地": frozenset(),
    "外地": frozenset({"treated_elsewhere"}),
    "外省": frozenset({"treated_elsewhere"}),
    "转诊": frozenset({"referred"}),
    "急诊": frozenset({"emergency"}),
    "异地安置": frozenset({"referred", "resident_elsewhere"}),
    "非定点": frozenset(),
    "精神障碍": frozenset({"severe_mental_illness"}),
    REFUNDED: frozenset(),
}


class CellFault(Exception):
    """A cell that cannot be read: `what` is Chinese and says what was expected."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Held:
    """An identity and the days on which it is held, both inclusive, as the roster says."""

    name: str
    first: date
    last: date


def words(cell: str) -> list[str]:
    """The words of a cell, separated by 、."""
    return [word.strip() for word in cell.split("、") if word.strip()]


def day(cell: str) -> date:
    """A day such as 2023-03-01."""
    try:
        return datetime.strptime(cell if re.fullmatch(_DAY, cell) else "", "%Y-%m-%d").date()
    except ValueError:
        raise CellFault("应为日期，如 2023-03-01") from None


def fen(cell: str) -> int:
    """An amount in yuan, such as 7,500.01, as whole fen; nothing is 0."""
    if not cell:
        return 0
    if not _MONEY.fullmatch(cell):
        raise CellFault("应为金额（元），最多两位小数，如 7,500.01")
    return int(Decimal(cell.replace(",", "")) * 100)


def number(cell: str) -> Decimal:
    """A figure as `config.toml` has it under `[parameters]`."""
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", cell.replace(",", "")):
        raise CellFault("应为数字，如 12000 或 0.60")
    return Decimal(cell.replace(",", ""))


def count(cell: str) -> int:
    """A whole number of days; nothing is 0."""
    if cell and not re.fullmatch(r"\d+", cell):
        raise CellFault("应为整数")
    return int(cell or 0)


def identities(cell: str) -> tuple[Held, ...]:
    """Identities, each with its days where it is not held always: 低保对象 2023-07-01 起、监测对象 至 2023-06-30."""
    return tuple(_held(word) for word in words(cell) if word != "无")


def _held(word: str) -> Held:
    found = _IDENTITY.fullmatch(word)
    name = canonical_identity(found["name"]) if found else None
    if found is None or name is None:
        raise CellFault(f"不认识的身份类别“{word}”{nearest(word, IDENTITY_NAMES)}")
    first = day(found["first"]) if found["first"] else date.min
    last = day(found["last"]) if found["last"] else date.max
    return Held(name, first, last)


def kind(cell: str) -> CareKind:
    """The kind of care; nothing is 住院."""
    found = next((key for key, name in KIND_NAMES.items() if name == (cell or "住院")), None)
    if found is None:
        raise CellFault("应为：" + "、".join(KIND_NAMES.values()))
    return found


def insurance(cell: str) -> Insurance:
    """The insurance, such as 居民 or 职工; nothing is 居民."""
    found = next((key for key, name in INSURANCE_NAMES.items() if name.startswith(cell or "居民")), None)
    if found is None:
        raise CellFault("应为：居民、职工、其他")
    return found


def facts(cell: str) -> frozenset[Condition]:
    """What holds of a settlement by the words of a cell, such as 外地、转诊; nothing is 本地."""
    said = words(cell)
    for word in said:
        if word not in _WORDS:
            raise CellFault(f"不认识“{word}”，可用：" + "、".join(_WORDS))
    held: frozenset[Condition] = frozenset().union(*(_WORDS[word] for word in said))
    here: set[Condition] = set() if "treated_elsewhere" in held else {"treated_here"}
    province: set[Condition] = set() if "外省" in said else {"in_province"}
    designated: set[Condition] = set() if "非定点" in said else {"designated"}
    return held | here | province | designated
