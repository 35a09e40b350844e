/** The package is built, installed into an empty project, and runs the examples of the README. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as lanner from '../lib/index.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language, content]) => ({ language, content }));
const programs = blocks.filter(({ language }) => language === 'js').map(({ content }) => content);
const given = process.env.LANNER_LIBRARY ?? path.resolve(root, '../../artifacts/native');
const library = fs.statSync(given).isDirectory() ? given : path.dirname(given);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-package-'));
after(() => fs.rmSync(folder, { recursive: true }));
const environment = { ...process.env };
delete environment.LANNER_LIBRARY;
delete environment.NODE_TEST_CONTEXT;

function node(program, ...flags) {
    return execFileSync(process.execPath, [...flags, program], { cwd: folder, env: environment, encoding: 'utf8' });
}

before(() => {
    execFileSync(path.join(root, 'build.sh'), [library, path.join(folder, 'packed')], { env: environment, stdio: 'pipe' });
    fs.writeFileSync(path.join(folder, 'package.json'), '{"private": true}');
    const packed = './packed/lanner-0.1.0.tgz';
    execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', packed], { cwd: folder, env: environment, stdio: 'pipe' });
});

test('the example prints what it should', () => {
    fs.writeFileSync(path.join(folder, 'example.mjs'), programs[0]);
    assert.equal(node('example.mjs'), blocks.find(({ language }) => language === '').content);
});

test('the program of WASI runs', () => {
    fs.mkdirSync(path.join(folder, 'data'));
    fs.writeFileSync(path.join(folder, 'data/file.txt'), 'a file\n');
    const text = fs.readFileSync(path.join(root, '../scenarios/wasi.wat'), 'utf8');
    fs.writeFileSync(path.join(folder, 'program.wasm'), lanner.textToBinary(text));
    fs.writeFileSync(
        path.join(folder, 'wasi.mjs'),
        `import { Engine, Linker, Module, Store, WasiConfig } from 'lanner';
const engine = new Engine();
${programs[1].replace("'--fast')", "'--fast').addEnvironment('A', 'b')")}`,
    );
    assert.equal(node('wasi.mjs'), '7 --fast\nA=b\ntexta file\n file.txt\n');
});

test('the component counts words', () => {
    fs.copyFileSync(path.join(root, '../../samples/components/words-rust.wasm'), path.join(folder, 'words.wasm'));
    fs.writeFileSync(path.join(folder, 'component.mjs'), programs[2]);
    assert.equal(node('component.mjs'), 'the 2\nand 1\nguest 1\nhost 1\n');
});

test('the calls that do not block print what they should', () => {
    fs.writeFileSync(path.join(folder, 'async.mjs'), programs[3]);
    assert.equal(node('async.mjs'), blocks.filter(({ language }) => language === '')[1].content);
});

test('the object in the place of WebAssembly runs a loader', () => {
    fs.writeFileSync(
        path.join(folder, 'some-loader.js'),
        'module.exports = async (bytes) => (await WebAssembly.instantiate(bytes)).instance.exports;\n',
    );
    fs.writeFileSync(
        path.join(folder, 'loader.mjs'),
        `import { textToBinary } from 'lanner';
${programs[4].replace('setDeadline(1000)', 'setDeadline(100_000)')}
const text = '(module (func (export "one") (result i32) (i32.const 1)) (func (export "spin") (loop (br 0))))';
const exports = await initialize(textToBinary(text));
console.log(exports.one());
WebAssembly.store.setDeadline(20);
try {
  exports.spin();
} catch (error) {
  console.log(error instanceof WebAssembly.RuntimeError, error.code);
}`,
    );
    assert.equal(node('loader.mjs'), '1\ntrue DEADLINE_PASSED\n');
});

test('require works, on workers too', () => {
    fs.writeFileSync(
        path.join(folder, 'required.js'),
        `const { Worker, isMainThread, parentPort } = require('node:worker_threads');
const { version } = require('lanner');
const { createWebAssembly } = require('lanner/webassembly');
if (isMainThread) {
  new Worker(__filename).on('message', (message) => console.log(message, version(), typeof createWebAssembly().instantiate));
} else {
  parentPort.postMessage(version());
}`,
    );
    assert.equal(node('required.js'), '0.1.0 0.1.0 function\n');
});

test('the package has what it should, and nothing else', () => {
    const installed = path.join(folder, 'node_modules/lanner');
    assert.deepEqual(fs.readdirSync(installed).sort(), ['LICENSE', 'README.md', 'lib', 'native', 'package.json']);
    const { version } = JSON.parse(fs.readFileSync(path.join(installed, 'package.json'), 'utf8'));
    assert.equal(version, lanner.version());
    assert.ok(fs.existsSync(path.join(installed, 'native/liblanner.so')));
});
