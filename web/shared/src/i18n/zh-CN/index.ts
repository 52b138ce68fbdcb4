// 界面用语。按钮用动词；一事一词；称“您”；不出现外文；不称任何人为贫困（用“脱贫人口”“监测对象”等编码表中的词）。
// 一个模块一个文件；键与 en 下同名的文件一致。
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

export const zh = {
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

type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> }
export type Messages = Words<typeof zh>
