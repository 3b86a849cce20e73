export { agreeOnKeys } from './agree.js';
export { addDataKey, keyFolder, openKeyring, readKeyFiles, saveKeyring } from './key-files.js';
export { blindIndex, type DataKey, Keyring, newDataKey, useKeyring } from './keyring.js';
