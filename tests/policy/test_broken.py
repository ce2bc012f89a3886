"""Every broken pack is refused, with the words that its first line promises and with nothing else reported."""

from pathlib import Path

import pytest

from monitor.errors import PolicyError
from monitor.policy import load_pack

BROKEN = Path(__file__).with_name("broken")
SOUND = Path(__file__).with_name("sound")
NAMES = sorted(path.stem for path in BROKEN.glob("*.toml"))


def refusal(place: str, folder: Path) -> str:
    with pytest.raises(PolicyError) as caught:
        load_pack(place, user_dir=folder)
    assert caught.value.exit_code == 8
    return str(caught.value)


def promised(place: str) -> list[str]:
    first = (BROKEN / f"{place}.toml").read_text("utf-8").splitlines()[0]
    return first.removeprefix("# error: ").split(" / ")


@pytest.mark.parametrize("place", NAMES)
def test_a_broken_pack_is_refused_with_its_words(place: str) -> None:
    message = refusal(place, BROKEN)
    assert [words for words in promised(place) if words not in message] == []


@pytest.mark.parametrize("place", NAMES)
def test_one_fault_is_reported_once(place: str) -> None:
    message = refusal(place, BROKEN)
    counted_by_file = any(words.startswith("政策包有") for words in promised(place))
    assert counted_by_file or "政策包有 1 处问题" in message or "E-PACK-TOML" in message


def test_the_pack_without_the_fault_loads() -> None:
    assert load_pack("qinghe", user_dir=SOUND).name == "青禾县"


def copied(tmp_path: Path, raw: bytes) -> Path:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "qinghe.txt").write_bytes((SOUND / "texts" / "qinghe.txt").read_bytes())
    (tmp_path / "qinghe.toml").write_bytes(raw)
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_pack_in_another_encoding_gets_the_hint_to_save_as_utf8(tmp_path: Path, encoding: str) -> None:
    text = (SOUND / "qinghe.toml").read_text("utf-8")
    assert "另存为 UTF-8" in refusal("qinghe", copied(tmp_path, text.encode(encoding)))


def test_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    raw = (SOUND / "qinghe.toml").read_bytes().replace(b"\n", b"\r\n")
    assert load_pack("qinghe", user_dir=copied(tmp_path, raw)).place == "qinghe"


def test_a_pack_that_is_not_utf8_text_does_not_show_its_bytes(tmp_path: Path) -> None:
    assert "codec" not in refusal("qinghe", copied(tmp_path, b"\xff\xfe\x00"))
