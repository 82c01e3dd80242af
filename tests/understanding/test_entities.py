"""Entities: their values, their places, and how many of the annotated ones are found."""

from collections import Counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.model import InvalidModelError
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from refundbot.catalogue.phrases import expand
from refundbot.eligibility.case import BillingMode, Payment
from refundbot.understanding.lexicon.names import PATTERNS
from refundbot.understanding.rasa.entity_extractor import DocumentEntityExtractor
from refundbot.understanding.rasa.spacy_nlp import NormalizedSpacyNLP
from refundbot.understanding.rasa.spacy_pipeline import build
from refundbot.understanding.text.normal_form import MAX_CHARACTERS, normalize


@pytest.fixture(scope="session")
def model(tmp_path_factory) -> SpacyModel:
    folder = tmp_path_factory.mktemp("spacy_zh")
    build().to_disk(folder)
    return NormalizedSpacyNLP.load_model(str(folder))


@pytest.fixture(scope="session")
def entities(model):
    def read(text: str) -> list[tuple[str, str, str]]:
        message = Message({TEXT: text})
        NormalizedSpacyNLP(model, {}).process([message], model)
        DocumentEntityExtractor().process([message])
        assert message.get(TEXT) == text
        return [(e["entity"], e["value"], text[e["start"] : e["end"]]) for e in message.get(ENTITIES)]

    return read


@pytest.mark.parametrize(
    ("text", "entity", "value", "words"),
    [
        ("我的雲伺服器能退嗎", "product", "ecs", "雲伺服器"),
        ("ＥＣＳ退款", "product", "ecs", "ＥＣＳ"),
        ("流量包能退吗", "product", "shared_traffic_package", "流量包"),
        ("CDN流量包能退吗", "product", "cdn_traffic_package", "CDN流量包"),
        ("对象存储包能退吗", "product", "obs_package", "对象存储包"),
        ("资源包能退吗", "product", "resource_package", "资源包"),
        ("带宽加油包", "product", "bandwidth_addon", "带宽加油包"),
        ("域名组合套餐包", "product", "domain_bundle", "域名组合套餐包"),
        ("按需计费的", "billing_mode", "pay_per_use", "按需计费"),
        ("包年/包月", "billing_mode", "subscription", "包年/包月"),
        ("用花呗付的", "payment_channel", "alipay", "花呗"),
        ("代金卷退吗", "coupon_kind", "voucher", "代金卷"),
        ("订单CS2611000123", "order_number", "CS2611000123", "CS2611000123"),
        ("提示CBC.99003647", "rejection_code", "CBC.99003647", "CBC.99003647"),
        ("花了58块8", "money", "58块8", "58块8"),
        ("实付1299", "money", "1299", "1299"),
        ("我在阿里云买的", "other_company", "cloud", "阿里云"),
        ("半年前买的", "date", "半年前", "半年前"),
        ("用了30G", "used_amount", "用了30G", "用了30G"),
    ],
)
def test_an_entity_has_its_value_and_the_words_it_was_written_in(
    entities, text, entity, value, words
) -> None:
    assert (entity, value, words) in entities(text)


@pytest.mark.parametrize("text", ["recsys", "cs123", "10块云硬盘", "", "\u200b"])
def test_what_only_looks_like_an_entity_is_none(entities, text) -> None:
    assert [e for e in entities(text) if e[0] != "product" or e[2] != "云硬盘"] == []


def test_most_annotated_entities_are_found(entities, annotated_sentences) -> None:
    annotated, found = Counter(), Counter()
    for example in annotated_sentences:
        text = example.text
        words = [(entity, words) for entity, _, words in entities(text)]
        for start, end, entity in example.entities:
            annotated[entity] += 1
            found[entity] += any(
                e == entity and (w in text[start:end] or text[start:end] in w) for e, w in words
            )
    recall = {entity: found[entity] / annotated[entity] for entity in annotated}
    assert {e: r for e, r in recall.items() if r < (0.9 if e == "money" else 0.95)} == {}
    assert found.total() / annotated.total() > 0.97


def test_every_value_is_one_that_a_case_knows() -> None:
    known = {
        "billing_mode": {member.value for member in BillingMode},
        "other_company": {"cloud", "shop", "carrier", "travel", "media", "device", "life"},
        "coupon_kind": set(Payment.__dataclass_fields__) - {"cash"},
    }
    for path in PATTERNS.glob("*.yml"):
        entity = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert entity["label"] == path.stem
        assert set(entity.get("ids", ())) <= known.get(entity["label"], set())


def test_choices_are_read_in_every_way() -> None:
    assert sorted(expand("(a|b)c(d)?")) == ["ac", "acd", "bc", "bcd"]


@given(text=st.text(st.characters(), max_size=60))
def test_a_document_keeps_every_offset(model, text: str) -> None:
    assert model.model(normalize(text)).text == normalize(text)


def test_a_long_text_is_cut_before_the_pipeline_sees_it(model) -> None:
    message = Message({TEXT: "9" * 350_000})
    NormalizedSpacyNLP(model, {}).process([message], model)
    assert len(message.get(SPACY_DOCS[TEXT]).text) == MAX_CHARACTERS


def test_a_missing_pipeline_says_how_to_build_it(tmp_path) -> None:
    with pytest.raises(InvalidModelError, match=r"python -m refundbot\.understanding\.rasa\.spacy_pipeline"):
        NormalizedSpacyNLP.load_model(str(tmp_path))
