<?php

/* Mistakes that PHP turns into something to catch, among traps of guests, outside and inside of callbacks; and child processes. */

declare(strict_types=1);

namespace Lanner\Tests;

require __DIR__ . '/common.php';

$times = (int) $argv[1];
$caught = [];
$children = 0;
pcntl_async_signals(true);
pcntl_signal(SIGCHLD, static function () use (&$children): void {
    $children++;
});
$fault = static function () use (&$caught): void {
    foreach (
        [
            static fn () => intdiv(1, 0),
            static fn () => 1 % 0,
            static fn () => 1 << -1,
            static fn () => null->method(),
            static fn () => \FFI::new('int[1]')[1],
            static fn () => intdiv(PHP_INT_MIN, -1),
            static fn () => new \DateTime('never at all'),
        ] as $index => $act
    ) {
        try {
            $act();
            $name = 'nothing';
        } catch (\Throwable $error) {
            $name = $error::class;
        }
        $caught["$index $name"] = ($caught["$index $name"] ?? 0) + 1;
    }
};
$instance = trapped($fault);
for ($number = 0; $number < $times; $number++) {
    traps($instance, $number % 100 === 0);
    $fault();
    $instance->call('call');
    if ($number % 100 === 0) {
        // A new store, and a child process between.
        $instance = trapped($fault);
        if (exec('echo child', $lines, $status) !== 'child' || $status !== 0) {
            throw new \Exception('the child process');
        }
    }
}
if ($children !== intdiv($times + 99, 100)) {
    throw new \Exception("$children children have ended");
}
foreach ($caught as $name => $count) {
    echo $name, ' ', $count === 2 * $times ? 'all' : $count, "\n";
}
