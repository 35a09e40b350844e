<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Owned;

/** A reference of a guest that stands for no value of PHP, such as a structure. It can be given back to guests of its store. */
final class Reference extends Owned
{
    private function __construct(private readonly Store $store)
    {
    }

    /** @internal */
    public static function take(Store $store, int $handle): self
    {
        $made = new self($store);
        $made->own($handle);
        $made->state = $store->state;
        return $made;
    }

    public function __destruct()
    {
        $this->release('wasm_ref_delete');
    }

    /** The store that it belongs to. */
    public function store(): Store
    {
        return $this->store;
    }
}
