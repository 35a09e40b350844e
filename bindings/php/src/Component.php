<?php

declare(strict_types=1);

namespace Lanner;

use FFI\CData;
use Lanner\Internal\ComponentInterface;
use Lanner\Internal\Native;
use Lanner\Internal\Owned;

/**
 * A component: a unit of guests whose functions take and return text, lists, records and so on. It is for any number of stores of its
 * engine.
 *
 * What it imports and exports are arrays with the keys name and kind (function, instance, component, module, value, type). A function has
 * parameters, arrays of name and type, and the type of its result, or null; an instance has exports; a type has what it consists of.
 */
final class Component extends Owned
{
    /** @var list<array<string, mixed>> what it imports, in its order */
    public readonly array $imports;

    /** @var list<array<string, mixed>> what it exports, in its order */
    public readonly array $exports;

    public readonly Engine $engine;

    /**
     * The names of the functions that it exports, with those that are enough; true if their types are results.
     *
     * @internal
     * @var array<string, bool>
     */
    public readonly array $results;

    /**
     * Makes a component of the binary or the text format.
     *
     * @throws LannerError when it is not valid
     */
    public function __construct(Engine $engine, string $source)
    {
        $this->begin();
        $this->take($engine, Native::withVector(
            $source,
            static fn (CData $vector): int => Native::ffi()->lanner_component_new($engine->live(), $vector)
        ));
    }

    /**
     * Reads a component from a file in either format.
     *
     * @throws LannerError when there is no such file, or it is not valid
     */
    public static function fromFile(Engine $engine, string $path): self
    {
        $made = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $made->take($engine, Native::ffi()->lanner_component_from_file($engine->live(), Native::text($path, 'the path')));
        return $made;
    }

    private function take(Engine $engine, int $handle): void
    {
        $this->engine = $engine;
        $this->own(Native::made($handle, 'making the component'));
        $described = ComponentInterface::read(
            static fn (CData $out): bool => Native::ffi()->lanner_component_interface($handle, $out)
        );
        $this->imports = $described['imports'];
        $this->exports = $described['exports'];
        $this->results = ComponentInterface::results($this->exports);
    }

    public function __destruct()
    {
        $this->release('lanner_component_delete');
    }
}
