import type { AttachmentWords } from "./zh-Hans";

export const en: AttachmentWords = {
  choose: "Send a picture or PDF",
  chosen: "Attachments to be sent",
  unmasked: "Numbers in pictures are not masked: please cover ID and card numbers first.",
  picture: (name) => `Picture: ${name}`,
  document: (name, size) => `Download ${name} (${size})`,
  remove: (name) => `Remove ${name}`,
  uploading: (name) => `Uploading ${name}`,
  ready: (name) => `${name} is ready to be sent`,
  retry: "Retry",
  close: "Close",
  save: "Save",
  broken: "Could not be loaded, press to retry",
  unsupported:
    "This kind of file cannot be sent. Pictures (PNG, JPEG, WebP, GIF) and PDF can; please put the rest in words.",
  tooLarge: (megabytes) => `Too large: ${megabytes} MB at most. Please crop or compress it first.`,
  tooMany: (most) => `${most} at once at most, please send the rest afterwards.`,
  notTaken: "Pictures and files cannot be sent here. Please put it in words, such as what the error says.",
  unreachable: "Not uploaded. Please check the network and retry.",
};
