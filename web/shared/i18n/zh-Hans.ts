/** The words of what both pages show: answers, verdicts, sources, times. */
export const zhHans = {
  outcomes: {
    full_refund: "全额退",
    partial_refund: "扣费后退",
    not_refundable: "不能退",
    nothing_to_refund: "无可退金额",
    manual_review: "需人工审核",
    need_facts: "待补充信息",
  },
  order: "订单",
  sampleOrder: "示例数据",
  sources: (first: string, date: string, count: number) =>
    count > 1 ? `来源：${first}（${date}）等 ${count} 份` : `来源：${first}（${date}）`,
  undated: "日期未注明",
  grades: { A: "官方", "A-": "官方（摘要）", B: "其他站点", C: "第三方" },
  refundPage: "去退订页面",
  details: "依据和明细",
  copyPath: "复制路径",
  copied: "已复制",
  newWindow: "在新窗口打开",
  today: "今天",
  yesterday: "昨天",
  zone: "时间都是北京时间（UTC+8）",
};

export type SharedWords = typeof zhHans;
