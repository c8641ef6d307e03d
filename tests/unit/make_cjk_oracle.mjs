// What markdown-it-cjk-friendly makes of random strings, as JSON: [[markdown, html], ...].
//
//   npm install --prefix FOLDER markdown-it markdown-it-cjk-friendly
//   EULERNEWS_ORACLE=FOLDER node make_cjk_oracle.mjs NUMBER SEED > cjk_oracle.json
//
// cjk_oracle.json holds 300 strings of seed 1, by markdown-it 15.0.3 and markdown-it-cjk-friendly 3.0.0. With
// EULERNEWS_ORACLE set, test_cjk.py compares 100,000 others.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.EULERNEWS_ORACLE}/`);
const load = async (name) => (await import(pathToFileURL(require.resolve(name)))).default;
const MarkdownIt = await load("markdown-it");
const parser = new MarkdownIt("commonmark").enable("strikethrough").use(await load("markdown-it-cjk-friendly"));

const MARKERS = ["*", "**", "***", "_", "__", "~~", "~"];
const OTHERS = [
  ..." \n\u3000中文𠮟あｶ한，。（）“”、！「」—…〜￥.,!()-[]$ab1Z\u00e9😀⌚〽©",
  "\ufe01", "\ufe0e", "\ufe0f", "\u{e0100}",
];

let state = Number(process.argv[3]) >>> 0;
const below = (limit) => {  // mulberry32
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) % limit;
};
const piece = () => {
  const from = below(100) < 35 ? MARKERS : OTHERS;
  return from[below(from.length)];
};

const pairs = Array.from({ length: Number(process.argv[2]) }, () => {
  const text = Array.from({ length: 3 + below(22) }, piece).join("");
  return JSON.stringify([text, parser.renderInline(text)]);
});
process.stdout.write(`[\n${pairs.join(",\n")}\n]\n`);
