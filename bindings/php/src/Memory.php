<?php

declare(strict_types=1);

namespace Lanner;

use FFI;
use FFI\CData;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;
use Lanner\Internal\Types;

/**
 * A memory: $memory[16] is a byte. All access is checked, but for that by view().
 *
 * A memory never moves, and never becomes smaller: what is kept here is right until the store is closed.
 *
 * @implements \ArrayAccess<int, int>
 */
final class Memory extends Owned implements Extern, \ArrayAccess, \Countable
{
    public const PAGE_SIZE = 65536;

    private Store $store;

    /** The size when it was last looked at: it may be larger by now. */
    private int $size = 0;

    private ?CData $bytes = null;

    /** @var array<string, CData> pointers to the first byte, by names of lanner_address_t */
    private array $pointers = [];

    /**
     * Makes one of the host, of so many pages.
     *
     * @throws \ValueError when a size is no number of 32 bits
     */
    public function __construct(Store $store, int $minimum, ?int $maximum = null)
    {
        $this->begin();
        $pointer = $store->state->open();
        $ffi = Native::ffi();
        $type = $ffi->wasm_memorytype_new(Types::newLimits($minimum, $maximum, 'pages'));
        $handle = $ffi->wasm_memory_new($pointer, $type);
        $ffi->wasm_memorytype_delete($type);
        $this->hold($store, Native::made($handle, 'making the memory'));
    }

    /** @internal */
    public static function take(Store $store, int $handle): self
    {
        $made = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $made->hold($store, $handle);
        return $made;
    }

    private function hold(Store $store, int $handle): void
    {
        $this->own($handle);
        $this->store = $store;
        $this->state = $store->state;
    }

    public function __destruct()
    {
        $this->release('wasm_memory_delete');
    }

    public function store(): Store
    {
        return $this->store;
    }

    /** The least and largest size. */
    public function type(): MemoryType
    {
        $this->state->open();
        $type = Native::made(Native::ffi()->wasm_memory_type($this->live()), 'reading the type');
        $read = Types::memory($type);
        Native::ffi()->wasm_memorytype_delete($type);
        return $read;
    }

    /** The size in pages of 65536 bytes. */
    public function pages(): int
    {
        $this->state->open();
        return Native::ffi()->wasm_memory_size($this->live());
    }

    /** The size in bytes. */
    public function count(): int
    {
        $this->state->open();
        return $this->size = Native::ffi()->wasm_memory_data_size($this->live());
    }

    /**
     * Makes the memory larger, and returns how many pages it had.
     *
     * @throws LannerError when that is too large
     */
    public function grow(int $pages): int
    {
        $before = $this->pages();
        if ($pages < 0 || $pages > 0xffffffff) {
            throw new \ValueError("the memory was to grow by $pages pages; a number from 0 to 4294967295 was expected");
        }
        if (!Native::ffi()->wasm_memory_grow($this->live(), $pages)) {
            $reason = Native::lastError();
            throw new LannerError("the memory has $before pages and does not grow by $pages" . ($reason === '' ? '' : ": $reason"));
        }
        return $before;
    }

    /**
     * The bytes as PHP's own array of C, uint8_t[count($memory)], without a copy: for FFI::memcpy, and for $view[16] = 1, both ways. FFI
     * checks indices, but not what FFI::memcpy and the like do.
     *
     * It shows the bytes that the memory has now, also after it has grown. The memory stays as long as the view does, even when its store
     * is closed; but pointers that are made from the view (FFI::addr, FFI::cast) are pointers of C, which keep nothing.
     *
     * @throws LannerError when the memory is empty
     */
    public function view(): CData
    {
        $size = $this->count();
        if ($size === 0) {
            throw new LannerError('the memory is empty, and PHP has no arrays without elements');
        }
        $address = Native::ffi()->wasm_memory_data($this->live());
        $view = FFI::cast(FFI::arrayType(Native::type('uint8_t'), [$size]), Native::at($address, 'space')[0]);
        $this->state->keeper->keep($view);
        return $view;
    }

    /**
     * A copy of some bytes.
     *
     * @throws \OutOfBoundsException when they are not all in the memory
     */
    public function read(int $address, int $length): string
    {
        $this->check($address, $length);
        return $length === 0 ? '' : FFI::string($this->bytes + $address, $length);
    }

    /**
     * Copies bytes into the memory.
     *
     * @throws \OutOfBoundsException when there is no room for all of them
     */
    public function write(int $address, string $bytes): void
    {
        $length = \strlen($bytes);
        $this->check($address, $length);
        if ($length > 0) {
            FFI::memcpy($this->bytes + $address, $bytes, $length);
        }
    }

    /**
     * The bytes from an address to the first zero, or as many as are wanted.
     *
     * @throws \OutOfBoundsException when they are not all in the memory, or there is no zero
     */
    public function readString(int $address, ?int $length = null): string
    {
        if ($length !== null) {
            return $this->read($address, $length);
        }
        $this->check($address, 0);
        $text = '';
        for ($size = $this->count(); $address < $size; $address += 256) {
            $piece = $this->read($address, min(256, $size - $address));
            $end = strpos($piece, "\0");
            if ($end !== false) {
                return $text . substr($piece, 0, $end);
            }
            $text .= $piece;
        }
        throw new \OutOfBoundsException("the text has no zero at its end; the memory has $size bytes");
    }

    /** Writes bytes and a zero after them. Returns how many these were. */
    public function writeString(int $address, string $text): int
    {
        $this->write($address, "$text\0");
        return \strlen($text) + 1;
    }

    public function getInt8(int $address): int
    {
        return $this->at('int8', $address, 1)[0];
    }

    public function getUint8(int $address): int
    {
        return $this->at('uint8', $address, 1)[0];
    }

    public function getInt16(int $address): int
    {
        return $this->at('int16', $address, 2)[0];
    }

    public function getUint16(int $address): int
    {
        return $this->at('uint16', $address, 2)[0];
    }

    public function getInt32(int $address): int
    {
        return $this->at('int32', $address, 4)[0];
    }

    public function getUint32(int $address): int
    {
        return $this->at('uint32', $address, 4)[0];
    }

    public function getInt64(int $address): int
    {
        return $this->at('int64', $address, 8)[0];
    }

    public function getFloat32(int $address): float
    {
        return $this->at('float32', $address, 4)[0];
    }

    public function getFloat64(int $address): float
    {
        return $this->at('float64', $address, 8)[0];
    }

    /** Writes the lower 8 bits. */
    public function setInt8(int $address, int $value): void
    {
        $this->at('int8', $address, 1)[0] = $value;
    }

    /** Writes the lower 16 bits. */
    public function setInt16(int $address, int $value): void
    {
        $this->at('int16', $address, 2)[0] = $value;
    }

    /** Writes the lower 32 bits. */
    public function setInt32(int $address, int $value): void
    {
        $this->at('int32', $address, 4)[0] = $value;
    }

    public function setInt64(int $address, int $value): void
    {
        $this->at('int64', $address, 8)[0] = $value;
    }

    public function setFloat32(int $address, float $value): void
    {
        $this->at('float32', $address, 4)[0] = $value;
    }

    public function setFloat64(int $address, float $value): void
    {
        $this->at('float64', $address, 8)[0] = $value;
    }

    public function offsetExists(mixed $offset): bool
    {
        return \is_int($offset) && $offset >= 0 && $offset < $this->count();
    }

    public function offsetGet(mixed $offset): int
    {
        return $this->getUint8(self::index($offset));
    }

    public function offsetSet(mixed $offset, mixed $value): void
    {
        if (!\is_int($value) || $value < -128 || $value > 255) {
            throw new \ValueError('a byte is an int from -128 to 255');
        }
        $this->setInt8(self::index($offset), $value);
    }

    public function offsetUnset(mixed $offset): void
    {
        throw new LannerError('bytes of a memory cannot be removed');
    }

    private static function index(mixed $offset): int
    {
        return \is_int($offset) ? $offset : throw new \TypeError('the index is ' . get_debug_type($offset) . '; int was expected');
    }

    /** A pointer to an address that has been checked. */
    private function at(string $type, int $address, int $length): CData
    {
        $this->check($address, $length);
        if ($address % $length === 0) {
            return ($this->pointers[$type] ??= Native::at($this->base(), $type)) + \intdiv($address, $length);
        }
        // The processors that .NET runs on read numbers at any address.
        return Native::at($this->base() + $address, $type);
    }

    private function base(): int
    {
        return Native::ffi()->wasm_memory_data($this->live());
    }

    private function check(int $address, int $length): void
    {
        if ($this->state->handle === 0 || $this->handle === 0) {
            throw $this->state->refusal();
        }
        // Without an overflow.
        if ($address < 0 || $length < 0 || $address > $this->size - $length) {
            $size = $this->count();
            if ($address < 0 || $length < 0 || $address > $size - $length) {
                throw new \OutOfBoundsException("the range is $length bytes from $address; the memory has $size");
            }
        }
        $this->bytes ??= Native::at($this->base(), 'text');
    }
}
