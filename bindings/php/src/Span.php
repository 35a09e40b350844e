<?php

declare(strict_types=1);

namespace Lanner;

/** A piece of a guest's memory. */
final class Span
{
    public function __construct(public readonly int $address, public readonly int $length)
    {
    }
}
