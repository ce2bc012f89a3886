"""A wrong config.toml: exit code 2, everything wrong in it at once, the nearest key for a typo, and nothing touched."""

from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.errors import UsageError
from monitor.intake.columns import KINDS
from tests.conftest import Bureau, run_cli

PLACE = 'place = "hefei"\n'
BROKEN = {
    "no place": ("", "place"),
    "place is a number": ("place = 1", "place"),
    "unknown key": (PLACE + "treshold = 1", "treshold"),
    "root": (PLACE + 'root = "/"', "root"),
    "typo in a section": (PLACE + "[screen]\nearly_precent = 80", "early_percent"),
    "typo in paths": (PLACE + '[paths]\nwarehose = "x"', "warehouse"),
    "typo of a section": (PLACE + "[intak]\nsheet = 'a'", "intake"),
    "section is a value": (PLACE + "screen = 5", "screen"),
    "early percent 0": (PLACE + "[screen]\nearly_percent = 0", "early_percent"),
    "early percent 101": (PLACE + "[screen]\nearly_percent = 101", "early_percent"),
    "early percent negative": (PLACE + "[screen]\nearly_percent = -80", "early_percent"),
    "early percent in words": (PLACE + '[screen]\nearly_percent = "八十"', "early_percent"),
    "early percent a fraction": (PLACE + "[screen]\nearly_percent = 80.5", "early_percent"),
    "early percent true": (PLACE + "[screen]\nearly_percent = true", "early_percent"),
    "early percent a text": (PLACE + '[screen]\nearly_percent = "80"', "early_percent"),
    "pace of 13 months": (PLACE + "[screen]\npace_min_months = 13", "pace_min_months"),
    "no step of escalation": (PLACE + "[screen]\nescalation_lines = 0", "escalation_lines"),
    "delimiter of two characters": (PLACE + '[intake]\ndelimiter = ";;"', "delimiter"),
    "no delimiter": (PLACE + '[intake]\ndelimiter = ""', "delimiter"),
    "limit below zero": (PLACE + "[intake]\nmax_rejected_rows = -1", "max_rejected_rows"),
    "limit of 200 percent": (PLACE + "[intake]\nmax_rejected_percent = 200", "max_rejected_percent"),
    "greatest amount 0": (PLACE + "[intake]\nmax_amount_yuan = 0", "max_amount_yuan"),
    "greatest amount negative": (PLACE + "[intake]\nmax_amount_yuan = -5", "max_amount_yuan"),
    "greatest amount inf": (PLACE + "[intake]\nmax_amount_yuan = inf", "max_amount_yuan"),
    "greatest amount nan": (PLACE + "[intake]\nmax_amount_yuan = nan", "max_amount_yuan"),
    "greatest amount in words": (PLACE + '[intake]\nmax_amount_yuan = "1万"', "max_amount_yuan"),
    "greatest amount too great": (PLACE + "[intake]\nmax_amount_yuan = 1e30", "max_amount_yuan"),
    "no bytes": (PLACE + "[intake]\nmax_file_bytes = 0", "max_file_bytes"),
    "medical type of no kind": (PLACE + '[intake.med_types]\n"9901" = "hospital"', "9901"),
    "mapping of a mapping": (PLACE + "[intake.columns]\nsettlements = 5", "settlements"),
    "mapping for no kind": (PLACE + '[intake.columns.setlements]\n"a" = "setl_id"', "settlements"),
    "phone in words": (PLACE + '[lists]\nshow_phone = "yes"', "show_phone"),
    "no memory": (PLACE + "[engine]\nmemory_limit_gb = 0", "memory_limit_gb"),
    "no threads": (PLACE + "[engine]\nthreads = 0", "threads"),
    "parameter nan": (PLACE + '[parameters]\n"x" = nan', "parameters"),
    "parameter of no policy": (PLACE + '[parameters]\n"warning.treshold" = 5', "warning.treshold"),
    "parameter in words": (PLACE + '[parameters]\n"x" = "五"', "parameters"),
    "one file for two": (PLACE + '[paths]\npublished = "monitor.duckdb"', "published"),
    "out over the warehouse": (PLACE + '[paths]\nout = "monitor.duckdb"', "out"),
    "syntax": (PLACE + "[screen\nearly_percent = 80", "第 2 行"),
    "key twice": (PLACE + 'place = "yingkou"', "第 2 行"),
    "text not closed": ('place = "hefei', "第 1 行"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_config_is_refused_before_anything_is_touched(bureau: Bureau, fault: str) -> None:
    text, named = BROKEN[fault]
    before = bureau.config.path("warehouse").read_bytes()
    bureau.config_path.write_text(text, encoding="utf-8")
    ended = bureau.cli("intake", "persons", bureau.file("persons", [{"certno": "1", "psn_name": "测试人"}]))
    assert (ended.exit_code, named in ended.stderr) == (2, True), ended.stderr
    assert (bureau.root / "monitor.duckdb").read_bytes() == before


def test_a_mapping_to_no_column_is_refused_before_anything_is_loaded(bureau: Bureau) -> None:
    with bureau.config_path.open("a", encoding="utf-8") as sink:
        sink.write('[intake.columns.persons]\n"号" = "certnoo"\n')
    ended = bureau.cli("intake", "persons", bureau.file("persons", [{"号": "1", "psn_name": "测试人"}]))
    assert (ended.exit_code, "certnoo" in ended.stderr) == (2, True)
    assert bureau.sql("select * from intake.load_batch where kind = 'persons'") == []


def test_a_place_that_is_none_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('place = "atlantis"\n', encoding="utf-8")
    ended = run_cli("--config", tmp_path / "config.toml", "status")
    assert (ended.exit_code, "hefei" in ended.stderr) == (9, True)


def test_the_kinds_of_mappings_are_the_kinds_of_files(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(PLACE + '[intake.columns.x]\n"a" = "b"\n', encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_config(tmp_path / "config.toml")
    assert f"只能是 {' '.join(KINDS)}" in refused.value.what


ALL_AT_ONCE = """
root = "/"
[screen]
early_percent = 0
pace_min_month = 3
[engine]
threads = -1
[intake]
max_amount_yuan = "1万"
[intake.med_types]
"9901" = "inpatent"
[intake.columns.setlements]
"a" = "setl_id"
[paths]
published = "monitor.duckdb"
raw = "out"
[lists]
show_phone = "yes"
"""
SAID = {
    "place": "必须填写",
    "root（第 2 行）": "无法识别",
    "screen.early_percent（第 4 行）": "不能小于 1",
    "screen.pace_min_month（第 5 行）": "无法识别，是否应为 pace_min_months？",
    "engine.threads（第 7 行）": "不能小于 1",
    "intake.max_amount_yuan（第 9 行）": "要写数",
    "intake.med_types.9901（第 11 行）": "只能是 inpatient outpatient_chronic",
    "intake.columns.setlements（第 12 行）": "是否应为 settlements？",
    "paths.published（第 15 行）": "和 warehouse 写成了同一个路径",
    "paths.out": "和 raw 写成了同一个路径",
    "lists.show_phone（第 18 行）": "要写 true 或 false，不带引号",
}


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(ALL_AT_ONCE, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_config(path)
    lines = [line.strip() for line in refused.value.what.splitlines()[1:]]
    said = {
        key: [line for line in lines if line.startswith(key + "：") and words in line] for key, words in SAID.items()
    }
    assert (len(lines), [key for key, found in said.items() if len(found) != 1]) == (len(SAID), [])


@pytest.mark.parametrize("stem", ["screen", "Main", "copy"])
def test_a_database_is_not_called_as_a_schema(tmp_path: Path, stem: str) -> None:
    (tmp_path / "config.toml").write_text(f'{PLACE}[paths]\nwarehouse = "{stem}.duckdb"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=f"文件名不能叫 {stem.lower()}"):
        load_config(tmp_path / "config.toml")


def test_there_are_forty_broken_configs() -> None:
    assert len({text for text, _ in BROKEN.values()}) >= 40


def test_a_problem_names_its_line_and_what_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('place = "hefei"\n\n[screen]\npace_min_months = 99\nearly_percent = 0\n', encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_config(path)
    assert "第 4 行" in refused.value.what
    assert "第 5 行" in refused.value.what
    assert "12" in refused.value.what


@pytest.mark.parametrize(
    "raw", [b"\xef\xbb\xbf" + PLACE.encode(), (PLACE + "# 合肥").encode("gb18030")], ids=["BOM", "GBK"]
)
def test_another_encoding_is_told_how_to_save(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "config.toml").write_bytes(raw)
    ended = run_cli("--config", tmp_path / "config.toml", "status")
    assert ended.exit_code == 2
    assert "另存为 UTF-8" in ended.stderr


def test_lines_that_end_as_on_windows_are_read(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b'place = "hefei"\r\n[screen]\r\nearly_percent = 70\r\n')
    assert load_config(tmp_path / "config.toml").screen.early_percent == 70


def test_no_config_says_how_to_make_one(tmp_path: Path) -> None:
    ended = run_cli("--config", tmp_path / "config.toml", "status")
    assert (ended.exit_code, "monitor init" in ended.stderr) == (2, True)
