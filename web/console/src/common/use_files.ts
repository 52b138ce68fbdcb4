// Files that are dropped together, each put where it belongs by what the server makes of its name and heading.
import { computed, ref } from 'vue'
import { asApiError } from '@shared/api/client'
import { postUploads, type Uploaded } from '@shared/api/generated'

export type PutFile = Uploaded & { kind: string | null }

/** `kinds`: the places there are, each for one file. */
export function useFiles(kinds: readonly string[]) {
  const files = ref<PutFile[]>([])
  const uploading = ref(0)
  const failure = ref<unknown>(null)
  const of = (kind: string) => files.value.find((one) => one.kind === kind)
  const loose = computed(() => files.value.filter((one) => one.kind === null))
  const named = computed(() => files.value.filter((one) => one.kind !== null))
  /** Everything has arrived and has its place. */
  const settled = computed(() => uploading.value === 0 && loose.value.length === 0)

  async function take(list: File[]) {
    failure.value = null
    for (const file of list) {
      uploading.value += 1
      try {
        const put = await postUploads(file, { name: file.name })
        const guess = kinds.find((kind) => kind === put.kind_guess) ?? null
        files.value.push({ ...put, kind: guess && !of(guess) ? guess : null })
      } catch (cause) {
        failure.value = asApiError(cause)
      } finally {
        uploading.value -= 1
      }
    }
  }
  const drop = (id: string) => (files.value = files.value.filter((one) => one.upload_id !== id))
  /** What the program asks for: kind → something of the file there. */
  const byKind = <T>(pick: (one: PutFile) => T) =>
    Object.fromEntries(named.value.map((one) => [one.kind as string, pick(one)]))
  return { files, uploading, failure, of, loose, named, settled, take, drop, byKind }
}
