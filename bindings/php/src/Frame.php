<?php

declare(strict_types=1);

namespace Lanner;

/** A function of a guest that was active when it trapped. What the module does not tell is null. */
final class Frame implements \Stringable
{
    public function __construct(
        public readonly ?string $functionName,
        public readonly ?string $moduleName,
        public readonly ?int $functionIndex,
        /** The instruction, in bytes from the start of the function's body. */
        public readonly ?int $functionOffset,
        /** The instruction, in bytes from the start of the module. */
        public readonly ?int $moduleOffset,
        public readonly ?string $source,
        public readonly ?int $line,
        public readonly ?int $column,
    ) {
    }

    public function __toString(): string
    {
        $text = $this->functionName ?? "function $this->functionIndex";
        if ($this->moduleName !== null) {
            $text = "$this->moduleName.$text";
        }
        if ($this->moduleOffset !== null) {
            $text .= sprintf(' (+0x%x)', $this->moduleOffset);
        }
        return $this->source === null ? $text : "$text in $this->source:$this->line";
    }
}
