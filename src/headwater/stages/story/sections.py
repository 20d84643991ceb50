"""Names that outlets give their sections, in several languages, and the section each stands for. Own list."""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "World": "world international foreign europe africa asia americas ausland welt monde mundo mondo esteri мир світ swiat"
    " svet 国际 国際 世界",
    "Politics": "politics politik politique politica politika polityka political government elections election wahlen политика політика"
    " parliament 政治",
    "Economy": "economy business finance money markets wirtschaft economie economia finanzen"
    " bourse entreprises gospodarka ekonomika economics"
    " экономика бизнес економіка 经济 経済 財経",
    "Science": "science wissenschaft wissen sciences ciencia scienza space research nauka veda наука 科学",
    "Technology": "technology tech digital technik technologie tecnologia internet gaming технологии технології 科技 technika",
    "Health": "health gesundheit sante salud salute medicine coronavirus covid zdrowie zdravi здоровье здоров'я 健康",
    "Climate": "climate environment klima umwelt climat environnement ambiente medioambiente planet nature экология довкілля 环境 環境",
    "Culture": "culture arts kultur entertainment music film movies books theatre tv celebrity"
    " lifestyle feuilleton cultura kultura spettacoli"
    " культура 文化 娱乐 エンタメ",
    "Sport": "sport sports football soccer tennis fussball bundesliga cricket rugby deportes desporto esporte deporte спорт 体育 スポーツ",
}
SECTIONS: Final[dict[str, str]] = {name: section for section, names in _NAMES.items() for name in names.split()}
