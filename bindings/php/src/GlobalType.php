<?php

declare(strict_types=1);

namespace Lanner;

/** The type of a global. */
final class GlobalType
{
    public function __construct(public readonly ValueType $content, public readonly bool $isMutable)
    {
    }
}
