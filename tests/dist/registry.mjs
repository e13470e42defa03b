// A registry of npm packages on this machine: gives out the tarballs of folders, and knows nothing else. It runs in a
// thread of its own, as whoever tries packages waits for other programs meanwhile.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

/** Long ago: package managers refuse what was published just now. */
const PUBLISHED = '2020-01-01T00:00:00.000Z';

/** The manifest in a tarball: the file `package/package.json` of an archive in the format ustar. */
export function manifestOf(tarball) {
  const archive = gunzipSync(tarball);
  for (let at = 0; at < archive.length; ) {
    const text = (from, length) => archive.toString('latin1', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = parseInt(text(124, 12), 8) || 0;
    if (text(0, 100) === 'package/package.json') return JSON.parse(archive.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error('a tarball without `package/package.json`');
}

/** Serves the tarballs of these folders; gives its address and how to end it. */
export async function serve(folders) {
  const worker = new Worker(new URL(import.meta.url), { workerData: folders });
  const url = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  return { url, close: () => worker.terminate() };
}

function listen(folders) {
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const tarballs = files.filter((file) => file.endsWith('.tgz')).map((file) => readFileSync(file));
  const packages = new Map(tarballs.map((tarball) => [manifestOf(tarball).name, tarball]));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(1);
    const [name, rest] = path.split('/-/');
    const tarball = packages.get(name);
    if (tarball === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    } else if (rest !== undefined) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(tarball);
    } else {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document(name, tarball, url())));
    }
  });
  const url = () => `http://127.0.0.1:${server.address().port}/`;
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(url()));
}

function document(name, tarball, url) {
  const manifest = manifestOf(tarball);
  const hash = (kind, encoding) => createHash(kind).update(tarball).digest(encoding);
  const dist = {
    tarball: `${url}${name}/-/${manifest.version}.tgz`,
    shasum: hash('sha1', 'hex'),
    integrity: `sha512-${hash('sha512', 'base64')}`,
  };
  return {
    name,
    'dist-tags': { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, dist } },
    time: { created: PUBLISHED, modified: PUBLISHED, [manifest.version]: PUBLISHED },
  };
}

if (!isMainThread && Array.isArray(workerData)) listen(workerData);
