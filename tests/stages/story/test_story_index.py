"""The index against a plain model of what it should hold."""

from __future__ import annotations

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from invented_happenings import FERRY_NORTH, FERRY_SOUTH, item

from headwater.stages.story import Index, Item
from headwater.stages.story.candidates import candidates
from headwater.stages.story.pairs import beside

ARTICLES = st.sampled_from([f"a{number}" for number in range(12)])
STORIES = st.sampled_from([f"s{number}" for number in range(5)])
KEYS = st.sampled_from(["w:reef", "w:hull", "w:budget", "n:mrbr", "n:@usa", "#:214", "#:61"])
TERMS = st.dictionaries(KEYS, st.floats(0.125, 9, width=32), max_size=6).map(lambda found: tuple(found.items()))


class Model(RuleBasedStateMachine):
    """Any sequence of additions, removals, renamings and waiting leaves the index as a dictionary would be."""

    def __init__(self) -> None:
        super().__init__()
        self.index = Index()
        self.model: dict[str, Item] = {}

    @rule(article=ARTICLES, story=STORIES, terms=TERMS, reports=st.booleans())
    def add(self, article: str, story: str, terms: tuple[tuple[str, float], ...], reports: bool) -> None:
        new = Item(article=article, story=story, at=5.0, language="en", terms=terms, reports=reports)
        self.index.add(new)
        self.model[article] = new

    @rule(article=ARTICLES)
    def remove(self, article: str) -> None:
        self.index.remove(article)
        self.model.pop(article, None)

    @rule(old=STORIES, new=STORIES)
    def rename(self, old: str, new: str) -> None:
        self.index.rename(old, new)
        self.model = {
            article: Item(
                article=article,
                story=new if one.story == old else one.story,
                at=one.at,
                language=one.language,
                terms=one.terms,
                reports=one.reports,
            )
            for article, one in self.model.items()
        }

    @rule(terms=TERMS)
    def ask(self, terms: tuple[tuple[str, float], ...]) -> None:
        """What a look-up remembers is never what was true of an earlier one: who asks twice gets what one who asks once would."""
        asking = Item(article="asking", story="none", at=5.0, language="en", terms=terms)
        query, fresh = self.index.query(asking), self.index.query(msgspec.structs.replace(asking, terms=(*terms,)))
        assert query.numbers.tolist() == fresh.numbers.tolist()
        assert query.weights.tolist() == fresh.weights.tolist()
        keys = {key for key, _ in terms}
        met = {article for article, one in self.model.items() if one.reports and keys & {key for key, _ in one.terms}}
        found = [self.index.article_at(slot) for slot in candidates([query], self.index, 32)[1].tolist()]
        assert len(set(found)) == len(found)
        assert set(found) <= met
        held = {key for article in self.model for key, _ in self.model[article].terms}
        assert self.index.holds(query, self.index.slots(self.model)).tolist() == [key in held for key, _ in terms]

    @rule(chosen=st.lists(ARTICLES, unique=True, max_size=6), story=STORIES)
    def line_up(self, chosen: list[str], story: str) -> None:
        """Reports in line find those before them and those that do not wait; let in, they are like any other."""
        chosen = [article for article in chosen if article in self.model and self.model[article].reports]
        for article in chosen:
            self.index.wait(article)
        assert len(self.index) == len(self.model) - len(chosen)
        slots = self.index.line_up(chosen)
        owner, found = candidates(self.index.queries(slots), self.index, 32) if chosen else (slots, slots)
        for place, article in enumerate(chosen):
            open_to = {one for one in self.model if self.model[one].reports} - set(chosen[place:])
            assert {self.index.article_at(slot) for slot in found[owner == place].tolist()} <= open_to
            met = set(map(self.index.article_at, self.index.met(self.model, place).tolist()))
            assert met == open_to, article
        for article in chosen:
            self.index.let_in(article, story, reports=True)
            self.model[article] = msgspec.structs.replace(self.model[article], story=story)

    @invariant()
    def agrees(self) -> None:
        assert len(self.index) == len(self.model)
        for article, one in self.model.items():
            assert self.index.item(article) == one
            assert self.index.story_of(article) == one.story
        for story in {f"s{number}" for number in range(5)}:
            assert set(self.index.members(story)) == {a for a, one in self.model.items() if one.story == story}


TestModel = Model.TestCase


def test_much_removed_is_forgotten_and_the_rest_stays() -> None:
    index = Index()
    for number in range(700):
        index.add(Item(article=str(number), story="s", at=1.0, language="en", terms=((f"w:{number}", 1.0), ("w:all", 1.0))))
    kept = index.item("650")
    for number in range(600):
        index.remove(str(number))
    assert len(index) == 100
    assert index.item("650") == kept
    assert index.members("s") == tuple(str(number) for number in range(600, 700))
    query = index.query(Item(article="x", story="", at=0.0, language="en", terms=(("w:3", 1.0), ("w:650", 1.0))))
    assert [index.article_at(int(slot)) for slot in candidates([query], index, 9)[1]] == ["650"]


def test_a_key_becomes_commonplace_when_many_reports_carry_it() -> None:
    index = Index()
    probe = Item(article="x", story="", at=0.0, language="en", terms=(("w:ferry", 1.0),))
    rare = index.query(probe).weights[0]
    for number in range(500):
        index.add(Item(article=str(number), story=str(number), at=1.0, language="en", terms=(("w:ferry", 1.0),)))
    assert index.query(probe).weights[0] < rare / 4


def test_words_are_counted_within_their_language() -> None:
    index = Index()
    for number in range(300):
        index.add(Item(article=f"e{number}", story="s", at=1.0, language="en", terms=(("w:the", 1.0),)))
        index.add(Item(article=f"c{number}", story="s", at=1.0, language="cs", terms=(("w:mesto", 1.0), ("n:prg", 1.0))))
    query = index.query(Item(article="x", story="", at=0.0, language="cs", terms=(("w:mesto", 1.0), ("n:prg", 1.0))))
    assert query.weights[0] < query.weights[1]


@given(st.permutations(FERRY_NORTH + FERRY_SOUTH))
def test_overlap_does_not_depend_on_the_order_of_adding(stream: list) -> None:  # type: ignore[type-arg]
    def measured(reports: list) -> dict[str, list[float]]:  # type: ignore[type-arg]
        index = Index()
        for told in reports:
            index.add(item(told, "s"))
        query = index.query(item(FERRY_NORTH[0]._replace(id="new")))
        slots = index.slots([told.id for told in FERRY_SOUTH])
        found = beside([query], np.zeros(len(slots), np.int64), slots, index)
        return {name: table.ravel().tolist() for name, table in found._asdict().items()}

    plain, mixed = measured(list(FERRY_NORTH + FERRY_SOUTH)), measured(stream)
    assert all(np.allclose(plain[name], mixed[name]) for name in plain)
    assert any(plain["covered"])
