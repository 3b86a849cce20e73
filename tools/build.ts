import { ensureBuilt, SERVER_BUILD, WEB_BUILD } from './lib/build-steps.js';

await Promise.all([ensureBuilt(SERVER_BUILD), ensureBuilt(WEB_BUILD)]);
