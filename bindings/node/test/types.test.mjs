/** The types are those of the package, as the compiler of TypeScript sees it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import * as lanner from '../lib/index.mjs';
import * as api from '../lib/webassembly.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tools = path.resolve(root, '../../artifacts/node/tools/node_modules');

test('programs with types are checked', (context) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-types-'));
    context.after(() => fs.rmSync(folder, { recursive: true }));
    fs.mkdirSync(path.join(folder, 'node_modules'));
    fs.symlinkSync(root, path.join(folder, 'node_modules/lanner'));
    fs.symlinkSync(path.join(tools, '@types'), path.join(folder, 'node_modules/@types'));
    fs.symlinkSync(path.join(tools, 'undici-types'), path.join(folder, 'node_modules/undici-types'));
    fs.copyFileSync(path.join(root, 'test/types.ts'), path.join(folder, 'types.ts'));
    for (const [module, resolution] of [
        ['nodenext', 'nodenext'],
        ['esnext', 'bundler'],
    ]) {
        const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,esnext.disposable,dom', '--types', 'node'];
        const compiler = path.join(tools, 'typescript/bin/tsc');
        const flags = [...options, '--module', module, '--moduleResolution', resolution, '--preserveSymlinks', 'types.ts'];
        const ended = spawnSync(process.execPath, [compiler, ...flags], { cwd: folder, encoding: 'utf8' });
        assert.deepEqual([ended.stdout, ended.stderr, ended.status], ['', '', 0]);
    }
});

function declarations(...files) {
    return files.map((file) => fs.readFileSync(path.join(root, 'lib', file), 'utf8')).join('\n');
}

/** The names that declarations export as values. */
function declared(text) {
    return [...text.matchAll(/^export (?:declare )?(?:class|const|function) (\w+)/gm)].map(([, name]) => name).sort();
}

test('everything that is exported is declared, and documented', () => {
    const text = declarations('index.d.ts', 'component.d.ts', 'wasi.d.ts');
    assert.deepEqual(declared(text), Object.keys(lanner).sort());
    assert.deepEqual(declared(declarations('webassembly.d.ts')), Object.keys(api).sort());
    for (const name of [
        'Engine',
        'Module',
        'Store',
        'Memory',
        'Global',
        'Table',
        'Instance',
        'Linker',
        'Files',
        'KeyValueStore',
        'WasiConfig',
        'Allocator',
        'Caller',
        'Component',
        'ComponentLinker',
        'ComponentInstance',
    ]) {
        const body = text.match(new RegExp(`export class ${name} {\\n([^]*?)\\n}`))[1];
        const own = lanner[name].prototype;
        for (const member of Object.getOwnPropertyNames(own).filter((item) => item !== 'constructor')) {
            assert.match(body, new RegExp(`\\b${member}\\b`), `${name}.${member} is not declared`);
        }
    }
});
