/** The scenarios that all bindings act out: bindings/scenarios. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { act, folder } from './scenario.mjs';

// Those of components are in component.test.mjs.
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('component'));

test('there are scenarios', () => {
    assert.ok(files.length >= 11, `there are ${files.length}`);
});

for (const name of files) {
    test(`scenario ${path.basename(name, '.json')}`, () => act(path.join(folder, name)));
}
