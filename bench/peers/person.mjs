// The peer of bench/http: one person by id with fastify and better-sqlite3, one thread. The same work as ours over a plain-text copy of the
// store: session by the digest of the cookie, scope in the query, the person with identifiers, spells, intention, observations, household and
// its members, masks by a table of fields, JSON. It has no values to decrypt: what is sealed in our store lies open in its copy.
//
//   node person.mjs STORE.db PORT
import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import fastify from 'fastify'

const [path, port] = process.argv.slice(2)
const database = new Database(path, { readonly: true })
database.pragma('mmap_size = 1073741824')
const session = database.prepare('SELECT low, high, mask_level FROM session WHERE token_digest = ?')
const person = database.prepare('SELECT * FROM person p WHERE (p.home_code BETWEEN ? AND ?) AND p.id = ?')
const identifiers = database.prepare('SELECT * FROM person_identifier WHERE county_id = ? AND person_id = ?')
const spells = database.prepare('SELECT * FROM spell WHERE county_id = ? AND person_id = ? ORDER BY COALESCE(start_on, 0) DESC, id DESC')
const intention = database.prepare('SELECT * FROM intention WHERE county_id = ? AND person_id = ? ORDER BY updated_at DESC')
const observations = database.prepare('SELECT * FROM observation WHERE county_id = ? AND person_id = ? ORDER BY period DESC, registry LIMIT 36')
const household = database.prepare('SELECT * FROM household WHERE county_id = ? AND id = ?')
const members = database.prepare('SELECT * FROM person WHERE county_id = ? AND household_id = ? AND id <> ? ORDER BY birth LIMIT 50')

const maskMiddle = (head, tail) => (text) => text.length <= head + tail ? '*'.repeat(text.length) : text.slice(0, head) + '*'.repeat(text.length - head - tail) + text.slice(-tail)
const masks = { phone: maskMiddle(3, 4), value: maskMiddle(3, 4), spouse_number: maskMiddle(3, 4), bank_account: maskMiddle(4, 4) }
const uuid = (bytes) => {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
const date = (n) => `${Math.floor(n / 10000)}-${String(Math.floor(n / 100) % 100).padStart(2, '0')}-${String(n % 100).padStart(2, '0')}`
const dates = new Set(['birth', 'verified_on', 'employment_since', 'last_contact_on', 'labour_card_on', 'rights_card_on', 'start_on', 'end_on', 'valid_from', 'valid_to', 'asked_on'])

function view(row, level) {
  const out = {}
  for (const name in row) {
    const value = row[name]
    if (value === null) out[name] = null
    else if (Buffer.isBuffer(value)) out[name] = uuid(value)
    else if (dates.has(name)) out[name] = date(value)
    else if (level < 3 && masks[name] !== undefined) out[name] = masks[name](value)
    else out[name] = value
  }
  return out
}

const app = fastify()
app.get('/api/people/:id', (request, reply) => {
  const token = /(?:^|; )gq_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
  const scope = token && session.get(createHash('sha256').update(token).digest('hex'))
  if (!scope) return reply.code(401).send({ code: 'auth.unauthenticated' })
  const found = person.get(scope.low, scope.high, Buffer.from(request.params.id.replaceAll('-', ''), 'hex'))
  if (!found) return reply.code(404).send({ code: 'not_found' })
  const each = (rows) => rows.map((row) => view(row, scope.mask_level))
  const wanted = intention.get(found.county_id, found.id)
  const home = found.household_id && household.get(found.county_id, found.household_id)
  return reply.send({
    person: view(found, scope.mask_level),
    identifiers: each(identifiers.all(found.county_id, found.id)),
    spells: each(spells.all(found.county_id, found.id)),
    intention: wanted ? view(wanted, scope.mask_level) : null,
    observations: each(observations.all(found.county_id, found.id)),
    household: home ? view(home, scope.mask_level) : null,
    household_members: found.household_id ? each(members.all(found.county_id, found.household_id, found.id)) : [],
  })
})
await app.listen({ host: '127.0.0.1', port: Number(port) })
