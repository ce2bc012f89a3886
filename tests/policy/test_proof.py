"""No shipped figure or quotation can be changed without the pack being refused."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.policy import load_pack
from monitor.policy.figures import figures
from monitor.policy.proof import citations, proof_problems
from monitor.policy.schema import PackFile, ValueShape

PACKS = Path(load_pack.__code__.co_filename).with_name("packs")
PLACES = sorted(path.stem for path in PACKS.glob("*.toml"))


def shape_of(place: str) -> PackFile:
    return PackFile.model_validate(tomllib.loads((PACKS / f"{place}.toml").read_text("utf-8"), parse_float=Decimal))


def texts_of(shape: PackFile) -> dict[str, str]:
    return {document.id: (PACKS / document.text).read_text("utf-8") for document in shape.documents}


def with_value(shape: PackFile, at: int, changed: ValueShape) -> PackFile:
    return shape.model_copy(update={"values": (*shape.values[:at], changed, *shape.values[at + 1 :])})


@pytest.mark.parametrize("place", PLACES)
def test_no_figure_can_be_another(place: str) -> None:
    shape = shape_of(place)
    texts = texts_of(shape)
    known = [(n, value, value.value) for n, value in enumerate(shape.values) if value.value is not None]
    changed = [with_value(shape, n, v.model_copy(update={"value": f + Decimal("0.01")})) for n, v, f in known]
    assert [len(proof_problems(pack, texts)) > 0 for pack in changed] == [True] * len(known)


def exchanged(place: str) -> list[tuple[PackFile, dict[str, str]]]:
    """Packs in which one figure stands for another one of its quotation."""
    shape = shape_of(place)
    texts = texts_of(shape)
    pointed = [(n, value) for n, value in enumerate(shape.values) if value.nth is not None]
    others = [(n, v, f) for n, v in pointed for f in set(figures(v.quote, v.unit)) - {v.value}]
    return [(with_value(shape, n, v.model_copy(update={"value": f})), texts) for n, v, f in others]


def test_a_figure_cannot_be_exchanged_for_another_of_its_quotation() -> None:
    changed = [pack for place in PLACES for pack in exchanged(place)]
    assert len(changed) > 100
    assert [pack for pack, texts in changed if not proof_problems(pack, texts)] == []


@pytest.mark.parametrize("place", PLACES)
def test_without_the_text_no_quotation_stands(place: str) -> None:
    shape = shape_of(place)
    faults = {problem.where for problem in proof_problems(shape, dict.fromkeys(texts_of(shape), ""))}
    assert {f"{where}.quote" for where, _ in citations(shape)} <= faults


def test_the_names_of_the_officials_are_not_stored() -> None:
    assert "领导小组" not in (PACKS / "texts" / "yiyuan.txt").read_text("utf-8")
