<?php

/* What calls cost: bindings/bench/README.md says what is measured, and what the keys mean. */

declare(strict_types=1);

require __DIR__ . '/autoload.php';

use Lanner\Engine;
use Lanner\Instance;
use Lanner\Module;
use Lanner\Store;
use Lanner\Trap;
use Lanner\WasmFunction;

$isQuick = (getenv('LANNER_BENCH_QUICK') ?: '') !== '';
$million = $isQuick ? 10_000 : 1_000_000;
$folder = getenv('LANNER_BENCH_MODULE') ?: '';
$module = $folder === '' ? __DIR__ . '/../bench/bench.wat' : "$folder/bench.wasm";

$engine = new Engine();
$store = new Store($engine);
$add = new WasmFunction($store, ['i32', 'i32'], ['i32'], static fn (int $left, int $right): int => $left + $right);
$instance = new Instance($store, Module::fromFile($engine, $module), ['host' => ['add' => $add]]);
$guestAdd = $instance->function('add');
if ($guestAdd(40, 2) !== 42) {
    throw new Exception('add is wrong');
}
$line = ['language' => 'PHP ' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION, 'engine' => 'lanner'];
$start = getenv('LANNER_BENCH_START') ?: '';
if ($start !== '') {
    $now = (int) (microtime(true) * 1e6) * 1000;
    $line['first_answer_ms'] = round(($now - (int) $start) / 1e6, 1);
}

/** Nanoseconds that a function takes. */
function nanoseconds(Closure $function): int
{
    $start = hrtime(true);
    $function();
    return hrtime(true) - $start;
}

$calls = static function (int $count) use ($guestAdd): void {
    for ($index = 0; $index < $count; $index++) {
        $guestAdd($index, 2);
    }
};
$calls(intdiv($million, 10));
$line['call_ns'] = round(nanoseconds(static fn () => $calls($million)) / $million, 1);

$callHost = $instance->function('call_host');
$callHost(intdiv($million, 10));
$line['callback_ns'] = round(nanoseconds(static fn () => $callHost($million)) / $million, 1);

$memory = $instance->memory();
$megabyte = $instance->function('megabyte');
$content = random_bytes(1 << 20);
$best = PHP_INT_MAX;
for ($round = 0, $rounds = $isQuick ? 1 : 10; $round < $rounds; $round++) {
    $best = min($best, nanoseconds(static function () use ($memory, $megabyte, $content): void {
        for ($index = 0; $index < 10; $index++) {
            $memory->write(0, $content);
            $megabyte();
            $read = $memory->read(0, 1 << 20);
        }
    }));
}
if ($memory->read(0, 1 << 20) !== ~$content) {
    throw new Exception('megabyte is wrong');
}
$line['megabyte_us'] = round($best / 10_000, 1);

$trap = $instance->function('trap');
$traps = static function (int $count) use ($trap): void {
    for ($index = 0; $index < $count; $index++) {
        try {
            $trap();
        } catch (Trap) {
            continue;
        }
        throw new Exception('nothing was thrown');
    }
};
$traps($isQuick ? 1 : 100);
$count = $isQuick ? 10 : 1000;
$line['trap_us'] = round(nanoseconds(static fn () => $traps($count)) / 1000 / $count, 1);

// What PHP itself takes: for a function of its own, and for one of C that does nothing, by FFI.
$plain = static fn (int $left, int $right): int => $left + $right;
$loop = nanoseconds(static function () use ($million): void {
    for ($index = 0; $index < $million; $index++) {
    }
});
$line['plain_ns'] = round((nanoseconds(static function () use ($plain, $million): void {
    for ($index = 0; $index < $million; $index++) {
        $plain($index, 2);
    }
}) - $loop) / $million, 1);
[$path] = Lanner\Internal\Native::find();
$ffi = FFI::cdef('const char *lanner_version(void);', $path);
$line['ffi_ns'] = round((nanoseconds(static function () use ($ffi, $million): void {
    for ($index = 0; $index < $million; $index++) {
        $ffi->lanner_version();
    }
}) - $loop) / $million, 1);

echo json_encode($line), "\n";
