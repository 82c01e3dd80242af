"""Build the spaCy pipeline that finds entities in a normalised text.

    python -m refundbot.understanding.spacy_pipeline [FOLDER]

It is a blank Chinese pipeline with an EntityRuler for phrases and a shape finder for forms such as dates and
sums. What they find is data, one file of `patterns/` for each entity:

    label: product
    ids:                  # from the entity's value to its phrases
      ecs: [...]          # in a phrase (a|b) is a choice and (a|b)? an optional one

    label: date
    shapes: [...]         # regular expressions, in which <N> stands for one of `PARTS`

Where matches overlap the longest one stays.
"""

import re
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans, get_words_and_spaces, registry
from spacy.vocab import Vocab

from refundbot.understanding.intent_model import Sentence
from refundbot.understanding.text import normalize, token_spans

MODEL = Path("models/spacy_zh")
PATTERNS = Path(__file__).with_name("patterns")

_HAN_DIGIT = "零〇一二两俩三四五六七八九十半几"
PARTS = {
    "N": rf"(\d{{1,3}}(,\d{{3}})+(\.\d+)?|\d{{1,9}}(\.\d+)?|[{_HAN_DIGIT}百千万]{{1,8}})",
    "D": rf"(\d{{1,9}}|[{_HAN_DIGIT}])",
    "HAN": f"[{_HAN_DIGIT}]",
    "PART": "早上|上午|中午|下午|傍晚|晚上|夜里|凌晨|半夜|[早晚夜]",
    "WEEKDAY": "[一二三四五六日天末1-7]",
    "FESTIVAL": "国庆|元旦|春节|五一|中秋|端午|清明|双十[一二]|双1[12]|618|六一八|黑五|[暑寒]假|过年|开学",
    "ABOUT": "大概|大约|差不多|将近|超过|不到|快",
    "UNIT": "gib|gb|g|tb|t|mb|m|天|年|周|星期|礼拜|小时|分钟|次|%|成",
    "PORTION": "一小半|一大半|大半|一半|一点点?|一丢丢|一丁点|一部分|一些|半年|半个月|半天|"
    "[三四]分之[一二三]|[没几](天|次|个月)|没多久",
    "COUNTED": "[a-z%]|年|月|日|号|天|周|个|次|台|块|份|人|小时|分|成|点",
    "NEVER": "(一(点|次|天)都?|丝毫|完全|根本|压根|一直|从|还|尚|都)?[没未]",
}
_CHOICE = re.compile(r"\(([^()]*)\)(\??)")
_PART = re.compile(r"<([A-Z]+)>")


class CharTokenizer:
    """The tokens of `text.token_spans`: the whole of understanding has one idea of a token."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces = get_words_and_spaces([text[start:end] for start, end in token_spans(text)], text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_disk(self, path: Path, **_: Any) -> None:
        """Nothing to store."""

    def from_disk(self, path: Path, **_: Any) -> "CharTokenizer":
        """Nothing was stored."""
        return self


class ShapeFinder:
    """Adds the matches of regular expressions to `doc.ents`, as far as they begin and end with a token."""

    def __init__(self, shapes: dict[str, list[str]]) -> None:
        self.shapes = [(label, re.compile(shape)) for label, each in shapes.items() for shape in each]

    def __call__(self, doc: Doc) -> Doc:
        found = [
            doc.char_span(*match.span(), label=label)
            for label, shape in self.shapes
            for match in shape.finditer(doc.text)
        ]
        entities = filter_spans([*doc.ents, *(span for span in found if span)])
        for token in doc:
            token.ent_id = 0  # a token would keep the id of a phrase that a longer shape replaces
        doc.set_ents(entities)
        return doc


@registry.tokenizers("refundbot.CharTokenizer.v1")
def create_char_tokenizer() -> Callable[[Language], CharTokenizer]:
    """The factory that the stored pipeline names."""
    return lambda nlp: CharTokenizer(nlp.vocab)


@Language.factory("refundbot_shapes")
def create_shape_finder(nlp: Language, name: str, shapes: dict[str, list[str]]) -> ShapeFinder:
    """The factory that the stored pipeline names; the shapes are part of its configuration."""
    return ShapeFinder(shapes)


def build() -> Language:
    """The pipeline; an entity of `ids` has its value as `ent_id_`."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "refundbot.CharTokenizer.v1"}}})
    entities = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(PATTERNS.glob("*.yml"))]
    ruler: Any = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([pattern for entity in entities if "ids" in entity for pattern in _phrases(entity)])
    shapes = {e["label"]: [_complete(shape) for shape in e["shapes"]] for e in entities if "shapes" in e}
    nlp.add_pipe("refundbot_shapes", config={"shapes": shapes})
    return nlp


def sentence_of(doc: Doc) -> Sentence:
    """What the intent model sees of a document."""
    return Sentence(doc.text, frozenset(entity.label_ for entity in doc.ents))


def expand(phrase: str) -> list[str]:
    """Every way to read the choices of `phrase`."""
    parts: list[list[str]] = []
    end = 0
    for choice in _CHOICE.finditer(phrase):
        parts += [[phrase[end : choice.start()]], choice[1].split("|") + [""] * bool(choice[2])]
        end = choice.end()
    return ["".join(words) for words in product(*parts, [phrase[end:]])]


def _phrases(entity: dict[str, Any]) -> Iterator[dict[str, str]]:
    for value, phrases in entity["ids"].items():
        for phrase in dict.fromkeys(normalize(each) for written in phrases for each in expand(written)):
            yield {"label": entity["label"], "pattern": phrase, "id": value}


def _complete(shape: str) -> str:
    return _PART.sub(lambda match: f"(?:{PARTS[match[1]]})", shape)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL
    folder.mkdir(parents=True, exist_ok=True)
    build().to_disk(folder)
    print(folder)
