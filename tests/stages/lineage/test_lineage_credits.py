"""Credits, read from plainly invented texts; only the agencies are real."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater.model import Article
from headwater.stages.lineage import Agency, find_credits, load_agencies

BODY = "The ferry pier at Calder Sound was closed on Monday.\nDivers had found cracks in nine pillars, the harbour board said.\n"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Source: AP", ("Associated Press",)),
        ("Quelle: dpa", ("dpa",)),
        ("Fuente: EFE", ("EFE",)),
        ("Источник: Рейтер", ("Reuters",)),
        ("Джерело: Укрінформ", ("Ukrinform",)),
        ("来源：新华社", ("Xinhua",)),
        ("Source: Meridian Wire", ("Meridian Wire",)),
        ("Source: Meridian Wire and AFP", ("Meridian Wire", "AFP")),
        ("Source: https://www.reuters.com/world/pier", ("Reuters",)),
        ("With material from AP and dpa.", ("Associated Press", "dpa")),
        ("Mit Material der Nachrichtenagentur dpa", ("dpa",)),
        ("avec AFP", ("AFP",)),
        ("Con información de EFE", ("EFE",)),
        ("За матеріалами Укрінформу", ("Ukrinform",)),
        ("Reporting by Jane Roe, Meridian Newswire", ("Meridian Newswire",)),
        ("The Associated Press contributed to this report.", ("Associated Press",)),
        ("(AP)", ("Associated Press",)),
        ("Reuters", ("Reuters",)),
        ("The pier stays closed. – dpa", ("dpa",)),
        ("The pier stays closed. /dpa/", ("dpa",)),
        ("© 2026 The Associated Press. All rights reserved.", ("Associated Press",)),
        ("Via Reuters", ("Reuters",)),
        ("—PTI", ("Press Trust of India",)),
        ("dpa/AFP", ("dpa", "AFP")),
        ("This story originally appeared in the Calder Gazette.", ("Calder Gazette",)),
        ("Originally published in the Calder Gazette", ("Calder Gazette",)),
        ("Este artículo fue publicado originalmente en El Puerto de Calder.", ("Puerto de Calder",)),
        ("Cet article a été publié initialement dans Le Quai.", ("Quai",)),
        ("Dieser Beitrag erschien zuerst in der Süddeutschen Zeitung.", ("Süddeutsche Zeitung",)),
        ("（AFP時事）", ("AFP",)),
        ("（共同）", ("Kyodo",)),
        ("【時事】", ("Jiji Press",)),
        ("出典：ブルームバーグ", ("Bloomberg",)),
    ],
)
def test_a_line_of_its_own_is_a_credit(article: Callable[..., Article], line: str, names: tuple[str, ...]) -> None:
    (credit,) = article(BODY + line).credits
    assert (credit.names, credit.kind) == (names, "credit")
    assert credit.text.strip() in line


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("KYIV, Ukraine (AP) — ", ("Associated Press",)),
        ("BERLIN (dpa) - ", ("dpa",)),
        ("Berlin (dpa/lby) - ", ("dpa",)),
        ("PARIS, 21 nov (Agence X) - ", ("Agence X",)),
        ("CALDER (Meridian Wire) – ", ("Meridian Wire",)),
        ("(Reuters) - ", ("Reuters",)),
        ("МОСКВА, 21 ноября. /ТАСС/. ", ("TASS",)),
        ("КАЛДЕР, 21 ноя — РИА Новости. ", ("RIA Novosti",)),
        ("Калдер. 21 ноября. INTERFAX.RU - ", ("Interfax",)),
        ("Calder, Nov 21, AFP - ", ("AFP",)),
        ("CALDER: PTI: ", ("Press Trust of India",)),
        ("AP - ", ("Associated Press",)),
        ("［カルダー　２１日　ロイター］ - ", ("Reuters",)),
        ("【カルダー共同】", ("Kyodo",)),
        ("【11月21日 AFP】", ("AFP",)),
        ("【法新社卡尔德21日电】", ("AFP",)),
        ("（中央社卡爾德21日綜合外電報導）", ("Central News Agency",)),
    ],
)
def test_a_dateline_names_its_agency(article: Callable[..., Article], opening: str, names: tuple[str, ...]) -> None:
    (credit,) = article(opening + BODY).credits
    assert (credit.names, credit.kind) == (names, "dateline")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("“It will cost millions,” she told The Associated Press on Tuesday.", "Associated Press"),
        ("Speaking to the Associated Press on Tuesday, she named no sum.", "Associated Press"),
        ("She named no sum in an interview with CNN.", "CNN"),
        ("The pillars are hollow, according to a report seen by Reuters.", "Reuters"),
        ("Spiegel reports that the pillars are hollow.", "Der Spiegel"),
        ("KCNA later reported the visit.", "KCNA"),
        ("Die Pfeiler sind hohl, wie die Nachrichtenagentur dpa berichtet.", "dpa"),
        ("Die Pfeiler sind hohl, wie die „Bild“-Zeitung in der Ausgabe vom 3.2.2026 berichtete.", "Bild"),
        ("Das sagte sie der Deutschen Presse-Agentur am Montag.", "dpa"),
        ("Les piliers sont creux, selon l'AFP.", "AFP"),
        ("Про це повідомляє Укрінформ.", "Ukrinform"),
        ("Об этом сообщает ТАСС.", "TASS"),
        ("据新华社报道，码头关闭。", "Xinhua"),
        ("로이터 통신에 따르면 부두가 폐쇄됐다.", "Reuters"),
        ("That is what she told a reporter for Der Spiegel.", "Der Spiegel"),
        ("The closure, news of which broke in the Financial Times, was expected.", "Financial Times"),
        ("It was first told by the Guardian.", "The Guardian"),
        ("The pillars are hollow, the Calder Gazette reported.", "Calder Gazette"),
        ("The pillars are hollow, The Kestrel Review reported on Sunday.", "Kestrel Review"),
        ("According to the newspaper Harbour Voice, the pillars are hollow.", "Harbour Voice"),
        ("Zuvor hatte die „Bild“-Zeitung darüber berichtet.", "Bild"),
        ("Dem „Handelsblatt“ sagte sie, es werde teuer.", "Handelsblatt"),
        ("Das sagte sie der Sillhavener Zeitung.", "Sillhavener Zeitung"),
        ("« Nous sommes perdus », a déclaré Ina Holt à l’AFP.", "AFP"),
        ("« Nous sommes perdus », a-t-elle confié au Figaro.", "Le Figaro"),
        ("C’est ce qu’a rapporté lundi le New York Times.", "The New York Times"),
        ("«Estamos perdidos», dijo Ina Holt a la agencia EFE.", "EFE"),
        ("Los pilares están huecos, según informó el diario La Voz del Puerto.", "La Voz del Puerto"),
        ("«Мы пропали», — рассказала Холт «Медузе».", "Meduza"),
        ("«Мы пропали», — рассказала Холт газете «Вечерний Порт».", "Вечерний Порт"),
        ("Про це пише «Європейська правда».", "European Pravda"),
        ("《海湾日报》报道称，码头关闭。", "海湾日报"),
        ("她在接受英国广播公司采访时说，码头将关闭。", "BBC"),
        ("ホルト氏はBBCのインタビューで語った。", "BBC"),
        ("米紙ニューヨーク・タイムズによると、桟橋は閉鎖される。", "The New York Times"),
        ("ロイター通信が報じた。", "Reuters"),
    ],
)
def test_an_attribution_in_the_text(article: Callable[..., Article], sentence: str, name: str) -> None:
    found = article("Calder Sound has no pier any more.\n" + sentence + "\nThe winter is near.")
    (credit,) = found.credits
    assert (credit.names, credit.kind) == ((name,), "in_text_attribution")
    assert credit.text in sentence


@pytest.mark.parametrize(
    "line",
    [
        "A pillar under water [Ann Lee/AP]",
        "Photo: AP",
        "(AP Photo/Ann Lee)",
        "Ann Lee/Getty Images",
        "She told reporters that the pier was lost.",
        "The map shows the mapped APs of the harbour.",
        "He told A.P. Morgan, the captain, to leave.",
        "(Reporting by Jane Roe in Calder; editing by John Doe)",
        "The mayor (left) and the governor (right)",
        "REUTERS/Ann Lee",
        "A diver at pillar nine. Ann Lee/AFP/Getty Images",
        "Photo courtesy of the Associated Press",
        "© AFP",
        "写真：ロイター",
        "（写真＝共同）",
        "图/美联社",
        "She works for the Advanced Public Address (APA).",
        "両首脳は共同記者会見で協力を確認した。",
        "双方将共同对外报道有关消息。",
        "Sie hatte Bild und Ton verloren, berichtet hat niemand davon.",
        "The Post Office said it would close.",
        "The Federal Record Office reported a loss.",
        "The Leader of the House reported that the pier was closed.",
        "（共同声明）",
        "【時事問題】",
        "Reuters contributed to the fund for the pier.",
        "Die Zeit trug zu dem Erfolg bei.",
        "According to the Calder County Medical Examiner, the diver drowned.",
        "The Royal Mail reported a loss.",
        "According to the Independent Review, errors were made.",
        "The harbour master told the daily Press Briefing that the pier was closed.",
        "Según un estudio publicado en Muelles de Hoy, el muelle se hunde.",
        "El decreto fue publicado en el Boletín de Calder.",
        "C’est le résultat d’un rapport publié par Quais Libres.",
        "Holt war zuerst bei der Feuerwehr.",
        "The singer first appeared on Broadway as a child.",
        "Selon La Croix-Rouge, le quai est fermé.",
        "Wie Bild und Ton zusammenfinden, zeigt das Museum.",
        "She told the House Majority Leader that the pier was closed.",
        "The Weather Monitor reported wind.",
        "He told the Guardian Council that he would stand.",
        "The Union of Pier Inspectors (UPI) met. UPI said that the pier was closed, and according to UPI it will stay so.",
    ],
)
def test_what_is_no_credit(article: Callable[..., Article], line: str) -> None:
    assert article(BODY + line + "\nThe winter is near.\n").credits == ()
    assert article(BODY + line).credits == ()


@pytest.mark.parametrize(
    ("sentence", "name", "origin"),
    [
        ("The pier is closed, the harbour board said in a statement on Monday.", "harbour board", "document"),
        ("In a statement, the harbour board said that the pier was closed.", "harbour board", "document"),
        ("The cracks are listed in court documents.", "court documents", "document"),
        ("“We are lost,” Ina Holt wrote on X.", "Ina Holt", "post"),
        ("“We are lost,” Ina Holt posted on Truth Social.", "Ina Holt", "post"),
        ("Das teilte die Polizei am Montag mit.", "Polizei", "document"),
        ("Das teilte der Sprecher der Polizei am Montag mit.", "Sprecher der Polizei", "document"),
        ("„Wir sind verloren“, schrieb Holt auf Facebook.", "Holt", "post"),
        ("„Wir sind verloren“, schrieb Holt auf seinem X-Account.", "Holt", "post"),
        ("Le quai est fermé, a indiqué la préfecture du Nord dans un communiqué.", "préfecture du Nord", "document"),
        ("« Nous sommes perdus », a écrit Ina Holt sur X.", "Ina Holt", "post"),
        ("Le quai est fermé, a indiqué la préfecture dans un communiqué de presse.", "préfecture", "document"),
        ("Selon un communiqué de presse de la préfecture, le quai est fermé.", "préfecture", "document"),
        ("El muelle está cerrado, informó el puerto en un comunicado de prensa.", "puerto", "document"),
        ("Об этом говорится в сообщении на сайте порта.", "порта", "document"),
        ("El muelle está cerrado, informó el puerto de Calder en un comunicado.", "puerto de Calder", "document"),
        ("Об этом сообщила пресс-служба порта.", "пресс-служба порта", "document"),
        ("Об этом сообщили в пресс-службе порта.", "пресс-службе порта", "document"),
        ("«Мы пропали», — написала Холт в своем Telegram-канале.", "Холт", "post"),
        ("Про це йдеться у повідомленні портової влади.", "портової влади", "document"),
        ("«Ми пропали», — написала Голт у Фейсбуці.", "Голт", "post"),
        ("港务局在一份声明中说，码头将关闭。", "港务局", "document"),
        ("霍尔特在推特上写道：我们完了。", "霍尔特", "post"),
        ("カルダー港湾局は声明で、桟橋を閉鎖すると述べた。", "カルダー港湾局", "document"),
        ("ホルト氏は自身のXに投稿した。", "ホルト", "post"),
        ("She said so in an interview with the newspaper Harbour Voice.", "Harbour Voice", "interview"),
    ],
)
def test_what_somebody_gave_out_is_named_with_who_did(article: Callable[..., Article], sentence: str, name: str, origin: str) -> None:
    found = article("Calder Sound has no pier any more.\n" + sentence + "\nThe winter is near.")
    (credit,) = found.credits
    assert (credit.names, credit.kind, credit.origin) == ((name,), "in_text_attribution", origin)
    assert found.text[credit.start : credit.end] == credit.text


@pytest.mark.parametrize(
    "sentence",
    [
        "The statement was false.",
        "He said on Monday that the threads on the sail had torn.",
        "Share on Facebook",
        "He wrote on X-ray film.",
        "No one said in a statement that the pier is safe.",
        "Court records do not show whether Holt has a lawyer.",
        "Об этом говорится в сообщении о погоде.",
        "Sie schrieb ihren Namen auf X-beliebige Zettel.",
        "Er teilte der Polizei mit, dass der Hund weg ist.",
        "Er teilte der örtlichen Polizei mit, dass der Hund weg ist.",
        "La chanteuse a publié un livre sur Twitter.",
        "La cantante escribió su nombre en Instagram.",
        "Она написала книгу в соцсети.",
        "Він написав заяву у Фейсбуці.",
        "Холт сообщил пресс-службе, что уедет.",
        "Голт повідомив пресслужбі, що поїде.",
    ],
)
def test_nothing_was_given_out(article: Callable[..., Article], sentence: str) -> None:
    assert article(f"Calder Sound has no pier any more.\n{sentence}\nThe winter is near.").credits == ()


def test_an_agency_is_known_by_its_short_form_after_its_full_name(article: Callable[..., Article]) -> None:
    found = article(BODY + "She spoke to the Press Trust of India (PTI).\nPTI said that the pier was closed.\nThe winter is near.")
    assert [c.names for c in found.credits][-1] == ("Press Trust of India",)
    assert len(found.credits) == 2


def test_a_byline_that_stands_in_the_text(article: Callable[..., Article]) -> None:
    (credit,) = article("By The Associated Press\n" + BODY).credits
    assert (credit.names, credit.kind, credit.start) == (("Associated Press",), "byline", 0)


def test_a_byline_with_an_agency_beside_a_person_is_a_credit(article: Callable[..., Article]) -> None:
    (credit,) = article("Par Jeanne Roe avec AFP\n" + BODY).credits
    assert (credit.names, credit.kind) == (("AFP",), "credit")


def test_an_attribution_and_a_credit_are_both_kept(article: Callable[..., Article]) -> None:
    found = article(BODY + "“We are lost,” she told The Associated Press.\nSource: AP").credits
    assert [c.kind for c in found] == ["in_text_attribution", "credit"]


def test_extra_agencies_are_found_and_do_not_hide_the_table() -> None:
    table = load_agencies((Agency(name="Meridian Wire", aliases=("MW", "AP")),))
    text = "“We are lost,” she told Meridian Wire."
    article = Article(id="a", url="", canonical_url="", text=text, first_seen=datetime(2026, 1, 1, tzinfo=UTC))
    assert find_credits(article, table)[0].names == ("Meridian Wire",)
    assert table.named("AP") == load_agencies().named("Associated Press")


def test_names_resolve_in_several_scripts_and_by_host() -> None:
    table = load_agencies()
    same = [table.named(n) for n in ("AP", "the Associated Press", "АП", "Ассошиэйтед Пресс", "美联社")]
    assert {agency.name for agency in same if agency} == {"Associated Press"}
    assert None not in same
    assert [table.at(u) and table.at(u).name for u in ("https://edition.cnn.com/x", "https://cnn.com.example/")] == ["CNN", None]
    assert table.named("ap") is None


# The first example reads the table of agencies, which takes longer than the others together: hence no deadline.
@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["told AP", "(dpa)", "Source: X Wire\n", "\n", "/", "–", "KYIV (AP) — ", "«", "agency ", "x", "美联社报道", ". "])
    )
)
def test_every_credit_is_a_span_of_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    article = Article(id="a", url="", canonical_url="", text=text, first_seen=datetime(2026, 1, 1, tzinfo=UTC))
    found = find_credits(article)
    assert all(text[c.start : c.end] == c.text and c.names for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("piece", ["told AP ", "Source: X\n", "agency «", "(AP) ", "A, ", "/", '"'])
def test_a_hostile_text_is_read_in_bounded_time(article: Callable[..., Article], piece: str) -> None:
    assert len(article(piece * 20_000).credits) <= 40
