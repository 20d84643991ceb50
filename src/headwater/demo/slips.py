"""Plants one slip of a known kind into a reworded copy of a report of the demo press: what finding differences is measured with.

Each slip is one that an editor would call a mistake: another number for the same thing, another name in the same place, a changed word
inside quotation marks, other words for who said it, another day, a denial left out, a sentence that contradicts an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Literal, NamedTuple, get_args

from headwater import text
from headwater.demo.phrases import phrases
from headwater.demo.retelling import Manner, Told, manners, retell, told

Kind = Literal["figure", "name", "attribution", "quote_wording", "date", "omission", "internal"]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Slip(NamedTuple):
    """What was planted: `was` became `now`, which stands at start:end of the copy. For an omission, `was` is the sentence left out."""

    kind: Kind
    was: str
    now: str
    start: int
    end: int


class Pair(NamedTuple):
    """A report, a reworded copy of it, and the slip in the copy (None: there is none)."""

    original: Told
    copy: str
    slip: Slip | None


class _Desk(NamedTuple):
    """Where slips happen: the copy, its language, and what it may be mixed up with."""

    copy: str
    language: str
    manner: Manner
    random: Random


class _Edit(NamedTuple):
    start: int
    end: int
    now: str


_PERSON = r"[A-ZÉ][\wéèíóáñü’-]+ [A-ZÉ][\wéèíóáñü-]+"
_COUNTED = re.compile(r"(?<![\w.,:/’-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?= (?!percent of|in the|to )[a-z][a-z]{3,})")
_NOT_COUNTED = re.compile(r"\s(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|o’clock|local|per|of|or|and)\b")
_SAID = re.compile(rf"(?:said|told \w+|says) (?P<late>{_PERSON})(?=[,.])|(?P<early>{_PERSON})(?=,? (?:said|told|says)\b)")
_QUOTATION = re.compile(r"“([^“”]{30,})”")
_PLACED = re.compile(r"\b(?:in|to|at|from|near|off) ((?:[A-Z][\w-]+)(?: (?:Islands?|Crag|Tunnel|Bank|Sill))?)(?=[\s,.])(?! [A-Z])")
_DENIAL = re.compile(r"\b(?:denied|not|never|refused|declined|no)\b")


def pairs(count: int, seed: int, kind: Kind | None = None, *, planted: bool = True) -> Iterator[Pair]:
    """`count` pairs, the same for the same seed; with a slip of `kind` (None: of each kind in turn), or with none.

    Slips are planted into reports in English; without one, reports in every language are reworded or copied.
    """
    random = Random(seed)  # noqa: S311 - the same pairs for the same seed, not a secret
    chosen = [t for t in told() if t.language == "en"] if planted else list(told())
    made = attempts = 0
    while made < count and attempts < 40 * count:
        attempts += 1
        original = random.choice(chosen)
        copy = retell(original.text, original.language, random)
        if not planted:
            yield Pair(original, copy, None)
        else:
            found = plant(original, copy, kind or KINDS[made % len(KINDS)], random)
            if found is None:
                continue
            yield found
        made += 1


def plant(original: Told, copy: str, kind: Kind, random: Random) -> Pair | None:
    """A slip of this kind in the copy; None where the report has no place for one."""
    manner = manners()[original.language]
    edits = _PLANTERS[kind](_Desk(copy, original.language, manner, random))
    if not edits:
        return None
    edit = random.choice(edits)
    was = copy[edit.start : edit.end]
    changed = copy[: edit.start] + edit.now + copy[edit.end :]
    return Pair(original, changed, Slip(kind, was, edit.now, edit.start, edit.start + len(edit.now)))


def _figures(desk: _Desk) -> list[_Edit]:
    found = []
    for match in _COUNTED.finditer(desk.copy):
        if _inside_quotation(desk.copy, match.start()) or _NOT_COUNTED.match(desk.copy, match.end()):
            continue
        value = float(match.group().replace(",", ""))
        if desk.copy.count(match.group()) > 1 or value < 5 or (1500 < value < 2100 and "," not in match.group()):
            continue
        changed = value * desk.random.choice((0.35, 0.55, 1.7, 2.4, 10.0))
        now = f"{changed:,.1f}" if "." in match.group() else f"{max(2, round(changed)):,}"
        found.append(_Edit(match.start(), match.end(), now))
    return found


def _names(desk: _Desk) -> list[_Edit]:
    new = desk.random.choice(desk.manner.places)
    return [
        _Edit(m.start(1), m.end(1), new)
        for m in _PLACED.finditer(desk.copy)
        if not _inside_quotation(desk.copy, m.start()) and m[1].split()[0] not in _NO_PLACE and desk.copy.count(m[1]) == 1
    ]


_NO_PLACE = frozenset(
    [
        "The",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "October",
        "November",
        "December",
        "August",
        "September",
        "April",
    ]
)


def _attributions(desk: _Desk) -> list[_Edit]:
    found = []
    for match in _SAID.finditer(desk.copy):
        group = "late" if match["late"] else "early"
        sentence = next(((a, b) for a, b in text.sentences(desk.copy) if a <= match.start() < b), (0, 0))
        if "“" in desk.copy[sentence[0] : sentence[1]] and not _inside_quotation(desk.copy, match.start()):
            found.append(_Edit(match.start(group), match.end(group), desk.random.choice(desk.manner.persons)))
    return found


def _quotations(desk: _Desk) -> list[_Edit]:
    found = []
    for match in _QUOTATION.finditer(desk.copy):
        inner = list(re.finditer(r"\b[a-z]{5,}\b", match[1]))[1:-1]
        if len(match[1].split()) >= 7 and inner:
            word = desk.random.choice(inner)
            now = desk.random.choice([w for w in desk.manner.words if w[:3] != word.group()[:3]])
            found.append(_Edit(match.start(1) + word.start(), match.start(1) + word.end(), now))
    return found


def _dates(desk: _Desk) -> list[_Edit]:
    words = phrases()[desk.language]
    found = []
    for names in (words.days, words.months):
        for match in re.finditer(
            rf"\bon ({'|'.join(names)})\b" if names is words.days else rf"\b\d{{1,2}} ({'|'.join(names)})\b", desk.copy
        ):
            if not _inside_quotation(desk.copy, match.start()):
                other = desk.random.choice([n for n in names if n != match[1]])
                found.append(_Edit(match.start(1), match.end(1), other))
    return found


def _omitted(desk: _Desk) -> list[_Edit]:
    spans = list(text.sentences(desk.copy))
    found = []
    for place, (start, end) in enumerate(spans):
        sentence = desk.copy[start:end]
        before, after = desk.copy[:start], desk.copy[end:]
        whole = (
            sentence.count("“") == sentence.count("”") == 1
            and _QUOTATION.search(sentence)
            and re.search(rf"(?:said|told|says)\b.*{_PERSON}|{_PERSON}.*(?:said|told|says)\b", sentence)
        )
        if whole and 2 <= place < len(spans) - 2 and len(sentence) > 60 and before.endswith((" ", "\n")) and after[:1] in (" ", "\n"):
            found.append(_Edit(start, end + 1, ""))
    return found


def _contradictions(desk: _Desk) -> list[_Edit]:
    """A sentence of the report said again at its end, with one figure or place changed."""
    found = []
    for start, end in list(text.sentences(desk.copy))[1:]:
        sentence = desk.copy[start:end]
        if len(sentence) < 60 or "“" in sentence or ":" in sentence:
            continue
        inside = desk._replace(copy=sentence)
        inner = [*_figures(inside), *_names(inside)]
        inner = [e for e in inner if desk.copy.count(sentence[e.start : e.end]) == 1]
        if inner:
            edit = desk.random.choice(inner)
            again = sentence[: edit.start] + edit.now + sentence[edit.end :]
            if again.startswith(("The ", "A ", "An ", "It ", "In ")):
                again = again[0].lower() + again[1:]
            found.append(_Edit(len(desk.copy), len(desk.copy), f"\nTo sum up: {again}"))
    return found


def _inside_quotation(copy: str, at: int) -> bool:
    return copy.rfind("“", 0, at) > copy.rfind("”", 0, at)


_PLANTERS: dict[Kind, Callable[[_Desk], list[_Edit]]] = {
    "figure": _figures,
    "name": _names,
    "attribution": _attributions,
    "quote_wording": _quotations,
    "date": _dates,
    "omission": _omitted,
    "internal": _contradictions,
}
