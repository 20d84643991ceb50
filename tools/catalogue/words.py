"""The words of the raw lists in the catalogue's own: their categories as (country, topic), their languages as BCP 47."""

from __future__ import annotations

LANGUAGES = {"gr": "el", "arq": "ar", "sq-XK": "sq", "zh": "zh-Hans", "nb": "no", "nn": "no", "iw": "he", "in": "id"}

_BY_TOPIC = {
    "news": "Asia, Africa, Middle East, Europe, Caribbean, News, World, Palestine",
    "politics": "Defense, Diplomacy, Politics, Military",
    "business": "Economy, Cryptocurrency, Bitcoin, Retail, Personal finance, Startups, Business & Economy, Mining, Maritime, Aviation,"
    " Finance, Business, Auto, Cars, Real Estate",
    "technology": "Smart Home, AI, Linux & OSS, Apple, Privacy, Cybersecurity, Google, Cloud Computing, 3D Printing, Microsoft, Networking,"
    " Android Development, Programming, Computer Science, Photonics, Tech, Android, iOS Development, UI - UX, Web Development, Technology,"
    " Podcasting, Music Technology, Nuclear Power",
    "science": "Space, Science, Quantum Physics, History, Physics, Psychology",
    "health": "Medicine, Autism, Health",
    "environment": "Agriculture, Energy, Climate Change, Environment",
    "sport": "NBA, MLB, NHL, NFL, Soccer, U.S. Soccer, Formula E, Formula 1, MMA, Cycling, Professional Wrestling, Cricket, Tennis, Sports,"
    " Football, Sport",
    "culture": "Entertainment, Music, Metal Music, Movies, Photography, Architecture, Books, Television, Funny, Satire, Interior design",
    "games": "Simulation Games, Nintendo, Tabletop Gaming, Gaming",
    "lifestyle": "Coffee, Pizza, Watches & Horology, Food, Travel, Beauty, Fashion, DIY",
    "religion": "Catholic, Christian",
    "society": "Homelessness, Positive News",
}
CATEGORIES: dict[str, tuple[str, str]] = {word.strip(): ("", topic) for topic, words in _BY_TOPIC.items() for word in words.split(",")} | {
    "Palestine": ("PS", "news"),
    "Healthcare | Germany": ("DE", "health"),
    "Healthcare | USA": ("US", "health"),
    "Ecology | France": ("FR", "environment"),
    "French Music": ("FR", "culture"),
    "French Sports": ("FR", "sport"),
    "French Football": ("FR", "sport"),
    "Switzerland (DE)": ("CH", "news"),
    "Switzerland (FR)": ("CH", "news"),
    "Switzerland (IT)": ("CH", "news"),
    "North Carolina": ("US", "local"),
    "Madeira Island": ("PT", "local"),
}
"""{category: (country or "", topic)}; categories that are countries, or parts of one after "|", are told by the table of countries."""
