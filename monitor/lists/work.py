"""The bureau's worklists of one month as plain values, before anybody's fields are taken away.

Comes in: rows that the freeze has read from the warehouse. Goes out: frozen dataclasses that slices and pages read.
Amounts are whole fen; codes are the 12 digits of the region table or empty. Never computes a figure.
"""

from dataclasses import dataclass, fields
from typing import Final, Literal

WorkRecipient = Literal["bureau", "township"]
WORK_RECIPIENTS: Final = ("bureau", "township")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One finding: a person, a household or a record. `row_no` counts within its list, from 1.

    `amount_fen` is what is at stake, `compared_fen` what the list's formula sets it against; `reason` a stable code.
    `layer` is what the payer is called; `insured_state` says on every list who has died, moved away or left insurance.
    """

    row_no: int
    psn_name: str
    certno: str
    gend: str
    age: int | None
    identity: str
    county_code: str
    county: str
    township_code: str
    township: str
    village: str
    resdbook_no: str
    mob: str
    setl_id: str
    layer: str
    amount_fen: int | None
    compared_fen: int | None
    reason: str
    insured_state: str


WORK_FIELDS: Final = tuple(field.name for field in fields(WorkRow))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """One list with its law: `figures` are (Chinese name, figure with unit); `hindrance` why it could not be made."""

    id: str
    name: str
    recipient: WorkRecipient
    article: str
    quote: str
    document: str
    interpretation: str
    formula: str
    todo: str
    identities: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    hindrance: str
    rows: tuple[WorkRow, ...] = ()

    @property
    def persons(self) -> int:
        """Persons, or households where a row is one: rows of the same person count once."""
        return len({(row.certno or row.psn_name or row.resdbook_no or row.setl_id) for row in self.rows})

    @property
    def amount_fen(self) -> int:
        """What is at stake in all."""
        return sum(row.amount_fen or 0 for row in self.rows)


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A coverage rate: whose or what, how many should have it, how many do, and the target with its unit."""

    name: str
    due: int
    done: int
    target: str


@dataclass(frozen=True, slots=True)
class MonthWork:
    """All worklists of a month, in the order of the pack."""

    lists: tuple[WorkList, ...]
    coverage: tuple[CoverageLine, ...]

    @property
    def mobilised(self) -> tuple[WorkList, ...]:
        """The lists whose names go to the townships."""
        return tuple(one for one in self.lists if one.recipient == "township")


NO_WORK: Final = MonthWork((), ())
