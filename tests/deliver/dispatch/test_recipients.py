"""The doctor names words of `recipients` that name nobody, and says who is in no target."""

from datetime import datetime

from monitor import clock
from monitor.doctor import examine, situation_of
from tests.conftest import Bureau
from tests.deliver.dispatch.conftest import Configure, folder, target

AT = datetime(2023, 4, 9, 18, 0, tzinfo=clock.SHANGHAI)


def said(bureau: Bureau) -> list[tuple[str, str]]:
    """(mark, text) of what is said of the targets' recipients."""
    found = examine(situation_of(bureau.config_path, AT))
    return [(one.mark, one.what) for one in found if "recipients" in one.what or "没有包括" in one.what]


def test_a_word_that_names_nobody_is_named(configured: Configure) -> None:
    words = '["civil_affairs", "340121*", "340199*", "340122100000", "bureau", "340121_township"]'
    bureau = configured(*target("share", recipients=words))
    folder(bureau)
    ((mark, what),) = said(bureau)
    assert mark == "!"
    assert what == '[deliver.to.share] recipients 的 "340199*"、"340122100000"、"340121_township" 没有对应的接收单位'


def test_who_is_in_no_target_is_counted(configured: Configure) -> None:
    bureau = configured(*target("share", recipients='["rural_revitalization"]'))
    folder(bureau)
    assert said(bureau) == [
        ("!", "[deliver.to] 没有包括的接收单位：civil_affairs 1 个、township 2 个，它们的名单只在 out 文件夹")
    ]


def test_nothing_is_said_where_everybody_is_taken(configured: Configure) -> None:
    bureau = configured(*target("share", recipients='["*"]'))
    folder(bureau)
    assert said(bureau) == []
