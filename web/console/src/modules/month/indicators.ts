// The people behind a figure of the month: those whom the month counted, kept with it (codes/month_figure.csv), so that
// the names stay when the register has moved on. Person-times open the people whose spells they are.
const personsOf: Record<string, string> = {
  ever_times: 'ever',
  supported_times: 'supported',
  this_month_times: 'this_month',
  mean_wage: 'with_wage',
}

/** Whether a figure counts people; posts, openings and bases are read in the report. */
export function hasNames(key: string): boolean {
  return !/^(postings|openings|bases_.*|base_openings.*)$/.test(key)
}

/** The condition of the list of people; `unit`: whose month it is. */
export function namesOfFigure(unit: number, period: string, key: string): Record<string, string> {
  return { figure: `${unit}:${period}:${personsOf[key] ?? key}` }
}
