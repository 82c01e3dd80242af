import type { AttachmentWords } from "./zh-Hans";

export const zhHant: AttachmentWords = {
  choose: "傳圖片或 PDF",
  chosen: "要傳的附件",
  unmasked: "圖片裡的號碼不會打碼，證件號、卡號請先遮住。",
  picture: (name) => `圖片：${name}`,
  document: (name, size) => `下載 ${name}（${size}）`,
  remove: (name) => `移除 ${name}`,
  uploading: (name) => `正在上傳 ${name}`,
  ready: (name) => `${name} 已傳好，可以送出`,
  retry: "重試",
  close: "關閉",
  save: "儲存",
  broken: "沒能載入，點這裡重試",
  unsupported: "這種檔案傳不了。可以傳圖片（PNG、JPEG、WebP、GIF）或 PDF，別的請用文字說明。",
  tooLarge: (megabytes) => `檔案太大，最多 ${megabytes} MB。請只截需要的部分，或壓縮後再傳。`,
  tooMany: (most) => `一次最多傳 ${most} 個，請分幾次傳。`,
  notTaken: "這裡傳不了圖片和檔案。請用文字說明，例如寫出報錯的內容。",
  unreachable: "沒有傳上去，請檢查網路後重試。",
};
