"""Every query shown on a page is one that the published copy answers."""

import shlex
from collections.abc import Iterator

import pytest

from tests.conftest import Bureau
from tests.docs.reading import PAGES, blocks


def queries() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for language, block in blocks(page.read_text(encoding="utf-8")):
            if language == "sh" and "monitor sql" in block:
                yield from ((page.name, word) for word in shlex.split(block) if _is_query(word))


def _is_query(word: str) -> bool:
    return word.split(maxsplit=1)[:1] in (["select"], ["show"], ["describe"])


@pytest.mark.parametrize(("page", "query"), list(queries()), ids=lambda value: " ".join(value.split())[:40])
def test_a_query_is_answered(demo_bureau: Bureau, page: str, query: str) -> None:
    answered = demo_bureau.ask(query)
    assert answered or "rejected" in query, page
