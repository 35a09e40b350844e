// Runs WASI programs in V8 for the benchmark: the same protocol as WorkerProtocol.cs, a line of JSON for each request and each answer.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Exit, Host } from "./node-wasi.mjs";

let module, programArguments;

const commands = {
    describe: () => ({ version: `V8 ${process.versions.v8} (Node ${process.versions.node})` }),
    load: request => {
        const bytes = readFileSync(request.path);
        programArguments = request.arguments;
        const start = performance.now();
        module = new WebAssembly.Module(bytes);
        return { milliseconds: performance.now() - start };
    },
    run: () => {
        const start = performance.now();
        const host = new Host(programArguments);
        const { memory, _start } = new WebAssembly.Instance(module, host.imports).exports;
        host.memory = memory;
        try {
            _start();
        } catch (error) {
            if (!(error instanceof Exit) || error.code !== 0) throw error;
        }
        return { milliseconds: performance.now() - start, output: Buffer.concat(host.printed).toString() };
    },
};

for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let answer;
    try {
        answer = commands[request.command](request);
    } catch (error) {
        answer = { error: `${error.name}: ${error.message}` };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
}
