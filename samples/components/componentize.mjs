// Makes a component of a core module, with the wasm-tools that are in the npm package @bytecodealliance/jco:
//
//     node componentize.mjs [--wit FILE --world NAME] [--command] MODULE COMPONENT
//
// The module has the imports and exports that the canonical ABI makes of the world. --command: it is a program for WASI 0.1
// with _start, and becomes a command of WASI 0.2 by jco's adapter.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options, positionals: [source, target] } = parseArgs({
    allowPositionals: true,
    options: { wit: { type: 'string' }, world: { type: 'string' }, command: { type: 'boolean' } },
});

// The folder of npm packages, if it is not found from here.
const packages = process.env.NODE_MODULES ? pathToFileURL(`${process.env.NODE_MODULES}/`) : import.meta.url;
const jco = await import(pathToFileURL(createRequire(packages).resolve('@bytecodealliance/jco')));

let binary = new Uint8Array(readFileSync(source));
if (options.wit) {
    // A section of the module says what world it is for.
    binary = await jco.componentEmbed({ binary, witSource: readFileSync(options.wit, 'utf8'), world: options.world });
}

const adapters = options.command
    ? [['wasi_snapshot_preview1', new Uint8Array(readFileSync(jco.preview1AdapterCommandPath()))]]
    : [];
writeFileSync(target, await jco.componentNew(binary, adapters));
