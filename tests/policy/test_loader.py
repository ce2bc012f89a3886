"""Packs are found by place, the user's own first, and every byte of law changes the version."""

import shutil
from pathlib import Path

import pytest

from monitor.errors import NotFound, PolicyError
from monitor.policy import load_pack, pack_names

SOUND = Path(__file__).with_name("sound")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "packs"))


def test_the_shipped_places() -> None:
    assert set(pack_names()) == {"hefei", "yingkou", "yiyuan", "huining", "zhejiang"}


def test_the_users_own_places_are_listed_too() -> None:
    assert {"hefei", "qinghe"} <= set(pack_names(SOUND))


def test_the_users_own_pack_goes_before_the_shipped_one(own: Path) -> None:
    text = (own / "qinghe.toml").read_text("utf-8").replace('place = "qinghe"', 'place = "hefei"')
    (own / "hefei.toml").write_text(text, "utf-8")
    assert load_pack("hefei", user_dir=own).name == "青禾县"


def test_an_unknown_place_names_the_nearest() -> None:
    with pytest.raises(NotFound, match="hefei"):
        load_pack("hefie")


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert pack_names(tmp_path / "none") == pack_names()


def test_the_same_bytes_have_the_same_version(own: Path) -> None:
    assert load_pack("qinghe", user_dir=own).version == load_pack("qinghe", user_dir=SOUND).version


@pytest.mark.parametrize("file", ["qinghe.toml", "texts/qinghe.txt"])
def test_any_change_of_pack_or_text_changes_the_version(own: Path, file: str) -> None:
    with (own / file).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert load_pack("qinghe", user_dir=own).version != load_pack("qinghe", user_dir=SOUND).version


def test_a_changed_word_in_the_stored_text_unproves_the_pack(own: Path) -> None:
    text = own / "texts" / "qinghe.txt"
    text.write_text(text.read_text("utf-8").replace("提高5个百分点", "提高6个百分点"), "utf-8")
    with pytest.raises(PolicyError, match="引文不在"):
        load_pack("qinghe", user_dir=own)


@pytest.mark.parametrize("place", pack_names())
def test_the_shipped_texts_are_as_published(place: str) -> None:
    text = Path(load_pack.__code__.co_filename).with_name("packs") / "texts" / f"{place}.txt"
    assert "bookmark" not in text.read_text("utf-8")
