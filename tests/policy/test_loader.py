"""The loader accepts the form of the files exactly, and says where it is broken."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from refundbot.policy import PolicyBook, PolicyError, load_policy

SOURCES = """\
S1:
  title: 官方页
  url: https://example.com
  as_of: '2024-02'
  grade: A
S2:
  title: 文章
  grade: C
"""
WINDOW = """\
group:
  window:
    label: 时限
    unit: hour
    review_by: 2027-05-31
    values:
      2024-01-01:
        value: 120
        source: S1
"""
REVIEW = """A: 2027-05-31
A-: 2027-05-30
B: 2027-02-28
C: 2027-02-27
unknown: 2027-02-26
conflict: 2027-02-25
"""
ROW = "window: {label: 时限, unit: hour, 2024-01-01: 120, source: S1, note: 官方示例}\n"


def load(
    folder: Path, parameters: str = WINDOW, sources: str = SOURCES, version: str = "2026.11.1"
) -> PolicyBook:
    (folder / "parameters").mkdir()
    (folder / "parameters" / "windows.yaml").write_text(parameters, encoding="utf-8")
    (folder / "sources.yaml").write_text(sources, encoding="utf-8")
    (folder / "review.yaml").write_text(REVIEW, encoding="utf-8")
    (folder / "version.txt").write_text(version, encoding="utf-8")
    return load_policy(folder)


def with_value(unit: str, value: str) -> str:
    return WINDOW.replace("unit: hour", f"unit: {unit}").replace("value: 120", f"value: {value}")


def test_a_well_formed_folder_is_read_whole(tmp_path: Path) -> None:
    entry = """\
        note: 官方示例
        conflict:
          source: S2
          says: 另一种说法
          resolution: 按官方
"""
    book = load(tmp_path, WINDOW + entry)
    value = book.at(date(2026, 11, 22)).get("windows.group.window")
    assert book.version == "2026.11.1"
    assert (value.id, value.label, value.unit, value.value) == ("windows.group.window", "时限", "hour", 120)
    assert (value.known, value.unknown, value.note) == (True, None, "官方示例")
    assert (value.since, value.review_by) == (date(2024, 1, 1), date(2027, 5, 31))
    assert value.source is book.sources["S1"]
    assert (value.source.as_of, value.source.grade) == ("2024-02", "A")
    assert value.conflict is not None
    assert (value.conflict.says, value.conflict.resolution) == ("另一种说法", "按官方")
    assert value.conflict.source == book.sources["S2"]
    assert (value.conflict.source.url, value.conflict.source.as_of) == (None, None)


@pytest.mark.parametrize(
    ("unit", "written", "value"),
    [
        ("hour", "120", 120),
        ("fen", "0", 0),
        ("ratio", "'0.30'", Decimal("0.30")),
        ("ratio", "'1'", Decimal(1)),
        ("bool", "false", False),
        ("text", "不能退", "不能退"),
        ("text", "'1'", "1"),
        ("text", "[备份, 退订]", ("备份", "退订")),
    ],
)
def test_a_value_has_the_type_of_its_unit(tmp_path: Path, unit: str, written: str, value: object) -> None:
    read = load(tmp_path, with_value(unit, written)).at(date(2024, 1, 1)).get("windows.group.window").value
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("unit", "written", "complaint"),
    [
        ("hour", "'120'", "takes a whole number that is not negative"),
        ("hour", "-1", "takes a whole number that is not negative"),
        ("hour", "true", "takes a whole number that is not negative"),
        ("hour", "1:30", "takes a whole number that is not negative"),
        ("fen", "五万", "takes a whole number that is not negative"),
        ("hour", "1.5", "is a float"),
        ("fen", "50000.00", "is a float"),
        ("ratio", "0.30", "is a float"),
        ("ratio", "'1.01'", "takes a quoted decimal between 0 and 1"),
        ("ratio", "'30%'", "takes a quoted decimal between 0 and 1"),
        ("ratio", "'-0.1'", "takes a quoted decimal between 0 and 1"),
        ("bool", "yes", "takes true or false"),
        ("bool", "1", "takes true or false"),
        ("text", "120", "takes a text or a list of texts"),
        ("text", "' '", "takes a text or a list of texts"),
        ("text", "[]", "takes a text or a list of texts"),
        ("text", "[备份, 3]", "a non-empty text is expected here"),
        ("text", "", "takes a text or a list of texts"),
    ],
)
def test_a_value_that_does_not_fit_its_unit_is_refused(
    tmp_path: Path, unit: str, written: str, complaint: str
) -> None:
    with pytest.raises(PolicyError) as error:
        load(tmp_path, with_value(unit, written))
    assert str(error.value).startswith("windows.yaml: group.window.values.2024-01-01.value: ")
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "where", "complaint"),
    [
        ("    unit: hour", "    unit: hour\n    units: hour", "group.window", "the key 'units' is not known"),
        ("    label: 时限\n", "", "group.window", "the key 'label' is missing"),
        ("unit: hour", "unit: minute", "group.window.unit", "'minute' is not a unit"),
        ("label: 时限", "label: ''", "group.window.label", "a non-empty text is expected"),
        (
            "label: 时限",
            "label: 时限\n    description: 5",
            "group.window.description",
            "a non-empty text is expected",
        ),
        ("label: 时限", "label: 时限\n    label: 期限", "group.window.label", "stands twice"),
        ("2024-01-01:", "2024-13-01:", "group.window.values.2024-13-01", "not a date"),
        ("2024-01-01:", "2024-1-1:", "group.window.values.2024-1-1", "not a date"),
        ("2027-05-31", "soon", "group.window.review_by", "not a date"),
        ("2027-05-31", "20270531", "group.window.review_by", "a non-empty text is expected"),
        ("        source: S1\n", "", "group.window.values.2024-01-01", "the key 'source' is missing"),
        (
            "source: S1",
            "source: S9",
            "group.window.values.2024-01-01.source",
            "does not stand in sources.yaml",
        ),
        ("source: S1", "source: S1\n        src: S2", "group.window.values.2024-01-01", "'src' is not known"),
        ("value: 120", "note: 空", "group.window.values.2024-01-01", "exactly one of 'value' and 'unknown'"),
        (
            "value: 120",
            "value: 120\n        unknown: 没查到",
            "group.window.values.2024-01-01",
            "exactly one of 'value' and 'unknown'",
        ),
        ("value: 120", "unknown:", "group.window.values.2024-01-01.unknown", "a non-empty text is expected"),
        (
            "source: S1",
            "source: S1\n        conflict: {source: S2, says: 别的}",
            "group.window.values.2024-01-01.conflict",
            "the key 'resolution' is missing",
        ),
        (
            "source: S1",
            "source: S1\n        conflict: {source: S9, says: 别的, resolution: 按官方}",
            "group.window.values.2024-01-01.conflict.source",
            "does not stand in sources.yaml",
        ),
        ("group:", "五天:", "五天", "an id may only hold letters"),
        ("  window:", "  on: 5\n  window:", "group.on", "a mapping with at least one key is expected"),
    ],
)
def test_a_broken_parameter_is_refused_by_file_and_key(
    tmp_path: Path, old: str, new: str, where: str, complaint: str
) -> None:
    with pytest.raises(PolicyError) as error:
        load(tmp_path, WINDOW.replace(old, new))
    assert str(error.value).startswith(f"windows.yaml: {where}: ")
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


def test_a_date_that_stands_twice_is_refused(tmp_path: Path) -> None:
    again = "      2024-01-01:\n        value: 96\n        source: S1\n"
    with pytest.raises(
        PolicyError, match=r"windows\.yaml: group\.window\.values\.2024-01-01: .*twice.* line 10"
    ):
        load(tmp_path, WINDOW + again)


@pytest.mark.parametrize("text", ["", "- 120\n", "group: {}\n", "group: 5\n", "group: [\n"])
def test_a_parameter_file_that_is_not_a_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PolicyError, match=r"^windows\.yaml: "):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("grade: C", "grade: D", r"sources\.yaml: S2\.grade: 'D' is not a grade"),
        ("  grade: C\n", "", r"sources\.yaml: S2: the key 'grade' is missing"),
        ("as_of: '2024-02'", "as_of: lately", r"sources\.yaml: S1\.as_of: 'lately' is not of the form"),
        ("title: 文章", "name: 文章", r"sources\.yaml: S2: the key 'name' is not known"),
        ("S2:", "S1:", r"sources\.yaml: S1: the key stands twice in one mapping, again on line 6"),
    ],
)
def test_a_broken_source_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(PolicyError, match=complaint):
        load(tmp_path, sources=SOURCES.replace(old, new))


def test_a_version_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"version\.txt: 'latest' is not a version"):
        load(tmp_path, version="latest\n")


def test_a_folder_without_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"version\.txt: the file cannot be read"):
        load_policy(tmp_path)
    (tmp_path / "version.txt").write_text("2026.11.1", encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "review.yaml").write_text(REVIEW, encoding="utf-8")
    with pytest.raises(PolicyError, match="there are no parameter files here"):
        load_policy(tmp_path)


def test_what_never_changed_stands_in_one_row(tmp_path: Path) -> None:
    value = load(tmp_path, ROW).at(date(2026, 11, 22)).get("windows.window")
    assert (value.label, value.unit, value.value, value.note) == ("时限", "hour", 120, "官方示例")
    assert (value.since, value.source.id, value.conflict) == (date(2024, 1, 1), "S1", None)


@pytest.mark.parametrize(
    ("old", "new", "where", "complaint"),
    [
        ("unit: hour", "unit: minute", "window.unit", "'minute' is not a unit"),
        ("120", "1.5", "window.2024-01-01", "is a float"),
        ("120", "-1", "window.2024-01-01", "does not fit the unit hour"),
        ("120", "soon", "window.2024-01-01", "does not fit the unit hour"),
        ("2024-01-01", "2024-13-01", "window.2024-13-01", "not a date"),
        ("2024-01-01: 120", "2024-01-01: 120, 2025-01-01: 48", "window", "'2025-01-01' is not known"),
        ("2024-01-01: 120", "2024-01-01: 120, values: {}", "window", "'values' is not known"),
        ("source: S1", "source: S9", "window.source", "does not stand in sources.yaml"),
        (", source: S1", "", "window", "the key 'source' is missing"),
        ("label: 时限, ", "", "window", "the key 'label' is missing"),
        ("note: 官方示例", "conflict: 另一种说法", "window", "'conflict' is not known"),
    ],
)
def test_a_row_is_as_strict_as_the_long_form(
    tmp_path: Path, old: str, new: str, where: str, complaint: str
) -> None:
    with pytest.raises(PolicyError) as error:
        load(tmp_path, ROW.replace(old, new))
    assert f"windows.yaml: {where}:" in str(error.value)
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("entry", "day"),
    [
        ("value: 120\n        source: S1", date(2027, 5, 31)),
        ("value: 120\n        source: S2", date(2027, 2, 27)),
        ("unknown: 没有写\n        source: S1", date(2027, 2, 26)),
        (
            "value: 120\n        source: S1\n        conflict: {source: S2, says: 一, resolution: 二}",
            date(2027, 2, 25),
        ),
    ],
)
def test_when_to_look_again_follows_from_the_latest_value(tmp_path: Path, entry: str, day: date) -> None:
    bare = WINDOW.replace("    review_by: 2027-05-31\n", "")
    book = load(tmp_path, bare.replace("value: 120\n        source: S1", entry))
    assert book.parameters["windows.group.window"].review_by == day


def test_a_value_may_be_dated_ahead_and_holds_from_its_day(tmp_path: Path) -> None:
    ahead = WINDOW + "      2030-01-01:\n        value: 48\n        source: S1\n"
    book = load(tmp_path, ahead)
    assert book.at(date(2029, 12, 31)).get("windows.group.window").value == 120
    assert book.at(date(2030, 1, 1)).get("windows.group.window").value == 48
