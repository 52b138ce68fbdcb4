// Rosters that the cases make: valid people of a county, and rows that are wrong in known ways.

/** The check digit of an 18-digit identity number (GB 11643). */
export function checkDigit(first17) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0)
  return '10X98765432'[sum % 11]
}
export function idNumber(division6, birth, serial) {
  const first = `${division6}${birth.replace(/-/g, '')}${String(serial).padStart(3, '0')}`
  return first + checkDigit(first)
}
/** The check character of an 18-character credit code (GB 32100). */
export function creditCode(first17) {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const sum = [...first17].reduce((total, letter, at) => total + letters.indexOf(letter) * (3 ** at % 31), 0)
  return first17 + letters[(31 - (sum % 31)) % 31]
}
const header = ['姓名', '身份证号', '性别', '文化程度', '联系电话', '户籍地', '就业状态', '有无劳动能力', '外出意愿']
export function person(name, id, { phone = '13900001234', place, status = '未就业', able = '有', willing = '愿意' }) {
  return [name, id, Number(id.slice(16, 17)) % 2 === 1 ? '男' : '女', '初中', phone, place, status, able, willing]
}
export function csv(rows) {
  const cell = (value) => (/[",\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value)
  return Buffer.from(`\ufeff${[header, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`, 'utf8')
}
