"""A wording file that cannot be used is told of with its file and the key."""

from __future__ import annotations

import pytest

from refundbot.replies.wording import WordingError, load_topics, wording

SOUND = "policy.gift: {follow_ups: [policy.coupon], variants: [{when: {product: any}, lines: 一}, shared]}"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "shared.yaml").write_text("shared: [{lines: 二}]")
    (tmp_path / "topics").mkdir()
    return tmp_path


def test_a_topic_is_told_in_its_own_words_and_in_shared_ones(folder):
    (folder / "topics" / "a.yaml").write_text(SOUND)
    entry = load_topics(folder)["policy.gift"]
    assert entry.follow_ups == ("policy.coupon",)
    assert [variant.bubbles for variant in entry.variants] == [(("一",),), (("二",),)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("shared]", "other]", r"a\.yaml: policy\.gift\.variants\.1: no shared wording 'other'"),
        (", shared]", "]", r"a\.yaml: policy\.gift\.variants: the last variant must be for everybody"),
        ("lines", "line", r"a\.yaml: policy\.gift\.variants\.0: the key 'line' is not known"),
        ("product:", "colour:", r"a\.yaml: policy\.gift\.variants\.0\.when: the key 'colour' is not known"),
        ("variants: [", "variants: [[], ", r"a\.yaml: policy\.gift\.variants\.0: a mapping"),
        ("policy.coupon", "policy.none", r"a\.yaml: policy\.gift\.follow_ups: no such topics"),
        ("follow_ups: [policy.coupon], ", "", r"a\.yaml: policy\.gift: the key 'follow_ups' is missing"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(folder, old, new, told):
    (folder / "topics" / "a.yaml").write_text(SOUND.replace(old, new))
    with pytest.raises(WordingError, match=told):
        load_topics(folder)


def test_a_topic_is_told_in_one_file(folder):
    for name in ("a.yaml", "b.yaml"):
        (folder / "topics" / name).write_text(SOUND)
    with pytest.raises(WordingError, match=r"b\.yaml: policy\.gift: is told elsewhere already"):
        load_topics(folder)


def test_a_file_has_the_keys_that_are_asked_of_it(folder):
    with pytest.raises(WordingError, match=r"shared\.yaml: the key 'more' is missing"):
        wording("shared.yaml", folder).of_keys("shared", "more")
