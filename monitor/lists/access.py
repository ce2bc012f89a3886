"""Who may see what: reads and proves `access.toml`.

Comes in: the shipped table or the operator's own. Goes out: per recipient a letter for every field of an
issue row. Never lets a field through that has no letter, and never reduces rows itself (see `slices`).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from monitor.errors import StorageError, UsageError
from monitor.lists.issue import IssueRow
from monitor.lists.work import WORK_FIELDS, WORK_RECIPIENTS
from monitor.offices import DEPARTMENTS, KINDS

SHIPPED: Final = Path(__file__).with_name("access.toml")
FIELDS: Final = tuple(field.name for field in fields(IssueRow))
# Texts by which an office finds a person in its own roster, and to which line of the list that belongs.
EXCHANGED: Final = ("row_no", "psn_name", "gend", "certno", "township", "village", "resdbook_no", "identity", "rule_id",
                    "status")  # fmt: skip
# Every field may be full or absent; only these know another way to be shown.
_SPECIAL: Final[Mapping[str, str]] = {"certno": "MT", "age": "B", "mob": "C", "resdbook_no": "H", "person_key": "O"}


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a recipient may see what it sees: a sentence of law, and the place whose law it is (empty: everywhere)."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """One kind of recipient: Chinese name, legal basis sentences, and the letter of every field.

    `work_letters` are those of the worklists' fields; empty for who is sent none. `exchange` are the fields of the
    table with full numbers that goes into an encrypted package; empty for who may not have one.
    """

    kind: str
    name: str
    basis: tuple["Basis", ...]
    letters: Mapping[str, str]
    work_letters: Mapping[str, str]
    exchange: tuple[str, ...] = ()

    def basis_in(self, place: str) -> tuple[str, ...]:
        """The sentences that hold in a place."""
        return tuple(one.text for one in self.basis if one.place in ("", place))

    def with_letter(self, letter: str) -> tuple[str, ...]:
        """The fields that carry `letter`, in the order of an issue row."""
        return tuple(name for name in FIELDS if self.letters[name] == letter)


@dataclass(frozen=True, slots=True)
class Access:
    """The whole table."""

    recipients: Mapping[str, Recipient]

    def of(self, kind: str) -> Recipient:
        """The recipient of this kind; `kind` is one of `KINDS`."""
        return self.recipients[kind]


def load_access(path: Path | None = None) -> Access:
    """The table at `path`, else the shipped one.

    Raises UsageError with every mistake at once, StorageError if the file cannot be read.
    """
    source = path or SHIPPED
    table = _read(source)
    mistakes = list(_mistakes(table))
    if mistakes:
        raise UsageError("E-ACCESS", "；".join(mistakes), where=str(source), todo="改好字段权限表后重新运行。")
    return Access({kind: _recipient(kind, table[kind]) for kind in KINDS})


def _read(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except OSError:
        raise StorageError("E-ACCESS-READ", "字段权限表读不出来", where=str(source), todo="检查路径和权限。") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        what = "字段权限表不是有效的 TOML"
        raise UsageError("E-ACCESS", what, where=str(source), todo="对照随附的表改正。") from None


def _recipient(kind: str, section: Mapping[str, Any]) -> Recipient:
    return Recipient(
        kind,
        section["name"],
        tuple(Basis(one.get("place", ""), one["text"]) for one in section["basis"]),
        dict(section["fields"]),
        dict(section.get("worklist", {})),
        tuple(section.get("exchange", ())),
    )


def _mistakes(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"没有 {name} 这种接收方" for name in table if name not in KINDS)
    for kind in KINDS:
        yield from _section_mistakes(kind, table.get(kind))


def _section_mistakes(kind: str, section: object) -> Iterator[str]:
    if not isinstance(section, dict):
        yield f"缺少 [{kind}] 一节"
        return
    if not isinstance(section.get("name"), str) or not section["name"]:
        yield f"{kind}.name 应为中文名称"
    basis = section.get("basis")
    if not isinstance(basis, list) or not basis or not all(_is_basis(one) for one in basis):
        yield f"{kind}.basis 应为至少一条依据"
    yield from _exchange_mistakes(kind, section.get("exchange", []))
    letters = section.get("fields")
    yield from _letter_mistakes(f"{kind}.fields", FIELDS, letters if isinstance(letters, dict) else {})
    work = section.get("worklist", {})
    if kind in WORK_RECIPIENTS:
        yield from _letter_mistakes(f"{kind}.worklist", WORK_FIELDS, work if isinstance(work, dict) else {})
    elif work:
        yield f"{kind}.worklist 不能有：经办工作清单只给医保经办机构，动员名单只给乡镇"


def _exchange_mistakes(kind: str, said: object) -> Iterator[str]:
    if said and kind not in DEPARTMENTS:
        yield f"{kind}.exchange 不能有：比对表只给民政、乡村振兴部门"
    elif not isinstance(said, list) or not set(map(str, said)) <= set(EXCHANGED):
        yield f"{kind}.exchange 只能列出 {'、'.join(EXCHANGED)}"
    elif said and not {"row_no", "certno"} <= set(said):
        yield f"{kind}.exchange 要有 row_no 和 certno：靠它们比对"


def _is_basis(one: object) -> bool:
    return isinstance(one, dict) and isinstance(one.get("text"), str) and set(one) <= {"place", "text"}


def _letter_mistakes(where: str, fields_: tuple[str, ...], letters: Mapping[str, object]) -> Iterator[str]:
    yield from (f"{where}.{name} 不是名单字段" for name in letters if name not in fields_)
    for name in fields_:
        letter = letters.get(name)
        if letter is None:
            yield f"{where} 缺少 {name}"
        elif not isinstance(letter, str) or len(letter) != 1 or letter not in "F-" + _SPECIAL.get(name, ""):
            yield f"{where}.{name} 只能是 F、-{''.join('、' + one for one in _SPECIAL.get(name, ''))}"
    if letters.get("row_no", "F") != "F":
        yield f"{where}.row_no 必须是 F：各份名单靠它核对是否加总一致"
