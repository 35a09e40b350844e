<?php

/* Ends the script in one way or another, while a guest runs. */

declare(strict_types=1);

namespace Lanner\Tests;

require __DIR__ . '/common.php';

$mode = $argv[1];
$inner = null;
$instance = trapped(static function () use ($mode, &$inner): void {
    switch ($mode) {
        case 'status':
            exit(3);
        case 'text':
            exit("the end\n");
        case 'nested':
            $inner->call('call');
            break;
        case 'fiber':
            (new \Fiber(static fn () => exit(3)))->start();
            break;
        case 'destructor':
            new class () {
                public function __destruct()
                {
                    exit(3);
                }
            };
            break;
        case 'memory':
            str_repeat('x', PHP_INT_MAX - 100);
            break;
        case 'limit':
            ini_set('memory_limit', '32M');
            $text = 'x';
            while (true) {
                $text .= $text;
            }
            // no break
        case 'error':
            trigger_error('fatal', E_USER_ERROR);
            // no break
        case 'time':
            set_time_limit(1);
            while (true) {
                continue;
            }
            // no break
        case 'kill':
            posix_kill(getmypid(), SIGTERM);
            sleep(5);
            break;
        case 'uncaught':
            throw new \LogicException('nobody catches this');
        case 'signal':
            posix_kill(getmypid(), SIGUSR1);
            break;
    }
});
$inner = trapped(static fn () => exit(3));
if ($mode === 'signal') {
    pcntl_async_signals(true);
    pcntl_signal(SIGUSR1, static fn () => exit(3));
}
register_shutdown_function(static function () use ($instance): void {
    echo 'shutdown';
    try {
        echo ' ', $instance->call('one');
        traps($instance);
    } catch (\Throwable $error) {
        echo ' ', $error::class, str_contains($error->getMessage(), 'fatal error has cut off') ? ' cut off' : $error->getMessage();
    }
    echo "\n";
});
// Something that lives on.
$GLOBALS['more'] = [];
for ($number = 0; $number < 20; $number++) {
    $GLOBALS['more'][] = $other = Guests::calling(static fn () => null);
    $GLOBALS['more'][] = $other->memory()->view();
}
match ($mode) {
    'outside' => exit(3),
    'spin' => (static function () use ($instance): void {
        set_time_limit(1);
        $instance->call('spin');
    })(),
    'normal' => null,
    default => $instance->call('call'),
};
echo "after\n";
