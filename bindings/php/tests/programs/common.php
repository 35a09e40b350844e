<?php

/* What the programs begin with: a guest that has been called, and has trapped by the hardware. */

declare(strict_types=1);

namespace Lanner\Tests;

require_once __DIR__ . '/../../autoload.php';
require_once __DIR__ . '/../Guests.php';

/** An instance of CALLS that has made each trap that the hardware finds. */
function trapped(callable $function): \Lanner\Instance
{
    $instance = Guests::calling($function);
    traps($instance);
    return $instance;
}

function traps(\Lanner\Instance $instance, bool $withRecursion = true): void
{
    $codes = [];
    foreach ([['load', 65536], ['divide', 1, 0], ...($withRecursion ? [['recurse', 1]] : [])] as $call) {
        $trap = Guests::thrown(static fn () => $instance->call(...$call));
        $codes[] = $trap instanceof \Lanner\Trap ? $trap->trapCode->name : get_debug_type($trap);
    }
    if ($codes !== ['MemoryOutOfBounds', 'IntegerDivideByZero', ...($withRecursion ? ['StackExhausted'] : [])]) {
        throw new \Exception('the traps are ' . implode(', ', $codes));
    }
}
