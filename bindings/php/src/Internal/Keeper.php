<?php

declare(strict_types=1);

namespace Lanner\Internal;

/**
 * Deletes a store, when neither the store nor a view of its memories is left.
 *
 * @internal
 */
final class Keeper
{
    /** @var ?\WeakMap<\FFI\CData, self> what views keep from being deleted */
    private static ?\WeakMap $views = null;

    /** @var array<int, \WeakReference<self>> */
    private static array $all = [];

    public function __construct(private int $store)
    {
        self::$all[$store] = \WeakReference::create($this);
    }

    /** Has the store live as long as a view. */
    public function keep(\FFI\CData $view): void
    {
        self::$views ??= new \WeakMap();
        self::$views[$view] = $this;
    }

    public function __destruct()
    {
        // At shutdown PHP calls destructors of what is still in use: then a view is, and other destructors may look at it.
        foreach (self::$views ?? [] as $keeper) {
            if ($keeper === $this) {
                return;
            }
        }
        $this->delete();
    }

    private function delete(): void
    {
        $store = $this->store;
        $this->store = 0;
        unset(self::$all[$store]);
        if ($store !== 0 && !Native::isReleasedByItsEnd()) {
            // What its guests held is gone already, or goes with it.
            $before = Calls::$released;
            Native::ffi()->wasm_store_delete($store);
            Calls::$released = $before;
        }
    }

    /** Deletes all stores, after a fatal error that leaves destructors out. */
    public static function deleteAll(): void
    {
        foreach (self::$all as $reference) {
            $reference->get()?->delete();
        }
    }
}
