<?php

declare(strict_types=1);

namespace Lanner;

use FFI\CData;
use Lanner\Internal\Calls;
use Lanner\Internal\ComponentHost;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/** Definitions by name, from which components get what they import. It serves one store. */
final class ComponentLinker extends Owned
{
    /** @var list<int> the keys of its functions */
    private array $functions = [];

    /** @var list<WasiConfig> */
    private array $kept = [];

    public function __construct(private readonly Store $store)
    {
        $this->begin();
        $this->state = $store->state;
        $this->own(Native::made(Native::ffi()->lanner_component_linker_new($this->state->open()), 'making the linker'));
    }

    public function __destruct()
    {
        $this->release('lanner_component_linker_delete');
    }

    /** The store that it serves. */
    public function store(): Store
    {
        return $this->store;
    }

    /**
     * Defines a function of PHP, with arguments and a result as those of ComponentInstance::call(). Where the guest expects a result, the
     * function returns what is in that, or throws a ComponentError. What else it throws ends the guest, and comes out of the call as the
     * same object.
     *
     * @param ?string $interface such as "ns:package/interface@1.0.0"; null for a function that is imported by its own name
     *
     * @throws LannerError when the names are taken
     */
    public function define(?string $interface, string $name, callable $function): static
    {
        $this->state->open();
        $interface = $interface === null ? null : Native::text($interface, 'the interface');
        $host = new ComponentHost($this->state, $interface, Native::text($name, 'the name'), $function(...));
        $key = Calls::key();
        $this->state->functions[$key] = $host;
        Calls::$functions[$key] = \WeakReference::create($host);
        // The library calls functions for components with three pointers, as others.
        Native::done(
            Native::ffi()->lanner_component_linker_define($this->live(), $interface, $name, Calls::callback(), $key, 0),
            'the definition'
        );
        $this->functions[] = $key;
        return $this;
    }

    /** Defines the interfaces of WASI 0.2 with what the configuration grants. It is complete then: later changes have no effect here. */
    public function defineWasi(WasiConfig $wasi): static
    {
        $this->state->open();
        Native::done(Native::ffi()->lanner_component_linker_define_wasi($this->live(), $wasi->live()), 'the definition of WASI');
        $this->kept[] = $wasi;
        return $this;
    }

    /**
     * Makes an instance.
     *
     * @throws LannerError when an import is missing or of another type
     * @throws \Throwable what ComponentInstance::call() throws
     */
    public function instantiate(Component $component): ComponentInstance
    {
        $ffi = Native::ffi();
        $handle = $component->live();
        $made = $this->enter(
            $component,
            fn (CData $trap): int => $ffi->lanner_component_linker_instantiate($this->handle, $handle, $trap),
            fn (int $made): ?ComponentInstance => $made === 0 ? null : ComponentInstance::take($this, $component, $made),
        );
        return $made ?? throw Native::failure('making the instance');
    }

    /**
     * Runs a program, which is a component that exports wasi:cli/run, and returns the status that it ends with. The linker needs WASI, and
     * what else the component imports.
     *
     * @throws LannerError when an import is missing or of another type, or the component is no program
     * @throws \Throwable what ComponentInstance::call() throws
     */
    public function run(Component $component): int
    {
        $ffi = Native::ffi();
        $handle = $component->live();
        $status = $ffi->new('int32_t[1]');
        $hasRun = $this->enter(
            $component,
            fn (CData $trap): bool => $ffi->lanner_component_linker_run($this->handle, $handle, $status, $trap),
            static fn (bool $hasRun): bool => $hasRun,
        );
        Native::done($hasRun, 'running the program');
        return $status[0];
    }

    /**
     * Calls a function of the library that runs a guest.
     *
     * @template T
     * @template U
     * @param callable(CData): T $function
     * @param callable(T): U $take
     * @return U
     */
    private function enter(Component $component, callable $function, callable $take): mixed
    {
        $this->live();
        $this->state->open();
        foreach ($this->functions as $key) {
            $this->state->functions[$key]->takeType($component->imports);
        }
        return Calls::guest($this->state, $function, $take);
    }
}
