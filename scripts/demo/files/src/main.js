import { createServer } from 'node:http';
import process from 'node:process';
import { Policy } from './auth/policy.js';
import { Tokens } from './auth/tokens.js';
import { ManifestCache } from './cache/manifestCache.js';
import { readConfig } from './config.js';
import { connect } from './db/connection.js';
import { blobs } from './http/blobs.js';
import { health } from './http/health.js';
import { manifests } from './http/manifests.js';
import { Router } from './http/router.js';
import { tokens } from './http/tokens.js';
import { Log } from './log.js';
import { Backend } from './storage/backend.js';
import { LayerIndex } from './storage/layerIndex.js';
import { Pool } from './storage/pool.js';
import { DeliveryQueue } from './webhooks/queue.js';

const config = await readConfig(process.env.PALLET_ENV ?? 'default');
const log = new Log(process.stdout, config.log.level);
const database = await connect(process.env.DATABASE_URL);
const pool = new Pool(config.storage);
const backend = new Backend(config.storage.bucket);
const layers = await LayerIndex.load(database);
const cache = new ManifestCache(layers, config.cache.manifests);
const queue = new DeliveryQueue(database, config.webhooks, log);

const router = new Router(new Policy(database), log);
router.add('GET', '/v2/:repository/manifests/:reference', manifests({ cache, pool, backend, config }));
router.add('GET', '/v2/:repository/blobs/:digest', blobs({ pool, backend }));
router.add('GET', '/token', tokens(new Tokens(config.auth)));
router.add('GET', '/healthz', health({ pool, database }));

queue.start();
createServer((request, response) => router.handle(request, response)).listen(config.http.port);
log.info('boot', `pallet listens on port ${config.http.port}`);
