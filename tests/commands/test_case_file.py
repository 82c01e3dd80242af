"""Case files: what is read, and what is said of a file that cannot be used."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from refundbot.commands.case_file import CaseFileError, read_cases

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "case.yaml"


def test_times_need_no_quotes(file: Path) -> None:
    file.write_text(
        "paid_at: 2026-11-20 09:30\nprovisioned_at: 2026-11-20T01:31:00Z\nexpires_at: 2026-12-20\n"
    )
    (case,) = read_cases(file, NOW).cases
    assert case.paid_at is not None
    assert case.paid_at.earliest == datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)
    assert case.provisioned_at is not None
    assert case.provisioned_at.earliest == datetime(2026, 11, 20, 9, 31, tzinfo=SHANGHAI)
    assert case.expires_at is not None
    assert not case.expires_at.exact


def test_an_instant_asked_for_comes_before_the_case_and_that_before_the_clock(file: Path) -> None:
    at = datetime(2026, 12, 24, tzinfo=SHANGHAI)
    file.write_text("[{product: ecs}, {product: ecs, requested_at: '2026-12-01T00:00:00+08:00'}]")
    by_clock, by_case = read_cases(file, NOW).cases
    assert by_clock.requested_at == NOW
    assert by_case.requested_at == datetime(2026, 12, 1, tzinfo=SHANGHAI)
    assert {case.requested_at for case in read_cases(file, NOW, at).cases} == {at}


def test_a_list_of_one_is_still_a_list(file: Path) -> None:
    file.write_text("- product: ecs\n")
    assert not read_cases(file, NOW).single
    file.write_text('\ufeff{"product": "ecs"}', encoding="utf-8")
    assert read_cases(file, NOW).single


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", r"a case \(a mapping of facts\) or a list of cases"),
        ("[]", r"a case \(a mapping of facts\) or a list of cases"),
        ("[ecs]", r"a case \(a mapping of facts\) or a list of cases"),
        ("product: lamp", r"case\.yaml: product: 'lamp' is not in the catalogue"),
        ("[{product: ecs}, {product: lamp}]", r"case\.yaml: case 2: product: 'lamp' is not in the catalogue"),
        ("produkt: ecs", r"produkt: there is no such fact; the facts are product, "),
        ("1: ecs", r"1: there is no such fact"),
        ("paid_amount: 99.5", r"paid_amount: 99\.5 is not an amount in yuan; write one such as"),
        ("payment: {voucher: {amount: x}}", r"payment\.voucher\.amount: 'x' is not an amount"),
        ("paid_at: 2026-13-45", r"paid_at: '2026-13-45' is not a day of the calendar"),
        ("paid_at: yesterday", r"paid_at: 'yesterday' is not an instant; write"),
        ("paid_at: 2026-11-23", r"paid_at: it lies after the request"),
        ("quota_left: yes", r"quota_left: True is not a whole number from 0"),
        ("product: ecs\nproduct: evs", r"not valid YAML \(line 2: the key product stands twice\)"),
        ("product: [", r"not valid YAML"),
        ("term_months: 0b_", r"not valid YAML"),
        ("product: !!python/name:os.system", r"not valid YAML"),
        ("{[a]: b}", r"not valid YAML"),
        ("--- {}\n--- {}", r"not valid YAML"),
        pytest.param("[" * 10_000, r"not valid YAML", id="deep"),
    ],
)
def test_a_bad_file_is_refused_in_words(file: Path, content: str, complaint: str) -> None:
    file.write_text(content)
    with pytest.raises(CaseFileError, match=complaint) as refused:
        read_cases(file, NOW)
    assert str(refused.value).startswith(str(file))
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(file: Path) -> None:
    with pytest.raises(CaseFileError, match=r"case\.yaml: the file cannot be read"):
        read_cases(file, NOW)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CaseFileError, match=r"case\.yaml: the file cannot be read"):
        read_cases(file, NOW)
