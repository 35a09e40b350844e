<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Calls;
use Lanner\Internal\HostFunction;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;
use Lanner\Internal\Signature;
use Lanner\Internal\Slots;
use Lanner\Internal\Types;
use Lanner\Internal\Values;

/**
 * A function, of a guest or of the host. It is called like a closure: $add(1, 2).
 *
 * i32 and i64 are int, f32 and f64 float (or int, as an argument), v128 is a string of 16 bytes, externref any value, funcref a
 * WasmFunction. No result is null, several are a list.
 */
final class WasmFunction extends Owned implements Extern
{
    private Store $store;
    private Signature $signature;
    private \FFI $ffi;

    /**
     * Makes a function of the host. An exception that it throws passes through the guest and comes out of the call of the guest as the same
     * object; exit() ends the guest first, and then the script.
     *
     * @param iterable<ValueType|string> $parameters
     * @param iterable<ValueType|string> $results
     * @param bool $withCaller the first argument is a Caller
     *
     * @throws \ValueError when there is no such type
     */
    public function __construct(Store $store, iterable $parameters, iterable $results, callable $function, bool $withCaller = false)
    {
        $this->begin();
        $signature = Signature::named($parameters, $results);
        $state = $store->state;
        $pointer = $state->open();
        $ffi = Native::ffi();
        $type = Types::newFunction($signature);
        $key = Calls::key();
        $handle = $ffi->lanner_func_new_unchecked($pointer, $type, Calls::callback(), $key, 0);
        $ffi->wasm_functype_delete($type);
        $this->set($store, Native::made($handle, 'making the function'), $signature);
        $host = new HostFunction($state, $signature, $function(...), $withCaller);
        $state->functions[$key] = $host;
        Calls::$functions[$key] = \WeakReference::create($host);
    }

    /** @internal */
    public static function take(Store $store, int $handle): self
    {
        $made = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $type = Native::made(Native::ffi()->wasm_func_type($handle), 'reading the type');
        $made->set($store, $handle, Signature::of(Types::function($type)));
        Native::ffi()->wasm_functype_delete($type);
        return $made;
    }

    private function set(Store $store, int $handle, Signature $signature): void
    {
        $this->own($handle);
        $this->store = $store;
        $this->state = $store->state;
        $this->signature = $signature;
        $this->ffi = Native::ffi();
    }

    public function __destruct()
    {
        $this->release('wasm_func_delete');
    }

    public function store(): Store
    {
        return $this->store;
    }

    /** The types of the parameters and results. */
    public function type(): FunctionType
    {
        return $this->signature->type;
    }

    /** True if both stand for the same function. */
    public function equals(self $other): bool
    {
        $ffi = $this->ffi;
        $this->state->open();
        $other->state->open();
        return $ffi->wasm_ref_same($ffi->wasm_func_as_ref($this->live()), $ffi->wasm_func_as_ref($other->live()));
    }

    /**
     * Calls the function.
     *
     * @throws Trap when the guest traps
     * @throws ProgramExit when a program of WASI ends itself
     * @throws \Throwable what a host function throws that the guest calls
     * @throws \ArgumentCountError|\TypeError|\ValueError when the arguments do not fit
     * @throws LannerError when the store is closed, or inside of a Fiber
     */
    public function __invoke(mixed ...$arguments): mixed
    {
        $signature = $this->signature;
        $state = $this->state;
        if ($state->handle === 0 || $this->handle === 0) {
            throw $state->refusal();
        }
        if (Calls::$depth !== 0 || \Fiber::getCurrent() !== null) {
            Calls::check();
        }
        if (\count($arguments) !== $signature->parameterCount) {
            $count = \count($arguments);
            throw new \ArgumentCountError("$count arguments were given; the function $signature->type takes $signature->parameterCount");
        }
        $slots = $signature->spare ?? Slots::make($signature->slotCount);
        $signature->spare = null;
        $i32 = $slots->i32;
        $references = null;
        foreach ($signature->parameters as $index => $kind) {
            $value = $arguments[$index];
            if ($kind === 0 && \is_int($value) && $value >= -0x80000000 && $value <= 0xffffffff) {
                $i32[$index << 2] = $value;
            } elseif ($kind === 1 && \is_int($value)) {
                $slots->i64[$index << 1] = $value;
            } elseif ($kind === 3 && \is_float($value)) {
                $slots->f64[$index << 1] = $value;
            } else {
                $references[] = $this->write($slots, $index, $kind, $value, $references ?? []);
            }
        }

        // Handlers of signals wait: they must not throw where a guest is on the stack. So nothing can be thrown from here ...
        $isAsync = Calls::$hasSignals && \pcntl_async_signals() && Calls::suspend();
        $before = Calls::$isAsync;
        if ($isAsync !== $before) {
            Calls::$isAsync = $isAsync;
        }
        $trap = $this->ffi->lanner_func_call_unchecked($this->handle, $i32);
        if ($isAsync !== $before) {
            Calls::$isAsync = $before;
        }
        if ($references !== null) {
            Values::releaseAll($references);
        }
        $result = null;
        if ($trap === 0 && $signature->resultCount === 1) {
            $kind = $signature->results[0];
            $result = $kind === 0 ? $i32[0] : Values::read($state, $slots, 0, $kind, true);
        } elseif ($trap === 0 && $signature->resultCount !== 0) {
            $result = [];
            foreach ($signature->results as $index => $kind) {
                $result[] = Values::read($state, $slots, $index, $kind, true);
            }
        }
        $signature->spare = $slots;
        // ... to here.
        if ($isAsync) {
            Calls::resume($trap);
        }
        if (Calls::$released !== []) {
            $state->forget();
        }
        return $trap === 0 ? $result : throw Calls::failure($trap);
    }

    /** @param list<int> $references those of the arguments before, which are released when this one is wrong */
    private function write(Slots $slots, int $index, int $kind, mixed $value, array $references): int
    {
        try {
            return Values::write($this->state, $slots, $index, $kind, $value, "argument $index");
        } catch (\Throwable $error) {
            Values::releaseAll($references);
            $this->signature->spare = $slots;
            throw $error;
        }
    }
}
