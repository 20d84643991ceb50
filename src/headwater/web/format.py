"""How numbers, times, languages and addresses are written on a page. Pure; every function is safe on hostile input."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol

import ada_url
from markupsafe import Markup

from headwater.text import host_of, shorten

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
PAGE_LANGUAGE = "en"

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_UNITS = ((86400.0, "day"), (3600.0, "h"), (60.0, "min"))
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LANGUAGES: dict[str, str] = dict(
    re.findall(
        r"(\w+):(\w+)",
        "af:Afrikaans am:Amharic ar:Arabic az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali bs:Bosnian ca:Catalan cs:Czech "
        "cy:Welsh da:Danish de:German el:Greek en:English es:Spanish et:Estonian eu:Basque fa:Persian fi:Finnish fr:French "
        "ga:Irish gl:Galician gu:Gujarati ha:Hausa he:Hebrew hi:Hindi hr:Croatian hu:Hungarian hy:Armenian id:Indonesian "
        "ig:Igbo is:Icelandic it:Italian ja:Japanese ka:Georgian kk:Kazakh km:Khmer kn:Kannada ko:Korean ku:Kurdish ky:Kyrgyz "
        "la:Latin lo:Lao lt:Lithuanian lv:Latvian mk:Macedonian ml:Malayalam mn:Mongolian mr:Marathi ms:Malay mt:Maltese "
        "my:Burmese ne:Nepali nl:Dutch nb:Norwegian nn:Norwegian no:Norwegian pa:Punjabi pl:Polish ps:Pashto pt:Portuguese "
        "ro:Romanian ru:Russian sd:Sindhi si:Sinhala sk:Slovak sl:Slovenian so:Somali sq:Albanian sr:Serbian sv:Swedish "
        "sw:Swahili ta:Tamil te:Telugu tg:Tajik th:Thai tl:Tagalog tr:Turkish ug:Uyghur uk:Ukrainian ur:Urdu uz:Uzbek "
        "vi:Vietnamese yi:Yiddish yo:Yoruba zh:Chinese zu:Zulu",
    )
)


class Titled(Protocol):
    """What every article in a list has: `Article` and `ArticleLine`."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def outlet(self) -> str: ...


def number(value: float) -> str:
    """12000 → "12,000"; a whole number has no decimals, any other at most two."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """0.976 → "98 %"; outside 0..1 it is clipped."""
    return f"{round(100 * min(1.0, max(0.0, share)))} %"


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 report", "12,000 reports"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def spelled(count: int) -> str:
    """Small counts as words, for running text: 3 → "three", 14 → "14"."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else number(count)


def capital(text: str) -> str:
    """The text with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(parts: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""


def short_time(at: datetime, now: datetime, zone: tzinfo | None = None, *, date_only: bool = False) -> str:
    """A moment as short as it can be told from `now`: "07:05", "Fri 18:00", "14 Nov", "14 Mar 2024". `zone` None: the server's own."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    age = today.date() - local.date()
    if age == timedelta(0):
        return "today" if date_only else f"{local:%H:%M}"
    if timedelta(0) < age < timedelta(days=6):
        return f"{local:%a}" if date_only else f"{local:%a %H:%M}"
    day = f"{local.day} {local:%b}"
    return day if local.year == today.year else f"{day} {local.year}"


def full_time(at: datetime, zone: tzinfo | None = None, *, date_only: bool = False) -> str:
    """ "21 November 2026, 07:05", or the day alone."""
    local = at.astimezone(zone)
    day = f"{local.day} {local:%B} {local.year}"
    return day if date_only else f"{day}, {local:%H:%M}"


def iso_day(day: str) -> Markup:
    """A day in ISO 8601 as a time tag: "21 November 2026"; what is no such day stays as it is."""
    try:
        at = date.fromisoformat(day)
    except ValueError:
        return Markup("<time>{}</time>").format(day)
    return Markup('<time datetime="{}">{} {} {}</time>').format(day, at.day, f"{at:%B}", at.year)


def long_day(at: datetime, zone: tzinfo | None = None) -> str:
    """ "Saturday 21 November 2026"."""
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B} {local.year}"


def time_tag(at: datetime, text: str, css: str = "") -> Markup:
    """`<time datetime="…">text</time>`; the attribute keeps the offset the time was given with."""
    classes = Markup(' class="{}"').format(css) if css else Markup("")
    return Markup('<time{} datetime="{}">{}</time>').format(classes, at.isoformat(timespec="seconds"), text)


def ago(seconds: float) -> str:
    """ "20 s ago", "14 min ago", "6 h ago", "3 days ago"."""
    for size, name in _UNITS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{number(count)} {name}{'s' if name == 'day' and count != 1 else ''} ago"
    return f"{max(0, int(seconds))} s ago"


def language_name(tag: str) -> str:
    """English name of a BCP 47 tag; the tag itself where we have no name; "" for "und" and for what is no tag."""
    if tag == "und" or not _TAG.fullmatch(tag):
        return ""
    return _LANGUAGES.get(tag.split("-")[0].lower(), tag)


def language_attributes(tag: str) -> Markup:
    """` lang="ar" dir="rtl"` for a string in a language other than the page's; ` dir="auto"` where it is not known."""
    if not _TAG.fullmatch(tag) or tag == "und":
        return Markup(' dir="auto"')
    if tag.lower() == PAGE_LANGUAGE:
        return Markup("")
    turned = Markup(' dir="rtl"') if tag.split("-")[0].lower() in RIGHT_TO_LEFT else Markup("")
    return Markup(' lang="{}"{}').format(tag, turned)


def outward(url: str) -> str:
    """The address if a link may lead there, "" otherwise: only http and https are ever linked."""
    if not url.startswith(("http://", "https://")):
        return ""
    return url if ada_url.check_url(url) else ""


def is_front(url: str) -> bool:
    """Whether an address is a site's front page, and not that of one item."""
    return not url.partition("://")[2].partition("/")[2].strip("/")


def host(url: str) -> str:
    """Host name without "www.", or "" for an address that has none (a file)."""
    return host_of(url) if outward(url) else ""


def outlet_of(item: Titled) -> str:
    """Name of the outlet, else its host, else what the article came in: never empty."""
    return item.outlet or host(item.url) or "a file"


def title_of(item: Titled) -> str:
    """The title; without one the first words of the text where there is a text, else the outlet's name."""
    if item.title.strip():
        return item.title
    text: str = getattr(item, "text", "")
    return shorten(text[:400], 90) or f"Untitled report, {outlet_of(item)}"
