"""Who said what: direct speech, quoted words inside a sentence, and what is reported without quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from headwater.model import Name, Party, Quote, QuoteKind, QuoteStatus, Range
from headwater.stages.facts.cues import Table, table
from headwater.stages.facts.frames import Frame, frames, subject
from headwater.stages.facts.headings import headings
from headwater.stages.facts.inserted import parted
from headwater.stages.facts.lexicon import roles
from headwater.stages.facts.listeners import Listeners
from headwater.stages.facts.marks import quoted
from headwater.stages.facts.scan import Item, Joints, Sentence, scan
from headwater.stages.facts.speakers import Speakers

LIMIT = 200_000
_PRONOUNS = frozenset(("he", "she", "they", "it", "who", "er", "sie", "il", "elle", "él", "ella", "он", "она", "він", "вона"))
_LABEL = re.compile(r"[\"“]?([A-ZÀ-ÞА-ЯЄІЇҐ][A-ZÀ-ÞА-ЯЄІЇҐ.'’ -]{2,39}):[ \u00a0](?=\S)")
"""The speaker's name in a transcript: capitals and a colon at the start of a line."""
_LITERALLY = frozenset(("wörtlich", "weiter", "dazu"))
_LONGEST_LABEL = 16
"""Items before a colon that may do nothing but name who speaks."""
_RESUMES = frozenset(("avant", "puis", "luego", "después", "потом", "потім"))
_THIS = 200
"""Characters back to what "this" may speak of: the sentence before."""
_REACH = 1_500
"""Characters back to the speaker whom a verb without a subject may still mean, as far as a pronoun reaches."""
MAX_SENTENCE = 2_000
"""Items of a sentence that are read for attributions: a longer one is no sentence of a report."""

_UNCONFIRMED = re.compile(
    r"(?:not|n[’']t) (?:be |been |immediately |possible to |able to )*(?:independently )+(?:verif|confirm)"
    r"|could not be (?:verified|confirmed)"
    r"|nicht (?:unabhängig )?(?:überprüf|bestätig|verifizier)|pas (?:pu être|été) (?:vérifi|confirm)"
    r"|no (?:pudo|se pudo|ha podido) (?:verific|confirm)"
    r"|независимо (?:подтвердить|проверить)|незалежно (?:підтвердити|перевірити)",
    re.IGNORECASE,
)
_CONFIRM = ("onfirm", "erif", "érif", "berprüf", "estätig", "одтверд", "ідтверд", "ровер", "еревір")
"""Parts of words of which `_UNCONFIRMED` always holds one: quickly looked for."""


def find_quotes(text: str, names: Sequence[Name], language: str) -> tuple[Quote, ...]:
    """Quotes in order of place. Spans of direct speech include the quotation marks; "mixed" and "indirect" ones are the clause.

    Pieces of one utterance (“A,” he said, “B”; a quotation over several paragraphs) are quotes with the same speaker and cue span.
    `language` is a primary tag; one without cue words is read by punctuation and names alone. Never raises; reads `LIMIT` characters.
    """
    text = text[:LIMIT]
    cues = table(language)
    segments = parted(text, quoted(text), cues)
    reader = _Reader(text, names, cues)
    for sentence in scan(text, segments, cues.hints, Joints(cues.words["elided"], cues.words["clitic"], cues.inserts)):
        reader.sentence(sentence)
    found = [*reader.quotes, *headings(text, names, segments, reader.quotes)]
    return tuple(sorted(found, key=lambda q: (q.start, -q.end)))


class _Said:
    """The attribution that later quotations may continue."""

    def __init__(self, party: Party | None, cue: Range | None, at: int) -> None:
        self.party = party
        self.cue = cue
        self.at = at


class _Manner(NamedTuple):
    """How something is said: as true or not, to whom, passed on by whom."""

    status: QuoteStatus = "asserted"
    addressee: Party | None = None
    via: tuple[str, ...] = ()


_PLAINLY = _Manner()


class _Reader:
    def __init__(self, text: str, names: Sequence[Name], cues: Table) -> None:
        self.text = text
        self.cues = cues
        self.speakers = Speakers(text, names, cues)
        self.quotes: list[Quote] = []
        self._said: _Said | None = None
        self._colon = False
        self._unclosed = False
        self._label_end = 0
        self._recent: Party | None = None
        self._pending: int | None = None
        self._latest = 0
        self._subject: tuple[int, int] | None = None
        self.listeners = Listeners(text, cues)
        self._stems = [stem for stem in _CONFIRM if stem in text]

    def sentence(self, sentence: Sentence) -> None:
        """Take the quotes of one sentence."""
        if sentence.opens and (label := _LABEL.match(self.text, sentence.start)):
            self._transcript(label)
            return
        if self._label_end > sentence.start:
            return
        if self._stems and self._unconfirmed(sentence):
            self._doubt(sentence.start)
        if not sentence.items:
            self._pass(sentence)
            return
        items = sentence.items
        found = frames(sentence, self.cues) if len(items) <= MAX_SENTENCE else []
        before = len(self.quotes)
        covered: list[tuple[int, int]] = []
        for frame in found:
            covered.extend(self._take(frame, items, found))
        loose = [n for n, i in enumerate(items) if i.kind == "q" and not any(s <= i.start and i.end <= e for s, e in covered)]
        if loose and self._said is not None and self._goes_on(loose[0], sentence):
            self._add((items[0].start, items[-1].end), "mixed", self._said)
            loose = []
        whole = bool(loose) and all(i.kind in ("q", "--") for i in items)
        for n in loose:
            self._loose(n, sentence, whole)
        self._latest = before if len(self.quotes) > before else self._latest
        self._colon = self.text[sentence.end - 1] == ":"
        opening = subject(sentence, self.cues) if not found and not any(i.kind == "q" for i in items[:MAX_SENTENCE]) else None
        span = self._span(items, opening) if opening else None
        self._subject = span if span and self.speakers.is_person(*span) else None
        if sentence.opens and not any(i.kind == "q" for i in items) and not found:
            self._said = None

    def _pass(self, sentence: Sentence) -> None:
        """A sentence in which nobody speaks: what follows it in another paragraph continues no quotation."""
        self._colon = self.text[sentence.end - 1] == ":"
        self._subject = None
        if sentence.opens:
            self._said = None

    def _unconfirmed(self, sentence: Sentence) -> bool:
        """Whether the sentence says that something could not be confirmed."""
        said = self.text[sentence.start : sentence.end]
        return any(stem in said for stem in self._stems) and bool(_UNCONFIRMED.search(said))

    def _transcript(self, label: re.Match[str]) -> None:
        """A line of a transcript: all of it behind the label is what that speaker said."""
        stop = self.text.find("\n", label.end())
        stop = len(self.text) if stop < 0 else stop
        stop = label.end() + len(self.text[label.end() : stop].rstrip())
        party = self.speakers.party(label.start(1), label.end(1))
        self._said = _Said(party, Range(start=label.end(1), end=label.end(1) + 1), stop)
        self._label_end = stop
        self._unclosed = True
        self._add((label.end(), stop), "direct", self._said)

    def _via(self, frame: Frame, around: Sequence[Frame], items: Sequence[Item]) -> tuple[str, ...]:
        """Who passed it on: the sources of what is said around this attribution ("…, Ann said, the agency reported")."""
        own = self._span(items, frame.source) if frame.source else None
        spans = [self._span(items, other.source) for other in around if other.source]
        kept = [span for span in spans if own is None or not self.speakers.same(span, own)]
        names = (" ".join(self.text[start:end].split()) for start, end in kept)
        return tuple(n for n in names if n.lower() not in _PRONOUNS)

    def _around(self, frame: Frame, found: Sequence[Frame]) -> list[Frame]:
        """The attributions inside whose content this one stands."""
        return [
            other
            for other in found
            if other is not frame
            and other.source
            and other.source != frame.source
            and any(s <= frame.cue[0] < e for s, e in other.contents)
            and not any(s <= other.cue[0] < e for s, e in frame.contents)
        ]

    def _take(self, frame: Frame, items: Sequence[Item], found: Sequence[Frame]) -> list[tuple[int, int]]:
        around = self._around(frame, found)
        source = self._span(items, frame.source) if frame.source else None
        party = self.speakers.party(*source) if source else None
        if frame.kind == "noun":
            party = party or self._last_speaker(items[0].start)
            if party is None:
                return []
        elif source is None:
            party = self._dropped(items[0].start)
        cue = Range(start=items[frame.cue[0]].start, end=items[frame.cue[1] - 1].end)
        heard = self.listeners.of(cue, items[0].start, items[-1].end)
        if heard is not None and source is not None and heard.start is not None and source[0] <= heard.start < source[1]:
            heard = None  # "sagte Drum": the one behind the verb speaks
        self._recent = party or self._recent
        manner = _Manner(self._status(items, frame), heard, self._via(frame, around, items))
        spans = []
        thought = bool(around) and items[frame.cue[1] - 1].lower in self.cues.words["mental"]
        for content in frame.contents:
            start, end = self._span(items, content)
            kind = self._kind(items[content[0] : content[1]])
            if thought and kind != "indirect":
                # What stands in marks inside somebody's thought is in the words of who tells of it.
                continue
            self._add((start, end), kind, _Said(party, cue, end), manner)
            spans.append((start, end))
        if self._pending is not None and spans and party is not None and self._unclosed:
            self.quotes[self._pending] = msgspec.structs.replace(self.quotes[self._pending], speaker=party, cue=cue)
        self._pending = None
        if frame.kind != "noun" and (not thought or self._said is None):
            self._said = _Said(party, cue, items[-1].end)
        return spans

    def _last_speaker(self, at: int) -> Party | None:
        """Who said what the sentence at `at` speaks of as "this": whoever spoke in the sentences before."""
        said = self._said
        if said is None or said.party is None or at - said.at > _THIS:
            return None
        return Party(name=said.party.name, id=said.party.id)

    def _dropped(self, at: int) -> Party | None:
        """Who speaks where the verb has no subject: whom the sentence before is about, else the last that spoke or was named."""
        if self._subject is not None:
            return self.speakers.party(*self._subject)
        last = self._recent
        named = self.speakers.mentioned(at)
        if named is not None and (last is None or (last.start or 0) < (named.start or 0)):
            return Party(name=named.name, id=named.id)
        if last is None or at - (last.start or 0) > _REACH:
            return None
        return Party(name=last.name, id=last.id)

    def _span(self, items: Sequence[Item], bounds: tuple[int, int]) -> tuple[int, int]:
        return items[bounds[0]].start, items[bounds[1] - 1].end

    def _kind(self, items: Sequence[Item]) -> QuoteKind:
        marked = sum(i.kind == "q" for i in items)
        if not marked:
            return "indirect"
        return "direct" if marked == sum(i.kind in ("q", "w") for i in items) else "mixed"

    def _status(self, items: Sequence[Item], frame: Frame) -> QuoteStatus:
        words = " ".join(i.lower for i in items[frame.cue[0] : frame.cue[1]])
        if words in self.cues.words["denied"] or words.split(" ")[-1] in self.cues.words["denied"]:
            return "denied"
        return "confirmed" if words.startswith(("confirm", "bestätig", "подтверд", "підтверд")) or "confirmé" in words else "asserted"

    def _loose(self, at: int, sentence: Sentence, whole: bool) -> None:
        """The quotation that is item `at`, which no words of its own sentence attribute; `whole`: there are no other words in it."""
        item = sentence.items[at]
        size = len(self.text[item.start : item.end].split())
        if sentence.alone and size <= 5 and not re.search(r"[.!?,…]\W*$", self.text[item.start : item.end]):
            return
        named = self._signed(at, sentence) or self._announced(at, sentence) or self._led_to(at, sentence) or self._resumed(at, sentence)
        if named is not None:
            self._said = named
            self._add((item.start, item.end), "direct", named)
            return
        said = self._said
        if whole and not sentence.opens and self._subject is not None:
            said = self._said = _Said(self.speakers.party(*self._subject), None, item.end)
            self._subject = None
        if self.cues.inserts and whole and sentence.alone and not self._colon and not self._unclosed and self._stays_open(item):
            self._pending = len(self.quotes)
            self._add((item.start, item.end), "direct", said or _Said(None, None, item.end))
        elif whole and said is not None and (not sentence.opens or self._colon or self._unclosed or sentence.alone):
            self._add((item.start, item.end), "direct", said)
        elif said is not None and said.at == sentence.items[-1].end and self._colon_before(item):
            self._add((item.start, item.end), "direct", said)  # "…, according to the minister: “…”"
        elif (whole and (sentence.alone or size > 4)) or (self._colon_before(item) and size > 2):
            self._add((item.start, item.end), "direct", _Said(None, None, item.end))
        self._unclosed = self._stays_open(item)

    def _stays_open(self, item: Item) -> bool:
        """Whether a quotation is closed only in a later paragraph, where its speaker may be named."""
        return self.text[item.end - 1] not in "”’“\"'»«›‘」』"

    def _goes_on(self, at: int, sentence: Sentence) -> bool:
        """Whether a sentence is reported speech by its verb ("Es drohe „…“") and the quotation at item `at` the first in it."""
        reported = self.cues.words["reported"]
        if sentence.opens or any(i.kind == "q" for i in sentence.items[:at]):
            return False
        return any(i.lower in reported for i in sentence.items)

    def _signed(self, at: int, sentence: Sentence) -> _Said | None:
        """The person named behind a dash that ends the line: "“We won.” — Ann Lee"."""
        behind = len(sentence.items) - at - 1
        if not 1 < behind < _LONGEST_LABEL or not self._line_ends(sentence.end):
            return None
        dash, name = sentence.items[at + 1 : at + 3]
        party = self.speakers.named_in(name.start, name.end) if dash.kind == "--" else None
        return _Said(party, Range(start=dash.start, end=dash.end), sentence.items[at].end) if party else None

    def _line_ends(self, at: int) -> bool:
        stop = self.text.find("\n", at)
        return not self.text[at : stop if stop >= 0 else len(self.text)].strip(" .")

    def _announced(self, at: int, sentence: Sentence) -> _Said | None:
        """The person that the words before the colon name: "The minister, Ann Lee: “…”"."""
        items = sentence.items
        if not 0 < at <= _LONGEST_LABEL or at != len(items) - 1 or not self._colon_before(items[at]):
            return None
        if items[0].lower in self.cues.words["his"]:
            return None
        party = self.speakers.named_in(items[0].start, items[at - 1].end) or self._label(sentence)
        return _Said(party, None, items[at].end) if party else None

    def _label(self, sentence: Sentence) -> Party | None:
        """Who is named before a colon by capitals alone: "Erkki Ruohonen, president of the council: “…”", "Ruohonen wörtlich: “…”"."""
        opening = subject(sentence, self.cues)
        if opening is None or opening[0]:
            return None
        behind = sentence.items[opening[1]]
        named = opening[1] > 1 and behind.kind == ","
        return self.speakers.party(*self._span(sentence.items, opening)) if named or behind.lower in _LITERALLY else None

    def _led_to(self, at: int, sentence: Sentence) -> _Said | None:
        """Whom the sentence is about that leads to the quotation by a colon: "The sailor wants to stop: “…”", "Her reason: “…”"."""
        items = sentence.items
        if not at or not self._colon_before(items[at]):
            return None
        if items[0].lower in self.cues.words["his"] and self._said is not None and self._said.party is not None:
            here = msgspec.structs.replace(self._said.party, start=items[0].start, end=items[0].end)
            return _Said(here, None, items[at].end)
        opening = subject(sentence, self.cues)
        span = self._span(items, opening) if opening and opening[1] < at else None
        return _Said(self.speakers.party(*span), None, items[at].end) if span and self.speakers.is_person(*span) else None

    def _resumed(self, at: int, sentence: Sentence) -> _Said | None:
        """Who goes on behind a colon in a language that may drop a subject: "Y siguió: …", "Et de préciser : …", "Сам артист шутит: …"."""
        items = sentence.items
        if not self.cues.inserts or not 0 < at <= _LONGEST_LABEL or not self._colon_before(items[at]):
            return None
        for n, item in enumerate(items[: at - 1]):
            pronoun = any(item.lower in self.cues.words[name] for name in ("he", "she"))
            if pronoun or item.lower in roles():
                led = n - 1 if n and items[n - 1].lower in self.cues.words["det"] else n
                named = self.speakers.party(items[led].start, item.end)
                return _Said(named, None, items[at].end) if named.id else None
        first = items[0].lower in self.cues.words["and"] or items[0].lower in _RESUMES
        party = self._dropped(items[0].start) if first or any(item.lower in self.cues.cues for item in items[:at]) else None
        return _Said(party, None, items[at].end) if party else None

    def _colon_before(self, item: Item) -> bool:
        return self.text[max(0, item.start - 2) : item.start].rstrip().endswith(":")

    def _add(self, span: tuple[int, int], kind: QuoteKind, said: _Said, manner: _Manner = _PLAINLY) -> None:
        start, end = span
        self.quotes.append(
            Quote(
                start=start,
                end=end,
                text=self.text[start:end],
                kind=kind,
                speaker=said.party,
                cue=said.cue,
                addressee=manner.addressee,
                via=manner.via,
                status=manner.status,
            )
        )

    def _doubt(self, at: int) -> None:
        """ "It was not possible to confirm the report": what the last statements say, and their speaker before, is unconfirmed."""
        first = self._latest
        paragraph = self.text.rfind("\n", 0, at)
        while (
            0 < first < len(self.quotes) and self.quotes[first - 1].start > paragraph and _same(self.quotes[first - 1], self.quotes[first])
        ):
            first -= 1
        for i in range(first, len(self.quotes)):
            if self.quotes[i].speaker and self.quotes[i].status in ("asserted", "confirmed"):
                self.quotes[i] = _with_status(self.quotes[i], "unconfirmed")


def _same(one: Quote, other: Quote) -> bool:
    """Whether two quotes have the same speaker."""
    if one.speaker is None or other.speaker is None:
        return False
    return one.speaker.id == other.speaker.id if one.speaker.id else one.speaker.name == other.speaker.name


def _with_status(quote: Quote, status: QuoteStatus) -> Quote:
    return msgspec.structs.replace(quote, status=status)
