"""Settlements in the national format: SETL_D column names in lower case, money in yuan with two decimals.

Comes in: a delivery's rows in columns, and the faces of the people. Goes out: one polars frame. Codes and numbers are
text, days are dates, times have no zone (they are local).
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl

from monitor.city.arrays import Column, Dice, Flags, Ints, Table, chance
from monitor.city.faces import texts
from monitor.city.fees import care_is
from monitor.city.hospitals import Hospitals
from monitor.city.idnumbers import short_numbers
from monitor.city.people import People
from monitor.city.settings import settings
from monitor.city.visits import AWAY_REFERRED, Month

MONEY_NAMES = {
    "fee": "medfee_sumamt", "ful": "fulamt_ownpay_amt", "overlmt": "overlmt_selfpay", "preself": "preselfpay_amt",
    "inscp": "inscp_amt", "dedc": "act_pay_dedc", "hifp": "hifp_pay", "cvlserv": "cvlserv_pay", "hifes": "hifes_pay",
    "hifmi": "hifmi_pay", "hifob": "hifob_pay", "hifdm": "hifdm_pay", "maf": "maf_pay", "othfund": "othfund_pay",
    "fund": "fund_pay_sumamt", "psn": "psn_pay", "acct": "acct_pay", "cash": "cash_payamt", "hosp": "ownpay_hosp_part",
    "mulaid": "acct_mulaid_pay",
}  # fmt: skip


@dataclass(frozen=True)
class Archive:
    """What every record of the city refers to; `faces` has psn_no, certno, psn_name and insu_admdvs per person."""

    people: People
    faces: pl.DataFrame
    hospitals: Hospitals
    insured_at: pl.Series


def yuan(fen: Ints, scale: int = 2) -> pl.Series:
    """Whole fen as DECIMAL(16, `scale`) yuan, exactly."""
    unit = Decimal(1).scaleb(-scale)
    whole = pl.Series(fen.astype(np.int64)).cast(pl.Decimal(16, 0))
    return pl.select(whole * pl.lit(unit)).to_series().cast(pl.Decimal(16, scale))


def dates(days: Ints, year_start: int) -> pl.Series:
    """Days of the year as dates."""
    return pl.Series((days + year_start).astype(np.int32)).cast(pl.Date)


def day_or_null(days: Ints, known: Flags, year_start: int) -> pl.Series:
    """Days of the year as dates, null where they are not known."""
    shown = dates(np.where(known, days, 0).astype(np.int64), year_start)
    return pl.select(pl.when(pl.Series(known)).then(shown)).to_series()


def times(day: Ints, second: Ints, year_start: int) -> pl.Series:
    """Days of the year and seconds of the day as local times."""
    seconds = (day.astype(np.int64) + year_start) * 86_400 + second
    return pl.Series(seconds * 1000).cast(pl.Datetime("ms")).cast(pl.Datetime("us"))


def _flag(values: Column) -> pl.Series:
    return texts(["0", "1"], values.astype(np.int8))


def _psn_type(rows: Table, archive: Archive) -> pl.Series:
    age = archive.people.age[rows["person"]]
    employee = np.where(age >= 60, 5, 4)
    resident = np.searchsorted([6, 18, 60], age, side="right")
    return texts(["1402", "1403", "15", "16", "1101", "1201"], np.where(rows["employee"], employee, resident))


def _disease(rows: Table) -> tuple[pl.Series, pl.Series]:
    diseases = settings().chronic_diseases
    none = len(diseases)
    index = np.where(care_is(rows, "chronic"), rows["person"] * 7919 % none, none)
    codes = pl.Series([*diseases, None], dtype=pl.String).gather(pl.Series(index))
    return codes, pl.Series([*diseases.values(), None], dtype=pl.String).gather(pl.Series(index))


def _certno(rng: np.random.Generator, certno: pl.Series) -> pl.Series:
    """ID numbers as they arrive: a few missing, in fifteen digits, or with a small x."""
    rules, size = settings().extras, len(certno)
    number = pl.col("certno")
    marks = {
        "missing": chance(rng, size, rules.no_certno_bp),
        "short": chance(rng, size, rules.short_certno_bp),
        "small": chance(rng, size, rules.small_x_bp),
    }
    frame = pl.DataFrame({"certno": certno, **marks})
    arrived = (
        pl.when("missing").then(None)
        .when(pl.col("short") & (number.str.slice(6, 2) == "19")).then(short_numbers(number))
        .when("small").then(number.str.to_lowercase())
        .otherwise(number)
    )  # fmt: skip
    return frame.select(arrived.alias("certno")).to_series()


def _who(rng: np.random.Generator, rows: Table, archive: Archive) -> dict[str, pl.Series]:
    person = pl.Series(rows["person"])
    face = {name: archive.faces[name].gather(person) for name in ("psn_no", "psn_name")}
    people, who = archive.people, rows["person"]
    age = people.age[who]
    return face | {
        "psn_cert_type": pl.repeat("01", len(person), eager=True),
        "certno": _certno(rng, archive.faces["certno"].gather(person)),
        "gend": texts(["1", "2"], people.female[who].astype(np.int8)),
        "brdy": pl.Series(people.birth[who]).cast(pl.Date),
        "age": yuan(age * 10, 1).cast(pl.Decimal(4, 1)),
        "insutype": texts(["390", "310"], rows["employee"].astype(np.int8)),
        "psn_type": _psn_type(rows, archive),
        "insu_admdvs": archive.insured_at.gather(person),
    }


def _where(rows: Table, archive: Archive) -> dict[str, pl.Series]:
    chosen = archive.hospitals.table[rows["hospital"]]
    away = rows["level"] >= AWAY_REFERRED
    province = pl.Series(away) & (chosen["fix_blng_admdvs"].str.head(2) != archive.insured_at[0][:2])
    place_kind = np.where(away, np.where(province.to_numpy(), 3, 2), 1)
    pay_loc = np.where(rows["late"], 0, place_kind)
    return {name: chosen[name] for name in chosen.columns} | {
        "pay_loc": texts(["1", "2", "3", "4"], pay_loc),
        "setl_type": texts(["2", "1"], rows["late"].astype(np.int8)),
    }


def _when(rng: np.random.Generator, rows: Table, archive: Archive, month: Month) -> dict[str, pl.Series]:
    start, late = archive.people.year_start, rows["late"]
    seen = np.where(late, month.first + rng.integers(0, 5, len(late)), rows["day"])
    created = times(seen, rows["second"] + 60, start)
    return {
        "begndate": dates(rows["begin"], start),
        "enddate": dates(rows["end"], start),
        "setl_time": times(rows["day"], rows["second"], start),
        "year": pl.repeat(str(month.year), len(late), eager=True),
        "crte_time": created,
        "updt_time": created,
    }


def _numbers(rows: Table) -> dict[str, pl.Series]:
    init = pl.Series(rows["init"])
    original = pl.select(pl.when(init > 0).then(init)).to_series()
    visit = pl.Series(np.where(rows["init"] > 0, rows["init"], rows["setl"]))
    return {
        "setl_id": pl.Series(rows["setl"]).cast(pl.String),
        "init_setl_id": original.cast(pl.String),
        "mdtrt_id": "M" + visit.cast(pl.String).str.slice(1),
        "rid": "R" + pl.Series(rows["setl"]).cast(pl.String),
    }


def _flags(rows: Table) -> dict[str, pl.Series]:
    refund = rows["init"] > 0
    code, name = _disease(rows)
    size = len(refund)
    return {
        "refd_setl_flag": _flag(refund),
        "vali_flag": pl.repeat("1", size, eager=True),
        "mid_setl_flag": pl.repeat("0", size, eager=True),
        "cvlserv_flag": _flag(rows["servant"]),
        "dise_no": code,
        "dise_name": name,
    }


def settlement_frame(rows: Table, archive: Archive, month: Month, chances: Dice) -> pl.DataFrame:
    """The records of one delivery."""
    rng = chances.stream("records", month.number)
    rows = rows | {"hifdm": np.zeros(len(rows["person"]), dtype=np.int64)}
    columns = _numbers(rows) | _who(rng, rows, archive) | _where(rows, archive)
    columns |= {"med_type": pl.Series(rows["type"]).cast(pl.String)} | _when(rng, rows, archive, month)
    columns |= {word: yuan(rows[name]) for name, word in MONEY_NAMES.items()}
    columns |= {"pool_prop_selfpay": yuan(rows["rate"], 4).cast(pl.Decimal(5, 4))} | _flags(rows)
    return pl.DataFrame(columns)
