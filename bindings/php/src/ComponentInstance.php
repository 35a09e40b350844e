<?php

declare(strict_types=1);

namespace Lanner;

use FFI\CData;
use Lanner\Internal\Calls;
use Lanner\Internal\ComponentInterface;
use Lanner\Internal\Json;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/** An instance of a component. Once a guest of it has trapped, it cannot be called any more. */
final class ComponentInstance extends Owned
{
    private ComponentLinker $linker;

    public readonly Component $component;

    private function __construct()
    {
    }

    /** @internal */
    public static function take(ComponentLinker $linker, Component $component, int $handle): self
    {
        $made = new self();
        $made->own($handle);
        // With the store, and what was defined.
        $made->linker = $linker;
        $made->state = $linker->state;
        $made->component = $component;
        return $made;
    }

    public function __destruct()
    {
        $this->release('lanner_component_instance_delete');
    }

    /** The store that the instance lives in. */
    public function store(): Store
    {
        return $this->linker->store();
    }

    /**
     * What the instance exports, as Component has it.
     *
     * @return list<array<string, mixed>>
     */
    public function exports(): array
    {
        $this->state->open();
        return ComponentInterface::read(
            fn (CData $out): bool => Native::ffi()->lanner_component_instance_interface($this->live(), $out)
        )['exports'];
    }

    /**
     * Calls a function by its name, such as "run", or "ns:package/interface#name"; the part before the name may be left away where only one
     * function has it.
     *
     * Records are arrays by the names of their fields, lists and tuples are lists, a case of a variant without a value and of an enum is a
     * string, any other an array of one element, flags are the list of those that are set, an option is null or the value. Of a type that
     * is a result what is in it is returned, or its error thrown.
     *
     * @throws LannerError when there is no such function, or the arguments are of other types
     * @throws ComponentError when the result is an error
     * @throws Trap when the guest traps, or has before
     * @throws \Throwable what a host function throws, as the same object
     */
    public function call(string $name, mixed ...$arguments): mixed
    {
        $text = $this->callJson($name, Json::write(array_values($arguments), 'an argument'));
        $result = Json::read($text);
        return $this->component->results[$name] ?? false ? Json::unwrap($result) : $result;
    }

    /**
     * Calls a function with a list of arguments in JSON, and returns the result in JSON, "null" if there is none. One of a type that is a
     * result is an object with the member "ok" or "error".
     *
     * @throws \Throwable what call() throws, but for ComponentError
     */
    public function callJson(string $name, string $arguments): string
    {
        $name = Native::text($name, 'the name');
        return Native::withVector($arguments, fn (CData $vector): string => $this->enter(
            fn (CData $out, CData $trap): bool => Native::ffi()->lanner_component_instance_call($this->handle, $name, $vector, $out, $trap)
        ));
    }

    /**
     * Does a call in WAVE, the WebAssembly Value Encoding, such as "add(1, 2)", and returns the result in it, or '' if there is none.
     *
     * @throws \Throwable what call() throws, but for ComponentError
     */
    public function callWave(string $call): string
    {
        $call = Native::text($call, 'the call');
        return $this->enter(
            fn (CData $out, CData $trap): bool => Native::ffi()->lanner_component_instance_call_wave($this->handle, $call, $out, $trap)
        );
    }

    /** @param callable(CData, CData): bool $function */
    private function enter(callable $function): string
    {
        $this->live();
        $this->state->open();
        $out = Native::bytes();
        $result = Calls::guest(
            $this->state,
            static fn (CData $trap): bool => $function($out, $trap),
            static fn (bool $isDone): ?string => $isDone ? Native::take($out) : null,
        );
        return $result ?? throw Native::failure('the call');
    }
}
