// DuckDB over the CSV files of the working folder: node duckdb.mjs counters.sql TABLE...
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const [file, ...tables] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
for (const table of tables) {
  await connection.run(`CREATE VIEW ${table} AS SELECT coalesce(id_number, '') AS id_number FROM read_csv('${table}.csv', all_varchar = true)`);
}
const reader = await connection.runAndReadAll(readFileSync(file, 'utf8'));
for (const row of reader.getRows()) console.log(row.join(','));
