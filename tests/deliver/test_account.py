"""The account of one person: told as text, JSON and a page, each with rule, sources and versions."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.deliver.account import Account, account, as_json
from monitor.deliver.account_page import as_html
from monitor.deliver.account_text import as_text
from monitor.deliver.drawing import drawn
from monitor.errors import IntegrityError
from tests.conftest import Bureau
from tests.deliver.payloads import HTML_PAYLOADS
from tests.deliver.reading import Page, csp_of, style_source
from tests.warehouse.builder import bill, holds, person, resident
from tests.warehouse.workplace import configure, new_bureau

WORD = person(1)
HERE = {"fix_blng_admdvs": "340121", "fixmedins_code": "H1"}


def told(bureau: Bureau) -> Account:
    with open_warehouse(bureau.config) as con:
        return account(con, bureau.config, bureau.pack, WORD, 2023, 3)


@pytest.fixture(scope="module")
def bureau(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """One person over Hefei's line in March, and one settlement that does not count."""
    made = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("account"))
    made.intake("persons", [resident(WORD)])
    made.intake("identities", [holds(WORD)])
    rows = [
        bill("A1", WORD, "2023-01-10", 9000, own=500, hifp_pay=20000, **HERE),
        bill("A2", WORD, "2023-03-10", 8000, hifp_pay=2000, **HERE),
        bill("A3", WORD, "2023-03-11", 70, med_type="11", **HERE),
    ]
    made.intake("settlements", rows)
    made.month("2023-03")
    return made


@pytest.fixture(scope="module")
def said(bureau: Bureau) -> Account:
    return told(bureau)


@pytest.fixture(scope="module")
def html(bureau: Bureau, said: Account) -> str:
    return as_html(said, bureau.pack)


def test_rule_comparator_threshold_and_the_day_of_crossing(said: Account) -> None:
    (line,) = said.lines
    assert (line.amount, line.operator, line.threshold) == (17000, ">", 10000)
    assert (str(line.crossed_on), line.crossed_by) == ("2023-03-10", "A2")


@pytest.mark.parametrize("place", [3, 9, 16, 17])
def test_a_number_with_a_slip_shows_nobody(bureau: Bureau, place: int) -> None:
    other = str((int(WORD[place]) + 1) % 10) if WORD[place] != "X" else "1"
    ended = bureau.cli("explain", WORD[:place] + other + WORD[place + 1 :], "--month", "2023-03")
    assert (ended.exit_code, ended.stdout, ended.stderr.split("]")[0]) == (9, "", "[E-PERSON-004")


def test_every_source_row_is_named_by_file_and_record(said: Account) -> None:
    files = {one["batch_id"]: one["file_name"] for one in said.batches}
    rows = [*said.rosters, *said.settlements]
    named = [(files[row["batch_id"]].partition("-")[0], row["record"]) for row in rows]
    assert named == [("identities", 1), ("persons", 1), ("settlements", 1), ("settlements", 2), ("settlements", 3)]


def test_the_versions_of_law_and_settings_are_told(bureau: Bureau, said: Account) -> None:
    assert said.pack_version == bureau.pack.version
    assert re.fullmatch(r"[0-9a-f]{64}", said.config_hash)


def test_another_setting_is_another_hash(bureau: Bureau, said: Account, tmp_path: Path) -> None:
    early = bureau.config.screen.early_percent
    configure(bureau, early_percent=early - 1)
    changed = told(bureau).config_hash
    configure(bureau, early_percent=early)
    assert (changed == said.config_hash, told(bureau).config_hash) == (False, said.config_hash)


def test_json_has_amounts_as_text_and_no_float(said: Account) -> None:
    floats: list[str] = []
    found = json.loads(as_json(said), parse_float=lambda text: floats.append(text) or text)
    assert floats == []
    assert found["waterfall"]["falls"][0] == {
        "key": "total", "name": "总费用", "role": "stand", "amount": "39500.00", "left": "39500.00", "entitled": None,
        "gap": None,
    }  # fmt: skip


def test_text_names_rule_tiers_figures_sources_and_versions(said: Account) -> None:
    text = "\n".join(as_text(said))
    for words in (
        "一句话：测试人2023年截至3月底看病总共花了39,500元",
        "17,000.00 > 10,000.00",
        "7,500.00 以上至 50,000.00：1,500.00 × 65%（60%，提高 5 个百分点） ＝ 975.00",
        "所用数值：catastrophic.tilted_deductible、",
        "来源：身份名册 低保对象 2023-01-01 起（批次 3 第 1 条）",
        f"版本：政策包 {said.pack_version}，配置 {said.config_hash[:16]}",
    ):
        assert words in text


def test_the_page_says_the_same_as_the_text(said: Account, html: str) -> None:
    shown = Page(html).text
    for words in (
        said.aloud,
        "7,500.00 以上至 50,000.00：1,500.00",
        "catastrophic.tilted_deductible",
        "批次 2 第 1 条",
    ):
        assert words in shown


def test_the_page_stands_alone_and_its_pictures_are_inside(html: str) -> None:
    page = Page(html)
    shown = [value for _, name, value in page.attributes if name in ("src", "srcset")]
    assert len(shown) == 2
    assert all(value.startswith("data:image/svg+xml;base64,") for value in shown)
    assert {"script", "link", "iframe", "form", "object"}.isdisjoint(tag for tag, _ in page.tags)
    assert (csp_of(html)["img-src"], csp_of(html)["style-src"]) == ("data:", style_source(html))


@pytest.mark.parametrize("payload", HTML_PAYLOADS)
def test_a_hostile_name_stays_text(bureau: Bureau, said: Account, payload: str) -> None:
    tags = {tag for tag, _ in Page(as_html(replace(said, name=payload, aloud=payload), bureau.pack)).tags}
    assert tags == {tag for tag, _ in Page(as_html(said, bureau.pack)).tags}


@pytest.mark.parametrize("payload", ["\u202e", "\u200b", "\x1b"])
def test_nothing_invisible_is_shown(bureau: Bureau, said: Account, payload: str) -> None:
    batches = tuple({**one, "file_name": f"a{payload}b"} for one in said.batches)
    hostile = replace(said, name=payload, aloud=payload, batches=batches)
    assert payload not in as_html(hostile, bureau.pack)
    assert payload not in "".join(as_text(hostile))


def test_a_picture_from_elsewhere_is_refused() -> None:
    with pytest.raises(IntegrityError):
        drawn("https://example.org/a.svg")


def test_the_page_is_the_same_every_time(bureau: Bureau, said: Account, html: str) -> None:
    assert as_html(told(bureau), bureau.pack) == html
