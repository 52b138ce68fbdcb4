// How a failure of a kind is cured, for those who do not read the program's own hint: by the status of its answer.
const cures: Record<number, string> = {
  400: 'input',
  401: 'signIn',
  403: 'rights',
  404: 'missing',
  409: 'reopen',
  413: 'smaller',
  422: 'input',
  429: 'wait',
  503: 'wait',
}

/** The key of the words. */
export const cureOf = (status: number): string => `error.cure.${cures[status] ?? 'again'}`
