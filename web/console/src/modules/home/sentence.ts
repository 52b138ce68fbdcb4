/** "新转移就业 {value} 人" → the words before and after the figure; a sentence without a place puts it last. */
export function splitSentence(sentence: string): { before: string; after: string } {
  const at = sentence.indexOf('{value}')
  if (at < 0) return { before: sentence, after: '' }
  return { before: sentence.slice(0, at).trim(), after: sentence.slice(at + '{value}'.length).trim() }
}
