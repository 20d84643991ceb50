"""What an address tells: the country, language, topic and kind of a feed. Rules of thumb, so what they give is marked as guessed."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

TOPICS = (
    "", "news", "local", "politics", "business", "technology", "science", "health", "environment", "sport", "culture", "games",
    "lifestyle", "religion", "society",
)  # fmt: skip
KINDS = ("agency", "newspaper", "broadcaster", "magazine", "government", "institution", "blog", "forum", "company", "site")

# Endings that are sold to anybody, or that are no country's.
_OPEN_WORDS = """
io co tv me ai fm ly to cc ws la gg sh am im nu st so su vc ac as ag bz dj gl gs je ms pw sc tc tk ml ga cf gq vg fo mn mu pe ph eu is it
"""
_OPEN = frozenset(_OPEN_WORDS.split())
# Sold to anybody, and yet mostly used at home by media.
_AT_HOME_WORDS = "is it pe ph mn mu fo"
_AT_HOME = frozenset(_AT_HOME_WORDS.split())
_SECOND_WORDS = "co com org net gov ac edu gob gouv go or ne in nic mil info asso press news gub gv"
_SECOND = frozenset(_SECOND_WORDS.split())
# Who collects what others publish, makes feeds of pages, or holds what people say to each other: not an outlet of its own.
_NOT_OUTLETS = re.compile(
    r"(?:^|\.)(?:news\.google|google|reddit|nitter|twitter|x|facebook|instagram|rsshub|rss|fetchrss|politepol|siftrss|hnrss|wor|feedx|openrss|morss"
    r"|kill-the-newsletter|feed43|rssbridge|feedburner|feeds2?\.feedburner|disqus|steamcommunity|github|pinboard|allsides|naslovi|lobste|bsky"
    r"|mastodon|soundcloud|amazonaws|cloudfront|herokuapp|baidu|yahoo|msn|flipboard|feedly|inoreader|newsblur|stackexchange|stackoverflow"
    r"|telegram|t|vk|pinterest|tumblr|producthunt|medium)\.(?:com|net|org|app|de|jp|io|me|rs|social|cn|co\.jp|in)$"
)
_QUERIES = re.compile(r"/search/|[?&](?:q|s|query|search|keyword)=", re.IGNORECASE)

_LANGUAGE_WORDS = {
    "english": "en", "eng": "en", "french": "fr", "francais": "fr", "fre": "fr", "deutsch": "de", "german": "de", "ger": "de",
    "espanol": "es", "spanish": "es", "arabic": "ar", "ara": "ar", "russian": "ru", "rus": "ru", "chinese": "zh-Hans", "chi": "zh-Hans",
    "zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "zht": "zh-Hant", "zhs": "zh-Hans", "japanese": "ja", "portuguese": "pt", "por": "pt",
    "turkish": "tr", "persian": "fa", "hindi": "hi", "urdu": "ur", "italiano": "it", "ita": "it", "romana": "ro", "pt-br": "pt",
}  # fmt: skip
_CODE_WORDS = """
ar bg bn ca cs da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk km ko ku ky lt lv mk mn ms mt my ne nl no pl ps pt ro
ru sk sl so sq sr sv sw ta te th tr uk ur uz vi zh
"""
_CODES = frozenset(_CODE_WORDS.split())
# Two letters that are a language at the start of a host or a path, but as often a country, a state or something else.
_DOUBTFUL_WORDS = "ca is it id ms my no so ne ga mt sk"
_DOUBTFUL = frozenset(_DOUBTFUL_WORDS.split())
_SEPARATOR = re.compile(r"[/_]+")

_TOPIC_WORDS = {
    "sport": "sport sports deportes sportnews sportovni football soccer futbol fussball fotbal cricket tennis",
    "business": "business economy economia economie wirtschaft finance finanzen money markets negocios economics ekonomi biznes bourse",
    "politics": "politics politik politica politique politika",
    "technology": "technology tech tecnologia technologie digital teknik",
    "science": "science wissenschaft ciencia sciences vetenskap",
    "health": "health gesundheit salud sante saude",
    "environment": "environment climate klima umwelt planete",
    "culture": "culture kultur cultura entertainment arts music movies film unterhaltung espectaculos kultuur kultura",
    "lifestyle": "lifestyle travel food reise leben",
}
_TOPIC = {word: topic for topic, words in _TOPIC_WORDS.items() for word in words.split()}

_GOVERNMENT = re.compile(
    r"(?:^|\.)(?:gov|gob|gouv|gub|mil|govt|gv|go)(?:\.[a-z]{2})?$|(?:^|\.)(?:bund|bayern|bundestag|admin|government|regering|valtioneuvosto"
    r"|kormany|parliament|senate|usembassy|ministerium|ministeerium|police|polizei)\.|ministerium|ministeerium|ministry"
)
_INSTITUTION = re.compile(
    r"\.int$|(?:^|\.)(?:edu|ac)(?:\.[a-z]{2})?$"
    r"|(?:^|[.-])(?:uni|university|universit\w+|institute?|museum|nato|oecd|unesco|unicef)[.-]"
)
_BROADCASTER = re.compile(
    r"(?:^|[.-])(?:[kw][a-z]{2,3}(?:tv|radio)?|rt[a-z]{1,2}|[a-z]{2}r|cnn|nbc\w*|cbs\w*|abc\d+\w*|fox\d*\w*|msnbc|pbs)\.(?:com|org)$"
    r"|tv|radio|rundfunk|television|channel|(?:^|[.-])fm|fm\.|broadcast|telewizja|rozhlas|podcast|megaphone|libsyn|simplecast"
)
_NEWSPAPER = re.compile(
    r"times|post(?:en|a|imees)?[.-]|herald|gazet|tribun|zeitung|tageblatt|blatt|anzeiger|nachrichten|kurier|courier|presse?[.-]|journal|diario|periodico"
    r"|observer|guardian|telegra|chronicle|examiner|independent|mirror|daily|dagbla|avis|blade?t|sanomat|lehti|argus|sentinel|bulletin|echo"
    r"|lavoz|elpais|corriere|giornale|gazzetta|standard|mail|press|reporter|record|advertiser|express|vesti|novin|dnevn|dziennik|rzeczpospolita"
    r"|hirlap|noviny|shimbun|ilbo|libre|monde|figaro|nation|mundo|tiempo|prensa|jornal|folha|stampa|messaggero|newspaper|news-?paper"
)
_MAGAZINE = re.compile(r"magazin|magazine|mag\.|weekly|wochen|review|revue|revista|quarterly|monthly|digest|semana|wired|tidning")
_BLOG = re.compile(
    r"(?:^|\.)(?:blogspot|wordpress|substack|github|ghost|typepad|livejournal|hatenablog|blog)\.|(?:^|[./-])blogs?(?:[./-]|$)"
)
_FORUM = re.compile(r"(?:^|[./-])(?:forums?|foorum|community|boards?)(?:[./-]|$)")
_AGENCY = re.compile(r"news-?agency|agencia|agenzia|telegraph-?agency|(?:^|[.-])agen(?:cy|ce)[.-]")


def domain(host: str) -> str:
    """The part of a host that its owner registered, by a rule of thumb."""
    parts = host.split(".")
    size = 3 if len(parts) > 2 and parts[-2] in _SECOND and len(parts[-1]) == 2 else 2
    return ".".join(parts[-size:])


def not_an_outlet(url: str) -> bool:
    """Whether the address is one of an aggregator, a maker of feeds, a social network, or a search."""
    parts = urlsplit(url)
    return bool(_NOT_OUTLETS.search(domain(parts.hostname or "")) or _NOT_OUTLETS.search(parts.hostname or "") or _QUERIES.search(url))


def country_of_host(host: str) -> str:
    """ISO code by the ending of a host; "" for endings that are sold to anybody."""
    last = host.rpartition(".")[2]
    special = {"uk": "GB", "scot": "GB", "wales": "GB", "cat": "ES", "gal": "ES", "eus": "ES", "bzh": "FR", "berlin": "DE", "hamburg": "DE"}
    if last in special:
        return special[last]
    if last in ("gov", "mil", "edu"):
        return "US"
    if len(last) != 2 or last == "eu" or (last in _OPEN and last not in _AT_HOME):
        # A second level of its own is only used at home.
        return last.upper() if len(last) == 2 and host.split(".")[-2] in _SECOND and last not in ("eu", "ac") else ""
    return last.upper()


def language_of_address(url: str) -> str:
    """BCP 47 tag that the host or the path names; "" if none does."""
    parts = urlsplit(url.lower())
    labels = (parts.hostname or "").removeprefix("www.").split(".")[:-1]
    first = labels[0] if len(labels) > 1 else ""
    if first in _LANGUAGE_WORDS or (first in _CODES and first not in _DOUBTFUL):
        return _plain(_LANGUAGE_WORDS.get(first, first))
    for piece in _SEPARATOR.split(unquote(parts.path))[1:4]:
        name = piece.split(".")[0]
        if name in _LANGUAGE_WORDS or (name in _CODES and name not in _DOUBTFUL):
            return _plain(_LANGUAGE_WORDS.get(name, name))
    found = re.search(r"(?:^|&)(?:lang|language|hl|l)=([a-z]{2})(?:&|-|$)", parts.query)
    return _plain(found[1]) if found and found[1] in _CODES else ""


def _plain(tag: str) -> str:
    return "zh-Hans" if tag == "zh" else tag


def topic_of_address(url: str) -> str:
    """Topic that a word of the path or the first label of the host names; "" if none does."""
    parts = urlsplit(url.lower())
    pieces = [*re.split(r"[/._?=&-]+", unquote(parts.path + "/" + parts.query)), (parts.hostname or "").split(".")[0]]
    return next((_TOPIC[piece] for piece in pieces if piece in _TOPIC), "")


def kind_of(url: str, outlet: str) -> str:
    """What kind of outlet the address and the name look like; "site" where they tell nothing."""
    parts = urlsplit(url.lower())
    host = parts.hostname or ""
    name = domain(host)
    if _GOVERNMENT.search(host):
        return "government"
    if _INSTITUTION.search(host):
        return "institution"
    if _AGENCY.search(host):
        return "agency"
    if _BLOG.search(host) or _BLOG.search(parts.path):
        return "blog"
    if _FORUM.search(host + parts.path):
        return "forum"
    words = name.rpartition(".")[0] + "." + name.rpartition(".")[2] + " " + outlet.lower()
    for kind, form in (("broadcaster", _BROADCASTER), ("newspaper", _NEWSPAPER), ("magazine", _MAGAZINE)):
        if form.search(words):
            return kind
    return "site"
