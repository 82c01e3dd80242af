/** What is said of attachments; fetched with their part of the widget. */
export const zhHans = {
  choose: "发图片或 PDF",
  chosen: "要发的附件",
  unmasked: "图片里的号码不会打码，证件号、卡号请先遮住。",
  picture: (name: string) => `图片：${name}`,
  document: (name: string, size: string) => `下载 ${name}（${size}）`,
  remove: (name: string) => `移除 ${name}`,
  uploading: (name: string) => `正在上传 ${name}`,
  ready: (name: string) => `${name} 已传好，可以发送`,
  retry: "重试",
  close: "关闭",
  save: "保存",
  broken: "没能加载，点这里重试",
  unsupported: "这种文件发不了。可以发图片（PNG、JPEG、WebP、GIF）或 PDF，别的请用文字说明。",
  tooLarge: (megabytes: number) => `文件太大，最多 ${megabytes} MB。请只截需要的部分，或压缩后再发。`,
  tooMany: (most: number) => `一次最多发 ${most} 个，请分几次发。`,
  notTaken: "这里发不了图片和文件。请用文字说明，比如写出报错的内容。",
  unreachable: "没有传上去，请检查网络后重试。",
};

export type AttachmentWords = typeof zhHans;
