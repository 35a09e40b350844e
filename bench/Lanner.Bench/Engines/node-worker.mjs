// Runs WASI programs in V8 for the benchmark: the same protocol as WorkerProtocol.cs, a line of JSON for each request and each answer.
process.removeAllListeners("warning"); // node calls its WASI experimental at every start
process.on("warning", () => {});
const { WASI } = await import("node:wasi");
const { closeSync, mkdtempSync, openSync, readFileSync, rmSync } = await import("node:fs");
const { tmpdir } = await import("node:os");
const { join } = await import("node:path");
const { createInterface } = await import("node:readline");

const directory = mkdtempSync(join(tmpdir(), "lanner-bench-"));
const outputFile = join(directory, "output");
let bytes, module, programArguments;

const commands = {
    describe: () => ({ version: `V8 ${process.versions.v8} (Node ${process.versions.node})` }),
    load: request => {
        bytes = readFileSync(request.path);
        programArguments = request.arguments;
        const start = performance.now();
        module = new WebAssembly.Module(bytes);
        return { milliseconds: performance.now() - start };
    },
    run: () => {
        const output = openSync(outputFile, "w");
        try {
            const start = performance.now();
            const wasi = new WASI({ version: "preview1", args: programArguments, env: {}, stdout: output, returnOnExit: true });
            const exitCode = wasi.start(new WebAssembly.Instance(module, wasi.getImportObject()));
            const milliseconds = performance.now() - start;
            if (exitCode) throw new Error(`exit code ${exitCode}`);
            return { milliseconds, output: readFileSync(outputFile, "utf8") };
        } finally {
            closeSync(output);
        }
    },
};

try {
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
} finally {
    rmSync(directory, { recursive: true, force: true });
}
