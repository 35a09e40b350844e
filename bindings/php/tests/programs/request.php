<?php

/* A request of PHP-FPM, or a script of php-cli, where the classes are preloaded: nothing is included. */

declare(strict_types=1);

use Lanner\Engine;
use Lanner\Instance;
use Lanner\Module;
use Lanner\Store;
use Lanner\Trap;
use Lanner\WasmFunction;

$mode = $_GET['mode'] ?? $argv[1] ?? 'work';
$isStarted = static fn (): bool => str_contains((string) file_get_contents('/proc/self/maps'), 'libcoreclr.so');
$before = $isStarted();
if ($mode === 'version') {
    echo Lanner\Lanner::version(), $isStarted() ? ' started' : ' not started';
    return;
}
$engine = new Engine(interruptible: true);
$store = new Store($engine, memoryBytes: 1 << 24);
$host = new WasmFunction($store, ['i32'], ['i32'], static function (int $value) use ($mode): int {
    if ($mode === 'fatal') {
        trigger_error('a fatal error', E_USER_ERROR);
    }
    if ($mode === 'exit') {
        exit('ended');
    }
    return $mode === 'throw' ? throw new LogicException('thrown') : $value + 1;
});
$instance = new Instance($store, new Module($engine, '(module
    (import "host" "next" (func $next (param i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "next") (param i32) (result i32) (call $next (local.get 0)))
    (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))'), ['host' => ['next' => $host]]);
$codes = [];
for ($number = 0; $number < 20; $number++) {
    try {
        $instance->call('load', 65536);
    } catch (Trap $trap) {
        $codes[$trap->trapCode->name] = ($codes[$trap->trapCode->name] ?? 0) + 1;
    }
}
$view = $instance->memory()->view();
$view[0] = 7;
try {
    $next = $instance->call('next', 41);
} catch (LogicException $error) {
    $next = $error->getMessage();
}
if ($mode === 'collect') {
    // Work for the collector of .NET.
    for ($number = 0; $number < 300; $number++) {
        $other = new Store($engine);
        $module = new Module($engine, "(module (memory 1) (func (export \"f\") (result i32) (i32.const $number)))");
        if ((new Instance($other, $module))->call('f') !== $number) {
            throw new Exception('wrong');
        }
    }
}
echo json_encode([
    'pid' => getmypid(),
    'started' => $before,
    'next' => $next,
    'traps' => $codes,
    'byte' => $instance->memory()[0],
    'ffi' => ini_get('ffi.enable'),
]);
if ($mode === 'lasting') {
    // An error that leaves destructors out, but outside of guests.
    trigger_error('a fatal error', E_USER_ERROR);
}
