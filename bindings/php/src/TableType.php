<?php

declare(strict_types=1);

namespace Lanner;

/** The type of a table. */
final class TableType
{
    /** @param ?int $maximum null when there is none */
    public function __construct(
        public readonly ValueType $element,
        public readonly int $minimum,
        public readonly ?int $maximum,
    ) {
    }
}
