/** Signals and child processes, with calls of guests that fault before and between. */
import assert from 'node:assert/strict';
import { execFile, execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { faultLanner, lannerGuest } from './guests.mjs';

const [what] = process.argv.slice(2);
const rounds = Number(process.env.ROUNDS);
const guest = lannerGuest();

const actions = {
    async handled() {
        // To wait for a signal does not keep the process alive.
        const alive = setInterval(() => {}, 1000);
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGUSR2', 'SIGHUP', 'SIGCHLD', 'SIGWINCH']) {
            const inside = lannerGuest(() => process.kill(process.pid, signal));
            for (let round = 0; round < rounds; round++) {
                const arrived = once(process, signal);
                faultLanner(guest, round % 100 === 0);
                if (round % 2 === 0) {
                    process.kill(process.pid, signal);
                } else {
                    inside.exports.call();
                }
                const [name] = await arrived;
                assert.equal(name, signal);
                assert.equal(guest.exports.divide(9, 3), 3);
            }
        }
        clearInterval(alive);
        console.log('done');
    },
    /** The parent sends a signal while this program waits, or while a guest runs that does not end. */
    async waiting() {
        faultLanner(guest);
        console.log('ready');
        setInterval(() => faultLanner(guest, false), 5);
    },
    spinning() {
        faultLanner(guest);
        process.stdout.write('ready\n', () => setTimeout(() => guest.exports.spin(), 10));
    },
    async children() {
        for (let round = 0; round < rounds; round++) {
            faultLanner(guest, round === 0);
            assert.equal(execFileSync('echo', ['text'], { encoding: 'utf8' }), 'text\n');
            assert.equal(spawnSync('sh', ['-c', 'exit 3']).status, 3);
            assert.equal(spawnSync('sh', ['-c', 'kill -TERM $$']).signal, 'SIGTERM');
            const { stdout } = await promisify(execFile)('cat', ['/proc/self/stat']);
            assert.match(stdout, /cat/);
            // In the child everything is as it always is: no signal is blocked or ignored on our account.
            const status = execFileSync('cat', ['/proc/self/status'], { encoding: 'utf8' });
            assert.match(status, /^SigBlk:\s+0+$/m);
            assert.match(status, /^SigIgn:\s+0+$/m);
        }
        const child = fork(fileURLToPath(import.meta.url), ['forked']);
        const [message] = await once(child, 'message');
        assert.equal(message, 'forked');
        const [code] = await once(child, 'exit');
        assert.equal(code, 0);
        console.log('done');
    },
    forked() {
        faultLanner(guest);
        process.send('forked', () => process.disconnect());
    },
    /** A connection that the other side has closed: an error, and no signal. */
    async pipe() {
        for (let round = 0; round < rounds; round++) {
            faultLanner(guest, round === 0);
            const server = net.createServer((socket) => socket.destroy());
            await once(server.listen(0), 'listening');
            const socket = net.connect(server.address().port);
            await once(socket, 'connect');
            const failed = once(socket, 'error');
            const writing = setInterval(() => socket.writable && socket.write(Buffer.alloc(65536)), 1);
            const [error] = await Promise.race([failed, once(socket, 'close').then(() => [{ code: 'closed' }])]);
            clearInterval(writing);
            assert.match(error.code, /EPIPE|ECONNRESET|closed/);
            socket.destroy();
            server.close();
        }
        console.log('done');
    },
};

await actions[what]();
