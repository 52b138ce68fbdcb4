// The three tables of policy_bench by other programs: node peers.mjs FILE, FILE as policy_bench writes it. Columns are
// made by the same hash; every peer must pay the same rows the same sum, or the program fails.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { ZenEngine } from '@gorules/zen-engine';
import { evaluate, unaryTest } from 'feelin';

const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));

function hash(row, salt) {
  let x = (Math.imul(row, 2654435761) + Math.imul(salt, 40503)) >>> 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b) >>> 0;
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

function cell(column, salt, row) {
  const h = hash(row, salt);
  if (column.kind === 'code') return column.words[h % column.words.length];
  if (column.kind === 'flag') return h % 100 < column.yes;
  return (column.first + (h % column.count)) / 10 ** column.scale;
}

const columns = new Map(job.columns.map((column, i) => [column.name, { ...column, salt: i + 1 }]));

function rowOf(names, row) {
  return Object.fromEntries(names.map((name) => [name, cell(columns.get(name), columns.get(name).salt, row)]));
}

// Every column that the table's inputs and amounts name.
function namesOf(table) {
  const text = [...table.inputs, ...table.rules.map((rule) => rule.amount)].join(' ');
  return [...columns.keys()].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
}

const constantsOf = (table) => Object.fromEntries(Object.entries(table.constants).map(([k, v]) => [k, Number(v)]));
const failures = [];

function report(peer, seconds, rows, totals) {
  for (const [i, table] of job.tables.entries()) {
    const wanted = table.expected[rows];
    if (totals[i].pay !== wanted.pay || totals[i].fen !== wanted.fen) failures.push(`${peer} ${table.id}: ${totals[i].pay} rows ${totals[i].fen} fen, not ${wanted.pay} rows ${wanted.fen} fen`);
  }
  const full = (seconds * job.rows) / rows;
  const extrapolated = rows === job.rows ? '' : ` (from ${rows} rows)`;
  console.log(`  ${peer.padEnd(28)} ${full < 1 ? `${(full * 1000).toFixed(1)} ms` : `${full.toFixed(1)} s`}${extrapolated}`);
}

function add(totals, outcome, amount) {
  if (outcome === 'pay') totals.pay += 1;
  totals.fen += Math.round(amount * 100);
}

function feelin(rows) {
  const totals = [];
  let seconds = 0;
  for (const table of job.tables) {
    const sum = { pay: 0, fen: 0 };
    const names = namesOf(table);
    const contexts = Array.from({ length: rows }, (_, row) => ({ ...rowOf(names, row), ...constantsOf(table) }));
    const start = performance.now();
    for (const context of contexts) {
      for (const rule of table.rules) {
        const holds = rule.tests.every((test, i) => test === '-' || unaryTest(test, { ...context, '?': context[table.inputs[i]] }).value === true);
        if (!holds) continue;
        add(sum, rule.outcome, evaluate(rule.amount, context).value);
        break;
      }
    }
    seconds += (performance.now() - start) / 1000;
    totals.push(sum);
  }
  report('feelin', seconds, rows, totals);
}

// FEEL as the ZEN language writes it: lists for min, no spaces differ otherwise.
const zenAmount = (text) => text.replace(/min\(([^)]*)\)/g, 'min([$1])');

function zenModel(table) {
  const inputs = table.inputs.map((name, i) => ({ id: `i${i}`, name, field: name }));
  const outputs = ['outcome', 'amount'].map((name) => ({ id: name, name, field: name }));
  const rules = table.rules.map((rule, r) => ({
    _id: `r${r}`,
    ...Object.fromEntries(rule.tests.map((test, i) => [`i${i}`, test === '-' ? '' : test])),
    outcome: JSON.stringify(rule.outcome),
    amount: zenAmount(rule.amount),
  }));
  return {
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position: { x: 0, y: 0 } },
      { id: 'table', type: 'decisionTableNode', name: 'table', position: { x: 1, y: 0 }, content: { hitPolicy: 'first', inputs, outputs, rules } },
      { id: 'out', type: 'outputNode', name: 'out', position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: 'a', type: 'edge', sourceId: 'in', targetId: 'table' },
      { id: 'b', type: 'edge', sourceId: 'table', targetId: 'out' },
    ],
  };
}

async function zen(rows) {
  const totals = [];
  let seconds = 0;
  const engine = new ZenEngine();
  for (const table of job.tables) {
    const sum = { pay: 0, fen: 0 };
    const names = namesOf(table);
    const decision = engine.createDecision(Buffer.from(JSON.stringify(zenModel(table))));
    const contexts = Array.from({ length: rows }, (_, row) => ({ ...rowOf(names, row), ...constantsOf(table) }));
    const start = performance.now();
    for (const context of contexts) {
      const { result } = await decision.evaluate(context);
      add(sum, result.outcome, result.amount);
    }
    seconds += (performance.now() - start) / 1000;
    totals.push(sum);
  }
  engine.dispose();
  report('@gorules/zen-engine', seconds, rows, totals);
}

// The tests of the catalogue as SQL: "-", literals, comparisons, intervals.
function sqlTest(input, test, constants) {
  if (test === '-') return [];
  const name = constants[input] ?? `"${input}"`;
  const interval = /^([[(])(.*)\.\.(.*)([\])])$/.exec(test);
  if (interval) return [`${name} ${interval[1] === '[' ? '>=' : '>'} ${interval[2]}`, `${name} ${interval[4] === ']' ? '<=' : '<'} ${interval[3]}`];
  if (/^[<>]/.test(test)) return [`${name} ${test}`];
  return [`${name} = ${test.replaceAll('"', "'")}`];
}

function sqlAmount(text, constants) {
  let sql = text.replace(/\bmin\(/g, 'least(');
  for (const [name, value] of Object.entries(constants)) sql = sql.replace(new RegExp(`\\b${name}\\b`, 'g'), value);
  return `CAST(${sql} AS DECIMAL(18,2))`;
}

function sqlOf(table) {
  const arms = table.rules.map((rule, i) => [rule.tests.flatMap((test, k) => sqlTest(table.inputs[k], test, table.constants)).join(' AND ') || 'true', i]);
  const cases = (value) => `CASE ${arms.map(([test, i]) => `WHEN ${test} THEN ${value(i)}`).join(' ')} END`;
  return `SELECT CAST(sum(outcome = 'pay') AS BIGINT), CAST(sum(amount) * 100 AS BIGINT), sum(rule) FROM (SELECT ${cases((i) => i)} AS rule, ${cases((i) => `'${table.rules[i].outcome}'`)} AS outcome, ${cases((i) => sqlAmount(table.rules[i].amount, table.constants))} AS amount FROM people)`;
}

async function duckdb() {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const names = [...new Set(job.tables.flatMap(namesOf))];
  const u32 = (sql) => `((${sql}) & 4294967295)`;
  const made = names.map((name) => {
    const column = columns.get(name);
    // The hash of policy_bench; products of 32 bits fit 64 bits unsigned.
    const a = u32(`r * 2654435761 + ${column.salt * 40503}`);
    const b = `xor(${a}, ${a} >> 16)`;
    const c = u32(`${b} * 2246822507`);
    const d = `xor(${c}, ${c} >> 13)`;
    const e = u32(`${d} * 3266489909`);
    const h = `xor(${e}, ${e} >> 16)`;
    // Words as an enumeration: DuckDB's own way to keep them as codes.
    const words = [...new Set(column.words)].map((word) => `'${word}'`).join(', ');
    if (column.kind === 'code') return `CAST([${column.words.map((word) => `'${word}'`)}][CAST(${h} % ${column.words.length} AS INTEGER) + 1] AS ENUM(${words})) AS "${name}"`;
    if (column.kind === 'flag') return `${h} % 100 < ${column.yes} AS "${name}"`;
    return column.scale === 0 ? `CAST(${column.first} + ${h} % ${column.count} AS INTEGER) AS "${name}"` : `CAST((${column.first} + ${h} % ${column.count}) / ${10 ** column.scale} AS DECIMAL(12,${column.scale})) AS "${name}"`;
  });
  await connection.run(`CREATE TABLE people AS SELECT ${made.join(', ')} FROM (SELECT CAST(range AS UBIGINT) AS r FROM range(${job.rows}))`);
  for (const threads of [1, 2]) {
    await connection.run(`SET threads = ${threads}`);
    const totals = [];
    let seconds = 0;
    for (const table of job.tables) {
      const sql = sqlOf(table);
      let best = Infinity;
      let row;
      for (let i = 0; i < 3; i += 1) {
        const start = performance.now();
        const reader = await connection.runAndReadAll(sql);
        best = Math.min(best, (performance.now() - start) / 1000);
        [row] = reader.getRows();
      }
      totals.push({ pay: Number(row[0]), fen: Number(row[1]) });
      seconds += best;
    }
    report(`DuckDB, ${threads} thread${threads > 1 ? 's' : ''}`, seconds, job.rows, totals);
  }
}

const only = process.argv[3];
if (!only || only === 'duckdb') await duckdb();
if (!only || only === 'zen') await zen(Math.min(5000, job.rows));
if (!only || only === 'feelin') feelin(Math.min(300, job.rows));
for (const failure of failures) console.error(failure);
process.exit(failures.length === 0 ? 0 : 1);
