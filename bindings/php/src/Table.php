<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Native;
use Lanner\Internal\Owned;
use Lanner\Internal\Types;
use Lanner\Internal\Values;

/**
 * A table: count($table), $table[3], $table[3] = $function.
 *
 * @implements \ArrayAccess<int, mixed>
 */
final class Table extends Owned implements Extern, \ArrayAccess, \Countable
{
    private Store $store;
    private TableType $type;

    /**
     * Makes one of the host.
     *
     * @throws \ValueError when a size is no number of 32 bits
     */
    public function __construct(Store $store, ValueType|string $element, int $minimum, ?int $maximum = null, mixed $initial = null)
    {
        $this->begin();
        $type = ValueType::of($element);
        $pointer = $store->state->open();
        $ffi = Native::ffi();
        $limits = Types::newLimits($minimum, $maximum, 'elements');
        $reference = Values::reference($store->state, $type, $initial, 'the first value');
        $description = $ffi->wasm_tabletype_new($ffi->wasm_valtype_new($type->value), $limits);
        $handle = $ffi->wasm_table_new($pointer, $description, $reference);
        $ffi->wasm_tabletype_delete($description);
        Values::releaseAll([$reference]);
        $this->hold($store, Native::made($handle, 'making the table'), new TableType($type, $minimum, $maximum));
    }

    /** @internal */
    public static function take(Store $store, int $handle): self
    {
        $made = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $type = Native::made(Native::ffi()->wasm_table_type($handle), 'reading the type');
        $made->hold($store, $handle, Types::table($type));
        Native::ffi()->wasm_tabletype_delete($type);
        return $made;
    }

    private function hold(Store $store, int $handle, TableType $type): void
    {
        $this->own($handle);
        $this->store = $store;
        $this->state = $store->state;
        $this->type = $type;
    }

    public function __destruct()
    {
        $this->release('wasm_table_delete');
    }

    public function store(): Store
    {
        return $this->store;
    }

    /** The type of the elements, and the least and largest size. */
    public function type(): TableType
    {
        return $this->type;
    }

    /** The number of elements. */
    public function count(): int
    {
        $this->state->open();
        return Native::ffi()->wasm_table_size($this->live());
    }

    /** Makes the table larger, and returns how many elements it had. */
    public function grow(int $count, mixed $value = null): int
    {
        $before = $this->count();
        if ($count < 0 || $count > 0xffffffff) {
            throw new \ValueError("the table was to grow by $count elements; a number from 0 to 4294967295 was expected");
        }
        $reference = Values::reference($this->state, $this->type->element, $value, 'the value');
        $hasGrown = Native::ffi()->wasm_table_grow($this->live(), $count, $reference);
        Values::releaseAll([$reference]);
        Native::done($hasGrown, 'growing the table');
        return $before;
    }

    public function offsetExists(mixed $offset): bool
    {
        return \is_int($offset) && $offset >= 0 && $offset < $this->count();
    }

    public function offsetGet(mixed $offset): mixed
    {
        return Values::object($this->state, Native::ffi()->wasm_table_get($this->live(), $this->index($offset)), true);
    }

    public function offsetSet(mixed $offset, mixed $value): void
    {
        $index = $this->index($offset);
        $reference = Values::reference($this->state, $this->type->element, $value, 'the value');
        $isSet = Native::ffi()->wasm_table_set($this->live(), $index, $reference);
        Values::releaseAll([$reference]);
        Native::done($isSet, 'setting the element');
    }

    public function offsetUnset(mixed $offset): void
    {
        $this->offsetSet($offset, null);
    }

    private function index(mixed $offset): int
    {
        $count = $this->count();
        if (!\is_int($offset)) {
            throw new \TypeError('the index is ' . get_debug_type($offset) . '; int was expected');
        }
        return $offset >= 0 && $offset < $count
            ? $offset
            : throw new \OutOfBoundsException("the index is $offset; the table has $count elements");
    }
}
