<?php

declare(strict_types=1);

namespace Lanner;

use FFI\CData;
use Lanner\Internal\Calls;
use Lanner\Internal\Externs;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/** Definitions by name, from which modules get what they import. What belongs to a store is for that store; WASI is for any. */
final class Linker extends Owned
{
    /** @var array<int, object> what the definitions need */
    private array $kept = [];

    public readonly Engine $engine;

    /** @param bool $allowShadowing something can be defined again under the same names, which hides the first definition */
    public function __construct(Engine $engine, bool $allowShadowing = false)
    {
        $this->begin();
        $this->engine = $engine;
        $this->own(Native::made(Native::ffi()->lanner_linker_new($engine->live()), 'making the linker'));
        if ($allowShadowing) {
            Native::done(Native::ffi()->lanner_linker_allow_shadowing($this->handle, true), 'allowShadowing');
        }
    }

    public function __destruct()
    {
        $this->release('lanner_linker_delete');
    }

    /**
     * Defines a function, global, table or memory, for its store.
     *
     * @throws LannerError when the names are taken
     */
    public function define(string $module, string $name, WasmFunction|WasmGlobal|Table|Memory $extern): static
    {
        [$module, $name] = [Native::text($module, 'the module'), Native::text($name, 'the name')];
        Native::done(Native::ffi()->lanner_linker_define($this->live(), $module, $name, Externs::of($extern)), 'the definition');
        $this->keep($extern->store());
        return $this;
    }

    /**
     * Defines a function of PHP, as WasmFunction has it.
     *
     * @param iterable<ValueType|string> $parameters
     * @param iterable<ValueType|string> $results
     * @param bool $withCaller the first argument is a Caller
     */
    public function defineFunction(
        Store $store,
        string $module,
        string $name,
        iterable $parameters,
        iterable $results,
        callable $function,
        bool $withCaller = false,
    ): static {
        return $this->define($module, $name, new WasmFunction($store, $parameters, $results, $function, $withCaller));
    }

    /** Defines everything that an instance exports. */
    public function defineInstance(string $module, Instance $instance): static
    {
        $instance->state->open();
        $module = Native::text($module, 'the module');
        Native::done(Native::ffi()->lanner_linker_define_instance($this->live(), $module, $instance->live()), 'the definition');
        $this->keep($instance->store());
        return $this;
    }

    /** Defines the functions of WASI with what the configuration grants. It is complete then: later changes have no effect here. */
    public function defineWasi(WasiConfig $wasi): static
    {
        Native::done(Native::ffi()->lanner_linker_define_wasi($this->live(), $wasi->live()), 'the definition of WASI');
        $this->keep($wasi);
        return $this;
    }

    /** Defines each function that a module imports and that is not defined, as one that traps. */
    public function defineUnknown(Module $module): static
    {
        $ffi = Native::ffi();
        $limits = $ffi->new('lanner_limits_t[1]');
        \FFI::memset($limits, 0xff, \FFI::sizeof($limits));
        $store = Native::made($ffi->lanner_store_new($module->engine->live(), $limits), 'making a store');
        try {
            $obtained = Native::made($ffi->wasm_module_obtain($store, $module->live()), 'obtaining the module');
            $isDefined = $ffi->lanner_linker_define_unknown($this->live(), $obtained);
            $ffi->wasm_module_delete($obtained);
            Native::done($isDefined, 'the definition');
        } finally {
            $ffi->wasm_store_delete($store);
        }
        return $this;
    }

    /**
     * Makes an instance, and runs its start function.
     *
     * @throws LannerError when an import is missing or of another type
     * @throws \Throwable what WasmFunction throws, by the start function
     */
    public function instantiate(Store $store, Module $module): Instance
    {
        $ffi = Native::ffi();
        $made = $this->enter(
            $store,
            $module,
            fn (int $obtained, CData $trap): int => $ffi->lanner_linker_instantiate($this->handle, $store->state->handle, $obtained, $trap),
            static fn (int $handle): ?Instance => $handle === 0 ? null : Instance::take($store, $module, $handle),
        );
        return $made ?? throw Native::failure('making the instance');
    }

    /**
     * Runs a program of WASI, and returns the status that it ends with. One that starts threads (wasi-threads) has them, if the engine is
     * interruptible; all have ended afterwards. The linker needs WASI, and what else the module imports. A program with threads must not
     * import what belongs to a store, such as functions of PHP: it ends with a Trap when it starts one.
     *
     * @throws LannerError when an import is missing or of another type, or the module is no program
     * @throws Trap when it traps, or one of its threads does
     * @throws \Throwable what WasmFunction throws
     */
    public function run(Store $store, Module $module): int
    {
        $ffi = Native::ffi();
        $status = $ffi->new('int32_t[1]');
        $hasRun = $this->enter(
            $store,
            $module,
            fn (int $obtained, CData $trap): bool => $ffi->lanner_linker_run(
                $this->handle,
                $store->state->handle,
                $obtained,
                $status,
                $trap
            ),
            static fn (bool $hasRun): bool => $hasRun,
        );
        Native::done($hasRun, 'running the program');
        return $status[0];
    }

    /**
     * Calls a function of the library that runs a guest, with the module and the place for a trap.
     *
     * @template T
     * @template U
     * @param callable(int, CData): T $function
     * @param callable(T): U $take takes over what it returns, before a handler of a signal may throw
     * @return U
     */
    private function enter(Store $store, Module $module, callable $function, callable $take): mixed
    {
        $ffi = Native::ffi();
        $state = $store->state;
        $this->live();
        $obtained = Native::made($ffi->wasm_module_obtain($state->open(), $module->live()), 'obtaining the module');
        try {
            return Calls::guest($state, static fn (CData $trap): mixed => $function($obtained, $trap), $take);
        } finally {
            $ffi->wasm_module_delete($obtained);
        }
    }

    private function keep(object $needed): void
    {
        $this->kept[spl_object_id($needed)] = $needed;
    }
}
