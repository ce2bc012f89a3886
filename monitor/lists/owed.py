"""Help not yet received: what each payer still owes the warned, and whether it has to be applied for.

Comes in: the plan of the year and the warehouse with the month's entitlement. Goes out: per person what is owed, in
whole fen. A payer is all layers that the platform reports in the same columns. Never computes an entitlement: it
adds up the gaps (entitled − reported) that `settle` has stored.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.lists.issue import NotComputed, Owed
from monitor.policy import Pack
from monitor.settle.plan import EntitlementPlan, PlannedLayer, compile_plan
from monitor.warehouse import statements
from monitor.warehouse.connection import Connection

_NAMES: Final = {"hifmi_pay": "大病保险", "maf_pay": "医疗救助"}


@dataclass(frozen=True)
class Payer:
    """The computed layers that are reported in the same columns, in order of payment."""

    name: str
    layers: tuple[PlannedLayer, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the layers."""
        return tuple(layer.shape.id for layer in self.layers)


@dataclass(frozen=True)
class Help:
    """What is owed to one person: `parts` where something is open, `total_fen` what all payers together should still
    pay. The total is less than the parts where a payer has paid too much: they are worked out again together."""

    parts: tuple[Owed, ...] = ()
    total_fen: int = 0


@dataclass(frozen=True)
class _Gap:
    """What one layer owes a person in one way, in fen; below 0 it has paid too much."""

    layer: str
    on_application: bool
    fen: int


def payers_of(plan: EntitlementPlan) -> tuple[Payer, ...]:
    """Who pays, in order; a layer that is only taken as reported owes nothing."""
    groups: dict[tuple[str, ...], list[PlannedLayer]] = {}
    for layer in plan.layers:
        if not layer.plan.reported_only:
            groups.setdefault(tuple(layer.shape.reported), []).append(layer)
    return tuple(Payer(_name(columns, layers), tuple(layers)) for columns, layers in groups.items())


def payer_names(pack: Pack, year: int) -> dict[str, str]:
    """By the id of a layer what whoever pays it is called: the payer for its first layer, else the layer itself."""
    layers: dict[str, str] = {layer.id: layer.name for layer in pack.layers}
    return layers | {payer.ids[0]: payer.name for payer in payers_of(compile_plan(pack, year))}


def by_way(applied: int, rest: int) -> tuple[int, int]:
    """A payer's gap in fen as (paid by itself, on application), from the gaps of its two kinds of schemes.

    The two add up to the gap, or are 0 where nothing is owed: what one kind has paid too much, the other owes less.
    """
    gap = max(applied + rest, 0)
    on_application = min(max(applied, 0), gap)
    return gap - on_application, on_application


def help_open(con: Connection, plan: EntitlementPlan, month: int) -> dict[int, Help]:
    """What is owed to each person on the list or early watch of a month (six digits), of the year to its end."""
    _make_application_schemes(con, plan)
    found: dict[int, list[_Gap]] = {}
    for person_id, layer, on_application, gap in statements.rows(con, "5_lists/warned_owed", month=month):
        found.setdefault(int(person_id), []).append(_Gap(layer, on_application, int(gap.scaleb(2))))
    payers = payers_of(plan)
    return {person_id: _help(payers, gaps) for person_id, gaps in found.items()}


def not_computed(plan: EntitlementPlan, pack: Pack) -> tuple[NotComputed, ...]:
    """The layers that are only taken as reported until the operator sets a figure."""
    names = {value.id: value.name for value in pack.values}
    return tuple(
        NotComputed(layer.shape.name, tuple(f"{names[key]}（{key}）" for key in layer.missing))
        for layer in plan.layers
        if layer.missing
    )


def _name(columns: Iterable[str], layers: Sequence[PlannedLayer]) -> str:
    return next((_NAMES[one] for one in columns if one in _NAMES), layers[0].shape.name)


def _make_application_schemes(con: Connection, plan: EntitlementPlan) -> None:
    """The schemes that are given on application, by layer and number, for the query to join."""
    rows = [
        (layer.shape.id, number)
        for layer in plan.layers
        for number, law in enumerate(layer.laws)
        if law.scheme.on_application
    ]
    statements.make_rows(con, "application_scheme", "layer varchar, scheme integer", rows)


def _help(payers: Iterable[Payer], gaps: Sequence[_Gap]) -> Help:
    of_payers = [(payer, [gap for gap in gaps if gap.layer in payer.ids]) for payer in payers]
    total = sum(gap.fen for _payer, own in of_payers for gap in own)
    return Help(tuple(part for payer, own in of_payers for part in _parts(payer, own)), total) if total > 0 else Help()


def _parts(payer: Payer, gaps: Sequence[_Gap]) -> Iterator[Owed]:
    applied = sum(gap.fen for gap in gaps if gap.on_application)
    rest = sum(gap.fen for gap in gaps if not gap.on_application)
    by_itself, on_application = by_way(applied, rest)
    if by_itself:
        yield Owed(payer.name, by_itself)
    if on_application:
        owing = {gap.layer for gap in gaps if gap.on_application and gap.fen > 0}
        yield Owed(payer.name, on_application, on_application=True, article=_articles(payer, owing))


def _articles(payer: Payer, owing: set[str]) -> str:
    """The articles by which the layers give on application, each once."""
    laws = (law for layer in payer.layers if layer.shape.id in owing for law in layer.laws)
    cited = (law.values[key].article for law in laws if law.scheme.on_application for key in law.scheme.value_ids[:1])
    return "、".join(dict.fromkeys(cited))
