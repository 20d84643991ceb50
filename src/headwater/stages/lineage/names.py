"""Names within a family of articles: which of them mean one source.

The table of agencies knows the world's; a family adds its own outlets, the names that its credits introduce, and their short forms:
"Meridian" and "MNW" for Meridian Newswire, "Меридіан" for Meridian.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from headwater.model import Article, Credit
from headwater.stages.lineage import cues
from headwater.stages.lineage.agencies import Agencies, Agency
from headwater.text import clean_url, fold, host_of

SHORTEST = 4
"""Letters that a short form, and consonants that a name in another script, must have to stand for the whole name."""

_REMEMBERED = 4_096
"""Names whose forms are kept: the same outlets stand in family after family."""

_THE = re.compile(r"^(?:the|der|die|das|le|la|les|el|il)\s+(?=\S)")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_OF = re.compile(r"\s(?:de|des|du|of|von|der|di|do|da)\s")
_CYRILLIC = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъў",
        ["a", "b", "v", "g", "g", "d", "e", "e", "zh", "z", "y", "i", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh"]
        + ["ts", "ch", "sh", "sh", "", "yu", "ya", "y", "e", "yo", "", "u"],
        strict=True,
    )
)
# Spellings of one sound, so that a name and its transliteration come out equal.
_SOUNDS = [
    (re.compile(a), b) for a, b in (("qu", "kv"), ("q|c(?!h)", "k"), ("x", "ks"), ("ph", "f"), ("w", "v"), ("sch|sh", "s"), ("kh", "h"))
]
_SOUNDS += [(re.compile(a), b) for a, b in (("[aeiouyàáâäãèéêëìíîïòóôöõùúûüœæ]", ""), (r"(.)\1+", r"\1"))]


_CYRILLIC_LETTER = re.compile(r"[а-яєіїґё]", re.IGNORECASE)
_KATAKANA = re.compile(r"[\u30a1-\u30fa]")
# The consonant of each katakana; small vowels and the long mark have none.
_KANA = {
    kana: consonant
    for row, consonant in (
        ("カキクケコヵヶ", "k"), ("ガギグゲゴ", "g"), ("サシスセソ", "s"), ("ザズゼゾヅ", "s"), ("ジヂ", "j"), ("タテト", "t"), ("チ", "c"),
        ("ツ", "ts"), ("ダデド", "d"), ("ナニヌネノン", "n"), ("ハヒヘホ", "h"), ("フ", "f"), ("バビブベボヴ", "b"), ("パピプペポ", "p"),
        ("マミムメモ", "m"), ("ラリルレロ", "r"),
    )
    for kana in row
}  # fmt: skip
# How a Latin name is heard in Japanese: l as r, v as b, and no r before a consonant or at the end.
_HEARD = [
    (re.compile(a), b)
    for a, b in (
        *(("qu", "k"), ("ph", "f"), ("th|sh", "s"), ("ch(?=[rl])|ck|c(?![heiy])", "k"), ("c(?=[eiy])", "s"), ("ch", "c"), ("x", "ks")),
        *(("v", "b"), ("z", "s"), ("g(?=[eiy])", "j"), ("r(?=[^aeiouyh]|$)", ""), ("l", "r"), ("[aeiouyw]", ""), (r"(.)\1+", r"\1")),
    )
]


class Names:
    """What names mean within a family. `extra` finds the family's own names in texts; it is None where there are none."""

    def __init__(self, articles: Sequence[Article], table: Agencies) -> None:
        self.table = table
        self._own: dict[str, Agency] = {}
        self._forms: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._publishers: dict[str, frozenset[str]] = {}
        for name, home in sorted({(a.outlet, _front(a.url)) for a in articles if a.outlet}):
            self._learn(name, home)
        credited = {n for a in articles for c in a.credits if c.kind != "in_text_attribution" for n in c.names}
        for name in sorted(credited, key=lambda n: (-len(n), n)):
            self._learn(name, "")
        self.extra = Agencies(tuple(self._own.values())) if self._own else None

    def key(self, name: str) -> str:
        """Equal for names of one source; "" for no name."""
        found = self._keys.get(name)
        if found is None:
            found = self._keys[name] = self._key(name)
        return found

    def _key(self, name: str) -> str:
        known = self.table.named(name)
        if known:
            return _squeezed(known.name)
        bare = cues.AGENCY_PREFIX.sub("", name.strip())
        for form in (_squeezed(name), _squeezed(bare)):
            if self._forms.get(form):
                return self._forms[form]
        # Consonants tell a name again in another script; two names of one script that share them are two.
        for form in (_skeleton(bare), _heard(_without(bare)) if _KATAKANA.search(bare) else ""):
            key = self._forms.get(form)
            if key and _scripts(self._own[key].name) != _scripts(bare):
                return key
        return _squeezed(name)

    def publishers(self, article: Article) -> frozenset[str]:
        """Keys of the outlet that published `article`."""
        if article.id not in self._publishers:
            known = self.table.at(article.canonical_url or article.url)
            keys = {self.key(article.outlet or host_of(article.url)), self.key(known.name) if known else ""}
            self._publishers[article.id] = frozenset(keys - {""})
        return self._publishers[article.id]

    def agency(self, key: str, name: str) -> Agency:
        return self.table.named(name) or self._own.get(key) or _invented(name, "")

    def introduced(self, text: str) -> Iterator[Credit]:
        """The family's own names where `text` introduces them in any spelling: "the newspaper X", "агентство «X»"."""
        for match in cues.TITLED.finditer(text):
            name = match["quoted"] or match["plain"]
            key = self.key(name)
            if key in self._own:
                yield Credit(start=match.start(), end=match.end(), text=match.group(), names=(name,), kind="in_text_attribution")

    def others(self, publishers: frozenset[str]) -> bool:
        """Whether the family has a name of its own that is none of these."""
        return not self._own.keys() <= publishers

    def invented(self, key: str) -> bool:
        """Whether only this family knows the name."""
        return key in self._own

    def _learn(self, name: str, home: str) -> None:
        if not name or self.table.named(name):
            return
        key = self.key(name)
        known = self._own.get(key)
        if known is None:
            self._own[key] = known = _invented(name, home)
            self._keys.clear()
            for form in _all_forms(name):
                if form and not self.table.named(form):
                    # A form that two names share stands for neither.
                    self._forms[form] = key if self._forms.get(form, key) == key else ""
        bare = cues.AGENCY_PREFIX.sub("", name).strip("«»„“”\"'")
        aliases = dict.fromkeys((*known.aliases, *_spoken_forms(known.name), bare, bare.casefold() if len(bare) <= SHORTEST else bare))
        self._own[key] = Agency(name=known.name, home=known.home or home, kind=known.kind, aliases=tuple(filter(None, aliases)))


@lru_cache(maxsize=_REMEMBERED)
def _all_forms(name: str) -> tuple[str, ...]:
    """Every form under which a name is known again."""
    return (_squeezed(name), *map(_squeezed, _short_forms(name)), _skeleton(name), _skeleton(_without(name)), _heard(_without(name)))


@lru_cache(maxsize=_REMEMBERED)
def _squeezed(name: str) -> str:
    folded = fold(name)
    if _HOST.fullmatch(folded):
        folded = max(folded.split(".")[:-1], key=len)
    return "".join(c for c in _THE.sub("", folded) if c.isalnum())


@lru_cache(maxsize=_REMEMBERED)
def _skeleton(name: str) -> str:
    """The consonants of a name, nearly the same in Latin and Cyrillic script; "" where too few are left to tell names apart."""
    latin = "".join(_CYRILLIC.get(c, c) for c in _squeezed(name))
    for sound, spelt in _SOUNDS:
        latin = sound.sub(spelt, latin)
    return "=" + latin if len(latin) >= SHORTEST and latin.isascii() else ""


def _scripts(name: str) -> tuple[bool, bool]:
    return bool(_CYRILLIC_LETTER.search(name)), bool(_KATAKANA.search(name))


@lru_cache(maxsize=_REMEMBERED)
def _heard(name: str) -> str:
    """The consonants of a name as katakana write them, equal for a Latin name and its katakana; "" where too few are left."""
    if _KATAKANA.search(name):
        heard = "".join(_KANA.get(c, "") for c in name)
        heard = re.sub(r"(.)\1+", r"\1", heard)
    else:
        heard = " ".join(_squeezed(word) for word in _THE.sub("", name.casefold()).split())
        if not heard.isascii():
            return ""
        for sound, spelt in _HEARD:
            heard = sound.sub(spelt, heard)
        heard = re.sub(r"(.)\1+", r"\1", heard.replace(" ", ""))
    return "~" + heard if len(heard) >= SHORTEST else ""


def _without(name: str) -> str:
    """A name without the words that say it is an agency."""
    return " ".join(cues.AGENCY_WORD.sub(" ", name).split())


def _short_forms(name: str) -> Iterator[str]:
    short = _without(name)
    if short != name and len(short) >= SHORTEST:
        yield short
    head = _OF.split(name)[0]
    if head != name and len(head.split()) > 1:
        yield head
    yield from _initials(name)


@lru_cache(maxsize=_REMEMBERED)
def _spoken_forms(name: str) -> tuple[str, ...]:
    """Short forms under which a text may speak of it. "Lakeside News" is not "Lakeside", but "Meridian Newswire" is "Meridian"."""
    return tuple(_spoken(name))


def _spoken(name: str) -> Iterator[str]:
    the = _THE.sub("", name[:4].casefold() + name[4:])
    if the != name[:4].casefold() + name[4:]:
        yield name[len(name) - len(the) :]
    if cues.WIRE_WORD.search(name) and len(_without(name)) >= SHORTEST:
        yield _without(name)
    head = _OF.split(name)[0]
    if head != name and len(head.split()) > 1:
        yield head
    for initials in _initials(name):
        yield initials
        yield initials.casefold()


def _initials(name: str) -> Iterator[str]:
    """ "MN" and "MNW" for "Meridian Newswire"."""
    words = [word for word in re.sub(r"(?i)newswire", "News Wire", name).split() if word[0].isupper() and word.casefold() != "the"]
    letters = "".join(word[0] for word in words)
    if len(letters) >= 3:
        yield letters


def _invented(name: str, home: str) -> Agency:
    agency = not home or bool(cues.AGENCY_WORD.search(name))
    return Agency(name=name, home=home, kind="agency" if agency else "outlet")


def _front(url: str) -> str:
    """The front page of the site of `url`."""
    scheme, _, rest = clean_url(url).partition("://")
    return f"{scheme}://{rest.split('/', 1)[0]}/" if rest else ""
