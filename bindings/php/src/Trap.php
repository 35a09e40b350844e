<?php

declare(strict_types=1);

namespace Lanner;

/** A guest has trapped. Its instance can still be called. */
final class Trap extends LannerError
{
    /**
     * @param TrapCode $trapCode why
     * @param list<Frame> $frames the functions of the guest that were active, the innermost first
     */
    public function __construct(
        string $message,
        public readonly TrapCode $trapCode = TrapCode::None,
        public readonly array $frames = [],
    ) {
        parent::__construct($message, $trapCode->value);
    }

    /** The frames as text, one a line. */
    public function backtrace(): string
    {
        return implode("\n", array_map(static fn (Frame $frame): string => "  at $frame", $this->frames));
    }
}
