"""What `[deliver.to]` and `[deliver.notify]` take, and what they refuse with which words."""

from pathlib import Path

import pytest

from monitor.config import Config, load_config
from monitor.delivery_settings import address
from monitor.errors import UsageError

KEY = "SHA256:" + "a" * 43


def read(folder: Path, *lines: str) -> Config:
    path = folder / "config.toml"
    path.write_text('place = "hefei"\n' + "\n".join(lines), encoding="utf-8")
    return load_config(path)


def target(*lines: str) -> tuple[str, ...]:
    given = " ".join(lines)
    recipients = () if "recipients" in given else ('recipients = ["*"]',)
    return ("[deliver.to.share]", *recipients, *lines)


def test_a_folder_is_taken(tmp_path: Path) -> None:
    found = read(tmp_path, *target('url = "/srv/share"')).deliver.to["share"]
    assert (found.address.scheme, found.address.path, found.package) == ("file", "/srv/share", "none")


def test_a_server_is_taken_apart() -> None:
    found = address("sftp://li%40x@10.0.0.9:2222/a%20b")
    assert (found.scheme, found.host, found.port, found.user, found.path) == ("sftp", "10.0.0.9", 2222, "li@x", "/a b")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (('url = "sftp://u:geheim@h/x"', f'host_key = "{KEY}"'), "密码不能写在 url 里"),
        (('url = "sftp://u@h/x"',), "还要写 host_key"),
        (('url = "sftp://u@h/x"', 'host_key = "SHA256:kurz"'), "ssh-keygen -lf"),
        (('url = "sftp://u@h:99999/x"', f'host_key = "{KEY}"'), "sftp://用户@主机"),
        (('url = "sftp://h/x"', f'host_key = "{KEY}"'), "sftp://用户@主机"),
        (('url = "memory://x"',), "送不进去"),
        (('url = "simplecache::sftp://u@h/x"',), "文件夹的路径"),
        (('url = "ftp://u@h/x"',), 'package = "zip"'),
        (('url = "x"', 'recipients = ["*"]', "full_ids = true"), "完整证件号码只能装在"),
        (('url = "x"', 'recipients = ["township"]', 'package = "zip"', "full_ids = true"), "完整证件号码只能装在"),
        (('url = "x"', 'recipients = ["nobody"]'), "或接收单位代码"),
        (('url = "x"', "recipients = []"), "至少写 1 项"),
        (('url = "x"', 'password_env = "X"'), "用不上这一项"),
        (('url = "x"', 'marker = "a/b"'), "写一个文件名"),
        (('url = "x"', 'package = "rar"'), "只能是 none zip"),
        (('url = "x"', 'pakage = "zip"'), "是否应为 package"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, lines: tuple[str, ...], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, *target(*lines))
    assert words in caught.value.what
    assert "geheim" not in str(caught.value)


def test_a_list_with_a_wrong_word_is_not_called_too_short(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, *target('url = "x"', 'recipients = ["townships"]'))
    assert "recipients.0（第 4 行）：写 civil_affairs" in caught.value.what
    assert "至少写 1 项" not in caught.value.what


def test_two_targets_are_two_places(tmp_path: Path) -> None:
    lines = (*target('url = "x"'), "[deliver.to.other]", 'recipients = ["township"]', 'url = "x/"')
    with pytest.raises(UsageError, match="和 share 写成了同一个地方"):
        read(tmp_path, *lines)


def test_the_address_of_a_robot_is_not_written_here(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="环境变量的名字"):
        read(tmp_path, "[deliver.notify.ops]", 'url_env = "dingtalk://token"')
