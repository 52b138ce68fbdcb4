// v-cards on a table: below 720 px each row becomes a card, its first cell the heading, the others with the text of
// their column above them (theme.css). For tables whose cells are written out; DataTable does the same by itself.
import type { Directive } from 'vue'

function label(table: HTMLTableElement) {
  table.classList.add('as-cards')
  const heads = Array.from(table.tHead?.rows[0]?.cells ?? [], (cell) => cell.textContent?.trim() ?? '')
  for (const body of Array.from(table.tBodies)) {
    for (const row of Array.from(body.rows)) {
      let column = 0
      for (const cell of Array.from(row.cells)) {
        cell.dataset.label = cell.colSpan > 1 ? '' : (heads[column] ?? '')
        column += cell.colSpan
      }
    }
  }
}

export const vCards: Directive<HTMLTableElement> = { mounted: label, updated: label }
