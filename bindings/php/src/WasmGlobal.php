<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Native;
use Lanner\Internal\Owned;
use Lanner\Internal\Slots;
use Lanner\Internal\Types;
use Lanner\Internal\Values;

/** A global. */
final class WasmGlobal extends Owned implements Extern
{
    private Store $store;
    private GlobalType $type;

    /** Makes one of the host. */
    public function __construct(Store $store, ValueType|string $type, mixed $value, bool $mutable = false)
    {
        $this->begin();
        $content = ValueType::of($type);
        $pointer = $store->state->open();
        $ffi = Native::ffi();
        $initial = Values::tagged($store->state, $content, $value, 'the value');
        $description = $ffi->wasm_globaltype_new($ffi->wasm_valtype_new($content->value), $mutable ? 1 : 0);
        $handle = $ffi->wasm_global_new($pointer, $description, $initial);
        $ffi->wasm_globaltype_delete($description);
        self::releaseReference($content, $initial);
        $this->hold($store, Native::made($handle, 'making the global'), new GlobalType($content, $mutable));
    }

    /** @internal */
    public static function take(Store $store, int $handle): self
    {
        $made = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $type = Native::made(Native::ffi()->wasm_global_type($handle), 'reading the type');
        $made->hold($store, $handle, Types::global($type));
        Native::ffi()->wasm_globaltype_delete($type);
        return $made;
    }

    private function hold(Store $store, int $handle, GlobalType $type): void
    {
        $this->own($handle);
        $this->store = $store;
        $this->state = $store->state;
        $this->type = $type;
    }

    public function __destruct()
    {
        $this->release('wasm_global_delete');
    }

    public function store(): Store
    {
        return $this->store;
    }

    /** The type of the content, and if it can be set. */
    public function type(): GlobalType
    {
        return $this->type;
    }

    /** The value. */
    public function get(): mixed
    {
        $this->state->open();
        if ($this->type->content === ValueType::V128) {
            throw new LannerError('the global is of type v128, which the C API passes to functions only');
        }
        $tagged = Native::ffi()->new('wasm_val_t[1]');
        Native::ffi()->wasm_global_get($this->live(), $tagged);
        $slots = Slots::make(1);
        $slots->i64[0] = $tagged[0]->of->i64;
        return Values::read($this->state, $slots, 0, $this->type->content->value, true);
    }

    /**
     * Sets the value.
     *
     * @throws LannerError when the global is constant
     * @throws \TypeError|\ValueError when the value is none of its type
     */
    public function set(mixed $value): void
    {
        $this->state->open();
        if (!$this->type->isMutable) {
            throw new LannerError('the global is constant; a mutable one was expected');
        }
        $tagged = Values::tagged($this->state, $this->type->content, $value, 'the value');
        Native::ffi()->wasm_global_set($this->live(), $tagged);
        self::releaseReference($this->type->content, $tagged);
    }

    private static function releaseReference(ValueType $content, \FFI\CData $tagged): void
    {
        if ($content->isReference()) {
            Values::releaseAll([$tagged[0]->of->i64]);
        }
    }
}
