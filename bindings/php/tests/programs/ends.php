<?php

/* What a process ends by, after guests have run and trapped. */

declare(strict_types=1);

namespace Lanner\Tests;

require __DIR__ . '/common.php';

$mode = $argv[1];
$inside = ($argv[2] ?? '') === 'inside';
$act = static function () use ($mode): void {
    switch ($mode) {
        case 'null':
            // A fault of C in the process, which PHP has no handler for.
            \FFI::cdef('size_t strlen(size_t);')->strlen(0);
            break;
        case 'abort':
            \FFI::cdef('void abort(void);')->abort();
            break;
        case 'recursion':
            // PHP calls itself by C here, until the stack is used up.
            $again = static function (array $array) use (&$again): void {
                array_map($again, [$array]);
            };
            ini_set('memory_limit', -1);
            $again([]);
            break;
        case 'int':
            posix_kill(getmypid(), SIGINT);
            break;
        case 'term':
            posix_kill(getmypid(), SIGTERM);
            break;
        case 'pipe':
            posix_kill(getmypid(), SIGPIPE);
            break;
        case 'alarm':
            pcntl_alarm(1);
            sleep(5);
            break;
        default:
            throw new \Exception($mode);
    }
};
$instance = trapped($act);
for ($number = 0; $number < 20; $number++) {
    traps($instance, false);
}
if ($inside) {
    $instance->call('call');
} else {
    $act();
}
echo "goes on\n";
