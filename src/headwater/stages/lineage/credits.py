"""Credits: where an article itself says from whom it was taken.

Explicit ones stand at the edges of a text (datelines, bylines, closing lines) or are lines of their own with a label; there any name is
believed. Attributions stand in the text ("told the …") and are found beside names that the table of agencies knows or that only outlets
have; what was issued (statements, posts, documents) is found by the words that say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from headwater import text as plain
from headwater.model import Article, Credit
from headwater.stages.lineage import cues
from headwater.stages.lineage.agencies import Agencies, Mention, load_agencies
from headwater.stages.lineage.issued import issued
from headwater.stages.lineage.mastheads import mastheads

HEAD, TAIL = 4, 8
"""Paragraphs at the beginning that may hold a dateline or byline, and at the end that may hold a closing credit."""
LABEL_LINE_LENGTH = 200
BESIDE = 90
"""Characters on either side of a name in which its cue stands."""
LINES, MENTIONS = 400, 300
"""Lines at the beginning that may hold a labelled credit, and names whose surroundings are read: bounds for hostile texts."""
MOST = 40
"""Credits kept of one article; a page that names more is a list of links."""

Kind = Literal["credit", "byline", "dateline", "in_text_attribution"]
Given = Literal["", "interview", "document", "post"]
EARLY = 900
"""Characters within which a statement or post counts though nobody is named who gave it out."""
PLACE_WORDS = 4
"""Words that a place may have where no brackets tell it from a sentence."""
SHORT = 5
"""Letters that a name may have to be taken for the initials of other words."""
SIGNED = 12
"""Characters of a line in which agencies stand side by side without a mark between: "AFP時事"."""
_KANA = re.compile(r"[\u3040-\u30ff]|와의|에\s?말")
_EDGE = " \t\"'“”„«»‘’*_.:;,!|()[]（）"
_SENTENCE_START = re.compile(r"(?<=[.!?])\s")
_INITIALS, _SURNAME = re.compile(r"(?:[A-Z]\.){2}"), re.compile(r"\s[A-Z][a-z]")
# "the Guardian Council" is another body than "the Guardian".
_BODY = re.compile(r"\s[A-Z]")
# "La Croix-Rouge" is no newspaper; "Bild-Informationen", in German, are one's.
_COMPOUND = re.compile(
    r"-(?!Zeitung|Magazin|Bericht|Info|Angabe|Interview|Recherche|Redakt|Report|Journal|Korrespond|Umfrage|Gespräch|Leser|Autor)[A-Z]"
)
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:/\S*)?$")


def find_credits(article: Article, agencies: Agencies | None = None) -> tuple[Credit, ...]:
    """The credits of `article` in order of the text, each a span of it; names are canonical where the table knows them.

    A name that the table does not know is given as written, and only from an explicit credit. Credits of pictures are left out.
    """
    table = agencies or load_agencies()
    found = list(_explicit(article, table))
    taken = [(credit.start, credit.end) for credit in found]
    for credit in (*attributions(article.text, table), *(_issued(article.text) if agencies is None else ())):
        if not any(start < credit.end and credit.start < end for start, end in taken):
            found.append(credit)
            taken.append((credit.start, credit.end))
    return tuple(sorted(found, key=lambda credit: (credit.start, credit.end))[:MOST])


def attributions(text: str, table: Agencies) -> Iterator[Credit]:
    """Names of `table`, and mastheads, that the running text says something was told to or reported by; the span holds cue and name."""
    known = [m for m in islice(table.mentions(text), MENTIONS) if not _of_another(text, m, table)]
    taken = [(mention.start, mention.end) for mention in known]
    others = [m for m in mastheads(text) if not any(start < m.end and m.start < end for start, end in taken)]
    for mention in (*known, *others):
        found = _attributed(text, mention)
        if found:
            start, end, spoken = found
            yield _credit(text, start, end, (mention.agency.name,), "in_text_attribution", "interview" if spoken else "")


def _issued(text: str) -> Iterator[Credit]:
    """Statements, posts and documents that the running text names."""
    early = min(EARLY, len(text) // 2)
    for item in islice(issued(text), MENTIONS):
        if item.named or item.start <= early:
            yield _credit(text, item.start, item.end, (item.name,), "in_text_attribution", item.kind)


def _attributed(text: str, mention: Mention) -> tuple[int, int, bool] | None:
    """Span of the mention with its cue, if it has one, and whether somebody spoke to it."""
    begin = max(text.rfind("\n", 0, mention.start) + 1, mention.start - BESIDE)
    stop = text.find("\n", mention.end)
    end = min(len(text) if stop < 0 else stop, mention.end + BESIDE)
    before, after = text[begin : mention.start], text[mention.end : end]
    if _pictured(before, after) or (_INITIALS.match(text, mention.start) and _SURNAME.match(after)):
        return None
    if (_BODY.match(after) and cues.INSTITUTION.match(after, 1)) or (mention.agency.kind == "outlet" and _COMPOUND.match(after)):
        return None
    spoken = cues.BEFORE_SPOKEN.search(before)
    if not spoken and (later := cues.AFTER_SPOKEN.match(after)):
        lead = cues.TOLD_ATTACHED.search(before) or cues.DATIVE.search(before)
        if lead or _KANA.search(later.group()):
            return begin + (lead.start() if lead else len(before)), mention.end + later.end(), True
    cue = spoken or cues.BEFORE_ACCORDING.search(before) or cues.BEFORE_ATTACHED.search(before)
    if cue and not _takes_a_verb(cue.group(), after):
        return begin + cue.start(), mention.end, bool(spoken)
    told = cues.AFTER_REPORTED.match(after) or cues.AFTER_ZUFOLGE.match(after) or cues.AFTER_ATTACHED.match(after)
    if not told and mention.agency.kind == "agency":
        told = cues.AFTER_SAID.match(after)
    return (mention.start, mention.end + told.end(), False) if told else None


def _of_another(text: str, mention: Mention, table: Agencies) -> bool:
    """Whether the text introduces a short form as that of other words, whose initials it is: "the Calder Swimming Association (CSA)"."""
    short = text[mention.start : mention.end]
    if len(short) > SHORT or not (short.isupper() and short.isascii()):
        return False
    at = text.find(f"({short})")
    words = text[max(0, at - BESIDE) : at].split() if at > 0 else []
    capitals = [place for place, word in enumerate(words) if word[0].isupper()][-len(short) :]
    if "".join(words[place][0] for place in capitals) != short:
        return False
    phrase = " ".join(words[capitals[0] :])
    return not cues.AGENCY_WORD.search(phrase) and table.named(phrase) != mention.agency


def _takes_a_verb(cue: str, after: str) -> bool:
    """Whether a cue is only half of one: "hatte die „Bild“-Zeitung … berichtet"."""
    return bool(cues.AUXILIARY.match(cue)) and not cues.PARTICIPLE.match(after)


def _pictured(before: str, after: str) -> bool:
    """Whether the name credits a picture: "[Ann Lee/AP]", "Photo: AP", "AP Photo/Ann Lee"."""
    sentence = _SENTENCE_START.split(before)[-1]
    return bool(cues.PHOTO_BEFORE.search(sentence) or cues.PHOTO_AFTER.match(after) or cues.PERSON_OF.search(after))


def _explicit(article: Article, table: Agencies) -> Iterator[Credit]:
    text = article.text
    lines = list(plain.paragraphs(text))
    for number, (start, end) in enumerate(lines):
        if LINES <= number < len(lines) - TAIL:
            continue
        line = text[start:end]
        tail = number >= max(1, len(lines) - TAIL)
        short = len(line) <= LABEL_LINE_LENGTH
        credit = (
            ((_dateline(text, start, line, table) or _boxed(text, start, line, table)) if number < HEAD else None)
            or (_labelled(text, start, line, table) if short else None)
            or (_closing_line(text, start, line, table) if tail and short else None)
            or (_closing(text, start, line, table) if tail else None)
            or (_byline(article, start, line, table) if number < HEAD and short else None)
        )
        if credit:
            yield credit


def _dateline(text: str, start: int, line: str, table: Agencies) -> Credit | None:
    attached = cues.DATELINE_ATTACHED.match(line)
    if attached:
        names = _names(attached["names"], table, believe=True)
        return _credit(text, start, start + attached.end("names"), names, "dateline") if names else None
    match = cues.DATELINE.match(line)
    if not match:
        return _bare_dateline(text, start, line, table)
    if len(match.group()) == len(line) or cues.PHOTO.search(match["names"]) or cues.CAPTION_LINE.search(line[:LABEL_LINE_LENGTH]):
        return None
    place = match["place"] or ""
    said = match["names"]
    if len(place.split()) > 8 or (said.isupper() and _initials(place).endswith(said)):
        return None
    # Without a dash a name in brackets may be anything, and so may one after a few words of a sentence.
    named = place.isupper() or place.split(",")[0].isupper() or (len(said.split()) == 1 and not place)
    names = _names(said, table, believe=bool(match["dash"]) and (named or bool(cues.AGENCY_WORD.search(said))))
    return _credit(text, start, start + match.end("names") + 1, names, "dateline") if names else None


def _bare_dateline(text: str, start: int, line: str, table: Agencies) -> Credit | None:
    """A place line without brackets, of an agency that is known: "Calder, Nov 21, AFP - ", "PTI: "."""
    for form in (cues.DATELINE_AGENCY, cues.DATELINE_BARE):
        match = form.match(line)
        if not match or len(match.group()) == len(line) or (match["stop"] and not match["dated"]):
            continue
        if len((match["place"] or "").split()) > PLACE_WORDS or cues.PHOTO.search(line[: match.end()]):
            continue
        said = match["names"].strip()
        host = _HOST.match(said)
        known = table.named(said) or (table.at("https://" + host[1].lower()) if host else None)
        if known is not None and known.kind == "agency":
            return _credit(text, start, start + match.end("names"), (known.name,), "dateline")
    return None


def _boxed(text: str, start: int, line: str, table: Agencies) -> Credit | None:
    """A place line or closing line of Chinese or Japanese in brackets: 【カルダー共同】, （中央社卡爾德21日電）, （AFP時事）."""
    match = cues.DATELINE_BOX.match(line)
    if not match or cues.PHOTO_BEFORE.search(match["inner"]):
        return None
    names, rest = table.marked(match["inner"])
    if not names or not (cues.BOXED.search(match["inner"]) or not rest.strip(_EDGE + "＝=")):
        return None
    if rest and match["inner"].endswith(rest) and not cues.SENT.search(rest):
        return None
    return _credit(text, start, start + match.end(), names, "dateline" if len(match.group()) < len(line) else "credit")


def _initials(phrase: str) -> str:
    return "".join(word[0] for word in phrase.split() if word[0].isupper()).removeprefix("T")


def _byline(article: Article, start: int, line: str, table: Agencies) -> Credit | None:
    """A line that names an agency as author: "By The Associated Press", or an author of the article that is one."""
    match = cues.BYLINE.match(line)
    said = match["names"] if match else line if len(line) <= 60 else ""
    if not said or _pictured("", said.strip(_EDGE)) or (not match and _of_a_picture(line, table)):
        return None
    said = cues.STAFF.sub("", said)
    names = _names(said, table, believe=False)
    # "By Jane Roe, with AFP": hers, made with theirs.
    kind: Kind = "credit" if cues.BESIDE_PERSON.search(said) else "byline"
    if not names and match:
        names = tuple(name for part in cues.BESIDE_PERSON.split(said)[1:] for name in _names(part, table, believe=False))
    if not names and any(plain.fold(author) == plain.fold(said) for author in article.authors):
        names = tuple(n for n in _names(said, table, believe=True) if cues.AGENCY_WORD.search(n))
    whole = len(said.split()) <= 4 or match
    return _credit(article.text, start, start + len(line), names, kind) if names and whole else None


def _of_a_picture(line: str, table: Agencies) -> bool:
    """Whether a line without "by" is a picture's: "AFP/Ann Lee" has a person beside the agency."""
    parts = cues.SLASH.split(line)
    return len(parts) > 1 and any(len(part.split()) > 1 and not table.named(part.strip(_EDGE)) for part in parts)


def _labelled(text: str, start: int, line: str, table: Agencies) -> Credit | None:
    """A label and names, "Source: NAME", on a line of its own, anywhere."""
    match = cues.LABEL_LINE.match(line)
    if not match or _pictured("", match["names"]):
        return None
    names = _names(match["names"], table, believe=True)
    return _credit(text, start, start + len(line), names, "credit") if names else None


def _closing_line(text: str, start: int, line: str, table: Agencies) -> Credit | None:
    """A last line such as "With material from NAME" or "NAME contributed to this report" is one."""
    found = cues.ORIGINALLY.search(line)
    if found and cues.ITSELF.search(line[: found.start()]) and not cues.CAPTION_LINE.search(line):
        names = _names(cues.PHRASE_END.split(found["names"])[0], table, believe=True)
        if names:
            return _credit(text, start, start + len(line), names[:1], "credit")
    names = _closing_names(line, table)
    return _credit(text, start, start + len(line), names, "credit") if names and not cues.CAPTION_LINE.search(line) else None


def _closing_names(line: str, table: Agencies) -> tuple[str, ...]:
    match = cues.WITH_LINE.match(line)
    if match and cues.PHOTO.search(line, 0, match.start("names")):
        return ()
    if match:
        return _names(match["names"], table, believe=False) or tuple(
            name for name in _names(match["names"], table, believe=True) if cues.AGENCY_WORD.search(name)
        )
    for form in (cues.COPYRIGHT, cues.VIA):
        match = form.match(line)
        groups = match.groupdict() if match else {}
        # "© AFP" alone may be of a picture.
        if match and (form is cues.VIA or groups["year"] or groups["rights"]) and not cues.PHOTO.search(line):
            names = _names(match["names"], table, believe=False)
            if names:
                return names
    names = _names(line, table, believe=False) if len(line.split()) <= 4 else ()
    if names and len(names) == sum(bool(part.strip(_EDGE)) for part in cues.SEPARATOR.split(line)):
        return names
    # The plain look comes first: nearly every line lacks both words.
    lower = line.lower()
    if ("contributed" in lower or "trug" in lower) and cues.CONTRIBUTED.search(line):
        return tuple(dict.fromkeys(mention.agency.name for mention in table.mentions(line)))
    return ()


def _closing(text: str, start: int, line: str, table: Agencies) -> Credit | None:
    """A name in brackets or after a dash at the end of one of the last paragraphs: "(AP)", "– dpa"."""
    edge = line[-60:]
    match = cues.CLOSING.search(line, max(0, len(line) - 70)) if any(mark in edge for mark in "()]）】/–—-") else None
    if not match:
        return None
    said = match["bracket"] or match["dash"]
    alone = match.start() == 0 and match["bracket"] is not None
    names = _names(said, table, believe=alone and bool(cues.AGENCY_WORD.search(said)))
    if said.isupper() and _initials(" ".join(line[: match.start()].split()[-2 * len(said) :])).endswith(said):
        return None  # the short form of what was just named
    if not names or _pictured(line[: match.start() + 1], said) or cues.CAPTION_LINE.search(line[-120:]):
        return None
    return _credit(text, start + match.start(), start + len(line), names, "credit")


def _names(said: str, table: Agencies, *, believe: bool) -> tuple[str, ...]:
    """Canonical names in `said`; with `believe` also unknown ones that look like names, as written."""
    whole = table.named(said.strip(_EDGE))
    if whole:
        return (whole.name,)
    names: list[str] = []
    for part in cues.SEPARATOR.split(said):
        part = part.strip(_EDGE)
        bare = cues.AGENCY_PREFIX.sub("", part).strip(_EDGE)
        host = _HOST.match(part)
        beside = [table.named(piece) for piece in part.split("・")] if "・" in part else []
        if beside and all(beside):
            names += [agency.name for agency in beside if agency]
            continue
        known = table.named(part) or table.named(bare) or (table.at("https://" + host[1]) if host else None)
        if known:
            names.append(known.name)
        elif host:
            names += [host[1].lower()] if believe else []
        elif believe and _like_a_name(part):
            names.append(part)
        elif bare != part and _like_a_name(bare):
            names.append(bare)
    if not names and not believe and len(said) <= SIGNED and (marked := table.marked(said))[0] and not marked[1].strip(_EDGE):
        return marked[0]
    return tuple(dict.fromkeys(names))


def _like_a_name(part: str) -> bool:
    return 2 <= len(part) <= 60 and len(part.split()) <= 6 and not part[0].islower() and part[0].isalpha() and not cues.NO_NAME.search(part)


def _credit(text: str, start: int, end: int, names: tuple[str, ...], kind: Kind, origin: Given = "") -> Credit:
    return Credit(start=start, end=end, text=text[start:end], names=names, kind=kind, origin=origin)
