"""The encrypted package: opened by its code and by nothing else, the same bytes again, names that say nothing."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import pyzipper

from monitor.deliver.dispatch.archive import archive, package_code
from monitor.deliver.sealed import ALPHABET, passcode
from tests.lists.sample_issue import sample_issue

KEY, WHO = b"7" * 64, "340121_civil_affairs"
ISSUE = sample_issue([])
FILES = {"list.html": "甲".encode() * 1000, "list.xlsx": "甲".encode() * 1000}


def opened(content: bytes, code: str) -> dict[str, bytes]:
    with pyzipper.AESZipFile(BytesIO(content)) as book:
        book.setpassword(code.encode("ascii"))
        return {name: book.read(name) for name in book.namelist()}


def test_the_code_opens_it() -> None:
    assert opened(archive(FILES, KEY, ISSUE, WHO), package_code(KEY, ISSUE, WHO)) == FILES


@pytest.mark.parametrize(
    "wrong", ["0" * 26, package_code(KEY, ISSUE, "340123_civil_affairs"), passcode(KEY, ISSUE, WHO)]
)
def test_another_code_does_not(wrong: str) -> None:
    with pytest.raises(RuntimeError, match="Bad password"):
        opened(archive(FILES, KEY, ISSUE, WHO), wrong)


def test_a_code_has_130_bits() -> None:
    code = package_code(KEY, ISSUE, WHO)
    assert (len(code), len(ALPHABET)) == (26, 32)
    assert set(code) <= set(ALPHABET)


def test_made_again_it_has_the_same_bytes() -> None:
    assert archive(FILES, KEY, ISSUE, WHO) == archive(FILES, KEY, ISSUE, WHO)


def test_every_member_is_encrypted_with_a_salt_of_its_own() -> None:
    content = archive(FILES, KEY, ISSUE, WHO)
    with pyzipper.AESZipFile(BytesIO(content)) as book:
        salts = {content[one.header_offset + 30 + len(one.filename) + 11 :][:16] for one in book.infolist()}
        assert {(one.is_encrypted, one.wz_aes_strength) for one in book.infolist()} == {(True, 3)}
    assert len(salts) == len(FILES)
    assert FILES["list.html"][:90] not in content


def test_another_content_has_another_salt() -> None:
    other = archive({"list.html": b"other"}, KEY, ISSUE, WHO)
    assert archive({"list.html": b"one"}, KEY, ISSUE, WHO)[40:56] != other[40:56]


def test_7z_opens_it(tmp_path: Path) -> None:
    program = shutil.which("7z") or shutil.which("7zz") or shutil.which("7za")
    if not program:
        pytest.skip("7z is not installed")
    path = tmp_path / "package.zip"
    path.write_bytes(archive(FILES, KEY, ISSUE, WHO))
    code = package_code(KEY, ISSUE, WHO)
    assert subprocess.run([program, "t", f"-p{code}", path], capture_output=True, check=False).returncode == 0
    assert subprocess.run([program, "t", "-pwrong", path], capture_output=True, check=False).returncode != 0
