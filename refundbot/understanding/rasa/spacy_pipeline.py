"""Build the spaCy pipeline that finds entities in a normalised text.

    python -m refundbot.understanding.rasa.spacy_pipeline [FOLDER]

It is a blank Chinese pipeline with an EntityRuler for phrases and a shape finder for forms such as dates and
sums. Products and payment channels are named in the catalogue; all else they find is data, one file of
`patterns/` for each entity:

    label: billing_mode
    ids:                       # from the entity's value to its phrases
      subscription: [...]      # in a phrase (a|b) is a choice and (a|b)? an optional one

    label: date
    shapes: [...]         # regular expressions, in which <NUMERAL> is a class of `words.yml`

Where matches overlap the longest one stays.
"""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans, get_words_and_spaces, registry
from spacy.vocab import Vocab

from refundbot.catalogue.phrases import expand
from refundbot.understanding.intents.model import Sentence
from refundbot.understanding.lexicon.names import PATTERNS, names
from refundbot.understanding.lexicon.vocabulary import is_everyday
from refundbot.understanding.lexicon.words import fill
from refundbot.understanding.text.normal_form import normalize, token_spans

MODEL = Path("models/spacy_zh")


class CharTokenizer:
    """The tokens of `text.token_spans`: the whole of understanding has one idea of a token."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The tokens of a text."""
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
        """The document with what was found in it."""
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
    named = ["product", "payment_channel", *(entity["label"] for entity in entities if "ids" in entity)]
    ruler.add_patterns([pattern for entity in named for pattern in _phrases(entity)])
    shapes = {e["label"]: [fill(shape) for shape in e["shapes"]] for e in entities if "shapes" in e}
    nlp.add_pipe("refundbot_shapes", config={"shapes": shapes})
    return nlp


def sentence_of(doc: Doc) -> Sentence:
    """What the intent model sees of a document."""
    return Sentence(doc.text, frozenset(entity.label_ for entity in doc.ents))


def _phrases(entity: str) -> Iterator[dict[str, str]]:
    """Every name of an entity, save those that mean much else, which only a sentence can tell."""
    for value, phrases in names(entity).items():
        for name in dict.fromkeys(normalize(each) for written in phrases for each in expand(written)):
            if entity != "product" or not is_everyday(entity, value, name):
                yield {"label": entity, "pattern": name, "id": value}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else MODEL
    folder.mkdir(parents=True, exist_ok=True)
    build().to_disk(folder)
    print(folder)
