"""The whole city: the same arguments, the same bytes; wrong arguments are refused; the lists will not be empty."""

import hashlib
from pathlib import Path

import polars as pl
import pytest

from monitor.city import CityFiles, make_city
from monitor.errors import StorageError, UsageError

LONG_CARE = ["21", "22", "23", "24", "14"]
HEFEI_WORDS = "特困|五保|孤儿|低保|最低生活|返贫致贫|监测|不稳定|边缘|突发"


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_city("yingkou", tmp_path / name, people=500, seed=7, months=3)
    assert _hashes(tmp_path / "one") == _hashes(tmp_path / "two")


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    for seed in (1, 2):
        make_city("yingkou", tmp_path / str(seed), people=500, seed=seed, months=1)
    same = _hashes(tmp_path / "1").items() & _hashes(tmp_path / "2").items()
    assert [name for name, _ in same] == ["regions.csv"]


@pytest.mark.parametrize("place", ["hefei", "yingkou", "yiyuan", "huining", "zhejiang"])
def test_every_place_can_be_made(tmp_path: Path, place: str) -> None:
    files = make_city(place, tmp_path, people=300, months=2)
    assert len(files.settlements) == 2
    assert files.counts["persons"] == 300


@pytest.mark.parametrize("wrong", [{"people": 5}, {"seed": -1}, {"months": 13}, {"year": 99}])
def test_wrong_arguments_are_refused(tmp_path: Path, wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        make_city("hefei", tmp_path, **wrong)


def test_an_unknown_place_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="hefei"):
        make_city("atlantis", tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError, match="文件夹"):
        make_city("hefei", tmp_path / "taken", people=300, months=1)


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    make_city("huining", tmp_path, people=300, months=1, progress=lambda *step: told.append(step))
    assert told[-1] == ("完成", 3, 3)


def _with_identity(city: CityFiles, rows: pl.DataFrame) -> pl.DataFrame:
    numbers = pl.read_parquet(city.persons).select("psn_no", full="certno")
    words = pl.read_parquet(city.identities).group_by("certno").agg(pl.col("identity").str.join("/"))
    return rows.join(numbers, on="psn_no").join(words, left_on="full", right_on="certno", how="left")


def test_hefeis_list_has_a_believable_length_by_december(city: CityFiles, originals: pl.DataFrame) -> None:
    rows = originals.filter(pl.col("med_type").is_in(LONG_CARE))
    self_pay = (pl.col("inscp_amt") - pl.col("fund_pay_sumamt")).clip(0).sum()
    year = _with_identity(city, rows.group_by("psn_no").agg(self_pay.alias("self_pay")))
    over = year.filter(pl.col("identity").str.contains(HEFEI_WORDS), pl.col("self_pay") > 10_000_00)
    assert 15 <= over.height <= 60
