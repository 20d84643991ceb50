"""Words that are looked for in every line of every page, in lower case. `lines.py` finds all of them in one pass."""

from __future__ import annotations

# Every alternative of the pattern of footers (`furniture.py`) has one of these.
FOOTER = (
    "rights", "rechte", "droits", "derechos", "diritti", "direitos", "права", "prawa", "trademark", "belong",
    "content will", "materials will", "material will", "owner", "holder", "author", "publish", "reproduced",
    "aggregator", "copyright", "appeared first", "©", "(c)", "terms of", "privacy", "cookie", "generated",
)  # fmt: skip

# Every pattern of captions (`furniture.py`) for lines that do not end in a bracket has one of these.
CAPTION = (
    "photo", "pic", "image", "fot", "bild", "imagem", "crédit", "credit", "copyright", "courtesy", "handout", "illustration", "abbildung",
    "video", "zdjęcie", "kuva", "фото", "зображення", "ảnh", "写真", "照片", "图片", "사진", "©", "(c)", "getty", "alliance",
    "reuters", "afp", "epa", "/ap", "/ ap", "dpa",
)  # fmt: skip
NEWSLETTER = "newsletter"
CONTRIBUTED = "contributed"

# Words of consent dialogs, log-in forms and comment rules, in the languages that news pages use most.
FORM = (
    "cookie", "privacy", "consent", "e-mail", "email", "password", "log in", "sign in", "account", "browser",
    "javascript", "opt-out", "datenschutz", "privatsphäre", "einwillig", "passwort", "anmelde", "registrier", "konto",
    "einstellungen", "newsletter", "subscri", "abonn", "suscri", "contraseña", "mot de passe", "confidentialité",
    "privacidad", "пароль", "comments", "kommentar", "personal data", "your device", "third-party",
)  # fmt: skip

# Every alternative of the pattern of walls (`kinds.py`) has one of these.
WALL = (
    "to continue", "to keep", "to read", "to unlock", "subscribers", "members", "weiterlesen", "freischalten", "abonn", "il vous reste",
    "suscriptores", "abbonati", "assinantes", "подписчик",
)  # fmt: skip

# What shops and manuals say.
CART = ("add to cart", "add to bag", "in den warenkorb", "add to basket", "out of stock", "in stock", "free shipping", "ajouter au panier")
HELP = ("on this page", "in this article", "table of contents", "edit this page", "was this page helpful", "was this helpful")
MONEY = ("$", "€", "£")

ALL = (*FOOTER, *CAPTION, NEWSLETTER, CONTRIBUTED, *FORM, *WALL, *CART, *HELP)
