// The five findings of a comparison (D13), in the order officers read them; they add up to the roster.
export const findingOrder = [
  'still_employed',
  'changed_employer',
  'newly_employed',
  'employment_lapsed',
  'not_employed',
] as const
