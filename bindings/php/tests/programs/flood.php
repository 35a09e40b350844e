<?php

/*
 * Two signals with handlers of PHP, at any moment, while guests make traps that the hardware finds. The handlers are called at once
 * (async), or when the script asks for it (manual).
 */

declare(strict_types=1);

namespace Lanner\Tests;

require __DIR__ . '/common.php';

[, $mode, $times] = $argv;
pcntl_async_signals($mode === 'async');
$handled = [SIGUSR1 => 0, SIGALRM => 0];
$handler = static function (int $signal) use (&$handled): void {
    $handled[$signal]++;
};
pcntl_signal(SIGUSR1, $handler);
pcntl_signal(SIGALRM, $handler);
$calls = 0;
$instance = trapped(static function () use (&$calls): void {
    $calls++;
});

// One is sent by another process, as a program of its own: no fork of this one. The other comes from a timer.
$parent = getmypid();
$code = "while (posix_kill($parent, SIGUSR1)) { usleep(50); }";
$process = proc_open([PHP_BINARY, '-r', $code], [['file', '/dev/null', 'r'], STDERR, STDERR], $pipes);
$library = \FFI::cdef('int setitimer(int, const long *, long *);');
$interval = $library->new('long[4]');
$interval[1] = $interval[3] = 499;
$library->setitimer(0, $interval, null);

$end = microtime(true) + 600;
$rounds = 0;
while (($rounds < (int) $times || min($handled) < 100) && microtime(true) < $end) {
    traps($instance, $rounds % 50 === 0);
    $instance->call('call');
    if ($mode === 'manual' && $rounds % 5 === 0) {
        pcntl_signal_dispatch();
    }
    $rounds++;
}

$interval[1] = $interval[3] = 0;
$library->setitimer(0, $interval, null);
proc_terminate($process, SIGKILL);
proc_close($process);
pcntl_signal_dispatch();
$before = $handled;
foreach (array_keys($handled) as $signal) {
    posix_kill($parent, $signal);
    pcntl_signal_dispatch();
}
$isRight = $rounds >= (int) $times && $calls === $rounds && min($before) >= 100
    && $handled === [SIGUSR1 => $before[SIGUSR1] + 1, SIGALRM => $before[SIGALRM] + 1];
echo $isRight ? 'all' : json_encode([$rounds, $calls, $before, $handled]), "\n";
