"""Proofs, receipts, letters and clocks: what is accepted, and what is not."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.errors import ContentError, HeadwaterError, UsageError
from headwater.stages.rights import proof, receipt
from headwater.stages.rights.demand import ALARMS, Demand, alarms_due, make_claim, may_move, missing
from headwater.stages.rights.letter import read_letter
from headwater.stages.rights.scope import make_scope

LINE = proof.proof_line("HW-2026-abcd", "k7q2-x9fd")
SEED = b"s" * 32


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (LINE, True),
        (f"# our file\r\n  {LINE}  \r\n", True),
        (f"\ufeff{LINE}\n", True),
        (LINE + "x", False),
        ("headwater-remove=HW-2026-abcd", False),
        (f"<html><body>Not found: {LINE}</body></html>", False),
        (f"<p>\n{LINE}\n</p>", False),
        ("", False),
    ],
)
def test_the_file_holds_the_line_by_itself(body: str, holds: bool) -> None:
    assert proof.in_file(body.encode(), "HW-2026-abcd", "k7q2-x9fd") is holds


@pytest.mark.parametrize(
    ("page", "holds"),
    [
        ('<html><head><meta name="headwater-remove" content="HW-2026-abcd k7q2-x9fd"></head><body></body></html>', True),
        ('<html><head></head><body><p>A comment</p><meta name="headwater-remove" content="HW-2026-abcd k7q2-x9fd"></body></html>', False),
        ('<html><head><meta name="headwater-remove" content="HW-2026-abcd other"></head></html>', False),
        ('<html><head><!-- <meta name="headwater-remove" content="HW-2026-abcd k7q2-x9fd"> --></head></html>', False),
    ],
)
def test_the_meta_tag_counts_in_the_head_alone(page: str, holds: bool) -> None:
    assert proof.in_page(page.encode(), "HW-2026-abcd", "k7q2-x9fd") is holds


def test_only_the_host_itself_answers_for_it() -> None:
    assert proof.may_answer_for("www.outlet.example", "outlet.example")
    assert not proof.may_answer_for("outlet.example.evil.example", "outlet.example")
    assert not proof.may_answer_for("blog.outlet.example", "outlet.example")


def test_a_code_is_the_code_however_it_is_typed() -> None:
    assert proof.code_is(" AB23-cd45 ", "ab23-cd45")
    assert not proof.code_is("", "")
    assert not proof.code_is("ab23-cd46", "ab23-cd45")


DOCUMENT = {"id": "HW-1", "residue": {"found": 0}, "scope": "1 page of höfn.example", "erased": "2026-11-21T00:00:00.000Z"}


def test_a_receipt_verifies_with_its_key_alone() -> None:
    signed = receipt.sign(DOCUMENT, SEED)
    assert receipt.verify(signed) == receipt.public_key(SEED)
    assert receipt.verify(signed, receipt.public_key(SEED)) == signed["key"]
    with pytest.raises(ContentError, match="another key"):
        receipt.verify(signed, receipt.public_key(b"t" * 32))


@pytest.mark.parametrize("field", ["id", "residue", "scope", "erased", "key", "signature"])
def test_a_changed_receipt_does_not(field: str) -> None:
    signed = receipt.sign(DOCUMENT, SEED)
    other = receipt.sign({**DOCUMENT, "id": "HW-2", "residue": {"found": 1}, "scope": "x", "erased": ""}, b"t" * 32)
    with pytest.raises(ContentError):
        receipt.verify({**signed, field: other[field]})
    with pytest.raises(ContentError):
        receipt.verify({name: value for name, value in signed.items() if name != field} | {"more": 1})


@pytest.mark.parametrize("key", ["", "zz", "00" * 31, "not base64 !"])
def test_what_is_no_key_is_said(key: str) -> None:
    with pytest.raises(HeadwaterError):
        receipt.verify(receipt.sign(DOCUMENT, SEED), key)


@given(st.lists(st.dictionaries(st.sampled_from(["kind", "ref", "at"]), st.text(max_size=8)), min_size=2, max_size=8), st.data())
def test_a_log_shows_every_change(facts: list[dict[str, str]], data: st.DataObject) -> None:
    entries, before = [], receipt.FIRST
    for seq, fact in enumerate(facts, 1):
        entries.append(receipt.chained({"seq": seq, **fact}, before))
        before = entries[-1]["hash"]
    assert receipt.breaks(entries) == ""
    at = data.draw(st.integers(0, len(entries) - 1))
    assert receipt.breaks([*entries[:at], {**entries[at], "kind": "something else"}, *entries[at + 1 :]])
    if at < len(entries) - 1:
        assert receipt.breaks([*entries[:at], *entries[at + 1 :]])


LETTER = b"""From: Ada Quay <ada@harbour.example>\r
Subject: Please remove\r
Content-Type: text/plain; charset=utf-8\r
\r
Domain: harbour.example\r
Ground: copyright\r
I believe in good faith that this is not allowed. This is accurate.\r
Signature: Ada Quay\r
"""


def test_a_letter_is_a_demand() -> None:
    read = read_letter(LETTER)
    assert read.scope.domain == "harbour.example"
    assert (read.claim.name, read.claim.email, read.claim.ground) == ("Ada Quay", "ada@harbour.example", "copyright")
    assert missing(read.claim) == ("which work is meant (a title or address)",)


def test_a_letter_without_fields_names_its_addresses() -> None:
    read = read_letter(
        b"From: x@y.example\r\n\r\nMy personal data is at https://a.example/1, and\r\nhttps://a.example/2.\r\n> https://no.example/q"
    )
    assert read.scope.urls == ("https://a.example/1", "https://a.example/2")
    assert read.claim.ground == "privacy"


@pytest.mark.parametrize("raw", [b"", b"hello", b"From: x@y.example\r\n\r\nnothing named", b"\xff\xfe\x00" * 50, b"x" * (1 << 20) + b"x"])
def test_what_is_no_letter_is_refused(raw: bytes) -> None:
    with pytest.raises(HeadwaterError):
        read_letter(raw)


@given(st.binary(max_size=600))
def test_any_bytes_are_a_letter_or_an_error(raw: bytes) -> None:
    with contextlib.suppress(HeadwaterError):
        assert read_letter(raw).claim.email


def demand(**more: object) -> Demand:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return Demand(id="HW-1", token="t", scope=make_scope(domain="a.example"), claim=None, received=now, **more)  # type: ignore[arg-type]


def test_alarms_come_before_the_time_is_over() -> None:
    asked = demand()
    moments = [asked.received, *(asked.deadline - alarm for alarm in ALARMS), asked.deadline + timedelta(seconds=1)]
    assert [alarms_due(asked, at) for at in moments] == [0, 1, 2, 3, 4]
    assert alarms_due(demand(state="erased"), moments[-1]) == 0


def test_what_is_erased_stays_erased() -> None:
    assert not any(may_move("erased", to) for to in ("received", "verified", "hidden", "rejected", "disputed"))
    assert may_move("hidden", "erased")


@pytest.mark.parametrize("wrong", [("", "a@b.example", "copyright"), ("N", "nobody", "copyright"), ("N", "a@b.example", "envy")])
def test_a_claim_says_who_and_why(wrong: tuple[str, str, str]) -> None:
    with pytest.raises(UsageError):
        make_claim(*wrong, "")
