"""Our NLU pipeline beside Rasa's default one for Chinese, trained on the same data in the same run.

    python -m bench.nlu_vs_default QUESTIONS.jsonl [--data data/nlu] [--per-intent 15]

A question is {"text", "topic", "alt_topics": []}. Prints what each pipeline needs and how it answers, and the
ratios of ours to the default's. Rasa's default for Chinese: jieba, word and character n-grams, DIET with 100
epochs. DIET takes about a minute for a hundred examples, so `--per-intent` limits the training data of both.
jieba is among the development requirements.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import yaml

from bench.nlu.answers import CANDIDATES, Answer, read_questions
from refundbot.understanding.rasa.training_data import read_examples

DEFAULT = {
    "recipe": "default.v1",
    "language": "zh",
    "assistant_id": "default",
    "pipeline": [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True, "random_seed": 1},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
}
WARM_UP = 20


def measure(config: Path, data: Path, questions: Path) -> dict[str, float]:
    """Trains and asks in this process: seconds, milliseconds and shares."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as folder:
        os.environ["RASA_CACHE_DIRECTORY"] = folder  # nothing that an earlier run has trained
        began = time.process_time()
        archive = train_nlu(str(config), str(data), folder)
        training = time.process_time() - began
        agent = Agent.load(archive)

    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    fallback = next(component for component in pipeline if component["name"] == "FallbackClassifier")
    asked = read_questions(questions)
    milliseconds, answers = [], []
    for text, _ in asked[:WARM_UP]:
        asyncio.run(agent.parse_message(text[::-1]))
    for text, topics in asked:
        began = time.process_time()
        parsed = asyncio.run(agent.parse_message(text))
        milliseconds.append(1000 * (time.process_time() - began))
        ranking = [(each["name"], each["confidence"]) for each in parsed["intent_ranking"]]
        answers.append(Answer(text, topics, [(name, p) for name, p in ranking if name != "nlu_fallback"]))
    limits = fallback["threshold"], fallback["ambiguity_threshold"]
    verdicts = [answer.judge(*limits) for answer in answers]
    return {
        "training, CPU s": training,
        "parse, CPU ms (median)": statistics.median(milliseconds),
        "parse, CPU ms (p95)": statistics.quantiles(milliseconds, n=20)[-1],
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "first intent right": statistics.mean(answer.right for answer in answers),
        "right one within three": statistics.mean(answer.within(CANDIDATES) for answer in answers),
        "answered right": verdicts.count("right") / len(verdicts),
        "asked back": (verdicts.count("clarified") + verdicts.count("unsure")) / len(verdicts),
        "answered wrong": verdicts.count("wrong") / len(verdicts),
    }


def sample(data: Path, per_intent: int, target: Path) -> None:
    """Writes at most `per_intent` examples of each intent, always the same ones."""
    by_intent: dict[str, list[str]] = defaultdict(list)
    for example in read_examples(data):
        by_intent[example.intent].append(example.text)
    chosen = {
        intent: random.Random(intent).sample(texts, min(per_intent, len(texts)))
        for intent, texts in by_intent.items()
    }
    entries = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in chosen.items()
    ]
    target.write_text(
        yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True), encoding="utf-8"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("questions", type=Path)
    parser.add_argument("--data", type=Path, default=Path("data/nlu"))
    parser.add_argument("--per-intent", type=int, default=15)
    parser.add_argument(
        "--measure", type=Path, help=argparse.SUPPRESS
    )  # one pipeline, in a process of its own
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.data, options.questions)))
        return

    with tempfile.TemporaryDirectory() as folder:
        data, default = Path(folder, "nlu.yml"), Path(folder, "default.yml")
        sample(options.data, options.per_intent, data)
        default.write_text(yaml.safe_dump(DEFAULT), encoding="utf-8")
        results = []
        for config in (Path("config.yml"), default):
            command = [
                sys.executable,
                "-m",
                "bench.nlu_vs_default",
                options.questions,
                "--data",
                data,
                "--measure",
                config,
            ]
            output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            results.append(json.loads(output.splitlines()[-1]))

    ours, theirs = results
    print(f"{'':26}{'ours':>10}{'default':>10}{'ratio':>10}")
    for name, value in ours.items():
        ratio = value / theirs[name] if theirs[name] else float("nan")
        print(f"{name:26}{value:10.3f}{theirs[name]:10.3f}{ratio:10.2f}")


if __name__ == "__main__":
    main()
