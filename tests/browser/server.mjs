export async function startServer() {
  const base = process.env.GANGQIAO_URL
  if (!base) throw new Error('GANGQIAO_URL')
  const A = (account) => ({ account, password: `demo-${account}` })
  return { base, demo: process.env.DEMO, accounts: { county: A('huayuan'), other: A('jishou'), city: A('xiangxi'), month: A('huayuan') }, stop: async () => undefined }
}
