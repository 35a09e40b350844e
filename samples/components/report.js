// Reports on the words of standard input, as report.c does. The words are counted by another component.
import words from 'lanner:samples/words@0.1.0';
import stdin from 'wasi:cli/stdin@0.2.0';
import stdout from 'wasi:cli/stdout@0.2.0';

// The engine has no TextDecoder: a byte is a character until all of them are there.
function readAll() {
    const input = stdin.getStdin();
    let text = '';
    try {
        for (;;) {
            text += String.fromCharCode(...input.blockingRead(1024));
        }
    } catch {
        // The end of a stream is an error.
        return decodeURIComponent(escape(text));
    }
}

function print(text) {
    const bytes = Uint8Array.from(unescape(encodeURIComponent(text)), character => character.charCodeAt(0));
    const output = stdout.getStdout();
    for (let start = 0; start < bytes.length; start += 4096) {
        output.blockingWriteAndFlush(bytes.subarray(start, start + 4096));
    }
}

const linesOf = counts => counts.map(({ word, count }) => `${String(count).padStart(6)} ${word}\n`).join('');

export const run = {
    run() {
        const lines = readAll().match(/.*\n|.+$/g) ?? [];
        const counter = new words.Counter();
        const total = lines.map(line => counter.add(line)).reduce((sum, count) => sum + count, 0);
        const longest = counter.longest();
        print(`${lines.length} lines, ${total} words\n`
            + `the most frequent:\n${linesOf(counter.top(5))}`
            + (longest === null ? '' : `the longest: ${longest}\n`)
            + `the first line:\n${linesOf(words.count(lines[0] ?? ''))}`);
    },
};
