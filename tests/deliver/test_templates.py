"""R114, R115: the templates themselves, and the policy of every page."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, StrictUndefined, UndefinedError

from monitor.deliver.pages import environment
from monitor.resources import templates_dir
from tests.deliver.accounts import account_html
from tests.deliver.reading import Page, csp_of, pages_of, script_sources, style_source
from tests.lists.sample_issue import sample_issue

PAGES = {**pages_of(sample_issue()), "account": account_html("甲")}
TEMPLATES = sorted(templates_dir().glob("*.html"))
DRAWN = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+")
SCRIPTS = sorted((templates_dir() / "script").glob("*.js"))
# A script is one of ours, allowed by its hash, or data that the engine has written as JSON.
SCRIPT_TAG = (
    r"<script(?!>\{% include one\.file %\}</script>)"
    r'(?! type="application/json"(?: id="[a-z-]+")?>\{\{ [a-z_.]+ \| tojson \}\}</script>)'
)
FORBIDDEN = {
    "safe filter": r"\|\s*safe\b",
    "Markup": r"Markup\s*\(",
    "autoescape": r"autoescape",
    "unquoted attribute": r"=\{\{",
    "script of another kind": SCRIPT_TAG,
    "expression in style": r"<style[^>]*>[^<]*\{\{",
    "event attribute": r"\son[a-z]+\s*=",
    "inline style": r"\sstyle\s*=",
    "src": r'\ssrc\s*=(?!"\{\{ [a-z_.]+ \| drawn \}\}")',
    "link element": r"<link",
    "external address": r"(?:https?:)?//[a-z]",
}


FORBIDDEN_IN_SCRIPT = {
    "template": r"\{[{%#]",
    "text as code": r"\beval\b|\bFunction\s*\(|innerHTML|outerHTML|insertAdjacent|document\.write|ContextualFragment",
    "storage": r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b",
    "network": r"\bfetch\b|XMLHttpRequest|WebSocket|sendBeacon|EventSource|\bimport\b|new Image",
    "line comment": r"//",
}


def faults(text: str) -> list[str]:
    """The forbidden things in a template, and links that are not one of our own file names."""
    links = re.findall(r'href="([^"]*)"', text)
    bad_links = [link for link in links if "{{" in link and not re.search(r"\|\s*(file_name|anchor)\s*\}\}$", link)]
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)] + bad_links


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_way_around_escaping(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "{{ p.name | safe }}",
        "{{ p.name|safe }}",
        "{% autoescape false %}",
        "<p class={{ x }}>",
        '<a href="{{ x }}">',
        '<p onclick="{{ x }}">',
        "<style>{{ x }}</style>",
        '<img src="{{ x }}">',
        "<script>{{ x }}</script>",
        "<script>{% include other %}</script>",
        '<script type="application/json">{{ x }}</script>',
    ],
)
def test_a_planted_fault_is_found(planted: str) -> None:
    assert faults(planted)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_makes_no_code_of_texts_keeps_nothing_and_calls_nobody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in FORBIDDEN_IN_SCRIPT.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_one_safe_in_any_template_is_found(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    ends = [match.start() for match in re.finditer(r"\s*\}\}", text)]
    assert ends
    assert [at for at in ends if "safe filter" not in faults(text[:at] + "|safe" + text[at:])] == []


def test_the_engine_escapes_and_refuses_unknown_names() -> None:
    env = environment().overlay()
    env.loader = DictLoader({"list.html.j2": "{{ name }}", "unknown": "{{ nothing }}"})
    assert env.undefined is StrictUndefined
    assert env.get_template("list.html.j2").render(name="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        env.get_template("unknown").render()


@pytest.mark.parametrize("code", PAGES)
def test_the_policy_forbids_everything_but_the_one_style_and_our_scripts(code: str) -> None:
    html = PAGES[code]
    assert csp_of(html) == {
        "default-src": "'none'",
        "style-src": style_source(html),
        "img-src": "data:",
        "script-src": script_sources(html),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


@pytest.mark.parametrize("code", PAGES)
def test_a_page_stands_alone(code: str) -> None:
    html = PAGES[code]
    page = Page(html)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"link", "iframe", "base", "object"}
    assert not [name for tag, name, _ in page.attributes if tag == "script" or name in ("action", "formaction")]
    pictures = [value for _, name, value in page.attributes if name in ("src", "srcset")]
    assert all(DRAWN.fullmatch(value) for value in pictures)
    assert not [name for _, name, _ in page.attributes if name == "style" or name.startswith("on")]
    assert not re.search(r"(?:https?:)?//", DRAWN.sub("", html))
    assert ("meta", "content", "no-referrer") in page.attributes
    assert ("html", "lang", "zh-CN") in page.attributes
