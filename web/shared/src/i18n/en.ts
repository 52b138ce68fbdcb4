import { zh, type Messages } from './zh-CN'
export const en: Messages = zh
