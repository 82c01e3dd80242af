"""What a turn of the assistant is: texts, an envelope and buttons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Button:
    """A choice offered to the customer; `text` is sent as if the customer had typed it."""

    title: str
    text: str


@dataclass(frozen=True)
class Reply:
    """One turn: chat bubbles in order, the answer envelope (version 1) and buttons."""

    texts: tuple[str, ...]
    envelope: dict[str, object]
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Facets:
    """What the customer named, as the enum values of `refundbot.eligibility.case`; `None`: not named.

    `coupon_kind` is voucher, cash_coupon, stored_card or discount_coupon;
    `rejection_code` is the code as shown, e.g. `CBC.99003651`; `neighbour` is one of `NEIGHBOURS`, for
    what is out of scope.
    """

    product: str | None = None
    billing_mode: str | None = None
    channel: str | None = None
    coupon_kind: str | None = None
    rejection_code: str | None = None
    neighbour: str | None = None


def then(first: Reply, second: Reply, *, main: Reply | None = None) -> Reply:
    """Two replies in one turn: texts, facts and sources of both, the second one's buttons.

    What else the envelope says is what that of `main` does, the first one's unless stated.
    """
    both = {name: _once(first.envelope[name], second.envelope[name]) for name in ("facts", "sources")}
    return Reply(first.texts + second.texts, {**(main or first).envelope, **both}, second.buttons)


def _once(first: object, second: object) -> list[object]:
    assert isinstance(first, list)
    assert isinstance(second, list)
    return [*first, *(each for each in second if each not in first)]
