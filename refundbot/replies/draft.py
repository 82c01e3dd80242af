"""A turn being written: lines rendered from templates, with the facts and sources collected on the way.

A placeholder `{id}` or `{id:format}` names a policy parameter or a figure of the case. `<facet>` inside an
id stands for what the customer named, and `{id|words}` gives the words where they did not name it. `a+b`
inside an id is one figure said of both, which is refused where the two differ. Formats: `days` (hours as
days), `steps` (a list as numbered lines), `label` (the parameter's label), `word` (an enumerated value in
words), `why` (why it is not known).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import product

from refundbot.policy import ParameterValue, Policy, Source
from refundbot.replies import figures
from refundbot.replies.envelope import Kind, envelope
from refundbot.replies.figures import Figure
from refundbot.replies.model import Button, Reply
from refundbot.replies.topics import title, titled
from refundbot.replies.wording import wording

PLACEHOLDER = re.compile(r"\{([\w.<>+]+)(?::(\w+))?(?:\|([^}]*))?\}")
_FACET = re.compile(r"<(\w+)>")
_FILE = wording("common.yaml")
WORDS = _FILE.child("words").by_key()
_PHRASES = _FILE.child("phrases").by_key()
_SOURCE_TITLES = _FILE.child("sources").by_key()
UNDATED = _PHRASES["undated"]
_SOURCES_SHOWN = 2


class _NotKnown(Exception):
    """A placeholder names a parameter whose value is not known."""


class FiguresDiffer(ValueError):
    """One figure was to be said of several things for which it is not the same; the message names them."""


class Draft:
    """Collects bubbles, facts and sources; `reply` closes it."""

    def __init__(
        self, policy: Policy, named: Mapping[str, str] | None = None, *, rough: bool = False
    ) -> None:
        """`rough`: the sums of the case are only known roughly."""
        self.policy, self.rough = policy, rough
        self._named = named or {}
        self._bubbles: list[list[str]] = [[]]
        self._figures: dict[str, Figure] = {}
        self._facts: list[Figure] = []
        self._used: dict[str, ParameterValue] = {}
        self._read: list[Source] = []

    def know(self, figure: Figure) -> None:
        """Makes a figure that is no parameter available to the templates by its id."""
        self._figures[figure.id] = figure

    def rest_on(self, ids: Iterable[str]) -> None:
        """Cites parameters that a wording rests on without showing them."""
        for id in ids:
            self._parameter(_FACET.sub(lambda facet: self._named[facet[1]], id))

    def cite(self, ids: Iterable[str]) -> None:
        """Puts first the sources of parameters that were read on the way to what is said."""
        self._read += [self.policy.get(id).source for id in ids]

    def say(self, template: str, unknown: str | None = None) -> None:
        """Adds a line, or what stands for it where it needs a value that is not known."""
        seen = len(self._facts)
        try:
            self._bubbles[-1].append(self._render(template))
        except _NotKnown:
            del self._facts[seen:]
            instead = self._render(unknown or _PHRASES["unknown"])
            if instead not in self._bubbles[-1]:
                self._bubbles[-1].append(instead)

    def quote(self, id: str, text: str, source: str | None) -> None:
        """Adds a line that is not ours (a note, what was understood), with its figures as a fact."""
        self._bubbles[-1].append(text)
        self._facts.append(Figure(id, text, "text", source))

    def next_bubble(self) -> None:
        """Begins another bubble, unless the present one is still empty."""
        if self._bubbles[-1]:
            self._bubbles.append([])

    def reply(
        self,
        kind: Kind,
        topic: str,
        confidence: float,
        *,
        question: str | None = None,
        conflict: str | None = None,
        settled: frozenset[str] = frozenset(),
        verdict: Mapping[str, object] | None = None,
        follow_ups: tuple[str, ...] = (),
        buttons: tuple[Button, ...] | None = None,
        closing: bool = True,
    ) -> Reply:
        """Closes the turn: says where the documents disagree, and ends with the sources and their dates.

        Not `closing` leaves the line of the sources out, for a turn that tells them itself.

        `conflict` is said instead of the parameters' own resolutions, `settled` names parameters whose
        disagreement does not matter here, and `buttons` default to the follow-ups.
        """
        self._say_conflicts(conflict, settled)
        sources = self._sources()
        if sources and closing:
            self._bubbles[-1].append(source_line(sources))
        data = envelope(
            kind,
            topic,
            question=question,
            policy_version=self.policy.version,
            facts=[figure.fact() for figure in self._facts],
            sources=[cited(source) for source in sources],
            verdict=verdict,
            follow_ups=titled(follow_ups),
            confidence=confidence,
        )
        if buttons is None:
            buttons = tuple(Button(title(topic), title(topic)) for topic in follow_ups)
        return Reply(tuple("\n".join(bubble) for bubble in self._bubbles if bubble), data, buttons)

    def _say_conflicts(self, conflict: str | None, settled: frozenset[str]) -> None:
        """One custom sentence where the wording has one, else how each disagreement is resolved."""
        conflicts = {
            parameter.conflict.resolution: parameter
            for parameter in reversed(self._used.values())
            if parameter.conflict and parameter.id not in settled
        }
        if conflicts and conflict:
            self.say(conflict)
            return
        if not conflicts:
            return
        resolutions = "；".join(reversed(conflicts))
        self._bubbles[-1].append(_PHRASES["conflict"].format(resolutions=resolutions))
        for resolution, parameter in reversed(conflicts.items()):
            assert parameter.conflict
            self._facts.append(Figure(parameter.id, resolution, "text", parameter.conflict.source.id))

    def _sources(self) -> tuple[Source, ...]:
        """The sources used: official ones first, those that carry most before others, those against last."""
        used = Counter(parameter.source for parameter in self._used.values())
        against = (parameter.conflict.source for parameter in self._used.values() if parameter.conflict)
        for_it = (*self._read, *(source for source, _ in used.most_common()))
        return tuple(dict.fromkeys((*sorted(for_it, key=_unofficial), *against)))

    def _render(self, template: str) -> str:
        return PLACEHOLDER.sub(self._replacement, template)

    def _replacement(self, match: re.Match[str]) -> str:
        id, form, default = match[1], match[2], match[3]
        if default is not None and not all(facet in self._named for facet in _FACET.findall(id)):
            return default
        id = _FACET.sub(lambda facet: self._named[facet[1]], id)
        said = {each: self._filled(each, form) for each in several(id)}
        if len(set(said.values())) > 1:
            told = ", ".join(f"{each} is {text}" for each, text in said.items())
            raise FiguresDiffer(f"one figure cannot be said of several: {told}; word them apart")
        return said.popitem()[1]

    def _filled(self, id: str, form: str | None) -> str:
        if id in self._figures:
            return self._shown(self._figures[id], form)
        parameter = self._parameter(id)
        if form == "label":
            return self._shown(figures.label(parameter), None)
        if form == "why":
            if parameter.unknown is None:
                raise _NotKnown
            return self._shown(figures.reason(parameter), None)
        if not parameter.known:
            raise _NotKnown
        return self._shown(figures.of_parameter(parameter), form)

    def _shown(self, figure: Figure, form: str | None) -> str:
        if form == "days":
            figure = figure.in_days()
        if figure not in self._facts:
            self._facts.append(figure)
        if form == "steps":
            return figure.numbered()
        if form == "word":
            values = figure.value if isinstance(figure.value, tuple) else (str(figure.value),)
            return "、".join(word(value) for value in values)
        return figure.text()

    def _parameter(self, id: str) -> ParameterValue:
        return self._used.setdefault(id, self.policy.get(id))


def several(id: str) -> list[str]:
    """The ids of a figure that is said of several: `a.b+c.d` are `a.b.d` and `a.c.d`."""
    return [".".join(parts) for parts in product(*(part.split("+") for part in id.split(".")))]


def _unofficial(source: Source) -> bool:
    return not source.grade.startswith("A")


def word(value: str) -> str:
    """An enumerated value of the policy or the engine in words."""
    return WORDS[value]


def source_title(source: Source) -> str:
    """The title of a source as a customer reads it."""
    return _SOURCE_TITLES.get(source.id, source.title)


def source_line(sources: tuple[Source, ...]) -> str:
    """The closing line: where it stands, and of which date; the envelope has them all."""
    shown = [f"{source_title(source)}（{source.as_of or UNDATED}）" for source in sources[:_SOURCES_SHOWN]]
    return _PHRASES["sources"].format(sources="；".join(shown))


def cited(source: Source) -> dict[str, object]:
    """A source as the envelope lists it."""
    return {
        "id": source.id,
        "title": source_title(source),
        "url": source.url,
        "as_of": source.as_of,
        "grade": source.grade,
    }
