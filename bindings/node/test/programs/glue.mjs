/**
 * Loaders that others have written, with the WebAssembly object of Lanner in the place of the engine's own: of Emscripten, of wasm-bindgen,
 * of Go and of AssemblyScript. The first argument says which; the second is the folder with the packages.
 */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWebAssembly } from '../../lib/webassembly.mjs';

const [which, folder] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const theirs = globalThis.WebAssembly;
const ours = createWebAssembly({ limits: { memoryBytes: 2 ** 30 } });

/** Has loaders find Lanner from now on. */
function replace() {
    globalThis.WebAssembly = ours;
}

const programs = {
    /** A database of SQLite. */
    async emscripten() {
        replace();
        const SQL = await require('sql.js')();
        const database = new SQL.Database();
        database.run('create table birds (name text, weight real)');
        database.run('insert into birds values (?, ?), (?, ?)', ['Lanner', 0.7, 'Größe 🦜', 1.5]);
        const [{ columns, values }] = database.exec('select name, weight * 2 from birds order by weight desc');
        assert.deepEqual(
            [columns, values],
            [
                ['name', 'weight * 2'],
                [
                    ['Größe 🦜', 3],
                    ['Lanner', 1.4],
                ],
            ],
        );
        database.create_function('twice', (number) => number * 2);
        assert.deepEqual(database.exec('select twice(21)')[0].values, [[42]]);
        assert.throws(() => database.run('select weight from nowhere'), /no such table: nowhere/);
        const copy = new SQL.Database(database.export());
        assert.deepEqual(copy.exec('select count(*) from birds')[0].values, [[2]]);
        copy.close();
        database.close();
    },

    /** A picture is drawn, with objects that cross over in tables of externref or of the loader. */
    async bindgen() {
        replace();
        const { default: resvg } = await load('@resvg/resvg-wasm');
        const { initWasm, Resvg } = resvg;
        await initWasm(fs.readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
        const drawing =
            '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#ff8000"/></svg>';
        const picture = new Resvg(drawing, { fitTo: { mode: 'width', value: 40 } }).render();
        assert.deepEqual([picture.width, picture.height], [40, 20]);
        assert.deepEqual([...picture.pixels.slice(0, 4)], [255, 128, 0, 255]);
        assert.equal(Buffer.from(picture.asPng()).toString('latin1', 1, 4), 'PNG');
        assert.throws(() => new Resvg('this is no drawing'));
    },

    /** A compiler that is a program of Go, with Go's own wasm_exec.js. */
    async go() {
        const base = path.dirname(require.resolve('esbuild-wasm/package.json'));
        replace();
        globalThis.require = require;
        globalThis.fs = fs;
        globalThis.path = path;
        globalThis.crypto ??= crypto.webcrypto;
        require(path.join(base, 'wasm_exec.js'));
        const go = new globalThis.Go();
        const made = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-go-'));
        try {
            fs.writeFileSync(path.join(made, 'in.ts'), 'const answer: number = 40 + 2;\nexport { answer };\n');
            go.argv = [
                'esbuild',
                path.join(made, 'in.ts'),
                `--outfile=${path.join(made, 'out.js')}`,
                '--log-level=warning',
                '--minify-syntax',
            ];
            go.env = { TMPDIR: os.tmpdir() };
            let status;
            go.exit = (code) => {
                status = code;
            };
            const { instance } = await ours.instantiate(fs.readFileSync(path.join(base, 'esbuild.wasm')), go.importObject);
            await go.run(instance);
            assert.equal(status ?? 0, 0);
            assert.match(fs.readFileSync(path.join(made, 'out.js'), 'utf8'), /const answer = 42;/);
        } finally {
            fs.rmSync(made, { recursive: true });
        }
    },

    /** The compiler of AssemblyScript runs in V8; what it has made, with its bindings, in Lanner. */
    async assemblyscript() {
        const asc = await import(pathToFileURL(path.join(folder, 'node_modules/assemblyscript/dist/asc.js')).href);
        const made = fs.mkdtempSync(path.join(os.tmpdir(), 'lanner-as-'));
        try {
            fs.writeFileSync(
                path.join(made, 'in.ts'),
                `export function greet(name: string): string { return "Hello, " + name; }
         export function sum(values: Array<i64>): i64 { let all: i64 = 0;
           for (let i = 0; i < values.length; i++) all += values[i];
           return all; }
         export function fail(): void { throw new Error("it has failed"); }`,
            );
            const { error, stderr } = await asc.main(
                ['in.ts', '--outFile', 'out.wasm', '--bindings', 'raw', '--exportRuntime', '--baseDir', made, '--debug'],
                {
                    readFile: (name, base) =>
                        fs.existsSync(path.join(base, name)) ? fs.readFileSync(path.join(base, name), 'utf8') : null,
                    writeFile: (name, content, base) => fs.writeFileSync(path.join(base, name), content),
                },
            );
            assert.equal(error, null, String(stderr));
            fs.renameSync(path.join(made, 'out.js'), path.join(made, 'out.mjs'));
            replace();
            const { instantiate } = await import(pathToFileURL(path.join(made, 'out.mjs')).href);
            const module = await ours.compile(fs.readFileSync(path.join(made, 'out.wasm')));
            const exports = await instantiate(module, { env: {} });
            assert.equal(exports.greet('Größe 🦜'), 'Hello, Größe 🦜');
            assert.equal(exports.sum([1n, 2n, 2n ** 40n]), 2n ** 40n + 3n);
            assert.throws(() => exports.fail(), /it has failed/);
            for (let round = 0; round < 2000; round++) {
                assert.equal(exports.greet(`guest ${round}`), `Hello, guest ${round}`);
            }
        } finally {
            fs.rmSync(made, { recursive: true });
        }
    },
};

await programs[which]();
assert.notEqual(globalThis.WebAssembly, theirs);
console.log('done');
process.exit(0);
