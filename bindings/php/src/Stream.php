<?php

declare(strict_types=1);

namespace Lanner;

/** The standard streams, to be joined by "|". */
final class Stream
{
    public const STDIN = 1;
    public const STDOUT = 2;
    public const STDERR = 4;
    public const ALL = 7;

    private function __construct()
    {
    }
}
