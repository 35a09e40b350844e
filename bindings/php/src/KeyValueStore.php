<?php

declare(strict_types=1);

namespace Lanner;

use FFI\CData;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/** Keys and values in memory (wasi:keyvalue). Several components may have one. */
final class KeyValueStore extends Owned
{
    /** @param int $maximum how many bytes it may have, with 64 for each pair */
    public function __construct(int $maximum = 1 << 26)
    {
        $this->begin();
        if ($maximum < 0) {
            throw new \ValueError("the maximum is $maximum; a number that is not negative was expected");
        }
        $this->own(Native::made(Native::ffi()->lanner_key_value_store_new($maximum), 'making the store'));
    }

    public function __destruct()
    {
        $this->release('lanner_key_value_store_delete');
    }

    /** Sets the value of a key. */
    public function set(string $key, string $value): static
    {
        $key = Native::text($key, 'the key');
        Native::withVector($value, fn (CData $vector) => Native::done(
            Native::ffi()->lanner_key_value_store_set($this->live(), $key, $vector),
            'setting the value'
        ));
        return $this;
    }

    /**
     * The value of a key.
     *
     * @throws LannerError when there is none
     */
    public function get(string $key): string
    {
        $vector = Native::bytes();
        $key = Native::text($key, 'the key');
        Native::done(Native::ffi()->lanner_key_value_store_get($this->live(), $key, $vector), 'reading the value');
        return Native::take($vector);
    }
}
