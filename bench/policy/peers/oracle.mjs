// node oracle.mjs FOLDER: compares what policy_oracle_test decided (FOLDER/people.csv, FOLDER/R-….csv) with oracle.sql in
// DuckDB, row by row. Prints a line a rule; ends with 1 when anything differs or a rule has no query.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

const folder = process.argv[2];
const text = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'oracle.sql'), 'utf8');
const [head, ...parts] = text.split(/^-- @/m);
const queries = new Map(parts.map((part) => [/^\S+/.exec(part)[0], part.slice(part.indexOf('\n'))]));
const decided = readdirSync(folder).filter((name) => name.startsWith('R-')).map((name) => name.slice(0, -4));

const connection = await (await DuckDBInstance.create(':memory:')).connect();
const rows = async (sql) => (await connection.runAndReadAll(sql)).getRows();
for (const macro of head.replaceAll(/^--.*$/gm, '').split(';').filter((sql) => /CREATE/.test(sql))) await connection.run(macro);
const types = JSON.parse(readFileSync(join(folder, 'types.json'), 'utf8'));
await connection.run(`CREATE TABLE people AS SELECT * FROM read_csv('${folder}/people.csv', header = true, columns = {${Object.entries(types).map(([name, type]) => `'${name}': '${type}'`).join(', ')}})`);

let wrong = 0;
for (const id of decided) {
  if (!queries.has(id)) {
    console.log(`${id}: no query in oracle.sql`);
    wrong += 1;
    continue;
  }
  const expected = `SELECT r, outcome, CASE WHEN outcome = 'pay' THEN CAST(round(CAST(yuan AS DECIMAL(38, 6)) * 100, 0) AS BIGINT) ELSE 0 END AS fen FROM (${queries.get(id)})`;
  const found = `read_csv('${folder}/${id}.csv', header = true, columns = {'r': 'BIGINT', 'outcome': 'VARCHAR', 'fen': 'BIGINT'})`;
  const differences = await rows(`SELECT o.r, o.outcome, o.fen, f.outcome, f.fen FROM (${expected}) o FULL JOIN ${found} f USING (r) WHERE o.outcome IS DISTINCT FROM f.outcome OR o.fen IS DISTINCT FROM f.fen ORDER BY o.r LIMIT 3`);
  const [[count, pay, fen]] = await rows(`SELECT count(*), sum(CAST(outcome = 'pay' AS INTEGER)), sum(fen) FROM (${expected})`);
  console.log(`${id}: ${count} rows, ${pay} paid, ${fen} fen${differences.length ? `, DIFFERENT: row, SQL, engine ${differences.map(String).join(' | ')}` : ''}`);
  if (differences.length) wrong += 1;
  if (Number(pay) === 0 && id !== 'R-FZ0') {
    console.log(`${id}: nobody is paid, the comparison says little`);
    wrong += 1;
  }
}
for (const id of queries.keys()) {
  if (!decided.includes(id)) {
    console.log(`${id}: in oracle.sql, but not in the rules`);
    wrong += 1;
  }
}
process.exit(wrong === 0 ? 0 : 1);
