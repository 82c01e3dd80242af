// Builds the pages into dist/, which the chat server serves under /chat/ and /desk/.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { gzipAsync } from "@gfx/zopfli";
import { build, transform } from "esbuild";

/** One script for each page; a page of its own is a folder here, with its index.html. */
const SCRIPTS = { widget: "widget/main.ts", desk: "desk/main.tsx" };
/** A part of the widget, fetched when a talk begins. */
const FETCHED = { files: "attachments/widget.tsx" };
/** The interface in other languages, fetched by who reads them. */
const WORDS = { "words.zh-Hant": "widget/i18n/zh-Hant.ts", "words.en": "widget/i18n/en.ts" };
const FILES = {
  "chat.html": "chat/index.html",
  "desk.html": "desk/index.html",
  "page.css": "chat/page.css",
  demo: "demo",
  zendesk: "zendesk",
};

const stylesheets = {
  name: "stylesheets as text, minified",
  setup(esbuild) {
    esbuild.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** Parts of Socket.IO that `shared/manager.ts` never uses: shared managers, addresses as text, other transports. */
const UNUSED = {
  "socket.io-client/build/esm/index.js":
    'export { Manager } from "./manager.js"; export { Fetch, WebSocket } from "engine.io-client";',
  "engine.io-client/build/esm/transports/index.js": "export const transports = {};",
  "engine.io-client/build/esm/transports/polling-xhr.js": "export class XHR {}",
  "engine.io-client/build/esm/contrib/parseuri.js": "export const parse = () => null;",
  "engine.io-parser/build/esm/contrib/base64-arraybuffer.js": "export const decode = () => null;",
};

const withoutUnused = {
  name: "socket.io without what is not used",
  setup(esbuild) {
    esbuild.onLoad({ filter: /(socket|engine)\.io-(client|parser).*\.js$/ }, ({ path }) => {
      const unused = Object.keys(UNUSED).find((end) => path.replaceAll("\\", "/").endsWith(end));
      return unused && { contents: UNUSED[unused], resolveDir: dirname(path) };
    });
    esbuild.onResolve({ filter: /^socket\.io-parser$/ }, () => ({ path: resolve("shared/packets.js") }));
  },
};

await rm("dist", { recursive: true, force: true });
await mkdir("dist");
const common = { outdir: "dist", bundle: true, minify: true, target: "es2022", charset: "utf8" };
await build({ ...common, entryPoints: WORDS, format: "esm" });
const drawn = {
  ...common,
  jsx: "transform",
  jsxFactory: "h",
  jsxFragment: "Fragment",
  inject: ["jsx.js"],
  // What the libraries keep to themselves; nothing of it goes over the wire.
  mangleProps: /^_[a-z]/,
  mangleQuoted: true,
  plugins: [stylesheets, withoutUnused],
};
await build({ ...drawn, entryPoints: SCRIPTS, format: "iife" });
await build({ ...drawn, entryPoints: FETCHED, format: "esm" });
for (const [to, from] of Object.entries(FILES)) {
  await cp(from, `dist/${to}`, { recursive: true });
}
// As small as can be, once, so that the server need not.
for (const entry of await readdir("dist", { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = `${entry.parentPath}/${entry.name}`;
  const bytes = await readFile(file);
  await writeFile(`${file}.gz`, await gzipAsync(bytes, { numiterations: 15 }));
  await writeFile(`${file}.br`, brotliCompressSync(bytes));
}
