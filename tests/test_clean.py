"""HTML of others, made harmless."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from headwater.clean import MAX_MARKUP, clean_html

BASE = "https://press.example/news/dam"
# Tricks of our own making, one of each kind: what runs, what loads, what leads elsewhere, what hides from a parser.
TRICKS = (
    "<script>ran(1)</script>",
    "<scr<script>ipt>ran(2)</scr</script>ipt>",
    "<img src=x onerror=ran(3)>",
    "<svg onload=ran(4)><animate onbegin=ran(5) attributeName=x dur=1s></svg>",
    "<svg><style><img src=x onerror=ran(6)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=ran(7)></style></mglyph></table></mtext></math>",
    "<a href='jav&#x09;ascript:ran(8)'>go</a>",
    "<a href=' &#14; javascript:ran(9)'>go</a>",
    "<a href='data:text/html,<script>ran(10)</script>'>go</a>",
    "<a href='vbscript:ran(11)' onclick=ran(12)>go</a>",
    "<iframe srcdoc='<script>ran(13)</script>'></iframe>",
    "<form action=javascript:ran(14)><button autofocus onfocus=ran(15)>go</button></form>",
    "<input autofocus onfocus=ran(16)><details open ontoggle=ran(17)>x</details>",
    "<body onload=ran(18)><base href='https://other.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:ran(19)'>",
    "<link rel=stylesheet href='https://other.example/x.css'><style>@import 'https://other.example/y.css'</style>",
    "<p style='background:url(https://other.example/z.png);position:fixed;inset:0'>over everything</p>",
    "<video poster='https://other.example/p.png' src=x onerror=ran(20)><source onerror=ran(21)></video>",
    "<object data='https://other.example/o.svg'></object><embed src='javascript:ran(22)'>",
    "<noscript><p title='</noscript><img src=x onerror=ran(23)>'></noscript>",
    "<template><script>ran(24)</script></template><textarea></textarea><img src=x onerror=ran(25)>",
    "<!--><img src=x onerror=ran(26)>--><!--!><img src=x onerror=ran(27)>",
    "<xmp><p title='</xmp><img src=x onerror=ran(28)>'></xmp><plaintext><img src=x onerror=ran(29)>",
    "<img src='https://other.example/pixel.gif' width=1 height=1><img srcset='https://other.example/a 1x'>",
    '<p title="`"><img alt="`onerror=ran(30)//" src=x>',
    "<a href=//other.example/x target=_blank ping=https://other.example/ping>out</a>",
    "<table background='https://other.example/t.png'><td background='https://other.example/u.png'>x</td></table>",
    "<select><style></select><img src=x onerror=ran(31)></style>",
    "<p id=main class=masthead name=body>names of the page around it</p>",
)
ALLOWED = {"href", "rel", "dir", "lang", "title", "start", "colspan", "rowspan", "datetime"}
HARMFUL = {"script", "style", "img", "svg", "math", "iframe", "form", "input", "link", "meta", "base", "video", "object", "embed"}
HARMLESS = re.compile(r"https?://|mailto:")


def check(cleaned: str) -> None:
    """Nothing is left but elements of text, known attributes, and addresses that may be followed."""
    body = LexborHTMLParser(f"<body>{cleaned}</body>").body
    assert body is not None
    for node in body.traverse():
        assert node.tag not in (
            "script",
            "style",
            "img",
            "svg",
            "math",
            "iframe",
            "form",
            "input",
            "link",
            "meta",
            "base",
            "video",
            "object",
        )
        if node.tag == "body":
            continue
        for name, value in node.attributes.items():
            assert name in ALLOWED, (node.tag, name)
            assert name != "href" or HARMLESS.match(value or ""), value


@pytest.mark.parametrize("trick", TRICKS)
def test_nothing_that_runs_or_loads_is_left(trick: str) -> None:
    cleaned = clean_html(f"<p>before</p>{trick}<p>after</p>", BASE)
    check(cleaned)
    assert "before" in cleaned


def test_words_and_their_structure_stay() -> None:
    markup = (
        '<h2>Dam</h2><p lang="de" dir="ltr">A <b>bold</b> <a href="../map">map</a>, <a href="mailto:desk@press.example">mail</a>.</p>'
        '<ol start="3"><li>three</li></ol><table><tr><td colspan="2">x</td></tr></table><blockquote>said</blockquote>'
    )
    cleaned = clean_html(markup, BASE)
    assert '<a href="https://press.example/map" rel="noopener noreferrer nofollow">map</a>' in cleaned
    assert '<a href="mailto:desk@press.example"' in cleaned
    for kept in ("<h2>Dam</h2>", '<p lang="de" dir="ltr">', "<b>bold</b>", '<ol start="3">', '<td colspan="2">', "<blockquote>said"):
        assert kept in cleaned


def test_without_a_base_a_relative_link_leads_nowhere() -> None:
    assert clean_html('<a href="../map">map</a>') == '<a rel="noopener noreferrer nofollow">map</a>'


def test_plain_text_stays_text() -> None:
    assert clean_html("2 > 1 & “dam” &lt;script&gt;") == "2 &gt; 1 & “dam” &lt;script&gt;"


@given(st.lists(st.sampled_from((*TRICKS, "<p>", "</p>", "<b", '"', "'", ">", "&lt;", "words ", "<!--", "]]>", "\0", "\x0c")), max_size=12))
def test_any_mixture_is_harmless_and_cleaning_twice_changes_nothing(parts: list[str]) -> None:
    once = clean_html("".join(parts), BASE)
    check(once)
    assert clean_html(once, BASE) == once


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 200_000,
        "<b><i>" * 100_000,
        "<table>" * 100_000,
        "<a " + "x=1 " * 200_000 + ">",
        "<p title='" + "a" * 3_000_000,
        "<" * 300_000,
    ],
    ids=["nested", "formatting", "tables", "attributes", "unended", "brackets"],
)
def test_a_bomb_costs_little(bomb: str) -> None:
    began = time.process_time()
    cleaned = clean_html(bomb + "<script>ran(1)</script>end", BASE)
    # A second parse of a runaway takes minutes; this is no measure of speed.
    assert time.process_time() - began < 8.0
    assert len(cleaned) <= 2 * MAX_MARKUP
    assert "<script" not in cleaned
