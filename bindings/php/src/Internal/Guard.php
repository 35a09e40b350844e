<?php

declare(strict_types=1);

namespace Lanner\Internal;

/**
 * Notices that exit() has ended a host function. PHP unwinds for it as for an exception, but no catch and no finally of the script sees
 * it; destructors do, and one that throws an exception has that take the place of the exit.
 *
 * @internal
 */
final class Guard
{
    public bool $isArmed = false;

    public function __destruct()
    {
        if ($this->isArmed) {
            $this->isArmed = false;
            if (Calls::$isAsync) {
                try {
                    \pcntl_async_signals(false);
                } catch (\Throwable) {
                    // A handler, in the last moment: the exit goes before its exception.
                }
            }
            throw new HostExit('exit() was called in a host function');
        }
    }
}
