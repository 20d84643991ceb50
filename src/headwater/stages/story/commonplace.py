"""Words that many reports share whatever happened; stemmed like the terms. Own list, for English, the commonest language of feeds."""

from __future__ import annotations

from typing import Final

from headwater.stages.story.words import stem

_ENGLISH: Final = """
able accept access accord account across act action active actually add address administration affair agency agree agreement aid allow
announce answer appear area army arrest ask attack attempt attorney authority available average award away bad bank base battle begin
believe benefit best better big bill board body book border break bring brother budget build building business buy call campaign capital
car care career case cause center central century certain chairman challenge chance change charge chief child children choose citizen
city civil claim clear close coach club comment commission committee common community company compare complete concern condition
conference confirm congress consider contact continue contract control cost council country couple course court cover create crime
crisis critic current cut daily damage data date daughter dead deal death debate decade decide decision defense degree demand
democrat deny department deputy describe despite detail develop development die difference difficult director discuss district doctor
door double dozen draw drive drop earlier early east economic economy education effect effort election email emergency employee ensure
enter entire event evidence example executive expect experience expert explain face fact fail fall family fan far father fear federal
feel field fight figure file final financial find fine fire firm focus follow force foreign form forward found free friend full fund
future gain game general give global goal good government governor great ground group grow growth guard gun guy half hand happen hard
head health hear heart help hit hold home hope hospital host hour house huge human husband idea image impact important include
increase industry information inside international interview investigation investigator involve issue item job join judge justice key
kid kill kind kitchen lack land large law lawmaker lawyer lead leader league leave legal letter level life line link list live local
long look lose loss lot love low main major majority man manager mark market match matter mean measure media medical meet meeting
member men message military million minister minute miss mission mom moment money morning mother move movie murder music name nation
national nature negotiation network night north note number offer office officer official open operation opinion opportunity option
order organization original outside owner page parent parliament party pass past patient pay peace percent perform period person phone
photo pick picture place plan play player point police policy political population position possible post power president press
pressure prevent previous price prime prison private problem process produce product program project property propose protect prove
provide public publish purchase push question quickly race raise range rate reach react read ready real reason receive recent record
reduce refuse region release remain remember remove reply representative republican request require research resident resource respond
response rest result return reveal review rise risk road role room rule run safe safety sale scene school science season seat secretary
section security seek sell senate senator send senior sentence series serious serve service set share shoot shooting short shot show
side sign similar single sister site situation size social society soldier son source south special speak spend spokesman spokeswoman
staff stage stand standard star start state statement station stay step stock stop story street strike strong student study success
suffer suggest summer support suppose sure surprise suspect system talk target tax team technology television term test thank thousand
threat title top total touch tough town track trade train travel treat trial trip troop trouble true try turn type understand union
unit university user value version victim victory video view violence visit voice vote wait walk wall war warn watch water weapon
website weekend west white wife win winner winter woman women wonder word work worker world worry write wrong young
"""
COMMON_WORDS: Final = frozenset(stem(word, "en") for word in _ENGLISH.split())
