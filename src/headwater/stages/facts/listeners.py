"""To whom it was said: "told the agency", "warned the council that", "speaking to reporters", "in an interview with …"."""

from __future__ import annotations

import re

from headwater.model import Party, Range
from headwater.stages.facts.cues import Table

_NAME = r"((?:(?:the|der|dem|den|die|la|el|a|an)\s+)?[^\W\d_][\w’'.-]*(?:[ \u00a0](?:of |the |de )?[A-ZÀ-ÞА-ЯЄІЇ][\w’'.-]*){0,4})"
_PLAIN = r"((?:(?:the|a|an|his|her|their|its)\s+)?(?:[a-z-]+ ){0,2}[a-z]+)"
_VERBS = r"(?:\w+ ){0,2}?(?:told|tells|sagte|erklärte|dijo|сказала?|заявила?|сказав|заявив)\s+"
_TOLD = re.compile(_VERBS + _NAME)
_TOLD_PLAIN = re.compile(r"(?:\w+ ){0,2}?(?:told|tells)\s+" + _PLAIN)
_WARNED = re.compile(
    r"(?:\w+ ){0,2}?(?:warned|warns|urged|urges|reminded|assured|informed)\s+"
    + _NAME
    + r"(?: (?:on|last|in|this|earlier) [\w ]{3,20}?)? (?:that|not to|to|of) "
)
_SPOKEN = (
    r"\b(?:in (?:an|a) (?:\w+ )?interview (?:with|to)|[Ss]peaking (?:to|with)|gegenüber|im (?:Gespräch|Interview) mit|à l[’']agence)\s+"
)
_SPOKEN_TO = re.compile(_SPOKEN + _NAME)
_SPOKEN_PLAIN = re.compile(r"\b[Ss]peaking (?:to|with)\s+" + _PLAIN)
_INTERVIEW = ("nterview", "peaking", "gegenüber", "Gespräch", "agence")
"""Parts of words of which `_SPOKEN_TO` always holds one: quickly looked for."""


class Listeners:
    """Finds addressees in one text."""

    def __init__(self, text: str, cues: Table) -> None:
        self._text = text
        self._plain = cues.words["listeners"]
        self._spoken = any(stem in text for stem in _INTERVIEW)

    def of(self, cue: Range, start: int, end: int) -> Party | None:
        """The addressee of what is said by `cue` in the sentence text[start:end], None where none is named."""
        text = self._text
        found = self._named(_TOLD.match(text, cue.start, end)) or self._named(_WARNED.match(text, cue.start, end))
        found = found or self._common(_TOLD_PLAIN.match(text, cue.start, end))
        if found is None and self._spoken:
            found = self._named(_SPOKEN_TO.search(text, start, end)) or self._common(_SPOKEN_PLAIN.search(text, start, end))
        return found

    def _named(self, match: re.Match[str] | None) -> Party | None:
        name = match.group(1).rstrip(".") if match else ""
        if not match or not any(c.isupper() for c in name):
            return None
        return Party(name=name, start=match.start(1), end=match.start(1) + len(name))

    def _common(self, match: re.Match[str] | None) -> Party | None:
        """An addressee without a name: "reporters", "a news conference"."""
        if match is None:
            return None
        words = match.group(1).split(" ")
        size = next((n for n, word in enumerate(words, 1) if word in self._plain), 0)
        if not size:
            return None
        name = " ".join(words[:size])
        return Party(name=name, start=match.start(1), end=match.start(1) + len(name))
