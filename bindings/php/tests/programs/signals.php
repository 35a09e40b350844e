<?php

/* Signals with handlers of PHP, while guests run and call back. */

declare(strict_types=1);

namespace Lanner\Tests;

require __DIR__ . '/common.php';

final class Signalled extends \Exception
{
}

$times = (int) $argv[1];
pcntl_async_signals(true);
$handled = 0;
$passing = true;
pcntl_signal(SIGUSR1, static function () use (&$handled, &$passing): void {
    $handled++;
    if (!$passing) {
        throw new Signalled();
    }
});
// Signals from outside, at any moment: another process sends them as fast as they are taken.
$sender = static function (int $signal, int $pause): int {
    $parent = getmypid();
    // Its own program: no fork of this process.
    $code = "while (posix_kill($parent, $signal)) { usleep($pause); }";
    $process = proc_open([PHP_BINARY, '-r', $code], [['file', '/dev/null', 'r'], STDERR, STDERR], $pipes);
    $GLOBALS['process'] = $process;
    return proc_get_status($process)['pid'];
};
$calls = 0;
$instance = trapped(static function () use (&$calls): void {
    $calls++;
});
$stores = [];
$caught = 0;
$pid = $sender(SIGUSR1, 100);
$end = microtime(true) + 600;
while ($caught < $times && microtime(true) < $end) {
    try {
        $passing = false;
        // Endless, but for the exception of a handler: in a host function, where the guest is ended and the exception comes out.
        $instance->call('spin_and_call');
        throw new \LogicException('not reached');
    } catch (Signalled) {
        $passing = true;
        $caught++;
    }
    // Here handlers only count.
    traps($instance, $caught % 50 === 0);
}
$passing = true;
posix_kill($pid, SIGTERM);
proc_close($GLOBALS['process']);
// Handlers that exit, and those of signals that came while a guest ran that does not call back.
posix_kill(getmypid(), SIGUSR1);
if ($instance->call('one') !== 1 || pcntl_async_signals() !== true) {
    exit(1);
}
traps($instance);
echo $caught >= $times ? 'caught' : "only $caught", ' ', $handled >= $caught ? 'handled' : 'lost', "\n";
