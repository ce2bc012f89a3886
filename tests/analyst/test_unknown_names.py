"""A name that the copy does not have is answered with names of the tables that were asked, never with itself."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import QueryError
from tests.conftest import Bureau
from tests.warehouse.workplace import new_bureau

ASKED = {
    "select selfpay from burden": ("没有这个列：selfpay", "最接近的：self_pay"),
    "select b.self_pai from burden as b": ("没有这个列：self_pai", "最接近的：self_pay"),
    "select amount from burden": ("没有这个列：amount", "month"),
    "select * from burdn": ("没有这个表：burdn", "最接近的：burden"),
    "select w.amount from burden": ("没有这个表：w", "show tables"),
    "select moneyed(self_pay) from burden": ("没有这个函数：moneyed", "show tables"),
}


@pytest.fixture(scope="module")
def published(empty_workspace: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """A copy with nothing in it but its tables."""
    bureau = new_bureau(empty_workspace("hefei"), tmp_path_factory.mktemp("names"))
    bureau.publish()
    return bureau


@pytest.mark.parametrize("query", ASKED)
def test_the_hint_is_of_what_was_asked(published: Bureau, query: str) -> None:
    with pytest.raises(QueryError, match="E-SQL-003") as refused:
        published.ask(query)
    what, todo = ASKED[query]
    assert refused.value.what == what
    assert todo in refused.value.todo
