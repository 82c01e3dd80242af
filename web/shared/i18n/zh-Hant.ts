import type { SharedWords } from "./zh-Hans";

export const zhHant: SharedWords = {
  outcomes: {
    full_refund: "全額退",
    partial_refund: "扣費後退",
    not_refundable: "不能退",
    nothing_to_refund: "無可退金額",
    manual_review: "需人工審核",
    need_facts: "待補充資訊",
  },
  order: "訂單",
  sampleOrder: "示例資料",
  sources: (first, date, count) =>
    count > 1 ? `來源：${first}（${date}）等 ${count} 份` : `來源：${first}（${date}）`,
  undated: "日期未註明",
  grades: { A: "官方", "A-": "官方（摘要）", B: "其他站點", C: "第三方" },
  refundPage: "前往退訂頁面",
  details: "依據和明細",
  copyPath: "複製路徑",
  copied: "已複製",
  newWindow: "在新視窗開啟",
  today: "今天",
  yesterday: "昨天",
  zone: "時間都是北京時間（UTC+8）",
};
