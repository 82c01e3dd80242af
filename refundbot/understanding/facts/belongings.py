"""What belongs to a thing that was bought: a certificate's domain, a server's address, a disk's machine.

Where the thing is talked of, what belongs to it is no purchase unless it is said that it was bought or
goes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from refundbot.catalogue import PRODUCTS

_ON_A_MACHINE = frozenset({"eip_bandwidth", "evs", "bandwidth_addon", "rds", "domain", "ssl_certificate"})
_BELONGINGS: Mapping[str, frozenset[str]] = {
    "ecs": _ON_A_MACHINE,
    "cloud_desktop": frozenset({"eip_bandwidth", "evs"}),
    "ssl_certificate": frozenset({"domain", "ecs", "eip_bandwidth"}),
    "evs": frozenset({"ecs", "rds"}),
    "rds": frozenset({"ecs", "evs", "eip_bandwidth"}),
    "eip_bandwidth": frozenset({"ecs", "domain", "bandwidth_addon"}),
    "bandwidth_addon": frozenset({"ecs", "eip_bandwidth"}),
    "website_builder": frozenset({"domain", "ecs", "ssl_certificate"}),
    "cdn_traffic_package": frozenset({"domain"}),
}
"""By the rule of a product the rules of what it has, or hangs on."""
_BOUGHT_BEFORE = re.compile(
    "(?:(?<!重新)(?<!再)[买购订拍]|注册|开通|下单|续费|退[掉订]?|不要|还有|另外|又|包[年月]|按需)"
    "(?:[了过的是有这那我一两几]|[个块台条张])*$"
    "|(?:(?:^|[,，。;!?\n])(?:[我哦噢啊]|应该|其实|[买说退]的)*|不是[^,，。;!?\n]{1,12}?)是$"
)
_GOES_BACK = re.compile(
    "(?:[我也还都就又那这能想要可会给不没该先的]|可以|应该|怎么|如何|支持|单独|全额|一起|一并|的话)*退(?!了?重)"
    r"|(?:的话)?[呢?]|也不要|的?手续费|\d{2,}|[花付]"
    "|[^,，。;!?\n别阿腾万外他她客朋重再]{0,14}?(?:[买购办]|注册|开通|下单|付款)[的了过]"
)
"""Around a name: it was bought or goes back itself, and not 重新, 在阿里 or by somebody else."""
_OF_SOMETHING_ELSE = re.compile("(?:[给为替往在绑挂装]|用的|配的|[上里]面?的?还?有?)[^,，。;!?\n]{0,6}$")
"""Before a name: it is where something went, or what lies within."""
_MARKS = " ,，。;!?、吧啊呀的\n"
_SIDE_BY_SIDE = re.compile("(?:[和跟与及加、/+]|以及)$")


def belongs(part: str, thing: str) -> bool:
    """Whether a product may belong to another one that was bought, by their ids."""
    if part not in PRODUCTS or thing not in PRODUCTS:
        return False
    return PRODUCTS[part].rule in _BELONGINGS.get(PRODUCTS[thing].rule, frozenset())


def is_a_purchase(before: str, behind: str) -> bool:
    """Whether of a thing it is said that it was bought or goes back, or it is named beside another or alone.

    `before`, `behind`: its clause around the name. They are 域名也想退, 还买了个域名, 服务器和硬盘; not
    域名填错了才退的, 要换个域名重新买.
    """
    if _SIDE_BY_SIDE.search(before) or not (before.strip() or behind.strip(_MARKS)):
        return True
    if _OF_SOMETHING_ELSE.search(before):
        return False
    return _BOUGHT_BEFORE.search(before) is not None or _GOES_BACK.match(behind) is not None
