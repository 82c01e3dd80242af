"""What the name of a person looks like. Much else looks so, too: `people` says where it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.places import PLACES
from refundbot.conversations.privacy.surnames import COMPOUND

HAN = r"\u3400-\u9fff"

SURNAME = (
    "(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|南宫|范姜|张简|完颜|宇文|轩辕"
    "|呼延|独孤|钟离|赫连|澹台"
    "|申屠|淳于|长孙|濮阳|(?<![我贵公该本上])司|["
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左"
    "柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时"
    "穆农卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇"
    "洪赖甄虞蔺匡巩敖阚鞠荀浦湛楚丘燕贝邝辜佘冼仲伊邸奚桑郎柴"
    "裘芮糜隗宓郗郜蓟邰胥莘逄郦濮扈郏阎庾晁蒯荆竺逯桓谌亓茹仝雒粟戎屠尧厉池祖井])"
)
_NO_GIVEN = (
    "的了过吗呢吧啊你我他她您们个这那么什是不没要想能就都在和跟与或给把被让请说问买退订电手身住号姓式便应该"
    "也还打接拨回啦喇咗嘅喎"
)
GIVEN = rf"(?![{_NO_GIVEN}])[{HAN}]"
FULL = rf"{SURNAME}{GIVEN}(?:{GIVEN})?"
_WORDLIKE = "时成应包管计连全安任关方向商单高温简符康于万马易项程游路文何年房金钱白车师池祖井阳单"
SURE_SURNAME = rf"(?![{_WORDLIKE}]){SURNAME}"
"""Few other words begin with it."""
SURE = rf"{SURE_SURNAME}{GIVEN}(?:{GIVEN})?"
FOREIGN = rf"[{HAN}]{{1,8}}·[{HAN}]{{1,10}}(?:·[{HAN}]{{1,10}})?"
_FAMILIAR = rf"[小阿老]{GIVEN}(?![{HAN}])"
STOPS = r"(?=[ ,.;:!?，。、；：！？()/|\n]|$)"
ENDS = rf"(?:{STOPS}|(?=[的啊呀哈哦喔嘛啦]|电话|手机|身份证|本人|名下))"
"""What stands behind a name."""
NAME = rf"(?:{FOREIGN}|{SURE}|{FULL}{ENDS}|{_FAMILIAR})"
LATIN = r"[A-Z](?:[A-Za-z'-]{1,19}|\.)(?:[ ·][A-Z][A-Za-z.'-]{0,19}){0,3}(?![A-Za-z0-9])"

_NO_NAMES = {
    "华为", "安卓", "江苏", "高级", "高校", "石油", "方便", "方式", "成员", "商家", "商户", "单位", "万一",
    "管理", "连续", "时候", "全部", "全额", "向导", "关注", "张卡", "单嘢", "成千", "车费", "计划", "管所",
    "司账", "成功", "应用", "任何", "任意", "安全", "简单", "解决", "解释", "解绑", "解封", "谢谢", "马上",
    "时间", "关机", "关联", "关于", "关心", "荣耀", "何时", "白天", "应急", "司机", "游戏", "项目", "程序",
    "申办", "曾经", "单独", "金额", "施工", "包工", "全程", "明白", "高兴", "温馨", "文件", "文员", "路由",
    "费用", "车辆", "任务", "陆续", "毕竟", "尤其", "于是", "成本", "安排", "平台", "向客", "应收", "时段",
    "包年", "包月", "万能", "师姐", "师兄", "师傅", "符合", "终于", "舒服", "康复", "古代", "方案", "金融",
    "简历", "柜台", "易用", "严重", "温柔", "党员", "席位", "范围", "沙箱", "卫星", "管账", "管钱", "白金",
    "黄金", "江西", "江门", "石家", "向先", "方面", "余额", "余款", "余下", "余数", "辛苦", "包周", "方向",
    "方法", "方可", "白班", "白领", "鲍鱼", "管控", "连接", "计费", "计算", "安利", "何必", "何况", "高速",
    "高峰", "林业", "黄页", "马虎", "谢绝", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "周末",
    "周期",
    "沈阳", "安徽", "安阳", "成都", "武汉", "苏州", "温州", "柳州", "梅州", "龙岩", "郑州", "徐州", "宁波",
    "宁夏", "金华", "邢台", "常州", "唐山", "黄山", "万州", "韩国", "康定", "钟祥", "贺州", "江宁", "江阴",
    "马来", "欧洲", "欧元", "莫斯", "陆军", "林林", "算法", "尚未", "曾多", "曾几", "曾用", "郑重", "严正",
    "严格", "严厉", "许可", "许多", "陈述", "高管", "商量", "商务", "商业", "白名", "白条", "白嫖", "左右",
    "左边", "罗列", "杜绝", "唐突", "武断", "莫名", "莫非", "董事", "孙子", "孙女", "房东", "钱包", "钱款",
    "段时", "车间", "全款", "全员", "成行", "金牌", "毛病", "施压", "史上", "龙头", "牛人", "范例", "陶瓷",
    "谷歌", "艾特", "夏天", "夏季", "龙年", "毕业", "顾问", "龙芯", "浦发", "农信", "农行", "农商",
    "华夏", "顾客", "申诉", "文字", "华北", "华东", "华南", "华中", "时选", "祝商", "祝好",
}  # fmt: skip
"""What begins as a name does and is none."""
BRANDS = {
    "李宁", "王老吉", "周大福", "周大生", "周黑鸭", "张小泉", "马应龙", "老干妈", "康师傅", "金蝶", "用友",
    "方太", "鲁班", "女娲", "花木兰", "孙悟空", "诸葛亮", "张飞", "关羽", "赵云", "任正非", "马云", "雷军",
    "周杰伦", "爱因斯坦", "傅里叶", "杜蕾斯", "谢瑞麟", "谭木匠", "王府井", "孔明灯", "汪汪队", "白龙马",
}  # fmt: skip
"""Names that everybody knows: nothing of a customer's where no cue says so."""


_TITLED_SURNAME = re.compile(
    rf"(?:{SURNAME}|{'|'.join(COMPOUND)})"
    "(?:先生|女士|小姐|太太|太|生|总|工|姐|哥|经理|老师|主任|律师|医生|师傅|老板|同学|老)"
)


def is_name(text: str) -> bool:
    """Whether what looks like a name may be one. A surname alone is none, with a title or without.

    >>> is_name("方静怡"), is_name("方便"), is_name("欧阳老师"), is_name("许昌")
    (True, False, False, False)
    """
    is_word = text[:2] in _NO_NAMES or text in PLACES or text.endswith("族")
    return not is_word and _TITLED_SURNAME.fullmatch(text) is None


_AND = re.compile(rf"(?:、|和|及|/|→|->)({SURE})(?:{STOPS}|(?=→))")


def named(plain: str, *patterns: re.Pattern[str]) -> Iterator[Found]:
    """What those patterns take for a name and may be one, with the names that are joined to it."""
    for pattern in patterns:
        for found in each(pattern, plain, Kind.NAME):
            if is_name(plain[found.start : found.end]):
                yield found
                end = found.end
                while another := _AND.match(plain, end):
                    yield Found(*another.span(1), Kind.NAME)
                    end = another.end()
