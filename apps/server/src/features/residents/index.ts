export { AddressBook, type Home } from './address-book.js';
export { checkValues } from './check-values.js';
export { type FieldSight, HistoryPages, wordsOf } from './history.pages.js';
export { HistoryRepository, type RecordKey } from './history.repository.js';
export { ResidentView, textOf } from './resident.view.js';
export { ResidentsModule } from './residents.module.js';
export { ResidentsRepository } from './residents.repository.js';
export { ViewerService, type Viewer } from './viewer.service.js';
