"""SpacyNLP that reads the normalised text and loads the pipeline that this package builds."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.model import InvalidModelError
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.training_data.training_data import TrainingData

from refundbot.understanding.rasa.spacy_pipeline import MODEL
from refundbot.understanding.text.normal_form import cap, normalize


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="NormalizedSpacyNLP",
)
class NormalizedSpacyNLP(SpacyNLP):
    """Leaves a spaCy document of the normalised text on each message; its offsets are those of the message.

    Configuration: `model`, the folder of the pipeline. It is read when a model is loaded and is not part of
    the trained model. Its patterns count in the fingerprint, so that new ones lead to a new training.
    """

    @staticmethod
    def get_default_config() -> dict[str, object]:
        """Where `refundbot.understanding.rasa.spacy_pipeline` writes."""
        return {"model": str(MODEL)}

    @staticmethod
    def load_model(spacy_model_name: str) -> SpacyModel:
        """The pipeline of a folder. Raises `InvalidModelError` where none has been built."""
        if not Path(spacy_model_name, "config.cfg").is_file():
            raise InvalidModelError(
                f"There is no spaCy pipeline in '{spacy_model_name}'. Build it first: "
                f"python -m refundbot.understanding.rasa.spacy_pipeline {spacy_model_name}"
            )
        loaded = SpacyNLP.load_model(spacy_model_name)
        return SpacyModel(loaded.model, f"{spacy_model_name} {_digest(Path(spacy_model_name))}")

    def _preprocess_text(self, text: str | None) -> str:
        return normalize(cap(text or ""))

    def process_training_data(self, training_data: TrainingData, model: SpacyModel) -> TrainingData:
        """Nothing: no component learns from the documents."""
        return training_data


def _digest(folder: Path) -> str:
    patterns = [folder / "config.cfg", folder / "entity_ruler" / "patterns.jsonl"]
    return sha256(b"".join(file.read_bytes() for file in patterns)).hexdigest()
