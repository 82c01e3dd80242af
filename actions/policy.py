"""What the refund rules say."""

from actions.base import TopicAction


class PolicyOverview(TopicAction):
    topic = "policy.overview"


class PolicySubscription(TopicAction):
    topic = "policy.subscription"


class PolicyPayPerUse(TopicAction):
    topic = "policy.pay_per_use"


class PolicyTrafficPackage(TopicAction):
    topic = "policy.traffic_package"


class PolicyFiveDay(TopicAction):
    topic = "policy.five_day"


class PolicyUsed(TopicAction):
    topic = "policy.used"


class PolicyGift(TopicAction):
    topic = "policy.gift"


class PolicyRenewal(TopicAction):
    topic = "policy.renewal"


class PolicyNotInEffect(TopicAction):
    topic = "policy.not_in_effect"


class PolicyFailedOrder(TopicAction):
    topic = "policy.failed_order"


class PolicyNonRefundable(TopicAction):
    topic = "policy.non_refundable"


class PolicyDeadline(TopicAction):
    topic = "policy.deadline"


class PolicyCoupon(TopicAction):
    topic = "policy.coupon"


class PolicyInvoice(TopicAction):
    topic = "policy.invoice"


class PolicyLargeAmount(TopicAction):
    topic = "policy.large_amount"
