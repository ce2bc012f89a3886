"""The table with full certificate numbers: only where it may be, text in every cell."""

import csv
import io
import zipfile
from io import BytesIO

import pytest
import pyzipper

from monitor.deliver.dispatch.archive import package_code
from monitor.deliver.dispatch.exchange import exchange_book, exchange_csv, exchange_table
from monitor.lists.access import load_access
from monitor.lists.slices import slices
from monitor.offices import KINDS
from monitor.warehouse import secret
from tests.conftest import Bureau
from tests.deliver.dispatch.conftest import ON, PLACE, WHO, Configure, files, folder, target
from tests.deliver.payloads import CELL_PAYLOADS
from tests.lists.sample_issue import early_row, gone_row, sample_issue, sample_row

ACCESS = load_access()
FULL = ('package = "zip"', "full_ids = true")


def members(bureau: Bureau, who: str = WHO, share: str = "share") -> dict[str, bytes]:
    """What a recipient finds in its package."""
    path = bureau.root / share / who / "2023-03" / "v1" / f"{who}_2023-03_v1.zip"
    with pyzipper.AESZipFile(path) as book:
        book.setpassword(package_code(secret.read(bureau.config), sample_issue([], issued_on=ON), who).encode("ascii"))
        return {name: book.read(name) for name in book.namelist()}


def test_a_department_finds_its_list_and_the_table(configured: Configure) -> None:
    bureau = configured(*target("share", *FULL, recipients='["civil_affairs"]'))
    folder(bureau)
    bureau.month("2023-03", on=ON)
    found = members(bureau)
    assert set(found) == {"list.html", "list.xlsx", "exchange.xlsx", "exchange.csv"}
    numbers = {row["证件号码"] for row in csv.DictReader(io.StringIO(found["exchange.csv"].decode("utf-8-sig")))}
    assert numbers == {one["certno"] for one in bureau.sql("select distinct certno from warehouse.person_row")}


def test_a_full_number_is_nowhere_else(configured: Configure) -> None:
    bureau = configured(
        *target("share", *FULL, recipients='["civil_affairs"]'), *target("open", recipients='["*"]', name="open"),
        *target("zips", 'package = "zip"', recipients='["civil_affairs"]', name="zips"),
    )  # fmt: skip
    for name in ("share", "open", "zips"):
        folder(bureau, name)
    bureau.month("2023-03", on=ON)
    numbers = [one["certno"].encode() for one in bureau.sql("select distinct certno from warehouse.person_row")]
    elsewhere = [*files(bureau.root / "open").values(), *files(bureau.root / "share").values()]
    elsewhere += [content for name, content in members(bureau).items() if not name.startswith("exchange")]
    elsewhere += members(bureau, share="zips").values()
    for content in elsewhere:
        texts = [content]
        if content.startswith(b"PK") and b"exchange" not in content and b"list.html" not in content:
            with zipfile.ZipFile(BytesIO(content)) as book:
                texts = [book.read(name) for name in book.namelist()]
        assert [number for number in numbers if any(number in text for text in texts)] == []


def test_the_package_is_the_same_again(configured: Configure) -> None:
    bureau = configured(*target("share", *FULL))
    share = folder(bureau)
    bureau.month("2023-03", on=ON)
    before = files(share)
    (share / PLACE / "MANIFEST.json").unlink()
    for name in before:
        (share / name).unlink(missing_ok=True)
    (share / PLACE).rmdir()
    bureau.sql("update deliver.dispatch set state = 'waiting'")
    assert bureau.cli("deliver").exit_code == 0
    assert files(share) == before


def test_the_watched_are_not_in_it() -> None:
    rows = [sample_row(1, county_code="340121000000", township_code="340121100000"),
            early_row(2), gone_row(3, "gone", "")]  # fmt: skip
    issue = sample_issue(rows)
    pieces = [one for one in slices(issue, ACCESS) if one.kind == "civil_affairs"]
    numbers = {row[2] for one in pieces for row in exchange_table(issue, one, ACCESS.of("civil_affairs")).rows}
    assert numbers == {rows[0].certno, rows[2].certno}


@pytest.mark.parametrize("payload", CELL_PAYLOADS[:12])
def test_no_cell_is_a_formula(payload: str) -> None:
    issue = sample_issue([sample_row(1, psn_name=payload, county_code="340121000000", township_code="340121100000")])
    piece = next(one for one in slices(issue, ACCESS) if one.code == WHO)
    table = exchange_table(issue, piece, ACCESS.of("civil_affairs"))
    with zipfile.ZipFile(BytesIO(exchange_book(table, issue))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert b'<c r="C2" s="' in book.read("xl/worksheets/sheet1.xml")
    (row,) = list(csv.reader(io.StringIO(exchange_csv(table).decode("utf-8-sig"))))[1:]
    assert not row[1].lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))
    assert row[2] == issue.rows[0].certno


def test_only_the_departments_have_one() -> None:
    assert {kind for kind in KINDS if ACCESS.of(kind).exchange} == {"civil_affairs", "rural_revitalization"}


def test_the_codes_are_handed_over_with_the_others(configured: Configure) -> None:
    bureau = configured(*target("share", 'package = "zip"'))
    folder(bureau)
    bureau.month("2023-03", on=ON)
    said = bureau.cli("passcodes", "2023-03").stdout
    code = package_code(secret.read(bureau.config), sample_issue([], issued_on=ON), WHO)
    assert f"{WHO}  {code}  " in said
    assert "压缩包" in said
    assert code not in (bureau.root / "audit.jsonl").read_text(encoding="ascii")
