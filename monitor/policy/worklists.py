"""The bureau's own worklists that a pack names: what each needs, and their figures on a day.

In: the `[[worklists]]` of a pack. Out: a `Problem` for every figure that a kind of list does not know or that no value
stands behind, and the lists with the figures in force on a day. It never asks the warehouse.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, Protocol

from monitor.policy.figures import Unit
from monitor.policy.model import Pack, PolicyValue
from monitor.policy.problems import Problem, nearest
from monitor.policy.schema import LayerId, PackFile, WorklistId, WorklistShape


@dataclass(frozen=True)
class Figure:
    """A figure that a kind of list compares with; the list waits for it unless it is optional."""

    unit: Unit
    optional: bool = False


KINDS: Final[Mapping[WorklistId, Mapping[str, Figure]]] = {
    "uninsured_full": {},
    "uninsured_partial": {},
    "premium_due": {"contribution": Figure("yuan", optional=True)},
    "insured_twice": {},
    "actual_rate": {"least": Figure("rate")},
    "assistance_rate": {"least": Figure("rate"), "cap": Figure("yuan", optional=True)},
    "household_means": {"standard": Figure("yuan"), "over": Figure("yuan")},
    "household_burden": {"over": Figure("yuan")},
    "chronic_unenrolled": {},
    "treat_first": {},
    "zero_pay": {},
    "beyond_catalogue": {},
    "re_assistance": {},
    "look_back": {
        "months": Figure("months"), "deductible": Figure("yuan"), "rate": Figure("rate"), "cap": Figure("yuan"),
    },
    "tag_missing": {},
    "temporary_ledger": {},
    "unreceived": {},
    "overpaid": {},
    "over_cost": {},
    "departed": {},
}  # fmt: skip
# Lists about holders of identities: without one they would be about everybody.
_OF_HOLDERS: Final[frozenset[WorklistId]] = frozenset(KINDS) - {
    "insured_twice", "household_means", "unreceived", "overpaid", "over_cost", "departed", "temporary_ledger",
    "premium_due", "re_assistance",
}  # fmt: skip


class Valued(Protocol):
    """A value of the pack file, as far as a list asks."""

    @property
    def unit(self) -> Unit:
        """The unit of its figure."""


@dataclass(frozen=True)
class Worklist:
    """One list with its figures in force on a day; `figures` holds a value for every figure that the pack names."""

    id: WorklistId
    name: str
    recipient: Literal["bureau", "township"]
    identities: tuple[str, ...]
    except_identities: tuple[str, ...]
    layers: tuple[LayerId, ...]
    figures: Mapping[str, PolicyValue]
    formula: str
    todo: str
    article: str
    quote: str
    document: str
    interpretation: str

    def figure(self, name: str) -> Decimal | None:
        """The figure in its unit; None where the pack names none or the operator has not set it."""
        found = self.figures.get(name)
        return None if found is None else found.value

    @property
    def unset(self) -> tuple[PolicyValue, ...]:
        """The figures that the document leaves open and nobody has set."""
        return tuple(value for value in self.figures.values() if value.value is None)

    @property
    def waits(self) -> bool:
        """Whether the list cannot be made before a figure is set."""
        return any(self.figure(name) is None for name, one in KINDS[self.id].items() if not one.optional)


def worklists_on(pack: Pack, day: date) -> tuple[Worklist, ...]:
    """The lists of a pack in its order, with the figures in force on a day."""
    return tuple(_on(pack, shape, day) for shape in pack.worklist_shapes)


def _on(pack: Pack, shape: WorklistShape, day: date) -> Worklist:
    found = {name: pack.value_on(key, day) for name, key in shape.figures.items()}
    fields = shape.model_dump(exclude={"figures", "document"})
    return Worklist(
        **fields,
        figures={name: value for name, value in found.items() if value is not None},
        document=pack.citation(shape.document),
    )


def worklist_problems(
    pack: PackFile, spans: Mapping[str, Sequence[Valued]], broken: frozenset[str]
) -> Iterator[Problem]:
    """Faults of the worklists: figures that the kind does not know, lacks, or that name no value of the right unit."""
    for shape in pack.worklists:
        where = f"worklists[{shape.id}]"
        yield from _figure_problems(where, shape, spans, broken)
        if shape.id in _OF_HOLDERS and not shape.identities:
            yield Problem(f"{where}.identities", "至少要有一个身份")
        known = {layer.id for layer in pack.layers}
        for layer in shape.layers:
            if layer not in known and not broken:
                yield Problem(f"{where}.layers", f"没有编号为“{layer}”的支付层次" + nearest(layer, sorted(known)))


def _figure_problems(
    where: str, shape: WorklistShape, spans: Mapping[str, Sequence[Valued]], broken: frozenset[str]
) -> Iterator[Problem]:
    wanted = KINDS[shape.id]
    for name in (name for name, figure in wanted.items() if name not in shape.figures and not figure.optional):
        yield Problem(f"{where}.figures", f"缺少“{name}”")
    for name, key in shape.figures.items():
        if name not in wanted:
            yield Problem(f"{where}.figures", f"这种清单不用“{name}”" + nearest(name, list(wanted)))
        elif key not in spans and key not in broken:
            yield Problem(f"{where}.figures.{name}", f"没有编号为“{key}”的值" + nearest(key, list(spans)))
        elif key in spans and spans[key][0].unit != wanted[name].unit:
            yield Problem(
                f"{where}.figures.{name}", f"“{key}”的单位应为 {wanted[name].unit}，实为 {spans[key][0].unit}"
            )
