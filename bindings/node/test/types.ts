/** Uses of the types, which the compiler of TypeScript checks: types.test.mjs. Nothing of it runs. */
import {
    Allocator,
    CallOptions,
    Caller,
    Component,
    ComponentError,
    ComponentInstance,
    ComponentLinker,
    Engine,
    Files,
    Instance,
    KeyValueStore,
    Linker,
    Memory,
    Module,
    Store,
    Table,
    Trap,
    WasiConfig,
    WaitOptions,
    WasmFunction,
    interrupt,
    waits,
} from 'lanner';
import { createWebAssembly, RuntimeError } from 'lanner/webassembly';

const engine = new Engine({ interruptible: true, memoryMode: 'guarded', features: ['simd'] });
const module = new Module(engine, new Uint8Array(8));
const store = new Store(engine, { memoryBytes: 1 << 20, fuel: 5n });
const linker = new Linker(engine, { allowShadowing: true });
const made: WasmFunction = linker.defineFunction(store, 'host', 'f', ['i32'], ['i64'], (value: number) => BigInt(value));
const other = new WasmFunction(store, [], [], (caller) => caller.memory, { withCaller: true });
linker.define('a', 'b', other).defineWasi(new WasiConfig().addFiles(new Files(), '/', 'all').capture());
const instance: Instance = linker.instantiate(store, module);
const sum: number = instance.exports.add(1, 2);
const memory: Memory = instance.get('memory');
const bytes: Uint8Array = memory.view(0, 10);
const buffer: ArrayBuffer = memory.buffer;
const text: string = new Allocator(instance, { free: null }).callText(made, 'text', bytes, 5);
const results: readonly string[] = made.type.results;
const table = new Table(store, 'funcref', 1);
const status: number = instance.run();
const wasi: WasiConfig = new WasiConfig().addArchive('a.zip', '/a').addListener('127.0.0.1:0');
wasi.allowPeers('::1', 80).allowPeers('10.0.0.0/8').setClock(new Date(), 0.5).setClock(7000).setMostDescriptors(16);
wasi.addOverlay('data', '/data', 1 << 20).allowConnect('example.com').allowListen('[::1]:0').allowNameLookup('*').allowHttp('*');
wasi.allowPrivateAnswers().addSetting('a', 'b').addKeyValueStore('s', new KeyValueStore(100).set('k', 'v')).setLimits({ sockets: 1 });
const ended: number = new Linker(engine).defineWasi(wasi).run(store, module);
store.fuel = 5;
const fuel: bigint = store.fuel;
const deadline: string = store.withDeadline(5, () => 'done');
for (const item of module.imports) {
    if (item.kind === 'function') {
        const params: readonly string[] = item.type.params;
        void params;
    }
}
try {
    made(1);
} catch (error) {
    if (error instanceof Trap && error.code === 'UNREACHABLE') {
        void error.frames[0].functionName;
    }
    if (error instanceof RuntimeError) {
        void error.code;
    }
}
interrupt(store.id);
const component = Component.fromFile(engine, 'a.wasm');
const components = new ComponentLinker(store).defineWasi(wasi).define(null, 'f', (name: string) => name.length);
const reader: ComponentInstance = components.instantiate(component);
const words: any = reader.exports.countWords('a b');
const wave: string = reader.callWave('count-words("a b")');
const ends: number = components.run(new Component(engine, bytes));
for (const item of component.interface.exports) {
    if (item.kind === 'function') {
        const params: readonly string[] = item.parameters.map((parameter) => parameter.name);
        void params;
    }
}
void [words, wave, ends, new ComponentError({ code: 5 }).value];
const waiting: WasmFunction = linker.defineFunction(
    store,
    'host',
    'wait',
    ['i32'],
    [],
    async (caller: Caller, number: number, { signal }: WaitOptions) => signal.throwIfAborted(),
    { async: true, withCaller: true },
);
const options: CallOptions = { signal: AbortSignal.timeout(5) };
const later: Promise<any> = waiting.callAsync(1, options);
const laterText: Promise<string> = store.withDeadline(5, () => reader.callWaveAsync('count-words("a b")', options));
components.define('a:b/c', 'd', async (name: string, { signal }: WaitOptions) => signal.aborted, { async: true });
void [later, laterText, reader.exports.countWords.callAsync('a b', options), reader.callAsync('count-words', 'a b'), waits().length];
const api = createWebAssembly({ engine, limits: { memoryBytes: 5 } });
const given: ArrayBuffer = new api.Memory({ initial: 1 }).buffer;
api.store.close();

// @ts-expect-error: no such signal
waiting.callAsync({ signal: 5 } satisfies CallOptions);
// @ts-expect-error: no such option
new Engine({ interruptable: true });
// @ts-expect-error: no such type
new WasmFunction(store, ['i33'], [], () => 1);
// @ts-expect-error: a function of JavaScript is not yet one of WebAssembly
linker.define('a', 'b', 5);
// @ts-expect-error: it cannot be set
module.imports = [];
// @ts-expect-error: no such code
made instanceof Trap && made.code === 'NO';
void [sum, buffer, text, results, table, status, ended, fuel, deadline, given];
