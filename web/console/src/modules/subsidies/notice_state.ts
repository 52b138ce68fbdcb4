export const tones = { open: 'green', over: 'grey', expired: 'grey', taken_down: 'outline' } as const
