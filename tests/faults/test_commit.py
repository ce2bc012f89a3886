"""R7, R8: what a COMMIT says and what it did are two things."""

import ast
from pathlib import Path

import pytest

import monitor
from monitor.errors import IntegrityError
from monitor.warehouse.connection import Connection
from tests.conftest import Bureau
from tests.faults.conftest import NewWork
from tests.faults.harness import run
from tests.faults.state import COMMAND, Figures, Judge

_ABORTS = ("before_truncate", "before_header", "after_free_list_write")


def test_a_checkpoint_that_fails_is_told_and_takes_nothing_back(
    work: NewWork, judge: Judge, figures: Figures, full: bool
) -> None:
    """R7: the engine's own three places to break off a checkpoint, after everything was committed."""
    for place in _ABORTS if full else _ABORTS[1:2]:
        root = work()
        code, begun = run(root, *COMMAND, environment={"CHECKPOINT_ABORT": place}, hooks=("abort_checkpoint",))
        figures.count(code)
        assert code == 6, begun.text
        assert "数据已经提交" in begun.text
        judge.judge(root, figures, acknowledged=True)
        judge.finish(root)


def _broken_statement(con: Connection) -> None:
    try:
        con.execute("select 1 / no_such_column")
    except Exception:  # noqa: BLE001 the mistake that this test is about
        return


def test_a_swallowed_error_is_found_when_the_month_is_read_back(
    work: NewWork, judge: Judge, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R8: somebody catches an error inside the transaction; COMMIT says nothing, reading back does."""
    root = work()
    monkeypatch.setattr("monitor.month.ledger.note", lambda con, *_rest, **_facts: _broken_statement(con))
    with pytest.raises(IntegrityError, match="E-INT-004"):
        Bureau(root).month("2023-04")
    judge.judge(root, figures, acknowledged=False)


def test_a_load_whose_error_is_swallowed_is_found_as_well(work: NewWork, monkeypatch: pytest.MonkeyPatch) -> None:
    bureau = Bureau(work())
    monkeypatch.setattr("monitor.warehouse.rejects.store", lambda con, *_rest: _broken_statement(con))
    before = bureau.sql("select count(*) as n from intake.load_batch")
    with pytest.raises(Exception, match=r"E-INT-004|Current transaction is aborted"):
        bureau.intake("regions", bureau.file("regions", [{"code": "340122000000", "name": "肥东县", "level": "county",
                                                          "parent": "340100000000"}]))  # fmt: skip
    assert bureau.sql("select count(*) as n from intake.load_batch") == before


def _is_transaction(node: ast.AST) -> bool:
    return isinstance(node, ast.With) and any(
        ast.unparse(item.context_expr).startswith("transaction(") for item in node.items
    )


def _swallows(node: ast.AST) -> bool:
    if isinstance(node, ast.ExceptHandler):
        return not any(isinstance(one, ast.Raise) for one in ast.walk(node))
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress")


def test_nothing_is_caught_inside_a_transaction() -> None:
    sources = sorted(Path(str(monitor.__file__)).parent.rglob("*.py"))
    inside = [
        node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_transaction(node)
    ]
    assert len(inside) > 10
    assert [ast.unparse(node) for node in inside if any(_swallows(one) for one in ast.walk(node))] == []
