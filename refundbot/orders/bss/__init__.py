"""Orders as Huawei Cloud BSS knows them. Everything here reads; nothing orders, pays, changes or cancels."""

from refundbot.orders.bss.account import Account, Balance, RefundLine
from refundbot.orders.bss.client import BssReader
from refundbot.orders.bss.source import BssOrderSource

__all__ = ["Account", "Balance", "BssOrderSource", "BssReader", "RefundLine"]
