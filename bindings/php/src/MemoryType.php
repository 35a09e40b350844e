<?php

declare(strict_types=1);

namespace Lanner;

/** The type of a memory, in pages of 65536 bytes. */
final class MemoryType
{
    /** @param ?int $maximum null when there is none */
    public function __construct(public readonly int $minimum, public readonly ?int $maximum)
    {
    }
}
