<?php

declare(strict_types=1);

namespace Lanner\Internal;

use FFI\CData;
use Lanner\LannerError;
use Lanner\Reference;
use Lanner\ValueType;
use Lanner\WasmFunction;

/**
 * Values of PHP, from and to those of guests.
 *
 * @internal
 */
final class Values extends Owned
{
    /**
     * Writes a value, and returns the reference that was made for it, or 0.
     *
     * @throws \TypeError|\ValueError when it is none of the type
     */
    public static function write(StoreState $state, Slots $slots, int $index, int $kind, mixed $value, string $what): int
    {
        switch ($kind) {
            case 0:
                if (!\is_int($value)) {
                    throw self::mistake($value, 'int (i32)', $what);
                }
                if ($value < -0x80000000 || $value > 0xffffffff) {
                    throw new \ValueError("$what is $value; i32 holds -2147483648 to 4294967295");
                }
                $slots->i32[$index * 4] = $value;
                return 0;
            case 1:
                $slots->i64[$index * 2] = \is_int($value) ? $value : throw self::mistake($value, 'int (i64)', $what);
                return 0;
            case 2:
                // What is too large for f32 becomes infinite, as in C.
                $slots->f32[$index * 4] = self::float($value, 'float (f32)', $what);
                return 0;
            case 3:
                $slots->f64[$index * 2] = self::float($value, 'float (f64)', $what);
                return 0;
            case 4:
                if (!\is_string($value)) {
                    throw self::mistake($value, 'a string of 16 bytes (v128)', $what);
                }
                if (\strlen($value) !== 16) {
                    throw new \ValueError("$what has " . \strlen($value) . ' bytes; v128 has 16');
                }
                $slots->setBytes($index, $value);
                return 0;
            default:
                return $slots->i64[$index * 2] = self::reference($state, ValueType::from($kind), $value, $what);
        }
    }

    /** Reads a value. A reference that is owned is released, or kept by what is returned. */
    public static function read(StoreState $state, Slots $slots, int $index, int $kind, bool $isOwned): mixed
    {
        return match ($kind) {
            0 => $slots->i32[$index << 2],
            1 => $slots->i64[$index << 1],
            2 => $slots->f32[$index << 2],
            3 => $slots->f64[$index << 1],
            4 => $slots->bytes($index),
            default => self::object($state, $slots->i64[$index << 1], $isOwned),
        };
    }

    /** Writes what a host function has returned. */
    public static function writeResults(HostFunction $host, Slots $slots, mixed $result): void
    {
        $signature = $host->signature;
        $count = $signature->resultCount;
        if ($count === 0) {
            throw new \TypeError('the host function has returned ' . get_debug_type($result) . "; $signature->type returns null");
        }
        if ($count === 1) {
            $values = [$result];
        } elseif (\is_array($result) && array_is_list($result) && count($result) === $count) {
            $values = $result;
        } else {
            $found = \is_array($result) ? count($result) . ' values' : get_debug_type($result);
            throw new \TypeError("the host function has returned $found; $signature->type returns a list of $count");
        }
        // In places of their own, so that a mistake in the middle leaves nothing behind.
        $own = Slots::make($count);
        $made = [];
        try {
            foreach ($signature->results as $index => $kind) {
                $made[] = self::write($host->state, $own, $index, $kind, $values[$index], "result $index of the host function");
            }
        } catch (\Throwable $error) {
            self::releaseAll($made);
            throw $error;
        }
        \FFI::memcpy($slots->i32, $own->i32, $count * 16);
    }

    /** @param list<int> $references */
    public static function releaseAll(array $references): void
    {
        foreach ($references as $reference) {
            if ($reference !== 0) {
                Native::ffi()->wasm_ref_delete($reference);
            }
        }
    }

    /** A reference, which is the caller's; 0 for null. */
    public static function reference(StoreState $state, ValueType $type, mixed $value, string $what): int
    {
        if ($value === null) {
            return 0;
        }
        $ffi = Native::ffi();
        if ($value instanceof Reference || ($type !== ValueType::ExternRef && $value instanceof WasmFunction)) {
            if ($value->state !== $state) {
                throw new LannerError("$what belongs to another store");
            }
            $state->open();
            $handle = $value instanceof WasmFunction ? $ffi->wasm_func_as_ref($value->live()) : $value->live();
            return Native::made($ffi->wasm_ref_copy($handle), 'copying a reference');
        }
        if ($type === ValueType::FuncRef) {
            throw self::mistake($value, 'a WasmFunction (funcref) or null', $what);
        }
        if ($type === ValueType::AnyRef) {
            throw self::mistake($value, 'a reference from a guest (anyref) or null', $what);
        }
        $foreign = Native::made($ffi->wasm_foreign_new($state->open()), 'making a reference');
        $key = Calls::key();
        $state->objects[$key] = $value;
        $ffi->wasm_foreign_set_host_info_with_finalizer($foreign, $key, Calls::finalizer());
        return $ffi->wasm_foreign_as_ref($foreign);
    }

    /** What a reference stands for. */
    public static function object(StoreState $state, int $reference, bool $isOwned): mixed
    {
        if ($reference === 0) {
            return null;
        }
        $ffi = Native::ffi();
        $key = $ffi->wasm_ref_as_foreign($reference) !== 0 ? $ffi->wasm_ref_get_host_info($reference) : 0;
        if ($key !== 0 && \array_key_exists($key, $state->objects)) {
            $object = $state->objects[$key];
            if ($isOwned) {
                $ffi->wasm_ref_delete($reference);
            }
            return $object;
        }
        $owned = $isOwned ? $reference : Native::made($ffi->wasm_ref_copy($reference), 'copying a reference');
        $store = $state->store->get();
        $function = $ffi->wasm_ref_as_func($owned);
        return $function !== 0 ? WasmFunction::take($store, $function) : Reference::take($store, $owned);
    }

    /** A value with its kind, whose reference is the caller's. */
    public static function tagged(StoreState $state, ValueType $type, mixed $value, string $what): CData
    {
        if ($type === ValueType::V128) {
            throw new LannerError("$what is of type v128, which the C API passes to functions only");
        }
        $slots = Slots::make(1);
        self::write($state, $slots, 0, $type->value, $value, $what);
        $tagged = Native::ffi()->new('wasm_val_t[1]');
        $tagged[0]->kind = $type->value;
        $tagged[0]->of->i64 = $slots->i64[0];
        return $tagged;
    }

    private static function float(mixed $value, string $type, string $what): float
    {
        return \is_float($value) || \is_int($value) ? (float) $value : throw self::mistake($value, $type, $what);
    }

    private static function mistake(mixed $value, string $expected, string $what): \TypeError
    {
        return new \TypeError("$what is " . get_debug_type($value) . "; $expected was expected");
    }
}
