// Runs a guest under node's own WASI, as a second opinion on what a guest should print.
//   node run-with-node.mjs [--directory PATH] [--environment NAME=VALUE] FILE.wasm [ARGUMENT…]
//   node run-with-node.mjs --invoke FUNCTION FILE.wasm [NUMBER…]
// --directory preopens PATH under the name ".". The exit code is the guest's; a trap exits with 134.
process.removeAllListeners("warning"); // node calls its WASI experimental at every start
process.on("warning", () => {});
const { WASI } = await import("node:wasi");
const { readFile } = await import("node:fs/promises");

const words = process.argv.slice(2);
const options = { directory: undefined, environment: {}, invoke: undefined };
while (words[0]?.startsWith("--")) {
    const option = words.shift();
    if (option === "--directory") options.directory = words.shift();
    else if (option === "--invoke") options.invoke = words.shift();
    else if (option === "--environment") {
        const [name, ...value] = words.shift().split("=");
        options.environment[name] = value.join("=");
    }
    else throw new Error(`unknown option ${option}`);
}

const wasi = new WASI({
    version: "preview1",
    args: words,
    env: options.environment,
    preopens: options.directory === undefined ? {} : { ".": options.directory },
    returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(words[0]));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());

try {
    if (options.invoke === undefined) {
        process.exitCode = wasi.start(instance);
    } else {
        wasi.initialize({ exports: { ...instance.exports, memory: instance.exports.memory ?? new WebAssembly.Memory({ initial: 0 }) } });
        const invoked = instance.exports[options.invoke];
        const call = numbers => invoked(...numbers);
        let result;
        try {
            result = call(words.slice(1).map(Number));
        } catch (error) {
            // JavaScript wants a BigInt for each i64, and does not say beforehand which parameters those are.
            if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
            result = call(words.slice(1).map(BigInt));
        }
        if (result !== undefined) console.log(String(result));
    }
} catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError) && !(error instanceof RangeError)) throw error;
    console.error(`trap: ${error.message}`);
    process.exitCode = 134;
}
