"""R107: figures that change on 1 January and inside the year: each settlement by the figure of its own day."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person
from tests.warehouse.workplace import as_dict, new_bureau

SOUND = Path(__file__).parents[1] / "policy" / "sound"
PLAIN, POOR, POORER = (person(number, "999901") for number in (1, 2, 3))
CHANGE = "2023年7月1日起，1万元至5万元段支付比例为65%"
LATER_RATE = f"""
[[values]]
id = "catastrophic.rate1"
name = "第一段比例"
layer = "catastrophic"
unit = "rate"
from = 2023-07-01
value = 0.65
article = "第一条"
quote = "{CHANGE}"
"""


def own_pack(folder: Path) -> Path:
    """The small sound pack, whose first rate is another from July on; its warning line is another from 2024 on."""
    shutil.copytree(SOUND, folder)
    text, toml = folder / "texts" / "qinghe.txt", folder / "qinghe.toml"
    text.write_text(text.read_text("utf-8").replace("60%、70%。", f"60%、70%。{CHANGE}。"), "utf-8")
    head, rate, rest = toml.read_text("utf-8").partition('id = "catastrophic.rate1"')
    ended = rest.replace("from = 2022-01-01\n", "from = 2022-01-01\nto = 2023-06-30\n", 1)
    everyone = head.replace('base = "合规自付"\n', 'base = "合规自付"\naccumulates = "everyone"\n')
    toml.write_text(everyone + rate + ended + LATER_RATE, "utf-8")
    return folder


@pytest.fixture(scope="module")
def bureau(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """December 2023 and January 2024 issued under that pack."""
    made = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("edges"))
    own_pack(made.root / "packs")
    config = made.config_path.read_text(encoding="utf-8").replace('place = "hefei"', 'place = "qinghe"')
    made.config_path.write_text(config.replace("[paths]", '[paths]\npacks = "packs"'), encoding="utf-8")
    made.intake("identities", [holds(POOR), holds(POORER)])
    rows = [
        bill("A1", PLAIN, "2023-06-30 23:59:59", "30000"), bill("A2", PLAIN, "2023-07-01 00:00:00", "1000"),
        bill("B1", POOR, "2023-12-31 23:59:59", "8500"), bill("B2", POOR, "2024-01-01 00:00:00", "8500"),
        bill("C1", POORER, "2023-12-31 23:59:59", "8000"), bill("C2", POORER, "2024-01-01 00:00:00", "9000.01"),
    ]  # fmt: skip
    made.intake("settlements", rows)
    for month in ("2023-12", "2024-01"):
        made.month(month)
    return made


def test_each_settlement_has_the_rate_of_its_own_day(bureau: Bureau) -> None:
    entitled = """select setl_id, entitled from settle.entitlement join warehouse.settlement using (row_id)
        where setl_id like 'A%'"""
    assert as_dict(bureau, entitled) == {"A1": Decimal("12000.00"), "A2": Decimal("650.00")}


def test_each_month_has_the_line_of_its_last_day(bureau: Bureau) -> None:
    said = bureau.sql("select month, person_id, threshold, early_watch from screen.warning order by all")
    found = [tuple(row.values()) for row in said]
    poor, poorer = int(POOR[:17]), int(POORER[:17])
    assert found == [
        (202312, poor, Decimal("8000.00"), False), (202312, poorer, Decimal("8000.00"), True),
        (202401, poor, Decimal("9000.00"), True), (202401, poorer, Decimal("9000.00"), False),
    ]  # fmt: skip


@pytest.mark.parametrize(("month", "line", "other"), [("2023-12", "8,000", "9,000"), ("2024-01", "9,000", "8,000")])
def test_the_page_shows_the_line_and_the_version_of_the_pack(bureau: Bureau, month: str, line: str, other: str) -> None:
    folder = bureau.config.path("out") / month / "current"
    words = re.sub(r"<[^>]+>|\s", "", (folder / "bureau.html").read_text(encoding="utf-8"))
    assert f"合规自付超过{line}元" in words
    assert f"合规自付超过{other}元" not in words
    assert f"政策包{bureau.pack.version}" in words


def test_values_of_the_edge_days(bureau: Bureau) -> None:
    days = [date(2023, 6, 30), date(2023, 7, 1), date(2023, 12, 31), date(2024, 1, 1)]
    rates = [bureau.pack.value_on("catastrophic.rate1", day) for day in days]
    lines = [rule.threshold_fen for day in days for rule in bureau.pack.rules_on(day)]
    assert [rate and str(rate.value) for rate in rates] == ["0.60", "0.65", "0.65", "0.65"]
    assert lines == [800_000, 800_000, 800_000, 900_000]
