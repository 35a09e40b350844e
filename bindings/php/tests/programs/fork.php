<?php

/* Forks: before .NET is started, and after it and during a call, where the child works with guests too (work) or not (none). */

declare(strict_types=1);

namespace Lanner\Tests;

require __DIR__ . '/common.php';

$mode = $argv[1];
$times = (int) $argv[2];
$isWorking = ($argv[3] ?? 'work') === 'work';

function work(): void
{
    static $number = 0;
    for ($round = 0; $round < 2; $round++) {
        $instance = Guests::calling(static fn () => null);
        traps($instance, $round === 0);
        $instance->call('call');
        $number++;
        $module = new \Lanner\Module(Guests::engine(), "(module (func (export \"f\") (result i32) (i32.const $number)))");
        if ((new \Lanner\Instance(new \Lanner\Store(Guests::engine()), $module))->call('f') !== $number) {
            throw new \Exception('wrong');
        }
    }
}

function child(callable $work): int
{
    // A child that hangs is ended by it.
    $child = pcntl_fork();
    if ($child === 0) {
        pcntl_alarm(100);
        try {
            $work();
        } catch (\Throwable $error) {
            fwrite(STDERR, "$error\n");
            exit(1);
        }
        exit(0);
    }
    return $child;
}

if ($mode !== 'before') {
    work();
}
$childWork = $isWorking ? work(...) : static fn () => null;
$kept = $mode === 'before' ? [] : [trapped(static fn () => null), Guests::calling(static fn () => null)->memory()->view()];
$bad = [];
for ($number = 0; $number < $times; $number++) {
    if ($mode === 'during') {
        // The child goes on in the host function, and then from the call of the guest.
        $children = [];
        $isChild = false;
        $forking = Guests::calling(static function () use (&$children, &$isChild, $childWork): void {
            $children[] = $child = pcntl_fork();
            if ($child === 0) {
                pcntl_alarm(100);
                $isChild = true;
                $childWork();
            }
        });
        $forking->call('call');
        if ($isChild) {
            $childWork();
            exit(0);
        }
    } else {
        $children = [child($childWork), child($childWork)];
    }
    if ($mode !== 'before') {
        work();
    }
    foreach ($children as $child) {
        pcntl_waitpid($child, $status);
        if (!pcntl_wifexited($status) || pcntl_wexitstatus($status) !== 0) {
            $bad[] = pcntl_wifsignaled($status) ? 'signal ' . pcntl_wtermsig($status) : 'status ' . pcntl_wexitstatus($status);
        }
    }
}
work();
echo $bad === [] ? 'good' : implode(', ', $bad), "\n";
