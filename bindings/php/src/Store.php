<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Keeper;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;
use Lanner\Internal\StoreState;

/**
 * A sandbox: what is made in a store lives in it, and ends when it is closed, or when nothing refers to it or to what is in it any more.
 * The limits are of all of its guests together; null is no limit.
 */
final class Store extends Owned
{
    public readonly Engine $engine;

    /**
     * @param ?int $memoryBytes everything that guests hold: memories, tables, objects
     * @param ?int $heapBytes of these, structures, arrays and exceptions
     * @param ?int $stackBytes the stack of one call
     * @param ?int $fuel needs an engine with fuel
     * @param ?float $callSeconds the time of one call; needs an engine that is interruptible
     *
     * @throws LannerError when the engine has not what a limit needs
     */
    public function __construct(
        Engine $engine,
        ?int $memoryBytes = null,
        ?int $heapBytes = null,
        ?int $stackBytes = null,
        ?int $fuel = null,
        ?float $callSeconds = null,
        ?int $tableElements = null,
        ?int $instances = null,
        ?int $memories = null,
        ?int $tables = null,
    ) {
        if (isset($this->state)) {
            throw new LannerError('the store has been made already');
        }
        $limits = Native::ffi()->new('lanner_limits_t[1]');
        $numbers = [
            'memory_bytes' => $memoryBytes,
            'heap_bytes' => $heapBytes,
            'stack_bytes' => $stackBytes,
            'fuel' => $fuel,
            'call_microseconds' => $callSeconds === null ? null : self::microseconds($callSeconds),
            'table_elements' => $tableElements,
            'instances' => $instances,
            'memories' => $memories,
            'tables' => $tables,
        ];
        foreach ($numbers as $name => $number) {
            if ($number !== null && $number < 0) {
                throw new \ValueError("the limit $name is $number; a number that is not negative was expected, or null");
            }
            $limits[0]->$name = $number ?? -1;
        }
        $this->engine = $engine;
        $handle = Native::made(Native::ffi()->lanner_store_new($engine->live(), $limits), 'making the store');
        $this->state = new StoreState(\WeakReference::create($this));
        $this->state->handle = $handle;
        $this->state->keeper = new Keeper($handle);
    }

    public function __destruct()
    {
        if (isset($this->state) && $this->state->handle !== 0 && $this->state->running === 0) {
            $this->state->close();
        }
    }

    /**
     * Ends the store and everything in it. Where views of its memories are still held, the memories are freed with the last of these.
     *
     * @throws LannerError while a guest of it runs
     */
    public function close(): void
    {
        if ($this->state->running > 0) {
            throw new LannerError('the store is closed while a guest of it runs; it can be closed after the call');
        }
        if ($this->state->handle !== 0) {
            $this->state->close();
        }
    }

    /** True once the store is closed. */
    public function isClosed(): bool
    {
        return $this->state->handle === 0;
    }

    /** The fuel that is left. */
    public function fuel(): int
    {
        $number = Native::ffi()->new('int64_t[1]');
        Native::done(Native::ffi()->lanner_store_fuel($this->state->open(), $number), 'reading the fuel');
        return $number[0];
    }

    /** The fuel that guests have used. */
    public function fuelConsumed(): int
    {
        $number = Native::ffi()->new('int64_t[1]');
        Native::done(Native::ffi()->lanner_store_fuel_consumed($this->state->open(), $number), 'reading the fuel');
        return $number[0];
    }

    /** Sets the fuel that is left. */
    public function setFuel(int $fuel): void
    {
        Native::done(Native::ffi()->lanner_store_set_fuel($this->state->open(), $fuel), 'setting the fuel');
    }

    /** Gives guests more fuel. */
    public function addFuel(int $fuel): void
    {
        Native::done(Native::ffi()->lanner_store_add_fuel($this->state->open(), $fuel), 'adding fuel');
    }

    /** Has the guest that runs trap, after the host function that calls this; when none runs, the next call. */
    public function interrupt(): void
    {
        Native::done(Native::ffi()->lanner_store_interrupt($this->state->open()), 'the interruption');
    }

    /** True if guests are to stop: for host functions that take long, which then return. */
    public function isInterrupted(): bool
    {
        return Native::ffi()->lanner_store_is_interrupted($this->state->open());
    }

    /**
     * Has guests trap once so many seconds have passed; null clears the deadline.
     *
     * @throws LannerError when the engine is not interruptible
     */
    public function setDeadline(?float $seconds): void
    {
        $store = $this->state->open();
        if ($seconds === null) {
            Native::ffi()->lanner_store_clear_deadline($store);
        } else {
            Native::done(Native::ffi()->lanner_store_set_deadline($store, self::microseconds($seconds)), 'setting the deadline');
        }
    }

    /**
     * Calls a function with a deadline, and returns what it returns.
     *
     * @template T
     * @param callable(): T $function
     * @return T
     */
    public function withDeadline(float $seconds, callable $function): mixed
    {
        $this->setDeadline($seconds);
        try {
            return $function();
        } finally {
            if (!$this->isClosed()) {
                $this->setDeadline(null);
            }
        }
    }

    private static function microseconds(float $seconds): int
    {
        if (!($seconds >= 0 && $seconds < 2 ** 40)) {
            throw new \ValueError("the time is $seconds seconds; a number that is not negative was expected, below 2**40");
        }
        return (int) ($seconds * 1e6);
    }
}
