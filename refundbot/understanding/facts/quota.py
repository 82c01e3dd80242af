"""What is left of the yearly five-day quota, what was used of it this year, how many this return takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.whose import is_not_theirs, own_words
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN, number, quantity

_COUNT = rf"(?P<count>\d{{1,2}}|[{HAN}]{{1,3}})"
_SO_MANY = _COUNT.replace("?P<count>", "?:")
_UNIT = "[个次台回单笔块样件]"
_LENT = (
    *("调用", "请求", "查询", "信用", "花呗", "借呗", "白条", "贷款", "授信", "信贷"),
    *("支付", "消费", "付款", "卡", "单日", "每日", "包"),
)
_OWN = "".join(f"(?<!{name})(?<!{name}的)" for name in _LENT)
"""Before a quota: it is none of what can be spent or called, 花呗额度, 调用次数."""
_NAME = rf"{_OWN}(?:五天|5天)?(?:无理由)?(?:退订?|退款)?的?(?:那个|那些)?{_OWN}(?:<QUOTA>|quota)"
_SPENDS = "(?:使?用|造|花|耗|占|去|消耗)"
_SEEMS = "好像|似乎|貌似|应该|可能|大概|估计|恐怕"
_LAST = f"(?:已经?|都|早就?|早|也|全|今年|被|给|全部|刚|[我咱]们?|公司|反正|{_SEEMS})*"
_ENDS_IN = r"(?=$|[,，。!?;(\n啊呀啦 ])"
_SPOKEN_OF = pattern(f"{_OWN}<QUOTA>|无理由|quota|(?:five|5)-day")
_BALANCE = pattern(
    rf"(?:用|退)(?:了|掉|过)+ ?{_SO_MANY} ?[个次台][,，、 ]*(?:还(?:有|剩)|剩)下? ?"
    rf"{_SO_MANY} ?(?:[个次]|(?=$|[,，。!了]))"
)
"""What was used and what is left side by side can be said of the quota only."""
_THIS_YEAR = re.compile("今年|年内|本年|this year")
_ANOTHER_YEAR = (
    "去年|前年|上一?年|明年|来年|往年|跨年|过了?年|年后|元旦(?:[以之]?后|一?过)|(?<!最)新的?一年"
    "|(?:last|next) year"
)
_YEARS = re.compile(rf"(?P<another>{_ANOTHER_YEAR})|{_THIS_YEAR.pattern}")
_ALL_GONE = "退(?:光|尽|没|满|完)了(?!(?:还|剩|再|[之以]?后|就|才|没))"
"""Refunds that took the whole quota: 名额已经退光了."""
_GONE = (
    f"[^,，。;!?\\n没未不别想要够还剩快会能怕将明下流包条]{{0,10}}?(?:{_SPENDS}[完光尽没满]了?|[全都]用掉了)"
)
"""What was used up, whoever did it and when: 我之前用光了, but not 快用完了, 流量用完了."""
_NONE_LEFT = pattern(
    rf"(?:{_NAME}|无理由的?|[五5]天(?:那个|那些)|(?:[这那]|今年的?)(?:10|十)[个次]){_GONE}"
    rf"|{_NAME}{_LAST}(?:{_SPENDS}[完光尽没满]了?|{_ALL_GONE}|没有?了|没有|没剩|不够|见底)"
    rf"|(?<!有)(?:没有?|无)(?:五天|5天)?(?:无理由)?的?<QUOTA>(?!限制)"
    rf"|{_COUNT}个(?:{_NAME})?(?:今年)?(?:全|都)部?{_SPENDS}(?:完|光|掉)?了"
    rf"|{_SO_MANY}[个次](?:{_NAME})?(?:(?:我们?|今年|已经?|全|都|均)部?)*(?:(?:已|均){_SPENDS}|{_SPENDS}[完光尽])"
    rf"|把(?:[我咱]们?|公司|账号)*的?(?:最后{_SO_MANY}[个次]{_NAME}(?:也|都|给|就)*{_SPENDS}(?:掉|完|光|没)?了"
    rf"|{_NAME}(?:也|都|全|给)*(?:{_SPENDS}|退)[完光没]了?)"
    rf"|退满了?{_SO_MANY}[个次]|[一1][个次](?:{_NAME})(?:都|也)?(?:不剩|没剩|没有?了)"
    rf"|(?:{_NAME}|无理由)(?:[吗吧呢么的]*[,，?。 ]+)?{_LAST}{_SPENDS}[完光]了?{_ENDS_IN}"
    r"|no (?:[a-z\d-]+ )?(?:quota|refunds?|chances?) left"
)
_NONE_LEFT_ALONE = re.compile(
    r"(?:已经?|都|全)*(?<![没未有])(?:[用占][满完光]了?|(?<=[经都全])退完了|退[满光]了)"
    r"|used up|none left|all used"
)
_TOOK_OURS = re.compile("^把|同事")
"""What a colleague used up is the account's: 同事把最后一个名额用掉了."""
_SPENT_BY_NOW = pattern(
    r"(?:^|(?<=[,，。;!?~ \n]))(?:但是?|可是?|不过|其实|好像|那)*"
    rf"(?:[我俺咱]们?|今年|公司|账号|这边|早就|都|全|{_SO_MANY}[个次]|机会|同事[^,，。;!?\n]{{0,8}})+(?:都|全|早就?|已经?|就|也|被|给)*"
    r"(?:使?用|退)[完光尽没]了?(?=$|[,，。;!?~ \n…啊呀呢的吧哈])"
)
"""Behind a word of the quota: all of it is used, 占名额吗，我们今年用完了."""
_SOME_LEFT = pattern(
    rf"{_NAME}(?:应该|好像|肯定|也|都|还)*"
    r"(?:还?有(?!没|多[少大]|几)|够|没用[完光过]|多着|富余|充足|很多|满的|好几)"
    r"|(?<!no )quota (?:is |still )*(?:left|full|available)"
    r"|(?<!没)还?有(?:无理由的?)?名额(?!限制)|(?<!没)有无理由的?<QUOTA>"
    r"|(?<!没)(?:还有|还剩)好几[次个]"
)
_SOME_LEFT_ALONE = re.compile(
    r"still some|some left|plenty|(?:还|仍)?有(?:余量|富余|剩|的是)|还剩好几|(?:应该)?(?:是)?满的"
    r"|(?:都|全)(?:还)?在|没有?(?:怎么|咋|太|多?少)(?:使?用|退)|没有?(?:使?用|退)过?(?:几|多少)[个次台回]"
    rf"|(?:{_SEEMS})+(?:是|都|也)*还有(?=$|[吧的呢啊呀,，。! ])"
)
_COUNT_LEFT = pattern(rf"(?:还有|还?剩下?|剩余|余)(?:了|大概|最后|[: ])*{_COUNT} *[个次](?:{_NAME})?")
_COUNT_NAMED = pattern(
    rf"(?:{_NAME})(?:其实|现在|应该|大概|好像|今年|显示|页面|上面|只|就|才|还|剩下?|余额?|有|是|为"
    rf"|remaining|left|is|[: ])*{_COUNT}"
    r"(?:[个次](?!(?:都|也|已经?|就|早就?|全)*(?:不|没|用|花|造))|(?![0-9.%个次半成]|分之))"
)
_IS_LEFT = re.compile("(?:还有|还?剩下?|剩余)[^,，。!?;]{0,4}$")
"""Before a count of what is left."""
_BARE_LEFT = re.compile(rf"(?:还有|还?剩下?|剩余|余)(?:了|大概|差不多| )*{_COUNT} *(?=$|[,，。!?吧了])")
_LEFT_ENGLISH = re.compile(rf"{_COUNT} (?:[a-z-]+ ){{0,3}}left")
_COUNT_ALONE = re.compile(
    rf"(?<![0-9.第头首]){_COUNT} *[个次](?!月|小时|星期|礼拜|人|G|g|[都也]?(?:不|没|未)|里|用|已经?用)"
)
_ALL_LEFT = pattern(rf"{_COUNT}[个次](?:{_NAME})?(?:都|全|也|还|一个)*(?:没有?动|没有?使?用|还?在)")
_POINTS = re.compile(
    "(?:[这那哪每各另]|另外|(?<!最)[前后头]|(?:[买挂加开续装配下订租拖]|有过?)了|不是|并非|而非|(?:占用?|用掉|用去|算|扣掉?|消耗|需要?)(?:了|我|掉)?)"
    "(?:还有|还剩下?|剩下?)?$"
)
"""Before a count that is none of what is left: 这两个, 买了三个, 不是8个, 占两个名额."""
_ENDS_THERE = pattern(
    "(?:<QUOTA>|quota|五天|5天|无理由|[吧啊呀呢了的哦嘛哈啦诶额嗯 ]|左右|上下|多|可以?用?|能用"
    "|[全也]|还?没(?:有)?[用动]|的?样子|剩下?|余|还?在|都"
    "|应该|好像|大概|可能|我记得|这样|今年|目前|现在|够)*(?:$|[,，。!?;~… \n]|是|不是)"
)
"""Behind a count of what is left, which counts nothing else: 还有三个名额, 5个吧, but 三个加起来, 两个盘."""
_NOT_ONE = re.compile(r"[一1][个次](?:都|也)?(?:不剩|没剩|没有?了|没了)")
_USED_UP_TO = re.compile(r"(?<!能)(?<!可以)第" + _COUNT + r"[台个次回单](?![昨前去今上\d]|是[昨前去今上\d])")
_THE_FIRST = re.compile("(?:第[一1]|头一)[台个单]")
"""Beside it the second is one of several that are told of, and not the second refund of a year."""
_REFUNDED = re.compile(
    rf"(?<!没)(?<!没有)(?<!未)(?<!never)(?<!never )(?<!不)退(?:订|掉)?[过了掉]+{_COUNT}{_UNIT}"
)
_ALL_REFUNDED = re.compile(
    rf"(?<!第){_COUNT}[台块张个](?!月|小时|星期|礼拜|工作日|订?单|g|[^,，。]{{0,6}}[券钱])[^。!?;没不想要]{{0,28}}?"
    r"(?P<gone>(?:全|都|(?<=一次)性|一起)[^,，。!?;没不想要能]{0,6}?退(?:掉|订)?(?:[了过]|的(?=$|[,，。!])))"
)
"""Several of one order that went back: each takes its own of the quota."""
_SPENT = re.compile(
    rf"{_SPENDS}(?:了|掉|过|去)+(?:有|大概|大约|差不多| )*{_COUNT} ?[个次台回](?!月|星期|券|里|当中)"
)
_SPENT_OUT_OF = re.compile(
    rf"{_SO_MANY}[个次](?:名额|机会|额度)?(?:里面?|里头|当中)的?(?:已经?|都)*(?:{_SPENDS}(?:了|掉|过))?{_COUNT}[个次回](?!没|未|还|在|剩|(?:都|就|才)?是)"
)
_ALL_SPENT = re.compile(
    rf"{_COUNT}[个次回](?:我|是|今年|们|机会)*(?:全|都)部?(?:已经?)?(?:{_SPENDS}|退)(?:完|光|掉|过)了?"
)
_SPENT_ENGLISH = re.compile(rf"used {_COUNT}")
_SPENT_OF_TEN, _LEFT_OF_TEN = (
    re.compile(rf"{how}(?:了|:| )*(?P<count>\d{{1,2}})/10(?![\d/])") for how in ("用", "[剩余]下?")
)
_ALL_OF_TEN = pattern(
    rf"(?:无理由|{_OWN}<QUOTA>|quota)[^,，。;!?\n\d]{{0,14}}?"
    r"(?:已经?|都|满)(?:是|到|显示| )*(?P<count>10)/10(?![\d/日号])"
)
_SPENT_BEHIND = re.compile(rf"{_COUNT}[个次](?:已经?|就|都)*(?:使?用|花|造)掉?了(?!吗|没)")
_TOOK = re.compile(rf"{_COUNT}[台个次单](?:已经?|都)*(?:走|占|用|是)(?:过|了|的)*(?:五天|无理由)")
_NONE_USED = pattern(
    rf"[一1][个次]{_NAME}?(?:都|也)?(?:没有?|未)(?:使?用|动|碰)"
    rf"|{_NAME}(?:都|全部?|均|尚|一直|今年|我们?|还|this year| )*(?:没有?|未)(?:使?用|动|碰)(?!完|光)过?"
    rf"|{_NAME}(?:今年|现在|还|我们?)*(?:都|全部?|均)+(?:还|都)?(?:在|留着)(?![用退])"
    r"|今年(?:都|还|也|一直|一次)*(?:没有?|未)(?:使?用|动|碰)(?!完|光)过?"
    r"|(?:没有?|未)(?:使?用|动用?|走|享受|申请|办理?)(?:过(?:任何|一次)?(?:五天|5天)?的?无理由|(?:五天|5天)?的?(?:无理由)?(?:退订)?的?<QUOTA>)"
)
_NONE_USED_ENGLISH = re.compile(r"(?:none|not|never|nothing|zero) (?:been )?used|haven't used")
_NO_OBJECT = (
    r"(?=过?[啊呀呢吧的了哦嘛哈啦]*(?:$|[,，。!;?\n ]|退|任何|一[次个]|[它这]"
    r"|名额|额度|次数|机会|五天|无理由))"
)
"""Behind a verb that nothing was used: what was used is the quota, not a coupon."""
_NEVER = "(?:never |never|没有?|未曾?|不曾)"
_REFUND = "(?:退订|退款|退货|退费|退单|退)"
_DO = "(?:有|申请|办理?|操作|发生|产生|搞|做|走|弄|提交?|出现)"
_ONE = "[一1半][次个笔单台回样件张]"
_NOT_ONE_TIME = f"(?:都|也)(?:还|从来)?{_NEVER}"
_FIRST = "(?:第一|头一|首)[次回遭趟笔单台个]"
_NOT_ITS_MONEY = (
    "(?![款订]?(?:还|一直|也|都)*(?:钱|没?到|成|完|光|[回给]|下来|失败|被|过?几|过?多少|的(?:时候|那|钱)))"
)
"""Behind a refund: it is the money that was not given back, or one of several: 还没退到账, 第一次退的时候."""
_NEVER_REFUNDED = re.compile(
    "|".join(
        (
            rf"(?:{_ANOTHER_YEAR}|以前|之前)[^。!?;\n]{{0,16}}[退用][^。!?;\n]{{0,8}}?(?P<now>今年(?:之?内)?"
            "(?:倒是?|就|则|可|一[个次台]都?)*(?:没有?|无))(?=过?[啊呀呢吧的了]*(?:$|[,，。!\n]))",
            rf"(?:今年(?:之?内)?|从来?|还|都)+(?:没有?|未)使?用{_NO_OBJECT}",
            "(?:今年(?:之?内)?还?|从来?|(?<!钱)都还?)(?:没有?|未)(?:申请|办理?)?"
            rf"{_REFUND}(?!钱){_NOT_ITS_MONEY}",
            rf"(?:从来?)?{_NEVER}{_DO}?[了过]?(?:任何|什么|一[次笔])?{_REFUND}过(?!期|几|多少)",
            rf"(?:从来?|今年)*{_NEVER}{_DO}?过(?:任何|什么|一[次笔])?的?{_REFUND}{_NOT_ITS_MONEY}",
            rf"{_ONE}的?{_REFUND}(?:记录)?{_NOT_ONE_TIME}{_DO}?过?",
            rf"{_REFUND}(?:记录)?[,，?]?{_ONE}{_NOT_ONE_TIME}{_DO}?过?",
            rf"今年[^,，。!?]{{0,6}}{_ONE}(?:都|也|还)*没有?退|{_ONE}(?:都|也|还)+没有?退过",
            rf"{_FIRST}(?:要|想|来|用)?{_DO}?{_REFUND}{_NOT_ITS_MONEY}(?!过)",
            rf"{_REFUND}(?:东西|订单)?(?:这|还|也|都|就|算)*是?(?:第一|头一|首)[次回遭趟](?!没|的)",
            "(?:没有?|无|零|0)(?:任何|什么|过|一条)*的?(?:退订|退款)(?:过的?|的)?(?:记录|历史|经历)|零退订",
            "(?:退订|退款)(?:记录|历史)[里那]{0,3}(?:是|为|都|全|也|显示|还)*(?:空|0|零|没有?|无)",
            "(?:没有?|未) ?refund(?:ed)?|zero used",
            "(?:no|zero) (?:refunds?|returns?) (?:so far|yet|this year)",
            "(?:haven't|have not|never) (?:been )?(?:refunded|returned|used any (?:free )?refunds?)",
            "first(?: time)? (?:to )?(?:refund|return)",
        )
    )
)
_EVER = re.compile("从来|从未|从没|never|(?:第一|头一|首)[次回遭趟]")
"""Of all time, and so of this year."""
_NEVER_ALONE = re.compile(
    rf"(?:没有?|未曾?)(?:使用|动用|申请|办理?|走)过{_NO_OBJECT}|[一1][个次](?:都|也)没有?(?=$|[,，。!])|(?:无|没有?)使用记录"
    rf"|(?:没有?|未曾?|不曾)过(?=$|[,，。!])|{_FIRST}(?=$|[,，。!啊呢吧呀])"
)
"""An answer that none was used, where the quota was asked for."""
_FIRST_TIME = re.compile(
    "(?:^|(?<=[,，。;!?~ ]))(?:[我俺咱]们?|公司|账号|这|还|也|就|算|是)*(?:第一|头一|首)[次回遭趟]"
    "[的啊呢呀哈吧嘛哦]*(?=[,，。;!?~ ]|$)"
)
_ALL_BUT_IT = (
    "(?:我们?|咱们?|之前|以前|[从向]来|[这那]个?|账号|账户|号|公司|一直|真的?|确实|就|还|也|都|是|的|东西|货|任何"
    r"|[啊呀呢哈吧嘛哦过了]|\s)*"
)
_BEFORE_IT = re.compile(rf"(?:.*[\d{HAN}](?:块钱?|元)?)?{_ALL_BUT_IT}")
_BEHIND_IT = re.compile(rf"{_ALL_BUT_IT}(?:(?:现在|如今)?(?:还?能|可以?|想|要|打算|帮|给).*)?")
"""Around words that nothing was refunded: the clause tells of no thing, as 这台还没退过 does."""

_THINGS = (
    rf"{_COUNT} ?(?:[台个套](?!月|小时|星期|礼拜|人|字|按钮|选项|入口|工作日|订?单|<QUOTA>|无理由|g)"
    r"|[块张](?=[^,，。]{0,3}(?:盘|证书)|(?:全|都|统统|一起)(?!部?退[给我回还])))"
)
_ON = "[^,，。!?;\n没不过]"
_WHOLE_ORDER = "整[单批](?:我们?|都|要|想|给我|一起|全部|一并|[ ])*(?:退(?!过|了(?![吧算]))|不(?:想)?要)"
_TOGETHER = (
    pattern(rf"(?<![第\d{HAN}]){_THINGS}[^!?\n]{{0,80}}?{_WHOLE_ORDER}"),
    pattern(
        rf"(?<!没)有{_THINGS}(?=[^!?;\n,，。]{{0,24}}?(?:<BUY>|开通?|付款?)的(?![这那]?[一1]?[台个])"
        r"[^!?\n]{0,40}?[想要]退(?!了|其中|[一1]台))"
    ),
    pattern(
        rf"(?<![第\d{HAN}]){_THINGS}{_ON}{{0,8}}?(?:都|全|一起|一次|统统|一并){_ON}{{0,6}}?退(?![了过]|(?<![要想]退)的(?=$|[,，。!]))"
    ),
    pattern(rf"(?<![第\d{HAN}]){_THINGS}[^。!?;\n没不过]{{0,24}}?[都全](?:想|要|给我)?(?:一起)?退(?![了过])"),
    pattern(rf"(?<![第\d{HAN}]){_THINGS}[呢啊呀]?(?:都|全|统统)部?不(?:想)?要了"),
    pattern(
        rf"(?:要|想|打算|准备|一次|一共|总共|这次|同时)(?:一次|一起)?退(?:掉|订)?(?:其中的?)?[这那]?{_THINGS}"
    ),
    pattern(rf"(?<![第\d{HAN}]){_THINGS}{_ON}{{0,6}}?[想要](?:一起)?退(?![了过])"),
    pattern(rf"(?:只|就|单|先)(?:想|要|打算|准备)?退(?:掉|订)?(?:其中的?)?{_THINGS}"),
    pattern(rf"(?<![能再年])退(?:其中)?{_THINGS}(?=[^,，。]{{0,2}}(?:行|可以|能))"),
    pattern(rf"(?:return|refund|unsubscribe) (?:all )?{_COUNT} [a-z]"),
)
"""The resources that go back with this return: 这五台都想退, 要退8台."""
_ORDER_OF = (
    pattern(
        rf"(?:一共|总共|共计?|合计|批量|整批|一单|一笔|同时|一次性?|一口气)(?:采?购|买|下单?|开|入|了|是|有)*{_THINGS}"
    ),
    pattern(rf"(?:订单|单子)(?:里面?|里头|中)?(?:包含|含|有|是|共|一共|总共|[买下订开拍购]了)*{_THINGS}"),
    pattern(rf"数量(?:为|是|:| )*{_COUNT}(?![\d.%])"),
    # 云硬盘买了十块 is a price as well, so that the price of one has to be told: 一块20
    pattern(
        rf"(?:盘|证书)[^,，。!?;\n\d没不退付花]{{0,8}}?(?![一1] ?[块张]){_COUNT} ?[块张](?!钱|的)"
        r"(?=[^!?\n]{0,60}?[每一][块张](?![儿起退]))"
    ),
    pattern(
        rf"(?<![第用退有每\d{HAN}]){_THINGS}(?=[^!?;\n]{{0,40}}?每一?[块张台套](?![月])[^,，。]{{0,3}}\d)"
    ),
    pattern(rf"(?:<BUY>|开通?|创建|部署|上)(?:了|的|过)*(?<![以之]上)(?![一1] ?[台个套]){_THINGS}"),
    pattern(rf"(?<![第用退\d{HAN}]){_THINGS}[,，]?(?:各|每一?[台个套张]|单价)[^,，。!?;\n\d]{{0,4}}(?=\d)"),
    # 云硬盘50块 is a price as well, so that the order has to be named, or the count told twice
    pattern(rf"(?:盘|证书)[: x×*]?{_COUNT} ?[块张](?=[(,，]?(?:在?同一|一)[张个]?(?:订单|单))"),
    pattern(
        rf"(?:盘|证书)[: x×*]?{_COUNT} ?[块张][^!?\n]{{0,80}}?(?P=count) ?[块张](?:全部|都|全|一起)(?:要|想)?"
        r"(?:退[订掉]|不要|退(?=$|[,，。!?]))"
    ),
    pattern(
        rf"(?<![第用退\d{HAN}])(?<!退了){_THINGS}(?:机器|服务器|云?主机|实例|数据库|桌面)?(?:是|都)*(?:[^,，。!?;\n没不过]{{1,10}}?(?=一[块起]儿?(?:买|开|下|付|订)))?(?:一块儿?|一起|同时|一次|同一?单|在?(?:同|一|同一)[个张](?:订)?单|同配|同规格)"
    ),
    pattern(rf"{_COUNT} (?:instance|machine|server|vm)s"),
)
"""How many an order is of, which goes back as a whole where no one of them is singled out."""
_NETWORK = "(?:(?:弹性)?公网 ?ip|弹性 ?ip|eip|(?:公网)?带宽|vpc)"
_MACHINE = "(?:一?台)?(?:云?服务器|云主机|ecs)"
_AT_ONCE = "(?:一单|[一同]{1,2}[个张笔]?订单|同一单|一起|一块儿?|同时|打包)"
_AND = "(?:一?[个条])?[和跟与、加带及+]+(?:了|一?[个条])?"
_WITH_ITS_NETWORK = re.compile(
    rf"{_AT_ONCE}[^,，。!?;\n退]{{0,6}}?(?:{_MACHINE}{_AND}{_NETWORK}|{_NETWORK}{_AND}{_MACHINE})"
    rf"|(?:{_MACHINE}{_AND}{_NETWORK}|{_NETWORK}{_AND}{_MACHINE})[^,，。!?;\n退]{{0,6}}?{_AT_ONCE}[买下订开拍付]"
)
"""One order of a machine and its network, which each take of the quota (S6)."""
_SINGLED_OUT = re.compile(
    rf"(?<![想要])(?:已经?|都|全[额部]?|后来|当天|第二天)退[了过](?!{_SO_MANY}[个次])"
    rf"|[这那]一?台|其中|(?:有|退|哪)[一1]台|只(?:想|要|退|有(?!{_SO_MANY}[个次]))|单独|部分|one of|only"
)
"""Words that an order does not go back as a whole, or went back before."""
_AS_A_WHOLE = re.compile(_WHOLE_ORDER)
OF_A_PART = re.compile(
    rf"(?:只|就|先|单)(?:想|要|打算|准备|能)?退(?:掉|订)?(?:了)?(?:其中(?:的)?)?{_SO_MANY}[台个块套张](?!月|订?单)"
    rf"|退(?:掉|订)?(?:了)?其中(?:的)?{_SO_MANY}[台个块套张]"
)
"""Words that only a part of an order goes back, so that what the order cost is not what was paid for it."""
_EACH_HAS = re.compile("[每各](?:一?[台个套])?[上里都也还]*(?:自?带|挂|配|绑|含|附|装|加)[了着有上]{0,2}$")
"""Before a count of what each of those has that go back: 三台ECS，每台配|两块盘."""
_ONCE_RETURNED = re.compile("退(?:完|了|掉|订)+(?:[这此本该]|我的|以后|之后|后)[^,，。;!?]{0,10}$")
"""Before what is said of the quota: it is of what is left then, 退完这单今年就|没名额了吧."""
_THESE = re.compile("[这那]$")
"""Before a count that is known, whatever is asked of it: 这10块全退的话够吗."""
_OF_ALL = re.compile("[都全]|一起|统统|一并")
"""Of one nothing is said so: 一台两百三，想全退."""
_RHETORICAL = re.compile(r"(?:不是|难道)(?:就|又|还|会|也)*(?:有|能)?$")
"""Before what is told: 元旦不是又有十次 asks for it."""
_A_NOT_A = re.compile("(?P<verb>[退用])过?没有?(?P=verb)")
"""A question that nobody has answered: 退没退过我不知道."""
_LEADING = re.compile(
    rf"(?:今年之?内?|从来?|还|都)*(?:第|头|首)?(?:\d{{1,2}}|[{HAN}]{{1,3}})[个次回]|[头首][个次回]"
)

_SENTENCE_ENDS = "。!?;\n"
_MARKS = "，,、~…" + _SENTENCE_ENDS
_JUST_BEFORE = 8
"""Characters between the name of the quota and what is said of it."""
SHORT = 20
"""Characters up to which a count without a name is taken as the answer to the question."""


def quota(reading: Reading, asked: bool) -> Iterator[Fact]:
    """`quota_left`, `quota_used` where that is what was said, and `quantity`, how many go back together.

    `asked`: the quota was just asked for. "Some are left" counts as one at least, and is approximate. What is
    said of another year, of another person or of a case supposed on the way is left out.
    """
    of_the_quota = [*_of_the_quota(reading, asked)]
    counted = {index for fact in of_the_quota for index in range(fact.start, fact.end)}
    yield from _together(reading, counted)
    for fact in of_the_quota:
        then = of_another_year(reading, fact.start, fact.end) or _ONCE_RETURNED.search(
            reading.before(fact.start, SHORT)
        )
        theirs = is_not_theirs(reading, fact.start) and not _TOOK_OURS.search(fact.text)
        if not (then or theirs):
            yield fact


def counts_places(reading: Reading, start: int, end: int) -> bool:
    """Whether a count can be what is left of the quota: it counts places of it, or stands there bare."""
    first, _ = reading.clause(start)
    if _POINTS.search(reading.whole, first, start):
        return False
    return bool(_SPOKEN_OF.search(reading.whole, first, start) or _ENDS_THERE.match(reading.whole, end))


def singles_out(text: str) -> bool:
    """Whether a normalised text tells of one of several, or of one that went back: 其中一台, 已经退了两台.

    >>> singles_out("买了三台，其中一台想退"), singles_out("15台，其中几台不兼容，整单退掉")
    (True, False)
    """
    return _SINGLED_OUT.search(text) is not None and _AS_A_WHOLE.search(text) is None


def left_beside_used(reading: Reading, facts: Sequence[Fact]) -> list[Fact]:
    """The facts; beside what was used only what is plainly said to be left is: 退过2台，应该还有7个."""
    used = any(fact.field == "quota_used" for fact in facts)
    return [
        fact
        for fact in facts
        if not (used and fact.field == "quota_left")
        or fact.approximate
        or not fact.value
        or _IS_LEFT.search(reading.before(fact.start))
    ]


def of_another_year(reading: Reading, start: int, end: int) -> bool:
    """Whether the last year named in the sentence up to the end of what is told is not the present one."""
    first = max(reading.whole.rfind(mark, 0, start) for mark in _SENTENCE_ENDS) + 1
    years = [*_YEARS.finditer(reading.whole, first, end)]
    return bool(years and years[-1]["another"])


def _of_the_quota(reading: Reading, asked: bool) -> Iterator[Fact]:
    text = reading.whole
    named = asked or _SPOKEN_OF.search(text) is not None or _BALANCE.search(text) is not None
    used = [told for told in _used(text, asked, named) if not of_another_year(reading, *told[0].span())]
    for match, count in used:
        yield reading.fact("quota_used", count, *match.span("gone" if match.re is _ALL_REFUNDED else 0))
    none_left = [*_unasked(_NONE_LEFT, text), *(_unasked(_NOT_ONE, text) if named else ())]
    none_left += _unasked(_NONE_LEFT_ALONE, text) if asked else []
    none_left += [told for told in _unasked(_SPENT_BY_NOW, text) if _is_last_named(reading, told.start())]
    said = next(iter(_unasked(_NEVER_REFUNDED, text)), None)
    never = said or (_NEVER_ALONE.search(text) if asked else _first_time(text))
    left = [] if used or not named or none_left else [*_left(reading, asked)]
    left = [
        told
        for told in left
        if (never is None or not _overlap(told[0], never)) and counts_places(reading, *_its_count(told[0]))
    ]
    if left:
        match, count = left[-1]
        yield reading.fact("quota_left", count, *match.span())
        return
    if used:
        return
    some_left = [*_unasked(_SOME_LEFT, text), *(_unasked(_SOME_LEFT_ALONE, text) if asked else ())]
    for match in some_left:
        yield reading.fact("quota_left", 1, match.start(), match.end(), approximate=True)
    for match in none_left:
        yield reading.fact("quota_left", 0, _after_its_count(match), match.end())
    none_used = (_NONE_USED.search(text) or _NONE_USED_ENGLISH.search(text)) if named else None
    never = none_used or never
    if never and (none_used or asked or _is_of_the_quota(reading, never)):
        start = _after_its_count(never)
        yield reading.fact("quota_left", 1, start, never.end(), approximate=True)
        yield reading.fact("quota_used", 0, start, never.end())


def _its_count(told: re.Match[str]) -> tuple[int, int]:
    """Where the count of what is left begins, and where what names it ends."""
    return told.start("count"), told.end()


def _is_last_named(reading: Reading, end: int) -> bool:
    """Whether the quota is named before what is said to be used up, and no product behind it."""
    named = [*_SPOKEN_OF.finditer(reading.whole, 0, end)]
    return bool(named) and not any(
        named[-1].end() <= name.start < end for name in reading.mentions("product")
    )


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _first_time(text: str) -> re.Match[str] | None:
    """Where it is told beside other things that this is the first time: 昨天买的云主机，头一回，想退."""
    told = _FIRST_TIME.search(text)
    return None if told is None or told[0] == text.strip() else told


def _is_of_the_quota(reading: Reading, told: re.Match[str]) -> bool:
    """Whether it is said of this year, of all time, or behind the quota, that none was: 名额？没退过.

    So it is where its clause names nothing of which it could be told, but the message does: 昨天买的，没退过.
    """
    first, last = reading.clause(told.start())
    before, behind = reading.whole[first : told.start()], reading.whole[told.end() : last].rstrip(_MARKS)
    beside = (reading.whole[:first] + reading.whole[last:] + before).strip(_MARKS)
    if beside and _BEFORE_IT.fullmatch(before.rpartition(" ")[2]) and _BEHIND_IT.fullmatch(behind):
        return True
    just_named = _SPOKEN_OF.search(reading.whole, max(0, told.start() - _JUST_BEFORE), told.start())
    this_year = _THIS_YEAR.search(reading.whole, 0, reading.clause(told.start())[1])
    return bool(just_named or this_year or _EVER.search(told[0]))


def _used(text: str, asked: bool, named: bool) -> Iterator[tuple[re.Match[str], int]]:
    """Counts of what was used this year."""
    if asked or "今年" in text or named:
        yield from _counts(_REFUNDED, text)
        yield from _counts(_TOOK, text)
        yield from _counts(_ALL_REFUNDED, text)
        yield from _counts(_ALL_SPENT, text)
        for match, count in _counts(_USED_UP_TO, text):
            if named and count > 1 and _THE_FIRST.search(text) is None:
                yield match, count - 1
    if named:
        yield from _at_most(_SPENT, text)
        yield from _counts(_SPENT_OUT_OF, text)
        yield from _counts(_SPENT_ENGLISH, text)
        yield from _counts(_SPENT_BEHIND, text)
        yield from _counts(_SPENT_OF_TEN, text)
        yield from _counts(_ALL_OF_TEN, text)


def _left(reading: Reading, asked: bool) -> Iterator[tuple[re.Match[str], int]]:
    """Counts of what is left, in the order of the text; a bare number where the question was just asked."""
    text = reading.whole
    for match, count in _counts(_COUNT_LEFT, text):
        if asked or _SPOKEN_OF.search(text, *reading.clause(match.start())):
            yield match, count
    yield from _counts(_LEFT_ENGLISH, text)
    yield from _counts(_LEFT_OF_TEN, text)
    yield from _counts(_COUNT_NAMED, text)
    yield from ((match, count) for match, count in _counts(_ALL_LEFT, text) if count > 1)
    if asked and len(text) <= SHORT:
        yield from _counts(_COUNT_ALONE, text)
        yield from _counts(_BARE_LEFT, text)
        bare = re.fullmatch(
            rf"(?:[^\d]*[，,。 ])? *(?:应该|大概|好像)?(?:还?有|还?剩下?|余)? *{_COUNT} *", text
        )
        figure = number(bare["count"]) if bare else None
        if bare and figure is not None:
            yield bare, int(figure)


def _together(reading: Reading, of_the_quota: set[int]) -> Iterator[Fact]:
    """How many resources are to be given back together; what counts the quota counts none of them."""
    whole = () if singles_out(own_words(reading)) else _ORDER_OF
    together = _WITH_ITS_NETWORK.search(reading.whole) if whole else None
    if together and not is_not_theirs(reading, together.start()):
        yield reading.fact("quantity", 2, *together.span())
        return
    for told in (*whole, *_TOGETHER):
        for match in told.finditer(reading.whole):
            count = number(match["count"])
            these = _THESE.search(reading.whole, 0, match.start("count"))
            if count is None or not (these or _is_stated(match)) or match.start("count") in of_the_quota:
                continue
            told_of = count > 1 or not _OF_ALL.search(match[0])
            limit = reading.before(match.start(), 4).endswith(("只有", "最多", "顶多"))  # 只有两台能全退
            had = _EACH_HAS.search(reading.before(match.start("count")))
            if told_of and count and not limit and not had and not is_not_theirs(reading, match.start()):
                yield reading.fact("quantity", int(count), *match.span())


def _after_its_count(match: re.Match[str]) -> int:
    """Where a phrase goes on behind the count that it begins with: the 一个 of 一个都没用 counts nothing.

    Of 第一次 there is nothing else; of 去年退过两台，今年没有 it is the present year.
    """
    if match.re is _NEVER_REFUNDED and match["now"]:
        return match.start("now")
    count = _LEADING.match(match[0])
    return match.start() + (count.end() if count and count.end() < len(match[0]) else 0)


def _unasked(told: re.Pattern[str], text: str) -> list[re.Match[str]]:
    return [match for match in told.finditer(text) if _is_stated(match)]


def _is_stated(match: re.Match[str]) -> bool:
    """Whether what a phrase tells is neither asked nor meant to be agreed to."""
    asked = _is_question(match.string, match.end()) or any(
        match.start() < halves.end() and halves.start() < match.end()
        for halves in _A_NOT_A.finditer(match.string)
    )
    return not asked and not _RHETORICAL.search(match.string, 0, match.start())


def _counts(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    for match in _unasked(pattern, text):
        count = number(match["count"])
        if count is not None:
            yield match, int(count)


def _at_most(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """As `_counts`; of a rough count the most that it may be: 用了七八个."""
    for match in _unasked(pattern, text):
        if (count := quantity(match["count"])) is not None:
            yield match, int(count.high)


def _is_question(text: str, end: int) -> bool:
    return bool(re.match(r"[了过]?(?:吗|么|没有|嘛|[?]|会怎|怎么|的话)", text[end:]))
