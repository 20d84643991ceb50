"""Lines that stand on a page without being part of the report: what kind each is, judged by its own words.

The patterns are phrases of the trade in the languages that news pages use most, never names of outlets. They are written in lower
case and applied to lower-case lines: that is several times as fast as ignoring case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headwater.model import FurnitureKind
from headwater.stages.extract import phrases
from headwater.stages.extract.lines import Lines

_TITLE_SMALL = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "it", "its", "nor", "of", "off",
    "on", "or", "over", "per", "so", "than", "that", "the", "to", "up", "via", "vs", "with", "yet", "after", "amid",
    "before", "de", "la", "le", "les", "el", "los", "y", "et", "du", "des", "au", "en", "un", "une", "und", "der",
    "die", "das", "im", "am", "von", "zu", "mit", "auf", "für", "i", "w", "z", "na", "do", "о", "и", "в", "на", "с",
    "по", "за", "й", "та", "у", "з", "до"
})  # fmt: skip
_FULL_STOP = re.compile(r"[.!…。！।][\"'”’»」』)\]]*$")

_PHOTO_WORD = (
    r"(?:photo(?:graph|s|graphy)?|picture|image|pic|foto|fotos|bild|bilder|imagen|imagem|photographie|crédit"
    r"|credit|crédito|credits"
    r"|copyright|courtesy|file photo|handout|illustration|abbildung|video|zdjęcie|fot|kuva|фото|зображення|ảnh"
    r"|写真|照片|图片|사진)"
)
_PHOTO_AGENCY = (
    r"(?:Getty(?: Images)?|AFP|AP|AP Photo|Reuters|REUTERS|EPA(?:-EFE)?|EFE|dpa|DPA|picture[- ]alliance|IMAGO"
    r"|imago|Imago|ANSA|TASS|Xinhua|"
    r"UPI|PA|PA Wire|PA Images|ANP|TT|NTB|Ritzau|Keystone|APA|Bloomberg|Shutterstock|iStock|Alamy|Unsplash"
    r"|Pexels|Wikimedia(?: Commons)?|"
    r"Anadolu(?: Agency)?|Zuma|ZUMA(?: Press)?|Rex|Sipa(?: USA)?|NurPhoto|Ukrinform|RIA(?: Novosti)?|Kyodo"
    r"|Yonhap|PTI|ANI)"
)
_CREDIT_IN_BRACKETS = (
    re.compile(r"\[[^\][]{0,80}/\s?[^\][]{2,60}\]$"),
    re.compile(
        rf"[(\[](?i:file |ap |afp )?(?i:{_PHOTO_WORD})"
        r"(?:\s*(?:[:：/|©]|(?i:by|courtesy|credit|via)\b)[^()\[\]]{0,80})?[)\]]\.?$"
    ),
    re.compile(rf"[(\[][^()\[\]]{{0,60}}(?:via\s+|/\s?){_PHOTO_AGENCY}[^()\[\]]{{0,40}}[)\]]\.?$"),
    re.compile(r"[(\[](?:AP Photo|Getty Images|Reuters|AFP|EPA)\s*/[^()\[\]]{2,60}[)\]]\.?$"),
)
_BARE_AGENCY = re.compile(rf"[\[(]{_PHOTO_AGENCY}[\])]$")
# Each alternative begins with a letter of its own, not with a word boundary: `re` then skips to the places where one can begin.
_CREDIT_SIGN = re.compile(r"©|/|:|：|Getty|alliance|\(c\)|by(?<!\wby)\b|von(?<!\wvon)\b|de(?<!\wde)\b|di(?<!\wdi)\b")
_CREDIT_AT_END = (
    re.compile(rf"(?:^|[.\s])(?:(?i:{_PHOTO_WORD})|©|\([cC]\))\s*(?:[:：/]|(?i:by|von|de|di)\b)\s*(?=[^\W\d_a-zа-я])[^.!?]{{2,70}}$"),
    re.compile(r"\b(?:Getty Images|AFP via Getty|AP Photo/\S+|picture[- ]alliance|/\s?(?:Reuters|AFP|EPA|AP|dpa))\s*\S{0,20}$"),
)
_OWNED = re.compile(r"^©[^\d]+$")
_CLOSING = frozenset(")]")
MAX_CAPTION_WORDS = 70
MAX_LINE = 700
MAX_KIND = 400
"""Characters up to which a line of a page is asked what furniture it is."""

# A credit for the whole text is no furniture: it is what names the origin.
_TEXT_CREDIT = re.compile(
    r"^(?:(?:source|sources|quelle|quellen|fuente|fonte|bron|kilde|källa|źródło|источник|джерело"
    r"|via)\s*[:：]\s*\S.{0,80}"
    r"|\(?(?:additional\s+)?(?:reporting|writing|editing|written|edited|compiled|translated)(?: \w+){0,3} by\b.{0,300}"
    r"|(?:with|mit)\s+(?:files|material|agencies|agenturen)\b.{0,80})$",
)
_CONTRIBUTED = re.compile(r"^.{2,120}\bcontributed (?:to th[ie]s?|reporting|from)\b.{0,120}$")
_FOOTER = re.compile(
    r"all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|tutti i diritti riservati"
    r"|todos os direitos reservados|все права защищены|всі права захищені|wszelkie prawa zastrzeżone"
    r"|trademarks? (?:belong|are the property)"
    r"|(?:content|materials?) (?:belongs?|will be (?:deleted|removed))|if you are the (?:copyright )?(?:owner"
    r"|holder|author)\b"
    r"|do not want us to publish|(?:may|must) not be (?:published|reproduced|republished), "
    r"|automatic aggregator|no copyright infringement"
    r"|^©|^\(c\)\s*\d{4}|^copyright\b|\bappeared first on\b|\b(?:terms of (?:use|service)|privacy policy"
    r"|cookie policy)\b.{0,60}$"
    r"|^(?:this article|this story) was (?:originally )?(?:published|generated) (?:on|by|from)\b.{0,90}$",
)
_NAV = re.compile(
    r"^(?:back to (?:the )?top(?: button)?|nach oben|zum seitenanfang|haut de page|retour en haut"
    r"|volver arriba|torna su|наверх|scroll to top"
    r"|skip to (?:main )?content|home|menu|search|close|next(?: article| post)?|previous(?: article| post)?"
    r"|older posts?|newer posts?"
    r"|(?:leave a )?(?:comment|reply)s?|\d+ comments?|log ?in|sign (?:in|up)|print(?: this)?(?: page"
    r"| article)?|load more|show more)[.!»›>]*$",
)
_PROMO = re.compile(
    r"^(?:(?:please )?(?:share|tweet|pin) (?:this|on|it|via|now)\b.{0,60}|share|teilen|partager|compartir"
    r"|condividi|поделиться|поширити|udostępnij"
    r"|(?:sign up|subscribe|register|join)\b.{0,40}\b(?:newsletter|for free|today|now|channel|whatsapp"
    r"|telegram|inbox|updates|here)\b.{0,80}"
    r"|(?:follow|like|find|join) us (?:on|at)\b.{0,80}|(?:download|get) (?:the"
    r"|our) .{0,40}\bapp\b.{0,40}"
    r"|(?:advertisement|anzeige|werbung|publicité|publicidad|pubblicità|reklama|реклама|advertising"
    r"|sponsored(?: content)?|ad)"
    r"|(?:подписывайтесь|підписуйтесь|suscríb|abonnieren|abonnez|iscriviti|inscreva).{0,120}|support (?:our"
    r"|independent) journalism.{0,80}"
    r"|click here (?:to|for)\b.{0,80})[.!:]*$",
)
_NEWSLETTER = re.compile(r"\b(?:sign|subscribe|get|receive|join|regist|abonn|inscri|iscriv|suscr|melden|deliver)")
_RELATED_HEADING = re.compile(
    r"^(?:(?:related|similar|recommended|more|other|latest|top|popular|trending|recent"
    r"|further)(?: \w+){0,2} (?:articles?|stor(?:y|ies)|news|posts?|reading|"
    r"coverage|content|topics?|links?|headlines?)|related|read (?:also|more|next)|see also|also read"
    r"|you (?:may|might) (?:also )?(?:like|be interested).{0,20}"
    r"|recommended(?: for you)?|more (?:from|on|about)\b.{0,40}|most (?:read|popular|viewed)|don'?t miss"
    r"|what to read next|mehr zum thema|lesen sie auch"
    r"|weitere (?:artikel|themen|nachrichten)|das könnte sie auch interessieren|auch interessant|meistgelesen"
    r"|à lire aussi|lire aussi|sur le même sujet"
    r"|te puede interesar|lea también|noticias relacionadas|más noticias|leggi anche|potrebbe interessarti"
    r"|leia (?:também|mais)|читайте также|читайте також"
    r"|по теме|за темою|lees ook|læs også|les også|läs (?:också|även|mer)|lue myös|czytaj (?:także|też"
    r"|również)|zobacz (?:także|też)|čtěte také)[:：.…!]*$",
)
_RELATED_LINE = re.compile(
    r"^(?:read (?:also|more|next)|see also|also read|related(?: stor(?:y|ies)| articles?)?|more|don'?t miss"
    r"|watch|must read|lesen sie (?:auch|hier)|lies auch|mehr (?:dazu|zum thema)|à lire(?: aussi)?"
    r"|lire aussi|lea también|leer también|leggi anche|leia (?:também|mais)|читайте (?:также|також)|lees ook"
    r"|læs også|les også|läs också|lue myös|czytaj (?:także|też|również))(?:\s*[:：|»]|\s+[–—-])\s*\S.{0,200}$",
)


# The first three letters of all that `_TEXT_CREDIT`, `_NAV`, `_PROMO` and the patterns of related articles take (a test derives them):
# nineteen in twenty lines of a report begin otherwise and need no look at those patterns.
_OPENING = (
    "(ad|(co|(ed|(re|(tr|(wr|abo|ad|ad!|ad.|ad:|add|adv|als|anz|auc|bac|bro|cli|clo|com|con|czy|das|don|dow|edi|fin|fol|fon|fue|fur|get|hau"
    "|hom|ins|isc|joi|kil|käl|lat|lea|lee|leg|lei|les|lie|lik|lir|loa|log|lue|läs|læs|meh|mei|men|mit|mor|mos|mus|más|nac|new|nex|not|old"
    "|oth|par|pin|ple|pop|pot|pre|pri|pub|que|rea|rec|reg|rek|rel|rep|ret|scr|sea|see|sha|sho|sig|sim|ski|sou|spo|sub|sup|sur|sus|te |tei"
    "|top|tor|tra|tre|twe|udo|via|vol|wat|wei|wer|wha|wit|wri|you|zob|zum|à l|čtě|źró|дже|за |ист|нав|по |под|пош|під|рек|чит"
)
_OPENINGS = frozenset(_OPENING.split("|"))


def kinds_of_lines(lines: Lines) -> Iterator[tuple[int, FurnitureKind]]:
    """(place, kind) of each line that `kind_of_line` names a kind for. Lines of over `MAX_KIND` characters are not asked."""
    footers, captions = lines.holding(phrases.FOOTER), lines.holding(phrases.CAPTION)
    told = footers | captions | lines.holding((phrases.NEWSLETTER, phrases.CONTRIBUTED))
    for at, (line, lowered) in enumerate(zip(lines.texts, lines.low, strict=True)):
        opens = lowered[:3] in _OPENINGS or "0" <= lowered[:1] <= "9"
        bracketed = line.rstrip(".")[-1:] in _CLOSING
        if (opens or bracketed or at in told) and len(line) <= MAX_KIND:
            caption = (bracketed or at in captions) and is_photo_caption(line)
            if kind := _kind_of(lowered, opens, caption, at in footers):
                yield at, kind


def kind_of_line(line: str) -> FurnitureKind | None:
    """What furniture `line` is by its words alone; None for a line that may belong to the report. `line` is flat."""
    if len(line) > MAX_LINE:
        return None
    lowered = line.lower()
    opens = lowered[:3] in _OPENINGS or "0" <= lowered[:1] <= "9"
    return _kind_of(lowered, opens, is_photo_caption(line), any(sign in lowered for sign in phrases.FOOTER))


def _kind_of(lowered: str, opens: bool, caption: bool, footer: bool) -> FurnitureKind | None:
    """`opens`: it begins like furniture; `footer`: it has one of the words of footers."""
    length = len(lowered)
    if not caption and length <= 320 and ((opens and _TEXT_CREDIT.match(lowered)) or _is_contributed(lowered)):
        return None
    if opens and length <= 260 and (kind := _by_opening(lowered)):
        return kind
    if length <= 120 and phrases.NEWSLETTER in lowered and _NEWSLETTER.search(lowered):
        return "promo"
    if caption:
        return "caption"
    if footer and _FOOTER.search(lowered) and ends_like_footer(lowered):
        return "footer"
    return None


def _by_opening(lowered: str) -> FurnitureKind | None:
    length = len(lowered)
    if length <= 90 and _NAV.match(lowered):
        return "nav"
    if _PROMO.match(lowered):
        return "promo"
    if _RELATED_LINE.match(lowered) or (length <= 80 and _RELATED_HEADING.match(lowered)):
        return "related"
    return None


def ends_like_footer(line: str) -> bool:
    """A quotation that speaks of rights is no footer."""
    return not any(mark in line for mark in "“”«»„") or len(line) < 120


def is_related_heading(line: str) -> bool:
    return len(line) <= 80 and bool(_RELATED_HEADING.match(line.lower()))


def is_text_credit(line: str) -> bool:
    """True for a line that credits the text as a whole ("Source: AP", "Reporting by …; editing by …")."""
    return len(line) <= 320 and _credits_text(line.lower()) and not is_photo_caption(line)


def _credits_text(lowered: str) -> bool:
    return bool(_TEXT_CREDIT.match(lowered)) or _is_contributed(lowered)


def _is_contributed(lowered: str) -> bool:
    return "contributed" in lowered and bool(_CONTRIBUTED.match(lowered))


def is_photo_caption(line: str) -> bool:
    """True for a line that ends in a photographer's or picture agency's credit."""
    if len(line) > 600 or line.count(" ") >= MAX_CAPTION_WORDS:
        return False
    tail = line[-120:]
    if tail.endswith((")", "]")) or (tail.endswith(".") and tail.rstrip(".").endswith((")", "]"))):
        return any(pattern.search(tail) for pattern in _CREDIT_IN_BRACKETS) or _ends_in_agency(line)
    if not _CREDIT_SIGN.search(tail):
        return False
    return any(pattern.search(tail) for pattern in _CREDIT_AT_END) or (len(line) <= 90 and bool(_OWNED.match(line)))


def _ends_in_agency(line: str) -> bool:
    """ "[Reuters]" after a sentence credits the text, after a mere description the picture."""
    bare = _BARE_AGENCY.search(line[-40:])
    return bare is not None and line.count(" ") < 40 and not ends_sentence(line[: -len(bare.group())].rstrip())


def ends_sentence(line: str) -> bool:
    return bool(_FULL_STOP.search(line))


def looks_like_headline(line: str) -> bool:
    """True for a short line without sentence end."""
    parts = line.split()
    return 1 <= len(parts) <= 25 and len(line) <= 200 and not ends_sentence(line) and not line.endswith((",", ";", ":"))


def is_title_case(line: str) -> bool:
    """True if at least seven in ten of the words that carry meaning begin with a capital or a digit."""
    carrying = [word for word in line.split() if word.casefold().strip(",.;:'\"“”‘’()") not in _TITLE_SMALL and word[:1].isalnum()]
    if not carrying:
        return False
    return sum(not word[0].islower() for word in carrying) >= 0.7 * len(carrying)
