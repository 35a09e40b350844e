<?php

declare(strict_types=1);

namespace Lanner\Internal;

/**
 * A function of PHP that guests call. Its store holds it, and nothing else does: what the function refers to may hold the store.
 *
 * @internal
 */
final class HostFunction
{
    public function __construct(
        public readonly StoreState $state,
        public readonly Signature $signature,
        public readonly \Closure $function,
        public readonly bool $withCaller,
    ) {
    }
}
