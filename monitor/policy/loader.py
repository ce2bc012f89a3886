"""Finds, reads and proves policy packs.

In: the name of a place, and optionally a folder of the user's own packs. Out: a `Pack`,
or one error that lists everything wrong with it. It never returns an unproven pack.
"""

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.errors import NotFound, PolicyError, StorageError
from monitor.policy.model import Clause, Document, Pack, PolicyValue
from monitor.policy.problems import Problem, nearest, pack_error, shape_problems
from monitor.policy.proof import proof_problems
from monitor.policy.schema import ClauseShape, DocumentShape, PackFile, ValueShape
from monitor.policy.structure import structure_problems

_SHIPPED = Path(__file__).with_name("packs")


def pack_names(user_dir: Path | None = None) -> list[str]:
    """Names of all places that have a pack, shipped or the user's own, sorted."""
    return sorted(_pack_files(user_dir))


def load_pack(place: str, *, user_dir: Path | None = None) -> Pack:
    """The proven pack of a place; a pack in `user_dir` goes before the shipped one of the same name.

    Raises NotFound for an unknown place, PolicyError (exit 8) with every fault of the pack.
    """
    files = _pack_files(user_dir)
    if place not in files:
        names = "、".join(sorted(files))
        hint = nearest(place, sorted(files))
        raise NotFound("E-PACK-PLACE", f"没有“{place}”的政策包{hint}", todo=f"可用的有：{names}")
    return load_pack_file(files[place])


def load_pack_file(path: Path) -> Pack:
    """The proven pack in a file; same errors as `load_pack`."""
    raw = _bytes(path)
    data = _toml(path, raw)
    shape, problems, broken = _shape(data)
    texts: dict[str, str] = {}
    if shape is not None:
        texts, missing = _texts(path, shape.documents)
        problems += missing + structure_problems(shape, broken)
        problems += [] if missing else proof_problems(shape, texts)
        problems += _name_problems(path, shape)
    if shape is None or problems:
        raise pack_error(path.name, problems)
    return _pack(path.parent, shape, _version(raw, texts))


def _pack_files(user_dir: Path | None) -> dict[str, Path]:
    folders = [_SHIPPED] if user_dir is None else [_SHIPPED, user_dir]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise StorageError(
            "E-PACK-READ", "读不出文件", where=str(path), todo="检查文件是否存在、有无读取权限"
        ) from None


def _utf8(path: Path, raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = "\ufeff"
    if text.startswith("\ufeff"):
        raise PolicyError(
            "E-PACK-ENC", "文件不是不带 BOM 的 UTF-8", where=path.name, todo="用编辑器另存为 UTF-8（无 BOM）"
        )
    return text


def _toml(path: Path, raw: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(_utf8(path, raw).replace("\r\n", "\n"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path.name} 第 {line[1]} 行" if line else path.name
        what = "TOML 语法错误，或同一个键写了两次"
        raise PolicyError("E-PACK-TOML", what, where=where, todo="改正这一行及其上一行") from None


def _shape(data: dict[str, Any]) -> tuple[PackFile | None, list[Problem], frozenset[str]]:
    """The file as a model; bad list items are reported and left out, so that the rest can still be checked."""
    try:
        return PackFile.model_validate(data), [], frozenset()
    except ValidationError as error:
        problems = shape_problems(error, data)
        bad = _bad_items(error)
    kept = {section: _without(items, bad.get(section, ())) for section, items in data.items()}
    broken = frozenset(name for section, at in bad.items() for name in _ids(data[section], at))
    try:
        return PackFile.model_validate(kept), problems, broken
    except ValidationError:
        return None, problems, broken


def _bad_items(error: ValidationError) -> dict[str, set[int]]:
    """Section name to the positions of the list items that do not fit."""
    bad: dict[str, set[int]] = {}
    for section, position in (fault["loc"][:2] for fault in error.errors() if len(fault["loc"]) > 1):
        if isinstance(position, int):
            bad.setdefault(str(section), set()).add(position)
    return bad


def _without(items: Any, bad: Collection[int]) -> Any:
    return [item for n, item in enumerate(items) if n not in bad] if isinstance(items, list) else items


def _ids(items: Any, at: Collection[int]) -> list[str]:
    return [str(items[n].get("id", "")) for n in at if isinstance(items[n], dict)]


def _texts(path: Path, documents: tuple[DocumentShape, ...]) -> tuple[dict[str, str], list[Problem]]:
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for document in documents:
        try:
            texts[document.id] = (path.parent / document.text).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            problems.append(Problem(f"documents[{document.id}].text", f"读不出 {document.text}（须为 UTF-8 文本）"))
    return texts, problems


def _name_problems(path: Path, shape: PackFile) -> list[Problem]:
    if shape.pack.place == path.stem:
        return []
    return [Problem("pack.place", f"应与文件名一致：{path.stem}")]


def _version(raw: bytes, texts: Mapping[str, str]) -> str:
    parts = [raw, *(text.encode() for text in texts.values())]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def _pack(folder: Path, shape: PackFile, version: str) -> Pack:
    documents = tuple(_document(document) for document in shape.documents)
    cited = {"": documents[0].citation} | {document.id: document.citation for document in documents}
    return Pack(
        folder=folder,
        place=shape.pack.place,
        name=shape.pack.name,
        division=shape.pack.division,
        level=shape.pack.level,
        version=version,
        documents=documents,
        identity_effective=shape.identity_effective.rule,
        identity_effective_text=shape.identity_effective,
        med_types={code: kind for kind, codes in shape.med_types.items() for code in codes},
        insurance={code: kind for kind, codes in shape.insurance.items() for code in codes},
        counted=shape.counted,
        layers=shape.layers,
        values=tuple(_value(value, shape.pack.place, cited) for value in shape.values),
        clauses=tuple(_clause(clause, cited) for clause in shape.clauses),
        rule_shapes=shape.rules,
        worklist_shapes=shape.worklists,
        deadline_shapes=shape.deadlines,
    )


def _document(shape: DocumentShape) -> Document:
    citation = f"《{shape.title}》" + (f"（{shape.number}）" if shape.number else "")
    return Document(shape.id, citation, shape.effective, shape.draft)


def _value(shape: ValueShape, place: str, cited: Mapping[str, str]) -> PolicyValue:
    fields = shape.model_dump(exclude={"nth", "written", "document"})
    return PolicyValue(**fields, place=place, document=cited[shape.document])


def _clause(shape: ClauseShape, cited: Mapping[str, str]) -> Clause:
    return Clause(**shape.model_dump(exclude={"document"}), document=cited[shape.document])
