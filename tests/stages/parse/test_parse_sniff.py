"""Telling what bytes are."""

from __future__ import annotations

import gzip
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.stages.parse import Sniffed, sniff


@pytest.mark.parametrize(
    ("body", "name", "media", "expected"),
    [
        (b"", "a.html", "", "empty"),
        (b" \n\t", "a.txt", "", "empty"),
        (b"\0\0\0\0", "a.txt", "", "binary"),
        (b"\x89PNG\r\n\x1a\n", "page.html", "text/html", "binary"),
        (bytes(range(256)) * 4, "page.html", "", "binary"),
        (b"<!doctype html><p>x", "a.xml", "", "html"),
        (b'<?xml version="1.0"?><!-- x --><html xmlns="http://www.w3.org/1999/xhtml">', "a.xml", "", "html"),
        ("<html><title>x</title>".encode("utf-16"), "a", "", "html"),
        (b"<p>one</p><div>two</div>", "a.bin", "", "html"),
        (b"a page", "a.htm", "", "html"),
        (b"a page", "a", "text/html; charset=utf-8", "html"),
        (b'\xef\xbb\xbf <?xml version="1.0"?>\n<!-- by hand -->\n<rss>', "a.html", "text/html", "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "a", "", "feed"),
        (b"<rdf:RDF>", "a", "", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "a.json", "", "feed"),
        (b"<urlset>", "sitemap.xml", "", "sitemap"),
        (b"<sitemapindex>", "a", "", "sitemap"),
        (b'<?xml version="1.0"?><opml version="2.0">', "a.xml", "", "opml"),
        (b'{"url":"https://a.example/1","text":"x"}\n', "a", "", "article-lines"),
        (b'{"url":"https://a.example/1","html":"<p>","title":"x"}\n', "a.jsonl", "", "article-lines"),
        (b'{"url":"https://a.example/1","html":"<p>","headers":{}}\n', "a", "", "capture-lines"),
        (b'{"url":"https://a.example/1","html":"<p>"}\n', "a", "", "capture-lines"),
        (b"not json", "a.jsonl", "", "article-lines"),
        (b"WARC/1.1\r\n", "a", "", "warc"),
        (gzip.compress(b"WARC/1.0\r\n", mtime=0), "/x/a.warc.gz", "", "warc"),
        (gzip.compress(b"x", mtime=0), "a.gz", "", "binary"),
        (b"From: a@b.example\nSubject: x\nDate: today\n\nhello", "a", "", "mail"),
        (b"From here on, all is well.\nTruly.", "a.txt", "", "text"),
        (b"hello", "a.eml", "", "mail"),
        (b"Some words.\nMore words.", "a.txt", "", "text"),
        ("Слова.".encode("cp1251"), "a.txt", "", "text"),
        (b"Write <html> and <body> to begin a page.", "a.txt", "", "text"),
    ],
)
def test_kinds(body: bytes, name: str, media: str, expected: str) -> None:
    assert sniff(body, name, media) == expected


@given(st.binary(max_size=300), st.text(max_size=20), st.text(max_size=20))
def test_any_bytes_are_something(body: bytes, name: str, media: str) -> None:
    assert sniff(body, name, media) in get_args(Sniffed)
