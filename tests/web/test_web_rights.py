"""The pages and the JSON of removal, over the real app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from headwater.app import Headwater, opened
from headwater.model import Capture
from headwater.stages.rights import receipt
from headwater.web.rights import Limit, view
from headwater.web.site import make_site

Client = TestClient[Litestar]
OURS = {"origin": "http://testserver.local", "sec-fetch-site": "same-origin"}
TEXT = "The lighthouse of Sill was painted blue overnight, and the keeper, Ada Quay, says that she slept through all of it. " * 4
PAGE = "https://sill.example/lighthouse"
WHO = {"name": "Ada Quay", "email": "ada@sill.example"}


@pytest.fixture
def app(tmp_path: Path, given: Callable[..., Capture]) -> Iterator[Headwater]:
    with opened(tmp_path / "data") as made:
        made.ingest([given(PAGE, TEXT, "Lighthouse turns blue overnight", outlet="The Sill")])
        yield made


@pytest.fixture
def client(app: Headwater) -> Iterator[Client]:
    with TestClient(make_site(app), raise_server_exceptions=False) as client:
        yield client


def test_the_form_leads_to_a_status_page_that_needs_no_account(client: Client) -> None:
    answer = client.post("/rights", data={"urls": PAGE, "ground": "copyright", **WHO}, headers=OURS, follow_redirects=False)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    for words in ("headwater-remove=HW-", "sill.example", "1 report", "Check now", "The clock"):
        assert words in page.text
    assert "ada@sill.example" not in page.text, "no personal data on a page that anyone may open"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"urls": "", **WHO}, "in one way"),
        ({"urls": "ftp://x.example/", **WHO}, "no web address"),
        ({"urls": PAGE, "name": "", "email": "a@b.example"}, "who you are"),
        ({"urls": PAGE, "domain": "sill.example", **WHO}, "in one way"),
    ],
)
def test_a_form_that_cannot_be_comes_back_with_what_was_typed(client: Client, fields: dict[str, str], problem: str) -> None:
    answer = client.post("/rights", data=fields, headers=OURS)
    assert answer.status_code == 422
    assert problem in answer.text
    assert fields["name"] in answer.text


def test_a_form_from_elsewhere_is_refused(client: Client) -> None:
    assert client.post("/rights", data={"urls": PAGE, **WHO}, headers={"origin": "https://evil.example"}).status_code == 403


def test_the_api_goes_the_whole_way(client: Client, app: Headwater) -> None:
    [article] = [row["id"] for row in app.export("articles")]
    [story] = [story.id for story in app.stories(None, 5)]
    made = client.post("/api/v1/rights", json={"urls": [PAGE], **WHO}).json()
    assert receipt.verify(made) == app.rights.log().key, "the acknowledgement is signed"
    status = client.get(f"/api/v1/rights/{made['id']}").json()
    assert status["line"]["state"] == "received"
    assert client.get(f"/api/v1/rights/{made['id']}/receipt").status_code == 404
    assert client.get(f"/article/{article}").status_code == 200
    app.rights.decide(made["id"], True, "it is theirs")
    for path in (f"/article/{article}", f"/story/{story}", f"/api/v1/article/{article}", f"/api/v1/story/{story}"):
        assert client.get(path).status_code == 410, path
    gone = client.get(f"/article/{article}").text
    assert made["id"] in gone
    assert "Lighthouse turns blue" not in gone
    document = client.get(f"/rights/{made['id']}/receipt").json()
    assert receipt.verify(document) == client.get("/api/v1/rights/log").json()["key"]
    assert document["erased_items"]["article"] == 1
    page = client.get(f"/rights/{made['id']}").text
    assert document["signature"] in page
    assert "it is theirs" in page
    log = client.get("/rights/log")
    assert "erased" in log.text
    assert document["log"]["hash"][:12] in log.text
    assert receipt.breaks(client.get("/api/v1/rights/log").json()["entries"]) == ""


def test_a_letter_by_api(client: Client) -> None:
    letter = "From: Ada <ada@sill.example>\r\n\r\nDomain: sill.example\r\n"
    made = client.post("/api/v1/rights", json={"eml": letter})
    assert made.status_code == 201
    assert made.json()["about"] == "everything of sill.example"
    assert client.post("/api/v1/rights", json={"eml": "nothing"}).status_code == 400


def test_the_code_of_the_letter_proves_one_domain(client: Client, app: Headwater) -> None:
    made = client.post("/api/v1/rights", json={"domain": "sill.example", **WHO}).json()
    code = app.rights.open(made["id"]).code
    assert code not in client.get(f"/rights/{made['id']}").text
    wrong = client.post(f"/rights/{made['id']}/code", data={"code": "aaaa-bbbb-cccc"}, headers=OURS)
    assert wrong.status_code == 422
    assert client.post(f"/rights/{made['id']}/letter", headers=OURS).status_code == 422, "no mail server is set"
    right = client.post(f"/rights/{made['id']}/code", data={"code": code.upper()}, headers=OURS, follow_redirects=False)
    assert right.status_code == 303
    assert app.rights.open(made["id"]).state == "erased"
    assert app.rights.open(made["id"]).method == "mail"


def test_a_counter_notice_from_the_page(client: Client, app: Headwater) -> None:
    made = client.post("/api/v1/rights", json={"urls": [PAGE], **WHO}).json()
    assert client.post(f"/rights/{made['id']}/counter", data={"statement": ""}, headers=OURS).status_code == 422
    client.post(f"/rights/{made['id']}/counter", data={"statement": "I wrote it"}, headers=OURS)
    assert app.rights.open(made["id"]).state == "disputed"
    view(app.rights.status(made["id"]))


@pytest.mark.parametrize("path", ["/rights/HW-2026-none", "/rights/x", "/api/v1/rights/HW-9", "/rights/HW-2026-none/receipt"])
def test_unknown_demands_are_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_one_address_asks_so_often_and_no_more() -> None:
    limit = Limit()
    for _ in range(30):
        limit.count("192.0.2.1")
    with pytest.raises(Exception, match="an hour"):
        limit.count("192.0.2.1")
    limit.count("192.0.2.2")
    for _ in range(40):
        limit.count("127.0.0.1")


# ---- the operator's queue ----

ELSEWHERE = {"x-forwarded-for": "203.0.113.9"}


def asked(client: Client, statement: str = "It is mine.") -> str:
    return str(client.post("/api/v1/rights", json={"urls": [PAGE], "statement": statement, **WHO}).json()["id"])


def test_the_queue_is_seen_at_this_machine_alone(client: Client) -> None:
    demand = asked(client, "<b>Mine</b> since 1990")
    page = client.get("/rights/queue").text
    for words in ("1 request", "Ada Quay, ada@sill.example", "&lt;b&gt;Mine", PAGE, "hours left", "not signed"):
        assert words in page, words
    assert client.get("/rights/queue", headers=ELSEWHERE).status_code == 404
    assert "waits for your decision" in client.get("/rights").text
    assert "waits for your decision" not in client.get("/rights", headers=ELSEWHERE).text
    decision = {"decision": "accept", "reason": "theirs"}
    assert client.post(f"/rights/{demand}/decide", data=decision, headers=OURS | ELSEWHERE).status_code == 404
    assert client.post(f"/rights/{demand}/decide", data=decision, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get(f"/api/v1/rights/{demand}").json()["line"]["state"] == "received"


@pytest.mark.parametrize(("decision", "state"), [("accept", "erased"), ("reject", "rejected")])
def test_a_decision_is_made_there_with_its_reasons(client: Client, app: Headwater, decision: str, state: str) -> None:
    demand = asked(client)
    without = client.post(f"/rights/{demand}/decide", data={"decision": decision, "reason": " "}, headers=OURS)
    assert without.status_code == 422
    assert "needs its reason" in without.text
    answer = client.post(
        f"/rights/{demand}/decide", data={"decision": decision, "reason": "seen the contract"}, headers=OURS, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/rights/{demand}")
    assert app.rights.open(demand).state == state
    assert "seen the contract" in client.get(f"/rights/{demand}").text
    assert "Nothing waits for you" in client.get("/rights/queue").text
    again = client.post(f"/rights/{demand}/decide", data={"decision": decision, "reason": "again"}, headers=OURS)
    assert again.status_code == 422
