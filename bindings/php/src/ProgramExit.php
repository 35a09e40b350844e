<?php

declare(strict_types=1);

namespace Lanner;

/** A program of WASI has ended itself. */
final class ProgramExit extends LannerError
{
    /** @param int $status the status that it gave */
    public function __construct(public readonly int $status)
    {
        parent::__construct("the program has ended with status $status");
    }
}
