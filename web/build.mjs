// Builds the pages into dist/, which the chat server serves under /chat/ and /desk/.
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { build, transform } from "esbuild";

/** One script for each page; a page of its own is a folder here, with its index.html. */
const SCRIPTS = { widget: "widget/main.ts" };
const PAGES = { "chat.html": "chat/index.html", demo: "demo" };

const stylesheets = {
  name: "stylesheets as text, minified",
  setup(esbuild) {
    esbuild.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// WebTransport is never asked for: leaving it out keeps the script small.
const withoutWebTransport = {
  name: "socket.io without WebTransport",
  setup(esbuild) {
    esbuild.onLoad({ filter: /engine\.io-client.*[/\\]transports[/\\]webtransport\.js$/ }, () => ({
      contents: "export class WT {}",
    }));
  },
};

await rm("dist", { recursive: true, force: true });
await mkdir("dist");
await build({
  entryPoints: SCRIPTS,
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  plugins: [stylesheets, withoutWebTransport],
});
for (const [to, from] of Object.entries(PAGES)) {
  await cp(from, `dist/${to}`, { recursive: true });
}
