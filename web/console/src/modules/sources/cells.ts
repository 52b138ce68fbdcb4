// Cells copied from a spreadsheet (tab-separated lines, quoted where a cell holds a line break) → CSV, so that a
// pasted table takes the same way as a file. Values stay text: nothing is read as a number.
export function cellsToCsv(text: string): string {
  return (
    parseCells(text)
      .map((line) => line.map(quote).join(','))
      .join('\n') + '\n'
  )
}

function quote(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell
}

export function parseCells(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  let cell = ''
  let quoted = false
  const clean = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '')
  for (let at = 0; at < clean.length; at += 1) {
    const char = clean[at]
    if (quoted) {
      if (char === '"' && clean[at + 1] === '"') {
        cell += '"'
        at += 1
      } else if (char === '"') quoted = false
      else cell += char
    } else if (char === '"' && cell === '') quoted = true
    else if (char === '\t') {
      line.push(cell)
      cell = ''
    } else if (char === '\n') {
      lines.push([...line, cell])
      line = []
      cell = ''
    } else cell += char
  }
  lines.push([...line, cell])
  return lines
}

/** A file that came through the month has no name of its own but the number under which it was kept. */
export function looksLikeId(name: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)
}
