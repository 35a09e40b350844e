<?php

declare(strict_types=1);

namespace Lanner;

/** An export of a module. The type is null for a tag. */
final class ExportType
{
    public function __construct(
        public readonly string $name,
        public readonly ExternKind $kind,
        public readonly FunctionType|GlobalType|TableType|MemoryType|null $type,
    ) {
    }
}
