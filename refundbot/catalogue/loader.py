"""Reads the catalogue and tells everything that is not of its form at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from refundbot.catalogue.model import (
    GENERAL,
    Catalogue,
    CatalogueError,
    Channel,
    Product,
    Question,
    Sold,
    Topic,
    TopicKind,
)
from refundbot.catalogue.phrases import expand
from refundbot.strict_yaml import Place, read

PACKAGED = Path(__file__).parent
FACETS = ("product", "billing_mode", "channel", "coupon_kind", "rejection", "neighbour")

_KINDS: tuple[TopicKind, ...] = get_args(TopicKind)
_SOLD: tuple[Sold, ...] = get_args(Sold)
_TRAITS = tuple(field.name for field in fields(Topic) if field.type == "bool")
_TOPIC_KEYS = {"kind", "title", "facets", "billing_mode", "circumstance", "words", "traits"}
_PRODUCT_KEYS = {"name", "abbreviation", "english", "names", "everyday", "rule", "sold", "topic", "console"}
_PRODUCT_KEYS |= {"orders", "source"}
_CHANNEL_KEYS = {"name", "names", "everyday", "source"}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_TOPIC_ID = re.compile(r"[a-z_]+(\.[a-z_]+)?")
_QUESTION_ID = re.compile(rf"([a-z_]+\.[a-z_]+)/(?!{GENERAL}$)[a-z][a-z_]*")

_Row = TypeVar("_Row")


def load(folder: Path = PACKAGED) -> Catalogue:
    """The catalogue of a folder. Raises `CatalogueError` for all that is wrong in any of its files."""
    wrong: list[str] = []
    loaded: list[Mapping[str, Any]] = []
    for load_rows in (load_products, load_channels, load_topics, load_questions):
        try:
            loaded.append(load_rows(folder))
        except CatalogueError as error:
            wrong.append(str(error))
    if wrong:
        raise CatalogueError("\n".join(wrong))
    catalogue = Catalogue(*loaded)
    _fits(catalogue)
    return catalogue


def load_topics(folder: Path = PACKAGED) -> Mapping[str, Topic]:
    """The topics of `topics.yaml` by id, in its order. Raises `CatalogueError`."""
    topics = _rows(read(folder / "topics.yaml", CatalogueError), _topic)
    _titled_once("topics.yaml", [topic.title for topic in topics.values() if topic.title])
    return topics


def load_questions(folder: Path = PACKAGED) -> Mapping[str, Question]:
    """The questions of `questions.yaml` by id, in its order. Raises `CatalogueError`."""
    return _rows(read(folder / "questions.yaml", CatalogueError), _question)


def _fits(catalogue: Catalogue) -> None:
    """Refuses questions of no topic that has an answer, and titles that several topics or questions have."""
    answered = {id for id, topic in catalogue.topics.items() if topic.kind == "answer"}
    if lost := [id for id, question in catalogue.questions.items() if question.topic not in answered]:
        raise CatalogueError(f"questions.yaml: there is no topic with an answer for {', '.join(lost)}")
    titles = [topic.title for topic in catalogue.topics.values() if topic.title]
    _titled_once("questions.yaml", titles + [question.title for question in catalogue.questions.values()])


def _titled_once(file: str, titles: list[str]) -> None:
    if twice := sorted({title for title in titles if titles.count(title) > 1}):
        raise CatalogueError(f"{file}: these titles stand twice: {', '.join(twice)}")


def load_products(folder: Path = PACKAGED) -> Mapping[str, Product]:
    """The products of `products.yaml` by id, in its order. Raises `CatalogueError`."""
    products = _rows(read(folder / "products.yaml", CatalogueError), _product)
    _once("products.yaml", products, lambda product: product.names)
    _once("products.yaml", products, lambda product: (*product.resource_codes, *product.package_codes))
    return products


def load_channels(folder: Path = PACKAGED) -> Mapping[str, Channel]:
    """The payment channels of `channels.yaml` by id, in its order. Raises `CatalogueError`."""
    channels = _rows(read(folder / "channels.yaml", CatalogueError), _channel)
    _once("channels.yaml", channels, lambda channel: channel.names)
    return channels


def _rows(file: Place, row: Callable[[Place], _Row]) -> Mapping[str, _Row]:
    """The rows of a file by id; what is wrong with any of them is told together."""
    rows: dict[str, _Row] = {}
    wrong: list[str] = []
    for place in file.children():
        try:
            rows[place.key] = row(place)
        except CatalogueError as error:
            wrong.append(str(error))
    if wrong:
        raise CatalogueError("\n".join(wrong))
    return MappingProxyType(rows)


def _once(file: str, rows: Mapping[str, _Row], words: Callable[[_Row], tuple[str, ...]]) -> None:
    """Refuses words that two rows claim."""
    owners: dict[str, list[str]] = {}
    for id, row in rows.items():
        for word in dict.fromkeys(each.lower() for phrase in words(row) for each in expand(phrase)):
            owners.setdefault(word, []).append(id)
    if claimed := [
        f"{file}: {word!r} stands for {' and for '.join(ids)}" for word, ids in owners.items() if ids[1:]
    ]:
        raise CatalogueError("\n".join(claimed))


def _product(place: Place) -> Product:
    _check_id(place)
    place.closed(_PRODUCT_KEYS, required={"name", "rule", "source"})
    sold: Sold | None = place.child("sold").one_of(_SOLD) if "sold" in place.mapping() else None  # type: ignore[assignment]
    name = place.child("name").text()
    official = (place.optional_text("abbreviation"), place.optional_text("english"))
    orders = place.child("orders")
    if "orders" in place.mapping():
        orders.closed({"resource", "package"}, required=set())
    refunded = "policy.traffic_package" if sold == "package" else "policy.subscription"
    return Product(
        id=place.key,
        name=name,
        names=(name, *filter(None, official), *place.child("names").texts()),
        everyday=frozenset(place.child("everyday").texts()),
        rule=place.child("rule").text(),
        sold=sold,
        topic=place.optional_text("topic") or refunded,
        console=place.optional_text("console"),
        resource_codes=orders.child("resource").texts() if orders.content else (),
        package_codes=orders.child("package").texts() if orders.content else (),
        source=place.child("source").text(),
    )


def _channel(place: Place) -> Channel:
    _check_id(place)
    place.closed(_CHANNEL_KEYS, required={"name", "names", "source"})
    return Channel(
        id=place.key,
        name=place.child("name").text(),
        names=place.child("names").texts(),
        everyday=place.child("everyday").content is True,
        source=place.child("source").text(),
    )


def _check_id(place: Place) -> None:
    if not _ID.fullmatch(place.key):
        raise place.error("an id is of small letters, digits and underscores, and begins with a letter")


def _question(place: Place) -> Question:
    if not _QUESTION_ID.fullmatch(place.key):
        raise place.error("an id is `topic/name`, of small letters and underscores, and no name is `general`")
    return Question(place.key, place.text())


def _topic(place: Place) -> Topic:
    if not _TOPIC_ID.fullmatch(place.key):
        raise place.error("an id is `name` or `group.name`, of small letters and underscores")
    place.closed(_TOPIC_KEYS, required={"kind"})
    kind = place.child("kind").one_of(_KINDS)
    title = place.optional_text("title")
    if (title is None) != (kind == "said"):
        raise place.error("every topic but those of kind said needs a title, and those have none")
    traits = place.child("traits").some_of(_TRAITS)
    return Topic(
        id=place.key,
        kind=kind,  # type: ignore[arg-type]  # one of them, as was checked
        title=title,
        facets=frozenset(place.child("facets").some_of(FACETS)),
        billing_mode=place.optional_text("billing_mode"),
        circumstance=frozenset(place.child("circumstance").texts()),
        words=place.child("words").texts(),
        **{trait: trait in traits for trait in _TRAITS},
    )
