"""The worklists of a month: frozen with the issue, in its folder, the same when written out again."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.cli.session import open_warehouse
from monitor.errors import IntegrityError
from monitor.lists.worklists import thaw_worklists
from tests.conftest import Bureau
from tests.warehouse.builder import bill, holds, person, resident
from tests.warehouse.workplace import new_bureau


@pytest.fixture(scope="module")
def issued(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """One insured person, and one whom the township is to win over. Shared: read it, do not load into it."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("issued"))
    bureau.intake("persons", [resident(person(1)), resident(person(2), psn_insu_stas="2", paus_insu_date="2023-02-01")])
    bureau.intake("identities", [holds(person(1)), holds(person(2))])
    bureau.intake("settlements", [bill("A", person(1), "2023-03-05", "100")])
    bureau.month("2023-03")
    return bureau


@pytest.fixture
def own(issued: Bureau, tmp_path: Path) -> Bureau:
    """A copy of it that the test may change."""
    shutil.copytree(issued.root, tmp_path / "bureau", symlinks=True)
    return Bureau(tmp_path / "bureau")


def folder(bureau: Bureau) -> Path:
    return bureau.config.path("out") / "2023-03" / "current"


def test_the_bureau_and_every_township_get_their_files(issued: Bureau) -> None:
    names = {path.name for path in folder(issued).iterdir()}
    townships = {name.split("_")[0] for name in names if name.endswith("_township.html")}
    assert {"worklists.html", "worklists.xlsx"} <= names
    assert {name.split("_")[0] for name in names if name.endswith("_mobilise.html")} == townships


def test_the_index_leads_to_them(issued: Bureau) -> None:
    index = (folder(issued) / "index.html").read_text(encoding="utf-8")
    assert 'href="worklists.html"' in index
    assert 'href="340121100_mobilise.html"' in index


def test_the_manifest_counts_the_names_of_a_township(issued: Bureau) -> None:
    listed = json.loads((folder(issued) / "MANIFEST.json").read_text(encoding="utf-8"))["files"]
    assert {one["file"]: one["rows"] for one in listed}["340121100_mobilise.html"] == 1


def test_what_is_frozen_is_what_was_found(issued: Bureau) -> None:
    with open_warehouse(issued.config) as con:
        work = thaw_worklists(con, 1)
    found = {one.id: [(row.psn_name, row.township, row.reason) for row in one.rows] for one in work.lists if one.rows}
    assert found == {"uninsured_partial": [("测试人", "水湖镇", "stopped")]}
    assert [(one.name, one.due, one.done) for one in work.coverage] == [("参保：低保对象", 2, 1)]


def test_a_later_roster_does_not_change_an_issued_list(own: Bureau) -> None:
    before = (folder(own) / "worklists.html").read_bytes()
    own.intake("persons", [resident(person(2), psn_insu_stas="1")])
    own.month("2023-03")
    assert (folder(own) / "worklists.html").read_bytes() == before


def test_an_altered_row_is_not_written_out(own: Bureau) -> None:
    own.sql("update lists.worklist_row set frozen = replace(frozen, 'stopped', 'no_record')")
    with open_warehouse(own.config) as con, pytest.raises(IntegrityError, match="指纹不符"):
        thaw_worklists(con, 1)


def test_an_issue_of_an_earlier_program_has_none(issued: Bureau) -> None:
    with open_warehouse(issued.config) as con:
        assert thaw_worklists(con, 99).lists == ()


def test_the_worklists_name_nobody_in_their_file_names(issued: Bureau) -> None:
    assert not [path.name for path in folder(issued).iterdir() if person(2)[:17] in path.name]
