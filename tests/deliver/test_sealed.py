"""R130: a sealed page opens with its recipient's passcode, unchanged, and in no other case; nothing leaks around it."""

import base64
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from monitor.config import DeliverSettings
from monitor.deliver import sealed as sealing_module
from monitor.deliver.folder import DeliveredFile
from monitor.deliver.pages import Pages
from monitor.deliver.sealed import ALPHABET, ITERATIONS, OPEN, Sealing, passcode, seal
from monitor.errors import IntegrityError
from monitor.lists.slices import slices
from tests.deliver.reading import ACCESS, csp_of, style_source
from tests.deliver.unsealing import EVERYBODY, KEY, TOWNSHIPS, Sealed, is_sealed, sealed, written
from tests.lists.sample_issue import EMPTY_TOWNSHIP, sample_issue, sample_row
from tests.lists.sample_work import sample_work

HOME, AWAY = "340123101_township", "340121100_township"
ISSUE = sample_issue()
CODE = passcode(KEY, ISSUE, HOME)
PAGES = Pages(ISSUE, ACCESS)
PLAIN = {piece.code: PAGES.office(piece) for piece in slices(ISSUE, ACCESS) if piece.kind == "township"}


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of many files; the real number is tested by itself."""
    monkeypatch.setattr(sealing_module, "ITERATIONS", 10)


@pytest.fixture(scope="module")
def page() -> Sealed:
    return sealed(seal(PLAIN[HOME], HOME, "肥西县三河镇", ISSUE, TOWNSHIPS, PAGES))


@pytest.fixture(scope="module")
def key(page: Sealed) -> bytes:
    return page.key(CODE)


@pytest.fixture
def files(tmp_path: Path, few_rounds: None) -> tuple[DeliveredFile, ...]:
    return written(ISSUE, tmp_path, TOWNSHIPS, sample_work())


def html_of(file: DeliveredFile) -> str:
    return file.path.read_text(encoding="utf-8")


def body_of(html: str) -> str:
    return html.partition("<body>\n")[2].rpartition("</body>")[0]


def test_the_passcode_gives_back_the_page_word_for_word(page: Sealed, key: bytes) -> None:
    assert page.open(key) == re.sub(r"<script>.*?</script>\n?", "", body_of(PLAIN[HOME]), flags=re.DOTALL)


def test_the_key_takes_six_hundred_thousand_rounds(page: Sealed) -> None:
    assert page.said["iterations"] == ITERATIONS == 600_000
    assert (len(page.bytes_of("salt")), len(page.bytes_of("nonce"))) == (16, 12)


def test_another_passcode_opens_nothing(page: Sealed) -> None:
    others = (passcode(KEY, ISSUE, AWAY), CODE[:-1] + ALPHABET[ALPHABET.index(CODE[-1]) - 1])
    for other in others:
        with pytest.raises(InvalidTag):
            page.open(page.key(other))


def flipped(content: bytes, bit: int) -> bytes:
    return content[: bit // 8] + bytes([content[bit // 8] ^ 1 << bit % 8]) + content[bit // 8 + 1 :]


def refused(page: Sealed, key: bytes) -> bool:
    try:
        page.open(key)
    except InvalidTag:
        return True
    return False


def test_a_thousand_flipped_bits_are_refused(page: Sealed, key: bytes) -> None:
    bits = random.Random(1).sample(range(len(page.content) * 8), 1000)
    assert sum(refused(Sealed(page.header, flipped(page.content, bit)), key) for bit in bits) == 1000


def test_any_other_header_is_refused(page: Sealed, key: bytes) -> None:
    changes: list[dict[str, object]] = [
        {"recipient": AWAY}, {"name": "长丰县水湖镇"}, {"month": "2023-04"}, {"version": 2}, {"place": "yingkou"},
        {"valid_until": "2099-12-31"}, {"iterations": 1}, {"file": AWAY}, {"extra": ""},
    ]  # fmt: skip
    assert [change for change in changes if not refused(page.with_(**change), key)] == []


def test_a_header_in_other_letters_is_refused(page: Sealed, key: bytes) -> None:
    assert refused(Sealed(page.header + " ", page.content), key)


@pytest.mark.parametrize("kept", [0, 1, 15, 16, 100, -1])
def test_a_truncated_content_is_refused(page: Sealed, key: bytes, kept: int) -> None:
    assert refused(Sealed(page.header, page.content[:kept]), key)


def test_the_header_of_another_recipient_is_refused_with_either_passcode(page: Sealed) -> None:
    other = sealed(seal(PLAIN[AWAY], AWAY, "长丰县水湖镇", ISSUE, TOWNSHIPS, PAGES))
    mixed = Sealed(other.header, page.content)
    assert refused(mixed, mixed.key(CODE))
    assert refused(mixed, mixed.key(passcode(KEY, ISSUE, AWAY)))


@pytest.mark.usefixtures("few_rounds")
def test_an_old_version_does_not_pass_for_the_new_one() -> None:
    later = sample_issue(version=2)
    old, new = (sealed(seal(PLAIN[HOME], HOME, "镇", issue, TOWNSHIPS, PAGES)) for issue in (ISSUE, later))
    mixed = Sealed(new.header, old.content)
    assert refused(mixed, mixed.key(passcode(KEY, later, HOME)))
    assert passcode(KEY, later, HOME) != CODE


@pytest.mark.usefixtures("few_rounds")
def test_no_two_files_share_salt_or_nonce(tmp_path: Path) -> None:
    issues = [sample_issue(month=month, version=version) for month in ("2023-03", "2023-04") for version in (1, 2)]
    issues += [sample_issue(list(ISSUE.rows[:-1]), version=3), sample_issue(list(ISSUE.rows[1:]), version=4)]
    made = [one for issue in issues for one in written(issue, tmp_path, EVERYBODY, sample_work()) if one.sealed]
    salts, nonces = ([sealed(html_of(one)).bytes_of(name) for one in made] for name in ("salt", "nonce"))
    assert len(made) > 50
    assert Counter(salts).most_common(1)[0][1] == Counter(nonces).most_common(1)[0][1] == 1


@pytest.mark.usefixtures("few_rounds")
def test_the_same_page_on_another_last_day_has_another_nonce() -> None:
    made = [Sealing(KEY, TOWNSHIPS.kinds, days) for days in (180, 181)]
    one, other = (sealed(seal(PLAIN[HOME], HOME, "镇", ISSUE, sealing, PAGES)) for sealing in made)
    assert one.bytes_of("nonce") != other.bytes_of("nonce")
    assert one.bytes_of("salt") != other.bytes_of("salt")


@pytest.mark.usefixtures("few_rounds")
def test_an_old_issue_is_sealed_again_to_the_same_bytes(tmp_path: Path) -> None:
    one, other = (written(ISSUE, tmp_path / name, TOWNSHIPS, sample_work()) for name in "ab")
    assert [file.sha256 for file in one] == [file.sha256 for file in other]


def test_a_passcode_has_sixty_bits_in_three_groups() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("0O1lI") & set(ALPHABET)
    assert re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", CODE)


def test_every_recipient_month_version_place_and_secret_has_its_own_passcode() -> None:
    issues = [
        sample_issue([], month=f"2023-{month:02d}", version=version) for month in range(1, 13) for version in (1, 2)
    ]
    issues.append(sample_issue([], place="yingkou"))
    codes = [passcode(secret, issue, who) for secret in (KEY, b"8" * 64) for issue in issues for who in PLAIN]
    assert len(set(codes)) == len(codes) == 2 * 25 * len(PLAIN)


def test_every_letter_comes_about_equally_often() -> None:
    counts = Counter("".join(passcode(KEY, sample_issue([], version=at), HOME).replace("-", "") for at in range(2000)))
    assert all(600 < counts[letter] < 900 for letter in ALPHABET)


def test_township_pages_with_somebody_are_sealed_and_no_others(files: tuple[DeliveredFile, ...]) -> None:
    expected = {
        one.path.name for one in files
        if one.rows and one.path.name.endswith(("_township.html", "_mobilise.html"))
    }  # fmt: skip
    assert expected
    assert {one.path.name for one in files if one.sealed} == expected
    htmls = [one for one in files if one.path.suffix == ".html"]
    assert {one.path.name for one in htmls if is_sealed(html_of(one))} == expected


def test_a_page_that_names_nobody_opens_without_a_passcode(files: tuple[DeliveredFile, ...]) -> None:
    (empty,) = [one for one in files if one.recipient == f"{EMPTY_TOWNSHIP}_township"]
    assert "本月无预警" in html_of(empty)


def test_both_pages_of_a_township_open_with_its_one_passcode(
    files: tuple[DeliveredFile, ...], few_rounds: None
) -> None:
    own = [sealed(html_of(one)) for one in files if one.sealed and one.path.name.startswith("340121100")]
    assert len(own) == 2
    assert all("水湖镇" in one.open(one.key(passcode(KEY, ISSUE, AWAY))) for one in own)


def test_nothing_of_anybody_is_in_a_sealed_file(files: tuple[DeliveredFile, ...]) -> None:
    texts = {value for row in ISSUE.rows for value in (row.psn_name, row.village, row.certno)}
    names = {row.psn_name for row in ISSUE.rows} | {row.psn_name for one in sample_work().lists for row in one.rows}
    encoded = {base64.b64encode(name.encode())[:-2].decode() for name in names}
    for file in files:
        if file.sealed:
            html = html_of(file)
            content = sealed(html).content
            assert [text for text in names | encoded | texts - {""} if text in html.replace(file.name, "")] == []
            assert [name for name in names if name.encode() in content] == []


def test_no_plain_copy_is_left_in_the_folder(files: tuple[DeliveredFile, ...]) -> None:
    folder = files[0].path.parent
    handed_over = [path for path in folder.iterdir() if "_township" in path.name or "_mobilise" in path.name]
    names = {row.psn_name for row in ISSUE.rows}
    assert [path.name for path in handed_over if any(name in path.read_text("utf-8") for name in names)] == []
    assert [path for path in folder.parent.rglob("*") if path.name.startswith(".")] == []


def test_what_is_handed_over_begins_with_a_code_and_what_is_the_bureaus_own_does_not(
    files: tuple[DeliveredFile, ...],
) -> None:
    assert {one.recipient for one in files if not one.path.name[0].isdigit()} == {"bureau"}
    assert "bureau" not in {one.recipient for one in files if one.path.name[0].isdigit()}


@pytest.mark.usefixtures("few_rounds")
def test_the_departments_pages_are_sealed_where_the_config_says_so(tmp_path: Path) -> None:
    files = written(ISSUE, tmp_path, EVERYBODY)
    plain = {one.recipient for one in files if one.path.suffix == ".html" and not one.sealed}
    assert plain == {"bureau", f"{EMPTY_TOWNSHIP}_township"}


def test_nothing_is_sealed_where_nothing_is_to_be(tmp_path: Path) -> None:
    assert not [one for one in written(ISSUE, tmp_path, OPEN, sample_work()) if one.sealed]


def test_townships_are_sealed_by_default() -> None:
    assert DeliverSettings() == DeliverSettings(sealed=("township",), valid_days=180)


def test_the_shell_allows_the_unlocking_script_and_the_pages_own_and_nothing_else(
    files: tuple[DeliveredFile, ...],
) -> None:
    for file in files:
        if file.sealed:
            html = html_of(file)
            policy = csp_of(html)
            own = PAGES.scripts_of(PLAIN[file.recipient]) if file.recipient in PLAIN else ()
            assert PAGES.scripts_of(html) == ("script/unlock.js", *own)
            assert policy["style-src"] == style_source(html)
            assert (policy["default-src"], policy["base-uri"], policy["form-action"]) == ("'none'",) * 3


def test_the_shell_says_for_whom_of_when_and_until_when(files: tuple[DeliveredFile, ...]) -> None:
    (file,) = [one for one in files if one.recipient == HOME]
    html = html_of(file)
    assert all(words in html for words in ("肥西县三河镇", "2023年3月", "第 1 版", "有效至 <b>2023年10月5日</b>"))
    assert sealed(html).said["valid_until"] == "2023-10-05"


def test_two_hundred_people_stay_below_a_megabyte(tmp_path: Path, few_rounds: None) -> None:
    home = {"county_code": "340121000000", "township_code": "340121100000", "county": "长丰县", "township": "水湖镇"}
    files = written(sample_issue([sample_row(number, **home) for number in range(1, 201)]), tmp_path, TOWNSHIPS)
    (file,) = [one for one in files if one.recipient == AWAY]
    assert (file.sealed, file.rows) == (True, 200)
    assert file.path.stat().st_size < 1_000_000


def test_a_page_of_another_make_is_not_sealed() -> None:
    with pytest.raises(IntegrityError, match="结构"):
        seal("<html><title>x</title></html>", HOME, "镇", ISSUE, TOWNSHIPS, PAGES)
