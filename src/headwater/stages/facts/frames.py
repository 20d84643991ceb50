"""Attributions in one sentence: who (source), by which words (cue), says what (contents)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from headwater.stages.facts.cues import Cue, Table
from headwater.stages.facts.lexicon import roles
from headwater.stages.facts.nominal import GENITIVE, nominal
from headwater.stages.facts.phrases import MAX_SOURCE, PERFECT, Bounds
from headwater.stages.facts.scan import Sentence
from headwater.stages.facts.unlisted import Unlisted

_PARTICLES = {
    **dict.fromkeys(("stellte", "stellt", "stellten", "stellen"), frozenset(("fest", "klar", "frage", "infrage", "aussicht", "dar"))),
    **dict.fromkeys(("gab", "gibt", "gaben"), frozenset(("an", "bekannt", "zu", "protokoll", "ab", "bedenken", "aus"))),
    **dict.fromkeys(("teilte", "teilt", "teilten"), frozenset(("mit",))),
    **dict.fromkeys(("fügte", "fügt"), frozenset(("hinzu", "an"))),
    "hob": frozenset(("hervor",)),
    **dict.fromkeys(("sicherte", "sichert", "sicherten"), frozenset(("zu",))),
    **dict.fromkeys(("brachte", "brachten", "bringt"), frozenset(("ausdruck",))),
}
"""German verbs that speak only together with a particle, and their particles."""
_AMID = frozenset(("amid", "amidst", "despite"))
"""Behind these stands a noun, not a verb: "amid Lee claims that …"."""
_REFLEXIVE = frozenset(("himself", "herself", "itself", "themselves"))
_UNSAID = frozenset(("not", "didn", "never", "without"))
_MANNER = ("ment", "mente", "о")
_SHORT = 4
"""Endings of French, Spanish and Slavic adverbs of manner, of words longer than this."""
_CIRCUMSTANCE = 7
"""Items between a verb and its subject: "contó a este diario", "reconoció, entre risas,"."""
_ADDRESSEE = 12
"""Items that "told the newspaper by telephone on Monday" may have behind its verb."""


class Frame(NamedTuple):
    """Item bounds of one attribution. `source` None: said by the subject of the sentence before."""

    source: Bounds | None
    cue: Bounds
    contents: tuple[Bounds, ...]
    kind: str


def frames(sentence: Sentence, table: Table) -> list[Frame]:
    """The attributions of a sentence in order; what follows a comma and another speaker is no content of the one before."""
    found = list(_Reader(sentence.items, table).read())
    for n, frame in enumerate(found[:-1]):
        later = found[n + 1]
        if later.kind in ("say", "that") and later.source and later.source != frame.source:
            joint = min(later.source[0], later.cue[0]) - 1
            if sentence.items[joint].kind in (",", ";"):
                contents = tuple((s, joint if s < joint < e and s > frame.cue[0] else e) for s, e in frame.contents)
                found[n] = frame._replace(contents=contents)
    return found


def subject(sentence: Sentence, table: Table) -> Bounds | None:
    """The subject that opens a sentence, where its first words show one: a pronoun or capitalised words."""
    return _Reader(sentence.items, table).opening()


class _Reader(Unlisted):
    def read(self) -> Iterator[Frame]:
        at, taken = 0, 0
        self.open, self.relative = self.behind_dateline(), False
        cues = self.cues
        found = [hit for i, item in enumerate(self.items) if item.lower in cues and (hit := self._cue(i))]
        if self.inserts:
            found = sorted([*found, *self.unlisted({at for start, end, _ in found for at in range(start, end)})])
        for start, end, cue in found:
            if start < at:
                continue
            frame = self._frame(start, end, cue, taken)
            if frame is None:
                continue
            if frame.kind != "noun":
                self.first = self.first or frame.source
            self.relative = self._is(frame.cue[0] - 1, "who")
            contents = tuple(c for c in (self.cut(c, start, end, found) for c in frame.contents) if c[0] < c[1])
            at = max(end, frame.source[1] if frame.source and frame.source[0] >= end else 0)
            taken = max([end, *(c[1] for c in contents if c[0] < start)])
            if any(c[0] < start for c in contents):
                self.open = taken
            yield frame._replace(contents=contents)

    def _frame(self, start: int, end: int, cue: Cue, taken: int) -> Frame | None:
        noun = end == start + 1 and any(c.kind == "noun" for c in self.cues.get(self.items[start].lower, ()))
        owned = noun and self._kind(start - 1) == "w" and self.items[start - 1].lower.endswith(GENITIVE)
        owned = owned or (noun and any(item.lower in _AMID for item in self.items[max(0, start - 3) : start]))
        found = self._verbal(start, end, cue, taken) if cue.kind != "noun" and not owned else None
        if found is None and noun:
            said = nominal(self, start)
            found = Frame(said.source, (start, end), (said.content,), "noun") if said else None
        return found

    def _verbal(self, start: int, end: int, cue: Cue, taken: int) -> Frame | None:
        if cue.kind == "by":
            return self._by(start, end)
        if cue.kind == "after":
            return self._after(start, end)
        if self.words["order"]:
            perfect = self._perfect(start, end, taken)
            if perfect is not None or cue.kind == "done":
                return perfect
        if self._is(end, "passive") or not self._whole(start, end):
            return None
        asked = bool(self.words["clitic"]) and self._is(start - 2, "have") and self.is_any(start - 1, ("he", "she", "they"))
        low = start - 2 if asked else start  # "a-t-il dit"
        while low - 1 >= taken and (self._is(low - 1, "aux") or (self.inserts and self._adverb(low - 1))):
            low -= 1
        if cue.kind == "done":
            near = next((i for i in range(start - 1, max(taken, start - 5) - 1, -1) if self._is(i, "have") or self._kind(i) != "w"), None)
            if near is None or not self._is(near, "have") or any(self._is(i, "unsaid") for i in range(near, start)):
                return None
            low = min(low, near)
            while low > taken and self._is(low - 1, "aux"):
                low -= 1
            cue = cue._replace(kind="say")
        fronted = low == 1 and bool(self.words["order"])  # "Zugleich warnte Lee": the adverb makes no noun of the verb
        if cue.kind != "ing" and not fronted and (self._is(low - 1, "det") or self._is(low - 1, "prep")) and not self._is(low - 1, "and"):
            return None
        if self._negated(low) or self._is_noun(start, end) or (end < len(self.items) and self.items[end].lower in _REFLEXIVE):
            return None
        if cue.kind == "that" and (self._kind(low - 1) == "q" or (taken == 0 and self._kind(0) == "q" and low < 8)):
            cue = cue._replace(kind="say")
        told = self._only_addressed(end) and self.left(low, self.open) is not None
        if cue.kind == "say" and self._is_subjectless(low, end) and not asked:
            left = self.left(low, self.open)
            after = end
            while self._kind(after) in (",", "--"):
                after += 1
            more = ((after, len(self.items)),) if self._kind(after) == "q" else ()
            return Frame(None, (low, end), (left, *more), "say") if left else None
        source = (start - 1, start) if asked else None
        if source is None and cue.kind == "say":
            source = self._cited(low, end) or self._inverted(low, end, taken)
        after = max(source[1], end) if source else end
        if source is None:
            source = (self.first or self.opening() or self._main_subject(low)) if cue.kind == "ing" else self._subject(low, taken)
            if (source is None or self.items[source[1] - 1].lower == "bien") and self._leads(low, end):
                return Frame(None, (low, end), ((end, len(self.items)),), "say")
            if source is None or (cue.kind == "ing" and self._kind(low - 1) not in (",", "--", "w")):
                return None
            if source[0] >= low:
                return None
        if told and (left := self.left(source[0], self.open)) and self._kind(source[0] - 1) == ",":
            return Frame(source, (low, end), (left,), "say")
        how = self._told_how(source[0]) if self.words["order"] else 0
        if how:
            left = self.left(how, self.open)
            return Frame(source, (low, end), (left,), "say") if left else None
        contents = self.contents(source, (low, end), after, cue)
        return Frame(source, (low, end), contents, cue.kind) if contents is not None else None

    def _perfect(self, start: int, end: int, taken: int) -> Frame | None:
        """German "Lee hat am Montag gesagt, …", "Am Montag hat Lee gesagt, …": the auxiliary stands where a simple verb would."""
        at = next((i for i in range(start - 1, max(taken, start - 16) - 1, -1) if self._is(i, "have") or self._kind(i) in "q:;"), None)
        if at is None or not self._is(at, "have") or "done" not in {cue.kind for cue in self.cues.get(self.items[start].lower, ())}:
            return None
        pronoun = self._is(at + 1, "he") or self._is(at + 1, "she")
        turned = at > taken and self._fronted(at)
        source = (at + 1, at + 2) if pronoun else self._nominal(at + 1) if turned else self._subject(at, taken)
        if source is None or source[1] > start:
            return None
        contents = self.contents(source, (start, end), end, Cue("that", ()))
        return Frame(source, (start, end), contents, "that") if contents else None

    def _whole(self, start: int, end: int) -> bool:
        """Whether a German verb that is one of speech only with its particle ("stellte … fest") has that behind it."""
        particles = _PARTICLES.get(self.items[start].lower) if end == start + 1 and self.words["order"] else None
        return particles is None or any(item.lower in particles for item in self.items[end:])

    def _negated(self, low: int) -> bool:
        """Whether nothing was said: "didn't say", "failed to say"."""
        before = self.items[low - 1].lower if low else ""
        return (
            before in _UNSAID
            or before in self.words["unsaid"]
            or before.endswith(("n't", "n’t"))
            or (before == "to" and self._kind(low) == "w")
        )

    def _adverb(self, at: int) -> bool:
        """Whether item `at` tells how something was said, behind a quotation: "…, — коротко добавил он"."""
        item = self.items[at]
        manner = item.kind == "w" and not item.capital and len(item.lower) > _SHORT and item.lower.endswith(_MANNER)
        return manner and self._kind(at - 1) in (",", "--")

    def _leads(self, low: int, end: int) -> bool:
        """Whether a verb without a subject has a clause for what was said: "Respondió que …", "…, advierte de que …"."""
        clause = self._is(end, "that_word") or (self._is(end, "prep") and self._is(end + 1, "that_word"))
        return bool(self.words["drops"]) and clause and not self._is(low - 1, "who") and not self._is(low - 1, "det")

    def _is_subjectless(self, low: int, end: int) -> bool:
        """Whether a verb right behind a quotation has no subject, in a language that may drop it: “…”, ha insistido."""
        quotation = low - 1 if self._kind(low - 1) == "q" else low - 2
        if not self.words["drops"] or self._kind(quotation) != "q" or self._kind(low - 1) not in ("q", ",", "--"):
            return False
        if self._behind_circumstance(end):
            return False
        circumstance = self.is_any(end, ("prep", "time", "and")) and not self._is(end, "det")
        return self._ends(end) or (circumstance and not self._is(end - 1, "bodies"))

    def _is_noun(self, start: int, end: int) -> bool:
        """Whether "calls", "reports" and the like are things here: "growing calls from some nations"."""
        if not self.items[start].lower.endswith("s") or end >= len(self.items) or not self._is(end, "prep"):
            return False
        before = self.items[start - 1]
        named = before.capital and not before.lower.isdigit()
        return start > 0 and not named and not self.is_any(start - 1, ("he", "she", "they", "it", "aux"))

    def _only_addressed(self, end: int) -> bool:
        """Whether nothing but who was told stands behind the verb: "…, the captain told the newspaper by telephone"."""
        behind = self.items[end:]
        if not self._is(end - 1, "tell") or not 0 < len(behind) <= _ADDRESSEE or any(item.kind != "w" for item in behind):
            return False
        return not any(self._is(i, name) for i in range(end, len(self.items)) for name in ("that_word", "stops", "he", "she", "they"))

    def _told_how(self, at: int) -> int:
        """The comma before German "wie" in front of the source at item `at`: "…, wie der Direktor dem Blatt sagte"; 0 where none is."""
        how = next((i for i in range(at - 1, max(1, at - 4), -1) if self.items[i].lower == "wie"), 0)
        return how - 1 if how and self._kind(how - 1) == "," else 0

    def _cited(self, low: int, end: int) -> Bounds | None:
        """Whom German "zitierte Lee mit den Worten" cites: its object speaks."""
        if not self.items[low].lower.startswith("zitier"):
            return None
        named = self._nominal(end)
        words = [item.lower for item in self.items[named[1] : named[1] + 3]] if named else []
        return named if words == ["mit", "den", "worten"] else None

    def _document(self, at: int) -> Bounds | None:
        """What "it says": German "heißt es in einer Erklärung der Regierung"."""
        while self._is(at, "prep") or self._is(at, "aux"):
            at += 1
        stop = at
        while stop < len(self.items) and self.items[stop].kind in ("w", "q") and not self._is(stop, "stops"):
            stop += 1
        return (at, stop) if stop > at and any(x.capital for x in self.items[at:stop]) else None

    def _inverted(self, low: int, end: int, taken: int) -> Bounds | None:
        """The subject behind the verb: “…,” said Ann Lee, a pilot; …, sagte er; (German also) Am Montag sagte Lee, …"""
        before = self._kind(low - 1)
        turned = bool(self.words["order"]) and before == "w" and self._fronted(low)
        says = bool(self.words["order"]) and self.items[end - 1].lower == "es"
        if says and (before in ("q", ",", "--") or low == 0 or turned):
            return self._document(end)
        body = end + 1 if self._is(end, "prep") and self._is(end - 1, "bodies") else 0
        if self.inserts and not body and before in ("q", ",", "--") and (behind := self._behind_circumstance(end)):
            return behind, self._apposition_after(self._source_end(behind))
        if self.inserts and before == "q" and self.is_name(low - 1):
            return None
        if (before not in ("q", ",", "--") and low > 0 and not turned) or (self._is(end, "prep") and not body):
            return None
        pronoun = any(self._is(end, name) for name in ("he", "she", "they"))
        if pronoun and self.words["order"]:
            return end, end + 1
        # “…,” the governor, Ann Lee, told the Courier: behind a verb that has an addressee stands the addressee.
        if before == "," and self._is(end - 1, "tell") and self._subject(low, taken) is not None:
            return None
        if (
            before == ","
            and (self.words["order"] or self._names_aside(low - 1))
            and (head := self._apposed(low - 1, taken))
            and head[0] <= taken + 1
        ):
            return None
        at = body or end
        while self.words["clitic"] and self._is(at, "aux") and not self._is(at, "det"):
            at += 1  # "note aussi la préfecture"
        if any(self._is(at, name) for name in ("he", "she", "they")) or (self._is(at, "it") and before == "q"):
            told = before != "," or self._ends(at + 1) or self._is(at + 1, "time") or bool(self.words["clitic"])
            return (at, at + 1) if told else None
        if at < len(self.items) and self.items[at].capital and self._is(at, "time") and not self._is(at, "det"):
            return None
        if turned:
            return self._nominal(at + self._is(at, "weak"))
        stop = at
        while stop < len(self.items) and self.items[stop].kind in ("w", "q", "(", ")") and stop - at < 14:
            if self.items[stop].kind == "w" and (self._is(stop, "stops") or self._is(stop, "that_word")):
                break
            if self.items[stop].kind == "q" and self._kind(stop - 1) != "w":
                break
            stop += 1
        if stop < len(self.items) and self._is(stop, "that_word"):
            return None
        had = next((i for i in range(at, stop) if self.items[i].lower in PERFECT), stop)
        if had < stop and not any(self._is(i, "who") for i in range(at, had)):
            return None  # a clause of its own: "said the children in the reading room had waited"
        stop = self._without_time(at, stop)
        if low == 0 and self.words["tell"] and self._kind(stop) not in (":", "q"):
            return None
        capital = any(x.capital for x in self.items[at:stop])
        articles = bool(self.words["det"])
        if stop == at or (articles and not (capital or self._is(at, "det"))) or (stop < len(self.items) and self._is(stop, "stops")):
            return None
        if before != "q" and not self._ends(stop) and not any(self._is(i, "time") for i in range(stop, stop + 2)):
            return None
        return at, self._apposition_after(stop)

    def _behind_circumstance(self, at: int) -> int:
        """Where the subject begins behind "said with a smile", "contó a este diario la directora"; 0 where no word for a person does."""
        if not (self._is(at, "prep") or self._is(at, "where") or self._kind(at) == ","):
            return 0
        for n in range(at + 1, min(at + _CIRCUMSTANCE, len(self.items))):
            item = self.items[n]
            if item.kind not in ("w", ",") or self.is_any(n, ("that_word", "stops", "who")):
                return 0
            if item.lower in roles() and not item.capital:
                led = self._is(n - 1, "det")
                if led or not self.words["det"]:
                    return n - led
        return 0

    def _source_end(self, at: int) -> int:
        stop = at
        while stop < len(self.items) and self.items[stop].kind in ("w", "(", ")") and stop - at < 14:
            if self._is(stop, "stops") or self._is(stop, "that_word"):
                break
            stop += 1
        return self._without_time(at, stop)

    def _by(self, start: int, end: int) -> Frame | None:
        """According to the ministry, …; …, according to the ministry."""
        while not self.words["order"] and (self._is(end, "have") or self._reports(end)):
            end += 1  # "según han informado fuentes del ministerio"
        own = next((i for i in range(start, end) if self.is_any(i, ("he", "she", "they", "his"))), None)
        if own is not None:  # "по его словам": whose words they are stands inside
            content = (end, len(self.items)) if start <= 1 else (self.open if self.open < start else 0, start)
            return Frame((own, own + 1), (start, end), (content,), "by") if content[1] > content[0] else None
        nominal = self._nominal(end) if self.words["order"] else None
        stop = nominal[1] if nominal else end
        while not nominal and stop < len(self.items) and self.items[stop].kind in ("w", "(", ")", "$") and stop - end < MAX_SOURCE:
            if stop > end and self._is(stop, "stops"):
                break
            stop += 1
        if stop == end:
            return None
        if not nominal and self._kind(stop) == ",":
            stop = self._name_after(stop + 1) or stop
        content = (stop, len(self.items)) if start <= 1 else (self.open if self.open < start else 0, start)
        if content[1] <= content[0] or (self.inserts and content[1] == content[0] + 1 and self.is_name(content[0])):
            return None
        if self._is(start, "view") and not self._views(start, (end, stop), content):
            return None
        # "The themes are, according to Lee, “the sea and the wind”": what is said goes on behind the source.
        ahead = stop
        while nominal and self._kind(ahead) == "w" and ahead - stop < _ADDRESSEE:
            ahead += 1
        more = ((ahead, len(self.items)),) if start > 1 and self._kind(ahead) == "q" else ()
        if nominal and not more and start > 1 and self._kind(stop) == "w":
            more = ((stop, len(self.items)),)
        return Frame((end, stop), (start, end), (content, *more), "by")

    def _reports(self, at: int) -> bool:
        """Whether item `at` is a verb of saying in one word."""
        item = self.items[at] if at < len(self.items) else None
        cues = self.cues.get(item.lower, ()) if item and item.kind == "w" and not item.capital else ()
        return any(not cue.rest and cue.kind in ("say", "done") for cue in cues)

    def _views(self, start: int, source: Bounds, content: Bounds) -> bool:
        """Whether a preposition at the start of a sentence tells whose view the quotation behind it is: "Pour le maire, « … »"."""
        capital = any(item.capital for item in self.items[source[0] : source[1]]) or self._is(source[0], "det")
        quoted = any(item.kind == "q" for item in self.items[content[0] : content[1]])
        return start == 0 and capital and quoted and self._kind(source[1]) == ","

    def _after(self, start: int, end: int) -> Frame | None:
        """German: "Berichten zufolge …"."""
        source = self._phrase(start - 1, 0)
        if source is None or self.items[start].lower != "zufolge":
            return None
        contents = tuple(c for c in ((0, source[0]), (end, len(self.items))) if c[1] > c[0])
        return Frame(source, (start, end), contents, "by")
