"""The coverage table of the article names only parameters and sources that exist."""

import re
from fnmatch import fnmatch
from pathlib import Path

from refundbot.policy import load_policy

TABLE = Path(__file__).parents[2] / "docs" / "article-coverage.md"


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_parameter_and_source_of_the_table_exists() -> None:
    book = load_policy()
    assert len(rows()) > 20
    for section, statement, topic, verdict, sources, parameters in rows():
        assert all((section, statement, topic, verdict))
        assert set(sources.split("、")) <= book.sources.keys(), statement
        for pattern in re.findall(r"`([^`]+)`", parameters):
            assert any(fnmatch(id, pattern) for id in book.parameters), pattern


def test_every_claim_of_the_article_that_is_kept_stands_in_the_table() -> None:
    named = {name for row in rows() for name in re.findall(r"`([^`]+)`", row[5])}
    assert {id for id in load_policy().parameters if id.startswith("article.")} <= named
