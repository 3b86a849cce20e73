import { readFile } from 'node:fs/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { readXlsx } from 'hucre';
import { browserSuite, byId } from './support.js';

jest.setTimeout(120_000);
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const OFFICE = { viewport: { width: 1366, height: 768 } };

/** Real: server, MariaDB, Chromium, the file it saves. A grid worker's way from the door to the file a department asked for. */
describe('the loop of a grid worker', () => {
  const suite = browserSuite();

  it('goes from the visit through the ledger and the table to the file, each cell with its source', async () => {
    const began = Date.now();
    const phone = await suite.open('grid', '/m', PHONE);
    await byId(phone, 'home-1').click();
    await byId(phone, 'tick-1').click();
    await byId(phone, 'tick-2').click();
    await byId(phone, 'edit-2').click();
    await byId(phone, 'in-person.phone').fill('154 7777 8888');
    await byId(phone, 'sheet-done').click();
    await byId(phone, 'save').click();
    await byId(phone, 'home-1').waitFor();
    const office = await suite.open('grid', `/tables?q=${encodeURIComponent('60岁以上老人 姓名 电话')}`, OFFICE);
    const row = office.locator('tr.row', { hasText: '8888' });
    await row.waitFor();
    await row.getByTestId('cell-person.phone').click();
    const card = byId(office, 'source-card');
    await card.getByText('入户走访').first().waitFor();
    await card.getByText('周网格').waitFor();
    await office.keyboard.press('Escape');
    const [download] = await Promise.all([office.waitForEvent('download'), byId(office, 'export-xlsx').click()]);
    const rows = (await readXlsx(await readFile(await download.path()))).sheets[0]?.rows ?? [];
    expect(rows.flat().join('|')).toContain('8888');
    console.log(`visit → update → table → export: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  });
});
