import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Aedes } from 'aedes';
import mqtt, { type MqttClient } from 'mqtt';
import { waitFor } from '#testing';
import { HealthService } from '../../apps/server/src/features/health/index.js';
import { KEY, SOURCE, startTestServer, type TestServer } from '../support/server.js';

/** Real: embedded broker, MQTT.js, journal, MySQL; and the embedded broker of one server as the external one of another. */
describe('intake over MQTT', () => {
  let server: TestServer;
  let address: string;
  const clients: MqttClient[] = [];
  beforeAll(async () => {
    server = await startTestServer();
    address = (await server.running.app.get(HealthService).read()).broker.address ?? '';
  });
  afterAll(async () => {
    for (const client of clients) client.end(true);
    await server.stop();
  });

  const connect = async (username = SOURCE, password = KEY) => {
    const client = mqtt.connect(address, { username, password, reconnectPeriod: 0 });
    clients.push(client);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
    });
    return client;
  };

  it('acknowledges what is in the journal and sends a receipt', async () => {
    const client = await connect();
    const receipts: unknown[] = [];
    client.on('message', (_topic, payload) => receipts.push(JSON.parse(payload.toString())));
    await client.subscribeAsync(`street/v1/${SOURCE}/receipts`);
    const [one, two] = [server.events.report(), server.events.report()];
    await client.publishAsync(`street/v1/${SOURCE}/events`, JSON.stringify(one), { qos: 1 });
    expect(await server.fate(one.id)).not.toBeNull();
    await client.publishAsync(`street/v1/${SOURCE}/events`, JSON.stringify([two, { bad: true }]), { qos: 1 });
    await client.publishAsync(`street/v1/${SOURCE}/events`, 'not json', { qos: 1 });
    await waitFor('three receipts', () => receipts.length === 3);
    expect(receipts).toMatchObject([{ accepted: [one.id] }, { accepted: [two.id], rejected: [{ index: 1 }] }, { accepted: [], error: { code: 'JSON_INVALID' } }]);
    await waitFor('the event to be applied', async () => (await server.fate(two.id))?.state === 'applied');
  });

  it('keeps the order of one connection', async () => {
    const client = await connect();
    const sent = Array.from({ length: 200 }, () => server.events.report());
    await Promise.all(sent.map((event) => client.publishAsync(`street/v1/${SOURCE}/events`, JSON.stringify(event), { qos: 1 })));
    await waitFor('all to be applied', async () => (await server.fate(sent.at(-1)?.id ?? ''))?.state === 'applied');
    const rows = await server.database.query<{ event_id: string }>('SELECT event_id FROM event WHERE event_id IN (?) ORDER BY id', [sent.map((event) => event.id)]);
    expect(rows.map((row) => row.event_id)).toEqual(sent.map((event) => event.id));
  });

  it('lets nobody in with a wrong key, and nobody speak for another', async () => {
    await expect(connect(SOURCE, 'wrong')).rejects.toThrow();
    await expect(connect('other', KEY)).rejects.toThrow();
    const client = await connect();
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.publish('street/v1/other/events', JSON.stringify(server.events.report()), { qos: 1 });
    await closed;
    const spy = await connect();
    const granted = await spy.subscribeAsync('#').catch(() => []);
    expect(granted.every((item) => item.qos === 128)).toBe(true);
  });

  it('takes events of an external broker, acknowledged after the journal', async () => {
    const aedes = await Aedes.createBroker();
    const { handle } = aedes;
    const outside = createServer((socket) => handle(socket));
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    const port = (outside.address() as { port: number }).port;
    const other = await startTestServer({ settings: { MQTT_URL: `mqtt://127.0.0.1:${port}` } });
    const health = async () => (await other.running.app.get(HealthService).read()).broker;
    await waitFor('the external broker to be connected', async () => (await health()).ok);
    expect((await health()).kind).toBe('external');
    const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
    clients.push(publisher);
    const event = other.events.report();
    const acknowledged = new Promise<void>((resolve) => aedes.on('ack', () => resolve()));
    await publisher.publishAsync('street/v1/nobody/events', JSON.stringify(event), { qos: 1 });
    await publisher.publishAsync(`street/v1/${SOURCE}/events`, JSON.stringify(event), { qos: 1 });
    await waitFor('the event to be applied', async () => (await other.fate(event.id))?.state === 'applied');
    await acknowledged;
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    outside.close();
    await waitFor('health to say that the broker is gone', async () => !(await health()).ok);
    expect((await other.send([other.events.report()])).status).toBe(202);
    await other.stop();
  });
});
