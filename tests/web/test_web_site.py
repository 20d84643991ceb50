"""Every page and every answer, through the real application; the app behind it is the sample press."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace
from web_sample import FENLINE, HOSTILE, LEDGER, LINKS, PNG, STORY, Sample, Settings, node

from headwater.errors import StoreError
from headwater.outlets.catalogue import find, wanted
from headwater.pages import StoryPage
from headwater.web.security import CONTENT_SECURITY_POLICY
from headwater.web.site import make_site

Client = TestClient[Litestar]
PAGES = (
    "/",
    "/story/stollby",
    "/saga/gtollby",
    "/sagas",
    "/article/atoday",
    "/article/areeve",
    "/article/abare",
    "/search",
    "/search?q=sluices",
    "/search?q=unheard",
    "/search?q=is:nothing",
    "/sources",
    "/river",
    "/rights",
    "/catalogue",
    "/catalogue?country=CH&topic=news",
    "/catalogue?words=nowhere-at-all",
    "/catalogue?edition=world&offset=30",
)
CONTENT = ("/", "/story/stollby", "/saga/gtollby", "/article/atoday", "/search?q=sluices", "/river", "/sources")
OURS = {"origin": "http://testserver.local", "sec-fetch-site": "same-origin"}
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
SVG_EMPTY = frozenset({"path", "circle", "rect", "line"})


class Page(HTMLParser):
    """Checks nesting and collects what the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SVG_EMPTY, f"<{tag}/> is not closed in HTML"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_accessible(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(answer.text)
    assert len(page.all("h1")) == 1
    assert page.all("html")[0]["lang"] == "en"
    identifiers = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    labelled = {attrs["for"] for attrs in page.all("label")}
    for field in (*page.all("input"), *page.all("textarea")):
        assert field.get("type") == "hidden" or field["id"] in labelled
    for picture in page.all("svg"):
        assert picture.get("aria-hidden") == "true" or picture.get("role") in ("img", "group") or "width" in picture
    for link in page.all("a"):
        if (link.get("href") or "").startswith("#"):
            assert (link["href"] or "")[1:] in identifiers


@pytest.mark.parametrize("path", PAGES)
def test_nothing_hostile_gets_out_of_its_place(client: Client, path: str) -> None:
    page = Page(client.get(path).text)
    assert [script.get("src", "")[:16] for script in page.all("script")] == ["/static/app.js?v"]  # type: ignore[index]
    assert page.all("style") == []
    for tag, attrs in page.tags:
        assert not any(name == "style" or name.startswith("on") for name in attrs), tag
        for name in ("href", "src", "action"):
            assert (attrs.get(name) or "/").startswith(("/", "#", "https://", "mailto:")), (tag, attrs)
        if tag == "a" and (attrs.get("href") or "").startswith("https://"):
            assert "noopener" in (attrs.get("rel") or "")


@pytest.mark.parametrize("path", ["/article/atoday", "/story/stollby", "/", "/sources"])
def test_hostile_words_are_shown_as_they_are(client: Client, path: str) -> None:
    assert HOSTILE in "".join(Page(client.get(path).text).words)


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/static/style.css", "/api/v1/stories", "/favicon.ico", "/story/smerged"])
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "object-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == ("same-origin" if path.startswith(("/sources", "/catalogue", "/rights")) else "no-referrer")


@pytest.mark.parametrize("path", CONTENT)
def test_a_content_page_names_the_rights_and_links_to_primary_sources(client: Client, path: str) -> None:
    page = Page(client.get(path).text)
    words = "".join(page.words)
    assert "Excerpts are shown for reference; rights stay with each outlet." in words
    assert "Yours? Removed within 24 hours" in words
    assert any(link.get("href") == "#top" for link in page.all("a"))
    if path != "/sources":
        assert any(link.get("class") == "src" and (link["href"] or "").startswith("https://") for link in page.all("a"))


def test_foreign_strings_have_their_language(client: Client) -> None:
    text = client.get("/").text
    assert '<h3 class="headline" lang="ar" dir="rtl"><a href="/story/sother">فتح بوابتين عند تولبي</a></h3>' in text
    assert '<bdi lang="de">Nordufer Bote</bdi>' in text


def test_the_story_page_starts_at_the_source(client: Client) -> None:
    text = client.get("/story/stollby").text
    assert text.index("Start at the source") < text.index("<h2>Lineage</h2>") < text.index("<h2>Who said what</h2>")
    assert "Wire item, not seen here; known by its credit; the link leads to its front page. Earliest copy seen:" in text
    assert "Reporting by <mark>Fenline Press</mark>" in text
    assert "Why are these together?" in text
    assert 'role="group" aria-labelledby="flow-t"' in text


def test_a_copy_names_its_primary_source(client: Client) -> None:
    text = client.get("/article/atoday").text
    assert "The primary source" in text
    assert "https://fenline-press.example/afenline" in text
    assert "<del>about 4,000</del>" in text
    assert "<ins>around 3,000</ins>" in text
    assert "16 of 1,140 words" in text


def test_a_merged_story_forwards_for_good(client: Client) -> None:
    answer = client.get("/story/smerged", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, "/story/stollby")
    assert client.get("/api/v1/story/smerged").json()["id"] == "stollby"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/story/none",
        "/story/" + "s" * 300,
        "/article/%00",
        "/article/..%2f..%2fetc",
        "/story/%3Cscript%3E",
        "/static/..%2fsite.py",
    ],
)
def test_what_is_not_there_is_a_plain_404(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    page = Page(answer.text)
    assert "Nothing lives at this address" in page.words
    assert len(page.all("h1")) == 1


def test_the_api_answers_errors_in_json(client: Client) -> None:
    answer = client.get("/api/v1/story/none")
    assert (answer.status_code, answer.json()["error"]) == (404, "no such story")
    assert client.get("/api/v1/search").status_code == 400
    assert client.get("/api/v1/search?q=x&limit=100000").status_code == 400
    assert client.get("/api/v1/search?q=x&order=sideways").status_code == 400


def test_a_wrong_method_is_refused(client: Client) -> None:
    assert client.post("/river").status_code == 405
    assert client.delete("/sources").status_code == 405


def test_head_is_answered_like_get(client: Client) -> None:
    answer = client.head("/")
    assert (answer.status_code, answer.content) == (200, b"")


class Broken(Sample):
    def river(self, offset: int, limit: int) -> tuple[()]:
        raise RuntimeError("a secret of the inside")

    def opml(self) -> bytes:
        raise StoreError("the disk is full")


@pytest.mark.parametrize(("path", "status"), [("/river", 500), ("/opml", 503)])
def test_a_fault_shows_no_inside(path: str, status: int, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(make_site(Broken()), raise_server_exceptions=False) as client:
        answer = client.get(path)
    assert answer.status_code == status
    page = Page(answer.text)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    reference = (
        next(words for words in page.words if "Quote it if you write" in words or words.startswith("Request ")).split()[1].strip(",")
    )
    assert reference in caplog.text


def test_static_files_are_kept_by_their_hash(client: Client) -> None:
    address = next(link["href"] or "" for link in Page(client.get("/").text).all("link") if link.get("rel") == "stylesheet")
    answer = client.get(address)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/style.css").headers["cache-control"] == "public, no-cache"
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(("cookie", "attribute"), [("dark", "dark"), ("light", "light"), ('"><script>', None), ("", None)])
def test_the_theme_cookie_is_honoured_and_nothing_else(client: Client, cookie: str, attribute: str | None) -> None:
    page = Page(client.get("/", headers={"cookie": f"theme={cookie}"}).text)
    assert page.all("html")[0].get("data-theme") == attribute


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "https://elsewhere.example"},
    ],
)
@pytest.mark.parametrize("path", ["/sources", "/sources/remove", "/catalogue"])
def test_a_form_from_elsewhere_changes_nothing(client: Client, sample: Sample, path: str, headers: dict[str, str]) -> None:
    answer = client.post(path, data={"url": "https://fen.example/", "source": "u2", "edition": "world", "do": "all"}, headers=headers)
    assert answer.status_code == 403
    assert (sample.added, sample.removed) == ([], [])


def test_a_source_is_added_and_removed(client: Client, sample: Sample) -> None:
    answer = client.post("/sources", data={"url": " https://fen.example/ "}, headers=OURS, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources?added=1")
    assert "1 source added" in client.get("/sources?added=1").text
    client.post("/sources/remove", data={"source": "u2"}, headers={"sec-fetch-site": "same-origin", "origin": "null"})
    assert (sample.added, sample.removed) == (["https://fen.example/"], ["u2"])


@pytest.mark.parametrize("url", ["", HOSTILE, "https://failing.example/"])
def test_an_address_that_cannot_be_added_says_why(client: Client, url: str) -> None:
    answer = client.post("/sources", data={"url": url}, headers=OURS)
    assert answer.status_code == 422
    page = Page(answer.text)
    field = next(field for field in page.all("input") if field.get("id") == "add")
    assert (field["value"], field["aria-invalid"], field["aria-describedby"]) == (url.strip(), "true", "add-problem")


def test_a_huge_form_is_refused(client: Client, sample: Sample) -> None:
    assert client.post("/sources", data={"url": "https://a.example/" + "a" * 200_000}, headers=OURS).status_code == 413
    assert sample.added == []


def test_search_keeps_the_query_and_pages_on(client: Client) -> None:
    text = client.get("/search", params={"q": 'a "b" <c>&d', "order": "newest", "offset": "20"}).text
    page = Page(text)
    assert next(field for field in page.all("input") if field.get("id") == "q")["value"] == 'a "b" <c>&d'
    links = [link["href"] or "" for link in page.all("a")]
    assert "/search?q=a%20%22b%22%20%3Cc%3E%26d&order=newest&offset=40" in links
    assert "/search?q=a%20%22b%22%20%3Cc%3E%26d&order=newest" in links
    assert "<mark>sluices</mark> at &lt;dawn&gt;" in text


@pytest.mark.parametrize("query", ["q=x&offset=-5", "q=x&offset=99999999999999", "q=x&offset=abc", "q=x&order=%27--", "q=" + "x" * 5000])
def test_search_bears_anything(client: Client, query: str) -> None:
    assert client.get(f"/search?{query}").status_code == 200


def test_search_says_what_it_could_not_read(client: Client) -> None:
    assert "is:nothing” is not known" in client.get("/search?q=is:nothing").text
    assert "No report has these words" in client.get("/search?q=unheard").text
    assert "How to ask" in client.get("/search").text


def test_the_river_pages_on(client: Client) -> None:
    links = [link["href"] for link in Page(client.get("/river?offset=60").text).all("a")]
    assert "/river" in links
    assert "/river?offset=120" in links


def test_the_first_run_explains_itself() -> None:
    with TestClient(make_site(Sample(empty=True, settings=Settings(contact="")))) as client:
        text = client.get("/").text
        assert "Nothing has arrived yet" in text
        assert 'action="/sources"' in text
        assert "No sources yet" in client.get("/sources").text
        assert "No reports yet" in client.get("/river").text
        assert "has not given an address yet" in client.get("/rights").text


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("mailto:desk@headwater.example", 'href="mailto:desk%40headwater.example?subject=Removal"'),
        ("https://headwater.example/write", 'href="https://headwater.example/write"'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)
def test_the_rights_page_gives_the_contact(contact: str, shown: str) -> None:
    with TestClient(make_site(Sample(settings=Settings(contact=contact)))) as client:
        text = client.get("/rights").text
    assert shown in text


def test_opml_is_a_file(client: Client) -> None:
    answer = client.get("/opml")
    assert "attachment" in answer.headers["content-disposition"]
    assert ElementTree.fromstring(answer.content).tag == "opml"


def test_health(client: Client) -> None:
    found = client.get("/health").json()
    assert (found["status"], found["reports"]) == ("ok", 12_000)


def test_the_api_gives_the_nouns(client: Client) -> None:
    assert [story["id"] for story in client.get("/api/v1/stories?limit=2").json()["stories"]] == ["stollby", "sother"]
    story = client.get("/api/v1/story/stollby").json()
    assert (story["independent"], story["outlets"], len(story["reports"])) == (3, 7, 7)
    assert story["branches"][0]["children"][0]["link"]["kind"] == "copy_of"
    article = client.get("/api/v1/article/atoday").json()
    for evidence in article["upstream"][0]["evidence"]:
        assert article["text"][evidence["start"] : evidence["end"]] == evidence["text"]
    assert (article["story"], article["revision"]) == ("stollby", 2)
    assert client.get("/api/v1/search?q=sluices").json()["total"] == 143


def test_openapi_describes_the_api_and_only_that(client: Client) -> None:
    found = json.loads(client.get("/api/openapi.json").content)
    assert sorted(found["paths"]) == [
        "/api/v1/article/{article_id}",
        "/api/v1/brief/{day}",
        "/api/v1/compare/{left}/{right}",
        "/api/v1/person/{person}",
        "/api/v1/rights",
        "/api/v1/rights/log",
        "/api/v1/rights/{demand}",
        "/api/v1/rights/{demand}/receipt",
        "/api/v1/rights/{demand}/verify",
        "/api/v1/saga/{saga_id}",
        "/api/v1/sagas",
        "/api/v1/search",
        "/api/v1/stories",
        "/api/v1/story/{story_id}",
        "/health",
    ]


@pytest.mark.parametrize(
    ("host", "status"), [("localhost:8420", 200), ("127.0.0.1", 200), ("[::1]:8420", 200), ("rebound.example", 421), ("", 421)]
)
def test_only_our_own_names_are_answered(host: str, status: int) -> None:
    with TestClient(make_site(Sample(), frozenset({"localhost", "127.0.0.1", "::1"}))) as client:
        answer = client.get("/river", headers={"host": host})
        assert answer.status_code == status
        assert ("Newest first" in answer.text or "data-item" in answer.text) == (status == 200)
        assert client.get("/api/v1/stories", headers={"host": host}).status_code == status


def test_a_picture_comes_from_this_server_and_is_nothing_but_a_picture(client: Client) -> None:
    answer = client.get("/image/atoday")
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "image/png", PNG)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "private" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("name", "status"), [("areeve", 502), ("anobody", 404), ("https%3A%2F%2Fother.example%2Fx.png", 404), ("..%2Fsources", 404), ("", 404)]
)
def test_no_picture_but_those_of_kept_reports(client: Client, name: str, status: int) -> None:
    answer = client.get(f"/image/{name}", params={"url": "https://other.example/x.png"})
    assert answer.status_code == status
    assert answer.content != PNG


def test_no_page_names_a_picture_of_another_server(client: Client) -> None:
    page = client.get("/article/atoday").text
    assert "pictures.tollby-today.example" not in page
    assert '<img src="/image/atoday" loading="lazy"' in page


def test_the_catalogue_is_filtered_and_pages_on(client: Client) -> None:
    page = Page(client.get("/catalogue?country=CH&topic=news").text)
    ticks = [one for one in page.all("input") if one.get("name") == "url"]
    assert len(ticks) == 50
    [onward] = [link for link in page.all("a") if link.get("rel") == "next"]
    assert onward["href"] == "/catalogue?country=CH&topic=news&offset=50"
    rest = Page(client.get(str(onward["href"])).text)
    assert not {one["value"] for one in ticks} & {one.get("value") for one in rest.all("input") if one.get("name") == "url"}


def test_a_filter_that_is_not_known_says_so(client: Client) -> None:
    answer = client.get("/catalogue?country=<b>Atlantis")
    assert answer.status_code == 422
    assert "no country “&lt;b&gt;Atlantis”" in answer.text


def test_feeds_are_subscribed_to_by_ticks(client: Client, sample: Sample) -> None:
    first, second = (feed.url for feed in find(wanted(country="MT"))[:2])
    form = {"country": "MT", "do": "chosen", "url": [first, "https://not-in-the-catalogue.example/feed"]}
    answer = client.post("/catalogue", data=form, headers=OURS, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/catalogue?country=MT&added=1")
    assert sample.added == [first]
    text = client.get("/catalogue?country=MT&added=1").text
    assert "1 source added" in text
    assert f'value="{first}"' not in text
    assert f'value="{second}"' in text


def test_an_edition_is_one_click(client: Client, sample: Sample) -> None:
    client.post("/catalogue", data={"edition": "world", "do": "all"}, headers=OURS)
    assert sample.added == [feed.url for feed in find(wanted(edition="world"))]


def test_nobody_subscribes_to_everything_by_one_click(client: Client, sample: Sample) -> None:
    client.post("/catalogue", data={"do": "all"}, headers=OURS)
    assert len(sample.added) == 500


def test_a_story_of_very_many_copies_lists_each_and_stays_small(sample: Sample) -> None:
    copies = [replace(LEDGER, id=f"a{number}", title="A long title " * 9) for number in range(600)]
    branch = node("A", FENLINE, None, tuple(node(f"A{n}", each, LINKS["aledger"]) for n, each in enumerate(copies, 1)))
    page = sample.story_page(STORY.id)
    why = tuple((each.id, ("shares 100 % of its text with a report of this story",)) for each in copies)
    many = replace(page, branches=(branch,), articles=(FENLINE, *copies), reasons=why, figures=(), quotes=(), differences=())

    class Many(Sample):
        def story_page(self, story: str) -> StoryPage:
            return many

    with TestClient(make_site(Many())) as client:
        text = client.get(f"/story/{STORY.id}").text
    assert len(set(re.findall(r'id="r-A\d*"', text))) == 601
    assert text.count("A long title") < 9 * 200
    assert "400 more reports in the" in text
