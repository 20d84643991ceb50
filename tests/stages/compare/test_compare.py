"""What is raised between reports, and, as important, what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headwater.model import Comparison, Difference
from headwater.stages.compare import Account, compare

Make = Callable[..., Account]


def kinds(comparison: Comparison) -> list[str]:
    return sorted(d.kind for d in comparison.differences)


def says(difference: Difference) -> set[str]:
    return {side.says for side in difference.sides}


def check_spans(comparison: Comparison, accounts: list[Account]) -> None:
    texts = {a.article.id: a.article.text for a in accounts}
    for difference in comparison.differences:
        assert 0 < difference.severity <= 1
        assert len(difference.sides) >= 2
        for side in difference.sides:
            assert texts[side.article][side.start : side.end] == side.text
    for group in comparison.groups:
        assert len(group.members) > 1
        for member in group.members:
            assert 0 <= member.start < member.end <= len(texts[member.article])


def pair(account: Make, one: str, two: str, **more: object) -> Comparison:
    accounts = [account(one, "one"), account(two, "two", minutes=60, **more)]
    found = compare(accounts)
    check_spans(found, accounts)
    return found


HARBOUR = (
    "The dredger Petrel sank off Brackholm on Monday with 34 sailors on board, the harbour office said. Divers reached the wreck at dusk."
)


def test_a_number_that_differs_in_one_sentence_is_a_figure(account: Make) -> None:
    found = pair(account, HARBOUR, HARBOUR.replace("34", "43").replace("reached", "got to"))
    assert kinds(found) == ["figure"]
    assert says(found.differences[0]) == {"34", "43"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("about 1,860 sailors", "1,900 sailors"),
        ("at least 30 sailors", "34 sailors"),
        ("up to 40 sailors", "34 sailors"),
        ("34 sailors", "34 seamen"),
    ],
)
def test_figures_that_can_both_be_right_are_no_difference(account: Make, one: str, two: str) -> None:
    base = HARBOUR.replace("34 sailors", "{}")
    assert kinds(pair(account, base.format(one), base.format(two))) == []


def test_a_converted_figure_is_no_difference(account: Make) -> None:
    one = "The dredger Petrel sank 10 km off the mole of Brackholm, the harbour office said."
    assert kinds(pair(account, one, one.replace("10 km", "6.2 miles"))) == []
    assert kinds(pair(account, one, one.replace("10 km", "16 miles"))) == ["figure"]


def test_a_name_swapped_between_the_same_words(account: Make) -> None:
    found = pair(account, HARBOUR, HARBOUR.replace("off Brackholm", "off Wexcombe"))
    assert kinds(found) == ["name"]
    assert says(found.differences[0]) == {"Brackholm", "Wexcombe"}


def test_a_slip_in_retellings_of_one_talk_is_found_between_them_and_inside_the_one(account: Make) -> None:
    one = (
        "President Maria Lund invited the Corvannian leader Peter Tremlett to visit Tarnholm as the talks go on. The quarrel is old.\n"
        "Lund also invited Tremlett to come and visit Corvanne, and said that she wants to speak with him.\n"
    )
    two = "President Maria Lund was in good spirits.\nShe also invited Peter Tremlett, long an ally of her rivals, to visit Tarnholm.\n"
    found = compare([account(one, "one"), account(two, "two")])
    by_kind = {d.kind: d for d in found.differences}
    assert set(by_kind) == {"name", "internal"}
    assert {(s.article, s.says) for s in by_kind["internal"].sides} == {("one", "Tarnholm"), ("one", "Corvanne")}
    assert {s.article for s in by_kind["name"].sides} == {"one", "two"}


QUOTED = "“We opened the gates because the alternative was to lose the wall,” Odile Farrant said on Monday. The river stood at the mark."


def test_a_changed_word_of_a_quotation(account: Make) -> None:
    found = pair(account, QUOTED, QUOTED.replace("the wall", "the harvest"))
    assert kinds(found) == ["quote_wording"]
    assert len(found.groups) == 1


def test_a_quotation_cut_short_or_spelled_otherwise_is_no_other_wording(account: Make) -> None:
    one = QUOTED.replace("lose the wall", "lose the whole colour of the harbour wall")
    assert kinds(pair(account, one, one.replace("colour", "color").replace("harbour", "harbor"))) == []
    assert kinds(pair(account, QUOTED, QUOTED.replace("We opened the gates because the", "The"))) == []


def test_a_negation_that_is_lost_matters_most(account: Make) -> None:
    one = "“The bridge is not safe for the heavy trains of the northern line,” Odile Farrant said. Trains were stopped."
    found = pair(account, one, one.replace("is not safe", "is safe"))
    assert kinds(found) == ["quote_wording"]
    assert found.differences[0].severity >= 0.9


def test_other_speaker_of_the_same_words(account: Make) -> None:
    found = pair(account, QUOTED, QUOTED.replace("Odile Farrant", "Hugo Tremlett"))
    assert kinds(found) == ["attribution"]
    assert says(found.differences[0]) == {"Odile Farrant", "Hugo Tremlett"}


def test_a_shortened_name_or_a_role_is_the_same_speaker(account: Make) -> None:
    one = "Odile Farrant runs the water office.\n" + QUOTED
    assert kinds(pair(account, one, one.replace("Odile Farrant said", "Ms Farrant said"))) == []
    assert kinds(pair(account, one, one.replace("Odile Farrant said", "the minister said"))) == []


LONG = (
    "The town council closed the ward of the old infirmary on Monday after an inspection. Its report names 118 loose panels.\n"
    "“Nobody told us what the inspector had found in the ceiling,” said Marta Wielgosz, a nurse.\n"
    "The director, Piers Abernathy, denied that the report had reached his office before October.\n"
    "Work on the roof of the building will begin in spring and last until the summer. Patients were moved to the new wing.\n"
)


def test_a_denial_left_out_of_the_middle_is_an_omission(account: Make) -> None:
    shorter = "\n".join(p for p in LONG.split("\n") if "denied" not in p)
    found = pair(account, LONG, shorter, follows="one")
    assert kinds(found) == ["omission"]
    there, gone = found.differences[0].sides
    assert "denied" in there.text
    assert (gone.article, gone.text, gone.says) == ("two", "", "not mentioned")


def test_an_excerpt_or_an_unrelated_report_leaves_nothing_out(account: Make) -> None:
    shorter = "\n".join(p for p in LONG.split("\n") if "denied" not in p)
    assert kinds(pair(account, LONG, "\n".join(LONG.split("\n")[:2]), follows="one")) == []
    assert kinds(pair(account, LONG, shorter)) == []


@pytest.mark.parametrize("total", [340, 344])
def test_sums_are_checked(account: Make, total: int) -> None:
    told = f"The losses were heavy, a total of {total} sailors: 18 killed and 243 wounded, with 79 missing, the fleet said."
    found = compare([account(told)])
    assert kinds(found) == ([] if total == 340 else ["internal"])


@pytest.mark.parametrize(("miles", "wrong"), [("six miles", False), ("16 miles", True)])
def test_conversions_are_checked(account: Make, miles: str, wrong: bool) -> None:
    found = compare([account(f"The front moved by at least 10 km ({miles}) to the north, the map showed.")])
    assert kinds(found) == (["internal"] if wrong else [])


@pytest.mark.parametrize(("share", "wrong"), [("20 percent", False), ("50 percent", True)])
def test_rises_are_checked(account: Make, share: str, wrong: bool) -> None:
    found = compare([account(f"Fares of the harbour ferry rose {share} from 50 crowns to 60 crowns in one year.")])
    assert kinds(found) == (["internal"] if wrong else [])


def test_parts_of_a_total_are_no_sum(account: Make) -> None:
    for told in (
        "A total of 340 sailors were on board, including 18 from Brackholm and 43 from Wexcombe.",
        "The yards built 12 ferries, 4 tugs and 30 barges in all of the last 6 years.",
        "In total, at least 90 people were hurt, 20 of them badly, and 30 went home.",
    ):
        assert kinds(compare([account(told)])) == []


def test_a_toll_that_rises_over_time_is_a_series(account: Make) -> None:
    told = "The blast at the mill in Brackholm killed {} people and levelled two streets, the fire brigade said."
    accounts = [
        account(told.format(n), name, minutes=m) for n, name, m in ((12, "one", 0), (17, "two", 90), (17, "three", 120), (23, "four", 300))
    ]
    found = compare(accounts)
    assert kinds(found) == []
    [series] = found.series
    assert [p.value for p in series.points] == [12, 17, 17, 23]
    assert [p.article for p in series.points] == ["one", "two", "three", "four"]


def test_tolls_at_the_same_time_and_tolls_that_fall_are_conflicts(account: Make) -> None:
    told = "The blast at the mill in Brackholm killed {} people and levelled two streets, the fire brigade said."
    assert kinds(compare([account(told.format(12), "one"), account(told.format(17), "two", minutes=2)])) == ["figure"]
    assert kinds(compare([account(told.format(17), "one"), account(told.format(12), "two", minutes=200)])) == ["figure"]
    assert kinds(compare([account(told.format(12), "one"), account(told.format(17), "two", minutes=200, follows="one")])) == ["figure"]


def test_figures_of_other_things_or_of_a_denial_are_not_set_against_each_other(account: Make) -> None:
    one = "The port of Brackholm handled 340 ships last year, its harbour master said. Nine cranes stand idle."
    assert kinds(pair(account, one, "The port of Brackholm employs 912 dockers, its harbour master said. Four tugs were sold.")) == []
    assert kinds(pair(account, one, "The port of Brackholm did not handle 120 ships last year, its harbour master said.")) == []


def test_copies_say_the_same_for_every_report(account: Make) -> None:
    accounts = [account(HARBOUR, f"copy{n}", minutes=n) for n in range(30)] + [account(HARBOUR.replace("34", "43"), "late", minutes=90)]
    found = compare(accounts)
    assert kinds(found) == ["figure"]
    assert {s.says for s in found.differences[0].sides} == {"34", "43"}


def test_the_order_within_a_set_of_reports_at_one_time_changes_nothing_of_what_is_found(account: Make) -> None:
    accounts = [account(HARBOUR, "one"), account(HARBOUR.replace("34", "43"), "two"), account(QUOTED, "three")]
    one, two = compare(accounts), compare(accounts[::-1])
    assert {(d.kind, frozenset((s.article, s.start) for s in d.sides)) for d in one.differences} == {
        (d.kind, frozenset((s.article, s.start) for s in d.sides)) for d in two.differences
    }


def test_the_cost_does_not_grow_with_the_square_of_the_reports(account: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts the pairs of sentences that are looked at, not the time."""
    import sys

    from headwater.stages.compare.lines import lines
    from headwater.stages.compare.pairs import PARTNERS, lots, pairs

    assert "headwater.stages.compare.pairs" in sys.modules
    told = "Ferry number {} left Brackholm with {} people, the harbour office said. The sea was calm near the mole, a sailor said."
    reports = [account(told.format(n, 100 + n), f"r{n}") for n in range(200)]
    found = lots(lines(one) for one in reports)
    assert sum(1 for _ in pairs(found)) <= PARTNERS * len(found)
