"""Near-duplicates among names of terms: spellings that probably mean the same. Pure.

Names that differ in case and width only are one term already. Here names are compared without hyphens and spaces, as
English singulars, and in simplified characters. That is a guess, so it is logged and changes no page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence

from sphinx_eulernews.model.text import fold

# Pairs of a traditional character and the simplified one, in the order of the latter in GB 2312: those that are common
# in names. A character that simplifies in two ways has one of them, since keys are compared and never shown.
_SIMPLIFIED = (
    "皚皑藹蔼礙碍愛爱翺翱罷罢擺摆敗败頒颁辦办幫帮綁绑鎊镑飽饱寶宝報报輩辈貝贝狽狈備备筆笔畢毕斃毙幣币痺痹閉闭闢辟"
    "邊边編编變变辯辩標标別别濱滨賓宾餅饼並并併并撥拨駁驳補补佈布財财採采參参蠶蚕殘残慘惨燦灿蒼苍艙舱倉仓滄沧廁厕"
    "側侧冊册測测層层鏟铲產产産产闡阐顫颤場场嘗尝嚐尝長长償偿腸肠廠厂暢畅鈔钞車车徹彻塵尘陳陈襯衬撐撑稱称懲惩誠诚"
    "騁骋遲迟齒齿熾炽衝冲蟲虫寵宠籌筹醜丑櫥橱廚厨雛雏礎础儲储觸触處处傳传牀床闖闯創创錘锤純纯辭辞詞词聰聪蔥葱從从"
    "叢丛湊凑錯错達达帶带貸贷擔担單单膽胆誕诞彈弹當当擋挡黨党檔档搗捣島岛禱祷導导燈灯鄧邓敵敌遞递締缔顛颠點点墊垫"
    "電电調调諜谍疊叠釘钉頂顶錠锭訂订丟丢東东動动凍冻鬥斗犢犊獨独讀读斷断隊队對对頓顿奪夺鵝鹅額额訛讹惡恶餓饿兒儿"
    "爾尔發发髮发罰罚閥阀煩烦範范販贩飯饭訪访紡纺飛飞廢废費费紛纷墳坟奮奋憤愤豐丰楓枫峯峰鋒锋風风瘋疯馮冯縫缝諷讽"
    "鳳凤膚肤輻辐撫抚輔辅賦赋復复複复負负婦妇該该鈣钙蓋盖幹干趕赶岡冈剛刚鋼钢綱纲崗岗鴿鸽閣阁個个給给宮宫鞏巩貢贡"
    "溝沟構构購购夠够穀谷顧顾僱雇颳刮掛挂關关觀观館馆慣惯貫贯廣广規规歸归龜龟軌轨詭诡櫃柜貴贵鍋锅國国過过韓韩漢汉"
    "號号覈核鶴鹤賀贺轟轰鴻鸿紅红後后壺壶衚胡鬍胡護护滬沪戶户戸户華华畫画劃划話话懷怀壞坏歡欢環环還还緩缓換换黃黄"
    "揮挥輝辉迴回毀毁會会匯汇彙汇滙汇繪绘渾浑獲获穫获貨货禍祸擊击機机積积跡迹蹟迹雞鸡鷄鸡績绩緝缉極极輯辑級级擠挤"
    "幾几劑剂濟济計计記记際际繼继紀纪夾夹賈贾鉀钾價价駕驾監监堅坚間间艱艰繭茧檢检揀拣撿捡簡简儉俭減减薦荐檻槛鑑鉴"
    "鑒鉴踐践見见鍵键艦舰劍剑漸渐薑姜將将蔣蒋獎奖講讲醬酱膠胶澆浇驕骄矯矫繳缴敎教轎轿較较階阶節节傑杰潔洁結结屆届"
    "緊紧錦锦僅仅謹谨進进晉晋儘尽盡尽勁劲莖茎鯨鲸驚惊經经頸颈靜静鏡镜徑径競竞淨净糾纠舊旧舉举據据鋸锯懼惧劇剧捲卷"
    "覺觉決决訣诀絕绝鈞钧軍军開开凱凯顆颗殼壳課课懇恳摳抠釦扣庫库褲裤誇夸塊块寬宽礦矿曠旷況况虧亏饋馈擴扩闊阔蠟蜡"
    "臘腊來来賴赖藍蓝欄栏攔拦籃篮蘭兰瀾澜覽览懶懒纜缆爛烂濫滥勞劳樂乐壘垒類类淚泪離离裏里裡里禮礼麗丽厲厉勵励曆历"
    "歷历隸隶聯联蓮莲連连斂敛臉脸鍊链鏈链戀恋煉炼練练糧粮涼凉兩两輛辆諒谅療疗遼辽瞭了獵猎臨临鄰邻齡龄鈴铃靈灵嶺岭"
    "領领劉刘龍龙聾聋籠笼壟垄攏拢隴陇樓楼婁娄蘆芦盧卢廬庐爐炉擄掳魯鲁錄录陸陆鋁铝縷缕濾滤綠绿孿孪亂乱輪轮倫伦侖仑"
    "淪沦論论羅罗邏逻駱骆絡络媽妈瑪玛碼码螞蚂馬马罵骂駡骂嗎吗買买麥麦賣卖邁迈脈脉瞞瞒蠻蛮滿满錨锚貿贸麼么黴霉沒没"
    "門门悶闷們们夢梦謎谜彌弥覓觅麵面廟庙滅灭閩闽鳴鸣銘铭謬谬謀谋畝亩鈉钠納纳難难腦脑惱恼鬧闹內内擬拟膩腻鳥鸟檸柠"
    "獰狞寧宁鈕钮紐纽濃浓農农諾诺歐欧鷗鸥盤盘龐庞拋抛噴喷騙骗頻频貧贫蘋苹憑凭評评潑泼頗颇撲扑鋪铺僕仆譜谱齊齐騎骑"
    "豈岂啓启啟启氣气棄弃牽牵鉛铅遷迁簽签籤签謙谦錢钱鉗钳潛潜槍枪墻墙牆墙強强搶抢橋桥喬乔僑侨翹翘竅窍竊窃親亲輕轻"
    "傾倾請请慶庆瓊琼窮穷趨趋區区軀躯驅驱權权勸劝卻却確确羣群讓让擾扰繞绕熱热認认榮荣絨绒軟软銳锐灑洒薩萨賽赛傘伞"
    "喪丧騷骚掃扫澀涩殺杀紗纱篩筛刪删閃闪陝陕傷伤賞赏燒烧紹绍捨舍攝摄設设審审腎肾滲渗聲声昇升陞升繩绳勝胜聖圣師师"
    "獅狮濕湿詩诗屍尸時时蝕蚀實实識识駛驶勢势適适釋释飾饰視视試试壽寿獸兽樞枢輸输書书贖赎屬属術术樹树數数帥帅雙双"
    "誰谁順顺說说碩硕爍烁絲丝鬆松聳耸頌颂蒐搜蘇苏訴诉肅肃雖虽隨随歲岁孫孙損损縮缩瑣琐鎖锁牠它檯台臺台颱台態态貪贪"
    "灘滩壇坛罈坛罎坛談谈嘆叹歎叹湯汤燙烫濤涛討讨騰腾謄誊題题體体條条鐵铁廳厅聽听銅铜統统頭头禿秃圖图團团糰团頹颓"
    "託托脫脱彎弯灣湾萬万網网違违圍围為为爲为維维偉伟偽伪緯纬餵喂衛卫溫温聞闻紋纹穩稳問问甕瓮窩窝臥卧嗚呜烏乌無无"
    "蕪芜吳吴霧雾務务誤误錫锡犧牺襲袭習习係系繫系戲戏細细蝦虾轄辖峽峡俠侠廈厦嚇吓鮮鲜纖纤賢贤閑闲閒闲顯显險险現现"
    "獻献縣县羨羡憲宪綫线線线廂厢鄉乡詳详響响項项嚮向蕭萧銷销曉晓協协攜携脅胁諧谐寫写瀉泻謝谢鋅锌興兴脩修鏽锈須须"
    "鬚须許许敘叙緒绪緖绪續续軒轩懸悬鏇旋選选絢绚學学勳勋詢询尋寻訓训訊讯遜逊壓压鴨鸭啞哑亞亚訝讶煙烟鹽盐嚴严顏颜"
    "艷艳豔艳彥彦諺谚驗验楊杨揚扬陽阳癢痒養养樣样搖摇堯尧遙遥謠谣藥药爺爷頁页業业葉叶醫医遺遗儀仪蟻蚁藝艺億亿憶忆"
    "義义詣诣議议譯译異异繹绎蔭荫陰阴銀银飲饮隱隐櫻樱鷹鹰應应瑩莹營营蠅蝇贏赢擁拥傭佣踴踊詠咏優优郵邮猶犹遊游誘诱"
    "餘余魚鱼漁渔與与嶼屿語语鬱郁籲吁獄狱譽誉預预淵渊轅辕園园員员圓圆緣缘遠远願愿約约躍跃鑰钥嶽岳粵粤閱阅雲云隕陨"
    "運运蘊蕴醞酝暈晕雜杂災灾載载暫暂讚赞贊赞贓赃臟脏髒脏鑿凿責责擇择則则澤泽賊贼贈赠紮扎軋轧詐诈齋斋債债氈毡盞盏"
    "斬斩嶄崭棧栈佔占戰战張张漲涨帳账賬账脹胀趙赵轍辙這这針针偵侦診诊鎮镇陣阵掙挣睜睁徵征爭争幀帧癥症鄭郑證证織织"
    "職职執执姪侄祇只衹只隻只紙纸誌志摯挚擲掷緻致製制質质滯滞鍾钟鐘钟終终種种眾众衆众週周軸轴皺皱晝昼驟骤豬猪諸诸"
    "燭烛貯贮築筑註注駐驻專专磚砖轉转樁桩莊庄裝装妝妆壯壮狀状墜坠準准諮咨資资蹤踪綜综總总縱纵鄒邹組组鑽钻佇伫詆诋"
    "詮诠酈郦苧苎尷尴擷撷闕阙瀏浏瀆渎婭娅嫻娴驛驿紓纾縝缜瓏珑輟辍餚肴磯矶鎧铠鏢镖聵聩篤笃裊袅躉趸蹺跷靂雳鯊鲨鱷鳄"
    "鼴鼹"
)
_TO_SIMPLIFIED = str.maketrans(dict(zip(_SIMPLIFIED[::2], _SIMPLIFIED[1::2], strict=True)))
_LATIN_WORD = re.compile(r"[a-z]+")
_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015\u00b7]+")
_SHORTEST_PLURAL = 4
"""Letters of the shortest word that is read as a plural: CSS, DNS and iOS are none."""
_NO_PLURALS = frozenset({"news", "windows", "https", "series", "species"})
"""Words that look like a plural but are none, and mean something else without the ``s``."""
_SIBILANT_E = re.compile(r"(?<=[hxsz])e$")
_PLAIN_YAML = re.compile(r"[^\W\d_][\w .+/-]*(?<=[\w+])")
_YAML_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def near_duplicates(names: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Return the groups of names that probably mean the same, the most used name of each first.

    ``names`` maps each spelling to the number of its posts. Linear in the number of names, but for sorting.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(comparison_key(name), []).append(name)
    found = (sorted(group, key=lambda name: (-names[name], name)) for group in groups.values() if len(group) > 1)
    return sorted(map(tuple, found))


def comparison_key(name: str) -> str:
    """Return the key by which spellings are compared; a name without letters is its own."""
    folded = fold(name).translate(_TO_SIMPLIFIED)
    return _SEPARATORS.sub("", _LATIN_WORD.sub(_singular, folded)) or folded


def _singular(match: re.Match[str]) -> str:
    """Return the stem that an English word and its regular plural have in common; it need not be a word."""
    word = match[0]
    if len(word) < _SHORTEST_PLURAL or word in _NO_PLURALS:
        return word
    if word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("ie"):
        return word[:-2] + "y"
    return _SIBILANT_E.sub("", word)


def declaration(names: Sequence[str], declared: Collection[str] = ()) -> str:
    """Return the line of a file of terms that makes names one term: the first, with the others as its aliases.

    ``declared`` are the keys that the file has already.
    """
    first, *others = map(_as_yaml, names)
    aliases = f"aliases: [{', '.join(others)}]"
    return f"{first}: {aliases}" if names[0] in declared else f"{first}: {{{aliases}}}"


def _as_yaml(name: str) -> str:
    """Write a name as a scalar of YAML that any parser reads as a string."""
    is_plain = _PLAIN_YAML.fullmatch(name) and name.casefold() not in _YAML_WORDS
    return name if is_plain else json.dumps(name, ensure_ascii=False)
