/** The interface in simplified Chinese, built in. */

import { zhHans as shared } from "../../shared/i18n/zh-Hans";
import type { SystemCode } from "../../shared/wire";
import type { Locale } from "../words";

export const zhHans = {
  ...shared,
  locale: "zh-Hans" as Locale,
  name: "退款助手",
  robot: "机器人",
  open: "联系退款助手",
  openUnread: (count: number) => `联系退款助手，${count} 条未读消息`,
  close: "收起",
  more: "更多",
  log: "对话内容",
  greeting:
    "您好，我是退款助手，一个机器人。\n云服务器、流量包、包年包月的退款问题，直接用自己的话问我就行。",
  hot: "大家常问",

  placeholder: "说说您的情况，例如“流量包没用完能退吗”",
  placeholderHuman: "发消息给客服",
  input: "输入消息",
  send: "发送",
  tooLong: (limit: number) => `最多 ${limit} 个字，请分开说`,
  suggestions: "您是不是想问",
  suggestionsFound: (count: number) => `${count} 个常见问题，按上下键选择`,
  choices: "可以这样回答",
  orders: {
    title: "您的订单",
    search: "搜订单号、产品、日期",
    found: (count: number) => `找到 ${count} 单`,
    more: (count: number) => `更多（还有 ${count} 单）`,
  },

  sending: "发送中",
  waiting: "等待网络，连上后自动发送",
  unkept: "浏览器存不下了，发出之前请别关掉这个页面",
  failed: "没有发出去",
  retry: "重发",
  discard: "撤掉",
  agentName: "客服",
  typing: { bot: "正在查规则…", agent: "客服正在输入…" },
  offline: "暂时连不上，正在重试。您照常输入，连上后会自动发送。",
  unreachable: "暂时连不上，请过一会儿再试。",
  reconnect: "立即重连",
  older: "查看更早的消息",
  newMessages: "有新消息",

  human: "转人工",
  status: {
    bot: "每个结论都注明出处",
    queued: "正在为您转接人工",
    human: (agent: string) => `${agent} 正在为您服务`,
    closed: "对话已结束",
  },
  queue: (position: number) => (position > 1 ? `前面还有 ${position - 1} 位，请稍候` : "马上轮到您，请稍候"),
  queueHint: "不想等可以留言，客服看到后会联系您。",
  offDuty: "现在没有客服在岗",
  offDutyHint: (hours: string | null, hotline: string) =>
    `${hours ? `服务时间：${hours}。` : ""}您可以留言，客服上班后会联系您；急的话请打热线 ${hotline}。`,
  cancelQueue: "取消排队",
  leaveMessage: "留言",

  /** In simplified Chinese the server says it itself. */
  system: {} as Partial<Record<SystemCode, (agent: string) => string>>,

  copy: "复制",
  useful: "有用",
  useless: "没用",
  thanks: "谢谢，已经记下了",
  whyUseless: "哪里不好？",
  reasons: {
    wrong: "答错了",
    beside: "答非所问",
    unclear: "看不懂",
    incomplete: "没说全",
    other: "其他",
  },

  form: {
    title: "留言给客服",
    text: "想说的事",
    textHint: "写清订单号和遇到的问题，处理更快",
    contact: "怎么联系您",
    contactHint: "手机号或邮箱，只用于回复这条留言",
    submit: "提交留言",
    cancel: "取消",
    missing: "请填写这一项",
    badContact: "请填写手机号或邮箱",
    done: (contact: string) => `留言已收到。客服的回复会发到这里，或按您留的方式（${contact}）告诉您。`,
  },
  rating: {
    title: "这次服务怎么样？",
    stars: ["很不满意", "不满意", "一般", "满意", "很满意"],
    star: (count: number, meaning: string) => `${count} 星，${meaning}`,
    comment: "想说的话（可不填）",
    submit: "提交评价",
    skip: "不评价",
    done: "谢谢您的评价",
  },
  privacy: {
    line: "对话会保存，号码会打码。",
    text: "对话会被保存，用来回答您和改进服务；您可以随时删除。手机号、证件号、银行卡号会自动打码，请尽量不要发送。",
    agree: "同意保存我的联系方式，用来回复这条留言。",
    missing: "请先勾选同意",
    withdraw: "撤回同意",
    menu: "隐私说明",
  },
  transcript: {
    menu: "下载对话记录",
    head: (now: string) => `退款助手对话记录\n${now} 保存，${shared.zone}。`,
    me: "我",
  },
  colon: "：",
  away: (count: number) => `（${count} 条新消息）`,
  erase: {
    menu: "删除我的记录",
    ask: "删除全部对话记录？删除后不能恢复。",
    confirm: "删除",
    cancel: "不删",
  },
  end: "结束对话",
  language: "语言",
  appearance: "外观",
  themes: { auto: "跟随系统", light: "浅色", dark: "深色" },
  large: "大字",
  sound: "新消息提示音",
};

export type Words = typeof zhHans;
