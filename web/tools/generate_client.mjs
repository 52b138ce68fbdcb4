// The console's side of the API, made from the OpenAPI document: a type for every schema and a function for every operation.
//
//   gangqiao openapi | node web/tools/generate_client.mjs > web/shared/src/api/generated.ts      (./x types)
//
// Covers the part of OpenAPI 3.1 that the program writes (modules/meta); anything else stops it by name. Operations that answer with JSON
// become functions of their path parameters, body or file, query and options; files and event streams become functions that give the address.
import { readFileSync } from 'node:fs'

const document = JSON.parse(readFileSync(0, 'utf8'))
const out = []
const isName = (text) => /^[A-Za-z_$][\w$]*$/.test(text)
const keyOf = (text) => (isName(text) ? text : `'${text}'`)
const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const comment = (text) => text.replaceAll('*/', '* /')
const capital = (text) => text[0].toUpperCase() + text.slice(1)
const fail = (text) => {
  throw new Error(`generate_client: ${text}`)
}

const primitives = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' }
const known = new Set(
  '$ref anyOf enum type items properties required additionalProperties title format pattern minimum maximum maxLength x-code-table x-masked'.split(
    ' ',
  ),
)

function typeOf(schema) {
  for (const keyword of Object.keys(schema)) if (!known.has(keyword)) fail(`unknown keyword ${keyword}`)
  if (schema.$ref) return schema.$ref.split('/').pop()
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' | ')
  if (schema.enum) return schema.enum.map(quoted).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ')
  if (schema.type === 'array') {
    const inner = typeOf(schema.items)
    return isName(inner) ? `${inner}[]` : `(${inner})[]`
  }
  if (schema.type === 'object') {
    if (schema.properties) fail('objects are named: describe a shape')
    return `Record<string, ${schema.additionalProperties ? typeOf(schema.additionalProperties) : 'unknown'}>`
  }
  if (schema.type === undefined) return 'unknown'
  return primitives[schema.type] ?? fail(`unknown type ${schema.type}`)
}

function writeType(name, schema) {
  const required = new Set(schema.required ?? [])
  if (schema.title) out.push(`/** ${comment(schema.title)} */`)
  out.push(`export type ${name} = {`)
  for (const [key, member] of Object.entries(schema.properties ?? {})) {
    if (member.title) out.push(`  /** ${comment(member.title)} */`)
    out.push(`  ${keyOf(key)}${required.has(key) ? '' : '?'}: ${typeOf(member)}`)
  }
  out.push('}', '')
}

function writeQuery(name, parameters) {
  out.push(`export type ${name} = {`)
  let field = ''
  for (const { name: key, required, description, schema } of parameters) {
    const member = `${keyOf(key)}${required ? '' : '?'}: ${typeOf(schema)}${required ? '' : ' | null'}`
    // The comparisons of one field (age, age.ge, age.in ...) share a line.
    if (key.split('.')[0] === field) {
      out.push(`${out.pop()}; ${member}`)
      continue
    }
    field = key.split('.')[0]
    if (description) out.push(`  /** ${comment(description)} */`)
    out.push(`  ${member}`)
  }
  out.push('}', '')
}

const jsonOf = (content) => content?.['application/json']?.schema

function writeOperation(method, path, operation) {
  const id = operation.operationId
  const inPath = operation.parameters.filter((one) => one.in === 'path')
  const inQuery = operation.parameters.filter((one) => one.in === 'query')
  const success = Object.entries(operation.responses).find(([status]) => /^2/.test(status)) ?? fail(`${id}: no success`)
  const content = success[1].content
  const schema = jsonOf(content)
  const query = inQuery.length > 0 ? `${capital(id)}Query` : null
  if (query) writeQuery(query, inQuery)
  const signature = inPath.map((one) => `${one.name}: string | number`)
  const options = []
  const body = operation.requestBody
  if (body) {
    const type = jsonOf(body.content)
    signature.push(type ? `body${body.required ? '' : '?'}: ${typeOf(type)}` : 'file: Blob')
    options.push(type ? 'body' : 'file')
  }
  if (query) {
    signature.push(`query${inQuery.some((one) => one.required) ? '' : '?'}: ${query}`)
    options.push('query')
  }
  const relative = path.replace(/^\/api/, '')
  const address =
    inPath.length > 0 ? `\`${relative.replaceAll(/\{(\w+)\}/g, '${encodeURIComponent($1)}')}\`` : quoted(relative)
  const stream = content?.['text/event-stream'] !== undefined
  out.push(`/** ${comment(operation.summary)} (${operation['x-permission']}) */`)
  if (content && (!schema || stream)) {
    if (method !== 'get') fail(`${id}: a file is fetched by GET`)
    out.push(
      `export const ${id}Address = (${signature.join(', ')}): string => pathWithQuery(${address}${query ? ', query' : ''})`,
      '',
    )
    return
  }
  signature.push('options?: CallOptions')
  const answer = schema ? typeOf(schema) : 'void'
  const given = [...options, '...options'].join(', ')
  out.push(`export const ${id} = (${signature.join(', ')}): Promise<${answer}> =>`)
  out.push(`  call('${method.toUpperCase()}', ${address}, { ${given} })`, '')
}

out.push('// Made by web/tools/generate_client.mjs from `gangqiao openapi`; do not edit, run ./x types.')
out.push("import { call, pathWithQuery, type CallOptions } from './client'", '')
for (const [name, schema] of Object.entries(document.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeType(name, schema)
for (const [path, methods] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(methods)) writeOperation(method, path, operation)
}
process.stdout.write(out.join('\n'))
