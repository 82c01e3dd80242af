"""One message of a customer, read once: every room works on this reading, none on the text again.

>>> utterance("那這單能退嗎").marks.borne()
('asks', 'takes_up', 'varies', 'names_a_refund', 'points_back', 'asks_the_verdict')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from refundbot.understanding.ellipsis import Ellipsis, ellipsis
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts import under_way as waited_for
from refundbot.understanding.facts.answered.meanings import meaning
from refundbot.understanding.facts.extraction import facts_of
from refundbot.understanding.facts.names import is_meant, order_numbers
from refundbot.understanding.facts.of_another_day import days_of_another, is_told_of_another_day
from refundbot.understanding.facts.reading import Reading, read
from refundbot.understanding.facts.remedies import is_detached, remedied, would_be_remedied
from refundbot.understanding.facts.sums import find_sums
from refundbot.understanding.facts.supposed import dismisses, is_supposed, regrets, stands_in_a_supposition
from refundbot.understanding.facts.together import OF_A_PART
from refundbot.understanding.facts.under_way import UnderWay
from refundbot.understanding.facts.what_stays import told_of_what_stays
from refundbot.understanding.facts.whose import (
    is_of_a_persons,
    is_of_the_other,
    is_of_the_own,
    is_only_of_the_other,
    own_words,
)
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.marks import Marks, marks
from refundbot.understanding.sayings import Saying
from refundbot.understanding.stance import is_stated
from refundbot.understanding.text.questions import is_story
from refundbot.understanding.text.tables import tell_rows

_DENIAL = re.compile(r"(?<!是)(?:不是|并非)(?:说)? *$")
_LACKS = re.compile(
    "(?:(?:未|没有?|不)(?:再|另外?|单独|额外)?"
    "(?:配置?|购?买|包?含|附?带|挂载?|绑定?|开通?|订购?|加购?)了?"
    "|(?:^|(?<=[,，。;(（ ]))无)[^,，。;!?的 ]{0,3}$"
)
"""Before a name: there is none of it, 未配公网IP."""
_PUTS_RIGHT = re.compile(r"(?:[我买说要用的这个它,，。; 呀啊哦吧]|其实|应该|而?是|不是|并非)*")


@dataclass(frozen=True)
class Utterance:
    """A message in the forms that are worked on, with the marks it bears; the rest is read when asked for."""

    reading: Reading
    marks: Marks

    @property
    def written(self) -> str:
        """As the customer wrote it."""
        return self.reading.written

    @property
    def normalised(self) -> str:
        """In Simplified characters, lower case and compatibility form; of the same length."""
        return self.reading.whole

    @property
    def is_story(self) -> bool:
        """Whether it tells much besides what it asks."""
        return is_story(self.written)

    @property
    def supposes(self) -> bool:
        """Whether it supposes a case of its own, rather than going on with one."""
        return self.marks.supposes or self.marks.counterfactual

    def clause(self, fact: Fact) -> str:
        """The clause that a fact stands in, as the customer wrote it."""
        first, last = self.reading.clause(fact.start)
        return self.written[first:last]

    def normal_clause(self, told: Fact | Mention) -> str:
        """The clause that a fact or a name stands in, normalised."""
        first, last = self.reading.clause(told.start)
        return self.normalised[first:last]

    def before(self, told: Fact) -> str:
        """What stands before a fact in its clause, normalised."""
        return self.normalised[self.reading.clause(told.start)[0] : told.start]

    def answer_to(self, asked: str | None) -> str | None:
        """What it most likely means as the answer to what was asked, if it answers that at all."""
        return meaning(self.reading, asked) if asked else None

    @cached_property
    def returns_a_part(self) -> bool:
        """Whether only a part of what was bought together is to go back: 只退其中一台."""
        return OF_A_PART.search(self.reading.text) is not None

    @cached_property
    def ellipsis(self) -> Ellipsis | None:
        """What it consists of, if it is short for something."""
        return ellipsis(self.normalised)

    @cached_property
    def under_way(self) -> UnderWay | None:
        """What it tells of a refund that was asked for already, if it does."""
        return waited_for.under_way(self.reading)

    @cached_property
    def order_numbers(self) -> tuple[str, ...]:
        """The order numbers in it, each once, in its order."""
        return order_numbers(self.reading)

    @cached_property
    def sums(self) -> frozenset[Decimal]:
        """The sums of money that it names, in yuan, whatever they are of."""
        return frozenset(each.amount.spoken for each in find_sums(self.reading.text))

    def clauses(self, entity: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Its clauses, normalised, each with the ids of an entity that are named in it."""
        named = self.mentions(entity)
        for start, end in self.reading.clauses():
            within = tuple(name.id for name in named if start <= name.start < end)
            yield self.normalised[start:end], within

    def mentions(self, entity: str) -> list[Mention]:
        """The names of an entity in it, outside of addresses, machine sizes and the like.

        A word that means much else is no product unless it is said that it is: 翻翻短信 names none.
        """
        names = self.reading.mentions(entity)
        return [name for name in names if entity != "product" or is_meant(self.reading, name)]

    def meant(self, entity: str) -> list[Mention]:
        """The names of an entity by which it neither says what is not meant nor what holds of a kind."""
        denied = self.denied(entity)
        return [
            name
            for name in self.mentions(entity)
            if name.id not in denied and not Saying.OF_A_KIND.is_in(self.normal_clause(name))
        ]

    def denied(self, entity: str) -> frozenset[str]:
        """The ids of an entity that it says something is not: 不是 RDS."""
        names = self.mentions(entity)
        return frozenset(name.id for name in names if _DENIAL.search(self.normalised, 0, name.start))

    @cached_property
    def lacking(self) -> frozenset[str]:
        """The products that it only says there are none of: 8台云服务器，未配公网IP."""
        names = self.mentions("product")
        there = {name.id for name in names if not _LACKS.search(self.normalised, 0, name.start)}
        return frozenset(name.id for name in names) - there

    @cached_property
    def puts_right(self) -> bool:
        """Whether it only says which product is not meant, or is instead: 不是流量包，是云服务器."""
        rest, last = "", 0
        for name in self.mentions("product"):
            rest, last = rest + self.normalised[last : name.start], name.end
        rest += self.normalised[last:]
        return bool(self.denied("product")) and _PUTS_RIGHT.fullmatch(rest) is not None

    def facts(self, now: datetime, asked: str | None = None) -> tuple[Fact, ...]:
        """What it says of a case; as `extract_facts`."""
        return facts_of(self.reading, now, asked)

    def remedied(self, known: Mapping[str, object]) -> tuple[Fact, ...]:
        """The facts by which it says that obstacles among the `known` facts of a case are gone."""
        return tuple(remedied(self.reading, known))

    @cached_property
    def detaches(self) -> bool:
        """Whether it says that what hung on something is taken off, or would be: 盘卸载了."""
        return is_detached(self.reading)

    @cached_property
    def days_of_another(self) -> frozenset[int]:
        """The days of the month that it says to be another thing's: 6号是测试环境那个."""
        return days_of_another(self.reading)

    def of_another_day(self, told: Mention) -> bool:
        """Whether something is named behind a day that is another thing's: 20号那单是域名，我这个是9号的."""
        return is_told_of_another_day(self.reading, told.start)

    def supposed(self, fact: Fact) -> bool:
        """Whether it only supposes one of its facts."""
        return is_supposed(self.reading, fact)

    def beside_a_supposition(self, fact: Fact) -> bool:
        """Whether the sentence of one of its facts supposed something before it."""
        return stands_in_a_supposition(self.reading, fact)

    def would_be_remedied(self, known: Mapping[str, object]) -> tuple[Fact, ...]:
        """The facts by which it asks what follows once obstacles among the `known` facts are gone."""
        return tuple(would_be_remedied(self.reading, known)) if self.marks.asks else ()

    def of_the_other(self, fact: Fact) -> bool:
        """Whether it tells one of its facts of another one than what was talked of: 我朋友那台按需的退了."""
        return is_of_the_other(self.reading, fact.start)

    def of_a_belonging(self, fact: Fact) -> bool:
        """Whether the clause of one of its facts tells only of what belongs to the thing talked of."""
        clause = self.reading.clause(fact.start)
        bare = all(self.reading.clause(name.start) != clause for name in self.mentions("product"))
        return bare and any(self.reading.clause(name.start) == clause for name in self.reading.belongings)

    @cached_property
    def only_of_what_stays(self) -> bool:
        """Whether it tells of nothing but what stays as it is: 集群是2月买的，照用，别动它."""
        told = {index for place in told_of_what_stays(self.reading) for index in place}
        return bool(told) and all(
            index in told or not each.isalnum() for index, each in enumerate(self.normalised)
        )

    @cached_property
    def asks_of_anothers(self) -> bool:
        """Whether it asks or tells of what somebody else bought, and nothing of the own: 小李那台能退吗."""
        return is_of_a_persons(self.reading) and not self.of_oneself and not self.reading.for_another

    @cached_property
    def own(self) -> Utterance:
        """It without what it tells of another purchase that is left alone: 我还有两台包月的不用管."""
        words = own_words(self.reading)
        return self if words == self.normalised else utterance(words)

    @cached_property
    def of_oneself(self) -> bool:
        """Whether it speaks of what is the customer's own: 我的, 我这台."""
        return is_of_the_own(self.reading)

    @cached_property
    def only_of_the_other(self) -> bool:
        """Whether it speaks of another one than what was talked of, and does not want it back: 那他的呢."""
        return is_only_of_the_other(self.reading)

    @cached_property
    def regrets(self) -> bool:
        """Whether it supposes that something had been done otherwise: 当初要是买按需的."""
        return regrets(self.normalised)

    @cached_property
    def dismisses(self) -> bool:
        """Whether it says that what it just supposed is not to be talked of: 算了，这些不管."""
        return dismisses(self.normalised)

    def stated(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """Those of its facts that it states of the customer's own case, rather than supposes."""
        return tuple(fact for fact in facts if is_stated(self.reading, fact))


def utterance(text: str, *, for_another: bool = False, talked_of: str | None = None) -> Utterance:
    """Reads a message; only as much as the longest one that is read. Rows of a table are told one by one.

    `for_another`: it was said before that it is asked for somebody else; `talked_of`: the product talked of.
    """
    reading = read(tell_rows(text), for_another=for_another, talked_of=talked_of)
    return Utterance(reading, marks(reading.whole))
