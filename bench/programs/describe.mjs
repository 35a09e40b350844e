// Prints programs.json: for each program its category and scales, read from the PROGRAM line of its source, and what
// the native build prints for them.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const native = process.argv[2];
const programs = readdirSync(".").filter(file => file.endsWith(".c")).sort().map(file => {
    const name = file.slice(0, -2);
    const source = readFileSync(file, "utf8");
    const [, category, defaultScale, quickScale] = /^PROGRAM\("(.+)", (\d+), (\d+)\)$/m.exec(source);
    const expected = scale => execFileSync(join(native, name), [scale], { encoding: "utf8" });
    return {
        name,
        category,
        description: source.slice(3, source.indexOf("\n#")).replaceAll("\n// ", " "),
        defaultScale: Number(defaultScale),
        quickScale: Number(quickScale),
        expected: expected(defaultScale),
        expectedQuick: expected(quickScale),
    };
});
console.log(JSON.stringify(programs, undefined, 2));
