"""What a new version of a text is: a correction that says so, a change of what it tells, or nothing a reader would notice. Pure.

Pages change all the time without saying anything new: the time of the last update, "5 minutes ago", the number of comments, the line of
buttons, a comma. What is left when these are taken out is compared word by word.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from headwater.text import fold

Revised = Literal["same", "change", "correction"]

_UNIT = (
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|sekunden?|minuten?|stunden?|tag(?:en?)?|secondes?|heures?|jours?|segundos?|minutos?"
    r"|horas?|d[ií]as?|секунд\w*|минут\w*|хвилин\w*|час\w*|годин\w*|дн\w+|день|мин\.?|хв\.?)"
)
_NUMBER = r"\d[\d.,\u00a0\u202f ]{0,12}"
_AGO: Final = re.compile(
    rf"\b(?:(?:{_NUMBER}|an?|one)\s?{_UNIT}\s(?:ago|назад|тому)|(?:vor|il y a|hace|há)\s(?:{_NUMBER}|eine[rm]|une?|una?|uma)\s?{_UNIT})\b"
    r"|\b(?:just now|gerade eben|à l'instant)\b|\d{1,4}\s?(?:秒|分|分钟|時間|小时|日|天)前"
)
_COUNTER: Final = re.compile(
    rf"{_NUMBER}[km]?\s?(?:views?|comments?|shares?|likes?|reads?|retweets?|readers?|aufrufe|kommentare?|leser|vues|commentaires?|partages"
    r"|vistas|comentarios?|просмотр\w*|комментари\w*|перегляд\w*|коментар\w*|コメント|评论)(?!\w)"
    rf"|(?<!\w)(?:views?|comments?|shares?|likes?|kommentare?|commentaires?|comentarios?|комментарии|коментарі)\s?[:(]\s?{_NUMBER}\)?"
)
_STAMP: Final = re.compile(
    r"^(\W*(?:last\s+|first\s+)?(?:updated?|modified|published|posted|stand|aktualisiert|veröffentlicht|zuletzt\s+\w+|mis\s+à\s+jour|publié"
    r"|actualizado|publicado|обновлено|опубликовано|оновлено|опубліковано|更新|公開)\b)(?:[^.!?。]|(?<=\d)\.(?=\d))*$"
)
"""A line that says when the page was put out; only one of few words, with a number or a word for now."""
_STAMP_WORDS: Final = 14
_MOMENT: Final = re.compile(r"\b\d{1,2}[:h]\d\d\b|\b\d{1,4}([./-])\d{1,2}\1\d{2,4}\b")
"""A time of day or a whole date; "2:1" is a result and "12.50" a price."""
_DATED: Final = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|\w+tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles"
    r"|jueves|viernes|sábado|domingo|jan\w*|feb\w*|mar\w*|märz|apr\w*|ma[iy]|june?|jul[iy]|aug\w*|sep\w*|o[ck]t\w*|nov\w*|de[cz]\w*|févr\w*|avr\w*"
    r"|jui\w*|août|déc\w*|ene\w*|abr\w*|mayo|junio|julio|ago\w*|dic\w*|январ\w*|феврал\w*|марта?|апрел\w*|ма[яй]|ию[нл]\w*|август\w*|сентябр\w*"
    r"|октябр\w*|ноябр\w*|декабр\w*|січ\w*|лют\w*|берез\w*|квіт\w*|трав\w*|черв\w*|лип\w*|серп\w*|верес\w*|жовт\w*|листопад\w*|груд\w*"
    r"|on|at|um|uhr|am|pm|a|p|m|h|gmt|utc|[a-z]{2,3}t|den|dem|der|le|la|el|à|a las|de|del|du|г|о|в|на|об|年|月|日|時|分)"
)
"""A word of a date or a time of day."""
_BUTTON: Final = (
    "share tweet post pin print email e-mail mail save copy link copied facebook twitter x whatsapp telegram linkedin reddit bluesky"
    " mastodon messenger threads this article story page on via by with comment comments subscribe follow us and or to a the teilen drucken"
    " merken senden kommentare partager imprimer envoyer enregistrer compartir imprimir enviar guardar поделиться поділитися распечатать и"
)
_BUTTONS: Final = frozenset(_BUTTON.split())
_SURE: Final = frozenset(("share", "tweet", "print", "teilen", "drucken", "partager", "imprimer", "compartir", "поделиться", "поділитися"))
_WORD: Final = re.compile(r"(?:(?<!\w)[-−–])?\d(?:[\d.,:]*\d)?%?|[^\W\d_]+")
"""A number with its sign, its separators and its per cent, which change what it says; punctuation beside words does not."""
_OWNS_UP: Final = re.compile(
    r"^\W*(?:corrections?|corrected|clarifications?|erratum|korrekturhinweis|korrektur|berichtigung|korrigiert|rectificati(?:f|on)|errat[ua]m?"
    r"|corrigé|correcci[oó]n|rectificaci[oó]n|fe de erratas|correção|rettifica|исправлени\w*|исправлено|уточнение|виправлен\w*|уточнення)\b"
    r"[^:.!?–—\n]{0,40}(?:[:–—]|$)"
    r"|\bthis (?:article|story|report|page) (?:was|has been) (?:corrected|amended)|\bcet article a été (?:corrigé|rectifié)"
    r"|\bdieser (?:artikel|text|beitrag) wurde [^.\n]{0,30}korrigiert|\beste artículo (?:fue|ha sido) corregido"
    r"|earlier version of th(?:is|e)|frühere\w* (?:version|fassung)|version précédente|versión anterior|предыдущей версии|попередній версії"
    r"|^\W*(?:訂正|更正)",
    re.MULTILINE,
)
"""A line that begins by owning up to a correction, or a sentence that speaks of the version before."""


def revised(old: tuple[str, str], new: tuple[str, str]) -> Revised:
    """What the version `new` (title, text) makes of `old`: "same" where nothing that a reader would notice is different, "correction"
    where it has words that own up to one and `old` had not, else "change"."""
    before, after = (_told(title, text) for title, text in (old, new))
    if before == after:
        return "same"
    return "correction" if _owned(new[1]) > _owned(old[1]) else "change"


def _owned(text: str) -> int:
    return sum(len(_OWNS_UP.findall(fold(line))) for line in text.split("\n"))


def _told(title: str, text: str) -> list[str]:
    """The words that tell something, folded."""
    lines = [line for line in map(fold, text.split("\n")) if not _idle(line)]
    return [word for line in (fold(title), *lines) for word in _WORD.findall(line)]


def _idle(line: str) -> bool:
    """Whether a line is no part of what is told: a time stamp, counters, or buttons, and nothing beside them."""
    left = _COUNTER.sub(" ", _AGO.sub(" ", line))
    stamp = _STAMP.match(left)
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", left[stamp.end(1) :] if stamp else left)
    if left != line and all(map(_DATED.fullmatch, words)):
        return True
    if stamp and len(words) <= _STAMP_WORDS and any(c.isdigit() for c in line) and all(map(_DATED.fullmatch, words)):
        return True
    if len(words) <= _STAMP_WORDS and _MOMENT.search(line) and all(map(_DATED.fullmatch, words)):
        return True
    return bool(words) and _BUTTONS.issuperset(words) and not _SURE.isdisjoint(words)
