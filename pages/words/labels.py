"""How the words of the generated world are called, in two languages: labels, which no number depends on."""

from dl_core.experiments.word_world import NOUNS, WORDS
from kit.messages import _

LANGUAGES = {"en": _("English"), "ko": _("한국어")}
# in the order of dl_core.experiments.word_world: people, vehicles, fruit, then the words of each attribute
WORD_PAIRS = (
    *((_("boy"), "소년"), (_("prince"), "왕자"), (_("man"), "남자"), (_("king"), "왕")),
    *((_("grandfather"), "할아버지"), (_("old king"), "상왕")),
    *((_("girl"), "소녀"), (_("princess"), "공주"), (_("woman"), "여자"), (_("queen"), "여왕")),
    *((_("grandmother"), "할머니"), (_("old queen"), "대비")),
    *((_("car"), "자동차"), (_("bus"), "버스"), (_("truck"), "트럭"), (_("train"), "기차")),
    *((_("apple"), "사과"), (_("grape"), "포도"), (_("peach"), "복숭아"), (_("melon"), "멜론")),
    *((_("he"), "그"), (_("his"), "그의"), (_("beard"), "수염"), (_("razor"), "면도기")),
    *((_("she"), "그녀"), (_("her"), "그녀의"), (_("dress"), "치마"), (_("braid"), "댕기")),
    *((_("plays"), "놀다"), (_("school"), "학교"), (_("toy"), "장난감"), (_("small"), "작다")),
    *((_("works"), "일하다"), (_("office"), "회사"), (_("married"), "결혼"), (_("salary"), "월급")),
    *((_("remembers"), "회상하다"), (_("cane"), "지팡이"), (_("grey"), "백발"), (_("slow"), "느리다")),
    *((_("village"), "마을"), (_("market"), "시장"), (_("bread"), "빵"), (_("rent"), "집세")),
    *((_("throne"), "왕좌"), (_("crown"), "왕관"), (_("palace"), "궁전"), (_("reigns"), "다스리다")),
    *((_("road"), "도로"), (_("wheel"), "바퀴"), (_("engine"), "엔진"), (_("drives"), "달리다")),
    *((_("sweet"), "달다"), (_("juice"), "주스"), (_("peel"), "껍질"), (_("ripe"), "익다")),
    *((_("the"), "이"), (_("and"), "그리고"), (_("very"), "매우"), (_("today"), "오늘")),
)
assert len(WORD_PAIRS) == WORDS
LABELS = {language: tuple(pair[at] for pair in WORD_PAIRS) for at, language in enumerate(LANGUAGES)}
# a noun's name in links: the English label
PLACES = {str(english).replace(" ", "-"): place for place, (english, _ko) in enumerate(WORD_PAIRS[:NOUNS])}
NAMES = tuple(PLACES)
NOUN_NAMES = {
    name: _("{english} {korean}", english=WORD_PAIRS[place][0], korean=WORD_PAIRS[place][1])
    for name, place in PLACES.items()
}
