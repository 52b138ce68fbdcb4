// Words for what was expected and what was found.
export function equal(found, wanted, what) {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}：应为 ${JSON.stringify(wanted)}，实为 ${JSON.stringify(found)}`)
}
export function ok(condition, what) {
  if (!condition) throw new Error(what)
}
