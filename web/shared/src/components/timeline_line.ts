/** One line of a person's 经历, in words. */
export interface TimelineLine {
  at: string
  tone: 'green' | 'ochre' | 'grey'
  title: string
  text: string
  actor: string | null
}
