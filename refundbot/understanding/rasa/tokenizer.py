"""Rasa's view of the tokens: one Han character, one whole number or one whole word each."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from refundbot.understanding.text.normal_form import cap, normalize, token_spans


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class HanCharTokenizer(Tokenizer):
    """Tokens of the normalised text at the offsets of the text that was written."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What every Rasa tokenizer reads: intents are not split."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute."""
        text = normalize(cap(message.get(attribute)))
        return [Token(text[start:end], start, end) for start, end in token_spans(text)]
