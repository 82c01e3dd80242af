"""`policy`: the dated values checked, listed, compared and explained."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from refundbot.commands.changelog import changelog
from refundbot.commands.history import changes
from refundbot.commands.policy import CHANGELOG
from refundbot.commands.policy_report import compared, explained, inspected, listed
from refundbot.policy import PolicyBook, load_policy
from refundbot.policy.loader import PACKAGED
from refundbot.settings import ROOT

Run = Callable[..., Any]
TODAY = date(2026, 11, 22)

SMALL = """
limit:
  label: 时限
  description: 从开通算起
  unit: hour
  review_by: 2027-01-31
  values:
    2024-01-01:
      value: 120
      source: A1
    2025-03-01:
      unknown: 新的页面没有写
      source: C1
    2026-05-10:
      value: 48
      source: C1
      note: 只在一处看到
      conflict: {source: A1, says: 还是五天, resolution: 以页面为准}
charged:
  label: 是否收费
  unit: bool
  review_by: 2026-11-21
  values:
    2025-03-01: {value: true, source: A1}
"""
SOURCES = """
A1: {title: 官方页, url: 'https://example.com/a', as_of: '2024-02', grade: A}
C1: {title: 转载, grade: C}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy of two values, one of which is overdue for review."""
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "rules.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "review.yaml").write_text((PACKAGED / "review.yaml").read_text(encoding="utf-8"))
    (tmp_path / "version.txt").write_text("2026.5.1\n")
    return tmp_path


@pytest.fixture
def small(folder: Path) -> PolicyBook:
    return load_policy(folder)


def test_each_change_has_its_day_and_what_it_replaced(small: PolicyBook) -> None:
    found = [(c.day.isoformat(), c.new.id, c.old and c.old.value, c.new.value) for c in changes(small)]
    assert found == [
        ("2024-01-01", "rules.limit", None, 120),
        ("2025-03-01", "rules.charged", None, True),
        ("2025-03-01", "rules.limit", 120, None),
        ("2026-05-10", "rules.limit", None, 48),
    ]


def test_changes_of_the_first_day_do_not_count_and_of_the_last_do(small: PolicyBook) -> None:
    days = [c.day.isoformat() for c in changes(small, date(2024, 1, 1), date(2025, 3, 1))]
    assert days == ["2025-03-01", "2025-03-01"]
    assert changes(small, date(2025, 3, 1), date(2026, 5, 9)) == ()


def test_the_comparison_names_both_values_with_their_days(small: PolicyBook) -> None:
    text = compared(small, date(2024, 6, 1), TODAY)
    assert text.splitlines() == [
        "变了的值（2）",
        "2025-03-01　rules.limit　时限：120 小时［A1 A 级，2024-02］2024-01-01 起"
        " → 不知道：新的页面没有写［C1 C 级，日期未注明］2025-03-01 起",
        "2026-05-10　rules.limit　时限：不知道：新的页面没有写［C1 C 级，日期未注明］2025-03-01 起"
        " → 48 小时［C1 C 级，日期未注明］2026-05-10 起",
        "",
        "首次记录的值（1）",
        "2025-03-01　rules.charged　是否收费：是［A1 A 级，2024-02］2025-03-01 起",
    ]
    assert compared(small, TODAY, TODAY) == "2026-11-22 之后到 2026-11-22 为止，没有变化。"


def test_the_comparison_shows_what_is_dated_ahead(folder: Path) -> None:
    file = folder / "parameters" / "rules.yaml"
    ahead = "    2027-03-01: {value: false, source: A1}\n"
    file.write_text(SMALL + ahead, encoding="utf-8")
    book = load_policy(folder)
    assert book.at(TODAY).get("rules.charged").value is True
    assert compared(book, TODAY, date(2027, 3, 1)).splitlines()[1].startswith("2027-03-01　rules.charged　")


def test_a_value_is_explained_with_all_that_is_known_of_it(small: PolicyBook) -> None:
    assert explained(small.parameters["rules.limit"], TODAY).splitlines() == [
        "rules.limit　时限",
        "从开通算起",
        "2026-11-22 的值：48 小时",
        "出处：C1 C 级，日期未注明　转载　没有网址",
        "备注：只在一处看到",
        "另有说法：A1 A 级，2024-02 写“还是五天”；处理：以页面为准",
        "复核：2027-01-31 以前",
        "历史：",
        "- 120 小时［A1 A 级，2024-02］2024-01-01 起",
        "- 不知道：新的页面没有写［C1 C 级，日期未注明］2025-03-01 起",
        "- 48 小时［C1 C 级，日期未注明］2026-05-10 起",
    ]
    assert "2024-06-01 的值：120 小时" in explained(small.parameters["rules.limit"], date(2024, 6, 1))


def test_a_day_before_the_first_has_no_value(small: PolicyBook) -> None:
    line = listed(small.at(date(2020, 1, 1)), ["rules.limit"])
    assert line == "rules.limit　时限：不知道：这一天之前的规则没有查到记录［查过 A1 A 级，2024-02］"


def test_the_check_lists_what_needs_care(small: PolicyBook) -> None:
    sections = inspected(small, TODAY).split("\n\n")
    assert sections[0] == "政策 2026.5.1：2 项，2 个出处，按 2026-11-22 检查"
    assert [section.splitlines()[0] for section in sections[1:]] == [
        "过了复核日期（1）",
        "复核日期（2）",
        "不知道的值（0）",
        "说法不一致（1）",
        "没有官方依据的值（1）",
        "出处（2）",
    ]
    assert "rules.charged　是否收费：2026-11-21" in sections[1]
    assert "C1 C 级，日期未注明　转载　用于 2 项" in sections[6]
    assert "不知道的值（1）" in inspected(small, date(2025, 6, 1))


def test_an_overdue_review_fails_the_check(run: Run, folder: Path) -> None:
    done = run("policy", "check", "--policy", folder)
    assert done.status == 1
    assert "过了复核日期（1）" in done.out
    assert done.err == "1 values are overdue for review: look at their sources again.\n"
    assert run("policy", "check", "--policy", folder, "--at", "2026-11-21").status == 0


def test_a_mistake_in_a_file_fails_the_check(run: Run, folder: Path) -> None:
    file = folder / "parameters" / "rules.yaml"
    file.write_text(SMALL.replace("value: 120", "value: 1.5"), encoding="utf-8")
    done = run("policy", "check", "--policy", folder)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("rules.yaml: limit.values.2024-01-01.value: 1.5 is a float")


def test_the_policy_in_use_passes(run: Run) -> None:
    done = run("policy", "check")
    assert (done.status, done.err) == (0, "")
    assert "fees.monthly" in done.out


def test_values_are_listed_below_a_prefix_as_on_a_day(run: Run) -> None:
    lines = run("policy", "show", "formulas.granularity", "--at", "2023-06-01").out.splitlines()
    assert lines == ["formulas.granularity　时长的计算单位：day［S3 A 级，2024-02-05］2020-10-20 起"]
    everything = run("policy", "show").out.splitlines()
    assert len(everything) == len(load_policy().parameters)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["explain", "手续费"], "there is no policy value '手续费'; did you mean fees.basis or "),
        (["show", "手续费"], "there is no id that begins with '手续费'; did you mean fees.basis or "),
        (
            ["explain", "windows.five_days"],
            "there is no policy value 'windows.five_days'; did you mean windows.",
        ),
        (["show", "zzz"], "there is no id that begins with 'zzz'; list them all with: policy show"),
    ],
)
def test_a_misspelt_id_is_helped(run: Run, arguments: list[str], complaint: str) -> None:
    done = run("policy", *arguments)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(complaint)


def test_the_dates_of_a_comparison_may_come_in_any_order(run: Run) -> None:
    forth = run("policy", "diff", "2023-12-31", "2024-01-01").out
    assert "2024-01-01　formulas.granularity" in forth
    assert run("policy", "diff", "2024-01-01", "2023-12-31").out == forth


def test_a_date_that_is_none_is_a_usage_error(run: Run) -> None:
    done = run("policy", "diff", "2024-1-1", "2024-01-02")
    assert done.status == 2
    assert "argument DATE: '2024-1-1' is not a date of the form YYYY-MM-DD" in done.err


def test_the_changelog_names_each_change_to_the_day(small: PolicyBook) -> None:
    text = changelog(small)
    assert text.index("### 2026-05-10") < text.index("### 2025-03-01")
    assert (
        "- `rules.limit` 时限：不知道：新的页面没有写［C1 C 级，日期未注明］2025-03-01 起"
        " → 48 小时［C1 C 级，日期未注明］2026-05-10 起\n"
    ) in text
    assert text.endswith("| 2024-01-01 | `rules` | limit |\n| 2025-03-01 | `rules` | charged |\n")


def test_the_changelog_file_is_in_step(run: Run, book: PolicyBook) -> None:
    assert CHANGELOG.read_text(encoding="utf-8") == changelog(book), (
        "run: python -m refundbot.cli policy changelog --write"
    )
    assert run("policy", "changelog").out == changelog(book)


def test_the_changelog_is_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refundbot.commands.policy.CHANGELOG", tmp_path / "log.md")
    assert run("policy", "changelog", "--write") == (0, "", "")
    assert (tmp_path / "log.md").read_text(encoding="utf-8") == CHANGELOG.read_text(encoding="utf-8")


def test_a_reader_who_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m refundbot.cli policy show | head -n 1"
    done = subprocess.run(
        command, shell=True, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=True
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_an_edited_copy_can_be_looked_into(run: Run, tmp_path: Path) -> None:
    edited = tmp_path / "policy"
    shutil.copytree(PACKAGED, edited)
    file = edited / "parameters" / "windows.yaml"
    text = file.read_text(encoding="utf-8").replace("value: 120", "value: 72")
    file.write_text(text, encoding="utf-8")
    assert "的值：72 小时" in run("policy", "explain", "windows.five_day", "--policy", edited).out
