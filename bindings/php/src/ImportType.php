<?php

declare(strict_types=1);

namespace Lanner;

/** An import of a module. The type is null for a tag. */
final class ImportType
{
    public function __construct(
        public readonly string $module,
        public readonly string $name,
        public readonly ExternKind $kind,
        public readonly FunctionType|GlobalType|TableType|MemoryType|null $type,
    ) {
    }
}
