"""What the platform knows of a visit before it pays: MED_TYPE, and whether it was here, referred or an emergency.

Comes in: visits, hospitals and the filings of the year. Goes out: columns. A filing counts for every visit that begins
on one of its days, whichever stay it was made for; so it is the roster of filings that decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from monitor.city.arrays import Dice, Flags, Ints, Table, Wide, chance, stack
from monitor.city.faces import texts
from monitor.city.fees import care_is
from monitor.city.people import NEVER
from monitor.city.records import dates, day_or_null
from monitor.city.settings import settings
from monitor.city.visits import (
    AWAY_REFERRED,
    BY_EMERGENCY,
    BY_REFERRAL,
    BY_SETTLEMENT,
    Month,
    Scene,
    make_stays,
)

REFERRED_TYPE, EMERGENCY_TYPE = 23, 24
_HURT_TYPE = 22
_SPAN = 2**16  # more than the days that a filing can lie apart from 1 January
_KINDS = ["转诊", "异地安置", "急诊"]


@dataclass(frozen=True)
class Filings:
    """One row per filing: whose, by which right (BY_ constants), from and to which day of the year, which hospital."""

    person: Wide
    right: Wide
    first: Wide
    last: Wide
    hospital: Wide

    def cover(self, rights: Sequence[int], person: Ints, day: Ints) -> Flags:
        """Whether the person has a filing of one of these rights on the day."""
        asked = np.isin(self.right, rights)
        if not asked.any():
            return np.zeros(len(person), dtype=bool)
        order = np.lexsort((self.first[asked], self.person[asked]))
        owner = self.person[asked][order] * _SPAN + _SPAN // 2
        starts = owner + self.first[asked][order]
        ends = np.maximum.accumulate(owner + self.last[asked][order])
        at = person.astype(np.int64) * _SPAN + _SPAN // 2 + day
        begun = np.searchsorted(starts, at, side="right") - 1
        found: Flags = (begun >= 0) & (ends[np.maximum(begun, 0)] >= at)
        return found


def file_stays(scene: Scene, year: int, months: int) -> Filings:
    """The filings for the stays away of all months; each covers the first day of the stay that it is made for."""
    stays = stack([_filed(make_stays(Month(year, number), scene)) for number in range(1, months + 1)])
    rng, right, begin = scene.chances.stream("referrals"), stays["right"], stays["begin"]
    lead = np.where(right == BY_EMERGENCY, 0, rng.integers(0, 4, len(right)))
    settled = right == BY_SETTLEMENT
    last = np.where(settled, NEVER, begin + rng.integers(30, 181, len(right)))
    return Filings(stays["person"], right, np.where(settled, -400, begin - lead), last, stays["hospital"])


def _filed(stays: Table) -> Table:
    return {name: stays[name][stays["right"] > 0].astype(np.int64) for name in ("person", "right", "begin", "hospital")}


def referrals_frame(filings: Filings, faces: pl.DataFrame, areas: pl.Series, year_start: int) -> pl.DataFrame:
    """The register of referrals, settlement elsewhere and emergencies."""
    person = pl.Series(filings.person)
    frame = pl.DataFrame(
        {
            "certno": faces["certno"].gather(person),
            "psn_no": faces["psn_no"].gather(person),
            "kind": texts(_KINDS, filings.right - 1),
            "begndate": dates(filings.first, year_start),
            "enddate": day_or_null(filings.last, filings.last < NEVER, year_start),
            "mdtrtarea_admdvs": areas.gather(pl.Series(filings.hospital)),
        }
    )
    order = ["psn_no", "begndate", "enddate", "kind", "mdtrtarea_admdvs"]
    return frame.unique(subset=order[:4], keep="first", maintain_order=True).sort(order, nulls_last=True)


def with_type(visits: Table, chances: Dice, month: int) -> Table:
    """The visits with MED_TYPE: the kind's own; stays by injury, by referral or after an emergency have theirs."""
    rules, size, right = settings().stay, len(visits["person"]), visits["right"]
    rng, stay = chances.stream("types", month), care_is(visits, "inpatient")
    own = np.array([int(care.med_type) for care in settings().care])[visits["care"]]
    draw = rng.integers(0, 10_000, size)
    hurt = stay & (draw < rules.injury_bp)
    rushed = stay & ((right == BY_EMERGENCY) | (draw >= 10_000 - rules.emergency_admission_bp))
    typed = (right == BY_REFERRAL) & chance(rng, size, rules.referral_typed_bp)
    chosen = np.select([typed, rushed, hurt], [REFERRED_TYPE, EMERGENCY_TYPE, _HURT_TYPE], own)
    return visits | {"type": chosen, "is_stay": stay, "counted": stay | care_is(visits, "chronic")}


def known(visits: Table, in_province: Flags, filings: Filings) -> Table:
    """Where each visit was and by what right; `in_province` is per hospital."""
    at = np.flatnonzero(visits["counted"])
    person, begin = visits["person"][at], visits["begin"][at]

    def filed(*rights: int) -> Flags:
        found = np.zeros(len(visits["person"]), dtype=bool)
        found[at] = filings.cover(rights, person, begin)
        return found

    return {
        "here": visits["level"] < AWAY_REFERRED,
        "in_province": in_province[visits["hospital"]],
        "referred": (visits["type"] == REFERRED_TYPE) | filed(BY_REFERRAL, BY_SETTLEMENT),
        "elsewhere": filed(BY_SETTLEMENT),
        "emergency": (visits["type"] == EMERGENCY_TYPE) | filed(BY_EMERGENCY),
    }
