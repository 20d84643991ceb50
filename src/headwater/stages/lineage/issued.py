"""Issued: statements, posts and documents that a report says it has its news from, and who gave them out.

"the harbour board said in a statement", "schrieb Holt auf Facebook", "по сообщению пресс-службы", "法院文件显示". No outlet published
any of them, so each can be where a story starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

MOST = 24
"""Sentences looked at in one text for each telling word."""
REACH = 160
"""Characters on either side of the telling word that belong to it, within its sentence."""
LONGEST = 7
"""Words of a name of who issued something."""

Kind = Literal["document", "post"]


class Issued(NamedTuple):
    """What was issued, by whom: `name` as it stands in the text, or what was issued where nobody is named (`named` False)."""

    start: int
    end: int
    name: str
    kind: Kind
    named: bool


_PLATFORM = (
    r"(?:X|Twitter|Facebook|Instagram|Telegram|TikTok|Truth\s+Social|YouTube|LinkedIn|Bluesky|Threads|Mastodon|Weibo|WhatsApp|social\s+media"
    r"|[Rr]éseaux?\s+socia(?:l|ux)|[Rr]edes\s+sociales|Телеграм\w*|Фейсбу\w+|Твит+ер\w*|Твіт+ер\w*|Инстаграм\w*|Інстаграм\w*|ВКонтакте|соцсет\w+|соцмереж\w+)"
)
# "X-ray" and "Instagram-Niveau" are no platforms, "Telegram-канал" and "X-Account" are.
_THERE = r"\b(?!-(?!(?i:account|kanal|konto|post|seite|profil|канал|ак+аунт|сторінк|страниц)))"
_PLATFORMS = ("X", "Twitter", "Facebook", "Instagram", "Telegram", "TikTok", "Truth", "YouTube", "LinkedIn", "Bluesky", "Threads", "Weibo")
_OF = r"(?P<who>[^\n,;:.!?“”„\"«»()]{2,70}?)(?=$|[.,;\n]|\s+(?:am|vom|on)\b)"
_BETWEEN = r"(?P<who>[^\n,;:.!?“”„\"«»()]{2,70}?)"
_SAID = r"(?:said|says|announced|confirmed|added|wrote|explained|declared|stated|reported|warned|denied)"
_DAY = r"(?:\s+(?:on\s+)?\w+day(?:\s+(?:morning|evening|night|afternoon))?|\s+later|\s+earlier|\s+today|\s+yesterday)?"
_RELEASE = r"(?:statement|press\s+release|news\s+release|media\s+release|communiqué|press\s+statement)"
_PAPERS = (
    r"(?:[Cc]ourt\s+(?:documents?|filings?|records?|papers?)|[Ii]ndictment|[Ll]awsuit|[Cc]riminal\s+complaint|[Pp]olice\s+report|[Aa]ffidavit"
    r"|[Aa]utopsy\s+report|[Rr]egulatory\s+filing|[Ii]nternal\s+(?:memo|document)s?)"
)
_SHOW = r"(?:show|shows|showed|say|says|said|state|states|reveal|revealed|allege|alleges)"
_PAPIERE = r"(?:Gerichtsunterlagen|Gerichtsakten|Gerichtsdokumente\w?|Anklageschrift|Klageschrift|Polizeibericht)"
_OFFICE = (
    r"\w*(?:[Pp]olizei\w*|[Bb]ehörde\w*|[Aa]mt|[Mm]inisterium|[Ss]taatsanwaltschaft|[Gg]ericht|[Ff]euerwehr|[Vv]erwaltung|[Kk]ommission)"
)
_SERVICE = r"(?:пресс-служб|пресс-центр|прес-служб|пресслужб|пресцентр)\w*"
_ITSELF = r"(?:пресс-служба|пресс-центр|прес-служба|пресслужба|пресцентр)"
# "в сообщении на сайте порта" is the port's, "в сообщении о погоде" nobody's.
_SITE = (
    r"(?:(?:на|в|у)\s+(?:официальном\s+|офіційному\s+)?(?:сайт|[Tt]elegram-канал|[Тт]елеграм-канал)[еіи]\s+)?"
    r"(?!(?:об?|про|на|по|для|в|у|к|с|з|до)\s)"
)
_HAN, _KANA = r"[\u4e00-\u9fff·]", r"[\u3040-\u30ff\u4e00-\u9fff・ー]"

Form = tuple[tuple[str, ...], Kind, str]
"""Words without one of which no pattern can match; what was issued; the pattern. It names who in `who`, or begins with "<": then who stands
before it. `thing` is shown where nobody is named."""

_ENGLISH: tuple[Form, ...] = (
    (("statement", "release"), "document", rf"<{_SAID}{_DAY}\s+in\s+(?P<thing>(?:an?|its|his|her|their)\s+(?:\w+\s+)?{_RELEASE})"),
    (("statement", "release"), "document", rf"[Ii]n\s+(?P<thing>an?\s+(?:\w+\s+)?{_RELEASE}){_DAY},\s+{_BETWEEN}\s+{_SAID}\b"),
    (
        ("statement", "release"),
        "document",
        rf"[Aa]ccording\s+to\s+(?P<thing>an?\s+(?:\w+\s+)?{_RELEASE})(?:\s+(?:from|by|of|(?:issued|released)\s+by)\s+{_OF})?",
    ),
    (
        ("court ", "dictment", "awsuit", "omplaint", "ffidavit", "report", "filing", "nternal "),
        "document",
        rf"\b(?:[Aa]ccording\s+to|(?:listed|described|named|said|stated|alleged|revealed|shown|detailed)\s+in|^In)\s+(?:the\s+|an?\s+|newly\s+unsealed\s+)*(?P<thing>{_PAPERS})",
    ),
    (("ourt ", "dictment", "ffidavit", "filing"), "document", rf"\b(?P<thing>{_PAPERS})(?:\s+(?!(?:not|never)\b)\w+){{0,5}}?\s+{_SHOW}\b"),
    (
        tuple(f"on {name}" for name in (*_PLATFORMS, "social", "his ", "her ", "its ", "their ", "the ")),
        "post",
        rf"<(?:wrote|posted|said|announced|tweeted|shared|declared|confirmed){_DAY}\s+(?:(?:in\s+)?a\s+(?:post|message|video)\s+)?on\s+(?:(?:his|her|its|their|the)\s+)?(?:social\s+network\s+|official\s+)?(?P<thing>{_PLATFORM}){_THERE}",
    ),
    ((" post",), "post", rf"<(?:said|wrote|announced|declared|confirmed){_DAY}\s+in\s+(?P<thing>an?\s+(?:{_PLATFORM}\s+)?post)\b"),
    (("tweeted",), "post", r"<(?P<thing>tweeted)\b"),
)
_GERMAN: tuple[Form, ...] = (
    (
        ("itteilung",),
        "document",
        rf"\b(?:teilten?|erklärten?|sagten?|hieß\s+es|heißt\s+es|gab(?:en)?)\s+(?:(?P<by>[^\n,;:.!?“”„()]{{2,60}}?)\s+)?in\s+(?P<thing>eine[rm]\s+(?:\w+\s+)?(?:Presse|Medien)?[Mm]itteilung)(?:\s+(?:der|des|von)\s+{_OF})?",
    ),
    (
        ("itteilung",),
        "document",
        r"<in\s+(?P<thing>eine[rm]\s+(?:Presse|Medien)?[Mm]itteilung)\s+(?:erklärten?|schreibt|schrieb|mitteilten?)\b",
    ),
    (
        ("itteilung",),
        "document",
        rf"\b(?:[Ll]aut|[Nn]ach)\s+(?P<thing>einer\s+(?:Presse|Medien)?[Mm]itteilung)(?:\s+(?:der|des|von)\s+{_OF})?",
    ),
    (
        ("rklärung",),
        "document",
        rf"\b(?:erklärten?|sagten?|hieß\s+es|heißt\s+es)\s+(?:{_BETWEEN}\s+)?in\s+(?P<thing>einer\s+(?:\w+\s+)?Erklärung)",
    ),
    (
        ("teilte",),
        "document",
        rf"\bteilten?\s+(?P<who>(?:(?:die|das)\s+(?:\w+\s+){{0,3}}?|der\s+[A-ZÄÖÜ]\w+\s+(?:\w+\s+){{0,2}}?)(?:{_OFFICE})(?:\s+[A-ZÄÖÜ]\w+)?)(?:\s+\w+){{0,3}}\s+mit\b",
    ),
    (
        ("chrieb",),
        "post",
        rf"\b[Ss]chrieb(?:en)?\s+{_BETWEEN}\s+(?:auf|bei|in)\s+(?:(?:dem|der|seinem|ihrem|seiner|ihrer)\s+)?(?:Kurznachrichtendienst\s+|Plattform\s+|Onlinedienst\s+|Netzwerk\s+)?(?P<thing>{_PLATFORM}){_THERE}",
    ),
    (("Gericht", "schrift"), "document", rf"\b(?:[Ll]aut|[Nn]ach|[Aa]us|[Ii]n)\s+(?:den\s+|der\s+)?(?P<thing>{_PAPIERE})"),
)
_ROMANCE: tuple[Form, ...] = (
    (
        ("communiqué",),
        "document",
        rf"\b(?:indiqué|annoncé|déclaré|précisé|affirmé|expliqué|fait\s+savoir)\s+(?:\w+di\s+)?(?:(?P<by>[^\n,;:.!?«»()]{{2,60}}?)\s+)?dans\s+(?P<thing>un\s+communiqué(?:\s+de\s+presse)?)(?:\s+d(?:e\s+la|e\s+l['’]|es|u|e)\s*{_OF})?",
    ),
    (("communiqué",), "document", rf"\b[Dd]ans\s+(?P<thing>un\s+communiqué(?:\s+de\s+presse)?)(?:\s+\w+)?,\s+{_BETWEEN}\s+(?:a|ont)\b"),
    (
        ("communiqué",),
        "document",
        rf"\b[Ss]elon\s+(?P<thing>un\s+communiqué(?:\s+de\s+presse)?)(?:\s+d(?:e\s+la|e\s+l['’]|es|u|e)\s*{_OF})?",
    ),
    (
        (" sur ",),
        "post",
        rf"\b(?:écrit|déclaré|annoncé|publié|posté|tweeté)\s+(?:\w+di\s+)?{_BETWEEN}\s+(?:dans\s+un\s+(?:message|post)\s+)?(?:publié\s+)?sur\s+(?:son\s+compte\s+|le\s+réseau\s+social\s+|les\s+|sa\s+(?:page|chaîne)\s+)?(?P<thing>{_PLATFORM}){_THERE}",
    ),
    (("judiciaires",), "document", r"\b[Ss]elon\s+(?:des|les)\s+(?P<thing>documents\s+judiciaires)"),
    (
        ("comunicado",),
        "document",
        rf"\b(?:dijo|informó|indicó|señaló|anunció|explicó|aseguró|afirmó)\s+(?:este\s+\w+\s+)?(?:(?P<by>[^\n,;:.!?«»()]{{2,60}}?)\s+)?(?:en|a\s+través\s+de|mediante)\s+(?P<thing>un\s+comunicado(?:\s+de\s+prensa)?)(?:\s+(?:del?|de\s+la)\s+{_OF})?",
    ),
    (
        ("comunicado",),
        "document",
        rf"\b[Ss]egún\s+(?P<thing>un\s+comunicado(?:\s+de\s+prensa)?)(?:\s+(?:de\s+la|del|de\s+los|de)\s+{_OF})?",
    ),
    (
        ("comunicado",),
        "document",
        rf"\b[Ee]n\s+(?P<thing>un\s+comunicado(?:\s+de\s+prensa)?),\s+{_BETWEEN}\s+(?:dijo|informó|indicó|señaló|anunció|explicó|aseguró|afirmó)\b",
    ),
    (
        ("escribió",),
        "post",
        rf"\bescribió\s+{_BETWEEN}\s+en\s+(?:su\s+cuenta\s+(?:de|en)\s+|sus\s+|la\s+red\s+social\s+|la\s+plataforma\s+)?(?P<thing>{_PLATFORM}){_THERE}",
    ),
    (("judiciales",), "document", r"\b[Ss]egún\s+(?:los\s+|unos\s+)?(?P<thing>documentos\s+judiciales)"),
)
_SLAVIC: tuple[Form, ...] = (
    (("оворится",), "document", rf"\b[Гг]оворится\s+в\s+(?P<thing>сообщени\w+|заявлени\w+|пресс-релиз\w*|коммюнике)\s+{_SITE}{_OF}"),
    (
        ("ообщ",),
        "document",
        rf"\b(?:[Сс]ообщил[аио]?(?:\s+\w+){{0,2}}?\s+(?:в\s+|(?={_ITSELF}\b))|[Пп]о\s+сообщению\s+)(?P<who>{_SERVICE}[^\n,;:.!?«»()]{{0,60}}?)(?=$|[.,;\n])",
    ),
    (
        ("аписал",),
        "post",
        rf"\b[Нн]аписал[аи]?\s+(?:{_BETWEEN}\s+)?(?:в|на)\s+(?:свое[мй]\s+|своём\s+|странице\s+в\s+|соцсети\s+)*(?P<thing>{_PLATFORM}){_THERE}",
    ),
    (
        ("деться",),
        "document",
        rf"\b[Йй]деться\s+(?:в|у)\s+(?P<thing>повідомленн\w+|заяв\w+|пресреліз\w*|прес-реліз\w*|комюніке)\s+{_SITE}{_OF}",
    ),
    (
        ("овідом",),
        "document",
        rf"\b[Пп]овідоми(?:ла|в|ли|ло)(?:\s+\w+){{0,2}}?\s+(?:в\s+|у\s+|(?={_ITSELF}\b))(?P<who>{_SERVICE}[^\n,;:.!?«»()]{{0,60}}?)(?=$|[.,;\n])",
    ),
    (
        ("аписа",),
        "post",
        rf"\b[Нн]аписа(?:в|ла|ли)\s+(?:{_BETWEEN}\s+)?(?:в|у|на)\s+(?:своєму\s+|своїй\s+|сторінці\s+у\s+|соцмережі\s+)*(?P<thing>{_PLATFORM}){_THERE}",
    ),
)
_UNSPACED: tuple[Form, ...] = (
    (
        ("声明", "聲明"),
        "document",
        rf"(?P<who>{_HAN}{{2,14}}?)(?:\d{{1,2}}日)?(?:在(?:一份)?|发表|發表)(?P<thing>声明|聲明)中?(?:说|說|表示|称|稱|指出)",
    ),
    (("声明",), "document", rf"(?P<who>{_KANA}{{2,16}}?)(?:氏)?は(?:\d{{1,2}}日)?、?(?:\d{{1,2}}日)?(?:の|に)?(?P<thing>声明)(?:で|を)"),
    (("通报",), "document", rf"据(?P<who>{_HAN}{{2,14}}?)(?:\d{{1,2}}日)?(?:发布)?的?(?P<thing>通报)"),
    (("法院文件",), "document", r"(?P<thing>法院文件)(?:显示|指出)"),
    (
        ("在微博", "在推特", "在脸书", "在臉書", "在社交", "在Telegram", "在X"),
        "post",
        rf"(?P<who>{_HAN}{{2,12}}?)(?:\d{{1,2}}日)?在(?:社交媒体|社交平台)?(?P<thing>微博|推特|脸书|臉書|社交媒体|社交平台|Telegram|X)(?:平台)?上?(?:发文|发帖|表示|写道|宣布|發文)",
    ),
    (
        ("投稿",),
        "post",
        rf"(?P<who>{_KANA}{{2,16}}?)(?:氏)?は(?:\d{{1,2}}日)?、?(?:自身の)?(?P<thing>SNS|X|ツイッター|フェイスブック|インスタグラム|テレグラム)(?:（[^（）]{{2,12}}）)?(?:に|へ|で)(?:\S{{0,6}})?投稿",
    ),
    (
        ("の発表に", "発表し"),
        "document",
        rf"(?P<thing>(?P<who>{_KANA}{{1,14}}?(?:省|庁|署|県|市|局|警察|府))(?:の発表に(?:よると|よれば)|が(?:\d{{1,2}}日)?発表し))",
    ),
    (("裁判資料", "法廷資料"), "document", r"(?P<thing>裁判資料|法廷資料)に(?:よると|よれば)"),
)


class _Pattern(NamedTuple):
    kind: Kind
    looks_back: bool
    pattern: re.Pattern[str]


def _patterns() -> dict[str, list[_Pattern]]:
    found: dict[str, list[_Pattern]] = {}
    for hints, kind, form in (*_ENGLISH, *_GERMAN, *_ROMANCE, *_SLAVIC, *_UNSPACED):
        made = _Pattern(kind, form.startswith("<"), re.compile(form.removeprefix("<")))
        for hint in hints:
            found.setdefault(hint, []).append(made)
    return found


_PATTERNS = _patterns()
_SENTENCE_END = re.compile(r"[.!?]\s|[。！？\n]")
_CLAUSE = re.compile(r"[,;:“”„\"«»()—–]")
_LINKING = re.compile(
    r"\b(?:and|but|or|that|which|who|when|as|because|while|after|before|where|if|although|however|wie|dass|und|que|y|et|qui)\b\s*",
    re.IGNORECASE,
)
_THE = re.compile(r"\b(?:the|a|an|die|der|das)\s", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:(?:the|a|an|die|der|das|le|la|les|el|los|las|his|her|its|their)\s+|l['’])", re.IGNORECASE)
_NOBODY = re.compile(
    r"^(?:he|she|it|they|we|i|er|sie|es|il|elle|ils|él|ella|он|она|они|він|вона|вони|who|which|that|also|has|have|had|was|were|be|to|being"
    r"|officials?|is|are|being|been|being|having|later|not|then)$",
    re.IGNORECASE,
)
_ANY = re.compile(r"(?:an?|its|his|her|their|eine[rm]|une?|un)\s", re.IGNORECASE)
# What was written and not who wrote: "schrieb ihren Namen", "a écrit une lettre", "написал книгу".
_WHAT = re.compile(r"(?:(?:einen|ihren|seinen|une?|una)\s|su\s+nombre\b|[а-яіїєґ]+[ую]$)")
_DENIED = re.compile(r"\b(?:not|never|nobody|no\s+one|\w+n['’]t)\s+$", re.IGNORECASE)
_TRAILING = re.compile(r"\s+(?:(?:am|an|on|le|el|em|в|у)\s+\w+|\w+di|later|also|first|heute|gestern|\w+ly|has|had|have)$", re.IGNORECASE)


def issued(text: str) -> Iterator[Issued]:
    """What `text` says was issued, in order, not overlapping; the span holds the words that say so."""
    found: list[Issued] = []
    for hint, patterns in _PATTERNS.items():
        for start, end in _windows(text, hint):
            for kind, looks_back, pattern in patterns:
                match = pattern.search(text, start, end)
                if match and not _nothing(text, start, kind, match):
                    found.append(_issue(text, start if looks_back else -1, kind, match))
    taken = 0
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if item.start >= taken:
            taken = item.end
            yield item


def _nothing(text: str, sentence: int, kind: Kind, match: re.Match[str]) -> bool:
    """Whether a match says that nothing was issued, or has what was written where it should have who wrote."""
    if kind == "post" and _WHAT.match(match.groupdict().get("who") or ""):
        return True
    return bool(_DENIED.search(text, sentence, match.start()))


def _windows(text: str, hint: str) -> Iterator[tuple[int, int]]:
    """The sentences that hold `hint`, each once, as far as `REACH` goes."""
    at, done = text.find(hint), -1
    for _ in range(MOST):
        if at < 0:
            return
        start, end = max(0, at - REACH), min(len(text), at + REACH)
        for stop in _SENTENCE_END.finditer(text, start, at):
            start = stop.end()
        stop_after = _SENTENCE_END.search(text, at, end)
        end = stop_after.start() + (text[stop_after.start()] != "\n") if stop_after else end
        if start != done:
            done = start
            yield start, end
        at = text.find(hint, at + 1)


def _issue(text: str, sentence: int, kind: Kind, match: re.Match[str]) -> Issued:
    """What a match says; `sentence` is where the sentence begins whose subject stands before the match, or -1."""
    groups = match.groupdict()
    thing = "Twitter" if groups.get("thing") == "tweeted" else (groups.get("thing") or "").strip()
    start, end = match.span()
    if sentence >= 0:
        clause = max((stop.end() for stop in _CLAUSE.finditer(text, sentence, start)), default=sentence)
        begins, name = _named(text, clause, start)
        return Issued(begins if name else start, end, name or thing, kind, bool(name))
    for group in ("who", "by"):
        if groups.get(group):
            name = _named(text, *match.span(group))[1]
            if name:
                return Issued(start, end, name, kind, True)
    return Issued(start, end, thing, kind, kind == "document" and not _ANY.match(thing))


def _named(text: str, start: int, end: int) -> tuple[int, str]:
    """Where the name of an issuer begins in that stretch of text, and the name without its article; "" for a mere pronoun."""
    start = max((link.end() for link in _LINKING.finditer(text, start, end)), default=start)
    said = text[start:end]
    if len(said.split()) > LONGEST:
        start = max((article.start() for article in _THE.finditer(text, start, end)), default=end)
        said = text[start:end]
    start += len(said) - len(said.lstrip())
    name = said.strip()
    while (cut := _TRAILING.search(name)) is not None:
        name = name[: cut.start()]
    bare = _ARTICLE.sub("", name)
    return (start, "") if len(bare) < 2 or _NOBODY.match(bare.split()[-1]) else (start, bare)
