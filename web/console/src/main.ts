import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { i18n } from '@shared/i18n'
import '@shared/kit'
import App from './app/App.vue'
import { router } from './app/router'

createApp(App).use(createPinia()).use(i18n).use(router).mount('#app')
