"""The parameters of the make-believe city, read from `platform.toml`, and its name characters.

Comes in: the two TOML files beside this module. Goes out: frozen settings. Holds no law and is read by no stage.
"""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from monitor.errors import UsageError

HERE = Path(__file__).resolve().parent
Pairs = list[tuple[int, int]]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Care(_Frozen):
    """A kind of care: its share of all settlements, its MED_TYPE and whose need decides who comes."""

    name: str
    share_bp: int
    med_type: str
    need: str


class Need(_Frozen):
    """How likely people of an age are to come, and how unequal they are."""

    frailty: Pairs
    ages: list[int]
    illness: list[int]
    ordinary: list[int]
    chronic_bp: list[int]
    assisted_bp: int


class Stay(_Frozen):
    """To which hospital an inpatient goes, and for how many days."""

    level_cut_bp: list[int]
    level_noise_bp: int
    away_bp: Pairs
    away_referred_bp: int
    away_emergency_bp: int
    referral_typed_bp: int
    injury_bp: int
    emergency_admission_bp: int
    days_base: int
    days_spread: int
    days_dear: int


class Split(_Frozen):
    """Shares of the fee that lie outside the scope, as bounds [low, high]."""

    ful_bp: list[int]
    dear_from_bp: int
    dear_ful_bp: list[int]
    overlmt_bp: list[int]
    preself_bp: list[int]


class Basic(_Frozen):
    """Basic insurance; lists run over level 1, 2, 3, away referred, away not referred."""

    resident_deductible_yuan: list[int]
    resident_rate_bp: list[int]
    employee_deductible_yuan: list[int]
    employee_rate_bp: list[int]
    repeat_deductible_bp: int
    cap_yuan: int
    chronic_resident_rate_bp: int
    chronic_employee_rate_bp: int
    outpatient_resident_rate_bp: int
    outpatient_resident_cap_yuan: int
    outpatient_employee_rate_bp: int
    outpatient_employee_cap_yuan: int
    childbirth_fixed_yuan: int
    floor_rows_bp: int
    floor_rate_bp: int
    floor_ful_bp: int


class Extras(_Frozen):
    """How often the rare things happen, in ten-thousandths."""

    hospital_bears_bp: int
    hospital_share_bp: int
    other_fund_bp: int
    other_fund_share_bp: int
    civil_servant_bp: int
    civil_servant_share_bp: int
    supplement_bp: int
    supplement_share_bp: int
    account_share_bp: list[int]
    family_account_bp: int
    late_bp: int
    late_months_max: int
    refund_bp: int
    refund_days_max: int
    refund_part_bp: int
    refund_kept_bp: list[int]
    no_certno_bp: int
    short_certno_bp: int
    small_x_bp: int
    no_township_bp: int
    switch_bp: int
    stopped_bp: int
    away_person_bp: int


class Households(_Frozen):
    """Who lives together and who works."""

    size_bp: list[int]
    same_surname_bp: int
    employee_urban_bp: int
    employee_rural_bp: int
    born_elsewhere_bp: int


class Identity(_Frozen):
    """A roster word: how many hold it, who can, what it becomes, and where it is used (nothing: everywhere)."""

    name: str
    aliases: list[str]
    unit: str
    share_bp: int
    age_min: int = 0
    age_max: int = 200
    rural: bool = False
    source: str
    tag: str
    becomes: str = ""
    second: str = ""
    places: list[str] = []


class IdentityChanges(_Frozen):
    """How often a roster word is an alias, starts, ends or changes in the year."""

    alias_bp: int
    starts_bp: int
    ends_bp: int
    becomes_bp: int
    second_bp: int


class HospitalLevels(_Frozen):
    """HOSP_LV codes of levels 1, 2, 3."""

    code: list[str]


class Scheme(_Frozen):
    """What a layer pays to holders of `words`, or to everybody else; `rate_bp` has a rate for each of its tiers."""

    words: list[str] = []
    insurance: str = ""
    deductible_yuan: int = 0
    rate_bp: list[int]
    unreferred_bp: int = 0
    cap_yuan: int | None = None


class Layer(_Frozen):
    """A layer after basic insurance; the first of a place is catastrophic insurance, the others are assistance.

    `when` are alternatives, each a set of facts that must hold together. `everyone`: everybody's cost adds up, not only
    that of rows for which the person has a scheme. `on_excess`: tier bounds lie above the deductible.
    """

    id: str
    after: list[str] = []
    stays_only: bool = False
    when: list[list[str]] = []
    everyone: bool = False
    bounds_yuan: list[int] = []
    on_excess: bool = False
    schemes: list[Scheme]


class Place(_Frozen):
    """What differs from place to place; `parameters` fills what its policy pack leaves open, by value id."""

    id_prefixes: list[str]
    elsewhere_prefixes: list[str]
    away: list[str]
    city_office: str
    from_next_month: bool = False
    parameters: dict[str, Decimal] = {}
    layers: list[Layer]


class Settings(_Frozen):
    """The whole of `platform.toml`."""

    fees: dict[str, Pairs]
    care: list[Care]
    need: Need
    stay: Stay
    split: dict[str, Split]
    basic: Basic
    extras: Extras
    households: Households
    identity: list[Identity]
    identity_changes: IdentityChanges
    chronic_diseases: dict[str, str]
    hospital_levels: HospitalLevels
    places: dict[str, Place]


class Names(_Frozen):
    """Characters of invented names."""

    surnames: str
    double_surnames: list[str]
    given: str
    rare: list[str]
    dotted_first: list[str]
    dotted_last: list[str]
    village_first: str
    village_second: str


@cache
def settings() -> Settings:
    """The parameters of the make-believe platform."""
    return Settings.model_validate(tomllib.loads((HERE / "platform.toml").read_text("utf-8"), parse_float=Decimal))


@cache
def names() -> Names:
    """The characters of names."""
    return Names.model_validate(tomllib.loads((HERE / "names.toml").read_text("utf-8")))


def place_settings(place: str) -> Place:
    """The part of the settings for `place`; UsageError with the known places if there is none."""
    known = settings().places
    if place not in known:
        raise UsageError("E-CITY-PLACE", f"没有“{place}”这座合成城市", todo=f"可选：{'、'.join(sorted(known))}")
    return known[place]
