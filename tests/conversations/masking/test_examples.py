"""What the tagger of personal data learns from: sentences whose places are filled with invented values."""

from __future__ import annotations

from pathlib import Path

from refundbot.conversations.privacy.kinds import Kind
from refundbot.masking.examples import framed
from refundbot.masking.invented import Invented


def test_each_place_of_a_frame_is_filled_and_only_what_is_personal_is_marked(tmp_path: Path) -> None:
    frames = tmp_path / "frames.txt"
    frames.write_text("{role}{name}，{id_card}\n{company}\n没有空\n", encoding="utf-8")
    *named, company, plain = framed(frames, Invented(1), 1)
    assert len(named) == 3
    for example in named:
        assert [span.kind for span in example.spans] == [Kind.NAME, Kind.DOCUMENT]
        assert example.spans[0].start > 0
        assert "{" not in example.text
    assert not company.spans
    assert "{" not in company.text
    assert plain.text == "没有空"
