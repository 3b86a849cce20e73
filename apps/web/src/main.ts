import '@fontsource-variable/noto-sans-sc';
import './styles/tokens.css';
import './styles/base.css';
import './styles/office.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { setUnauthorizedHandler } from './api.js';
import { router } from './router.js';

setUnauthorizedHandler(() => {
  const here = router.currentRoute.value;
  if (here.path !== '/') void router.replace({ path: '/', query: { next: here.fullPath } });
});

createApp(App).use(createPinia()).use(router).mount('#app');
