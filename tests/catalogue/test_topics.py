"""The catalogue's topics: what the file may hold, and that the rooms know the same topics."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from refundbot.catalogue import TOPICS, CatalogueError
from refundbot.catalogue.loader import FACETS, load_topics
from refundbot.eligibility.case import BillingMode, Case
from refundbot.replies.topics import ENTRIES

ROOT = Path(__file__).parents[2]
OF_A_PRODUCT = {"product_rule": "product"}


def told(tmp_path: Path, text: str) -> str:
    """What the loader says of a topics file."""
    (tmp_path / "topics.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_topics(tmp_path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a.b: {title: 甲}", "topics.yaml: a.b: the key 'kind' is missing"),
        ("a.b: {kind: answer, titel: 甲}", "a.b: the key 'titel' is not known; allowed are"),
        ("a.b: {kind: talk, title: 甲}", "a.b.kind: 'talk' is not known; use one of answer, check"),
        ("a.b: {kind: answer}", "a.b: every topic but those of kind said needs a title"),
        ("a.b: {kind: said, title: 甲}", "a.b: every topic but those of kind said needs a title"),
        ("a.b: {kind: said, traits: [loud]}", "a.b.traits: 'loud' is not known; use one of gives_way"),
        ("a.b: {kind: said, traits: [wish, wish]}", "a.b.traits: 'wish' stands twice"),
        ("a.b: {kind: said, facets: colour}", "a.b.facets: a list of texts is expected here"),
        ("A-b: {kind: said}", "A-b: an id is `name` or `group.name`"),
        ("a.b: {kind: said, kind: said}", "a.b.kind: the key stands twice in one mapping"),
        ("a.b: {kind: answer, title: 甲}\na.c: {kind: answer, title: 甲}", "these titles stand twice: 甲"),
    ],
)
def test_a_topic_that_is_not_of_its_form_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert said in told(tmp_path, row)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = told(tmp_path, "a.b: {title: 甲}\na.c: {kind: said}\na.d: {kind: answer}\n")
    assert [line.split(":")[1].strip() for line in text.splitlines()] == ["a.b", "a.d"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"topics\.yaml: the file cannot be read"):
        load_topics(tmp_path)


def test_rasa_knows_the_same_topics() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) == TOPICS.keys()


def test_every_topic_that_is_answered_is_written_on_as_the_catalogue_says() -> None:
    assert {id for id, topic in TOPICS.items() if topic.asked} == ENTRIES.keys()
    for id, entry in ENTRIES.items():
        chosen_by = {facet for variant in entry.variants for facet in variant.when}
        assert {OF_A_PRODUCT.get(facet, facet) for facet in chosen_by} == TOPICS[id].facets, id


def test_circumstances_and_billing_modes_are_those_of_a_case() -> None:
    facts = {field.name for field in fields(Case)}
    assert all(topic.circumstance <= facts for topic in TOPICS.values())
    modes = [topic.billing_mode for topic in TOPICS.values() if topic.billing_mode]
    assert sorted(modes) == sorted({mode.value for mode in BillingMode} - {"one_off"})
    assert set().union(*(topic.facets for topic in TOPICS.values())) == set(FACETS)


@pytest.mark.parametrize(
    ("trait", "holds", "fails"),
    [
        (
            "offered",
            {"payout.time", "eligibility.check", "support.handoff"},
            {"smalltalk.bye", "out_of_scope"},
        ),
        ("aside", {"smalltalk.bye", "out_of_scope", "support.handoff"}, {"payout.time", "dialogue.wait"}),
        (
            "interrupts",
            {"payout.time", "smalltalk.bye"},
            {"out_of_scope", "eligibility.check", "dialogue.deny"},
        ),
        (
            "gives_way",
            {"policy.used", "process.apply"},
            {"process.cancel", "eligibility.check", "amount.fee"},
        ),
        ("told_by_verdict", {"amount.fee", "process.apply"}, {"process.data", "support.contact"}),
        ("command", {"support.handoff", "dialogue.wait"}, {"support.contact", "dialogue.inform"}),
        ("asked", {"out_of_scope", "eligibility.check"}, {"dialogue.wait", "dialogue.inform"}),
    ],
)
def test_a_trait_holds_of_these_and_not_of_those(trait: str, holds: set[str], fails: set[str]) -> None:
    assert all(getattr(TOPICS[id], trait) for id in holds)
    assert not any(getattr(TOPICS[id], trait) for id in fails)


def test_a_topic_is_one_of_several_only_where_its_words_are_heard() -> None:
    assert TOPICS["payout.time"].heard_in("钱要多久到")
    assert not TOPICS["payout.time"].heard_in("要审多久")
    assert not TOPICS["policy.overview"].heard_in("退款政策是怎样的"), "no words: never one of several"
