<?php

declare(strict_types=1);

namespace Lanner\Internal;

use FFI;
use FFI\CData;

/**
 * Places for the values of a call, 16 bytes each, seen as each type.
 *
 * @internal
 */
final class Slots
{
    public readonly CData $i64;
    public readonly CData $f32;
    public readonly CData $f64;

    /** @param ?CData $memory what the pointer leads to, if it is owned */
    private function __construct(public readonly CData $i32, private readonly ?CData $memory)
    {
        $this->i64 = FFI::cast(Native::type('int64_t *'), $i32);
        $this->f32 = FFI::cast(Native::type('float *'), $i32);
        $this->f64 = FFI::cast(Native::type('double *'), $i32);
    }

    public static function make(int $count): self
    {
        $memory = Native::ffi()->new('int32_t[' . max($count, 1) * 4 . ']');
        return new self(FFI::cast(Native::type('int32_t *'), FFI::addr($memory)), $memory);
    }

    /** Those at an address, as long as they are there. */
    public static function over(CData $i32): self
    {
        return new self($i32, null);
    }

    public function bytes(int $index): string
    {
        return FFI::string(FFI::cast(Native::type('char *'), $this->i32 + $index * 4), 16);
    }

    public function setBytes(int $index, string $bytes): void
    {
        FFI::memcpy($this->i32 + $index * 4, $bytes, 16);
    }
}
