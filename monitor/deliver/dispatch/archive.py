"""An encrypted package: WinZip AES-256, opened by 7-Zip with a code of 130 bits that no guessing reaches.

Comes in: files with neutral names, the workspace's secret, whose package it is. Goes out: the bytes of a ZIP, the same
for the same files, and the code. Never stores the code. Names of members are not encrypted: they say nothing.

The format derives its key by PBKDF2-HMAC-SHA-1 with 1,000 rounds only, so the strength is in the code. Code and salts
are HMAC-SHA-256 of the workspace's secret under labels of their own, as for the sealed pages: a package made again has
the same bytes, and nothing has to be kept. The salt is taken over the code's owner, the member's name and the SHA-256
of its content, so that two contents never meet the same key.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any, Final

import pyzipper
from Cryptodome.Cipher import AES
from Cryptodome.Hash import HMAC, SHA1
from Cryptodome.Util import Counter

from monitor.deliver.sealed import ALPHABET
from monitor.lists.issue import Issue

_LETTERS: Final = 26
_ROUNDS: Final = 1000
_KEY: Final = 32
_SALT: Final = 16


def package_code(key: bytes, issue: Issue, recipient: str) -> str:
    """The code of a recipient's packages of one version of a month: 26 letters and digits, to be typed as they are."""
    said = _derived(key, "code", _whose(issue, recipient))
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in said[:_LETTERS])


def archive(files: Mapping[str, bytes], key: bytes, issue: Issue, recipient: str) -> bytes:
    """The package. Nothing is compressed: another version of the library would compress to other bytes."""
    made = BytesIO()
    code, whose = package_code(key, issue, recipient).encode("ascii"), _whose(issue, recipient)
    with pyzipper.AESZipFile(made, "w", compression=pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES) as book:
        book.setpassword(code)
        for name, content in files.items():
            over = whose + b"\0" + name.encode("ascii") + b"\0" + hashlib.sha256(content).digest()
            salt = _derived(key, "salt", over)[:_SALT]
            book.get_encrypter = lambda salt=salt: _salted(code, salt)
            book.writestr(_member(name, issue.issued_on), content)
    return made.getvalue()


def _member(name: str, day: date) -> Any:
    found = pyzipper.zipfile_aes.AESZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    found.create_system, found.external_attr = 3, 0o600 << 16
    return found


def _salted(code: bytes, salt: bytes) -> Any:
    """The library's encrypter with this salt in place of the one that it draws."""
    made = pyzipper.zipfile_aes.AESZipEncrypter(code, nbits=8 * _KEY)
    keys = hashlib.pbkdf2_hmac("sha1", code, salt, _ROUNDS, 2 * _KEY + 2)
    made.salt, made.encpwdverify = salt, keys[2 * _KEY :]
    made.encrypter = AES.new(keys[:_KEY], AES.MODE_CTR, counter=Counter.new(nbits=128, little_endian=True))
    made.hmac = HMAC.new(keys[_KEY : 2 * _KEY], digestmod=SHA1)
    return made


def _whose(issue: Issue, recipient: str) -> bytes:
    said = {"place": issue.place, "month": issue.month, "version": issue.version, "recipient": recipient}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _derived(key: bytes, label: str, over: bytes) -> bytes:
    return hmac.digest(key, b"monitor package 1\0" + label.encode("ascii") + b"\0" + over, "sha256")
