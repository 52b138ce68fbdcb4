import type { Messages } from '../zh-CN'

export const homeWords: Pick<Messages, 'home'> = {
  home: {
    asOf: 'data of {time}',
    title: 'Today',
    lunar: 'lunar {date}',
    month: 'This month',
    todo: 'For you to do',
    funnel: 'From the task list to staying',
    stage: 'Stage',
    count: 'Count',
    ofStage: 'Share',
    partOf: '{share} of {label}',
    startMonth: 'Run {month}',
    share: '{share} of {value} {label}',
    cannotOpen: 'This figure comes from a summary; its names are in the files of the month',
    noFigures: 'No figures of this month yet',
    noFiguresText: 'They appear here after a roster has been imported',
    nothing: 'Nothing to do today',
    nothingText: 'New matters appear here by themselves',
  },
}
