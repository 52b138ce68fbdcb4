import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// `npm run dev` asks a server on this address; `npm run build` writes static files that the program serves at /.
const api = process.env.GANGQIAO_API ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: here('./console'),
  plugins: [vue()],
  resolve: { alias: { '@shared': here('./shared/src'), '@': here('./console/src') } },
  define: { __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'chrome86', // offices keep old browsers (Chromium forks on Windows 7 and Kylin)
    cssTarget: 'chrome86',
    assetsInlineLimit: 0, // the server forbids inline scripts and data: scripts
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      output: {
        manualChunks: (id) => {
          if (/node_modules\/(vue|@vue|vue-router|pinia|vue-i18n|@intlify)\//.test(id)) return 'vue'
          return undefined
        },
      },
    },
  },
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
  test: {
    root: here('.'),
    environment: 'jsdom',
    server: { deps: { inline: ['element-plus'] } },
    include: ['shared/src/**/*_test.ts', 'console/src/**/*_test.ts'],
  },
})
