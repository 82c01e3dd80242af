"""The intent classifier: its parts, a round trip through Rasa's model storage, and what it declines."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bench.nlu.answers import Answer
from refundbot.understanding.intents import encoder as encoders
from refundbot.understanding.intents.model import IntentModel, Sentence, gist
from refundbot.understanding.intents.ngrams import NgramWeights, ngrams
from refundbot.understanding.intents.training import Corpus, Settings, train
from refundbot.understanding.rasa.intent_classifier import QUESTIONS_KEY, HybridIntentClassifier
from refundbot.understanding.rasa.spacy_nlp import NormalizedSpacyNLP
from refundbot.understanding.rasa.spacy_pipeline import build
from refundbot.understanding.rasa.training_data import read_examples
from refundbot.understanding.text.noise import noisy
from refundbot.understanding.text.normal_form import normalize

DIM = 32


class BagOfCharacters:
    """An encoder for tests: the characters of a text, hashed."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts):
        self.seen += texts
        vectors = np.full((len(texts), DIM), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for character in text:
                vectors[row, ord(character) % DIM] += 1
        return vectors[:, None] / np.linalg.norm(vectors, axis=1)[:, None, None]

    def digest(self) -> str:
        return "bag"


PHRASES = {
    "payout.time": ["钱几天到账", "退款多久到", "什么时候到账", "几天能收到钱", "多久钱回来", "到账要几天"],
    "process.apply": ["怎么申请退款", "在哪申请", "申请退订的步骤", "退款怎么操作", "如何申请", "怎么退订"],
    "out_of_scope": ["今天天气如何", "阿里云退款", "讲个笑话", "淘宝退货", "明天下雨吗", "唱首歌"],
}
EXAMPLES = [(text, intent) for intent, texts in PHRASES.items() for text in texts]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    sentences = [Sentence(text) for text, _ in EXAMPLES]
    return train(Corpus.build(sentences, [intent for _, intent in EXAMPLES], BagOfCharacters(), Sentence))


# --- the pure parts


def ranking(model: IntentModel, sentence: Sentence) -> list[tuple[str, float]]:
    encoded = model.encode(sentence, BagOfCharacters())
    return model.rank(encoded) if encoded else []


@pytest.mark.parametrize(("text", "intent"), EXAMPLES)
def test_it_knows_what_it_was_trained_on(model, text, intent) -> None:
    assert ranking(model, Sentence(text))[0][0] == intent


@pytest.mark.parametrize("text", ["到账时间", "qwertyuiop", "退" * 5000, "1"])
def test_the_ranking_holds_every_intent_in_order_and_adds_up_to_at_most_one(model, text) -> None:
    shares = [share for _, share in ranking(model, Sentence(text))]
    assert len(shares) == len(PHRASES)
    assert shares == sorted(shares, reverse=True)
    assert min(shares) >= 0
    assert sum(shares) <= 1 + 1e-5


def test_an_unfamiliar_sentence_loses_half_of_its_confidence(model) -> None:
    def confidence(gate: float) -> float:
        found = ranking(replace(model, gate=gate), Sentence("怎么申请退款"))
        return sum(share for _, share in found)

    assert confidence(gate=0.9) == pytest.approx(1)
    assert confidence(gate=1.1) == pytest.approx(0.5)


@pytest.mark.parametrize("text", ["", "  ", "？！。", "🙂"])
def test_nothing_to_read_has_no_ranking(model, text) -> None:
    assert ranking(model, Sentence(text)) == []


def test_an_entity_label_counts() -> None:
    sentences = [Sentence("这个", frozenset({label})) for label in ("money", "date") * 6]
    encoder = BagOfCharacters()
    model = train(Corpus.build(sentences, ["a", "b"] * 6, encoder, Sentence, Settings(noisy_share=0)))
    assert ranking(model, Sentence("这个", frozenset({"money"})))[0][0] == "a"
    assert ranking(model, Sentence("这个", frozenset({"date"})))[0][0] == "b"


def test_a_stored_model_ranks_alike(model, tmp_path) -> None:
    model.save(tmp_path / "m.npz")
    stored = IntentModel.load(tmp_path / "m.npz")
    for text in ("到账要多久", "怎么申请"):
        before, after = (dict(ranking(m, Sentence(text))) for m in (model, stored))
        assert after == pytest.approx(before, abs=0.01)


def test_training_twice_gives_the_same_model(model) -> None:
    sentences = [Sentence(text) for text, _ in EXAMPLES]
    again = train(Corpus.build(sentences, [intent for _, intent in EXAMPLES], BagOfCharacters(), Sentence))
    assert np.array_equal(again.weights, model.weights)


def test_a_new_phrasing_changes_the_noisy_copies_of_no_other() -> None:
    def copies(texts: list[str]) -> dict[str, str]:
        corpus = Corpus.build([*map(Sentence, texts)], ["a"] * len(texts), BagOfCharacters(), Sentence)
        origins = (corpus.sentences[origin].text for origin in corpus.origins)
        return {text: copy.text for text, copy in zip(origins, corpus.copies, strict=True)}

    texts = [f"第{number}次怎么退款" for number in range(300)]
    before, after = copies(texts), copies(["一句新的", *texts])
    assert after.items() >= before.items()
    assert 0.5 < len(before) / len(texts) < 0.7


@given(st.text(max_size=3000))
def test_the_encoder_never_gets_a_long_text(text: str) -> None:
    assert len(gist(text)) <= 257
    shown = gist(text)
    assert len(shown) == 257 or gist(shown) == shown


def test_of_a_long_text_the_ends_are_seen_and_stickers_never() -> None:
    assert gist("a" * 64 + "b" * 300 + "c" * 192) == "a" * 64 + " " + "c" * 192
    assert gist("什么时候到账[捂脸]") == "什么时候到账 "
    assert gist("[2026年]") == "[2026年]"


def test_ngrams_know_the_ends_of_a_text_and_leave_punctuation_out() -> None:
    assert set(ngrams("退,")) == {"^", "退", "$", "^退", "退$", "^退$"}


def test_a_rare_ngram_is_not_learnt() -> None:
    assert {"退", "款"} & set(NgramWeights.of(["退款", "退订"], 2).places) == {"退"}


@given(st.text(min_size=1, max_size=40), st.integers())
def test_noise_is_repeatable_and_small(text: str, seed: int) -> None:
    copy = noisy(text, Random(seed))
    assert copy == noisy(text, Random(seed))
    assert len(text) - 1 <= len(copy) <= len(text) + 13  # the longest opener and the longest closer


def test_answers_are_judged() -> None:
    def answer(topic: str, *ranking: tuple[str, float]) -> Answer:
        return Answer("", frozenset({topic}), ranking)

    assert answer("a", ("a", 0.9), ("b", 0.1)).judge(0.5, 0.1) == "right"
    assert answer("b", ("a", 0.9), ("b", 0.1)).judge(0.5, 0.1) == "wrong"
    assert answer("b", ("a", 0.4), ("b", 0.3)).judge(0.5, 0.1) == "clarified"
    assert answer("b", ("a", 0.5), ("b", 0.45)).judge(0.5, 0.1) == "clarified"
    assert answer("c", ("a", 0.4), ("b", 0.3)).judge(0.5, 0.1) == "unsure"
    assert answer("b", ("out_of_scope", 0.9)).judge(0.5, 0.1) == "unsure"
    assert answer("out_of_scope", ("a", 0.9)).judge(0.5, 0.1) == "wrong"
    assert answer("a").judge(0.5, 0.1) == "unsure"


def test_training_files_are_read_with_their_annotations(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "payout.yml").write_text(
        "nlu:\n- intent: x\n  examples: |\n    - [昨天](date)买的\n    - 退款\n", encoding="utf-8"
    )
    first, second = read_examples(tmp_path)
    assert (first.text, first.intent, first.author, first.entities) == (
        "昨天买的",
        "x",
        "a",
        ((0, 2, "date"),),
    )
    assert (second.text, second.entities) == ("退款", ())


# --- inside Rasa's graph


@pytest.fixture(scope="module")
def spacy_model() -> SpacyModel:
    return SpacyModel(build(), "in memory")


@pytest.fixture(scope="module")
def component(tmp_path_factory, spacy_model):
    encoder = BagOfCharacters()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "E5", lambda folder: encoder)
        folder = tmp_path_factory.mktemp("storage")
        storage = LocalModelStorage.create(folder)
        context = ExecutionContext(GraphSchema({}), "model")
        arguments = (
            {"encoder": str(folder / "bag"), "ranking_length": 2},
            storage,
            Resource("intents"),
            context,
        )
        data = TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in EXAMPLES])
        HybridIntentClassifier.create(*arguments).train(data, spacy_model)
        yield HybridIntentClassifier.load(*arguments), encoder
    encoders.encoder.cache_clear()


@pytest.fixture
def parse(component, spacy_model):
    def read(text: str) -> Message:
        message = Message({TEXT: text})
        NormalizedSpacyNLP(spacy_model, {}).process([message], spacy_model)
        component[0].process([message], spacy_model, DialogueStateTracker("customer", []))
        return message

    return read


def test_a_trained_component_comes_back_from_storage(parse) -> None:
    message = parse("钱幾天到帳")
    assert message.get(INTENT)["name"] == "payout.time"
    assert message.get(INTENT) == message.get(INTENT_RANKING_KEY)[0]
    assert len(message.get(INTENT_RANKING_KEY)) == 2
    assert message.get(TEXT) == "钱幾天到帳"


def test_a_message_that_asks_two_things_has_a_ranking_of_each(parse) -> None:
    asked = parse("怎么申請退款，錢几天到账？").get(QUESTIONS_KEY)
    assert [question[INTENT_RANKING_KEY][0]["name"] for question in asked] == ["process.apply", "payout.time"]
    assert parse("怎么申请退款").get(QUESTIONS_KEY) is None


STORY = "店里的机器是去年女婿帮着弄的，后来他去了外地，我一个人也不大会用。" * 8


@pytest.mark.parametrize("story", ["退款怎么申请？" + STORY, STORY + "退款怎么申请？" + STORY])
def test_a_story_is_about_what_it_asks_clearly(parse, story) -> None:
    best = parse(story).get(INTENT)
    assert (best["name"], best["confidence"] > 0.8) == ("process.apply", True)


def test_a_story_that_asks_nothing_clearly_is_read_as_a_whole(parse, component) -> None:
    component[1].seen.clear()
    assert parse(STORY).get(INTENT_RANKING_KEY)
    assert component[1].seen == [gist(normalize(STORY))]


@pytest.mark.parametrize("text", ["", "\u200b", "？？"])
def test_an_empty_message_becomes_a_fallback(parse, text) -> None:
    message = parse(text)
    assert message.get(INTENT) == {"name": None, "confidence": 0.0}
    FallbackClassifier({"threshold": 0.5, "ambiguity_threshold": 0.1}).process([message])
    assert message.get(INTENT)["name"] == "nlu_fallback"


def test_the_encoder_sees_no_more_than_the_gist_of_a_long_message(parse, component) -> None:
    component[1].seen.clear()
    parse("退" * 350_000)
    assert [len(text) for text in component[1].seen] == [257]
