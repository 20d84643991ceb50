"""The table of agencies and often cited outlets: what a name in a credit means, and where a text names one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from xxhash import xxh3_128_intdigest

from headwater.model import Noun
from headwater.text import fold, host_of

# Scripts whose words take prefixes and suffixes or are not spaced: a name is found anywhere in them.
_ATTACHING = re.compile(r"[\u0590-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CYRILLIC_NOUN = re.compile(r"[А-ЯЄІЇҐЁа-яєіїґёјљњћџ-]*[а-яєіїґё]{3}[бвгґджзклмнпрстфхцчшщ]")
_CYRILLIC_ENDINGS = ("а", "у", "ом", "е", "ові", "і")
_TOKEN = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"[^\W_a-zß-öø-ÿа-џґ][^\W_]*")
_LATIN = re.compile(r"[A-Z][A-Za-z]+")
_LEADING = re.compile(
    r"^(?:the|die|der|das|dem|den|le|la|les|l['’]|el|los|lo|il|a|o|de|het|агентств\w+|news agency|agency|agence|agencia"
    r"|agenzia|agência|nachrichtenagentur)\s*(?=\S)",
    re.IGNORECASE,
)
_CONTRACTED = "au "
LONG = 5
"""Letters from which on a name is known in capitals too, and "the" before it does not matter."""


class Agency(Noun, frozen=True):
    """An agency or outlet. `home` is its front page or ""; `aliases` hold other names as they stand in texts, `signs` such as are words of
    their own and name it only in brackets and in lines that are credits."""

    name: str
    aliases: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    home: str = ""
    hosts: tuple[str, ...] = ()
    kind: Literal["agency", "outlet"] = "agency"
    country: str = ""


class Mention(NamedTuple):
    start: int
    end: int
    agency: Agency


ASKED = 4_096
"""Names whose answer is kept: the same outlets are asked for in family after family."""


class Agencies:
    """Look-up by name, by host and in a text."""

    def __init__(self, known: tuple[Agency, ...]) -> None:
        self._exact: dict[str, Agency] = {}
        self._folded: dict[str, Agency] = {}
        self._hosts: dict[str, Agency] = {}
        self._asked: dict[str, Agency | None] = {}
        self._found: dict[int, frozenset[str]] = {}
        self._signs: dict[str, Agency] = {}
        for agency in known:
            for alias in dict.fromkeys((agency.name, *agency.aliases)):
                for form in _forms(alias):
                    self._exact.setdefault(form, agency)
                self._folded.setdefault(fold(alias), agency)
            for sign in agency.signs:
                self._signs.setdefault(sign, agency)
            for host in filter(None, (host_of(agency.home), *agency.hosts)):
                self._hosts.setdefault(host, agency)

    def named(self, name: str) -> Agency | None:
        """The agency of that name or alias; case counts only where the name is short enough to be a word."""
        if name not in self._asked:
            if len(self._asked) >= ASKED:
                self._asked.clear()
            self._asked[name] = self._named(" ".join(name.split()))
        return self._asked[name]

    def _named(self, name: str) -> Agency | None:
        for form in (name, _LEADING.sub("", name)):
            found = self._exact.get(form) or self._signs.get(form) or (self._folded.get(fold(form)) if len(form) >= LONG else None)
            if found:
                return found
        return None

    def at(self, url: str) -> Agency | None:
        """The agency whose host, or a host above it, serves that address."""
        host = host_of(url)
        while host:
            if host in self._hosts:
                return self._hosts[host]
            host = host.partition(".")[2]
        return None

    def mentions(self, text: str) -> Iterator[Mention]:
        """Where `text` names an agency, longest name first at each place, in order and not overlapping."""
        heads = set(self._capital_heads(text))
        heads.update(head for head in self._small if head in text)
        found = [(at, -len(alias), alias) for head in heads for alias in self._heads[head] for at in _places(text, alias)]
        if self._attached is not None and _ATTACHING.search(text):
            found += [(m.start(), -len(m.group()), m.group()) for m in self._attached.finditer(text)]
        taken = 0
        for start, length, alias in sorted(found):
            if start >= taken:
                taken = start - length
                # "au Monde" is "à" and "Le Monde": the preposition belongs to what stands before.
                yield Mention(start + len(_CONTRACTED) * alias.startswith(("au ", "du ")), taken, self._exact[alias])

    def marked(self, text: str) -> tuple[tuple[str, ...], str]:
        """Names of the agencies that a short text such as a place line's brackets names, signs among them, and what is left beside them."""
        found = [(m.start, m.end, m.agency) for m in self.mentions(text)]
        for sign, agency in self._signs.items():
            at = text.find(sign)
            if at >= 0 and not any(start < at + len(sign) and at < end for start, end, _ in found):
                found.append((at, at + len(sign), agency))
        found = sorted(item for item in found if item[2].kind == "agency")
        rest, done = "", 0
        for start, end, _ in found:
            rest, done = rest + text[done:start], end
        return tuple(dict.fromkeys(agency.name for _, _, agency in found)), rest + text[done:]

    def _capital_heads(self, text: str) -> frozenset[str]:
        """First words of names, with a capital, that `text` has. The texts of a story are searched each time that a report joins it, so
        what was found is kept under a hash of the text, and nothing of the text itself."""
        key = xxh3_128_intdigest(text.encode("utf-8", "surrogatepass"))
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= ASKED:
                self._found.clear()
            words = set(_CAPITAL.findall(text))
            if _ATTACHING.search(text):  # where no spaces are, a Latin name stands between other letters
                words.update(_LATIN.findall(text))
            self._found[key] = found = frozenset(self._heads.keys() & words)
        return found

    @cached_property
    def _heads(self) -> dict[str, list[str]]:
        """First word of a name → names that begin with it."""
        heads: dict[str, list[str]] = {}
        for alias in self._exact:
            first = _TOKEN.match(alias)
            if first and not _ATTACHING.search(alias):
                heads.setdefault(first.group(), []).append(alias)
        return heads

    @cached_property
    def _small(self) -> tuple[str, ...]:
        """The few first words that have no capital, such as "dpa": cheaper to look for than to take all words of a text apart."""
        return tuple(head for head in self._heads if not _CAPITAL.fullmatch(head))

    @cached_property
    def _attached(self) -> re.Pattern[str] | None:
        names = sorted((a for a in self._exact if _ATTACHING.search(a)), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, names))) if names else None


@lru_cache(maxsize=64)
def load_agencies(extra: tuple[Agency, ...] = ()) -> Agencies:
    """The packaged table with `extra` added; where both know a name, the table wins."""
    return Agencies((*_packaged(), *extra))


@lru_cache(maxsize=1)
def _packaged() -> tuple[Agency, ...]:
    rows = tomllib.loads(files("headwater.outlets").joinpath("agencies.toml").read_text("utf-8"))["agencies"]
    return tuple(Agency(**{**row, **{key: tuple(row.get(key, ())) for key in ("aliases", "signs", "hosts")}}) for row in rows)


def _places(text: str, name: str) -> Iterator[int]:
    """Where `name` stands in `text` as whole words."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and _joined(text[at - 1])) and not _joined(text[end : end + 1]):
            yield at
        at = text.find(name, end)


def _joined(neighbour: str) -> bool:
    """Whether a character beside a name makes it part of a longer word; one of an unspaced script does not."""
    return neighbour.isalnum() and not _ATTACHING.match(neighbour)


def _forms(alias: str) -> Iterator[str]:
    yield alias
    if len(alias) >= LONG and alias.upper() != alias:
        yield alias.upper()
    if _CYRILLIC_NOUN.fullmatch(alias):
        for ending in _CYRILLIC_ENDINGS:
            yield alias + ending
