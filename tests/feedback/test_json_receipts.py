"""The JSON that a page saves is read as any receipt is; a file that no page wrote is refused whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import InputRefused
from monitor.intake.columns import KINDS
from tests.conftest import Bureau
from tests.feedback.receipts import TOWN, codes, receipt, send, state

_NAMES = {column.zh: column.name for column in KINDS["receipts"].columns}


def page_file(bureau: Bureau, *rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What a township's page of January would save."""
    receipts = [{_NAMES[heading]: cell for heading, cell in row.items()} for row in rows]
    head = {"format": "monitor-receipts", "version": 1, "place": "hefei", "month": "2023-01", "issue_version": 1}
    return {**head, "recipient": TOWN, "receipts": receipts, **changes}


def saved(bureau: Bureau, text: str, name: str = "r.json") -> Path:
    path = bureau.root / name
    path.write_bytes(text.encode())
    return path


def refusal(bureau: Bureau, text: str, kind: str = "receipts") -> str:
    with pytest.raises(InputRefused) as refused:
        bureau.intake(kind, saved(bureau, text))
    return refused.value.code


@pytest.mark.parametrize("name", ["receipts.json", "receipts.txt"])
def test_a_page_s_file_is_taken_in_whatever_its_name(issued: Bureau, name: str) -> None:
    text = json.dumps(page_file(issued, receipt(issued, 1)), ensure_ascii=False)
    assert issued.intake("receipts", saved(issued, text, name)).counts.accepted == 1
    assert state(issued, 1) == "closed"


def test_codes_and_blanks_are_what_a_page_writes(issued: Bureau) -> None:
    short = {
        "row_code": receipt(issued, 1)["名单编号"],
        "visited_on": "2023-02-12",
        "visitor": "甲",
        "found": "not_met",
    }
    text = json.dumps({**page_file(issued), "receipts": [short]})
    assert issued.intake("receipts", saved(issued, text)).counts.accepted == 1


def test_texts_arrive_as_they_were_typed(issued: Bureau) -> None:
    odd = '\'=1+1，"引号"\n第二行 <b>'
    text = json.dumps(page_file(issued, receipt(issued, 1, 备注=odd)))
    issued.intake("receipts", saved(issued, text))
    assert issued.sql("select remarks from warehouse.receipt_row")[0]["remarks"] == odd


def test_a_wrong_receipt_is_a_row_that_can_be_mended(issued: Bureau) -> None:
    text = json.dumps(page_file(issued, receipt(issued, 1), receipt(issued, 2, 核查结果="挺好")))
    loaded = issued.intake("receipts", saved(issued, text))
    assert (codes(loaded), loaded.counts.accepted) == (["E-RCPT-WORD"], 1)


def test_the_same_receipts_as_table_are_duplicates(issued: Bureau) -> None:
    issued.intake("receipts", saved(issued, json.dumps(page_file(issued, receipt(issued, 1)))))
    assert send(issued, receipt(issued, 1)).counts.duplicate == 1


HEADS = {
    "another place": ({"place": "yingkou"}, "E-JSON-PLACE"),
    "another format": ({"format": "other"}, "E-JSON-FORM"),
    "a newer version": ({"version": 2}, "E-JSON-VERSION"),
    "a true version": ({"version": True}, "E-JSON-VERSION"),
    "a text version": ({"issue_version": "1"}, "E-JSON-FORM"),
    "something more": ({"more": 1}, "E-JSON-FORM"),
    "no list": ({"receipts": {}}, "E-JSON-FORM"),
    "a number for a month": ({"month": 202301}, "E-JSON-FORM"),
    "no receipt": ({"receipts": []}, "E-FILE-NONE"),
    "a number in a receipt": ({"receipts": [{"found": 1}]}, "E-JSON-FORM"),
    "an unknown column": ({"receipts": [{"ssn": "1"}]}, "E-JSON-FORM"),
    "a receipt of another month": ({"receipts": [{"month": "2023-02"}]}, "E-JSON-FORM"),
    "a receipt of another office": ({"receipts": [{"recipient": "340121101_township"}]}, "E-JSON-FORM"),
    "half a letter": ({"receipts": [{"remarks": "\ud800"}]}, "E-JSON-FORM"),
    "a list in a list": ({"receipts": [["x"]]}, "E-JSON-FORM"),
}


@pytest.mark.parametrize("case", HEADS)
def test_a_file_that_no_page_of_ours_wrote(issued: Bureau, case: str) -> None:
    changes, code = HEADS[case]
    assert refusal(issued, json.dumps({**page_file(issued), **changes})) == code


TEXTS = {
    "cut": '{"format": "monitor-receipts", "version": 1, "pla',
    "two of a name": '{"format": "monitor-receipts", "format": "monitor-receipts"}',
    "a list": "[1, 2]",
    "no number": '{"version": NaN}',
    "deep": "[" * 200_000,
    "long number": '{"version": ' + "1" * 5000 + "}",
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_that_is_no_receipt_file(issued: Bureau, case: str) -> None:
    assert refusal(issued, TEXTS[case]) == "E-JSON-FORM"


def test_json_is_for_receipts_only(issued: Bureau) -> None:
    assert refusal(issued, '{"certno": "1"}', "persons") == "E-JSON-KIND"


def test_a_huge_file_is_refused_before_reading(issued: Bureau) -> None:
    assert refusal(issued, "{" + " " * (21 * 2**20)) == "E-JSON-SIZE"


def test_a_refusal_shows_nothing_of_the_file(issued: Bureau) -> None:
    text = json.dumps(page_file(issued, receipt(issued, 1, 备注="丝雀")), ensure_ascii=False)[:-5]
    with pytest.raises(InputRefused) as refused:
        issued.intake("receipts", saved(issued, text))
    assert "丝雀" not in str(refused.value.lines())
