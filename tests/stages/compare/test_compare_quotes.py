"""Which quotes are the same: drifted, retold, translated; and which are not."""

from __future__ import annotations

from collections.abc import Callable

from headwater.stages.compare import Account, compare, group_of_one

Make = Callable[..., Account]


def grouped(*accounts: Account) -> list[list[str]]:
    texts = {a.article.id: a.article.text for a in accounts}
    return [[texts[m.article][m.start : m.end] for m in group.members] for group in compare(accounts).groups]


def test_the_same_words_share_a_group_whoever_they_are_given_to(account: Make) -> None:
    one = account("“Somebody has to climb down into the cold water,” said Odile Farrant.", "one")
    two = account("Asked about it, Hugo Tremlett said: “Somebody has to climb down into the cold water.”", "two")
    assert len(grouped(one, two)) == 1


def test_a_paraphrase_of_the_same_speaker_joins_the_words(account: Make) -> None:
    one = account("“We will rebuild the northern bridge before the winter storms arrive,” said Odile Farrant.", "one")
    two = account("Odile Farrant said that the northern bridge would be rebuilt before the storms of the winter.", "two")
    three = account("Hugo Tremlett said that the northern bridge would be rebuilt before the storms of the winter.", "three")
    [group] = grouped(one, two, three)
    assert len(group) == 2
    assert not any("Hugo" in words for words in group)


def test_other_statements_of_the_same_speaker_stay_apart(account: Make) -> None:
    one = account("“We will rebuild the northern bridge before winter,” said Odile Farrant.", "one")
    two = account("Odile Farrant said that the northern line had carried 340 trains in a week.", "two")
    assert grouped(one, two) == []


def test_two_quotes_of_one_report_do_not_meet_through_a_third(account: Make) -> None:
    whole = "“The gates were opened at six in the morning. Nobody in the valley was told before noon on that day,” said Odile Farrant."
    split = (
        "“The gates were opened at six in the morning,” said Odile Farrant. The river rose.\n"
        "“Nobody in the valley was told before noon on that day,” Odile Farrant said."
    )
    for group in grouped(account(whole, "one"), account(split, "two")):
        assert len(group) == 2


def test_a_translation_is_found_by_speaker_names_and_numbers(account: Make) -> None:
    one = account("“The council of Brackholm voted 340 million for the tunnel to Wexcombe,” said Odile Farrant.", "one")
    two = account(
        "„Der Rat von Brackholm hat 340 Millionen für den Tunnel nach Wexcombe bewilligt“, sagte Odile Farrant.", "two", language="de"
    )
    three = account("„Niemand weiß, wie lange der Winter dauern wird“, sagte Odile Farrant.", "three", language="de")
    [group] = grouped(one, two, three)
    assert len(group) == 2


def test_numbers_that_differ_make_no_translation(account: Make) -> None:
    one = account("“The council of Brackholm voted 340 million for the tunnel to Wexcombe,” said Odile Farrant.", "one")
    two = account(
        "„Der Rat von Brackholm hat 900 Millionen für den Tunnel nach Wexcombe bewilligt“, sagte Odile Farrant.", "two", language="de"
    )
    assert grouped(one, two) == []


def test_a_quote_alone_has_a_group_of_its_own() -> None:
    assert group_of_one("one", 3) == group_of_one("one", 3)
    assert len({group_of_one("one", 3), group_of_one("one", 4), group_of_one("two", 3)}) == 3


def test_an_invitation_told_in_two_ways_is_one(account: Make) -> None:
    one = account("Odile Farrant also invited Hugo Tremlett to come visit Brackholm.", "one")
    two = account("Odile Farrant extended an invitation to Hugo Tremlett to visit Wexcombe.", "two")
    three = account("Odile Farrant also praised Hugo Tremlett for a visit to Brackholm.", "three")
    assert grouped(one, two) == [["Hugo Tremlett to come visit Brackholm", "to Hugo Tremlett to visit Wexcombe"]]
    assert grouped(one, three) == []
