"""Texts that try to break out of a page or a cell."""

from dataclasses import fields, replace
from datetime import date

from monitor.lists.issue import Feed, Issue, IssueRow, NotComputed, Owed, Region, Visit
from tests.lists.sample_issue import REGIONS, RULE, early_row, gone_row, sample_issue, sample_row

FREE_TEXTS = tuple(field.name for field in fields(IssueRow) if field.type is str)
_FIXED = ("rule_id", "person_key", "county_code", "township_code", "gend", "first_month", "departed", "case_since")

HTML_PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//x>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</td><svg/onload=alert(1)>",
    "</tbody></table><h1>x",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{7*7}}",
    "{% raw %}",
    "{{ config.items() }}",
    "<base href=//x/>",
    "<meta http-equiv=refresh content=0;url=//x>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<object data=x>",
    "<embed src=x>",
    "<form action=//x><input name=a>",
    "<link rel=stylesheet href=//x>",
    "<style>*{display:none}</style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?php x ?>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "&amp;amp;",
    "<bdo dir=rtl>x",
    "<plaintext>",
    "<textarea>",
    "<xmp>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext></table><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<video><source onerror=alert(1)>",
    'x" onmouseover="alert(1)',
    "x' autofocus onfocus='alert(1)",
    "\u2028<script>alert(1)</script>\u2029",
    "\x00<script>alert(1)</script>",
    "\u202e<script>",
)

PATH_NAMES = (
    "../../x", "../..", "..", ".", "/etc/passwd", "/", "//", "\\\\server\\share", "C:\\x", "a/b", "a\\b", "a\x00b",
    "a\nb", "a\rb", "CON", "NUL", "aux", "COM1", "x" * 300, "镇" * 90, "名字.", "名字 ", " 名字", "-rf", "--help",
    "~", "$HOME", "`id`", "a:b", "a*?b", "é", "e\u0301", "ﬁ", "名\u202e字", "",
    "%2e%2e%2f", "MANIFEST.json",
)  # fmt: skip

CELL_PAYLOADS = (
    *(
        start + rest
        for start in "=+-@＝＋－＠\t\r\n "
        for rest in ("1+1", "cmd|'/c calc'!A0", 'HYPERLINK("http://x","y")')
    ),
    "  =1+1",
    "'=1+1",
    '"=1+1"',
    ",=1+1",
    ";=1+1",
    '";=1+1;"',
    "{=1+1}",
    "{1,2}",
    "http://example.invalid/x",
    "https://example.invalid",
    "mailto:a@example.invalid",
    "internal:Sheet1!A1",
    "external:c:\\x.xlsx",
    "file:///etc/passwd",
    "00123",
    "1e5",
    "34012119500101123X",
    "340121195001011231",
    "TRUE",
    "#REF!",
    "<r><t>x</t></r>",
    "<r></r>",
    "_x0041_",
    "_x0000_",
    "&P&N",
    "a\x00b",
    "a\uffffb",
)


def hostile_row(text: str, row: IssueRow) -> IssueRow:
    """`row` with `text` in every free text field."""
    changes = {name: text for name in FREE_TEXTS if name not in _FIXED}
    owed = (Owed(text, 1), Owed(text, 2, on_application=True, article=text))
    visit = Visit(date(2023, 1, 11), "township", text, "met", "to_minimum", "confirmed", text, text, text)
    more = {"identities": (text + "1", text), "identities_ended": (text,), "attention": True, "owed": owed,
            "owed_fen": 2, "departed": "died", "visits": (visit,)}  # fmt: skip
    return replace(row, **changes, **more)  # type: ignore[arg-type]


def hostile_issue(text: str) -> Issue:
    """An issue with `text` in every free text of it: persons, rules, feeds, regions, labels."""
    names = ("name", "measure_name", "formula", "kinds_text", "window_text", "article", "quote", "document")
    rule = replace(RULE, **dict.fromkeys(names, text), attention=(text,))
    rows = (
        sample_row(1),
        early_row(2),
        gone_row(3, "corrected", "x"),
        sample_row(4, township_code=""),
        sample_row(5, county_code="", township_code=""),
    )
    return sample_issue(
        [hostile_row(text, row) for row in rows],
        place_name=text,
        document=text,
        rules=(rule,),
        freshness=(Feed(text, text, text),),
        regions=tuple(Region(region.code, text, region.level, region.parent) for region in REGIONS),
        totals={text: 1},
        not_computed=(NotComputed(text, (text, text)),),
    )
