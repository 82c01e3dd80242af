"""Whether every room knows what the catalogue holds and the wording fits the policy; tells all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from refundbot.catalogue import CHANNELS, PRODUCTS, QUESTIONS, TOPICS, Product
from refundbot.catalogue.model import GENERAL
from refundbot.policy import PolicyBook
from refundbot.replies.shared_figures import differing
from refundbot.replies.topics import ENTRIES, QUESTION_ENTRIES
from refundbot.replies.verdicts import STEPS
from refundbot.understanding.lexicon.vocabulary import mentions
from refundbot.understanding.rasa.training_data import read_examples
from refundbot.understanding.text.normal_form import normalize

OF_A_RULE = ("title", "refundable", "reason")
OF_A_CHANNEL = ("title", "to", "text", "days")
BY_CHANNEL = ("payout.time", "payout.destination")
"""Topics on which something is said of every channel, if only that it is not known."""
_FACETS = {"product_rule": "product"}


class IncompleteError(Exception):
    """Something in the catalogue that a room does not know, or the other way round; a line for each."""


def check(book: PolicyBook, root: Path | None = None) -> None:
    """Holds the catalogue against the policy, the wording and the lexicon, and Rasa's files below `root`.

    Raises `IncompleteError`, which names file and key of everything that is missing or says one figure of
    several things for which it is not the same.
    """
    known = [*_products(book), *_channels(book), *_topics(), *_questions()]
    missing = [*known, *differing(book), *(_rasa(root) if root else ())]
    if missing:
        raise IncompleteError("\n".join(missing))


def _products(book: PolicyBook) -> Iterator[str]:
    for id, product in PRODUCTS.items():
        yield from _named("product", id, product.name, product.source, book)
        if product.own_rule:
            yield from _rule(product, book)
        elif product.rule not in PRODUCTS or not PRODUCTS[product.rule].own_rule:
            yield f"products.yaml: {id}.rule: there is no product {product.rule!r} with a rule of its own"
        if product.topic not in TOPICS:
            yield f"products.yaml: {id}.topic: {product.topic!r} does not stand in topics.yaml"
        if product.console:
            yield from _parameters("procedures", product.console, ("path",), book)
            if f"procedures.{product.console}" not in STEPS:
                yield f"verdict.yaml: steps.procedures.{product.console}: the words for the step are missing"
    for id in sorted({id.split(".")[1] for id in book.parameters if id.startswith("products.")}):
        if id not in PRODUCTS or not PRODUCTS[id].own_rule:
            yield f"products.yaml: {id}: the policy has a rule for it, but the catalogue no such product"


def _rule(product: Product, book: PolicyBook) -> Iterator[str]:
    """What the policy has to say of a product with a rule of its own."""
    yield from _parameters("products", product.id, OF_A_RULE, book)
    treatment = book.parameters.get(f"products.{product.id}.refundable")
    if treatment and any(entry.value == "never_once_effective" for entry in treatment.entries):
        yield from _parameters("traffic_packages", product.id, ("effective_on_purchase",), book)


def _channels(book: PolicyBook) -> Iterator[str]:
    for id, channel in CHANNELS.items():
        yield from _named("payment_channel", id, channel.name, channel.source, book)
        yield from _parameters("payout", f"accounts.{id}", OF_A_CHANNEL, book)
        for topic in BY_CHANNEL:
            if topic in ENTRIES and not any(
                id in variant.when.get("channel", ()) for variant in ENTRIES[topic].variants
            ):
                yield f"payout.yaml: {topic}.variants: no wording is for the channel {id}"


def _topics() -> Iterator[str]:
    for id, topic in TOPICS.items():
        if topic.asked and id not in ENTRIES:
            yield f"wording/topics: {id}: nothing is written on the topic"
    for id, entry in ENTRIES.items():
        facets = {_FACETS.get(facet, facet) for variant in entry.variants for facet in variant.when}
        if id not in TOPICS:
            yield f"topics.yaml: {id}: the wording writes on it, but the catalogue has no such topic"
        elif facets != TOPICS[id].facets:
            yield f"topics.yaml: {id}.facets: the wording is chosen by {', '.join(sorted(facets)) or 'none'}"


def _questions() -> Iterator[str]:
    for id in QUESTIONS:
        if id not in QUESTION_ENTRIES:
            yield f"wording/questions: {id}: nothing is written on the question"
    for id in QUESTION_ENTRIES:
        if id not in QUESTIONS:
            yield f"questions.yaml: {id}: the wording answers it, but the catalogue has no such question"


def _rasa(root: Path) -> Iterator[str]:
    domain, rules = (_yaml(root / name) for name in ("domain.yml", "data/rules.yml"))
    ruled = _intents(rules)
    phrasings = list(read_examples(root / "data" / "nlu"))
    phrased = {example.intent for example in phrasings}
    asked = {f"{each.intent}/{each.question}" for each in phrasings if each.question}
    for id in sorted(asked - QUESTIONS.keys()):
        if not id.endswith(f"/{GENERAL}"):
            yield f"data/nlu: {id}: phrasings ask it, but the catalogue has no such question"
    for id in QUESTIONS:
        if id not in asked:
            yield f"data/nlu: there is no phrasing of the question {id}"
    for id in TOPICS:
        if id not in domain["intents"]:
            yield f"domain.yml: intents: {id} is missing"
        if id not in ruled:
            yield f"data/rules.yml: no rule begins with the intent {id}"
        if id not in phrased:
            yield f"data/nlu: there is no phrasing of {id}"


def _named(entity: str, id: str, name: str, source: str, book: PolicyBook) -> Iterator[str]:
    """What every named thing needs: its reader's name is heard as it, and its names have a source."""
    file = "products.yaml" if entity == "product" else "channels.yaml"
    if id not in {mention.id for mention in mentions(entity, normalize(name))}:
        yield f"{file}: {id}.names: the name {name} is not heard as it; add a phrase that it holds"
    if source not in book.sources:
        yield f"{file}: {id}.source: {source!r} does not stand in policy/sources.yaml"


def _parameters(file: str, row: str, keys: tuple[str, ...], book: PolicyBook) -> Iterator[str]:
    for key in keys:
        if f"{file}.{row}.{key}" not in book.parameters:
            yield f"policy/parameters/{file}.yaml: {row}.{key}: the key is missing"


def _yaml(file: Path) -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def _intents(rules: Mapping[str, Any]) -> set[str]:
    """The intents that rules begin with, alone or joined by `or`."""
    first = [rule["steps"][0] for rule in rules["rules"]]
    return {each["intent"] for step in first for each in step.get("or", [step])}
