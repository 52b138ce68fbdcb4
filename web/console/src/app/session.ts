// Who is signed in and what that person may do. The server decides every right again; what is hidden here is hidden
// only so that nobody is offered what would be refused.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiError } from '@shared/api/client'
import { deleteSession, getSession, postSession, type Session } from '@shared/api/generated'

export const useSession = defineStore('session', () => {
  const session = ref<Session | null>(null)
  const asked = ref(false)
  const expired = ref(false)
  let waiting: ((signedIn: boolean) => void)[] = []

  const permissions = computed(() => new Set(session.value?.permissions ?? []))
  const can = (permission: string) => permissions.value.has(permission)

  /** Asks the server once whether the cookie still holds. */
  async function restore(): Promise<Session | null> {
    if (asked.value) return session.value
    try {
      session.value = await getSession({ quiet: true })
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.status !== 401) throw cause
      session.value = null
    }
    asked.value = true
    return session.value
  }
  async function signIn(account: string, password: string): Promise<void> {
    session.value = await postSession({ account, password }, { quiet: true })
    asked.value = true
    expired.value = false
    for (const answer of waiting) answer(true)
    waiting = []
  }
  async function signOut(): Promise<void> {
    try {
      await deleteSession({ quiet: true })
    } finally {
      session.value = null
    }
  }
  /** A call met a session that has run out: asks for the password over the open page and waits. */
  function askAgain(): Promise<boolean> {
    if (session.value === null) return Promise.resolve(false)
    expired.value = true
    return new Promise((answer) => waiting.push(answer))
  }
  function giveUp(): void {
    expired.value = false
    for (const answer of waiting) answer(false)
    waiting = []
    session.value = null
  }

  /** The one-time password has been changed: everything opens again. */
  function passwordChanged(): void {
    if (session.value) session.value = { ...session.value, password_due: false }
  }

  return { session, expired, passwordChanged, can, restore, signIn, signOut, askAgain, giveUp }
})
