"""Pages that open with a passcode only: what stands in their body is encrypted, who they are for is not.

Comes in: a finished page, who receives it, the workspace's secret. Goes out: a page that opens offline in a browser
once the passcode is typed, and the passcode. Never stores a passcode, never changes what the page says.

Cipher: AES-256-GCM; key by PBKDF2-HMAC-SHA-256, 600,000 rounds, a salt of 16 and a nonce of 12 bytes for every file.
The additional data is the whole header as it stands in the file, byte for byte (place, recipient, file, month, version,
last day, salt, nonce), so that a header changed or taken from another file does not open.

Nothing here is drawn at random: passcode, salt and nonce are HMAC-SHA-256 of the workspace's secret under a label of
their own. That gives the same bytes when an old issue is rendered again, and nothing has to be kept. It is as strong as
drawing them: to whoever lacks the secret, HMAC outputs are as unpredictable as random ones; whoever has it also has the
warehouse beside it. Salt and nonce are taken over the header and the SHA-256 of the very bytes that are encrypted, so
another content or header never meets the same key and nonce; the same content under the same header gives the same
file, which tells nothing new. The labels keep the outputs apart from each other and from the pseudonyms of persons.
"""

import base64
import hashlib
import hmac
import html
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from monitor.config import SEALING_ROUNDS, Config
from monitor.deliver.pages import Pages
from monitor.deliver.wording import date_zh
from monitor.errors import IntegrityError
from monitor.lists.issue import Issue, SealedWith
from monitor.warehouse import secret

ALPHABET: Final = "23456789abcdefghijkmnpqrstuvwxyz"
ITERATIONS: Final = SEALING_ROUNDS
_CODE_LETTERS: Final = 12
_GROUP: Final = 4
_FORMAT: Final = "monitor-sealed-1"
_SCRIPT: Final = "script/unlock.js"
_BODY: Final = re.compile(r"<body[^>]*>\n(.*)</body>", re.DOTALL)
_CODE: Final = re.compile(r"<script>.*?</script>\n?", re.DOTALL)
_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sealing:
    """Whose pages are sealed, for how many days they open, the secret; `rounds` None is `ITERATIONS`."""

    key: bytes
    kinds: frozenset[str]
    valid_days: int
    rounds: int | None = None

    def covers(self, code: str, rows: int) -> bool:
        """Whether a page is sealed: its recipient's kind is, and it names somebody."""
        return rows > 0 and holder(code).partition("_")[2] in self.kinds


OPEN: Final = Sealing(b"", frozenset(), 0)


def sealing_of(config: Config, issue: Issue) -> Sealing:
    """What was set when the issue was frozen, so that it is written out again as it was; for older issues what
    `[deliver]` says now. The secret is read only where something is sealed.
    """
    said = issue.sealing or SealedWith(config.deliver.sealed, config.deliver.valid_days, ITERATIONS)
    return Sealing(secret.read(config), frozenset(said.kinds), said.valid_days, said.rounds) if said.kinds else OPEN


def holder(code: str) -> str:
    """The recipient who gets a file: a township's names to mobilise are the township's."""
    return code.replace("_mobilise", "_township")


def passcode(key: bytes, issue: Issue, recipient: str) -> str:
    """The passcode of a recipient for one version of a month: 60 bits as `7k3m-p9xa-qwe4`."""
    said = _derived(key, "passcode", _canonical(_whose(issue, recipient)))
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in said[:_CODE_LETTERS])
    return "-".join(letters[at : at + _GROUP] for at in range(0, _CODE_LETTERS, _GROUP))


def seal(page: str, code: str, name: str, issue: Issue, sealing: Sealing, pages: Pages) -> str:
    """The sealed form of a finished `page`; `code` names its file, `name` is its recipient in Chinese.

    Raises IntegrityError for a page that is not made like ours.
    """
    recipient, last_day = holder(code), issue.issued_on + timedelta(days=sealing.valid_days)
    message = zlib.compress(_CODE.sub("", _only(_BODY, page)).encode("utf-8"), 9)
    rounds = sealing.rounds or ITERATIONS
    whose = _whose(issue, recipient) | {"file": code, "name": name, "iterations": rounds}
    header = _header(whose, last_day, message, sealing.key)
    typed = passcode(sealing.key, issue, recipient).replace("-", "")
    said = json.loads(header)
    key = derive(typed, base64.b64decode(said["salt"]), rounds)
    content = AESGCM(key).encrypt(base64.b64decode(said["nonce"]), message, header.encode("utf-8"))
    shown = {
        "header": header,
        "content": base64.b64encode(content).decode("ascii"),
        "last_day": date_zh(last_day),
        "title": html.unescape(_only(_TITLE, page)),
    }
    return pages.render("sealed.html", name, shown, (_SCRIPT, *pages.scripts_of(page)))


def derive(typed: str, salt: bytes, rounds: int) -> bytes:
    """The AES key of a passcode as typed, without its hyphens."""
    return hashlib.pbkdf2_hmac("sha256", typed.encode("ascii"), salt, rounds)


def _whose(issue: Issue, recipient: str) -> dict[str, str | int]:
    return {"place": issue.place, "recipient": recipient, "month": issue.month, "version": issue.version}


def _header(whose: Mapping[str, str | int], last_day: date, message: bytes, key: bytes) -> str:
    fixed = {**whose, "format": _FORMAT, "valid_until": last_day.isoformat()}
    over = _canonical(fixed) + hashlib.sha256(message).digest()
    salt, nonce = _derived(key, "salt", over)[:16], _derived(key, "nonce", over)[:12]
    drawn = {"salt": base64.b64encode(salt).decode("ascii"), "nonce": base64.b64encode(nonce).decode("ascii")}
    return _canonical({**fixed, **drawn}).decode("utf-8")


def _canonical(said: Mapping[str, str | int]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _derived(key: bytes, label: str, over: bytes) -> bytes:
    return hmac.digest(key, b"monitor sealed page 1\0" + label.encode("ascii") + b"\0" + over, "sha256")


def _only(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.findall(page)
    if len(found) != 1:
        raise IntegrityError("E-LIST-SEALED", "网页的结构不是约定的样子，没有封装", todo="请把本条消息告诉开发者。")
    return str(found[0])
