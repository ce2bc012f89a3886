"""The `[sources.NAME]` sections: everything wrong is said at once, and no password stands in the file."""

from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.errors import UsageError
from monitor.intake.columns import KINDS
from monitor.intake.password import read_password
from monitor.source_settings import Address, SourceSettings, address
from tests.docs.reading import section, text

GOOD = {"kind": "settlements", "url": "postgresql://u@h/db", "query": "select 1 as a"}
WRONG = {
    "no kind": ({"kind": None}, "kind：必须填写"),
    "a typo in the kind": ({"kind": "settlments"}, "是否应为 settlements？"),
    "receipts come as files": ({"kind": "receipts"}, "只能是 settlements"),
    "a typo in a key": ({"watermak": "t"}, "是否应为 watermark？"),
    "no address": ({"url": None}, "url：必须填写"),
    "another database": ({"url": "oracle://u@h/db"}, "写成 postgresql://"),
    "a file": ({"url": "db.sqlite"}, "写成 postgresql://"),
    "no user": ({"url": "mysql://h/db"}, "写成 postgresql://"),
    "no database": ({"url": "mysql://u@h"}, "写成 postgresql://"),
    "a password": ({"url": "mysql://u:geheim@h/db"}, "密码不能写在 url 里"),
    "an empty password": ({"url": "mysql://u:@h/db"}, "密码不能写在 url 里"),
    "options": ({"url": "mysql://u@h/db?ssl=1"}, "不能带 ?"),
    "a port too high": ({"url": "mysql://u@h:99999/db"}, "url"),
    "not a query": ({"query": "delete from t"}, "要写一条 SELECT 查询"),
    "a placeholder": ({"query": "select 1 where t > :watermark"}, "不用写 :watermark"),
    "the password itself": ({"password_env": "ge heim"}, "不是密码或地址本身"),
    "two places for the password": ({"password_env": "A", "password_file": "a"}, "只能写一个"),
    "a start without a mark": ({"start": "2023-01-01"}, "start（"),
    "an overlap without a mark": ({"overlap_hours": 1}, "要和 watermark 一起写"),
    "an overlap below zero": ({"watermark": "t", "overlap_hours": -1}, "不能小于 0"),
    "an unknown sslmode": ({"sslmode": "prefer"}, "只能是 disable require verify-ca verify-full"),
    "nothing to verify with": ({"sslmode": "verify-full"}, "还要用 ca_file"),
    "a certificate that nobody looks at": ({"ca_file": "ca.pem"}, "时才核对证书"),
    "no time to connect": ({"connect_seconds": 0}, "不能小于 2"),
    "no time at all": ({"query_seconds": 0}, "不能小于 1"),
}


def config(folder: Path, values: dict[str, object], name: str = "setl") -> Path:
    lines = ['place = "hefei"', f"[sources.{name}]"]
    given = {key: value for key, value in (GOOD | values).items() if value is not None}
    lines += [f"{key} = {value if isinstance(value, int) else repr(value)}" for key, value in given.items()]
    path = folder / "config.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, case: str) -> None:
    values, words = WRONG[case]
    with pytest.raises(UsageError) as refused:
        load_config(config(tmp_path, values))
    assert words in refused.value.what
    assert "geheim" not in str(refused.value)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        load_config(config(tmp_path, {"kind": "x", "url": "x", "query": "x", "start": 1, "watermak": "x"}))
    assert len(refused.value.what.splitlines()) == 6


@pytest.mark.parametrize("name", ["Setl", "结算", '"a b"', "1a"])
def test_a_name_is_plain(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"名字用小写字母开头|不是合法的 TOML"):
        load_config(config(tmp_path, {}, name))


@pytest.mark.parametrize("start", ["2023-01-01", "2023-01-01T08:00:00", "7"])
def test_a_start_may_be_a_date_or_a_number_of_toml(tmp_path: Path, start: str) -> None:
    path = config(tmp_path, {"watermark": "t"})
    path.write_text(path.read_text(encoding="utf-8") + f"start = {start}\n", encoding="utf-8")
    assert load_config(path).sources["setl"].start == start


ADDRESSES = {
    "postgresql://u@h:6000/db": Address("postgresql", "h", 6000, "u", "db"),
    "mysql://u@10.0.0.1/db": Address("mysql", "10.0.0.1", 3306, "u", "db"),
    "mariadb://u@h/db": Address("mysql", "h", 3306, "u", "db"),
    "postgresql://u%40x@[::1]/%E5%BA%93": Address("postgresql", "::1", 5432, "u@x", "库"),
}


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_is_taken_apart(url: str) -> None:
    assert address(url) == ADDRESSES[url]


def test_the_kinds_are_those_of_files_but_receipts(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        load_config(config(tmp_path, {"kind": "x"}))
    assert f"只能是 {' '.join(kind for kind in KINDS if kind != 'receipts')}" in refused.value.what


def password(tmp_path: Path, **keys: object) -> str | None:
    return read_password(SourceSettings.model_validate(GOOD | keys), tmp_path, "config.toml")


def test_a_password_of_a_file_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("口令 x\n", encoding="utf-8")
    (tmp_path / "secret").chmod(0o600)
    assert password(tmp_path, password_file="secret") == "口令 x"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_password_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    (tmp_path / "secret").write_text("geheim", encoding="utf-8")
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(UsageError, match="别人也能读"):
        password(tmp_path, password_file="secret")


def test_a_password_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_NO_SUCH", raising=False)
    (tmp_path / "empty").touch(0o600)
    for keys in ({"password_file": "nope"}, {"password_file": "empty"}, {"password_env": "MONITOR_NO_SUCH"}):
        with pytest.raises(UsageError, match="E-SRC-PASS"):
            password(tmp_path, **keys)


def test_a_source_may_do_without_a_password(tmp_path: Path) -> None:
    assert password(tmp_path) is None


def test_every_key_of_a_source_is_described() -> None:
    said = section(text("configuration.md"), "## [sources.名字] 直接读数据库")
    assert [name for name in SourceSettings.model_fields if f"| 其中 `{name}` |" not in said] == []
