<?php

declare(strict_types=1);

namespace Lanner\Internal;

use Fiber;
use FFI\CData;
use Lanner\Caller;
use Lanner\LannerError;

/**
 * Calls of guests, and what they call. There is one function for FFI to call for all functions of the host, and one for what guests let go
 * of: FFI keeps each until the request ends.
 *
 * Nothing may leave the callback but by returning: not an exception, for which PHP ends the request with a jump over the frames of .NET;
 * not exit(); and no handler of a signal may throw where nobody catches. So handlers wait while a guest runs, and are called inside the
 * "try" of a callback, or after the call. Their signals come as always: PHP only takes them down then.
 *
 * @internal
 */
final class Calls extends Owned
{
    /** How many host functions run that guests have called, one within another. */
    public static int $depth = 0;

    /** True if PHP has signals here. */
    public static bool $hasSignals = false;

    /** True while a guest runs whose host has handlers of signals called at once (pcntl_async_signals). */
    public static bool $isAsync = false;

    /** @var array<int, int> keys of objects that guests have let go of */
    public static array $released = [];

    /** @var array<int, \WeakReference<HostFunction|ComponentHost>> */
    public static array $functions = [];

    /** @var array<int, \Throwable> what host functions have thrown and guests pass on */
    private static array $errors = [];

    private static int $keys = 0;
    private static ?Guard $guard = null;
    private static ?CData $callback = null;
    private static ?CData $finalizer = null;

    public static function key(): int
    {
        return ++self::$keys;
    }

    /** The address of the callback. */
    public static function callback(): int
    {
        if (self::$callback === null) {
            self::$callback = Native::ffi()->new('lanner_php_function_t');
            self::$callback->callback = self::call(...);
        }
        return self::$callback->address;
    }

    /** The address of the finalizer. */
    public static function finalizer(): int
    {
        if (self::$finalizer === null) {
            self::$finalizer = Native::ffi()->new('lanner_php_function_t');
            // Objects are let go of later: their destructors must not run inside the library.
            self::$finalizer->finalizer = static function ($key) {
                self::$released[] = $key;
            };
        }
        return self::$finalizer->address;
    }

    /** Refuses to enter a guest where that is not possible. */
    public static function check(): void
    {
        if (Fiber::getCurrent() !== null) {
            throw new LannerError(
                'a guest was called inside of a Fiber, whose stack .NET does not know; it has to be called from outside of all fibers'
            );
        }
        if (self::$depth > 0 && ((error_get_last()['type'] ?? 0) & (E_ERROR | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR)) !== 0) {
            // A function at shutdown, before our own: a fatal error has cut off the call.
            Native::lose();
            throw Native::lost();
        }
    }

    /** Calls a function of the library that runs a guest. */
    public static function enter(callable $function): mixed
    {
        self::check();
        $before = self::$isAsync;
        $isAsync = self::$hasSignals && \pcntl_async_signals() && self::suspend();
        self::$isAsync = $isAsync;
        try {
            return $function();
        } finally {
            self::$isAsync = $before;
            if ($isAsync) {
                self::resume(0);
            }
        }
    }

    /**
     * Calls a function of the library that runs a guest, with the place for a trap.
     *
     * @template T
     * @template U
     * @param callable(CData): T $function
     * @param callable(T): U $take takes over what it returns, before a handler of a signal may throw
     * @return U
     */
    public static function guest(StoreState $state, callable $function, callable $take): mixed
    {
        $trap = Native::ffi()->new('uintptr_t[1]');
        $result = null;
        self::enter(static function () use ($function, $take, $trap, &$result): void {
            $result = $take($function($trap));
        });
        $state->forget();
        if ($trap[0] !== 0) {
            throw self::failure($trap[0]);
        }
        return $result;
    }

    /** Has handlers of signals wait. */
    public static function suspend(): true
    {
        try {
            \pcntl_async_signals(false);
        } catch (\Throwable $error) {
            // A handler, in the last moment.
            \pcntl_async_signals(true);
            throw $error;
        }
        return true;
    }

    /** Has handlers of signals called at once again, and those that have waited now. */
    private static function admit(): void
    {
        \pcntl_async_signals(true);
        \pcntl_signal_dispatch();
    }

    /** Admits handlers of signals after a call. Releases its trap if one throws. */
    public static function resume(int $trap): void
    {
        try {
            self::admit();
        } catch (\Throwable $error) {
            if ($trap !== 0) {
                unset(self::$errors[Native::ffi()->wasm_trap_get_host_info($trap)]);
                Native::ffi()->wasm_trap_delete($trap);
            }
            throw $error;
        }
    }

    /** What a trap stands for, which is released. Ends the script if that is what a host function has done. */
    public static function failure(int $trap): \Throwable
    {
        $ffi = Native::ffi();
        $key = $ffi->wasm_trap_get_host_info($trap);
        $error = self::$errors[$key] ?? Traps::describe($trap);
        unset(self::$errors[$key]);
        $ffi->wasm_trap_delete($trap);
        if ($error instanceof HostExit) {
            // With the status and the text that were given before.
            exit;
        }
        return $error;
    }

    /**
     * What the library calls for a host function. The parameters have no types, so that PHP's first instruction is inside the "try".
     *
     * @param int $key
     * @param int $caller
     * @param CData $values
     */
    private static function call($key, $caller, $values)
    {
        try {
            try {
                self::run($key, $caller, $values);
                return 0;
            } catch (\Throwable $error) {
                return self::trap($key, $error);
            }
        } catch (\Throwable $error) {
            return self::trap($key, $error);
        }
    }

    private static function run(int $key, int $caller, CData $values): void
    {
        $host = self::$functions[$key]->get();
        // A host function that calls a guest, which calls a host function, needs another one.
        $guard = self::$guard ?? new Guard();
        self::$guard = null;
        $isAsync = self::$isAsync;
        $state = $host->state;
        $guard->isArmed = true;
        // When they are not counted down again, a fatal error has ended the request in between, by a jump over the frames of .NET.
        ++self::$depth;
        ++$state->running;
        try {
            if ($isAsync) {
                self::admit();
            }
            if ($host instanceof ComponentHost) {
                $host->answer($caller, $values);
            } else {
                $signature = $host->signature;
                $slots = $signature->isInteger ? null : Slots::over($values);
                $arguments = [];
                foreach ($signature->parameters as $index => $kind) {
                    $arguments[] = match ($kind) {
                        0 => $values[$index << 2],
                        1 => $values[$index << 2] & 0xffffffff | $values[($index << 2) + 1] << 32,
                        default => Values::read($state, $slots, $index, $kind, false),
                    };
                }
                $result = $host->withCaller ? self::withCaller($host, $caller, $arguments) : ($host->function)(...$arguments);
                if ($signature->resultCount === 1 && $signature->results[0] === 0 && \is_int($result)
                    && $result >= -0x80000000 && $result <= 0xffffffff) {
                    $values[0] = $result;
                } elseif ($signature->resultCount !== 0 || $result !== null) {
                    Values::writeResults($host, $slots ?? Slots::over($values), $result);
                }
            }
            if ($isAsync) {
                \pcntl_async_signals(false);
            }
        } catch (\Throwable $error) {
            $guard->isArmed = false;
            --self::$depth;
            --$state->running;
            if ($isAsync) {
                // A handler that throws in the last moment is what comes out then.
                \pcntl_async_signals(false);
            }
            throw $error;
        }
        $guard->isArmed = false;
        --self::$depth;
        --$state->running;
        self::$guard = $guard;
    }

    /** @param list<mixed> $arguments */
    private static function withCaller(HostFunction $host, int $handle, array $arguments): mixed
    {
        $caller = new Caller($host->state->store->get(), $handle);
        try {
            return ($host->function)($caller, ...$arguments);
        } finally {
            $caller->end();
        }
    }

    private static function trap(int $key, \Throwable $error): int
    {
        $ffi = Native::ffi();
        $state = self::$functions[$key]->get()->state;
        if ($error instanceof HostExit) {
            // Nothing else in the host function was told of it.
            --self::$depth;
            --$state->running;
        }
        $text = $error::class . ($error->getMessage() === '' ? '' : ': ' . $error->getMessage());
        $message = Native::vector($text . "\0");
        $trap = $ffi->wasm_trap_new($state->handle, $message);
        $ffi->wasm_byte_vec_delete($message);
        $number = self::key();
        self::$errors[$number] = $error;
        $ffi->wasm_trap_set_host_info($trap, $number);
        return $trap;
    }

    /** The first function at shutdown. After a fatal error PHP calls no destructors. */
    public static function shutDown(): void
    {
        if (self::$depth > 0) {
            Native::lose();
            return;
        }
        if (((error_get_last()['type'] ?? 0) & (E_ERROR | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR)) !== 0) {
            // After the other functions, which may use stores.
            register_shutdown_function(static function (): void {
                if (!Native::$isLost && self::$depth === 0) {
                    Keeper::deleteAll();
                }
            });
        }
    }
}
