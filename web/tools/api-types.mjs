// Writes shared/src/api/generated.ts from the program's own OpenAPI document, when the program has been built:
// the build of the console then fails where a path that it calls has left the server (see api/paths_test.ts).
// Without the program the last state is kept; a first build without it writes an empty document.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = dirname(dirname(fileURLToPath(import.meta.url)))
const program = process.env.GANGQIAO_BIN ?? join(web, '..', 'build', 'release', 'gangqiao')
const target = join(web, 'shared', 'src', 'api', 'generated.ts')

function document() {
  if (!existsSync(program)) return null
  try {
    const text = execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'ignore'] })
    return JSON.parse(text)
  } catch {
    return null
  }
}

const found = document()
if (found === null) {
  if (!existsSync(target)) writeFileSync(target, 'export interface paths {}\nexport interface components {}\n')
  process.stderr.write('接口类型：还没有可运行的程序，保留现有的类型\n')
} else {
  const { default: generate, astToString } = await import('openapi-typescript')
  const text = astToString(await generate(found))
  mkdirSync(dirname(target), { recursive: true })
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text)
}
