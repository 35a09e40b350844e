<?php

declare(strict_types=1);

namespace Lanner;

use Lanner\Internal\Externs;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/**
 * An instance of a module. Exports are got by name: $instance['add'](1, 2), or $instance->call('add', 1, 2).
 *
 * @implements \ArrayAccess<string, WasmFunction|WasmGlobal|Table|Memory>
 */
final class Instance extends Owned implements \ArrayAccess
{
    private Store $store;

    public readonly Module $module;

    /** @var array<string, WasmFunction|WasmGlobal|Table|Memory> */
    private array $found = [];

    /**
     * Makes an instance, and runs its start function.
     *
     * @param array<string, array<string, WasmFunction|WasmGlobal|Table|Memory>> $imports by the names of modules and then their own
     *
     * @throws LannerError when an import is missing or of another type
     * @throws Trap when the start function traps
     */
    public function __construct(Store $store, Module $module, array $imports = [])
    {
        $this->begin();
        $linker = new Linker($module->engine);
        foreach ($imports as $moduleName => $externs) {
            foreach ($externs as $name => $extern) {
                $linker->define((string) $moduleName, (string) $name, $extern);
            }
        }
        $made = $linker->instantiate($store, $module);
        $this->hold($store, $module, $made->handle);
        $made->handle = 0;
    }

    /** @internal */
    public static function take(Store $store, Module $module, int $handle): self
    {
        $made = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $made->hold($store, $module, $handle);
        return $made;
    }

    private function hold(Store $store, Module $module, int $handle): void
    {
        $this->own($handle);
        $this->store = $store;
        $this->state = $store->state;
        $this->module = $module;
    }

    public function __destruct()
    {
        $this->release('wasm_instance_delete');
    }

    /** The store that the instance lives in. */
    public function store(): Store
    {
        return $this->store;
    }

    /**
     * What the instance exports under a name. It is the same object each time.
     *
     * @throws LannerError when there is nothing of the name
     */
    public function export(string $name): WasmFunction|WasmGlobal|Table|Memory
    {
        if (isset($this->found[$name])) {
            return $this->found[$name];
        }
        $this->state->open();
        $extern = Native::ffi()->lanner_instance_export($this->live(), Native::text($name, 'the name'));
        if ($extern === 0) {
            $names = implode(', ', array_map(static fn (ExportType $export): string => "'$export->name'", $this->module->exports));
            throw new LannerError("no export is named '$name'; the module exports " . ($names === '' ? 'nothing' : $names));
        }
        return $this->found[$name] = Externs::take($this->store, $extern, $name);
    }

    /** The function that is exported under a name. */
    public function function(string $name): WasmFunction
    {
        return $this->ofClass(WasmFunction::class, $name);
    }

    /** The memory that is exported under a name. */
    public function memory(string $name = 'memory'): Memory
    {
        return $this->ofClass(Memory::class, $name);
    }

    /** The global that is exported under a name. */
    public function global(string $name): WasmGlobal
    {
        return $this->ofClass(WasmGlobal::class, $name);
    }

    /** The table that is exported under a name. */
    public function table(string $name): Table
    {
        return $this->ofClass(Table::class, $name);
    }

    /** Calls the function that is exported under a name. What WasmFunction throws, this throws. */
    public function call(string $name, mixed ...$arguments): mixed
    {
        return ($this->found[$name] ?? $this->function($name))(...$arguments);
    }

    /** Runs a program of WASI (the export "_start"), and returns its status. */
    public function run(): int
    {
        try {
            $this->function('_start')();
        } catch (ProgramExit $end) {
            return $end->status;
        }
        return 0;
    }

    public function offsetExists(mixed $offset): bool
    {
        foreach ($this->module->exports as $export) {
            if ($export->name === $offset) {
                return true;
            }
        }
        return false;
    }

    public function offsetGet(mixed $offset): WasmFunction|WasmGlobal|Table|Memory
    {
        return \is_string($offset) ? $this->export($offset) : throw new \TypeError('the name of an export is a string');
    }

    public function offsetSet(mixed $offset, mixed $value): void
    {
        throw new LannerError('exports cannot be set');
    }

    public function offsetUnset(mixed $offset): void
    {
        throw new LannerError('exports cannot be removed');
    }

    /**
     * @template T of object
     * @param class-string<T> $class
     * @return T
     */
    private function ofClass(string $class, string $name): object
    {
        $export = $this->export($name);
        return $export instanceof $class
            ? $export
            : throw new LannerError("the export '$name' is a " . get_debug_type($export) . "; a $class was expected");
    }
}
