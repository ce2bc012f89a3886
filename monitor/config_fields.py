"""What several sections of `config.toml` have in common: names, words, variables, addresses, kept passwords.

Comes in: what the operator wrote. Goes out: the same, or a validation error that says in Chinese what to write.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, PlainValidator
from pydantic_core import PydanticCustomError


def said(text: str) -> PydanticCustomError:
    """A validation error in these words."""
    return PydanticCustomError("said", "{text}", {"text": text})


def matching(pattern: str, otherwise: str) -> AfterValidator:
    """What lets a text through that is `pattern` from end to end, and says `otherwise` of any other."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise said(otherwise)
        return text

    return AfterValidator(check)


def one_of(*allowed: str) -> AfterValidator:
    """What lets a text through only if it is one of these words."""

    def check(word: str) -> str:
        if word not in allowed:
            raise PydanticCustomError("word", "not one of the words", {"allowed": list(allowed)})
        return word

    return AfterValidator(check)


def day_of_month() -> PlainValidator:
    """What lets through a day that every month has, or the word for a month's last day."""

    def check(day: object) -> object:
        if day == "last" or (type(day) is int and day in range(1, 29)):
            return day
        kind = "day_29" if type(day) is int and day in range(29, 32) else "day_of_month"
        raise PydanticCustomError(kind, "not a day of every month")

    return PlainValidator(check)


SectionName = Annotated[str, matching(r"[a-z][a-z0-9_-]{0,39}", "名字用小写字母开头，只含小写字母、数字、- 和 _")]
Variable = Annotated[
    str, matching(r"[A-Za-z_][A-Za-z0-9_]*", "要写环境变量的名字，如 MONITOR_PASSWORD，不是密码或地址本身")
]


def split_address(url: str, instead: str = "") -> SplitResult:
    """The parts of an address without a password; `instead` says where what stands behind a ? is written.

    Raises a validation error where it says more than may stand in the file.
    """
    parts = urlsplit(url)
    if parts.password is not None:
        raise said("密码不能写在 url 里，用 password_env 或 password_file 指明放在哪里")
    if parts.query or parts.fragment:
        raise said(f"url 里不能带 ? 或 #{instead}")
    return parts


def password_problems(section: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) where a section says twice where its password is kept."""
    if "password_env" in section and "password_file" in section:
        yield "password_file", "password_env 和 password_file 只能写一个"
