// English words of the console, second to zh-CN; the type of each file keeps both complete.
import type { Messages } from '../zh-CN'
import { adminWords } from './admin'
import { auditWords } from './audit'
import { comparisonWords } from './comparison'
import { homeWords } from './home'
import { importsWords } from './imports'
import { listsWords } from './lists'
import { matchingWords } from './matching'
import { monthsWords } from './months'
import { peopleWords } from './people'
import { postsWords } from './posts'
import { requestsWords } from './requests'
import { shellWords } from './shell'
import { subsidiesWords } from './subsidies'

export const en: Messages = {
  ...shellWords,
  ...listsWords,
  ...homeWords,
  ...peopleWords,
  ...matchingWords,
  ...postsWords,
  ...subsidiesWords,
  ...requestsWords,
  ...comparisonWords,
  ...monthsWords,
  ...importsWords,
  ...auditWords,
  ...adminWords,
}
