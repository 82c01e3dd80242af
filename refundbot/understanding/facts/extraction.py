"""The facts of a customer's case, read from what he wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from refundbot.catalogue import PRODUCTS
from refundbot.understanding.facts.answers import answer
from refundbot.understanding.facts.fact import GUESSED, NOT_SO, Fact, Span, Value
from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.hedged import guessed, hedged
from refundbot.understanding.facts.hints import hints
from refundbot.understanding.facts.later import is_looked_forward_to, refund_day
from refundbot.understanding.facts.names import ACCESSORIES, denied
from refundbot.understanding.facts.page import page_says
from refundbot.understanding.facts.payment import Told, payment
from refundbot.understanding.facts.quota import OF_A_PART, SINGLED_OUT, left_beside_used
from refundbot.understanding.facts.reading import Reading, read
from refundbot.understanding.facts.renewed import RENEWED, is_of_the_first, of_the_renewal, tells_of_a_renewal
from refundbot.understanding.facts.roles.candidate import OTHER, Candidate
from refundbot.understanding.facts.roles.features import Context
from refundbot.understanding.facts.roles.model import role_model
from refundbot.understanding.facts.settling import settle
from refundbot.understanding.facts.supposed import is_supposed
from refundbot.understanding.facts.turned_to import only_turned_to
from refundbot.understanding.facts.under_way import asked_at
from refundbot.understanding.facts.whose import (
    asides,
    is_of_another_time,
    is_of_one_returned,
    is_of_the_other,
    own_words,
    without_what_stays,
)
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN

_COMPARED = frozenset({"billing_mode", "state", "purchase_kind", "invoiced", "used", "origin", "term_months"})
_CORRECTION = pattern("<PUTS_RIGHT>")
_CLEARLY = 0.04
"""By how much one reading has to be more probable than a later one to count."""
_ANY_MACHINE = frozenset({"机器", "主机", "服务器", "实例", "機器", "主機", "伺服器"})
"""Names that any product of the kind may be called once it was named."""
_MACHINES = ("台", "块", "套")
"""Measures of things: behind what is left of the quota they count what goes back, 还剩1个名额，两台都退."""
_RESOURCE = re.compile("盘|网卡|ip|备份|disk|volume")
"""What is added to a resource, besides a bandwidth add-on."""
_OF_NO_PURCHASE = frozenset({OTHER, "asked", "now"})
"""Roles of a date that is none of the purchase."""
_OF_THE_ORDER = frozenset({"paid_amount", "cash_amount"})
"""What was paid for an order, of which no more than a part may go back."""
_BESIDE = 2
"""Characters between a count and the sum that is the price of as many."""
_FAR_LESS = 0.15
"""By how much a product named later has to be less probable to be none that was bought."""
_GIVES_BACK = re.compile("退|不要|refund|cancel|unsubscribe|return")
_MAY = re.compile("(?:能|可以?|最多|至多)退[订掉]?$")
"""Before a count of what may be given back, not of what is: 一年能退十台."""
_ON_THAT_DAY = "(?:同一天|同日|当天|当日)"
_SAME_DAY = {
    "provisioned_at": re.compile(
        rf"(?:开通|创建|发放|开[的出好])[^,，。;!?]{{0,4}}{_ON_THAT_DAY}"
        rf"|{_ON_THAT_DAY}(?:就|也)*(?:开通|创建|开[的出好])"
    ),
    "effective_at": re.compile(
        rf"{_ON_THAT_DAY}(?:就|也|便|直接|马上|立刻)*(?:接上|接着算|生效|起算|开始[算计])"
    ),
    "coupon_expires_at": re.compile(
        rf"{_ON_THAT_DAY}(?:就|也|便)*(?:[到过]期|作废|失效)的?[^,，。;!?]{{0,6}}[券卡]"
        rf"|[券卡][^,，。;!?]{{0,6}}{_ON_THAT_DAY}(?:就|也|便)*(?:[到过]期|作废|失效)"
    ),
}
"""What happened on the day of the purchase: 当天开通, 付完当天就接上了, 用了张当天到期的券."""
_SHORTLY = 15
"""Characters behind an expiry within which a renewal takes it up."""
_PAID_LATER = re.compile(
    r"[^。!?;\n升续变扩加没未]{0,24}?(?:才|后来|终于|隔天|第二天|次日|转天|当晚|补|又|再|[号日晚天午早]|点[多半]?)"
    r"[^，,。!?;\n升续变扩加没未不]{0,12}?"
    r"(?:(?:支?付|补|交|结)(?:的|了|上|清|完|掉|款(?!方式)|钱|成功)|完成支?付|给的?钱|打的?款)"
)
"""Behind an order that was not paid: it was later, 25号只下了单没付，26号才付的."""
_GIVEN_UP_LATER = re.compile(
    r"[^。!?;\n没未]{0,14}?(?:取消|撤销?|删除?|作废|关闭|退)(?:掉|了|过|完|干净)+(?!的?话|吗|没)"
)
"""Behind an order that was not paid: there is none any more."""
_OF_A_CHANGE = re.compile("[升续降扩加]|变更|改配")
_CHARGED = re.compile(
    "(?<![没不会别未])(?:扣(?:了|我|掉|走)|收了|转(?:成|为)?(?:正(?!常)|付费|收费|包[年月]))"
)
"""Behind a trial: it was charged for then."""
_COUPON_OR_PURCHASE = pattern(
    r"(?P<coupon>[券卷]|(?<![显网用行])卡|voucher|coupon)|<BUY>|机|服务器|实例|包|桌面|盘|库|server"
)
_COUPON_ENDED = pattern(
    r"(?:券|代金卷|储值卡|(?P<card>(?:^|[,，。;!?这那])[张个]?卡)|voucher|coupon)[^,，。;!?没未快要会将]{0,8}?"
    r"(?:(?:过期|到期|失效|作废)[了啦](?![会就])|(?:has |is |was |already )*expired)"
)
_ASKED = pattern("<QUESTION>|<IF>|的话|[?]")
_BANDWIDTH = re.compile(
    rf"(?<![\d.])(?:\d{{1,4}}|[{HAN}]{{1,3}}) ?(?:m(?!b(?!ps))|兆)(?:b?ps|bit)?(?![a-z])(?!的?流量)"
)
_VOLUME = re.compile(rf"(?:\d|[{HAN}]) ?[gt]b?(?![a-z])")
_SURE_OF_ONE = 0.8
"""How sure a product has to be where the message names another one too. Of an author whom the model did not
know it was right 4 times of 15 below it, and 203 times of 206 from it on."""
_EVENTS = frozenset(
    {"resource_added_after_renewal", "changed_before_renewal", "pending_transaction", "freeze", "invoiced"}
)
_OF_RENEWALS = frozenset({"changed_before_renewal", "resource_added_after_renewal"})
"""What is hinted at only of a renewal: a disk that was newly bought, 挂在服务器上, was added to none."""
_AND = re.compile("(?:加上?|[+])(?:[一两二三几]?[个块台条张])?")
_ADDS_TO = re.compile("[给往在为]|后|[又再]")
"""Between two things: they are a list, ECS加一块云盘; and before them: the one was added to the other."""
_OF_A_PERIOD = frozenset({"purchase_kind", "state", *_OF_RENEWALS})
"""What is told of a purchase that went back before as well: 有2次是退未生效的续费."""
_CAUSES = frozenset({"pending_transaction", "freeze", "bandwidth_addon_present"})
"""What makes the page refuse."""
_BOUGHT = pattern("<BUY>|[付续签租]|开通|创建|生效|到期|截止|paid|bought|ordered|opened|expire")
_OF_A_THING = frozenset(
    {"term_months", "billing_mode", "paid_amount", "paid_at", "provisioned_at", "expires_at", "effective_at"}
)
"""What is told of one thing that was bought."""
_DISPUTED = re.compile(
    "(?:什么(?!时候|地方|价|情况)|谁说|哪里|哪儿|哪有|怎么(?:就|会|又)?(?:变成|成了))[^,，。;!?]{0,6}$"
)
_PUT_RIGHT_BEHIND = pattern("<CORRECTION>|明明|[,，。;!?](?:是|就是|我)")
"""Around what was understood wrongly."""
_SIDE_BY_SIDE = re.compile("的?(?:和|跟|与|或者?|还是|、|/|比)")
__all__ = ["Fact", "Span", "Value", "extract_facts"]


def extract_facts(text: str, now: datetime, asked: str | None = None) -> tuple[Fact, ...]:
    """The facts in `text`, at most one of a field, in the order of the text.

    `now` is aware and gives relative dates their meaning; results are in Asia/Shanghai. `asked` is the case
    field that the customer was just asked for: it tells how to read a bare answer; `requested_at` where a
    day of the refund was just talked of. Amounts are in yuan, volumes in GB. Of contradicting statements the
    later one counts. Beside the fields of a case there are `order_number`, `rejection_code`, `used_gb`,
    `left_gb`, `total_gb`, `used_ratio`, `left_ratio`, `voucher_amount`, `cash_coupon_amount`,
    `stored_card_amount`, `discount_coupon`, `quota_used` (how many refunds this year), `unit_price` (what one
    of several cost), `requested_at` (when the refund is to be asked for, where that is told;
    `later.AT_ITS_END` once the purchase has run out, `later.JUST_BEFORE` shortly before) and
    `refund_asked_at` (the day on which it was). Pure;
    raises for no text.
    """
    return facts_of(read(text), now, asked)


def facts_of(reading: Reading, now: datetime, asked: str | None) -> tuple[Fact, ...]:
    """The facts of a text that has been read, as `extract_facts` gives them."""
    as_told, reading = reading, without_what_stays(reading)
    said = [fact for fact in _read(reading, now, asked) if not only_turned_to(reading, fact)]
    said = [*_of_the_own(as_told, said)]
    facts = _latest(reading, of_the_renewal(reading, _of_this_one(reading, said), now))
    facts = left_beside_used(reading, facts)
    if any(fact.field == "quota_used" for fact in facts):
        facts = [f for f in facts if f.field != "quota_left" or not f.text.endswith(_MACHINES)]
    if any(fact.field == "coupon_expires_at" for fact in facts) and asked == "state":
        asked = None  # what has ended is the coupon
    if asked and asked not in {fact.field for fact in facts} and (bare := answer(reading, asked)):
        facts = [*facts, bare]
    if part := OF_A_PART.search(reading.text):
        facts = [f for f in facts if f.field not in _OF_THE_ORDER or f.start >= part.end()]
    told = [*_doubted(reading, _consequences(reading, facts, asked))]
    settled = {"purchase_kind"} if any(f.value == "pay_per_use" for f in told) else set()  # a term is renewed
    if any((f.field, f.value) == ("purchase_kind", "new") for f in told):
        settled |= _OF_RENEWALS
    hinted = hints(reading, {asked, *(fact.field for fact in told), *settled})
    told += [
        f
        for f in hinted
        if not (_was_paid(reading, f) or _was_given_up(reading, f) or _is_listed(reading, f))
    ]
    told = [*_of_this_one(reading, _after_a_trial(reading, told))]
    return tuple(sorted(_without_a_named_cause(reading, told), key=lambda fact: (fact.start, fact.field)))


def _after_a_trial(reading: Reading, facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts without those of a trial that was charged for after its end: 试用到期后自动扣了99."""
    by_field = {fact.field: fact for fact in facts}
    if "origin" not in by_field or by_field["origin"].value != "trial":
        return facts
    paid = by_field.get("paid_amount")
    if not ((paid and paid.value) or _CHARGED.search(reading.text, by_field["origin"].end)):
        return facts
    ended = {"origin", "state", "expires_at"}
    return [
        fact
        for fact in facts
        if fact.field not in ended or (fact.field, fact.value) == ("state", "in_effect")
    ]


def _of_the_own(reading: Reading, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts without what is told of another's behind the own: 包月，同事那台三年; or is disputed."""
    thing = [fact for fact in facts if fact.field in _OF_A_THING]
    others = [fact for fact in thing if is_of_the_other(reading, fact.start)]
    begun = min((fact.start for fact in thing if fact not in others), default=len(reading.whole))
    for fact in facts:
        if not ((fact in others and begun < fact.start) or _is_disputed(reading, fact)):
            yield fact


def _is_disputed(reading: Reading, fact: Fact) -> bool:
    """Whether what was understood is only repeated, and put right behind it: 什么买了12个月，我说的是包月."""
    disputed = fact.field in _OF_A_THING and _DISPUTED.search(reading.before(fact.start))
    return bool(disputed) and _PUT_RIGHT_BEHIND.search(reading.whole, fact.end) is not None


def _of_this_one(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts without what is told of one that went back before, or failed: 之前退过一台续费的."""
    for fact in facts:
        failed = (fact.field, fact.value) == ("state", "creation_failed")
        if failed and is_of_another_time(reading, fact.start, fact.end):
            continue
        if fact.field not in _OF_A_PERIOD or not is_of_one_returned(reading, fact.start):
            yield fact


def _without_a_named_cause(reading: Reading, facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts without a page that refuses for a cause that its sentence names: 待支付订单挡着退不了."""
    causes = {
        reading.sentence(each.start) for each in facts if each.field in _CAUSES and each.value not in NOT_SO
    }
    for fact in facts:
        if (fact.field, fact.value) != ("page_refuses", True) or reading.sentence(fact.start) not in causes:
            yield fact


def _read(reading: Reading, now: datetime, asked: str | None) -> list[Fact]:
    """The facts of every span in its role; a vague date (刚买) only where no other tells the same."""
    found = Found(reading, now, asked)
    context = Context(reading, found.candidates, found.scene.events, asked)
    aside = {index for place in asides(reading) for index in place}
    told = [
        Told(mentioned, *((OTHER, 1.0) if mentioned.candidate.start in aside else settled))
        for mentioned, (role, sure) in zip(found.mentioned, role_model().roles(context), strict=True)
        for settled in (settle(found, mentioned, role, sure),)
    ]
    dated = {
        index
        for each in told
        if each.mentioned.candidate.kind == "date" and each.role != OTHER
        for index in range(each.mentioned.candidate.start, each.mentioned.candidate.end)
    }
    facts: list[Fact] = []
    vague: list[Fact] = []
    sums: list[Told] = []
    for each in told:
        candidate = each.mentioned.candidate
        if candidate.kind == "money":
            if dated.isdisjoint(range(candidate.start, candidate.end)):
                sums.append(each)
            continue
        if candidate.kind == "date" and _of_another_event(found, candidate, told):
            continue
        said = [
            replace(fact, confidence=min(fact.confidence, each.sure))
            for fact in found.facts(each.mentioned, each.role)
        ]
        (vague if "vague" in candidate.shape else facts).extend(said)
    facts = [
        replace(fact, value=False) if _was_given_up(reading, fact) else fact
        for fact in facts
        if not (
            _was_paid(reading, fact)
            or is_looked_forward_to(found, fact)
            or (
                (fact.field, fact.value) == ("state", "expired")
                and (
                    _of_a_coupon(found, fact, told)
                    or _lies_ahead(found, fact, facts)
                    or _was_renewed(found, fact)
                )
            )
        )
    ]
    facts += _ended_coupon(found, told)
    heard = {fact.field for fact in facts}
    facts += [fact for fact in page_says(found.reading) if fact.field not in heard]
    firm = {fact.field for fact in facts}
    facts += [fact for fact in vague if fact.field not in firm]
    if "quantity" not in {fact.field for fact in facts}:
        facts += _whole_order(found, told)
    facts = [
        fact
        for fact in facts
        if not (_is_an_addon(found, fact, facts) or _is_only_the_addon(found, fact, facts))
    ]
    beside = [each.mentioned for each in told if each.role in _OF_NO_PURCHASE]
    to_come = [*refund_day(found, beside)]
    starts = {fact.start for fact in to_come}
    facts += [*to_come, *asked_at(found, [each for each in beside if each.candidate.start not in starts])]
    if tells_of_a_renewal(facts):  # what was paid before is not what the renewal cost
        later = [s for s in sums if not is_of_the_first(reading, s.mentioned.candidate.start)]
        sums = later or sums
    change_failed = any(fact.field == "state" and fact.value == "change_failed" for fact in facts)
    return [*facts, *payment(found.money, sums, change_failed=change_failed)]


def _whole_order(found: Found, told: Sequence[Told]) -> Iterator[Fact]:
    """How many were bought, which go back as a whole where no one of them is singled out: 买了五台.

    我有三台服务器 says nothing of an order.
    """
    text = own_words(found.reading)
    if not (_BOUGHT.search(text) or _GIVES_BACK.search(text)):
        return
    counted = [each.mentioned for each in told if each.role == "instances" and not _is_priced(found, each)]
    if len({each.of for each in counted}) == 1 and not SINGLED_OUT.search(own_words(found.reading)):
        candidate, count = counted[0].candidate, counted[0].of
        allowed = _MAY.search(found.reading.before(candidate.start))
        if isinstance(count, int) and count and not allowed:
            yield found.reading.fact("quantity", count, candidate.start, candidate.end)


def _is_priced(found: Found, told: Told) -> bool:
    """Whether a count is that of which the price is told, 一台180; it counts nothing that goes back."""
    candidate, of = told.mentioned.candidate, told.mentioned.of
    sums = (each.candidate.start for each in found.of_kind["money"])
    return of == 1 and any(0 <= start - candidate.end <= _BESIDE for start in sums)


def _is_an_addon(found: Found, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether a product is only what hangs on the purchase: ECS上还有带宽加油包, 续费后加了块云硬盘."""
    if fact.field != "product" or fact.value not in ACCESSORIES:
        return False
    first, last = found.reading.clause(fact.start)
    several = len({each.value for each in facts if each.field == "product"}) > 1
    return any(
        (each.field == "resource_added_after_renewal" and first <= each.start < last)
        or (several and each.field == "bandwidth_addon_present" and each.start < fact.end <= each.end)
        for each in facts
    )


def _is_only_the_addon(found: Found, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether all that was added after a renewal is a bandwidth add-on, which has a rule of its own."""
    first, last = found.reading.clause(fact.start)
    addon = any(
        each.field == "bandwidth_addon_present" and each.value and first <= each.start < last
        for each in facts
    )
    added = (fact.field, fact.value) == ("resource_added_after_renewal", True)
    return added and addon and _RESOURCE.search(found.reading.text, first, last) is None


def _of_another_event(found: Found, date: Candidate, told: Sequence[Told]) -> bool:
    """Whether what a clause tells of its date is no purchase: 昨天还给它加了块云硬盘."""
    first, last = found.reading.clause(date.start)
    events = [
        each.mentioned.candidate
        for each in told
        if first <= each.mentioned.candidate.start < last
        and any(fact.field in _EVENTS and fact.value not in NOT_SO for fact in each.mentioned.facts)
    ]
    if not events:
        return False
    rest = "".join(
        character
        for index, character in enumerate(found.reading.text[first:last], first)
        if not any(event.start <= index < event.end for event in events)
    )
    return _BOUGHT.search(rest) is None


def _was_paid(reading: Reading, fact: Fact) -> bool:
    """Whether what was not paid at first was later, so that nothing is in the way: 拍了没付，隔天付的款."""
    text, pending = reading.text, (fact.field, fact.value) == ("pending_transaction", True)
    later = _PAID_LATER.match(text, fact.end)
    if not pending or later is None or _OF_A_CHANGE.search(text, fact.start, fact.end):
        return False
    return not any(fact.end <= name.start < later.end() for name in reading.mentions("product"))


def _was_given_up(reading: Reading, fact: Fact) -> bool:
    """Whether an order that was not paid is none any more: 有张待付款的升配单，昨天取消掉了."""
    pending = (fact.field, fact.value) == ("pending_transaction", True)
    return pending and _GIVEN_UP_LATER.match(reading.text, fact.end) is not None


def _is_listed(reading: Reading, fact: Fact) -> bool:
    """Whether what seems added after a renewal is only one of a list: 服务器加数据盘续了一年."""
    if fact.field != "resource_added_after_renewal":
        return False
    named = [name for name in reading.mentions("product") if fact.start <= name.start < fact.end]
    return any(
        _AND.fullmatch(reading.text, one.end, other.start) and not _ADDS_TO.search(reading.before(one.start))
        for one, other in pairwise(named)
    )


def _ended_coupon(found: Found, told: Sequence[Told]) -> Iterator[Fact]:
    """That a coupon has ended by now, where no day is told: 那张券早过期了."""
    reading, now = found.reading, found.scene.now
    if any(each.role == "coupon" for each in told):
        return
    for match in _COUPON_ENDED.finditer(reading.text):
        if not _ASKED.search(reading.text, *reading.clause(match.start())):
            field = "stored_card_expires_at" if match["card"] else "coupon_expires_at"
            yield reading.fact(field, Span(now, now), *match.span(), True)


def _of_a_coupon(found: Found, fact: Fact, told: Sequence[Told]) -> bool:
    """Whether it is a coupon that has expired, as its date in the clause says: 那张券30号就过期了.

    Or as the sentence names nothing else just before: 现金券不是当钱用的吗，过期了就没了？
    """
    first, last = found.reading.clause(fact.start)
    dates = [each for each in told if first <= each.mentioned.candidate.start < last]
    if any(each.role == "coupon" for each in dates):
        return True
    named = [
        *_COUPON_OR_PURCHASE.finditer(found.reading.text, found.reading.sentence(fact.start)[0], fact.start)
    ]
    return bool(named and named[-1]["coupon"])


def _lies_ahead(found: Found, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether it ends on a day to come, which is no state of today: 7月21日就到期了."""
    first, last = found.reading.clause(fact.start)
    return any(
        each.field == "expires_at"
        and first <= each.start < last
        # a problem has no time
        and isinstance(each.value, Span)
        and each.value.earliest > found.scene.now
        for each in facts
    )


def _was_renewed(found: Found, fact: Fact) -> bool:
    """Whether what had expired was renewed then: 给到期的老机器续的费."""
    last = min(found.reading.sentence(fact.start)[1], fact.end + _SHORTLY)
    return RENEWED.search(found.reading.text, fact.end, last) is not None


def _latest(reading: Reading, facts: Iterable[Fact]) -> list[Fact]:
    """The last fact of each field: who corrects themselves does it behind what they correct.

    What is supposed takes the place of nothing that is told.

    An exact date stays beside a rough one (6月20号开的，到今天不到五天). Two values side by side, as in
    未生效和已生效, are compared, and neither is said of the purchase. What is said twice, as in
    按流量计费的，按需的那种, is as sure as the surer time.
    """
    latest: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.end, fact.start)):
        before = latest.get(fact.field)
        other = before is not None and before.value != fact.value
        differs = other and fact.field in _COMPARED
        if before is not None and _stays(before, fact) and not _corrected(reading, before, fact):
            continue
        if other and before and is_supposed(reading, fact) and not is_supposed(reading, before):
            continue
        if differs and before and _SIDE_BY_SIDE.fullmatch(reading.whole, before.end, fact.start):
            del latest[fact.field]
        elif before is not None and before.value == fact.value:
            latest[fact.field] = replace(fact, confidence=max(before.confidence, fact.confidence))
        else:
            latest[fact.field] = fact
    return list(latest.values())


def _stays(before: Fact, fact: Fact) -> bool:
    """Whether a fact stays beside a later one, told less exactly or less probably of the purchase."""
    if fact.field == "quota_left":
        return fact.text.endswith(_MACHINES) and not before.text.endswith(_MACHINES)
    if fact.field == "product":
        return fact.confidence < before.confidence - _FAR_LESS or fact.text in _ANY_MACHINE
    if fact.field == "freeze":
        return before.value == "police" and fact.value != "none"
    if not isinstance(fact.value, Span) or not isinstance(before.value, Span):
        return False
    if fact.value.latest - fact.value.earliest > before.value.latest - before.value.earliest:
        return True
    return fact.value != before.value and fact.confidence < before.confidence - _CLEARLY


def _corrected(reading: Reading, before: Fact, fact: Fact) -> bool:
    return _CORRECTION.search(reading.text, before.end, fact.start) is not None


def _consequences(reading: Reading, facts: list[Fact], asked: str | None) -> Iterator[Fact]:
    """The facts, and what follows: what is used up was used, a package has no subscription."""
    by_field = {fact.field: fact for fact in facts}
    product, mode = by_field.get("product"), by_field.get("billing_mode")
    package = product is not None and PRODUCTS[str(product.value)].sold == "package"
    for fact in facts:
        if asked == "quota_left" and product is None and (fact.field == "used" or fact.value == "used_up"):
            continue  # 用完了 is said of the quota
        if fact is mode and package and fact.value == "subscription":
            continue
        if fact is product and package and asked == "billing_mode" and mode is None:
            yield replace(fact, field="billing_mode", value="package")
            continue
        yield fact
    yield from _on_the_day(reading, by_field)
    state = by_field.get("state")
    if state and state.value == "used_up" and asked != "quota_left" and "used" not in by_field:
        yield replace(state, field="used", value=True)


def _doubted(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, less sure where they are only guessed, and a product where the message speaks against it.

    A 流量包 of 5M is a bandwidth by its measure; and where two are named, which one is meant has to be surer.
    """
    measured = _BANDWIDTH.search(reading.whole) and not _VOLUME.search(reading.whole)
    put_aside = {name.id for name in denied(reading, "product")}
    several = len({name.id for name in reading.mentions("product")} - put_aside) > 1
    for fact in facts:
        if fact.field == "product":
            misnamed = measured and "流量" in PRODUCTS[str(fact.value)].name
            if misnamed or (several and fact.confidence < _SURE_OF_ONE):
                fact = replace(fact, confidence=min(fact.confidence, GUESSED))
        if guessed(reading, fact):
            fact = replace(fact, approximate=True)
        if hedged(reading, fact):
            fact = replace(fact, confidence=min(fact.confidence, GUESSED), hedged=True)
        yield fact


def _on_the_day(reading: Reading, by_field: Mapping[str, Fact]) -> Iterator[Fact]:
    """What is said to have been on the day of the purchase, in as far as no date of its own is told."""
    day = by_field.get("paid_at") or by_field.get("provisioned_at")
    for field, words in _SAME_DAY.items():
        if day is not None and day.field != field not in by_field and (same := words.search(reading.text)):
            start, end = same.span()
            text = reading.written[start:end]
            yield replace(day, field=field, text=text, start=start, end=end, alternatives=())
