"""The words beside an agency's name that make it a credit, in the languages read so far.

`BEFORE_*` end where the name begins, `AFTER_*` begin where it ends, `*_LINE` match a whole line. All are anchored and are tried only
beside a name or at the edges of a text, so that a long text costs no more than its names.
"""

from __future__ import annotations

import re

# What may stand between a cue and the name: "told [the US news agency] AP", "sagte [der Deutschen Nachrichtenagentur] dpa".
_MEDIUM = (
    r"(?:news\s+|press\s+|wire\s+|state\s+|official\s+)*(?:agency|newspaper|paper|daily|weekly|magazine|broadcaster|channel|network"
    r"|station|outlet|website|site|portal|service|program(?:me)?|radio|television|TV|podcast|press|media)"
    r"|(?:Nachrichten-?|Presse-?)?[Aa]gentur|(?:Tages|Wochen|Sonntags)?[Zz]eitung|Magazins?|Nachrichtenmagazin|Sender|Zeitschrift|Blatt"
    r"|(?:l['’])?agence(?:\s+de\s+presse)?|journal|quotidien|chaîne|magazine|hebdomadaire|agencia(?:\s+de\s+noticias)?|diario"
    r"|periódico|cadena|revista|agenzia|quotidiano|agência(?:\s+de\s+notícias)?|jornal|emissora"
    r"|(?:інформ|информ|прес-|пресс-|новинн|новост)?\w*\s?агент?ств\w*|видан\w+|издани\w+|газет\w+|телеканал\w*|каналу?|журнал\w*"
    r"|agencj\w+|dziennik\w*|gazet\w*|portal\w*|nyhetsbyrån|nyhetsbyrået|persbureau|krant|tv-kanalen|ajansı\w*"
)
_FILLER = rf"(?:(?:[\w'’.-]+\s+){{0,3}}?(?:{_MEDIUM})\s+)?[\"“„«‘']?"
_THE = (
    r"(?:(?:the|a|an|its|his|her|der|die|das|dem|den|des|vom|la|le|les|el|los|il|lo|o|do|da|de|het|at|till|til|to|with|a|an)\s+"
    r"|l['’]\s?|all['’]\s?|dell['’]\s?|d['’]\s?)?"
)

# Who spoke, between a verb and the name: "a déclaré [Ina Holt] à l’AFP".
_WHO = r"(?:\s+[\w'’.-]+){0,4}?"

# Somebody spoke to it: the strongest sign in the text itself.
_SPOKEN = (
    r"\b(?:(?:told|tells|telling)(?:\s+an?\s+(?:reporter|correspondent|journalist)\s+(?:for|of|from|at|with))?|spoke(?:n)?\s+(?:to|with)|speaking\s+(?:to|with)|talking\s+to|talked\s+to|said\s+to|confirmed\s+to"
    r"|statements?\s+to|comments?\s+to|remarks\s+to|interview(?:s|ed)?\s+(?:with|to|by|for|given\s+to|granted\s+to)|interviewed\s+by"
    r"|e-?mail\s+to"
    r"|gegenüber|(?:sagte|sagten|erklärte|teilte|erzählte|bestätigte)(?:\s+\w+){0,3}|(?:Gespräch|Interview)\s+mit"
    rf"|(?:déclaré|dit|confié|affirmé|indiqué|assuré|expliqué|raconté|confirmé){_WHO}\s+(?:à|au|aux)|auprès\s+d[eu]|interrogée?s?\s+par"
    r"|(?:entretien|interview)(?:\s+(?:accordée?|donnée?|publiée?))?(?:\s+\w+di)?\s+(?:à|au|avec|par|dans)|au\s+micro\s+de"
    rf"|(?:dijo|declaró|aseguró|explicó|confirmó|contó|afirmó|señaló){_WHO}\s+al?|(?:entrevista|declaraciones)\s+(?:con|al?|concedidas?\s+al?|en)"
    rf"|(?:detto|dichiarato|spiegato|raccontato|confermato){_WHO}\s+(?:a|al|alla|all['’])|intervista\s+(?:a|al|alla|all['’]|con)"
    rf"|(?:disse|declarou|afirmou|contou|explicou|confirmou){_WHO}\s+(?:à|ao|a)|entrevista\s+(?:à|ao)"
    rf"|(?:сказал|заявил|рассказал|сообщил|подтвердил|пояснил)[аио]?{_WHO}|(?:в\s+)?интервью|в\s+комментарии|в\s+(?:разговоре|беседе)\s+с"
    rf"|(?:сказа|заяви|розпові|повідоми|підтверди|поясни)(?:в|ла|ли){_WHO}|(?:розповіла|розповів|розповіли){_WHO}|(?:в|у)\s+інтерв['’ʼ]ю"
    r"|(?:в|у)\s+коментарі(?:\s+для)?|(?:в|у)\s+розмові\s+з"
    r"|(?:powiedział|powiedziała|powiedzieli|przekazał|przekazała|poinformował|poinformowała)|rozmowie\s+z|wywiadzie\s+dla"
    r"|zei\s+tegen|zegt\s+tegen|gesprek\s+met|säger(?:\s+\w+){0,2}\s+till|berättar\s+för|sier(?:\s+\w+){0,2}\s+til|siger\s+til)"
)
BEFORE_SPOKEN = re.compile(rf"{_SPOKEN}\s+{_THE}{_FILLER}$", re.IGNORECASE)

# It is named as the one who knows or published.
_ACCORDING = (
    r"\b(?:according\s+to|(?:reported|published|obtained|seen|reviewed|cited|quoted|carried|verified|released|broken|compiled|counted|told"
    r"|revealed|disclosed|uncovered|noted|spotted)\s+(?:first\s+|earlier\s+)?(?:by|in)"
    r"|(?:broke|appeared|emerged|surfaced|came\s+to\s+light|ran|printed)\s+(?:first\s+|initially\s+)?in|(?:scoop|exclusive|investigation|story|account)\s+(?:by|in|from|of)"
    r"|in\s+the\s+(?:pages|columns)\s+of|readers\s+of"
    r"|citing|quoting|reports\s+(?:by|in|from)|report\s+(?:by|in|from)|a\s+tally\s+by|count\s+by"
    r"|laut|nach\s+(?:Angaben|Informationen|einem\s+Bericht|Berichten)(?:\s+(?:von|des|der))?|unter\s+Berufung\s+auf|wie"
    r"|(?:berichtet|berichtete|meldet|meldete|zitiert|zitierte)"
    r"|(?:hatten?|habe|haben)(?:\s+(?:zuerst|zuvor|bereits|zunächst))?"
    r"|selon|d['’]après|rapporte(?:nt)?|cité[es]*\s+par|révélé[es]*\s+par"
    r"|(?:a|ont|avait|avaient)\s+(?:rapporté|révélé|annoncé|écrit|indiqué|affirmé|relaté|dévoilé)(?:\s+\w+di)?|à\s+en\s+croire|comme\s+l['’]écri[vt]\w*"
    r"|según(?:\s+(?:informó|publicó|informa|publica|adelantó|recoge|reveló))?|de\s+acuerdo\s+con|informó|citado\s+por|recogido\s+por|publicado\s+por"
    r"|(?:publicó|adelantó|reveló|publica|revela|adelanta|recoge|informa)"
    r"|secondo|riferisce|riporta|citato\s+da(?:ll['’]|lla)?|stando\s+a(?:ll['’]|lla)?"
    r"|segundo|de\s+acordo\s+com|informou"
    r"|повідоми(?:в|ла|ло|ли)|повідомля(?:є|ють)|переда(?:є|ють)|пишуть?|пише|інформує|за\s+даними|(?:з|із)\s+посиланням\s+на|за\s+(?:повідомленням|словами)"
    r"|сообщил[аио]?|сообща(?:ет|ют)|написал[аио]?|выяснил[аио]?|переда[её]т|передают|пишет|по\s+(?:данным|сообщению|информации)|со\s+ссылкой\s+на|цитирует"
    r"|według|jak\s+(?:podaje|podała|informuje)|podaje|informuje|powołując\s+się\s+na"
    r"|volgens|meldt|enligt|rapporterar|ifølge|melder|skriver|据|根据|援引)"
)
BEFORE_ACCORDING = re.compile(rf"{_ACCORDING}\s*{_THE}{_FILLER}$", re.IGNORECASE)

_ADVERB = r"(?:(?:also|later|first|earlier|has|had|have|has\s+also|exclusively|on\s+\w+day|hat|habe|a|ha|news\s+agency)\s+)*"
AFTER_REPORTED = re.compile(
    rf"^[\"”“»’']?\s*{_ADVERB}(?:report(?:s|ed)\b|wrote\b|writes\b|quoted\b|cited\b|revealed\b|learned\b|understands\b|found\b|published\b"
    r"|bericht(?:et|ete|eten)\b|melde(?:t|te)\b|schreibt\b|schrieb\b|rapporte\b|rapporté\b|écrit\b|révèle\b|révélé\b"
    r"|informó\b|reportó\b|informa\b|riferisce\b|riferito\b|riporta\b|scrive\b|informou\b|noticiou\b"
    r"|повідомля|повідоми|передає|пише|сообщ|передает|передаёт|пишет|podał|podaje|informuje|poinformował|meldt\b|meldde\b|skriver\b"
    r"|rapporterar\b|melder\b|によると|によれば|が報じ|が伝え|通信|는|에\s?따르면|报道|報導|報道|称|獲悉|获悉"
    r"|(?:had|has)\s+(?:it|the\s+story|broken|first)\b|carried\b|ran\s+a\b|broke\s+the\b|(?:-?Zeitung)?[“”\"]?(?:\s+\w+){0,2}\s+(?:berichtet|gemeldet|geschrieben)\b)",
    re.IGNORECASE,
)
# "X said" is the agency's word, but a newspaper that "said" something mostly speaks of itself.
AFTER_SAID = re.compile(rf"^\s*,?\s*{_ADVERB}(?:said|says|sagte|teilte|a\s+indiqué|indique|dijo)\b", re.IGNORECASE)
AFTER_ZUFOLGE = re.compile(r"^\s*(?:zufolge|nach\b|haberine\s+göre|['’](?:ye|ya|e|a)\s+(?:göre|konuş|konuşan))", re.IGNORECASE)
# The name comes first and is who somebody spoke to: "Dem „X“ sagte sie", "接受X采访", "Xのインタビューで".
AFTER_SPOKEN = re.compile(
    r"^[\"”“»’']?(?:\s*,)?\s+(?:sagten?|erklärten?|bestätigten?|erzählten?|verrieten?|verriet)\b"
    r"|^[^\n。.，,、]{0,6}?(?:采访|採訪|专访|專訪|表示|透露|のインタビュー|の取材に|に語|に話|に対し|に明らか|와의|에\s?말)"
)
TOLD_ATTACHED = re.compile(r"(?:接受|告诉|告訴|对|對|向)[^\n。.，,]{0,6}$")
DATIVE = re.compile(r"(?:^|[.!?:“”\"]\s*)(?:Dem|Der|Den)\s+[\"“„«‘']?$")
AUXILIARY = re.compile(r"(?:hatten?|habe|haben|wie)\b", re.IGNORECASE)
PARTICIPLE = re.compile(
    r"[“”\"]?(?:-?Zeitung)?[“”\"]?(?:[^\n.!?,;]|[.,](?=\d)){0,60}?\b(?:bericht(?:et|en|ete|eten)|gemeldet|meld(?:et|en|ete|eten)|geschrieben|schreib(?:t|en)|schrieb(?:en)?|veröffentlicht|enthüllt|erfuhr|erfahren|mitteil(?:t|te)|zitiert|heißt|hieß)\b"
)
BEFORE_ATTACHED = re.compile(
    r"(?:接受|告诉|告訴|对|對|据|據|援引|引述|ذكرت|أفادت|نقلت|وفق[اً]*\s*ل?|بحسب|قال[تا]?\s*ل?|وكالة|عن|ل)[^\n。.]{0,12}$"
)
AFTER_ATTACHED = re.compile(
    r"^[^\n。.，,]{0,8}?(?:报道|報導|報道|报导|称|稱|采访|採訪|记者|記者|消息|援引|引述|获悉|によると|によれば|が報じ|が伝え|は報じ|は伝え|が[^\n。]{1,8}報じ|に語|に対し|에\s?따르면|보도|에\s?말|와의)"
)

# Pictures have authors too; they say nothing of the report.
PHOTO_BEFORE = re.compile(
    r"(?:photo(?:graph)?s?|foto(?:s|graf\w*|grafie)?|images?|imagen|immagine|pictures?|bild(?:er)?|zdjęcie|фото\w*|світлин\w+|знімок"
    r"|video|vidéo|відео|видео|credits?|getty(?:\s+images)?|©|\(c\)|copyright|图|圖|写真|사진|صورة)[^\n.!?]{0,60}$|[/|@]\s*$",
    re.IGNORECASE,
)
PHOTO_AFTER = re.compile(
    r"^\s*(?:[/|]\s*[A-ZА-Я]\w+|[/|]?\s*(?:photos?|fotos?|images?|pictures?|file\s+photo|picture[\s-]alliance|via\s+getty|video|фото|图|圖)\b)",
    re.IGNORECASE,
)
PHOTO = re.compile(r"\b(?:photos?|fotos?|images?|фото|getty)\b", re.IGNORECASE)
PERSON_OF = re.compile(rf"^[^\W\d]\S*(?:\s+[^\s/|]+){{1,3}}\s*[/|]\s*\S+(?:\s\S+)?$|{PHOTO.pattern}", re.IGNORECASE)
SLASH = re.compile(r"[/|]")
CAPTION_LINE = re.compile(r"(?:getty|shutterstock|picture[\s-]alliance|imago|file\s+photo|photo(?:graph)?:|foto:|фото:)", re.IGNORECASE)

LABEL = (
    r"sources?|quellen?|fuentes?|fontes?|fonti|źródł[oa]|джерел[оа]|источник\w*|kaynak(?:lar)?|bron(?:nen)?|källa|källor|kilder?"
    r"|zdroje?|forrás|lähde|πηγή|来源|來源|消息来源|出典|出所|출처|المصدر|מקור"
)
LABEL_LINE = re.compile(rf"^\W{{0,3}}(?:{LABEL})\s*(?:[:：]|\s[–—-])\s*(?P<names>\S[^\n]{{0,158}}?)\W{{0,3}}$", re.IGNORECASE)
# "With material from AP and dpa." A line of its own, mostly in brackets or italics.
WITH_LINE = re.compile(
    r"^\W{0,3}(?:[\w. ]{0,40}?\b)?(?:"
    r"(?:translated|übersetzt|traduit|traducido|tradotto|переклад\w*|перевод\w*)\b[^\n.:]{0,40}[.:]\s*(?:original|source|quelle|fuente|fonte)\s*:?"
    r"|with\s+(?:\w+\s+){0,2}(?:from|by)|(?:reporting|reported|compiled)\s+(?:by|from)"
    r"|(?:material|inputs?|information|files)\s+from"
    r"|additional\s+reporting\s+by|adapted\s+from|translated\s+from|courtesy\s+of|republished\s+from"
    r"|mit\s+(?:Material|Informationen|Agenturmaterial)(?:\s+\w+){0,2}?\s+(?:von|der|des)|(?:unter\s+Verwendung|auf\s+Basis)\s+von|mit"
    r"|(?:Le\s+\w+\s+)?avec|d['’]après|traduit\s+de|con\s+informaci[oó]n\s+de|con|com\s+informações\s+d[aeo]|com"
    r"|за\s+матеріалами|за\s+інформацією|по\s+материалам|по\s+информации|на\s+основі|на\s+основе|переклад\s+з|перевод\s+с"
    r"|na\s+podstawie|za|met\s+(?:materiaal|informatie)\s+van|med\s+material\s+från)"
    r"\s*:?\s+(?:the\s+|der\s+|l['’]\s?|la\s+|el\s+)?(?P<names>\S[^\n]{0,118}?)\W{0,3}$",
    re.IGNORECASE,
)
# "This story originally appeared in X": whoever it is, X is where it comes from.
ORIGINALLY = re.compile(
    r"\b(?:(?:(?:first|originally)\s+(?:published|appeared|ran)|(?:re)?published\s+(?:with\s+permission\s+)?(?:from|courtesy\s+of)|reprinted\s+(?:with\s+permission\s+)?from"
    r"|(?:published|appeared)\s+(?:first|originally))(?:\s+(?:in|on|by|at|from))?"
    r"|(?:erschien|erschienen|veröffentlicht)\s+(?:zuerst|zunächst|ursprünglich)\s+(?:im|in\s+der|bei|auf|in)|(?:zuerst|ursprünglich)\s+(?:im|in\s+der|bei|auf)"
    r"|(?:paru|publié)e?\s+(?:initialement\s+|d['’]abord\s+|à\s+l['’]origine\s+)?(?:dans|sur|par)|publicado\s+(?:originalmente\s+)?(?:en|em|por)"
    r"|впервые\s+опубликован\w*\s+(?:в|на)|вперше\s+опублікован\w*\s+(?:в|у|на))\s*:?\s+(?:the\s+|der\s+|dem\s+|la\s+|el\s+|le\s+)?(?P<names>[^\W_][^\n.,;:(){}]{1,80})",
    re.IGNORECASE,
)
# Only a line that speaks of the report itself, or of nothing, says where it is from: studies, books and singers appear somewhere first too.
ITSELF = re.compile(
    r"^\W{0,3}$|\b(?:th(?:is|e)\s+(?:[\w-]+\s+)?(?:story|article|report|piece|post|column|interview|essay|commentary|item|analysis|version)"
    r"|(?:dieser?|dieses|der|das)\s+(?:Artikel|Beitrag|Text|Bericht|Kommentar|Interview|Gastbeitrag|Reportage)"
    r"|(?:cet|cette|ce|l['’])\s?(?:article|texte|reportage|entretien|interview|tribune|version|enquête)"
    r"|est[ea]\s+(?:artículo|nota|texto|reportaje|entrevista|artigo|matéria|reportagem|contenido)"
    r"|(?:эт\w+\s+)?(?:стать|материал|текст|интервью)\w*|(?:ц\w+\s+)?(?:статт|матеріал|текст|інтерв['’ʼ]ю)\w*)\b",
    re.IGNORECASE,
)
PHRASE_END = re.compile(
    r"\s+(?:and\s+(?:is|was|has)|under|on|in|at|with|here|here:|y\s+se|und\s+(?:ist|wird)|am|le|el|as\s+part|erschienen|veröffentlicht)\b"
)
COPYRIGHT = re.compile(
    r"^\W{0,2}(?:(?P<year>(?:©|\(c\)|copyright)[\s©]*\d{4}(?:\s*[-–]\s*\d{2,4})?)|©|\(c\)|copyright)\W{0,2}\s*(?:by\s+)?(?P<names>[^\n.]{2,60}?)[.,]?"
    r"(?P<rights>\s+(?:all\s+rights|alle\s+rechte|tous\s+droits|todos\s+(?:os|los)\s+d\w+|все\s+права|усі\s+права|this\s+(?:material|story)).{0,160})?$",
    re.IGNORECASE,
)
VIA = re.compile(r"^\W{0,2}(?:via|with|through|from)\s*:?\s+(?P<names>[^\n]{2,60}?)\W{0,2}$", re.IGNORECASE)
STAFF = re.compile(
    r"\s+(?:staff|agencies|newsroom|writers?|correspondents?|reporters?|desk|services?|redaktion|redacción|rédaction)\b.*$", re.IGNORECASE
)
CONTRIBUTED = re.compile(
    r"\b(?:contributed\s+(?:to\s+(?:this\b|(?:the\s+(?:\w+\s+)?)?(?:report|story|article|piece|coverage)\w*)|reporting)|contributed\."
    r"|trug\s+zu\s+(?:diese[mr]\b|de[mr]\s+(?:Bericht|Artikel|Beitrag|Text|Geschichte)))",
    re.IGNORECASE,
)
# A closing line of a desk: "(Reporting by A. B. in X; editing by C. D.)" names people, and is no credit unless an agency stands in it.
TRANSLATED = re.compile(
    r"\b(?:translated\s+from|translation\s+of|übersetz\w*|aus\s+dem\s+\w+en|traduit|traducid[oa]|traduzion\w*|tradotto|traduzid[oa]"
    r"|переклад\w*|перевод\w*|переведен\w*|przetłumacz\w*|tłumaczeni\w*|vertaald|översatt|oversat|oversatt|编译|翻译|翻訳|번역)",
    re.IGNORECASE,
)

# An agency or paper introduced as one: "the newspaper Harbour Voice", "агентство «Меридіан»".
TITLED = re.compile(
    r"\b(?:newspaper|daily|weekly|magazine|broadcaster|agency|Zeitung|Nachrichtenagentur|Agentur|Magazin|Sender|Zeitschrift|agence|journal"
    r"|quotidien|magazine|agencia|diario|agenzia|quotidiano|agência|jornal|агент?ств\w+|видан\w+|издани\w+|газет\w+|агенці\w+|dziennik\w*)"
    r"\s+(?:[«„“\"](?P<quoted>[^«»„“”\"\n]{3,40})[»”“\"]"
    r"|(?P<plain>[^\W\d_a-zа-яєіїґё][\w'’-]+(?:\s[^\W\d_a-zа-яєіїґё][\w'’-]+){0,3}))"
)
LANGUAGES = {
    "de": re.compile(r"(?i)german|deutsch|allemand|alem[aá]n|tedesco|німецьк|немецк|niemieck"),
    "en": re.compile(r"(?i)english|englisch|anglais|ingl[eéê]s|англійськ|английск|angielsk"),
    "es": re.compile(r"(?i)spanish|spanisch|espagnol|español|spagnolo|іспанськ|испанск|hiszpańsk"),
    "fr": re.compile(r"(?i)french|französisch|français|francés|francese|французьк|французск|francusk"),
    "it": re.compile(r"(?i)italian|italienisch|italien|italiano|італійськ|итальянск|włosk"),
    "ja": re.compile(r"(?i)japanese|japanisch|japonais|japonés|giapponese|японськ|японск|japońsk|日本語"),
    "pl": re.compile(r"(?i)polish|polnisch|polonais|polaco|polacco|польськ|польск|polskiego"),
    "pt": re.compile(r"(?i)portugu|португальс"),
    "ru": re.compile(r"(?i)russian|russisch|russe|ruso|russo|російськ|русск|rosyjsk"),
    "uk": re.compile(r"(?i)ukrainian|ukrainisch|ukrainien|ucraniano|ucraino|українськ|украинск|ukraińsk"),
    "zh": re.compile(r"(?i)chinese|chinesisch|chinois|chino|cinese|китайськ|китайск|chińsk|中文"),
}
"""Names of languages, as far as "translated from …" is understood."""

_PLACE = r"[^\W\d_a-zа-яєіїґё][^\n():;!?–—]{1,60}?"
DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})?[,.]?\s*[(（/](?P<names>[^()（）/\n]{{2,40}}(?:/[^()（）/\n]{{2,20}}){{0,6}})[)）/]\s*(?P<dash>[-–—:]|--|\.\s)?"
)
DATELINE_ATTACHED = re.compile(r"^[^\n。]{0,2}(?P<names>[\u3040-\u30ff\u3400-\u9fff]{2,5}?社)(?=[\u4e00-\u9fff]{2,6}\d{1,2}月)")
_DATE = r"(?:\d{1,2}\.?\s*[^\W\d_]{3,9}\.?|[^\W\d_]{3,9}\.?\s+\d{1,2}|\d{1,2}(?!\.?\s*[^\W\d_]{3}))(?:,?\s+\d{4})?"
# Without brackets: "Calder, Nov 21, AFP - ", "PTI: ", "КАЛДЕР, 21 ноя — РИА Новости. ". Only agencies that are known are believed there.
DATELINE_BARE = re.compile(
    rf"^(?:(?P<place>{_PLACE})(?:[,.:]\s*|\s+)(?:(?P<dated>{_DATE})[.,]?\s*)?[,.:—–-]?\s*)?(?P<names>[^\W_][^\n,:;()—–]{{1,30}}?)(?:\s+[-–—]{{1,2}}\s|:\s|\s?--\s|(?P<stop>\.\s))"
)
DATELINE_AGENCY = re.compile(r"^(?P<names>[^\W\d_][^\n,:;()—–]{1,30}?)(?P<place>)(?P<dated>)(?:\s+[-–—]{1,2}\s|:\s|\s?--\s|(?P<stop>\.\s))")
# In brackets of Chinese and Japanese: 【カルダー共同】, ［カルダー　２１日　ロイター］, （中央社卡爾德21日電）.
DATELINE_BOX = re.compile(r"^\s{0,2}[【［\[（(〔](?P<inner>[^】］\]）)〕\n]{2,40})[】］\]）)〕]")
BOXED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff10-\uff19]|^\s*\d{1,2}\s")
# After an agency that comes first stands where and when it says so: "共同声明" is a joint statement, "中央社卡爾德21日電" a place line.
SENT = re.compile(r"^[＝=\s]|[\d０-９電电]|記者|记者|特派|支局")
BYLINE = re.compile(r"^(?:by|von|par|por|di|da|od|av|af|door|przez|автор\w*|текст)\b\s*:?\s+(?P<names>[^\n]{2,100})$", re.IGNORECASE)
BESIDE_PERSON = re.compile(r"\s+(?:with|avec|mit|con|com)\s+", re.IGNORECASE)
CLOSING = re.compile(
    r"(?:[(（\[【]\s*(?P<bracket>[^()（）\[\]【】\n]{2,60})\s*[)）\]】]|(?:(?:\s|^)[–—-]+|\s/)\s*(?P<dash>[^\s–—/][^\n–—/]{1,40}?)/?)\s*$"
)

SEPARATOR = re.compile(
    r"\s*(?:[,;/|&+、]|・(?![\u30a1-\u30fa])|(?<![\u30a1-\u30faー])・|\s[–—-]\s|\b(?:and|und|et|y|e|ed|i|та|и|и|oraz|och|og|en|ve)\b)\s*",
    re.IGNORECASE,
)
# What stands in a dateline's brackets or after "Source:" without being a name.
NO_NAME = re.compile(
    r"^(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?(?:\s+\d.*)?$|^\d"
    r"|\b(?:updated?|own\s+report|eigener\s+bericht|correspondent|staff|see|photo|video|live|exclusive|opinion|advertisement|sponsored)\b",
    re.IGNORECASE,
)
AGENCY_PREFIX = re.compile(
    r"^(?:(?:the|la|l['’]|die|der|dem|das)\s*)?(?:(?:news|press)\s+agency|agence|agencia(?:\s+de\s+noticias)?|agenzia|agência"
    r"|(?:nachrichten|presse)?-?agentur|(?:інформ|информ)?агент?ств\w+|agencj\w+)\s+(?=\S)",
    re.IGNORECASE,
)
WIRE_WORD = re.compile(
    r"\b(?:\w*wire|agency|agence|agentur|agencia|agenzia|agência|agencja|news\s+service|pressedienst|агент?ство|агенція)\b|(?:通讯社|通信社|通信|통신)$",
    re.IGNORECASE,
)
AGENCY_WORD = re.compile(
    r"\b(?:wire|newswire|press|presse|prensa|agency|agence|agentur|agencia|agenzia|agência|agencja|news\s+service|news|pressa|"
    r"агент?ство|агенція|пресса?|новости|новини)\b|(?:通讯社|通信社|通信|通讯|통신|社)$",
    re.IGNORECASE,
)
INSTITUTION = re.compile(
    r"\b(?:ministr\w+|ministerium|ministère|ministerio|department|university|universität|institut\w*|office|police|polizei|council|court"
    r"|commission|committee|government|bureau|authority|organi[sz]ation|inc|ltd|gmbh|corp|press\s+(?:release|office|service)"
    r"|pressemitteilung|communiqué|comunicado|міністерств\w+|министерств\w+|прес-?служба|пресс-?служба|полиц\w+|поліц\w+|statement|report|study|journal)\b",
    re.IGNORECASE,
)
POST = re.compile(r"\b(?:twitter|facebook|telegram|instagram|tiktok|youtube|truth\s+social|weibo|threads|bluesky|x\.com)\b", re.IGNORECASE)
