// Cells of a decision table in words that an official reads; the table itself stays as it is.
const words: Record<string, string> = {
  true: '是',
  false: '否',
  yes: '是',
  no: '否',
  unknown: '不清',
  throughout: '全程',
  partly: '部分',
  none: '没有',
  fixed: '固定期限',
  open: '无固定期限',
  contradictory: '互相矛盾',
}

function value(text: string, input: string, tier: (code: string) => string): string {
  const bare = text.trim().replace(/^"(.*)"$/, '$1')
  if (input === 'tier') return bare === 'unknown' ? '不清' : tier(bare)
  return words[bare] ?? bare
}

export function cellWords(cell: string, input: string, tier: (code: string) => string): string {
  const text = cell.trim()
  if (text === '-' || text === '') return '—'
  const not = /^not\((.*)\)$/.exec(text)
  if (not) return `不是 ${cellWords(not[1] ?? '', input, tier)}`
  if (/^"/.test(text) || text in words)
    return text
      .split(',')
      .map((one) => value(one, input, tier))
      .join(' 或 ')
  return text
    .replace(/^>=\s*/, '≥ ')
    .replace(/^<=\s*/, '≤ ')
    .replace(/^([<>])\s*/, '$1 ')
}

/** Texts without quotes, outcomes in words, names of inputs and parameters as labels; functions by their Chinese names. */
export function outputWords(
  cell: string,
  outcome: (code: string) => string,
  inputs: { name: string; label: string }[],
  parameter: (name: string) => string,
): string {
  const text = cell.trim()
  const plain = /^"([^"]*)"$/.exec(text)
  if (plain) return ['pay', 'refuse', 'review'].includes(plain[1] ?? '') ? outcome(plain[1] ?? '') : (plain[1] ?? '')
  return text
    .split(/("[^"]*")/)
    .map((part) =>
      part.startsWith('"')
        ? part.slice(1, -1)
        : part
            .replace(/\bmin\(/g, '取小(')
            .replace(/\bmax\(/g, '取大(')
            .replace(/\bfloor\(/g, '取整(')
            .replace(/\bstring\(/g, '(')
            .replace(/\bif\b/g, '如果')
            .replace(/\bthen\b/g, '则')
            .replace(/\belse\b/g, '否则')
            .replace(/\band\b/g, '且')
            .replace(/\bor\b/g, '或')
            .replace(/[a-z][a-z_0-9]*/g, (name) => inputs.find((one) => one.name === name)?.label ?? parameter(name)),
    )
    .join('')
}
