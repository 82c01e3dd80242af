"""A disk is added after a renewal only where there was one."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
SERVER = ("6月22号下午3点买的ECS，包月的，900块", CHECK)


@pytest.mark.parametrize("told", ["我挂了两块数据盘", "这台配了两块盘", "后来又加了块云硬盘"])
async def test_what_hangs_on_a_purchase_was_added_after_no_renewal(talk, told) -> None:
    _, state = await talk(SERVER, (told, "dialogue.inform"))
    assert "resource_added_after_renewal" not in state.check.facts


async def test_after_a_renewal_it_was(talk) -> None:
    first = ("服务器6月22号续费的，续了一年，2400", CHECK)
    _, state = await talk(first, ("续完又加了块数据盘", "dialogue.inform"))
    assert state.check.facts["resource_added_after_renewal"] is True
